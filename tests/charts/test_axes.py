"""The axis of a param can be chosen: it is the same in every picture, in the table and in code."""

from __future__ import annotations

import time

import numpy as np
import pytest

import hpviz
from hpviz.errors import HpvizError


@pytest.fixture(scope="module")
def runs(make_runs):
    rng = np.random.default_rng(4)
    n = 80
    width = rng.integers(1, 40, n)
    loss = np.log(width) + rng.normal(0, 0.1, n)
    params = {
        "width": width.tolist(),
        "lr": (10.0 ** rng.uniform(-4, -1, n)).tolist(),
        "dropout": (rng.integers(0, 5, n) / 10).tolist(),
        "kind": rng.choice(["a", "b"], n).tolist(),
    }
    return make_runs(params, {"loss": loss})


def is_log(picture):
    """Whether any scale is logarithmic; that of the metric is not."""
    return "'type': 'log'" in str(picture.to_dict())


def test_a_chosen_axis_is_that_of_every_picture_and_of_the_correlation(runs):
    plain = hpviz.rank(runs)
    chosen = hpviz.rank(runs, axes={"width": "log", "lr": "linear"})
    assert [plain.score(name).log for name in ("width", "lr")] == [False, True]
    assert [chosen.score(name).log for name in ("width", "lr")] == [True, False]
    assert not is_log(plain.effect("width"))
    assert is_log(chosen.effect("width"))
    assert not is_log(chosen.effect("lr"))
    titles = [ranking.joint("width", "lr").to_dict() for ranking in (plain, chosen)]
    assert ["width (log axis)" in str(title) for title in titles] == [False, True]
    assert ["lr (log axis)" in str(title) for title in titles] == [True, False]
    assert abs(chosen.score("width").correlation) > abs(plain.score("width").correlation)
    assert chosen.score("width").importance == plain.score("width").importance
    middles = [_middle_of_parallel(ranking, "width") for ranking in (plain, chosen)]
    assert middles[0] < 0.3 < middles[1]


def _middle_of_parallel(ranking, param):
    """Where 8 stands on the axis of a param that goes from 1 to 39."""
    from hpviz.charts.parallel import upright_of

    column = ranking.require_evidence().column(param)
    upright = upright_of(column, param, log=ranking.score(param).log)
    return float(np.interp(8, *(np.sort(part) for part in (column.numbers, upright.places))))


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ({"dropout": "log"}, "'dropout' has no log axis: some of its values are 0 or less"),
        ({"kind": "log"}, "'kind' has no log axis: it has no numbers"),
        ({"width": "square"}, "no axis 'square'"),
        ({"widht": "log"}, "no column 'widht'"),
    ],
)
def test_an_axis_that_there_is_not_is_refused_in_a_sentence(runs, axes, message):
    with pytest.raises(HpvizError, match=message):
        hpviz.rank(runs, axes=axes)
    panel = hpviz.Panel(runs)
    with pytest.raises(HpvizError, match=message):
        panel.axes = axes
    assert panel.axes == {}
    panel.close()


def test_the_panel_takes_an_axis_sends_it_and_writes_it_down(runs):
    panel = hpviz.Panel(runs, axes={"width": "log"})
    assert panel.ranking.score("width").log
    assert "axes={'width': 'log'}" in panel.code()
    panel._requests.run({"event": "effect", "param": "width"})
    panel._requests.run({"event": "effect", "param": "dropout"})
    until = time.monotonic() + 30
    while not {"width", "dropout"} <= set(panel.effects):
        assert time.monotonic() < until
        time.sleep(0.01)
    assert [panel.effects[name]["log"] for name in ("width", "dropout")] == [True, False]
    assert [panel.effects[name]["log_allowed"] for name in ("width", "dropout")] == [True, False]
    panel.set_state({"axes": {"width": "linear"}})
    assert not panel.ranking.score("width").log
    panel.set_state({"axes": {"dropout": "log"}})
    assert "no log axis" in panel.notice
    assert panel.axes == {"width": "linear"}
    code = panel.code().replace("hpviz.Panel", "panel = hpviz.Panel")
    made = {"runs": runs}
    exec(code, made)  # noqa: S102 - it is what is tested
    assert made["panel"].axes == {"width": "linear"}
    for each in (panel, made["panel"]):
        each.close()


def test_newer_runs_take_an_axis_away_that_they_do_not_have(make_runs):
    def sweep(lowest):
        width = np.linspace(lowest, 40, 50)
        return make_runs({"width": width, "z": width[::-1] ** 2}, {"loss": width})

    panel = hpviz.Panel(sweep(1), axes={"width": "log", "z": "linear"})
    panel.update(sweep(0))
    assert panel.axes == {"z": "linear"}
    assert not panel.ranking.score("width").log
    panel.close()
