"""Floor 2: one file, one service; the only modules that open a socket."""
