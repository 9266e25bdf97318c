"""For developers: what make calls. None of it goes into the wheel."""
