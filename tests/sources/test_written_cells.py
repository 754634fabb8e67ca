"""Cells as people write them: what is a number, what is a level, what is nothing."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpviz.sources import as_runs
from hpviz.sources.columns.written.separators import comma_of
from hpviz.sources.columns.written.texts import columns_of


def values(cells, name="x", comma="thousands"):
    column = columns_of(name, cells, comma=comma)[0]
    return [
        column.levels[code] if code >= 0 else None if math.isnan(number) else number
        for number, code in zip(column.numbers.tolist(), column.codes.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("cells", "seconds"),
    [
        (["1.3h", "42.3min", "12s"], [4680, 2538, 12]),
        (["0 days 00:07:32.697154", "1 days 00:00:01"], [452.697154, 86401]),
        (["0:01:34", "1:00:00", "-"], [94, 3600, None]),
        (["1h 3m", "2h", "45m"], [3780, 7200, 2700]),
        (["1h3m20s", "59s"], [3800, 59]),
        (["2 hours, 3 minutes", "1 hour"], [7380, 3600]),
        (["1 hour and 2 min", "3 min"], [3720, 180]),
        (["PT1H3M", "PT20.5S"], [3780, 20.5]),
        (["1 day, 0:05:00", "0:05:00"], [86700, 300]),
        (["1-02:03:04", "00:01:00"], [93784, 60]),
        (["-1 days +23:59:00", "0 days 00:00:01"], [-60, 1]),
        (["200ms", "1.5s"], [0.2, 1.5]),
        (["1.5 hrs", "30 mins"], [5400, 1800]),
        (["3 days", "2 weeks"], [259200, 1209600]),
    ],
)
def test_durations_become_seconds(cells, seconds):
    assert values(cells) == pytest.approx(seconds)


@pytest.mark.parametrize("cells", [["00:34", "01:20"], ["12:30", "08:00"]])
def test_only_what_lasts_has_minutes_and_seconds(cells):
    assert values(cells) == cells
    assert values(cells, "elapsed") == [int(cell[:2]) * 60 + int(cell[3:]) for cell in cells]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["79.13%", "80 %", "n/a"], [79.13, 80, None]),
        (["0", "10%", "50%"], [0, 10, 50]),
        (["-3%", "+2.5%"], [-3, 2.5]),
        (["1,234.5", "999"], [1234.5, 999]),
        (["1,234,567", "12"], [1234567, 12]),
        (["212,997", "1,024"], [212997, 1024]),
        (["1'234.5", "12"], [1234.5, 12]),
        (["1\u202f234.5", "12"], [1234.5, 12]),
        (["\u22120.5", "0.3"], [-0.5, 0.3]),
        (["16GB", "32GB"], [16, 32]),
        (["200ms", "300ms"], [200, 300]),
        (["5 epochs", "1 epoch"], [5, 1]),
        (["$1.20", "$3"], [1.2, 3]),
        (["1.20 €", "3 €"], [1.2, 3]),
        (["7B", "13B"], [7, 13]),
        (["350M", "7B", "1000"], [350e6, 7e9, 1000]),
        (["512MB", "1GB", "1GiB"], [512e6, 1e9, 2**30]),
        (["4-bit", "8-bit"], [4, 8]),
        (["1x", "2x"], [1, 2]),
        (["0.62 ± 0.01", "0.63+-0.02"], [0.62, 0.63]),
        (["79.1% ± 0.3%", "80% +/- 1%"], [79.1, 80]),
        (["0.62 (0.01)", "0.5 (±0.1)"], [0.62, 0.5]),
        (["inf", "1,234.5"], [math.inf, 1234.5]),
    ],
)
def test_a_whole_column_of_written_numbers_is_of_numbers(cells, numbers):
    assert values(cells) == numbers


@pytest.mark.parametrize(
    "cells",
    [
        ["8:1:1", "7:2:1"],
        ["80:10:10", "70:15:15"],
        ["2d", "3d"],
        ["3x3", "5x3"],
        ["64 128", "32 32"],
        ["64,64", "128,128"],
        ["64,128", "128,256"],
        ["fp16", "bf16"],
        ["1st", "2nd"],
        ["a%", "5%"],
        ["3a", "5a"],
        ["1/2", "1/4"],
        ["#ff0000", "#00ff00"],
        ["007,5", "1,234"],
        ["1.2.3", "0.9.1"],
        ["10%-20%", "30%"],
        ["GPU 1", "GPU 2"],
    ],
)
def test_what_is_no_number_stays_text(cells):
    assert values(cells) == cells


def test_the_unit_must_be_the_same_for_all():
    assert values(["5 epochs", "3 steps", "1 epoch"]) == ["5 epochs", "3 steps", "1 epoch"]


@pytest.mark.parametrize(
    "blank", ["-", "\u2014", "\u2013", "--", "n/a", "N/A", "#N/A", "nan", "NaN", "<NA>", "NaT", "?", ""]
)
def test_a_sign_for_nothing_is_absent_among_names_and_among_numbers(blank):
    assert values(["adam", blank, "sgd"]) == ["adam", None, "sgd"]
    assert values(["1", blank, "3"]) == [1, None, 3]
    assert values(["True", blank, "False"]) == ["True", None, "False"]
    assert values(["79%", blank, "3%"]) == [79, None, 3]


@pytest.mark.parametrize("word", ["missing", "Missing", "failed", "#DIV/0!", "NULL"])
def test_a_word_among_results_is_absent(word):
    cells = [f"0.{digit}123" for digit in range(1, 10)]
    assert values([*cells, word])[-1] is None


@pytest.mark.parametrize(
    "cells",
    [
        ["+", "-"],
        ["NA", "EU", "US"],
        ["missing", "drop"],
        ["none", "flip"],
        ["inf", "l2"],
        ["None", "none", "adam"],
        [None, "-"],
    ],
)
def test_a_level_that_looks_like_nothing_is_a_level(cells):
    assert values(cells) == ["None" if cell is None else cell for cell in cells]


def test_none_is_a_choice_among_a_few_and_nothing_among_results():
    assert values(["4", "8", "None"]) == [4, 8, "None"]
    results = [f"0.{digit}123" for digit in range(1, 10)]
    assert values([*results, "None"])[-1] is None


def test_none_and_the_text_none_are_two_levels_where_the_source_has_both():
    runs = as_runs([{"opt": None, "loss": 1.5}, {"opt": "None", "loss": 2.5}, {"opt": "adam", "loss": 1}])
    assert runs.columns["opt"].levels == ("'None'", "None", "adam")


def test_versions_are_no_numbers():
    assert values(["1.10", "1.1"]) == ["1.10", "1.1"]
    assert values(["3.8", "3.10"], "python_version") == ["3.8", "3.10"]
    assert values(["0.10", "0.1"]) == [0.1, 0.1]
    assert values(["2.0", "2.5"]) == [2, 2.5]


def test_an_explicit_category_stays_one():
    frame = pd.DataFrame({"batch": pd.Categorical([16, 32, 16]), "loss": [1.5, 2.5, 3.5]})
    column = as_runs(frame).columns["batch"]
    assert (column.kind, column.levels) == ("categorical", ("16", "32"))
    assert [level.value for level in column.levels] == [16, 32]


def test_a_spread_is_a_column_set_aside():
    runs = as_runs(
        [{"lr": lr, "val_acc": f"0.{digits} ± 0.0{lr}"} for lr, digits in ((1, 62), (2, 71), (3, 55))]
    )
    assert runs.metrics["val_acc"].numbers.tolist() == [0.62, 0.71, 0.55]
    assert runs.aside["val_acc ±"].numbers.tolist() == [0.01, 0.02, 0.03]


@pytest.mark.parametrize(
    ("columns", "meaning"),
    [
        ([["0,00085", "0,1"], ["0,740"]], "decimal"),
        ([["1.234,5"]], "decimal"),
        ([["79,13%"], ["5"]], "decimal"),
        ([["1,234", "2,345"], ["0.5"]], "thousands"),
        ([["1,234.5"], ["1,234"]], "thousands"),
        ([["1,234,567"]], "thousands"),
        ([["1,234"], ["5"]], "thousands"),
        ([["64,64"], ["0.5"]], "thousands"),
        ([["0,25"], ["0.5"]], None),
        ([["[16,16]"]], "thousands"),
        ([["64,64", "256,128"], ["3"]], "thousands"),
        ([["a, b"], ["0,5"]], "decimal"),
        ([["429.mcf", "470.lbm"], ["2,74"]], "decimal"),
    ],
)
def test_all_columns_of_a_table_decide_what_a_comma_means(columns, meaning):
    assert comma_of(columns) == meaning


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("quoted.csv", 'lr,val_acc\n"0,001","0,74"\n"0,01","0,78"\n'),
        ("tabs.tsv", "lr\tval_acc\n0,001\t0,74\n0,01\t0,78\n"),
        ("semicolons.csv", "lr;val_acc\n0,001;0,74\n0,01;0,78\n"),
        ("percent.csv", "lr;val_acc\n0,001;0,74 %\n0,01;0,78 %\n"),
        ("points.csv", "lr;val_acc\n0.001;0.74\n0.01;0.78\n"),
        ("excel.csv", "sep=;\nlr;val_acc\n0,001;0,74\n0,01;0,78\n"),
        ("bom.csv", "\ufefflr,val_acc\n0.001,0.74\n0.01,0.78\n"),
        ("blanks.csv", "lr, val_acc\n0.001, 0.74\n0.01, 0.78\n"),
    ],
)
def test_the_same_numbers_in_every_notation(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    runs = as_runs(path)
    assert runs.columns["lr"].numbers.tolist() == [0.001, 0.01]
    assert runs.metrics["val_acc"].numbers.tolist() == [0.74, 0.78]


def test_what_was_read_as_numbers_is_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('a,b,c,val_acc\n1h,5%,"1,024",79.13%\n30min,6%,"2,048",80%\n')
    notes = " ".join(as_runs(path).notes)
    assert (
        "Read as numbers: a (durations, in seconds); b, val_acc (percent); c (separators between thousands)"
        in notes
    )


def test_numbers_that_are_numbers_are_not_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,val_acc\n1,0.5\n2,0.6\n")
    assert not any("Read as numbers" in note for note in as_runs(path).notes)


PIECES = st.lists(
    st.sampled_from(
        [
            *"0123456789.,-+%±:() '",
            "h",
            "min",
            "ms",
            "GB",
            "days ",
            "e",
            "$",
            "None",
            "nan",
            "P",
            "T",
            "\u2212",
        ]
    ),
    max_size=8,
).map("".join)


@settings(deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.none()), min_size=1, max_size=6),
    st.sampled_from(["thousands", "decimal", None]),
)
def test_no_text_is_lost_or_raises(cells, comma):
    columns = columns_of("time", cells, comma=comma)
    assert all(len(column.numbers) == len(cells) for column in columns)
    column = columns[0]
    if not column.notation and column.kind != "numeric":
        kept = [
            cell
            for cell in cells
            if isinstance(cell, str) and cell.strip().isalnum() and not column.absent[cells.index(cell)]
        ]
        assert all(cell in column.levels or f"'{cell}'" in column.levels or cell == "nan" for cell in kept)


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=2, max_size=8))
def test_every_notation_gives_the_number_back(numbers):
    rounded = [round(number, 3) for number in numbers]
    for written, comma in (("{:,.3f}", "thousands"), ("{:.3f}%", "thousands"), ("{:.3f} ± 0.5", "thousands")):
        column = columns_of("x", [written.format(number) for number in rounded], comma=comma)[0]
        np.testing.assert_allclose(column.numbers, rounded, atol=1e-9)
    with_commas = [f"{number:,.3f}".translate(str.maketrans(",.", ".,")) for number in rounded]
    np.testing.assert_allclose(columns_of("x", with_commas, comma="decimal")[0].numbers, rounded, atol=1e-9)


@pytest.mark.parametrize("word", ["None", "failed", "n/a", "-", "missing"])
def test_what_failed_runs_lack_says_nothing_of_commas(tmp_path, word):
    rows = [f"{16 << place % 3}\t0,{4238 + 77 * place}\t2,{607 + place}" for place in range(12)]
    path = tmp_path / "runs.tsv"
    path.write_text("\n".join(["line_size\tipc\tcpi", *rows, f"16\t{word}\t{word}"]), "utf-8")
    runs = as_runs(str(path))
    assert runs.columns["ipc"].numbers[0] == 0.4238
    assert runs.columns["cpi"].numbers[0] == 2.607
