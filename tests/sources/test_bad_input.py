"""Whatever is given ends in the right runs or in one `HpvizError`; no run is lost on the way."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import fractions

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hpviz import HpvizError
from hpviz.sources import as_runs

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")


def cells(column) -> list[object]:
    return [
        column.levels[code] if code >= 0 else ("absent" if np.isnan(number) else float(number))
        for number, code in zip(column.numbers, column.codes, strict=True)
    ]


def of_records(values):
    """Read the values as the cells of one parameter."""
    column = as_runs(
        [{"config": {"x": value, "y": i}, "metrics": {"m": i}} for i, value in enumerate(values)]
    )
    return column.columns["x"]


@pytest.mark.parametrize(
    "empty",
    [[], {}, pd.DataFrame(), pd.DataFrame({"lr": [], "loss": []}), pl.DataFrame(), pl.DataFrame({"a": []})],
)
def test_no_runs(empty):
    assert len(as_runs(empty)) == 0


def test_one_run():
    runs = as_runs([{"lr": 0.1, "opt": "adam", "val_loss": 0.3}])
    assert (len(runs), list(runs.params), list(runs.metrics)) == (1, ["lr", "opt"], ["val_loss"])


def test_one_run_as_a_dictionary_with_lists_says_how_it_was_read():
    runs = as_runs({"lr": 0.1, "hidden": [64, 64], "loss": 1.0})
    assert runs.params["hidden"].levels == ("[64, 64]",)
    assert "single run" in runs.notes[0]


def test_one_column():
    runs = as_runs([{"x": 1.5}, {"x": 2.5}])
    assert (list(runs.params), list(runs.metrics)) == (["x"], [])


def test_constant_and_empty_metrics():
    runs = as_runs(
        [{"config": {"x": i}, "metrics": {"a": 1.0, "b": None, "c": float("nan")}} for i in range(3)]
    )
    assert list(runs.metrics) == ["a"]
    assert {runs.aside["b"].reason, runs.aside["c"].reason} == {"a metric without numbers", "empty"}


def test_infinities_of_a_metric_stay():
    runs = as_runs(
        [{"x": 0.5, "loss": float("inf")}, {"x": 1.5, "loss": 1.0}, {"x": 2, "loss": float("-inf")}]
    )
    assert runs.metric_values("loss").tolist() == [np.inf, 1.0, -np.inf]


def test_names_that_are_no_texts_or_are_there_twice():
    frame = pd.DataFrame(np.arange(12.0).reshape(3, 4), columns=[0, "a", "a", None])
    runs = as_runs(frame)
    assert list(runs.columns) == ["0", "a", "a (2)", "None"]
    assert list(as_runs([{1: 0.5, (2, 3): 4, None: 3, "1": 7}, {1: 1.5}]).columns) == [
        "1",
        "(2, 3)",
        "None",
        "1 (2)",
    ]


def test_a_dotted_key_and_a_nested_one_are_both_kept():
    both = [{"dotted.key": i, "dotted": {"key": 10 + i}, "loss": i} for i in range(3)]
    runs = as_runs(both)
    assert [cells(runs.columns[name]) for name in ("dotted.key", "dotted.key (2)")] == [
        [0, 1, 2],
        [10, 11, 12],
    ]
    either = [{"dotted.key": 1, "loss": 1}, {"dotted": {"key": 2}, "loss": 2}]
    assert cells(as_runs(either).columns["dotted.key"]) == [1, 2]


def test_three_thousand_columns():
    rng = np.random.default_rng(0)
    runs = as_runs(pd.DataFrame(rng.normal(size=(5, 3000)), columns=[f"p{i}" for i in range(3000)]))
    assert (len(runs.params), len(runs.metrics)) == (2999, 1)


def test_a_category_with_a_thousand_values():
    runs = as_runs(
        pd.DataFrame({"config.k": [f"v{i % 1000}" for i in range(3000)], "loss": np.arange(3000.0)})
    )
    assert len(runs.params["k"].levels) == 1000


def test_names_that_are_markup_quotes_or_long():
    names = ["<script>alert(1)</script>", 'a"b', "a'b", "a.b", "🦊", "n" * 200, "", " "]
    runs = as_runs([{**dict.fromkeys(names, i + 0.5), "loss": i} for i in range(3)])
    assert list(runs.params) == names


class Exotic:
    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__
    __hash__ = None


class Choice(enum.Enum):
    ADAM = 1


CIRCLE: list[object] = []
CIRCLE.append(CIRCLE)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ([64, 64], "[64, 64]"),
        ((64, 64), "(64, 64)"),
        (np.array([1, 2]), "[1, 2]"),
        ([np.float64(0.5)], "[0.5]"),
        ({"b", "a"}, "{'a', 'b'}"),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3.0),
        (np.array([True])[0], "True"),
        (np.array(2.5), 2.5),
        (decimal.Decimal("0.25"), 0.25),
        (fractions.Fraction(1, 4), 0.25),
        (2**70, float(2**70)),
        (10**400, np.inf),
        (-(10**400), -np.inf),
        (None, "None"),
        (True, "True"),
        ("", ""),
        (pd.NA, "absent"),
        (pd.NaT, "absent"),
        (float("nan"), "absent"),
        (Choice.ADAM, "ADAM"),
        (max, "max"),
        (dict, "dict"),
        (dt.timedelta(seconds=90), 90.0),
        (Exotic(), "<Exotic: RuntimeError>"),
        (CIRCLE, "[[[...]]]"),
        (b"raw", "b'raw'"),
        (1 + 2j, "(1+2j)"),
    ],
)
def test_any_value_becomes_a_number_or_a_text_and_spoils_no_other_run(value, cell):
    column = of_records([value, 0.5, "text"])
    assert cells(column) == [cell, 0.5, "text"]


def test_an_object_is_the_same_in_every_run_whatever_its_address():
    column = of_records([object(), object(), "x"])
    assert cells(column) == ["<object object>", "<object object>", "x"]


def test_a_dictionary_that_holds_itself():
    config: dict[str, object] = {"lr": 0.5}
    config["me"] = config
    runs = as_runs([{"config": config, "loss": 1}, {"config": {"lr": 1.5}, "loss": 2}])
    assert cells(runs.params["lr"]) == [0.5, 1.5]


def test_a_very_deep_dictionary():
    deep: dict[str, object] = {"x": 1}
    for _ in range(2000):
        deep = {"d": deep}
    runs = as_runs([{"lr": 0.5, "loss": 1, **deep}, {"lr": 1.5, "loss": 2}])
    assert cells(runs.params["lr"]) == [0.5, 1.5]


@pytest.mark.parametrize("kind", [list, pd.DataFrame, pl.DataFrame])
def test_integers_too_large_for_floats_stay_apart(kind):
    rows = [{"run_id": 2**60 + i % 3, "step": i // 3, "lr": i % 3 + 0.5, "loss": i} for i in range(9)]
    runs = as_runs(kind(rows))
    assert runs.run_ids.tolist() == [str(2**60 + i) for i in range(3)]
    assert runs.metric_values("loss").tolist() == [6, 7, 8]


def test_long_texts_that_begin_alike_stay_apart():
    column = of_records(["a" * 300 + "x", "a" * 300 + "y", "a" * 300 + "x"])
    assert len(column.levels) == 2
    assert all(len(level) <= 200 for level in column.levels)


def test_moments_in_records():
    when = dt.datetime(2024, 5, 1, 10, tzinfo=dt.UTC)
    runs = as_runs([{"start_time": when, "config": {"x": i}, "loss": i} for i in range(3)])
    assert runs.created.tolist() == [1714557600.0] * 3


def run_ends(texts):
    from pyarrow import compute

    return compute.run_end_encode(texts)


@pytest.mark.parametrize(
    "convert",
    [
        lambda texts: pa.array(texts.to_pylist(), pa.string_view()),
        lambda texts: texts.cast(pa.large_string()),
        lambda texts: texts.dictionary_encode(),
        run_ends,
        lambda texts: pa.chunked_array([texts[:5], texts[5:]]),
    ],
)
def test_texts_of_any_type_of_arrow_are_the_same(convert):
    texts = pa.array(["1,5", "2,5", "3,75", None] * 5)
    lr, loss = np.linspace(0.1, 1, 20), np.linspace(3, 4, 20)
    runs = [as_runs(pa.table({"x": x, "lr": lr, "loss": loss})) for x in (texts, convert(texts))]
    assert list(runs[0].params) == list(runs[1].params)
    if not pa.types.is_dictionary(convert(texts).type):  # whose owner calls it a category
        assert (
            runs[1].columns["x"].numbers.tolist()[:3]
            == runs[0].columns["x"].numbers.tolist()[:3]
            == [1.5, 2.5, 3.75]
        )


@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
@pytest.mark.parametrize("kind", ["pandas", "pandas, ns", "polars", "pyarrow"])
def test_moments_in_frames(kind, zone):
    # Noon in Berlin is ten o'clock in UTC; without a zone UTC is meant.
    texts = ["2024-05-01T12:00:00" if zone == "Europe/Berlin" else "2024-05-01T10:00:00", None]
    frame = pd.DataFrame(
        {"created": pd.to_datetime(texts).tz_localize(zone), "lr": [1.5, 2.5], "loss": [1.5, 2]}
    )
    if kind == "pandas, ns":
        frame["created"] = frame["created"].dt.as_unit("ns")
    elif kind == "polars":
        frame = pl.from_pandas(frame)
    elif kind == "pyarrow":
        frame = pa.Table.from_pandas(frame)
    runs = as_runs(frame)
    np.testing.assert_array_equal(runs.created, [1714557600.0, np.nan])
    assert runs.aside["created"].reason == "timestamps"


def test_odd_kinds_of_columns_in_frames():
    frame = pd.DataFrame(
        {
            "dec": [decimal.Decimal("0.5"), decimal.Decimal("1.5"), None],
            "mixed": [1, "a", None],
            "lists": [[1, 2], [3], [1, 2]],
            "dicts": [{"a": 1}, {"a": 2, "b": 3}, {}],
            "span": pd.to_timedelta([1, 2, None], unit="s"),
            "int": pd.array([1, None, 3], dtype="Int64"),
            "flag": pd.array([True, None, False], dtype="boolean"),
            "cat": pd.Categorical([10, 20, 10]),
            "odd": [Exotic(), 1, 2],
            "per": pd.period_range("2024-01", periods=3, freq="M"),
            "loss": [1.0, 2.0, 3.0],
        }
    )
    got = {name: cells(column) for name, column in as_runs(frame).columns.items()}
    assert got["dec"] == [0.5, 1.5, "None"]
    assert got["mixed"] == [1, "a", "None"]
    assert got["lists"] == ["[1, 2]", "[3]", "[1, 2]"]
    assert (got["dicts.a"], got["dicts.b"]) == ([1, 2, "absent"], ["absent", 3, "absent"])
    assert got["span"] == [1, 2, "absent"]
    assert got["int"] == [1, "absent", 3]
    assert got["flag"] == ["True", "absent", "False"]
    assert got["cat"] == ["10", "20", "10"]  # its owner calls it a category
    assert got["odd"] == ["<Exotic: RuntimeError>", 1, 2]


def test_odd_kinds_of_columns_in_polars():
    frame = pl.DataFrame(
        {
            "when": [dt.date(2024, 5, 1), None],
            "at": [dt.time(1, 2), None],
            "span": [dt.timedelta(seconds=3), None],
            "dec": pl.Series(["0.5", None]).cast(pl.Decimal(scale=2)),
            "list": [[1, 2], None],
            "enum": pl.Series(["a", None], dtype=pl.Enum(["a", "b"])),
            "raw": [b"x", None],
            "object": pl.Series([Exotic(), None], dtype=pl.Object),
            "loss": [1.0, 2.0],
        }
    )
    runs = as_runs(frame)
    got = {name: cells(column)[0] for name, column in runs.columns.items()}
    assert runs.aside["when"].reason == "timestamps"
    assert (got["when"], got["at"], got["span"], got["dec"]) == (1714521600.0, "01:02:00", 3.0, 0.5)
    assert (got["list"], got["enum"], got["raw"]) == ("[1, 2]", "a", "b'x'")
    assert got["object"] == "<Exotic: RuntimeError>"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ([1, 2], "item 0 is of type int"),
        ([{"lr": 1}, None], "item 1 is of type NoneType"),
        ([[1, 2], [3, 4]], "item 0 is of type list"),
        ({"lr": [1, 2], "loss": [1]}, "different lengths"),
        ({"lr": np.array([1, 2]), "data": "mnist"}, "some values are columns"),
    ],
)
def test_collections_that_are_no_runs(source, says):
    with pytest.raises(HpvizError, match=says):
        as_runs(source)


def test_many_rows_of_fifty_numbers_become_columns():
    frame = pd.DataFrame(
        np.random.default_rng(0).normal(size=(100_000, 50)), columns=[f"p{i}" for i in range(50)]
    )
    runs = as_runs(frame)
    assert (len(runs), len(runs.params)) == (100_000, 49)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(dt.UTC))
    | st.timedeltas()
    | st.decimals()
    | st.binary(max_size=3)
    | st.complex_numbers()
    | st.builds(Exotic)
)
KNOWN_NAMES = """
    config params metrics value run_id uid from_uid step epoch state name _type created start_time loss
    params_a params_b mean_test_score param_a Name State Tags number values_0 iter group config.a metrics.a
