"""Steps about subscriptions."""
