"""Expressions that choose runs: what they are true of, what they refuse and where, and that none is run."""

from __future__ import annotations

import ast
import builtins
import contextlib
import html
import json
import math
import pickle
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hpviz
from hpviz import __main__ as command_line
from hpviz.analysis import RankOptions
from hpviz.errors import HpvizError
from hpviz.export import save
from hpviz.runs import ABSENT, History, Runs
from hpviz.runs.column import Column
from hpviz.runs.where import ExpressionError, literal, names_of, parse, parts_of, term
from tests.conftest import needs_extra

DAY = 86_400.0


@pytest.fixture(scope="module")
def runs(make_runs):
    """Six runs with every kind of cell."""
    return make_runs(
        {
            "lr": [0.1, 0.01, 0.001, ABSENT, 0.0001, 0.01],
            "optimizer": ["adam", "sgd", 'it\'s "x"', "adam", ABSENT, None],
            "batch": [64, "auto", 128, 256, ABSENT, 64],
            "nesterov": [True, False, True, ABSENT, False, True],
            "config lr": [1, 2, 3, 4, 5, 6],
            "not": [1, 2, 3, 4, 5, 6],
            "model.depth": [1, 2, 3, 4, 5, 6],
            "layers": [[64, 64], [64], [128], [64], [64], [64]],
            "big": [2**53 + 1, 2**53 + 2, 3, 4, 5, 6],
            "nothing": [ABSENT] * 6,
        },
        {
            "val_loss": [0.5, 0.4, math.inf, math.nan, 0.2, 0.1],
            "train_loss": [0.4, 0.4, 0.3, 0.2, 0.3, 0.05],
        },
        run_ids=np.array(list("abcdef")),
        names=np.array(["resnet-1", "ResNet-2", "vgg", "", "o'hara", "vgg-2"]),
        statuses=np.array(["finished", "crashed", "finished", "running", "finished", "finished"]),
        created=np.array([0.0, DAY - 1, DAY, 2 * DAY, np.nan, 20_000 * DAY]),
    )


def kept(runs: Runs, expression: str) -> str:
    return "".join(runs.where(expression).run_ids.tolist())


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", "abcdef"),
        ("  ", "abcdef"),
        ("lr <= 0.01", "bcef"),
        ("lr<0.01", "ce"),
        ("lr > .01", "a"),
        ("lr == 1e-2", "bf"),
        ("lr != 0.01", "ace"),  # what has none is not compared
        ("not lr == 0.01", "acde"),
        ("lr >= 1_0e-2", "a"),
        ("0.01 >= lr", "bcef"),
        ("1e-4 <= lr < 1e-2", "ce"),
        ("0.1 > lr > 0.001 and not (batch == 64 or val_loss < 0.05)", "b"),
        ("lr ≤ 0.01 & lr ≠ 0.001", "bef"),
        ("(lr == 0.1) | (lr <> 0.1) && ~(lr == 0.001)", "abef"),
        ("lr > -1 and lr < +1", "abcef"),
        ("lr in [0.1, 0.001]", "ac"),
        ("lr not in (0.1, 0.001)", "bef"),
        ("optimizer == 'adam'", "ad"),
        ("optimizer != 'adam'", "bcf"),
        ("optimizer in ['sgd', None]", "bf"),
        ("optimizer is None", "f"),
        ("optimizer is not None", "abcd"),
        ("optimizer == null", "f"),
        ("nesterov is not None", "abcef"),
        # As numpy writes what is its own.
        ("lr == np.float64(0.01)", "bf"),
        ("lr in [np.float64(0.1), np.float64(-0.1)]", "a"),
        ("batch in [np.int64(128), 'auto']", "bc"),
        ("optimizer == np.str_('sgd')", "b"),
        ("nesterov == np.True_ and val_loss < np.inf", "af"),
        ('optimizer == "it\'s \\"x\\""', "c"),
        ("optimizer < 'b'", "ad"),
        ("optimizer contains 'DA'", "ad"),
        ("optimizer not contains 'da'", "bcf"),
        ("name contains 'resnet'", "ab"),
        ("name == 'o\\'hara'", "e"),
        ("name == '\\u0076gg'", "c"),
        ("missing(name)", "d"),
        ("missing(lr)", "d"),
        ("lr is missing OR optimizer IS MISSING", "de"),
        ("lr is not missing", "abcef"),
        ("not missing(lr)", "abcef"),
        ("batch == 64", "af"),
        ("batch in [128, 'auto']", "bc"),
        ("batch > 64", "cd"),
        ("batch != 64", "bcd"),
        ("nesterov", "acf"),
        ("not nesterov", "bde"),
        ("nesterov == False", "be"),
        ("nesterov is true and lr < 1", "acf"),
        ("`config lr` >= 5", "ef"),
        ("`not` == 1", "a"),
        ("model.depth in [1, 2]", "ab"),
        ("layers contains '128'", "c"),
        ("layers == '[64]'", "bdef"),
        ("big == 9007199254740993", "a"),
        ("nothing == 3 or nothing != 'x' or nothing", ""),
        ("val_loss < inf", "abef"),
        ("val_loss == inf", "c"),
        ("val_loss <= train_loss", "be"),
        ("optimizer == optimizer", "abcdf"),
        ("lr != val_loss", "abcef"),
        ("status == 'finished'", "acef"),
        ("status in ['crashed', 'running'] and not missing(id)", "bd"),
        ("id >= 'e'", "ef"),
        ("created < '1970-01-02'", "ab"),
        ("created <= '1970-01-02'", "abc"),
        ("created == '1970-01-01'", "ab"),
        ("created != '1970-01-01'", "cdf"),
        ("created > '1970-01-02'", "df"),
        ("created >= '1970-01-03T00:00:00Z'", "df"),
        ("created == '1970-01-01 23:59:59'", "b"),
        ("created > '1970-01-01 23:59:59'", "cdf"),
        ("'1970-01-02' <= created < '2020-01-01'", "cd"),
        ("created in ['1970-01-01', '1970-01-02']", "abc"),
        ("created > 86400", "df"),
    ],
)
def test_it_keeps_the_runs_that_it_is_true_of(runs, expression, expected):
    assert kept(runs, expression) == expected


