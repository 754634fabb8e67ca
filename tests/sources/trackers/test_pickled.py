"""Pickles are opened only when the person says so."""

from __future__ import annotations

import pickle
import warnings

import joblib
import numpy as np
import pandas as pd
import pytest

from hpviz import HpvizError, read

SAMPLES = {"grid": (54, 0), "random": (60, 16), "halving": (36, 0)}


class Bomb:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("form", ["search.joblib", "cv_results.joblib", "csv"])
def test_the_samples_of_scikit_learn(stores, name, form):
    path = stores / "sklearn_cv" / f"{name}{'.' if form == 'csv' else '_'}{form}"
    if form != "csv" and np.lib.NumpyVersion(np.__version__) < "2.0.0":
        pytest.skip("an older numpy opens no pickles of a newer one")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of another version's estimators
        runs = read(path, allow_pickle=True)
    count, failed = SAMPLES[name]
    assert (len(runs), int((runs.statuses == "failed").sum())) == (count, failed)
    score = "mean_test_acc" if name == "grid" else "mean_test_score"
    assert int(np.isnan(runs.metrics[score].numbers).sum()) == failed
    assert (runs.default_metric(), runs.default_goal(score)) == (score, "maximize")
    depth = {"grid": "clf__max_depth", "halving": "max_depth"}.get(name)
    if depth:
        assert runs.params[depth].levels == ("None",)
    if name == "halving":
        assert sorted(set(runs.params["n_resources"].numbers)) == [60, 180]


@pytest.mark.parametrize("compress", [0, 3])
@pytest.mark.parametrize("place", ["runs.joblib", "runs.pkl"])
def test_a_pickle_is_not_opened_unless_allowed(tmp_path, compress, place):
    path, trace = tmp_path / place, tmp_path / "trace"
    joblib.dump(Bomb(trace), path, compress=compress)
    with pytest.raises(HpvizError, match=r"runs whatever code is in it.*allow_pickle=True"):
        read(path)
    assert not trace.exists()


@pytest.mark.parametrize("compress", [0, 3, ("xz", 3), ("gzip", 3), ("bz2", 3)])
def test_an_allowed_pickle_is_read_as_the_object_in_it(tmp_path, compress):
    path = tmp_path / "runs.joblib"
    frame = pd.DataFrame({"lr": [1, 2], "loss": [0.5, 0.6]})
    joblib.dump(frame, path, compress=compress)
    runs = read(path, allow_pickle=True)
    assert runs.metrics["loss"].numbers.tolist() == [0.5, 0.6]
    assert runs.source == "pandas DataFrame, from runs.joblib"


def test_a_pickle_of_anything_else_says_what_it_holds(tmp_path):
    path = tmp_path / "runs.pkl"
    path.write_bytes(pickle.dumps(7))
    with pytest.raises(HpvizError, match=r"^an int is nothing that runs can be read from"):
        read(path, allow_pickle=True)


def test_a_damaged_pickle_and_a_missing_package_are_named(tmp_path):
    path = tmp_path / "runs.pkl"
    path.write_bytes(pickle.dumps({"a": list(range(1000))})[:500])
    with pytest.raises(HpvizError, match=r"the pickle 'runs\.pkl' cannot be opened"):
        read(path, allow_pickle=True)
    path.write_bytes(b"\x80\x04cno_such_package_here\nThing\n.")
    with pytest.raises(HpvizError, match="needs the package 'no_such_package_here'"):
        read(path, allow_pickle=True)
