"""A row and the effect below it say one thing: where values depend on others, the effect's words stand."""

from __future__ import annotations

import pytest

import hpviz
from hpviz.analysis.effects.effect import effect_of
from hpviz.data import VEHICLE
from hpviz.text import row
from hpviz.text.effect import replaced, sentences
from hpviz.views import VIEWS


@pytest.fixture(scope="module")
def vehicle():
    return hpviz.rank(VEHICLE, "val_acc")


def test_a_direction_gives_way_to_values_that_depend_on_another_param(vehicle):
    effect = effect_of(vehicle, "depth")
    assert any("with good values of learning_rate_init" in sentence for sentence in sentences(effect))
    assert replaced(effect) == "On average, lower is better."
    assert replaced(effect) in row.sentences(effect.score, vehicle)
    assert VIEWS["effect"].encoded(vehicle, "depth")["replaces"] == replaced(effect)


def test_a_direction_stays_where_the_effect_names_no_other_values(vehicle):
    effect = effect_of(vehicle, "learning_rate_init")
    assert not any("with good values" in sentence for sentence in sentences(effect))
    assert replaced(effect) == ""
