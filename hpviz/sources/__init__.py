"""Anything that holds the runs of a sweep becomes `Runs`."""

from hpviz.sources.dispatch import as_runs

__all__ = ["as_runs"]
