"""Ray Tune: its folder of an experiment and its results."""
