"""Frames of every type end in figures or in a sentence, whatever public call they are given to."""

from __future__ import annotations

import sys
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hpviz
from hpviz import HpvizError

pytest.importorskip("polars")
pytest.importorskip("pyarrow")

from tests.frames.frames import BACKENDS, frame_of
from tests.frames.worker import outcomes
from tests.fuzz.process import GOOD

# `make fuzz` tries more.
CASES = range(1)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork, and limits of a process")
@pytest.mark.parametrize("library", BACKENDS)
def test_every_call_ends_in_figures_or_in_a_sentence(library):
    kinds = list(outcomes(library, CASES))
    assert len(kinds) == len(CASES)
    assert [outcome for outcome in kinds if outcome.kind not in GOOD] == []


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(library=st.sampled_from([*BACKENDS]), rng=st.randoms(use_true_random=False))
def test_a_frame_is_read_or_refused(library, rng):
    frame, _ = frame_of(library, rng)
    with suppress(HpvizError):
        repr(hpviz.read(frame)).encode()
