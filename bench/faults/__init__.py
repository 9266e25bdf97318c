"""The long fault suite: killed under load, a full disk, a database that takes nothing, a service that is dead."""
