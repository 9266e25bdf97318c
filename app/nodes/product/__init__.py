"""Steps about products and their stock."""
