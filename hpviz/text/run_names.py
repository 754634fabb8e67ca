"""How a run is named within a sentence."""

import re

# A name that says itself that it is of a run: ``run 34``, ``run_17``, ``Run-3``.
_OF_A_RUN = re.compile(r"run(?![a-z])", re.IGNORECASE)


def run_named(name: str) -> str:
    """Write a run by its name within a sentence: ``run sunny-fox``, and ``run 34`` of one called so."""
    return name if _OF_A_RUN.match(name) else f"run {name}"
