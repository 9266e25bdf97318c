"""Floor 4 for people: one module per page."""
