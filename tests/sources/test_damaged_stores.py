"""Files of a store may be cut off, empty or noise: the others are read, or a sentence says what is wrong."""

from __future__ import annotations

import shutil

import pytest

from hpviz import HpvizError, read
from hpviz.sources import registry
from hpviz.sources.stores import reader_of
from tests.conftest import needs_extra

STORES = {
    "keras_tuner/results/digits": registry.KERAS_TUNER,
    "smac/smac3_output": registry.SMAC,
    "sacred/runs": registry.SACRED,
    "trackio/data/digits.db": registry.TRACKIO,
    "dvc/exp_show.csv": registry.DVC_EXPORT,
    "dvc/exp_show.json": registry.DVC_EXPORT,
    "hyperopt/trials.json": registry.HYPEROPT_FILE,
    "hyperopt/trials.pkl": registry.PICKLES,
    "sklearn_cv/grid_search.joblib": registry.PICKLES,
    "hydra/multirun/digits": registry.RUN_FOLDERS,
}
DAMAGES = {
    "half": lambda data: data[: len(data) // 2],
    "almost all": lambda data: data[:-2],
    "nothing": lambda data: b"",
    "noise": lambda data: bytes((7 * n + n // 256) % 256 for n in range(3000)),
    "zeros": lambda data: bytes(len(data)),
    "another document": lambda data: b'[1, {"a": [null]}, "x"]',
    "nested": lambda data: b"[" * 200_000,
}


@pytest.mark.parametrize("place", STORES)
def test_the_samples_are_recognised(stores, place):
    assert reader_of(stores / place) is STORES[place]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("place", [place for place in STORES if STORES[place] is not registry.PICKLES])
def test_damage_costs_no_more_than_what_is_damaged(stores, tmp_path, place, damage):
    needs_extra(place)
    source = stores / place
    copy = tmp_path / source.name
    if source.is_file():
        shutil.copyfile(source, copy)
        damaged = [copy]
    else:
        shutil.copytree(source, copy)
        damaged = sorted(path for path in copy.rglob("*") if path.suffix in {".json", ".yaml"})[::3]
    whole = len(read(source))
    for path in damaged:
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    try:
        runs = read(copy)
    except HpvizError as error:
        assert len(str(error)) > 20  # noqa: PT017
    else:
        assert len(runs) <= whole + 1
        if source.is_dir() and damage in {"half", "nothing"}:
            assert any("could not be read" in note for note in runs.notes)
