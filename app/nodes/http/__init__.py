"""Steps that call web addresses."""
