"""Steps about carts and checkouts."""
