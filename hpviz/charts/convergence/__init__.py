"""Pictures of whether the runs are enough: how sure the order is, what they reach, predict and cover."""
