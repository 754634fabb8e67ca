"""A param that matters though its interval reaches 0 has a word on it."""

from dataclasses import replace

from hpviz.text.row import SHARPER, details


def test_a_mark_beside_an_interval_that_reaches_0_is_explained(ranking):
    score = next(score for score in ranking.scores if score.matters)
    clear = replace(score, importance_low=0.2)
    at_0 = replace(score, importance_low=0.0)
    chance = replace(at_0, above_noise=False)
    assert [SHARPER in details(each, ranking) for each in (clear, at_0, chance)] == [False, True, False]
