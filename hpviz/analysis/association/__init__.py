"""How params and the metric, and params among themselves, vary together."""
