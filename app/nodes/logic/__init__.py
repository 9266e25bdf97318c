"""Steps that decide."""
