"""How names and numbers are written."""

import re
from pathlib import Path

import pytest

from hpviz.formatting import with_article

PACKAGE = Path(__file__).parents[1] / "hpviz"


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
