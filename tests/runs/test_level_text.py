"""Values that are no text keep what they are, and are shown and compared as text."""

import pickle

import numpy as np
import pytest

from hpviz.runs import Column
from hpviz.runs.column import ABSENT
from hpviz.runs.level_text import (
    LONGEST_CODE,
    LONGEST_TEXT,
    LevelText,
    text_of,
    text_of_literal,
    text_of_named,
)
from hpviz.runs.write import cells_of

BIG = 2**53 + 1


class ReLU: ...


def test_it_is_its_text():
    text = LevelText("A", "E.A")
    assert text == "A"
    assert {text: 1}["A"] == 1
    assert not text.is_literal
    assert text.value == "A"


def test_it_survives_pickling():
    again = pickle.loads(pickle.dumps(LevelText("(1, 2)")))  # noqa: S301 - our own
    assert (again, again.code, again.value) == ("(1, 2)", "(1, 2)", (1, 2))


@pytest.mark.parametrize(
    "text", ["__import__('os')", "ReLU()", "2020-11-11", "<x>", "[nan]", "x" * (LONGEST_CODE + 1)]
)
def test_what_is_no_literal_stays_a_text(text):
    assert type(text_of_literal(text)) is str


def test_a_class_is_its_name_and_a_lambda_is_no_code():
    assert text_of_named(ReLU).code == "ReLU"
    assert type(text_of_named(lambda: 0)) is str


def test_a_long_text_is_shortened_and_can_be_written_in_full():
    long = "y" * 300
    text = text_of(long)
    assert len(text) <= LONGEST_TEXT
    assert text.value == long


def test_true_and_numbers_among_names_are_no_text():
    levels = Column.from_values("x", [True, "auto", None, "True "]).levels
    assert {str(text): isinstance(text, LevelText) for text in levels} == {
        "True": True, "auto": False, "None": True, "True ": False
    }  # fmt: skip


@pytest.mark.parametrize("cells", [[BIG, 1, 2], [BIG, ABSENT, 2], [BIG, "auto", 2]])
def test_integers_beyond_those_of_floats_keep_their_digits(cells):
    column = Column.from_values("seed", cells)
    assert column.number_at(0) == BIG
    assert column.take(np.array([2, 0])).number_at(1) == BIG
    assert (column.number_at(2), type(column.number_at(2))) == (2, int)


def test_integers_among_floats_stay_integers_where_they_are_few():
    column = Column.from_values("max_features", [0.5, 1, 1.0])
    assert [repr(column.number_at(run)) for run in range(3)] == ["0.5", "1", "1.0"]
    many = Column.from_values("x", [1, *np.linspace(2, 3, 200).tolist()])
    assert many.originals is None


def test_a_table_is_written_with_all_digits():
    assert cells_of(Column.from_values("seed", [BIG, 5])) == [BIG, 5]
    assert cells_of(Column.from_values("seed", [BIG, None])) == [str(BIG), "None"]
