"""Floor 2: the only modules that speak SQL. Functions here take a ``Connection``; ``Database`` hands one out."""
