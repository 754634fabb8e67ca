"""What stands on axes and legends: values of the runs or round ones, that can be told apart and read."""

import re
from itertools import pairwise

import numpy as np
import pytest

import hpviz
from hpviz.charts.drawing.fields import labels, scattered
from hpviz.charts.drawing.formats import rendered
from hpviz.charts.drawing.ticks import (
    CHARACTER,
    axis_at,
    inside,
    number_axis,
    round_ticks,
    ticks_of,
    with_ends,
)
from hpviz.charts.parallel import upright_of
from hpviz.runs.column import Column


@pytest.fixture(scope="module")
def case(figures):
    """Rank a small sweep by its file name."""
    return lambda name, **options: hpviz.rank(figures / name, **options)


def texts(axis):
    """The labels of an axis or a legend, in the order of their values."""
    return re.findall(r"'([^']+)'", axis["labelExpr"])


def labelled(picture, channel):
    """The labels of a channel of a picture: on its axis, or of a colour in its legend."""
    guide = "legend" if channel == "color" else "axis"
    encodings = parts_of(picture.to_dict(), "encoding")
    axes = (encoding.get(channel, {}).get(guide) for encoding in encodings)
    return texts(next(axis for axis in axes if axis and "labelExpr" in axis))


def parts_of(spec, key):
    """All parts of a specification under a key."""
    if isinstance(spec, dict) and key in spec:
        yield spec[key]
    parts = spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ()
    for part in parts:
        yield from parts_of(part, key)


@pytest.mark.parametrize(
    ("param", "ticks"),
    [
        ("hidden", ["512", "1024", "1536", "2048"]),
        ("year", ["2019", "2021", "2023"]),
        ("beta2", ["0.99", "0.999", "0.9999"]),
        ("momentum", ["0.9"]),
    ],
)
def test_ticks_are_the_values_that_the_runs_have(case, param, ticks):
    ranking = case("tick_labels.csv")
    assert labelled(ranking.effect(param), "x") == ticks
    drawn = {row["f2"] for rows in ranking.parallel().to_dict()["datasets"].values() for row in rows}
    assert set(ticks) <= drawn
    if param in {"hidden", "year"}:
        assert labelled(ranking.joint(param, "beta2"), "x") == ticks


def test_the_legend_ends_where_the_drawn_runs_end(case):
    parallel = case("legend_ends.csv", params=["a", "b"]).parallel()
    shown = [float(text) for text in labelled(parallel, "color")]
    loss = parallel.table()["loss"]
    assert [min(shown), max(shown)] == pytest.approx([loss.min(), loss.max()], rel=1e-3)


def test_a_tiny_metric_is_written_in_powers_of_ten(case):
    ranking = case("tiny_metric.csv")
    legend = labelled(ranking.parallel(), "color")
    assert float(min(legend, key=float)) == pytest.approx(8.748e-11, rel=1e-3)
    axis = labelled(ranking.effect("lr"), "y")
    assert all("e-" in text for text in [*legend, *axis])


def test_eight_digits_of_a_metric_are_drawn_and_written(make_runs):
    x = np.linspace(0, 1, 60)
    runs = make_runs({"x": x, "z": x[::-1] ** 2}, {"reward": 12_345_678 + x})
    ranking = hpviz.rank(runs, goal="maximize")
    picture = ranking.effect("x")
    spec, written = picture.to_dict(), labelled(picture, "y")
    assert len(set(written)) == len(written) >= 4
    drawn = [row["f4"] for rows in spec["datasets"].values() for row in rows if "f4" in row]
    assert np.unique(drawn).size >= 60
    assert "12345678" in rendered(picture, ".svg").decode()


@pytest.mark.parametrize(
    ("low", "high", "log"),
    [
        (1e-300, 1e300, True),
        (3e-7, 2e-6, True),
        (3e-7, 2e-6, False),
        (0.9, 1100, True),
        (0.39, 0.61, True),
        (16, 1024, True),
        (16, 1024, False),
        (-0.13, 0.21, False),
        (12345601, 12345699, False),
    ],
)
def test_round_ticks_lie_within_and_are_a_handful(low, high, log):
    ticks = round_ticks(low, high, log=log)
    assert 3 <= len(ticks) <= 11
    assert low <= ticks.min() < ticks.max() <= high
    assert all(len(f"{tick:.9g}".rstrip("0").replace(".", "").lstrip("0")) <= 8 for tick in ticks)
    ends = with_ends(low, high, log=log)
    assert [ends[0], ends[-1]] == [low, high]


def test_few_values_are_ticks_themselves_and_many_whole_ones_have_whole_ticks():
    assert ticks_of(np.array([3.0, 1.0, 3.0]), log=False).tolist() == [1, 3]
    assert ticks_of(np.array([]), log=False).tolist() == []
    years = ticks_of(np.arange(1990.0, 2024.0), log=False, whole=True)
    assert all(year == round(year) for year in years)
    assert (
        texts(number_axis(np.arange(1990.0, 2024.0), log=False, whole=True, size=520).to_dict())[0] == "1990"
    )
    assert round_ticks(1, 3, log=False, whole=True).tolist() == [1, 2, 3]


