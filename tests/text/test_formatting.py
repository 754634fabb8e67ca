"""How names and numbers are written."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from hpviz.analysis.along.agreement import Agreement
from hpviz.formatting.numbers import column, differences, factor, number, numbers, rounded, settled
from hpviz.formatting.percents import percent, percents
from hpviz.formatting.words import listed, shortened, with_article
from hpviz.text.advice.level_order import in_natural_order
from hpviz.text.along.order import correlation
from hpviz.text.explanation import run_named

PACKAGE = Path(__file__).parents[2] / "hpviz"
PARTS = ("text", "views", "export", "charts", "formatting")
# js/test/model/format.test.ts reads it too.
NUMBERS = json.loads((Path(__file__).parents[1] / "wire" / "numbers.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "written",
    [
        "an int", "a str", "a list", "an object", "a NoneType", "a uint8", "a polars.Series", "an ibis.Table",
        "a val_acc", "an accuracy", "an error", "an mse", "an rmse", "a loss", "an F1", "a user_score",
        "an uncertainty", "a unit_cost", "an eval/loss", "an 8", "an 11", "a 110", "a _Reader", "an _Array",
        "an hour", "a host", "a Euclidean", "a one-off", "an onerous", "an unimportant", "a unique",
    ],
)  # fmt: skip
def test_the_article_goes_by_the_sound(written):
    assert with_article(written.partition(" ")[2]) == written


def test_no_sentence_puts_a_fixed_article_before_a_variable_word():
    # What follows these is never a vowel: "whole " or nothing, a role, ".svg" and the like.
    fine = {"{whole}", "{role}", "{suffix}"}
    placed = [
        (path.name, variable)
        for path in PACKAGE.rglob("*.py")
        for variable in re.findall(r"\b[Aa]n? (\{[^}]*\})", path.read_text())
    ]
    assert {variable for _, variable in placed} >= fine
    assert [place for place in placed if place[1] not in fine] == []


@pytest.mark.parametrize(
    ("texts", "most", "written"),
    [
        ([], 2, ""),
        (["a"], 2, "a"),
        (["a", 1], 2, "a, 1"),
        (["a", "b", "c"], 2, "a, b, c"),
        (list("abcd"), 2, "a, b, …"),
        ("abc", 0, ", …"),
    ],
)
def test_a_row_of_texts_is_shortened(texts, most, written):
    assert shortened(iter(texts), most) == written


@pytest.mark.parametrize(
    ("texts", "last", "written"),
    [
        ([], ", ", ""), (["a"], " and ", "a"), (["a", "b"], ", ", "a, b"), (["a", "b"], " and ", "a and b"),
        (["a", "b", "c"], " or ", "a, b or c"), (list("abcd"), " or ", "a, b, c or d"),
        (list("abcde"), " or ", "a, b, c and 2 more"),
    ],
)  # fmt: skip
def test_a_list_says_how_many_it_leaves_out(texts, last, written):
    assert listed(texts, 3, last=last) == written


def test_a_list_in_a_sentence_has_four_names():
    assert listed(["a", "b", "c", "d"]) == "a, b, c and d"
    assert listed(("a", "b", "c", "d", "e", "f")) == "a, b, c, d and 2 more"


def test_a_difference_of_logarithms_is_written_as_a_factor():
    assert [factor(math.log(value)) for value in (1, 2.5, 0.04)] == ["1", "2.5", "0.04"]
    assert factor(1e6) == "1.01e+304"


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: ", ".join(row["texts"]))
def test_numbers_beside_each_other_can_be_told_apart(row):
    written = numbers(row["values"], row.get("digits", 4))
    assert list(written) == row["texts"]
    assert [float(text) for text in written] == pytest.approx(row["values"], rel=0.05)


def test_different_numbers_never_look_alike_nor_like_1():
    rng = np.random.default_rng(0)
    for size in (1e-12, 1e-3, 1.0, 1e7, 1e12):
        for near in (1.0, 1e-3, 1e-7):
            values = size * (1 + near * rng.random(6))
            texts = numbers(values)
            assert len(set(texts)) == len(values)
            assert np.argsort([float(text) for text in texts]).tolist() == np.argsort(values).tolist()
    for away in 10.0 ** -np.arange(1, 12):
        assert number(1 - away) != "1"
        assert number(1 - away) != number(1 - away / 2)


def test_what_is_no_number_is_written_too():
    assert numbers([math.nan, math.inf, -math.inf, 2**53 + 1, True]) == (
        "nan", "inf", "-inf", "9007199254740993", "1",
    )  # fmt: skip


@pytest.mark.parametrize("write", [column, differences])
def test_the_numbers_of_a_column_have_the_same_decimals(write):
    cases = json.loads((Path(__file__).parents[1] / "wire" / "columns.json").read_text("utf-8"))
    for case in cases[write.__name__]:
        digits = [case["digits"]] if "digits" in case else []
        assert list(write(case["values"], *digits)) == case["texts"]
    assert differences([math.nan, 0.5]) == ["\u2013", "+0.500"]


@pytest.mark.parametrize(
    ("value", "room", "digits", "text"),
    [
        (980.0, 10, 2, "980"), (99.89, 2, 2, "100"), (99.89, 0.5, 2, "99.9"), (0.00031, 1, 2, "0.00031"),
        (99999.9996, math.inf, 3, "100000"), (1000001.0, 1e6, 3, "1000000"),
        (-12345.6, math.inf, 3, "-12300"),
        (0.0000123, math.inf, 3, "1.23e-05"), (1.5e300, math.inf, 3, "1.5e+300"), (math.inf, 1, 3, "inf"),
        (1e12 + 1e4, 1e3, 3, "1000000010000"),
    ],
)  # fmt: skip
def test_a_rounded_number_is_written_out(value, room, digits, text):
    assert rounded(value, room, digits) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"), (-1e-9, "0%"), (-0.004, "0%"), (1e-7, "under 1%"), (0.005, "under 1%"), (0.006, "1%"),
        (0.58, "58%"), (0.994, "99%"), (0.996, "over 99%"), (1.0, "100%"),
    ],
)  # fmt: skip
def test_only_nothing_is_0_percent_and_only_all_100(share, text):
    assert percent(share) == text


def test_an_interval_of_shares_is_never_about_nothing():
    assert [percents(*ends) for ends in [(0, 0), (0, 0.004), (0.1, 0.104), (0.44, 0.72), (0.998, 0.999)]] == [
        "0%", "under 1%", "about 10%", "44\u201372%", "over 99%",
    ]  # fmt: skip


def test_levels_in_alphabetical_order_are_sorted_by_their_numbers():
    nets = ["net-1", "net-10", "net-2", "unlimited"]
    assert in_natural_order(nets) == [nets[at] for at in (0, 2, 1, 3)]
    assert in_natural_order(["small", "large"]) == ["small", "large"]
    assert in_natural_order(["16", "2b", "a", "b2"]) == ["2b", "16", "a", "b2"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("34", "run 34"), ("sunny-fox", "run sunny-fox"), ("runner-2", "run runner-2"), ("run 34", "run 34"),
        ("run_17", "run_17"), ("Run-3", "Run-3"), ("run", "run"), ("", "run "),
    ],
)  # fmt: skip
def test_no_run_is_called_run_twice(name, written):
    assert run_named(name) == written


def test_a_whole_number_beyond_all_floats_is_written_with_its_digits():
    huge = 10**400
    assert numbers([huge, 3, 0.5]) == (str(huge), "3", "0.5")
    assert number(-huge) == str(-huge)


@pytest.mark.parametrize(
    ("value", "spread", "written"),
    [
        (1.00000000013, 1.0, "1"),
        (-1.78e-10, 1.0, "0"),
        (2.07e-9, 4e-9, "2.07e-09"),
        (12347474.25, 5000.0, "12347474"),
        (0.00004, 0.0012, "0.00004"),
        (3e-5, 0.0, "0.00003"),
        (math.inf, 1.0, "inf"),
    ],
)
def test_what_is_nothing_beside_the_spread_of_a_metric_has_no_digits(value, spread, written):
    assert number(*settled([value], spread)) == number(float(written))


def test_what_rounds_to_nothing_has_no_sign():
    """In each sentence, table and picture: a format that keeps it is in none of their modules."""
    agreement = Agreement(point=1, n=9, both=9, correlation=0.24, low=-0.002, high=0.45)
    assert correlation(agreement) == "0.24, 0.00 to 0.45"
    modules = [path for part in PARTS for path in (PACKAGE / part).rglob("*.py")]
    assert len(modules) > 50
    kept = [path.name for path in modules if re.search(r":[+]?[.]\d+f[}]", path.read_text("utf-8"))]
    assert kept == []
