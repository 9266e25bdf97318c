"""Steps about companies that buy."""