@pytest.mark.parametrize(
    ("expression", "place", "sentence"),
    [
        (
            "lr <= 0.01 adn batch == 3",
            "adn",
            "expected 'and', 'or' or the end, not 'adn' (did you mean 'and'?)",
        ),
        ("lr <= ", "", "expected a value or a column; here the expression ends"),
        ("lr = 3", "=", "write =="),
        ("lr", "lr", "lr is no condition by itself; compare it: lr == 0.1"),
        ("optimizer or lr < 1", "optimizer", "compare it: optimizer == 'None'"),
        ("learning == 3", "learning", "no column 'learning'"),
        ("optimiser == 'adam'", "optimiser", "did you mean optimizer?"),
        ("optimizer == adam", "adam", "it stands in quotes: 'adam'"),
        ("optimizer in [adam]", "adam", "text stands in quotes: 'adam'"),
        ("optimizer in 'adam'", "'adam'", "name contains 'adam'"),
        ("optimizer in []", "]", "expected a value"),
        ("optimizer in ['a' 'b']", "'b'", "expected a comma or ]"),
        ("optimizer == 3", "3", "optimizer holds text, not numbers: "),
        ("lr == '0.1'", "'0.1'", "lr holds numbers, which stand without quotes"),
        ("lr in [0.1, 'x']", "'x'", "lr holds numbers"),
        ("lr == None", "None", "missing(lr) is for runs without it"),
        ("lr < None", "None", "None is neither more nor less"),
        ("lr == True", "True", "lr holds numbers, not True"),
        ("lr < True", "True", "neither more nor less"),
        ("lr contains 'x'", "lr", "contains looks inside a text"),
        ("name contains 3", "3", "contains takes a text in quotes"),
        ("lr < optimizer", "optimizer", "holds no numbers"),
        ("1 < 2", "1 < 2", "one side of a comparison is a column"),
        ("lr > 1 < 2", "1 < 2", "one side of a comparison is a column"),
        ("created >= 2026-01-01", "-", "a date stands in quotes"),
        ("created >= 'yesterday'", "'yesterday'", "is no date"),
        ("lr * 2 > 1", "*", "no arithmetic here"),
        ("abs(lr) > 1", "abs", "no function 'abs'"),
        ("__import__('os').system('true')", "__import__", "no function '__import__'"),
        ("lr.__class__ == 3", "lr.__class__", "no column 'lr.__class__'"),
        ("(lr < 1", "", "expected 'and', 'or' or )"),
        ("lr < 1)", ")", "expected 'and', 'or' or the end"),
        ("name == 'abc", "'abc", "the closing ' is missing"),
        ("`lr < 1", "`lr < 1", "the closing ` is missing"),
        ("lr not 3", "3", "to leave a value out write lr != 'a'"),
        ("lr is lr", "lr", "text stands in quotes"),
        ("missing(3)", "3", "expected the name of a column"),
        ("lr < 1; lr > 2", ";", "conditions are joined by and"),
        ("lambda: 1", ":", "expected one of"),
        ("nothing else", "else", "expected one of"),
        ("(" * 60 + "lr < 1" + ")" * 60, "(", "nested more than 50 deep"),
        ("not " * 60 + "nesterov", "not", "nested more than 50 deep"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(runs, expression, place, sentence):
    with pytest.raises(ExpressionError) as refusal:
        runs.where(expression)
    error = refusal.value
    assert error.text[error.start : error.end] == place
    assert sentence in error.sentence
    line, carets = str(error).splitlines()[-2:]
    assert line[carets.index("^") :][: len(place)] == place
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own words


def test_a_long_expression_is_shown_around_the_place(runs):
    expression = " and ".join(["lr < 1"] * 50) + " adn " + " and ".join(["lr < 1"] * 50)
    with pytest.raises(ExpressionError) as refusal:
        runs.where(expression)
    _, line, carets = str(refusal.value).splitlines()
    assert len(line) < 150
    assert line[carets.index("^") :].startswith("adn")


@pytest.mark.parametrize("given", [lambda run: True, 3, ["lr < 1"], pd.Series([True])])
def test_what_is_no_text_is_refused(runs, given):
    with pytest.raises(HpvizError, match="takes an expression as text"):
        runs.where(given)


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ExpressionError, match="longer than 100,000 characters"):
        parse("x" * 100_001)


WORDS = [
    *(
        "lr",
        "optimizer",
        "batch",
        "nesterov",
        "name",
        "status",
        "created",
        "missing",
        "contains",
        "eval",
        "exec",
    ),
    *(
        "and",
        "or",
        "not",
        "in",
        "is",
        "None",
        "True",
        "inf",
        "lambda",
        "__import__",
        "`config lr`",
        "nothing",
    ),
    *(
        "<",
        "<=",
        "==",
        "!=",
        "≥",
        "=",
        "(",
        ")",
        "[",
        "]",
        ",",
        "+",
        "-",
        "*",
        "&",
        "|",
        "~",
        ".",
        "'",
        '"',
        "`",
    ),
    *("1", "0.01", "1e-4", "'adam'", "'2026-01-01'", '"os"', "\\", "\n", "é", "٣", "\ud800"),
]
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))


