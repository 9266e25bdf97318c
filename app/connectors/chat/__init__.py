"""Chat and SMS services: one file, one service, each at its own fixed address."""
