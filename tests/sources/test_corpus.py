"""One damaged record costs itself: all other runs are as they were, and a note names it."""

from __future__ import annotations

import pytest

from hpviz import read
from tests.sources.corpus import CASES, copy_of, different


@pytest.mark.parametrize("case", CASES)
def test_a_damaged_record_costs_itself_alone(stores, tmp_path, case):
    path, place = copy_of(case, stores, tmp_path)
    runs, whole = read(path), read(place)
    touched = CASES[case]["runs"]
    changed = different(runs, whole, statuses=touched != ["every status"])
    assert set(changed) <= set(touched)
    assert len(runs) >= len(whole) - 1
    new = [note for note in runs.notes if note not in whole.notes]
    assert "Error" not in " ".join(new)
    if CASES[case]["note"] is None:  # what is damaged is read nowhere
        assert (changed, new) == ([], [])
    else:
        assert any(str(CASES[case]["note"]) in note for note in new)