@settings(max_examples=1500, deadline=None)
@given(text=TEXTS)
def test_any_text_is_an_expression_or_is_refused_at_a_place(runs, text):
    try:
        mask = runs.matching(text)
    except ExpressionError as refusal:
        error = refusal
    else:
        error = None
    if error is not None:
        assert error.text == text
        assert 0 <= error.start <= error.end <= len(text)
        assert error.sentence
        return
    assert mask.shape == (6,)
    assert mask.dtype == bool
    # Its parts say the same as the whole, and go on doing so when they are joined.
    parts = [part.text for part in parts_of(text)]
    assert runs.matching(" and ".join(parts)).tolist() == mask.tolist()


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_no_text_is_run_as_code(runs, text):
    def refuse(*_: object) -> None:
        raise AssertionError(text)

    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(ExpressionError):
        patch.setattr(builtins, "eval", refuse)
        patch.setattr(builtins, "exec", refuse)
        runs.matching(text)


def test_nothing_that_runs_code_or_reaches_an_attribute_is_called():
    modules = sorted((Path(hpviz.__file__).parent / "runs" / "where").rglob("*.py"))
    assert len(modules) > 12
    called = {
        ast.unparse(node.func)
        for module in modules
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call)
    }
    assert {
        "operator.attrgetter",
        "eval",
        "exec",
        "compile",
        "__import__",
        "open",
        "setattr",
    } & called == set()
    # One reads the fields of nodes, the other an attribute of the runs that a table of this package names.
    assert {"parts.py", "names.py"} == {
        path.name for path in modules if "getattr(" in path.read_text("utf-8")
    }


@settings(max_examples=300, deadline=None)
@given(name=st.text(min_size=1, max_size=12), value=st.text(max_size=12))
def test_every_name_and_every_text_can_be_written(name, value):
    runs = Runs.of([Column.from_values(name, [value, f"{value}x"])], 2)
    expression = f"{term(name)} == {literal(value)}"
    assert runs.matching(expression).tolist() == [True, False]
    assert [part.column for part in parts_of(expression)] == [name]


NUMBERS = st.lists(st.one_of(st.none(), st.floats(-9, 9), st.integers(-9, 9)), min_size=1, max_size=20)


