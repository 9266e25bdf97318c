"""Repeatable measurements and the long fault suite: ``python -m bench [name ...]``. See README.md here."""
