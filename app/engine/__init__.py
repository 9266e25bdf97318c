"""Floor 3, the shell around the core: take in, plan, do, write down."""