@pytest.mark.parametrize("size", [120, 360, 520])
def test_labels_have_room_and_both_ends_are_named(size):
    values = np.array([0.9, 0.99, 0.999, 0.9999, 0.99999])
    axis = axis_at(values, log=False, size=size).to_dict()
    assert [axis["values"][0], axis["values"][-1]] == [0.9, 0.99999]
    places = (np.array(axis["values"]) - 0.9) / 0.09999 * size
    halves = [CHARACTER * len(text) / 2 for text in texts(axis)]
    pairs = list(zip(pairwise(places), pairwise(halves), strict=True))
    assert all(right - left > one_half + other for (left, right), (one_half, other) in pairs)


def test_long_names_are_cut_where_they_differ(case):
    names = [f"resnet50_{kind}_imagenet_v1" for kind in ("finetuned", "pretrained", "randomised")]
    for most in (14, 22, 26):
        cut = labels(names, most)
        assert all(len(text) <= most for text in cut)
        for text, kind in zip(cut, ("finetuned", "pretrained", "randomised"), strict=True):
            assert kind in text
    assert labels(["model.a", "a" * 50, "b" * 50], 20) == [
        "model.a",
        "aaaaaaaaaaaaa…aaaaaa",
        "bbbbbbbbbbbbb…bbbbbb",
    ]
    assert len(set(labels([f"{'x' * 40}{i}{'y' * 40}" for i in range(12)], 16))) == 12
    ranking = case("long_levels.csv")
    for picture in (ranking.parallel(), ranking.joint("encoder_checkpoint", "head")):
        svg = rendered(picture, ".svg").decode()
        assert all(kind in svg for kind in ("finetuned", "pretrained", "randomised"))


def test_runs_in_a_cell_of_a_map_are_scattered_on_both_axes(case):
    across, up = (scattered(500, 1.0, axis) for axis in (0, 1))
    assert abs(np.corrcoef(across, up)[0, 1]) < 0.15
    spec = case("long_levels.csv").joint("encoder_checkpoint", "head").to_dict()
    runs = max(spec["datasets"].values(), key=len)
    x, y = (np.array([row[field] for row in runs]) for field in ("f0", "f2"))
    assert abs(np.corrcoef(x - x.round(), y - y.round())[0, 1]) < 0.3


def test_named_values_have_their_place_beside_numbers(case):
    ranking = case("none_or_number.json")
    for joint in (ranking.joint("l1_ratio", "C"), ranking.joint("C", "l1_ratio")):
        table = joint.table()
        assert set(table["l1_ratio"]) == {0.1, "None"}
        effects = table.groupby("l1_ratio")["effect"].mean()
        assert effects["None"] > effects[0.1] + 0.2
    both = ranking.joint("max_depth", "l1_ratio")
    assert labelled(both, "x") == ["1", "2", "5", "10", "None"]
    assert labelled(both, "y") == ["0.1", "None"]
    assert both.table()["runs"].sum() > 0


def test_an_axis_with_one_number_is_drawn(case):
    drawn = case("parallel_one_number.csv").parallel().to_dict()["datasets"].values()
    assert {"0.9", "not set"} <= {row["f2"] for rows in drawn for row in rows}


def test_each_value_is_listed_once(case):
    table = case("levels_counted_twice.csv").effect("cat").table()
    assert table["runs"].sum() == 60
    assert table["level"].is_unique
    assert set(table["level"]) == {"a", "b", "c", "d", "e", "f", "g", "rare1", "rare2"}


def test_a_map_of_many_runs_is_not_hidden_by_them(make_runs):
    rng = np.random.default_rng(0)
    x, z = rng.random((2, 3000))
    joint = hpviz.rank(make_runs({"x": x, "z": z}, {"loss": x + z}), trees=10).joint("x", "z")
    assert max(len(rows) for rows in joint.to_dict()["datasets"].values()) <= 800
    assert "800 of 3,000 runs are drawn" in " ".join(joint.to_dict()["title"]["subtitle"])


@pytest.mark.parametrize(
    ("low", "high", "log", "ends"),
    [
        (1.0834e-10, 885092743.27, True, (1.1e-10, 8.8e8)),
        (0.0099546, 0.9834, False, (0.01, 0.98)),
        (0.5026, 0.9959, False, (0.503, 0.995)),
        (-3.14159, 2.71828, False, (-3.1, 2.7)),
        (0.99991234, 0.99991876, False, (0.9999124, 0.9999187)),
    ],
)
def test_written_ends_have_few_digits_and_stay_inside_of_what_was_tried(low, high, log, ends):
    assert inside(low, high, log=log) == ends
    assert low <= ends[0] < ends[1] <= high


def test_an_upright_axis_of_a_wide_range_is_readable():
    rng = np.random.default_rng(0)
    values = 10 ** rng.uniform(-10, 9, 80)
    axis = upright_of(Column.from_numbers("C", values), "C", log=True)
    written = [text for _, text in axis.ticks]
    assert max(map(len, written)) <= 7
    ends = [float(text) for text in (written[0], written[-1])]
    assert values.min() <= min(ends) < max(ends) <= values.max()
    assert all(0 <= place <= 1 for place, _ in axis.ticks)
