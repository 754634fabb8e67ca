"""How sure an order is where params are equally important by the way the runs are made."""

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.convergence.more_runs import more_runs_of
from hpviz.errors import HpvizError
from hpviz.text.advice.more_runs import sentences

SEEDS = range(20)


def uniform(rng, names, n=100):
    return {name: rng.uniform(-1, 1, n) for name in names}


def same_sign(rng):
    params = uniform(rng, "abcd")
    return params, np.sign(params["a"] * params["b"]) + rng.normal(0, 0.2, 100)


def same_level(rng):
    params = uniform(rng, "cd") | {name: rng.choice(list("xyz"), 100) for name in "ab"}
    return params, 1.0 * (params["a"] == params["b"]) + rng.normal(0, 0.2, 100)


def product(rng):
    params = uniform(rng, "abcd")
    return params, params["a"] * params["b"] + rng.normal(0, 0.05, 100)


def beside_a_twin(rng):
    params = uniform(rng, "abcd")
    params["a2"] = params["a"] + rng.normal(0, 0.02, 100)
    return params, params["a"] + params["b"] + rng.normal(0, 0.3, 100)


def two_twins(rng):
    params, loss = beside_a_twin(rng)
    return params | {"b2": params["b"] + rng.normal(0, 0.02, 100)}, loss


def ranked(design, seed):
    params, loss = design(np.random.default_rng(seed))
    return hpviz.rank(pd.DataFrame(params | {"loss": loss}), "loss", params=list(params), goal="minimize")


@pytest.mark.parametrize("design", [same_sign, same_level, product, beside_a_twin, two_twins])
def test_no_order_is_settled_among_equals(design):
    wrong = 0
    for seed in SEEDS:
        ranking = ranked(design, seed)
        equal = [score.param for score in ranking.scores if score.param[0] in "ab"]
        pairs = [(first, second) for first in equal for second in equal if first != second]
        wrong += any(ranking.order.is_settled(*pair) for pair in pairs)
        assert not any(ranking.order.is_settled(*pair) for pair in pairs if pair[0][0] == pair[1][0])
    assert wrong <= 1


def either(rng, n=80):
    params = {name: rng.random(n) < 0.5 for name in "ab"} | uniform(rng, "c", n)
    return params, 0.2 * (params["a"] ^ params["b"]) + rng.normal(0, 0.02, n)


def two_of_either(rng, n=160):
    params = {name: rng.random(n) < 0.5 for name in "abc"} | uniform(rng, "d", n)
    a, b, c = (params[name] for name in "abc")
    return params, 0.2 * (a ^ b) + 0.2 * (a ^ c) + rng.normal(0, 0.02, n)


def test_what_takes_no_part_in_an_interaction_is_behind_both_of_its_params():
    for seed in range(6):
        ranking = ranked(either, seed)
        assert ranking.order.is_settled("a", "c")
        assert ranking.order.is_settled("b", "c")
        assert not ranking.order.is_settled("a", "b")
        assert not ranking.order.is_settled("b", "a")
        assert "cannot be settled" not in " ".join(sentences(more_runs_of(ranking)))


def test_two_params_that_share_a_third_one_alike_have_no_order():
    for seed in range(6):
        ranking = ranked(two_of_either, seed)
        assert ranking.score("b").importance == pytest.approx(0.25, abs=0.05)
        assert ranking.score("c").importance == pytest.approx(0.25, abs=0.05)
        assert not ranking.order.is_settled("b", "c")
        assert not ranking.order.is_settled("c", "b")


@pytest.mark.parametrize("seed", range(4))
def test_what_bends_along_two_params_is_no_combination_of_them(seed):
    def bent(rng):
        params = {name: rng.random(60) for name in "abc"}
        return params, 6 * params["a"] ** 6 + 4 * params["b"] ** 6 + rng.normal(0, 0.1, 60)

    ranking = ranked(bent, seed)
    assert "combination" not in ranking.headline
    assert not any("combination" in " ".join(ranking.effect(param).sentences) for param in "ab")


@pytest.mark.parametrize("beside", [0.0, 0.5])
def test_a_clear_lead_is_settled_with_and_without_an_interaction(beside):
    def design(rng):
        params = uniform(rng, "abcd")
        a, b = params["a"], params["b"]
        return params, 2 * a + 0.6 * b + beside * a * b + rng.normal(0, 0.2, 100)

    assert all(ranked(design, seed).order.is_settled("a", "b") for seed in range(8))


def test_a_group_is_compared_with_the_other_group():
    for seed in range(5):
        headline = ranked(two_twins, seed).headline
        first, other = ("a and a2", "b and b2") if headline[0] == "a" else ("b and b2", "a and a2")
        assert headline.startswith(f"{first} matter: together")
        assert headline.endswith("%) is not settled.")
        assert f"Whether they are ahead of {other} (" in headline


def test_params_that_moved_together_share_a_place():
    more = more_runs_of(ranked(two_twins, 0))
    assert {(*sorted(place.params),) for place in more.places[:2]} == {("a", "a2"), ("b", "b2")}
    assert not more.places[0].settled
    assert set(more.table()["param"][:2]) <= {"a and a2", "a2 and a", "b and b2", "b2 and b"}


def test_no_number_of_runs_orders_what_matters_in_combination():
    more = more_runs_of(ranked(same_level, 3))
    assert more.places[0].shared
    assert np.isnan(more.table()["more_runs"][0])
    assert sentences(more)[0].endswith("matter in combination: more runs would not order them.")


@pytest.mark.parametrize("seed", range(4))
def test_what_adds_up_is_not_said_to_matter_in_combination(seed):
    """A grid of few settings with seeds: most of what seems to be an interaction is noise."""
    rng = np.random.default_rng(100 + seed)
    cells = [(lr, batch) for lr in (1e-4, 1e-3, 1e-2) for batch in (16, 32, 64) for _ in range(4)]
    frame = pd.DataFrame(cells, columns=["lr", "batch_size"])
    frame["acc"] = 0.8 - 0.05 * (np.log10(frame.lr) + 3) ** 2 - 0.01 * (frame.batch_size == 64)
    frame["acc"] += rng.normal(0, 0.005, len(frame))
    ranking = hpviz.rank(frame, "acc", params=["lr", "batch_size"])
    combined = any("in combination" in sentence for sentence in ranking.more_runs().sentences)
    assert combined <= bool(ranking.interactions().above_noise.any())
    assert "matter most" not in ranking.headline
    assert ranking.headline.startswith(("lr comes first", "lr matters most", "Only lr clearly matters"))


def test_a_single_group_has_no_order():
    rng = np.random.default_rng(0)
    a = rng.random(60)
    runs = pd.DataFrame({"a": a, "a2": a + rng.normal(0, 0.01, 60), "loss": a + rng.normal(0, 0.1, 60)})
    with pytest.raises(HpvizError, match="moved together"):
        hpviz.rank(runs, "loss", params=["a", "a2"]).more_runs()