@settings(max_examples=200, deadline=None)
@given(cells=NUMBERS, low=st.integers(-9, 9), high=st.floats(-9, 9))
def test_comparisons_are_those_of_python(cells, low, high):
    column = Column.from_values("x", [ABSENT if cell is None else cell for cell in cells])
    runs = Runs.of([column], len(cells))
    for sign in ("<", "<=", "==", "!=", ">=", ">"):
        expected = [cell is not None and eval(f"{cell!r} {sign} {low}") for cell in cells]  # noqa: S307
        assert runs.matching(f"x {sign} {low}").tolist() == expected
    between = [cell is not None and low <= cell < high for cell in cells]
    assert runs.matching(f"{low} <= x < {high!r}").tolist() == between


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("", []),
        ("lr <= 0.01", [("lr <= 0.01", "lr")]),
        ("lr < 1 and (lr < 1 and nesterov)", [("lr < 1", "lr"), ("nesterov", "nesterov")]),
        ("lr <= 0.01  and  name contains 'x'", [("lr <= 0.01", "lr"), ("name contains 'x'", "name")]),
        (
            "(lr < 1 and (batch == 2)) and nesterov",
            [("lr < 1", "lr"), ("batch == 2", "batch"), ("nesterov",) * 2],
        ),
        ("lr < 1 or lr > 2", [("(lr < 1 or lr > 2)", "lr")]),
        (
            "(lr < 1 or lr > 2) and missing(batch)",
            [("(lr < 1 or lr > 2)", "lr"), ("missing(batch)", "batch")],
        ),
        ("not (lr < 1 and lr > 0)", [("not (lr < 1 and lr > 0)", "lr")]),
        ("1e-4 <= `a b` < 1e-2", [("1e-4 <= `a b` < 1e-2", "a b")]),
        ("name contains ' and '", [("name contains ' and '", "name")]),
    ],
)
def test_it_comes_apart_where_it_says_and(expression, parts):
    assert parts_of(expression) == parts


def test_a_param_comes_before_a_fact_of_that_name_and_a_fact_before_what_is_set_aside(make_runs):
    runs = make_runs({"name": ["a", "b"], "status": ["done", "done"]}, {"loss": [1.0, 2.0]})
    assert len(runs.where("name == 'a'")) == 1
    aside = runs.with_roles({"status": "aside"})
    assert len(runs.where("status == 'done'")) == 2
    assert len(aside.where("status == 'done'")) == 2  # of the fact the source knows nothing
    told = make_runs(
        {"name": ["a", "b"], "status": ["done", "done"]},
        {"loss": [1.0, 2.0]},
        statuses=np.array(["failed", "finished"]),
    )
    assert len(told.with_roles({"status": "aside"}).where("status == 'failed'")) == 1
    assert names_of(aside) == ["status", "group", "created", "id", "name", "loss"]


def test_a_column_goes_by_its_name_in_the_source(vehicle_frame):
    runs = hpviz.read(vehicle_frame)
    assert len(runs.where("config.depth == 3")) == len(runs.where("depth == 3")) == 149


def test_runs_that_are_kept_keep_ids_roles_and_history(make_runs):
    runs = make_runs({"x": [1, 2, 3]}, {"loss": [3.0, 2.0, 1.0]})
    history = History(np.array([0, 0, 1, 2, 2]), {"loss": np.array([5.0, 3.0, 2.0, 0.5, 1.0])})
    runs = Runs.of(runs.columns.values(), 3, history=history).with_roles({"x": "param"})
    some = runs.where("x != 2")
    assert some.run_ids.tolist() == ["0", "2"]
    assert some.metric_values("loss", "best").tolist() == [3.0, 0.5]
    assert some.metric_values("loss", "mean").tolist() == [4.0, 0.75]
    assert runs.where("x > 0") is runs
    none = runs.where("x > 5")
    assert len(none) == 0
    assert none.metric_values("loss", "best").tolist() == []


@pytest.fixture(scope="module")
def vehicle_frame():
    from hpviz.data import VEHICLE

    return pd.read_csv(VEHICLE)


@pytest.fixture(scope="module")
def mixed():
    rng = np.random.default_rng(3)
    n = 240
    frame = pd.DataFrame(
        {
            "config.lr": 10 ** rng.uniform(-5, -1, n),
            "config.optimizer": rng.choice(["adam", "rmsprop", "sgd"], n),
            "config.nesterov": rng.choice([True, False], n),
            "config.dropout": rng.uniform(0, 0.5, n),
            "config.seed": rng.integers(0, 5, n),
        }
    )
    loss = (np.log10(frame["config.lr"]) + 3) ** 2 + 2 * (frame["config.optimizer"] == "sgd")
    frame["metric.val_loss"] = 1 + loss + rng.normal(0, 0.2, n)
    frame["state"] = np.where(np.arange(n) % 17, "finished", "crashed")
    return frame


