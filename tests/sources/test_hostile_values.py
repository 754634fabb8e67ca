"""Values at the ends of what a cell can hold, and files made to break a reader: read right, or refused."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import shutil
import sqlite3
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hpviz
from hpviz import read
from hpviz.runs import write as runs_file
from hpviz.runs.column import ABSENT
from hpviz.sources.formats import yaml_text

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

ROWS = 8
INTEGERS = st.integers(-(2**63), 2**63 - 1)
DATES = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
MOMENTS = st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30))  # noqa: DTZ001 - of no zone
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
KINDS = {
    "int64": (INTEGERS, pa.int64()),
    "uint64": (st.integers(0, 2**64 - 1), pa.uint64()),
    "int8": (st.integers(-128, 127), pa.int8()),
    "float64": (st.floats(width=64), pa.float64()),
    "float32": (st.floats(width=32), pa.float32()),
    "text": (TEXTS, pa.string()),
    "large text": (TEXTS, pa.large_string()),
    "truth": (st.booleans(), pa.bool_()),
    "date": (DATES, pa.date32()),
    "moment": (MOMENTS, pa.timestamp("us")),
    "moment of a zone": (MOMENTS, pa.timestamp("us", "UTC")),
    "lasting": (st.integers(0, 10**9).map(lambda seconds: dt.timedelta(seconds=seconds)), pa.duration("us")),
    "decimal": (st.decimals(-(10**9), 10**9, places=3), pa.decimal128(20, 3)),
    "list": (st.lists(st.integers(0, 9), max_size=3), pa.list_(pa.int64())),
}


def cells(runs):
    """Every cell of the runs: a number as the source has it, a text, or nothing."""
    columns = {}
    for name, column in runs.columns.items():
        numbers = [
            None if np.isnan(column.numbers[row]) else column.number_at(row) for row in range(len(runs))
        ]
        levels = [None if code < 0 else str(column.levels[code]) for code in column.codes]
        columns[name] = (column.role, column.kind, list(map(repr, numbers)), levels)
    return columns


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    return tmp_path_factory.mktemp("parquet") / "runs.parquet"


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_a_frame_gives_the_same_runs_in_every_library(parquet, kind, data):
    values, dtype = KINDS[kind]
    drawn = data.draw(st.lists(st.none() | values, min_size=ROWS, max_size=ROWS))
    rows = np.arange(ROWS)
    table = pa.table({"x": pa.array(drawn, dtype), "lr": pa.array(rows / 7), "loss": pa.array(rows % 3 / 4)})
    pq.write_table(table, parquet)
    expected = cells(read(table, metrics="loss"))
    for source in (pl.from_arrow(table), table.to_pandas(types_mapper=pd.ArrowDtype), parquet):
        assert cells(read(source, metrics="loss")) == expected, type(source)


@pytest.mark.parametrize(
    "values",
    [
        [1_764_000_000_000_000_000 + row for row in range(5)],
        [None, 2**60, 2**60 + 1, 2**60 + 2, 3],
        [2**64 - 1 - row for row in range(5)],
        [-(2**63) + row for row in range(5)],
        [2**70 + 9 * row for row in range(5)],
        [10**300 + row for row in range(5)],
        [2**53, 2**60, 3 * 2**80, 4, 5],
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_integers_of_any_size_are_written_and_read_again(tmp_path, values, suffix):
    given = [ABSENT if value is None else value for value in values]
    runs = read([{"x": value, "loss": row} for row, value in enumerate(given)], params=["x"])
    back = read(runs_file.write(runs, tmp_path / f"runs.{suffix}"))
    assert cells(back)["x"] == cells(runs)["x"]
    there = [str(value) for value in values if value is not None]
    if len(there[0]) < 190:  # longer texts are shortened
        column = runs.columns["x"]
        texts = [
            column.levels[code] if code >= 0 else str(column.number_at(row))
            for row, code in enumerate(column.codes)
        ]
        assert [text for text in texts if text != "nan"] == there


@pytest.mark.parametrize("digits", [400, 5000])
def test_integers_beyond_every_float_stay_different(digits):
    runs = read([{"x": 10**digits + row, "loss": row} for row in range(5)], params=["x"])
    assert runs.columns["x"].distinct() == 5
    mixed = [{"x": value, "loss": row} for row, value in enumerate([*"abcdef", 10**digits])]
    assert len(read(mixed, params=["x"])) == 7


def test_moments_at_the_ends_of_the_calendar():
    zone = dt.timezone(dt.timedelta(hours=14))
    last = dt.datetime(9999, 12, 31, 23, 59, 59, 999999)  # noqa: DTZ001 - of no zone
    runs = read([{"a": last, "b": dt.datetime(1, 1, 1, tzinfo=zone), "loss": row} for row in range(3)])
    assert runs.columns["a"].numbers[0] == pytest.approx(253402300800, abs=1)
    assert runs.columns["b"].numbers[0] == pytest.approx(-62135596800 - 14 * 3600)


@pytest.mark.parametrize(
    ("given", "n"),
    [
        ({"params": ["a", "b"], "mean_test_score": [0.1, 0.2]}, 2),
        ({"params": [{"a": 1}, {"a": 2}], "mean_test_score": ["x", "y"]}, 2),
        ({"params": [{"a": 1}, {"a": 2}], "mean_test_score": [0.1, 0.2]}, 2),
        ({"params": 3, "mean_test_score": 1.0}, 1),
    ],
)
def test_a_dictionary_like_that_of_scikit_learn(given, n):
    assert len(read(given)) == n


def test_a_runs_table_of_w_and_b_has_a_run_in_every_row(tmp_path):
    lines = ["Name,State,Created,Runtime,batch,lr,epoch,val_loss"]
    lines += [
        f"run-{i % 20},finished,2026-01-01T00:00:00,{i},{16 * (i % 3)},0.{i + 11},{5 + i // 20},{i % 7}.5"
        for i in range(40)
    ]
    (tmp_path / "export.csv").write_text("\n".join(lines))
    runs = read(tmp_path / "export.csv")
    assert len(runs) == len(set(runs.run_ids)) == 40
    assert hpviz.rank(runs, "val_loss", trees=5).scores
    # Where a person says that names are runs, all that is known of them goes along.
    assert len(read(tmp_path / "export.csv", run="Name").statuses) == 20


def test_ids_and_names_that_repeat_take_no_longer_than_others(tmp_path):
    """Numbering them one by one from 2 on took minutes."""
    rows = "\n".join(f"r,{row % 7},{row}" for row in range(20_000))
    (tmp_path / "ids.csv").write_text(f"run_id,lr,loss\n{rows}\n")
    (tmp_path / "commas.csv").write_text("," * 4000)
    start = time.process_time()
    assert len(set(read(tmp_path / "ids.csv").run_ids)) == 20_000
    assert len(read(tmp_path / "commas.csv")) == 0
    assert time.process_time() - start < 20


def test_a_long_number_in_yaml_is_read_at_once():
    start = time.process_time()
    assert yaml_text.parsed("x: " + "1" * 40_000 + "!")["x"].endswith("1!")
    assert time.process_time() - start < 2


@pytest.fixture
def study(stores, tmp_path):
    """A database of Optuna whose table of values is replaced."""
    path = tmp_path / "study.db"
    shutil.copy(stores / "optuna" / "study.db", path)

    def replaced(*statements):
        connection = sqlite3.connect(path)
        for statement in ("ALTER TABLE trial_values RENAME TO old", *statements):
            connection.execute(statement)
        connection.commit()
        connection.close()
        return path

    return replaced


FIELDS = "x AS trial_value_id, x AS trial_id, 0 AS objective, 1.0 AS value, 'FINITE' AS value_type"
NEVER_ENDING = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"


VIEW = f"CREATE VIEW trial_values AS {NEVER_ENDING} SELECT {FIELDS} FROM c"  # noqa: S608 - a constant
GENERATED = """
CREATE TABLE trial_values (trial_value_id INTEGER, trial_id INTEGER, objective INTEGER, value_type TEXT,
value TEXT AS (hex(zeroblob(5000000))))
"""


@pytest.mark.parametrize("statement", [VIEW, "CREATE VIEW trial_values AS SELECT * FROM old", GENERATED])
def test_a_database_that_computes_what_it_should_hold(study, statement):
    filled = ["INSERT INTO trial_values VALUES (1, 1, 0, 'FINITE')"] if statement == GENERATED else []
    path = study(statement, *filled)
    before = path.read_bytes()
    runs = read(path)
    assert len(runs) > 10
    # A generated column is none of the columns that SQLite lists, so that nobody reads it.
    computes = any("computes what it should hold" in note for note in runs.notes)
    assert computes or statement == GENERATED
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["1" * 400, "-" + "9" * 400, "1e400", "NaN", "1e-400", "-0.0"])
def test_json_of_hostile_numbers(tmp_path, text):
    (tmp_path / "runs.json").write_text(f'[{{"x": {text}, "loss": 1}}, {{"x": 2, "loss": 2}}]')
    assert len(read(tmp_path / "runs.json")) == 2


def test_a_constant_param_that_few_runs_have_is_drawn(make_runs):
    momentum = [0.9 if row % 2 else ABSENT for row in range(60)]
    rng = np.random.default_rng(0)
    params = {"lr": rng.random(60), "optimizer": ["sgd" if row % 2 else "adam" for row in range(60)]}
    runs = make_runs({**params, "momentum": momentum}, {"loss": rng.random(60)})
    picture = hpviz.rank(runs, trees=5).parallel()
    assert json.dumps(picture.to_dict(), allow_nan=False)


def test_decimals_and_fractions_of_any_size():
    for value in (decimal.Decimal("1e999"), decimal.Decimal("NaN"), decimal.Decimal("sNaN"), 10**400):
        assert len(read([{"x": value, "loss": row} for row in range(4)])) == 4


def test_a_parquet_file_whose_column_has_no_text_for_a_name_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "runs.parquet"
    pq.write_table(pa.table({"learning": [0.1, 0.2], "val_loss": [1.0, 2.0]}), path, store_schema=False)
    path.write_bytes(path.read_bytes().replace(b"learning", b"\xa6earning"))
    with pytest.raises(hpviz.HpvizError, match=r"runs\.parquet' is damaged: a column's name is no text"):
        hpviz.read(path)


@pytest.mark.parametrize("moment", [dt.date(1, 1, 1), dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)])
def test_a_moment_among_numbers_costs_no_number(moment) -> None:
    numbers = [0.51, 0.62, 0.73, 0.84]
    rows = [{"momentum": cell, "lr": 0.1 * place, "loss": 1 / place} for place, cell in enumerate(numbers, 1)]
    rows[1]["momentum"] = moment
    column = hpviz.read(rows, params=["momentum", "lr"]).columns["momentum"]
    assert column.numbers[[0, 2, 3]].tolist() == [0.51, 0.73, 0.84]
    assert str(moment.year) in column.levels[0]
