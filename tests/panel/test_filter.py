"""The filter of a panel: from Python and from the view, its conditions, and what is refused."""

import json
from contextlib import closing

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.data import VEHICLE
from hpviz.errors import HpvizError

WHERE = "lr <= 0.01 and optimizer in ['adam', 'sgd']"


def choose(panel, **choices):
    """Do what the view does, and wait for the answer."""
    panel.set_state(choices)
    assert panel._worker.wait(60)


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(4)
    n = 200
    frame = pd.DataFrame(
        {
            "config.lr": 10 ** rng.uniform(-5, -1, n),
            "config.optimizer": rng.choice(["adam", "rmsprop", "sgd"], n),
            "config.width": rng.choice([64, 128, 256], n),
            "config.dropout": rng.uniform(0, 0.5, n),
        }
    )
    loss = (np.log10(frame["config.lr"]) + 3) ** 2 + 2 * (frame["config.optimizer"] == "sgd")
    frame["metric.val_loss"] = 1 + loss + rng.normal(0, 0.2, n)
    frame["name"] = [f"run-{number}" for number in range(n)]
    frame["state"] = np.where(np.arange(n) % 20, "finished", "crashed")
    return frame


@pytest.fixture
def panel(frame):
    panel = hpviz.Panel(frame)
    yield panel
    panel.close()


def left(frame):
    return frame.query("`config.lr` <= 0.01 and `config.optimizer` in ['adam', 'sgd']")


def test_the_figures_are_those_of_the_frame_that_is_left(panel, frame):
    choose(panel, where=WHERE)
    direct = hpviz.rank(left(frame), "val_loss").table()
    pd.testing.assert_frame_equal(panel.table(), direct, check_exact=True)
    pd.testing.assert_frame_equal(
        hpviz.rank(frame, "val_loss", where=WHERE).table(), direct, check_exact=True
    )
    with closing(hpviz.Panel(frame, where=WHERE)) as other:
        pd.testing.assert_frame_equal(other.table(), direct, check_exact=True)
    assert panel.ranking.runs_used == (left(frame)["state"] == "finished").sum()
    assert panel._ranking["runs_skipped"][f"by the filter {WHERE}"] == 200 - len(left(frame))


def test_its_conditions_and_how_many_runs_they_keep_are_facts(panel, frame):
    assert panel.filter == {"where": "", "conditions": [], "runs": 200, "problem": None}
    panel.where = f"  {WHERE} "
    assert panel.where == WHERE
    assert panel.filter == {
        "where": WHERE,
        "conditions": [
            {"text": "lr <= 0.01", "column": "lr"},
            {"text": "optimizer in ['adam', 'sgd']", "column": "optimizer"},
        ],
        "runs": len(left(frame)),
        "problem": None,
    }
    panel.where = ""
    assert panel.filter["runs"] == 200


def test_what_is_wrong_is_sent_to_its_field_and_the_filter_stays(panel):
    choose(panel, where="lr <= 0.01")
    choose(panel, where="lr <= 0.01 adn width == 64")
    assert panel.where == "lr <= 0.01"
    assert panel.notice == ""
    problem = panel.filter["problem"]
    assert problem["text"][problem["start"] : problem["end"]] == "adn"
    assert "did you mean 'and'?" in problem["sentence"]
    assert panel.filter["where"] == "lr <= 0.01"
    json.dumps(panel.filter, allow_nan=False)
    choose(panel, where="lr <= 0.02")
    assert panel.filter["problem"] is None
    choose(panel, metric="nothing")
    assert "no metric 'nothing'" in panel.notice


@pytest.mark.parametrize("where", ["lr <", "nothing == 3", "optimizer == 3"])
def test_python_is_refused_with_the_place(panel, where):
    with pytest.raises(HpvizError, match=r"\^"):
        panel.where = where
    assert panel.where == ""
    with pytest.raises(HpvizError, match=r"\^"):
        hpviz.Panel([{"lr": 0.1, "optimizer": "adam", "loss": 1.0}], metrics="loss", where=where)