@pytest.mark.parametrize("method", ["oob", "fanova"])
def test_the_figures_are_those_of_the_frame_that_is_left(mixed, method):
    where = "lr <= 0.01 and optimizer in ['adam', 'sgd'] and status == 'finished'"
    left = mixed.query(
        "`config.lr` <= 0.01 and `config.optimizer` in ['adam', 'sgd'] and state == 'finished'"
    )
    ranking = hpviz.rank(mixed, "val_loss", where=where, method=method)
    direct = hpviz.rank(left, "val_loss", method=method)
    pd.testing.assert_frame_equal(ranking.table(), direct.table(), check_exact=True)
    pd.testing.assert_frame_equal(ranking.levels("optimizer"), direct.levels("optimizer"), check_exact=True)
    for picture in ("next_sweep", "more_runs", "interactions"):
        ours, theirs = (getattr(each, picture)() for each in (ranking, direct))
        if picture != "interactions":
            ours, theirs = ours.table(), theirs.table()
        pd.testing.assert_frame_equal(ours, theirs, check_exact=True)
    pd.testing.assert_frame_equal(ranking.effect("lr").table(), direct.effect("lr").table(), check_exact=True)
    assert (ranking.explained, ranking.trust, ranking.problem) == (
        direct.explained,
        direct.trust,
        direct.problem,
    )
    assert ranking.notes == direct.notes
    assert ranking.runs_used == len(left)
    assert ranking.runs_skipped == {f"by the filter {where}": 240 - len(left)}
    assert ranking.compare("mdi").table().equals(direct.compare("mdi").table())


def test_a_filter_that_leaves_nothing_is_a_problem_not_an_error(mixed):
    ranking = hpviz.rank(mixed, "val_loss", where="lr > 1")
    assert ranking.problem == (
        "None of the 240 runs can be used. Left out: 240 by the filter lr > 1. "
        "To have more runs, change or clear the filter."
    )
    assert ranking.runs_skipped == {"by the filter lr > 1": 240}


def test_a_filter_that_leaves_failed_runs_alone_names_what_explains_them(mixed):
    ranking = hpviz.rank(mixed, "val_loss", where="status == 'crashed'")
    crashed = int((mixed["state"] == "crashed").sum())
    assert ranking.problem == (
        f"None of the 240 runs can be used. Left out: {240 - crashed} by the filter status == 'crashed', "
        f"{crashed} crashed. All that the filter keeps failed: to see why, clear it and choose the metric "
        "failure. To have more runs, change or clear the filter."
    )
    constant = hpviz.rank(mixed, "failure", where="status == 'crashed'").problem
    assert constant.endswith("Choose another metric. To have more runs, change or clear the filter.")


def test_a_filter_counts_first_and_other_reasons_of_what_it_left(mixed):
    skipped = hpviz.rank(mixed, "val_loss", where="optimizer == 'adam'").runs_skipped
    adam = mixed[mixed["config.optimizer"] == "adam"]
    crashed = int((adam["state"] == "crashed").sum())
    assert list(skipped.items()) == [
        ("by the filter optimizer == 'adam'", 240 - len(adam)),
        ("crashed", crashed),
    ]


def test_options_refuse_what_is_no_expression():
    with pytest.raises(ExpressionError, match="expected"):
        RankOptions(where="lr <")
    assert RankOptions(where="lr < 1") == RankOptions(where="lr < 1") != RankOptions()


def test_pictures_say_which_runs_they_are_of(mixed):
    ranking = hpviz.rank(mixed, "val_loss", where="lr <= 0.01 and status == 'finished'")
    sentence = f"Only runs with lr <= 0.01 and status == 'finished': {ranking.runs_used} of 240."
    for picture in (ranking.chart(), ranking.effect("lr"), ranking.compare("mdi"), ranking.parallel()):
        assert picture.sentences[-1] == sentence
        assert sentence in " ".join(picture.to_dict()["title"]["subtitle"])
        assert picture.copy().sentences[-1] == sentence
    assert "Only runs" not in " ".join(hpviz.rank(mixed, "val_loss").chart().sentences)


