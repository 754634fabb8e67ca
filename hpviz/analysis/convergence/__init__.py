"""How sure the order of the params is, and how many more runs would settle it."""
