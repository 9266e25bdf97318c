"""Steps about discounts and codes."""