@pytest.mark.parametrize("suffix", [".html", ".md", ".json"])
def test_a_report_from_the_command_line_says_which_runs_it_is_of(mixed, tmp_path, suffix, capsys):
    mixed.to_csv(tmp_path / "runs.csv", index=False)
    needs_extra(suffix)
    written = tmp_path / f"report{suffix}"
    arguments = ["report", str(tmp_path / "runs.csv"), "--where", "lr <= 0.01", "--effects", "1", "--static"]
    assert command_line.main([*arguments, "-o", str(written)]) == 0
    ranking = hpviz.rank(tmp_path / "runs.csv", where="lr <= 0.01")
    left_out = ranking.runs_skipped["by the filter lr <= 0.01"]
    text = html.unescape(written.read_text("utf-8"))
    if suffix == ".json":
        assert json.loads(text)["where"] == "lr <= 0.01"
        assert json.loads(text)["runs_skipped"]["by the filter lr <= 0.01"] == left_out
    else:
        assert f"{ranking.runs_used} runs used. Left out: {left_out} by the filter lr <= 0.01" in text
        assert f"Only runs with lr <= 0.01: {ranking.runs_used} of 240." in text
    assert command_line.main([*arguments[:3], "lr <", "-o", str(written)]) == 2
    assert capsys.readouterr().err.endswith("lr <\n      ^\n")


def test_written_tables_say_which_runs_they_are_of(mixed, tmp_path):
    ranking = hpviz.rank(mixed, where="lr <= 0.01\nand dropout < 1")
    sentence = f"Only runs with lr <= 0.01 and dropout < 1: {ranking.runs_used} of 240."
    whole = hpviz.rank(mixed)
    for suffix, written in {".md": html.escape(sentence), ".tex": f"\n% {sentence}\n"}.items():
        text = save(ranking, tmp_path / f"table{suffix}").read_text("utf-8")
        assert written in text
        assert "Only runs" not in save(whole, tmp_path / f"whole{suffix}").read_text("utf-8")


def test_a_text_may_be_written_with_the_escapes_of_json(make_runs):
    runs = make_runs({"opt": ["\U0001f980 \u05d0", "b\x01"]}, {"loss": [1.0, 2.0]})
    assert runs.matching(r"opt == '\ud83e\udd80 \u05d0'").tolist() == [True, False]
    assert runs.matching(r"opt == 'b\x01'").tolist() == [False, True]


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("my-lr", "my-lr < 1"),
        ("my-lr", "0.1 <= my-lr <= .5"),
        ("my-lr", "ok < 1 and not (1 > MY-LR)"),
        ("my-lr", "missing(my-lr)"),
        ("val acc", "val acc > .5"),
        ("val acc", "val  acc is missing"),
        ("opt/lr", "opt/lr in [1, 2]"),
        ("2nd layer", "2nd layer == 3"),
        ("lr (log)", "lr (log) < 1"),
        ("drop%", "drop% < 1"),
        ("in", "in < 1"),
        ("not", "not < 1"),
        ("a-b c", "ok < a-b c"),
    ],
)
def test_a_name_that_stands_without_its_backticks_is_written_out_with_them(name, expression):
    runs = hpviz.read({name: [0.1, 0.2, 0.3], "ok": [1, 2, 3], "val_loss": [3, 1, 2]})
    with pytest.raises(ExpressionError, match=re.escape(f"this name stands in backticks: `{name}`")):
        runs.where(expression)
    assert len(runs.where(f"`{name}` >= 0")) == 3


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("zz-top < 1", "a name with spaces or signs stands in backticks: `zz-top`"),
        ("zz top < 1", "a name with spaces or signs stands in backticks: `zz top`"),
        ("model.lr < 1", "no column 'model.lr' (did you mean cfg.model.lr?)"),
        ("ny_rate < 1", "(did you mean `my-rate`?)"),
        ("'my-rate' < 1", "its name stands without quotes: `my-rate`"),
    ],
)
def test_other_names_are_written_as_an_expression_has_them(expression, sentence):
    runs = hpviz.read({"my-rate": [0.1, 0.2, 0.3], "cfg.model.lr": [1, 2, 3], "val_loss": [3, 1, 2]})
    with pytest.raises(ExpressionError) as refusal:
        runs.where(expression)
    assert sentence in refusal.value.sentence


