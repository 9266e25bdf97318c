"""The pure core's tests."""
