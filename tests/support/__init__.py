"""What tests lean on: a browser, the real command, a PostgreSQL database, axe, a pseudo-locale."""