@pytest.mark.parametrize(
    ("expression", "sentence", "place"),
    [
        ("depth + 1 > 2", "no arithmetic here; compare a column with a value", "+"),
        ("depth*2 > 2", "no arithmetic here", "*"),
        ("lr > 2 + 1", "no arithmetic here", "+"),
        ("between(lr, 1, 2)", "write 1 <= lr <= 2", "between"),
        ("lr.between(1, 2)", "write 1 <= lr <= 2", "lr.between"),
        ("lr between 1 and 2", "write 1 <= lr <= 2", "between"),
        ("lr not between 1 and 2", "write not (1 <= lr <= 2)", "between"),
        ("opt like 'ad%'", "write opt contains 'a'", "like"),
        ("opt.str.startswith('ad')", "write opt contains 'a'", "opt.str.startswith"),
        ("opt.isin(['adam'])", "write opt in ['a', 'b']", "opt.isin"),
        ("isnull(lr)", "write lr is missing", "isnull"),
        ("lr exists", "write lr is not missing", "exists"),
        ("pd.notna(lr)", "write lr is not missing", "pd.notna"),
        ("lr isnan", "write lr is missing", "isnan"),
        ("lr missing", "write lr is missing", "missing"),
        ("df['lr'] < 1", "a column stands by its name alone: lr", "["),
        ("depth in range(3)", "expected [ and values: [1, 2]", "range"),
        ("opt 'in' ['adam']", "in stands without quotes", "'in'"),
        ("opt not 'in' ['adam']", "in stands without quotes", "'in'"),
        ("opt is not in ['adam']", "without is: opt not in ['a', 'b']", "in"),
        ("opt not 'adam'", "write opt != 'a'", "'adam'"),
        ("opt in adam", "expected [ and values: ['adam']", "adam"),
        ("lr < 1, depth > 2", "conditions are joined by and", ","),
    ],
)
def test_what_other_languages_write_is_refused_with_a_form_that_works(expression, sentence, place):
    runs = hpviz.read({"lr": [1, 2], "depth": [1, 3], "opt": ["adam", "sgd"], "val_loss": [3, 1]})
    with pytest.raises(ExpressionError) as refusal:
        runs.where(expression)
    assert sentence in refusal.value.sentence
    assert "backticks" not in refusal.value.sentence or "*" in expression
    assert expression[refusal.value.start : refusal.value.end] == place
    form = re.search(r"write (.+?)(?:, or .*)?$|without is: (.+)", refusal.value.sentence)
    if form:  # it is one of the language
        runs.matching(next(filter(None, form.groups())))


@pytest.mark.parametrize("where", [None, "", "  "])
def test_no_filter_is_all_runs(mixed, where):
    assert len(hpviz.read(mixed).where(where)) == len(mixed)
    ranking = hpviz.rank(mixed, "val_loss", where=where, trees=10)
    assert ranking.where == ""
    assert ranking.runs_skipped == hpviz.rank(mixed, "val_loss", trees=10).runs_skipped
    panel = hpviz.Panel(mixed, "val_loss", where=where, trees=10, remember=False)
    assert panel.where == ("" if where is None else where.strip())
    panel.close()


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("status == 'failed'", "how its runs ended"),
        ("status in ['failed']", "how its runs ended"),
        ("name == 'a'", "what its runs are called"),
        ("name contains 'a'", "what its runs are called"),
        ("group != 'a'", "which group its runs are of"),
        ("created > '2026-01-01'", "when its runs began"),
    ],
)
def test_a_fact_that_the_source_does_not_tell_is_no_filter(where, what):
    runs = hpviz.read([{"params": {"lr": x / 9}, "metrics": {"loss": 1.0}} for x in range(9)])
    with pytest.raises(ExpressionError, match=f"the source does not say {what}: filter by another column"):
        runs.where(where)
    assert len(runs.where("missing(name)")) == 9


def test_words_between_operators_are_no_name(runs):
    with pytest.raises(ExpressionError) as refusal:
        runs.where("lr < 1 adn width > 16")
    assert "backticks" not in refusal.value.sentence


