import numpy as np
import pytest

from hpviz.analysis.forest.encoding import encode
from hpviz.runs.column import ABSENT, Column


def column(values):
    return Column.from_values("p", values)


def test_numbers_enter_by_their_order_so_that_any_rising_scale_gives_the_same_design():
    lr = np.exp(np.random.default_rng(0).uniform(-9, 0, 50))
    plain, logged = encode([column(lr)]), encode([column(np.log(lr))])
    assert np.array_equal(plain.X, logged.X)
    assert plain.X.min() == 0
    assert plain.X.max() == 1


def test_a_boolean_takes_one_column_and_a_category_one_per_value():
    design = encode([column([True, False] * 6), column(["a", "b", "c"] * 4)])
    assert design.owner.tolist() == [0, 1, 1, 1]
    assert design.level.tolist() == [1, 0, 1, 2]


def test_rare_values_share_a_column():
    values = ["a"] * 10 + ["b"] * 10 + ["c", "d"]
    design = encode([column(values)])
    assert design.level.tolist() == [0, 1, -2]
    assert design.X[:, 2].tolist() == [0.0] * 20 + [1.0, 1.0]


def test_a_thousand_values_take_few_columns():
    values = [f"v{i % 1000}" for i in range(5000)]
    assert encode([column(values)]).X.shape[1] == 31


def test_none_is_kept_apart_from_absent():
    depth = column([3, None, ABSENT, 5] * 5)
    design = encode([depth])
    assert design.X.shape == (20, 3)  # the number, None, presence
    rows = {tuple(row) for row in design.X[:4].tolist()}
    assert len(rows) == 4


def test_a_missing_number_lies_outside_the_range_and_is_marked():
    design = encode([column([1.0, 2.0, 3.0, ABSENT] * 5)])
    number, presence = design.X.T
    assert number[3] < number[:3].min()
    assert presence[:4].tolist() == [0, 0, 0, 1]
    assert design.owner.tolist() == [0, 0]


def test_a_param_that_another_switches_on_does_not_count_its_absence_again():
    optimizer = ["sgd", "adam"] * 20
    momentum = [0.5 + i / 100 if name == "sgd" else ABSENT for i, name in enumerate(optimizer)]
    design = encode([column(momentum), column(optimizer)])
    assert design.parents == {0: 1}
    assert design.owner.tolist() == [0, 1]
    assert np.all(design.X[1::2, 0] == 0.5)


def test_a_numeric_switch_is_found():
    layers = [1, 2, 3, 4] * 20
    units = [64 + i if n >= 3 else ABSENT for i, n in enumerate(layers)]
    assert encode([column(layers), column(units)]).parents == {1: 0}


def test_two_params_with_the_same_absence_are_not_each_others_switch():
    rng = np.random.default_rng(0)
    here = rng.random(60) < 0.5
    a = [float(x) if h else ABSENT for x, h in zip(rng.integers(0, 3, 60), here, strict=True)]
    b = [float(x) if h else ABSENT for x, h in zip(rng.integers(0, 3, 60), here, strict=True)]
    parents = encode([column(a), column(b)]).parents
    assert len(parents) == 1


def test_nothing_is_invented_for_no_params():
    assert encode([]).X.shape == (0, 0)


@pytest.mark.parametrize("values", [[float("inf"), 1.0, 2.0, -float("inf")] * 4, [10**400, 1, 2, 3] * 4])
def test_infinite_and_huge_values_are_ranked(values):
    X = encode([column(values)]).X
    assert np.isfinite(X).all()


def test_a_value_that_was_hardly_tried_and_one_that_most_runs_have_both_get_room():
    """Thresholds are drawn evenly over the axis, so a gap is the chance that a split falls into it."""
    hardly = place_of([8.0] * 90 + [4.0] * 5 + [2.0] * 3 + [1.0] * 2)
    assert all(gap > 1 / 6 for gap in np.diff(hardly))
    mostly = place_of([0.0] * 50 + [float(value) for value in range(1, 51)])
    assert mostly[1] - mostly[0] > 0.15
    assert place_of([3.0, 1.0, 2.0]) == pytest.approx([0.0, 0.5, 1.0])


def place_of(numbers):
    """Places of the distinct numbers, from the smallest."""
    return sorted(set(encode([Column.from_numbers("x", numbers)]).X[:, 0].tolist()))
