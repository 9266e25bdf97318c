"""Steps about customers."""
