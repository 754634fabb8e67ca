"""The made-up tables of `benchmarks/tables`: their truth is consistent, and errors are noticed."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

import hpviz
from benchmarks.tables.cells import Dialect, texts
from benchmarks.tables.columns import METRIC, MadeColumn
from benchmarks.tables.files import FORMS, delimited, records
from benchmarks.tables.reading import compared, read
from benchmarks.tables.results import metrics_of
from benchmarks.tables.sweep import sweep_of
from benchmarks.tables.table import FIELDS, table_of
from hpviz.runs.column import ABSENT, Column
from hpviz.runs.runs import Hints, Runs

TABLES = [table_of(seed) for seed in range(60)]
SWEEPS = [table for table in TABLES if not table.design.startswith("log")]


def truly_read(table):
    """The runs as a perfect reader has them: each column in a right role, a wanted metric as objective."""
    order = ("param", "metric", "aside")
    columns = [
        replace(
            Column.from_values(made.name, [ABSENT if cell is None else cell for cell in made.cells]),
            role=next(role for role in order if role in made.roles),
            reason="made so",
        )
        for made in table.columns
    ]
    objective = min(table.wanted)
    goals = {made.name: made.goal for made in table.columns if made.goal}
    return Runs.of(columns, table.runs, hints=Hints(objective=objective, goals=goals))


def with_column(runs, name, **changes):
    return replace(runs, columns=runs.columns | {name: replace(runs.columns[name], **changes)})


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.seed))
def test_a_table_is_rectangular_and_has_a_metric_to_look_at(table):
    names = Counter(made.name for made in table.columns)
    assert max(names.values()) == 1
    assert len({len(made.cells) for made in table.columns}) == 1
    assert table.wanted
    assert all(made.roles == METRIC for made in table.columns if made.main)
    if table in SWEEPS:
        assert len(table.columns[0].cells) == table.runs


def test_a_seed_makes_the_same_table_again():
    first, again = (
        [(made.name, made.style, list(made.cells)) for made in table_of(7).columns] for _ in range(2)
    )
    assert first == again


def test_all_fields_and_forms_occur():
    tables = [table_of(seed) for seed in range(400)]
    assert {table.field for table in tables} == {field.name for field in FIELDS}
    assert {table.form for table in tables} | {"excel"} == set(FORMS)  # which needs a package more


@pytest.mark.parametrize("table", SWEEPS, ids=lambda table: str(table.seed))
def test_what_is_truly_read_is_right(table):
    assert compared(table, truly_read(table)).verdict == "right"


@pytest.mark.parametrize("table", SWEEPS[::6], ids=lambda table: str(table.seed))
def test_each_kind_of_error_is_noticed(table):
    runs, metric = truly_read(table), min(table.wanted)
    as_param = compared(table, with_column(runs, metric, role="param"))
    assert ("metric read as param", metric) in [
        (kind.replace("mean of folds", "metric"), n) for kind, n in as_param.errors
    ]
    aside = compared(table, with_column(runs, metric, role="aside"))
    assert [name for _, name, _ in aside.asides] == [metric]
    others = {name: column for name, column in runs.columns.items() if name != metric}
    assert f"{metric}" in [
        name for kind, name in compared(table, replace(runs, columns=others)).errors if "lost" in kind
    ]
    numbers = runs.columns[metric].numbers
    shuffled = compared(table, with_column(runs, metric, numbers=numbers[::-1] ** 2))
    assert shuffled.verdict == "wrong"
    assert compared(table, Runs.of(runs.columns.values(), table.runs + 1)).verdict == "wrong"


def test_a_wrong_goal_and_a_wrong_metric_are_noticed():
    table = next(
        table
        for table in SWEEPS
        if any(made.main and made.goal for made in table.columns)
        and any("metric" in made.roles and not made.main and made.numeric for made in table.columns)
    )
    runs = truly_read(table)
    metric = next(made for made in table.columns if made.main and made.goal)
    other = "minimize" if metric.goal == "maximize" else "maximize"
    turned = replace(runs, hints=Hints(objective=metric.name, goals={metric.name: other}))
    assert compared(table, turned).errors == [(f"goal of the metric is {metric.goal}", metric.name)]
    beside = next(made for made in table.columns if "metric" in made.roles and not made.main and made.numeric)
    elsewhere = replace(with_column(runs, beside.name, role="metric"), hints=Hints(objective=beside.name))
    assert [kind for kind, _ in compared(table, elsewhere).errors] == [f"default metric: {beside.kind}"]


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [("this is the log of one run; give the folder", "right"), ("file is not a regular table", "refused")],
)
def test_the_log_of_a_run_may_be_refused_for_that_reason_only(monkeypatch, tmp_path, sentence, verdict):
    def refuse(source):
        raise hpviz.HpvizError(sentence)

    monkeypatch.setattr(hpviz, "read", refuse)
    log = next(table for table in map(table_of, range(200)) if table.design == "log of a run")
    assert read(log, tmp_path).verdict == verdict
    assert read(SWEEPS[0], tmp_path).verdict == "refused"


def test_quality_decides_the_metrics_in_the_direction_of_their_goal():
    for seed, field in enumerate(FIELDS):
        rng = np.random.default_rng(seed)
        sweep = sweep_of(field, rng)
        for made in metrics_of(field, sweep, rng):
            if made.goal:
                sign = 1 if made.goal == "maximize" else -1
                assert sign * spearmanr(sweep.quality, made.cells).statistic > 0.6, made.name


@pytest.mark.parametrize("table", SWEEPS[::4], ids=lambda table: str(table.seed))
def test_pandas_reads_back_the_numbers_of_a_plain_file(table, tmp_path):
    plain = [replace(made, style="", spread=None) for made in table.columns]
    (tmp_path / "plain.csv").write_text(delimited(plain, Dialect()))
    frame = pd.read_csv(tmp_path / "plain.csv")
    assert list(frame.columns) == [made.name for made in plain]
    for made in plain:
        if made.numeric:
            expected = [np.nan if cell is None else float(cell) for cell in made.cells]
            np.testing.assert_allclose(frame[made.name], expected)


@pytest.mark.parametrize(
    ("style", "comma", "text"),
    [
        ("percent", False, "79.13%"),
        ("spaced percent", True, "79,1 %"),
        ("short", True, "0,7913"),
        ("scientific", False, "7.91E-01"),
    ],
)
def test_a_number_is_written_in_its_style(style, comma, text):
    made = MadeColumn(name="acc", kind="metric", cells=[0.7913, None], roles=METRIC, style=style)
    assert texts(made, Dialect(comma=comma, absent="-")) == [text, "-"]


@pytest.mark.parametrize(
    ("style", "seconds", "text"),
    [
        ("clock", 3725.0, "1:02:05"),
        ("days", 452.697154, "0 days 00:07:32.697154"),
        ("largest unit", 4680.0, "1.3h"),
        ("largest unit", 90.0, "1.5min"),
        ("seconds", 12.34, "12.3 s"),
    ],
)
def test_a_duration_is_written_in_its_style(style, seconds, text):
    made = MadeColumn(name="time", kind="time", cells=[seconds], roles=METRIC, style=style)
    assert texts(made, Dialect()) == [text]


def test_thousands_are_marked_as_the_dialect_has_them():
    made = MadeColumn(name="n_params", kind="size", cells=[1234567], roles=METRIC, style="thousands")
    assert [texts(made, Dialect(comma=comma)) for comma in (False, True)] == [["1,234,567"], ["1.234.567"]]


def test_records_keep_numbers_and_write_styles():
    plain = MadeColumn(name="lr", kind="param", cells=[0.1, None], roles=METRIC)
    percent = MadeColumn(name="acc", kind="metric", cells=[0.5, 0.25], roles=METRIC, style="percent")
    assert records([plain, percent], Dialect()) == [
        {"lr": 0.1, "acc": "50.00%"},
        {"lr": None, "acc": "25.00%"},
    ]


def test_a_table_without_any_trap_is_read_right(tmp_path):
    table = table_of(0)
    values = np.random.default_rng(0).random(20)
    lr = MadeColumn(name="lr", kind="param", cells=[0.1, 0.01] * 10, roles=frozenset({"param"}))
    acc = MadeColumn(
        name="val_acc", kind="metric", cells=values.tolist(), roles=METRIC, goal="maximize", main=True
    )
    table = replace(table, form="csv", columns=(lr, acc), runs=20)
    assert read(table, tmp_path).verdict == "right"
