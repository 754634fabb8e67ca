"""The verdict on a param, a group or a pair: every view has it from here."""

from __future__ import annotations

from typing import Literal

Verdict = Literal["matters", "could be chance", "not tested yet"]


def verdict_of(above_noise: bool | None) -> Verdict:  # noqa: FBT001 - the outcome of a test, not a switch
    """Name the outcome of a test.

    Parameters
    ----------
    above_noise
        Whether "it does nothing" is refused, corrected for all tests alike; None where there are too few runs
        for a test.
    """
    if above_noise is None:
        return "not tested yet"
    return "matters" if above_noise else "could be chance"
