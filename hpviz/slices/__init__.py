"""Rankings of parts of the runs: within tasks, and along the training."""
