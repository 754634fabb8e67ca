"""How the runs came about: which enter, replicates, narrowing, drift, the metric's scale."""
