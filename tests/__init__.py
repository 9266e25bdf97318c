"""The tests, laid out like ``app``; what they share is in ``tests/support``."""
