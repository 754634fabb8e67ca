"""What a param, a pair of params or a run does to the metric."""