def test_code_and_pictures_go_along(frame, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame.to_csv("runs.csv", index=False)
    with closing(hpviz.Panel("runs.csv", where=WHERE)) as panel:
        code = panel.code()
        assert f"where={WHERE!r}" in code
        names = {}
        exec(code.replace("hpviz.Panel", "again = hpviz.Panel"), names)  # noqa: S102 - our own words
        pd.testing.assert_frame_equal(names["again"].table(), panel.table(), check_exact=True)
        assert names["again"].where == WHERE
        names["again"].close()
        assert f"Only runs with {WHERE}: " in panel.chart().sentences[-1]
        assert (
            f"by the filter {WHERE.replace(chr(39), '&#39;')}".replace("<", "&lt;")
            in panel._static_view()["text/html"]
        )


def test_a_filter_that_keeps_nothing_says_so_and_can_be_cleared(panel):
    before = panel.table()
    choose(panel, where="lr > 5")
    assert "by the filter lr > 5" in panel._ranking["problem"]
    assert panel.filter["runs"] == 0
    choose(panel, where="")
    assert panel.table().equals(before)


def test_a_filter_goes_where_new_runs_have_no_such_column(panel, frame):
    choose(panel, where="dropout < 0.3")
    panel.update(frame.drop(columns="config.dropout"))
    assert panel.where == ""
    assert panel.filter["runs"] == panel.ranking.runs_used + 10 == 200
    choose(panel, where="lr < 0.001")
    panel.update(frame)
    assert panel.where == "lr < 0.001"
    assert panel.filter["runs"] == (frame["config.lr"] < 0.001).sum()


def test_a_cancelled_filter_is_taken_back(panel):
    before = panel.table()
    with panel._worker._worker:  # as a long computation holds it
        panel.set_state({"where": "lr < 0.001"})
        assert panel.filter["conditions"] != []
        panel.cancel()
    assert panel.where == ""
    assert panel.filter["conditions"] == []
    assert panel.table().equals(before)


def test_what_a_condition_can_be_about_is_a_fact(panel):
    terms = panel.sweep["terms"]
    rows = {name: row for name, *row in zip(*terms.values(), strict=True)}
    assert rows["status"] == ["status", "run", "text", [["'crashed'", "crashed"], ["'finished'", "finished"]]]
    assert rows["lr"] == ["lr", "param", "number", []]
    assert rows["optimizer"][3] == [[f"'{name}'", name] for name in ("adam", "rmsprop", "sgd")]
    assert rows["val_loss"] == ["val_loss", "metric", "number", []]
    assert rows["name"] == ["name", "run", "text", []]
    assert {"group", "created"} & set(rows) == set()


def test_every_term_and_value_that_is_offered_is_an_expression(make_runs):
    names = ["a b", "and", "x`y", "name", "é.1", "it's", "None"]
    params = {name: ["it's", None, True] for name in names}
    runs = make_runs(params, {"loss": [1.0, 2.0, 3.0]}, created=np.array([0.0, 1.0, 2.0]))
    with closing(hpviz.Panel(runs, hidden=names)) as panel:
        terms = panel.sweep["terms"]
        for term, values in zip(terms["term"], terms["values"], strict=True):
            assert runs.matching(f"not missing({term})").all()
            for value, _ in values:
                assert runs.matching(f"{term} in [{value}]").sum() == (3 if value == "'unknown'" else 1)
        assert terms["kind"][terms["name"].index("created")] == "date"


def test_none_takes_the_filter_away():
    panel = hpviz.Panel(VEHICLE, where="depth == 2")
    kept = panel.filter["runs"]
    panel.where = None
    assert panel.where == ""
    assert panel.filter["runs"] > kept
    assert hpviz.Panel(VEHICLE, where=None).where == ""
