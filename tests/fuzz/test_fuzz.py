"""Damaged stores end in runs or in a sentence, and damage to the files of one run changes no other run."""

from __future__ import annotations

import sys

import pytest

from tests.fuzz.targets import TARGETS
from tests.fuzz.worker import GOOD, outcomes

# `make fuzz` runs more.
CASES = range(25)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork, and limits of a process")
@pytest.mark.parametrize("target", TARGETS)
def test_damage_ends_in_runs_or_in_a_sentence(target):
    if target == "parquet":
        pytest.importorskip("pyarrow")
    kinds = list(outcomes(target, CASES))
    assert len(kinds) == len(CASES)
    assert [outcome for outcome in kinds if outcome.kind not in GOOD] == []
    assert any(outcome.kind == "read" for outcome in kinds)