@pytest.mark.parametrize(
    ("expression", "place", "sentence"),
    [
        ("opt == 'Adam'", "'Adam'", "opt has no value 'Adam' (did you mean 'adam'?)"),
        ("opt != ' ADAM'", "' ADAM'", "(did you mean 'adam'?)"),
        ("opt in ['adam', 'SGD']", "'SGD'", "(did you mean 'sgd'?)"),
        ("flag == 'TRUE'", "'TRUE'", "(did you mean True?)"),
        ("flag == 'yes'", "'yes'", "flag holds True and False: flag == True"),
        ("flag == 0", "0", "flag holds True and False: flag == False"),
        ("opt == ''", "''", "for runs without one write opt is missing"),
        ("opt != 'nan'", "'nan'", "for runs without one write opt is missing"),
        ("LR < 1", "LR", "no column 'LR' (did you mean lr?)"),
        ("df.lr < 1", "df.lr", "(did you mean lr?)"),
        ("config.`lr` < 1", ".", "expected"),
        ("df['my lr'] < 1", "[", "a column stands by its name alone: `my lr`"),
        ("pd.isna(lr)", "pd.isna", "write lr is missing"),
        ("pd.isna(df['lr'])", "pd.isna", "write lr is missing"),
        ("not np.isnan(lr)", "np.isnan", "write lr is missing"),
        ("lr.notna()", "lr.notna", "write lr is not missing"),
        ("missing lr", "lr", "write missing(lr)"),
        ("not missing `my lr`", "`my lr`", "write missing(`my lr`)"),
        ("has lr", "lr", "write lr is not missing"),
        ("lr == nan", "nan", "write lr is missing"),
        ("lr != np.nan", "np.nan", "write lr is not missing"),
        ("lr is not na", "na", "write lr is not missing"),
        ("opt is empty", "empty", "write opt is missing"),
        ("opt is not set", "set", "write opt is missing"),
        ("lr < 0,01", ",", "a number has a point: 0.01"),
        ("depth > 1.000,5", ",", "a number has a point: 1000.5"),
        ("lr in [0,01]", "01", "a number has a point: 0.01"),
        ("opt notin ['adam']", "notin", "write opt not in ['a', 'b']"),
        ("lr < @x", "@", "write its value, as an f-string does"),
        ("@x > lr", "@", "write its value"),
        ("log10(lr) < -2", "log10", "compare the column itself: lr < 0.01"),
        ("log2(lr) >= 3", "log2", "compare the column itself: lr >= 8"),
        ("log(lr) == 3", "log", "compare the column itself: lr < 0.01"),
        ("exp(lr) > -3", "exp", "compare the column itself: lr < 0.01"),
        ("lr < float('0.5')", "float", "write the value itself: 0.5"),
        ("lr < np.log(2)", "np.log", "write the value itself"),
        ("lr == np.float64(x)", "x", "text stands in quotes"),
        ("lr => 1", "=", "write >="),
        ("lr =< 1", "=", "write <="),
        ("opt =~ 'ad'", "=", "write name contains 'a'"),
        ("depth == [1, 2]", "[", "a list is compared by in: depth in [1, …]"),
        ("opt != ['adam']", "[", "opt not in ['adam', …]"),
        ("depth in {1, 2}", "{", "values stand in square brackets: [1, …]"),
        ("where lr < 1", "lr", "without where"),
        ("opt == \u201cadam\u201d", "\u201c", 'write "'),
        ("lr < \u22121", "\u2212", "write -"),
        ("lr == '1e-3'", "'1e-3'", "holds numbers, which stand without quotes: 1e-3"),
    ],
)
def test_what_was_most_likely_meant_is_written_out(expression, place, sentence):
    rows = [
        {"lr": 0.1, "my lr": 1, "depth": 1, "opt": "adam", "flag": True, "val_loss": 3},
        {"lr": 0.2, "my lr": 2, "depth": 2, "opt": "sgd", "flag": False, "val_loss": 1},
        {"my lr": 3, "depth": 3, "flag": True, "val_loss": 2},
    ]
    with pytest.raises(ExpressionError) as refusal:
        hpviz.read(rows).where(expression)
    assert sentence in refusal.value.sentence
    assert expression[refusal.value.start : refusal.value.end] == place


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("opt == 'adam'", 1),
        ("opt in ['adam', 'Adam']", 1),  # both spellings are accepted on purpose
        ("opt == 'lion'", 0),  # a value that may still come
        ("opt == 'None'", 1),
        ("opt is None", 1),
        ("depth in [1,2]", 2),
    ],
)
def test_a_value_that_may_be_meant_as_it_is_is_no_error(expression, expected):
    rows = [{"opt": opt, "depth": depth, "loss": depth} for depth, opt in enumerate(["adam", "sgd", None])]
    rows += [{"depth": 3, "loss": 4}]
    assert len(hpviz.read(rows).where(expression)) == expected


def test_a_filter_of_what_another_left_has_the_meaning_that_it_had():
    rows = [{"opt": opt, "x": x, "loss": x} for x, opt in enumerate(["adam", "sgd", None])]
    runs = hpviz.read([*rows, {"x": 3, "loss": 4}])
    assert len(runs.where("x != 2").where("opt is None")) == 0
    assert len(runs.where("x != 2 and opt is None")) == 0
