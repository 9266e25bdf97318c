"""Steps about time: schedules and waits."""
