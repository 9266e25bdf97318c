"""Steps that look things up, count and remember."""
