"""Which runs enter, what counts as one experiment among them, and the scale of the metric."""
