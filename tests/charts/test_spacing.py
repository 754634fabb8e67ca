"""A list of numbers that lie too close on their axis is evenly spaced in every picture, each with a label."""

from __future__ import annotations

import numpy as np
import pytest

import hpviz
from hpviz.analysis.design.spacing import in_order, is_crowded
from hpviz.charts.parallel import upright_of
from hpviz.runs.column import ABSENT
from tests.charts.test_ticks import labelled, parts_of

CROWDED = [
    (8, 9, 10, 100),
    (10, 11, 100),
    (0.99, 0.999, 0.9999),
    (0.9, 0.99, 0.999, 0.9999),
    (0, 1, 2, 1000),
    (50, 100, 150, 200, 1000),
    (-1000, -1, 1, 1000),
]
PLAIN = [
    (1, 2, 3),
    (2019, 2021, 2023),
    (512, 1024, 1536, 2048),
    (0.0, 0.1, 0.2, 0.5),
    (50, 100, 150, 200, 300),
    (100, 200, 500, 1000, 2000),
    (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12),
    tuple(range(1000, 12_000, 1000)),
]


def written(values):
    return [f"{value:g}" for value in values]


def sweep(make_runs, values, **cells):
    rng = np.random.default_rng(0)
    at, n = np.arange(90) % len(values), 90
    params = {"n": [values[place] for place in at], "frac": rng.choice([0.1, 0.2, 0.3], n).tolist()}
    for row, cell in cells.items():
        params["n"][int(row[1:])] = cell
    loss = np.abs(at - len(values) // 2) + 0.1 * rng.random(n)
    return make_runs(params, {"loss": loss})


@pytest.mark.parametrize("values", CROWDED)
def test_every_value_of_a_crowded_list_has_a_label_and_a_place_in_every_picture(make_runs, values):
    ranking = hpviz.rank(sweep(make_runs, values), "loss")
    for picture, channel in (
        (ranking.effect("n"), "x"),
        (ranking.joint("n", "frac"), "x"),
        (ranking.joint("frac", "n"), "y"),
    ):
        assert labelled(picture, channel) == written(values)
        assert "n (evenly spaced)" in str(picture.to_dict())
    drawn = {row["f2"] for rows in ranking.parallel().to_dict()["datasets"].values() for row in rows}
    assert set(written(values)) <= drawn
    cells = [row for rows in ranking.joint("n", "frac").to_dict()["datasets"].values() for row in rows]
    widths = {round(row["f1"] - row["f0"], 9) for row in cells if row.get("f1") is not None and "f5" in row}
    assert widths == {1.0}


@pytest.mark.parametrize("values", PLAIN)
def test_a_list_that_can_be_read_keeps_its_axis_and_all_its_labels(make_runs, values):
    ranking = hpviz.rank(sweep(make_runs, values), "loss")
    assert "evenly spaced" not in str(ranking.effect("n").to_dict())
    if len(values) < 11:
        assert labelled(ranking.effect("n"), "x") == written(values)
        assert labelled(ranking.joint("n", "frac"), "x") == written(values)


def test_powers_are_crowded_on_a_linear_axis_only():
    powers = np.repeat(2.0 ** np.arange(4, 11), 5)
    assert is_crowded(powers, log=False)
    assert not is_crowded(powers, log=True)


def test_no_list_is_crowded():
    rng = np.random.default_rng(0)
    assert not is_crowded(rng.random(60), log=False)
    assert not is_crowded(np.array([8.0, 9, 10, 100]), log=False)  # each once: drawn from a range
    assert not is_crowded(np.array([]), log=False)
    assert not is_crowded(np.repeat([1e300, -1e300], 5), log=False)


def test_an_axis_that_was_chosen_stays(make_runs):
    runs = sweep(make_runs, (8, 9, 10, 100))
    for axis in ("linear", "log"):
        picture = hpviz.rank(runs, "loss", axes={"n": axis}).effect("n")
        assert "evenly spaced" not in str(picture.to_dict())


def test_named_values_stand_beside_evenly_spaced_numbers(make_runs):
    ranking = hpviz.rank(sweep(make_runs, (8, 9, 10, 100), r3="auto", r7="auto", r11="auto"), "loss")
    assert labelled(ranking.joint("n", "frac"), "x") == ["8", "9", "10", "100", "auto"]
    assert labelled(ranking.effect("n"), "x")[:4] == ["8", "9", "10", "100"]


def test_the_tooltip_of_an_evenly_spaced_run_has_its_value(make_runs):
    spec = hpviz.rank(sweep(make_runs, (8, 9, 10, 100), r5=ABSENT), "loss").effect("n").to_dict()
    (field,) = {tip["field"] for tips in parts_of(spec, "tooltip") for tip in tips if tip.get("title") == "n"}
    values = {row[field] for rows in spec["datasets"].values() for row in rows if field in row}
    assert values >= {8, 9, 10, 100}


def test_lines_of_parallel_coordinates_cross_at_even_places(make_runs):
    ranking = hpviz.rank(sweep(make_runs, (8, 9, 10, 100)), "loss")
    column = ranking.require_evidence().column("n")
    upright = upright_of(column, "n", log=False, even=True)
    assert np.unique(upright.places) == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert [text for _, text in upright.ticks] == ["8", "9", "10", "100"]
    assert in_order(np.array([8.0, 100, np.nan]), column.numbers)[:2].tolist() == [0, 3]
