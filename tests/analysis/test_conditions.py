"""Params that exist only under a condition: their presence is what decides it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.forest.encoding import sum_by_owner
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.forest.out_of_bag import explain_out_of_bag, mixed
from hpviz.analysis.sample.replicates import find_replicates
from hpviz.runs.column import ABSENT, Column


def parts_of(fitted, *, within=True):
    """Each param's part in the predictions of unseen runs; shape (runs, params)."""
    design, params = fitted.design, fitted.params
    columns = np.arange(len(design.owner))
    oob = explain_out_of_bag(fitted.forest, design.X, fitted.y, columns, len(columns))
    oob = mixed(oob, fitted.process.unseen.take(oob.rows), fitted.process_weight)
    oob = fitted.unseen if within else oob
    return oob, sum_by_owner(oob.deviation, design.owner, len(params))


def column(name, values, where=None):
    there = np.ones(len(values), dtype=bool) if where is None else where
    cells = [value if has else ABSENT for value, has in zip(np.asarray(values).tolist(), there, strict=True)]
    return Column.from_values(name, cells)


def nested(n, seed):
    """An algorithm, the kernel of one, the gamma of a kernel; the other's neighbours; a free rate."""
    rng = np.random.default_rng(seed)
    svm = rng.random(n) < 0.5
    kernel = rng.choice(["rbf", "linear"], n)
    gamma, neighbours, lr = rng.random((3, n))
    rbf = svm & (kernel == "rbf")
    y = 1.0 * svm + 0.8 * (svm & (kernel == "linear")) + 1.5 * np.where(rbf, gamma - 0.5, 0)
    y += 0.5 * np.where(~svm, neighbours - 0.5, 0) + 0.8 * lr + rng.normal(0, 0.2, n)
    params = [
        column("algorithm", np.where(svm, "svm", "knn")),
        column("kernel", kernel, svm),
        column("gamma", gamma, rbf),
        column("neighbours", neighbours, ~svm),
        column("lr", lr),
    ]
    return params, y


@pytest.fixture(scope="module")
def fitted():
    return FittedForest.fit(*nested(200, 0))


def test_every_param_is_known_by_what_switches_it_on(fitted):
    assert dict(fitted.design.parents) == {1: 0, 2: 1, 3: 0}


def test_predictions_stay_as_they_are_whoever_is_credited(fitted):
    oob, parts = parts_of(fitted)
    plain, plain_parts = parts_of(fitted, within=False)
    np.testing.assert_array_equal(oob.predicted, plain.predicted)
    np.testing.assert_allclose(parts.sum(axis=1), plain_parts.sum(axis=1), atol=1e-12)
    np.testing.assert_allclose(oob.credit.sum(), plain.credit.sum(), rtol=1e-9)


def test_runs_without_a_param_owe_it_nothing_and_its_mean_is_zero(fitted):
    oob, parts = parts_of(fitted)
    for index in fitted.design.parents:
        absent = fitted.params[index].absent[oob.rows]
        assert np.abs(parts[absent, index]).max() == 0
        assert abs(parts[~absent, index].mean()) < 1e-12


def test_params_without_a_condition_keep_their_parts(fitted):
    assert np.array_equal(parts_of(fitted)[1][:, 4], parts_of(fitted, within=False)[1][:, 4])


def test_without_conditions_nothing_changes():
    rng = np.random.default_rng(1)
    params = [column("a", rng.random(60)), column("b", rng.choice(["x", "y", "z"], 60))]
    fitted = FittedForest.fit(params, rng.random(60))
    oob, parts = parts_of(fitted)
    plain, plain_parts = parts_of(fitted, within=False)
    np.testing.assert_allclose(parts, plain_parts, atol=1e-12)
    np.testing.assert_array_equal(oob.rows, plain.rows)


@pytest.mark.parametrize(
    ("file", "shares"),
    [
        ("conditional_pair.csv", {"category": 0.44, "x1": 0.48, "x2": 0.08}),
        ("cash_optuna_readme.json", {"classifier": 0.38, "rf_max_depth": 0.40, "svc_c": 0.21}),
    ],
)
def test_a_switch_has_its_share_of_the_variance(figures, file, shares):
    table = hpviz.rank(figures / file).table().set_index("param")
    assert table.above_noise.all()
    switch, share = next(iter(shares.items()))
    assert table.importance[switch] == pytest.approx(share, abs=0.06)
    for param, exact in shares.items():
        assert table.importance_low[param] <= exact <= table.importance_high[param]


def test_a_search_of_two_models_is_trusted(figures):
    ranking = hpviz.rank(figures / "optuna_readme_iris_TPE.csv")
    assert ranking.problem is None
    assert ranking.oob_r2 > 0.9
    assert not any("configurations" in note for note in ranking.notes)
    assert ranking.table().param[0] == "svc_c"
    assert ranking.table().importance[0] > 0.7


