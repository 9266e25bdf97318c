"""Steps about drafts of orders."""
