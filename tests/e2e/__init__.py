"""The whole product: the real command, real HTTP, a real browser."""
