"""scikit-learn's searches: conditional grids, several scores, failed fits."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import GridSearchCV, HalvingRandomSearchCV, RandomizedSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from hpviz import HpvizError
from hpviz.sources import as_runs

X, Y = load_iris(return_X_y=True)
GRID = [
    {
        "clf": [SVC()],
        "clf__C": [1, 10],
        "clf__gamma": ["scale", 0.1],
        "scale": [StandardScaler(), "passthrough"],
    },
    {
        "clf": [SVC(kernel="linear")],
        "clf__C": [1],
        "clf__class_weight": [None, "balanced"],
        "scale": ["passthrough"],
    },
]


@pytest.fixture(scope="module")
def search():
    pipeline = Pipeline([("scale", "passthrough"), ("clf", SVC())])
    return GridSearchCV(pipeline, GRID, cv=2, scoring=["accuracy", "f1_macro"], refit="f1_macro").fit(X, Y)


@pytest.mark.parametrize("form", ["search", "cv_results_", "frame", "csv"])
def test_a_search_its_results_and_its_saved_table_give_the_same(search, form, tmp_path):
    source = {"search": search, "cv_results_": search.cv_results_}.get(form)
    if source is None:
        source = pd.DataFrame(search.cv_results_)
    if form == "csv":
        source.to_csv(tmp_path / "cv.csv")
        source = tmp_path / "cv.csv"
    runs = as_runs(source)
    assert (len(runs), runs.status_counts()) == (10, {"finished": 10})
    assert list(runs.params) == ["clf", "clf__C", "clf__gamma", "scale", "clf__class_weight"]
    assert list(runs.metrics) == [
        "mean_fit_time",
        "mean_score_time",
        "mean_test_accuracy",
        "mean_test_f1_macro",
    ]
    weight = runs.params["clf__class_weight"]
    assert weight.absent.tolist() == [True] * 8 + [False] * 2
    assert weight.levels == ("None", "balanced")
    assert runs.params["clf"].levels == ("SVC()", "SVC(kernel='linear')")
    assert set(runs.params["clf__gamma"].levels) == {"scale"}
    assert {
        column.reason for name, column in runs.aside.items() if name.startswith(("split", "std", "rank"))
    } == {"the folds behind a mean"}
    np.testing.assert_allclose(
        runs.metric_values("mean_test_accuracy"), search.cv_results_["mean_test_accuracy"]
    )
    assert runs.default_goal("mean_test_f1_macro") == "maximize"
    assert runs.default_goal("mean_fit_time") == "minimize"


def test_the_score_that_the_search_refitted_by_comes_first(search):
    assert as_runs(search).default_metric() == "mean_test_f1_macro"
    assert as_runs(search.cv_results_).default_metric() == "mean_test_accuracy"


def test_failed_fits_are_failed_runs():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runs = as_runs(GridSearchCV(SVC(), {"C": [1, -1, 10]}, cv=2).fit(X, Y))
    assert runs.statuses.tolist() == ["finished", "failed", "finished"]


def test_random_searches_know_their_scale_and_choices():
    class LogUniform:
        class dist:  # noqa: N801
            name = "loguniform"

        def rvs(self, random_state=None):
            return float(10 ** random_state.uniform(-2, 2))

    space = {"C": LogUniform(), "kernel": ["rbf", "linear"], "degree": [2, 3]}
    runs = as_runs(RandomizedSearchCV(SVC(), space, n_iter=4, cv=2, random_state=0).fit(X, Y))
    assert runs.hints.log == {"C": True}
    assert runs.hints.choices == {"kernel": ("rbf", "linear"), "degree": ("2", "3")}
    assert runs.default_metric() == "mean_test_score"


def test_halving_has_its_resource_as_a_parameter():
    search = HalvingRandomSearchCV(SVC(), {"C": [0.1, 1, 10, 100]}, n_candidates=4, cv=2, random_state=0).fit(
        X, Y
    )
    runs = as_runs(search)
    assert set(runs.params) == {"n_resources", "C"}
    assert runs.aside["iter"].reason == "the round of halving"


def test_a_search_that_was_not_fitted_is_refused():
    with pytest.raises(HpvizError, match=r"GridSearchCV has not been fitted.*fit\(X, y\)"):
        as_runs(GridSearchCV(SVC(), {"C": [1, 2]}))


@pytest.mark.parametrize("best_first", [True, False])
def test_the_ranks_tell_the_goal_of_what_another_library_writes_in_this_layout(best_first):
    """Surprise ranks the smallest error first, scikit-learn the largest score."""
    errors = np.array([1.79, 1.80, 1.79, 1.83, 1.91, 1.86])
    ranks = pd.Series(errors).rank(method="min", ascending=best_first).astype(int)
    frame = pd.DataFrame(
        {
            "mean_test_rmse": errors,
            "std_test_rmse": 0.01,
            "rank_test_rmse": ranks,
            "mean_fit_time": [0.5, 0.6, 0.5, 0.7, 0.9, 0.8],
            "param_n_epochs": [10, 10, 20, 20, 40, 40],
            "param_lr_all": [0.005, 0.01] * 3,
        }
    )
    runs = as_runs(frame)
    assert runs.default_metric() == "mean_test_rmse"
    assert runs.default_goal("mean_test_rmse") == ("minimize" if best_first else "maximize")
