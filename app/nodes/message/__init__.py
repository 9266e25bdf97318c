"""Steps that send messages to people."""
