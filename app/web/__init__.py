"""Floor 4, the door itself: who may come in, what every answer carries, how an error is told. Shared by pages and API."""
