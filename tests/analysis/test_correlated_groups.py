"""Params that moved together: who, how much they account for jointly, and the tree over all."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

import hpviz
from hpviz.analysis.association.correlated_groups import clusters
from hpviz.analysis.association.similarity import similarity_matrix
from hpviz.analysis.effects.dendrogram import dendrogram_of
from hpviz.runs.column import ABSENT, Column
from hpviz.text import dendrogram as dendrogram_text
from hpviz.text import row as row_text
from hpviz.views.interactions import TOGETHER


@pytest.fixture(scope="module")
def sweep():
    """Batch size and accumulation are one thing; half of the metric is theirs."""
    rng = np.random.default_rng(4)
    n = 150
    batch = rng.choice([16, 32, 64, 128], n)
    lr = rng.uniform(-5, -1, n)
    loss = np.log2(batch / 16) + (lr + 3) ** 2 / 2 + rng.normal(0, 0.3, n)
    return pd.DataFrame(
        {
            "params.lr": lr,
            "params.batch_size": batch,
            "params.accumulation": 1024 // batch,
            "params.dropout": rng.random(n),
            "metrics.loss": loss,
        }
    )


@pytest.fixture(scope="module")
def ranking(sweep):
    return hpviz.rank(sweep, "loss")


def test_a_group_has_its_params_and_about_the_sum_of_their_importances(ranking):
    groups = ranking.groups()
    assert list(groups) == ["params", "similarity", "importance", "low", "high", "p_value", "above_noise"]
    assert groups.params.tolist() == [("batch_size", "accumulation")]
    table = ranking.table().set_index("param").importance
    assert groups.importance[0] == pytest.approx(table["batch_size"] + table["accumulation"], abs=0.03)
    assert groups.low[0] < groups.importance[0] < groups.high[0]
    assert groups.above_noise[0]
    assert groups.similarity[0] == pytest.approx(1)


def test_the_joint_importance_is_that_of_one_param_in_their_place(ranking, sweep):
    alone = hpviz.rank(sweep, "loss", hidden=["accumulation"]).table().set_index("param").importance
    assert ranking.groups().importance[0] == pytest.approx(alone["batch_size"], abs=0.08)


def test_their_rows_and_the_notes_say_the_joint_importance(ranking):
    assert any("vary them independently in the next sweep" in note for note in ranking.notes)
    sentences = {score.param: row_text.sentences(score, ranking) for score in ranking.scores}
    assert any(" together: " in sentence for sentence in sentences["batch_size"])
    assert not any(" together: " in sentence for sentence in sentences["lr"])


def test_average_linkage_does_not_chain():
    alike = np.array([[1, 0.9, 0.3], [0.9, 1, 0.82], [0.3, 0.82, 1]])
    assert clusters(alike) == [(0, 1)]
    assert clusters(np.eye(3)) == []
    assert clusters(np.ones((3, 3))) == [(0, 1, 2)]


def test_the_tree_joins_the_closest_first_and_holds_every_param(ranking):
    tree = dendrogram_of(ranking)
    assert sorted(tree.leaves) == ["accumulation", "batch_size", "dropout", "lr"]
    left, right, similarity = tree.joins[0]
    assert {tree.leaves[left], tree.leaves[right]} == {"batch_size", "accumulation"}
    assert similarity == pytest.approx(1)
    assert [join[2] for join in tree.joins] == sorted((join[2] for join in tree.joins), reverse=True)


def test_params_of_some_runs_are_compared_where_both_are_active(make_runs):
    rng = np.random.default_rng(0)
    sgd = rng.random(120) < 0.5
    momentum = rng.random(120)
    runs = make_runs(
        {
            "optimizer": np.where(sgd, "sgd", "adam").tolist(),
            "momentum": [m if on else ABSENT for m, on in zip(momentum, sgd, strict=True)],
            "damping": [1 - m if on else ABSENT for m, on in zip(momentum, sgd, strict=True)],
        },
        {"loss": np.where(sgd, momentum, 0.5) + rng.normal(0, 0.05, 120)},
    )
    assert hpviz.rank(runs).groups().params.tolist() == [("momentum", "damping")]


def test_no_correlated_group_is_reported_with_the_tree(make_runs):
    rng = np.random.default_rng(0)
    runs = make_runs({name: rng.random(60).tolist() for name in "abc"}, {"loss": rng.normal(size=60)})
    encoded = TOGETHER.encoded(hpviz.rank(runs))
    json.dumps(encoded, allow_nan=False)
    assert len(encoded["leaves"]) == 3
    assert encoded["groups"]["params"] == []
    assert "No parameters moved together" in encoded["sentences"][0]


def test_one_param_or_no_runs_is_a_sentence(make_runs):
    single = hpviz.rank(make_runs({"lr": [1, 2, 3] * 10}, {"loss": list(range(30))}))
    assert "one parameter only" in TOGETHER.encoded(single)["problem"]
    none = hpviz.rank(make_runs({"lr": [], "b": []}, {"loss": []}))
    assert "no runs" in TOGETHER.encoded(none)["problem"]
    assert none.groups().empty


def test_a_thousand_params_draw_a_readable_tree_with_the_groups_in_it(make_runs):
    rng = np.random.default_rng(0)
    values = rng.random((1000, 60))
    values[1] = values[0] + 1e-3 * rng.random(60)
    runs = make_runs(
        {f"p{j}": row.tolist() for j, row in enumerate(values)},
        {"loss": values[0] * 4 + rng.normal(0, 0.2, 60)},
    )
    ranking = hpviz.rank(runs, trees=20)
    tree = dendrogram_of(ranking)
    assert len(tree.leaves) == 60
    assert {"p0", "p1"} <= set(tree.leaves)
    assert any("940 more" in sentence for sentence in dendrogram_text.sentences(tree))


def test_the_picture_has_the_groups_as_its_table_and_names_are_text(sweep, tmp_path):
    odd = sweep.rename(columns={"params.lr": "params.l'r\\<script>alert(1)</script>"})
    picture = hpviz.rank(odd, "loss").moved_together()
    assert picture.table().params.tolist() == [("batch_size", "accumulation")]
    picture.save(tmp_path / "together.svg")
    text = (tmp_path / "together.svg").read_text()
    assert "<script" not in text
    assert "not separable" in text


def test_it_is_exported_and_rebuilt_by_code(sweep):
    panel = hpviz.Panel(sweep, "loss")
    sent = []
    panel.send = lambda content, buffers=None: sent.append(content)
    panel._handle_custom_msg({"event": "export", "what": "together", "to": "python"}, [])
    assert "ranking.moved_together()" in sent[0]["copied"]


@pytest.mark.parametrize("runs", [60, 150, 500])
def test_a_number_that_follows_another_up_and_down_cannot_be_separated(runs):
    """Spearman sees nothing of how far the learning rate is from some place."""
    flagged = 0
    for seed in range(20):
        rng = np.random.default_rng([runs, seed])
        lr, place = rng.uniform(-5, -1, runs), rng.uniform(-4, -2)
        others = [Column.from_numbers(f"p{j}", rng.random(runs)) for j in range(4)]
        columns = [Column.from_numbers("lr", 10**lr), Column.from_numbers("off", abs(lr - place)), *others]
        flagged += clusters(similarity_matrix(columns)) == [(0, 1)]
    assert flagged == 20


@pytest.mark.parametrize("sampler", ["Sobol", "Halton", "LatinHypercube"])
@pytest.mark.parametrize("runs", [60, 64, 128])
def test_no_design_seems_curved(sampler, runs):
    for seed in range(20):
        drawn = getattr(qmc, sampler)(8, seed=seed).random(runs)
        columns = [Column.from_numbers(f"p{j}", values) for j, values in enumerate(drawn.T)]
        columns.append(Column.from_numbers("rounds", np.random.default_rng(seed).integers(1, 5, runs)))
        assert clusters(similarity_matrix(columns)) == []


def test_what_goes_up_and_down_gets_a_joint_importance(make_runs):
    rng = np.random.default_rng(3)
    lr = rng.uniform(-5, -1, 120)
    params = {"lr": 10**lr, "off": abs(lr + 3), "width": rng.random(120)}
    ranking = hpviz.rank(make_runs(params, {"loss": (lr + 3) ** 2 + rng.normal(0, 0.2, 120)}))
    assert ranking.groups().params.tolist() == [("lr", "off")]
    assert ranking.score("off").moves_with == ("lr",)
    assert "lr and off moved together" in " ".join(ranking.notes)
