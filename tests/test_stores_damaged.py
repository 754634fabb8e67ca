"""Files of a store may be cut off, empty or noise: the others are read, or a sentence says what is wrong."""

from __future__ import annotations

import shutil

import pytest

from hpviz import HpvizError, read
from hpviz.sources.stores import reader_of

STORES = {
    "keras_tuner/results/digits": "keras_tuner",
    "smac/smac3_output": "smac",
    "sacred/runs": "sacred",
    "trackio/data/digits.db": "trackio",
    "dvc/exp_show.csv": "dvc.exports",
    "dvc/exp_show.json": "dvc.exports",
    "hyperopt/trials.json": "hyperopt.trials",
    "hyperopt/trials.pkl": "pickled",
    "sklearn_cv/grid_search.joblib": "pickled",
    "hydra/multirun/digits": "run_folders.folders",
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
    reader = reader_of(stores / place)
    assert reader.__name__ == f"hpviz.sources.trackers.{STORES[place]}"


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("place", [place for place, reader in STORES.items() if reader != "pickled"])
def test_damage_costs_no_more_than_what_is_damaged(stores, tmp_path, place, damage):
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