def test_every_level_of_a_nested_space_has_its_own_share():
    tables = []
    for seed in range(6):
        params, y = nested(300, seed)
        frame = pd.DataFrame([{p.name: p.text_at(i) for p in params if not p.absent[i]} for i in range(300)])
        frame = frame.astype({"gamma": float, "neighbours": float, "lr": float})
        tables.append(hpviz.rank(frame.assign(loss=y), "loss").table().set_index("param").importance)
    mean = pd.concat(tables, axis=1).mean(axis=1)
    # By the design: algorithm .36 (1.4 apart), kernel .08 + gamma .05 (in a half and a quarter of the runs).
    variance = {
        "algorithm": 1.4**2 / 4,
        "kernel": 0.8**2 / 8,
        "gamma": 1.5**2 / 48,
        "neighbours": 0.5**2 / 24,
    }
    variance |= {"lr": 0.8**2 / 12, "noise": 0.04}
    total = sum(variance.values())
    for param in mean.index:
        assert mean[param] == pytest.approx(variance[param] / total, abs=0.05)


@pytest.mark.parametrize("method", ["permutation", "fanova", "top"])
def test_children_that_do_nothing_get_nothing_for_their_presence(method):
    rng = np.random.default_rng(3)
    kind = rng.choice(list("abcd"), 300)
    loss = pd.Series(kind).map({"a": 0.0, "b": 1.0, "c": 0.3, "d": 0.7}) + rng.normal(0, 0.2, 300)
    frame = pd.DataFrame({"kind": kind, "loss": loss, "lr": rng.random(300)})
    for value in "abcd":
        frame[f"{value}_size"] = np.where(kind == value, rng.random(300), np.nan)
    ranking = hpviz.rank(frame, "loss", method=method, params=["kind", "lr", *(f"{v}_size" for v in "abcd")])
    shares = ranking.table().set_index("param")
    assert shares.importance["kind"] > 0.6
    children = shares.loc[[f"{value}_size" for value in "abcd"]]
    assert children.importance.max() < 0.05
    if method != "fanova":
        assert not children.above_noise.any()


def test_an_explanation_credits_absence_to_the_switch(figures):
    picture = hpviz.rank(figures / "conditional_pair.csv").explain("best").table().set_index("param")
    (absent,) = picture.index[picture.value == "not set"]
    assert picture.contribution[absent] == 0
    assert picture.contribution["category"] != 0
    assert picture.after.iloc[-1] == pytest.approx(
        hpviz.read(figures / "conditional_pair.csv").metrics["loss"].numbers.min()
    )


def test_random_runs_of_a_nested_space_are_no_replicates():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        n = 60
        model = rng.choice(["svc", "forest"], n)
        params = [
            column("model", model),
            column("C", rng.random(n), model == "svc"),
            column("depth", rng.integers(2, 16, n), model == "forest"),
            column("trees", rng.choice([50, 100, 200], n), model == "forest"),
        ]
        assert find_replicates(params) is None, seed


def test_seeds_of_a_nested_space_are_replicates():
    for seed in range(10):
        rng = np.random.default_rng(seed)
        model = rng.choice(["svc", "forest"], 30)
        cells = {
            "model": model, "C": rng.random(30), "depth": rng.integers(2, 16, 30),
            "leaf": rng.integers(1, 9, 30), "lr": rng.random(30),
        }  # fmt: skip
        each = np.repeat(np.arange(30), 3)
        where = {"C": model == "svc", "depth": model == "forest", "leaf": model == "forest"}
        params = [
            column(name, values[each], where[name][each] if name in where else None)
            for name, values in cells.items()
        ]
        replicates = find_replicates([*params, column("seed", np.tile(np.arange(3), 30))])
        assert replicates is not None, seed
        assert (replicates.configurations, replicates.differing) == (30, ("seed",))


def test_params_that_come_and_go_together_are_switched_by_what_all_runs_have():
    rng = np.random.default_rng(5)
    svm = rng.random(80) < 0.5
    together = [column(name, rng.choice(["a", "b"], 80), svm) for name in ("first", "second", "third")]
    params = [*together, column("algorithm", np.where(svm, "svm", "knn"))]
    assert dict(FittedForest.fit(params, rng.random(80)).design.parents) == {0: 3, 1: 3, 2: 3}


def test_params_that_come_and_go_together_by_themselves_are_in_no_circle():
    rng = np.random.default_rng(6)
    there = rng.random(80) < 0.5
    params = [column(name, rng.choice(["a", "b"], 80), there) for name in ("first", "second", "third")]
    fitted = FittedForest.fit(params, rng.random(80))
    assert len(fitted.design.parents) < 3
    assert np.isfinite(parts_of(fitted)[1]).all()