"""
KEYS = st.text(max_size=4) | st.sampled_from(KNOWN_NAMES.split()) | st.integers(0, 3)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=5), max_size=6))
def test_any_list_of_dictionaries_gives_one_run_each_or_one_sentence(rows):
    try:
        runs = as_runs(rows)
    except HpvizError:
        # The only refusal of a list of dictionaries is that of a chart.
        assert any(" - " in str(key) for row in rows for key in row)
        return
    collapsed = runs.history is not None or any("are steps of" in note for note in runs.notes)
    assert len(runs) == len(rows) or collapsed
    assert len(set(runs.run_ids.tolist())) == len(runs)
    assert {len(column.numbers) for column in runs.columns.values()} <= {len(runs)}
    assert all(column.codes.max(initial=-1) < len(column.levels) for column in runs.columns.values())
    assert repr(runs)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 5).flatmap(
        lambda n: st.dictionaries(KEYS, st.lists(SCALARS, min_size=n, max_size=n), max_size=5)
    )
)
def test_any_frame_gives_one_run_per_row(columns):
    frame = pd.DataFrame(columns)
    runs = as_runs(frame)
    assert len(runs) == len(frame) or any("are steps of" in note for note in runs.notes)


@pytest.mark.parametrize("extreme", [5e-324, 1e-310, 1.7e308, -1.7e308])
def test_the_smallest_and_the_largest_numbers_are_read(extreme):
    values = [extreme, 0.5, 1e-300, 1e300] * 5
    lr = np.linspace(0.1, 1, 20)
    runs = as_runs(pd.DataFrame({"x": values, "lr": lr, "loss": lr[::-1]}))
    assert runs.columns["x"].numbers.tolist() == values


def test_a_table_without_rows_that_counts_replicates_is_read():
    columns = {
        "seed": pd.Series([], dtype=float),
        "lr": pd.Series([], dtype=float),
        "run": pd.Series([], dtype=int),
    }
    assert len(as_runs(pd.DataFrame(columns), params=["lr", "seed", "run"])) == 0


@pytest.mark.parametrize("shape", [(2, 0), (0,), (2,), (2, 2)])
def test_a_column_that_pandas_itself_made_wrong_is_refused_or_read(shape):
    column = pd.Series([np.zeros(shape)] * 8, dtype=bool)
    frame = pd.DataFrame({"x": column, "lr": np.linspace(0, 1, 8), "loss": np.linspace(1, 0, 8)})
    try:
        runs = as_runs(frame)
    except HpvizError as refusal:
        assert "the column 'x' has" in str(refusal)  # noqa: PT017 - whether it is read is pandas' own matter
    else:
        assert {len(read.numbers) for read in runs.columns.values()} == {8}
