"""Brings a database to the shape of ``tables``, whatever version made it. One file a change, never edited again."""
