"""Steps about orders."""
