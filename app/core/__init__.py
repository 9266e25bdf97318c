"""Floor 1, pure: what a workflow is, whether it is right, what comes next and why. No I/O, no clock, no chance."""
