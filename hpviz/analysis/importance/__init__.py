"""How much of the metric each param accounts for: one module a method."""
