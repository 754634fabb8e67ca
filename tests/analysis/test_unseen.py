"""What runs cannot show of two params is not said to add up."""

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.interactions import interactions_of
from hpviz.analysis.effects.joint.joint_effect import joint_effect_of
from hpviz.errors import HpvizError
from hpviz.text import effect, interactions, joint_effect
from hpviz.text.advice.next_sweep import table

N = 120


def twins(seed, loss):
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(-1, 1, (2, N))
    a2 = a + rng.normal(0, 0.01, N)
    return hpviz.rank(
        pd.DataFrame({"a": a, "a2": a2, "b": b, "loss": loss(a, a2, b) + rng.normal(0, 0.1, N)}),
        "loss",
        params=["a", "a2", "b"],
    )


@pytest.mark.parametrize(
    "loss", [lambda a, _, b: a**2 + b, lambda a, a2, b: a * a2 + b, lambda a, a2, b: a * a2]
)
@pytest.mark.parametrize("seed", range(3))
def test_no_view_says_how_params_act_together_that_moved_together(loss, seed):
    ranking = twins(seed, loss)
    unseen = "Whether {} interact cannot be seen from these runs: they moved together."
    assert joint_effect.sentences(joint_effect_of(ranking, "a", "a2")) == (unseen.format("a and a2"),)
    assert joint_effect.sentences(joint_effect_of(ranking, "a2", "a")) == (unseen.format("a2 and a"),)
    pairs = interactions_of(ranking)
    assert not any({pair.param, pair.other} == {"a", "a2"} for pair in pairs.pairs)
    assert unseen.format("a and a2") in interactions.sentences(pairs)
    said = [*table(ranking.next_sweep()).reason, *(effect.sentences(effect_of(ranking, "a")))]
    assert not any("good a2" in text or "depends on a2" in text for text in said)


@pytest.mark.parametrize("child", ["momentum", "nesterov"])
def test_a_switch_has_one_value_where_its_param_is_set(child):
    rng = np.random.default_rng(0)
    opt = rng.choice(["sgd", "adam"], N)
    on = opt == "sgd"
    momentum = np.where(on, rng.uniform(0, 1, N), np.nan)
    deeper = on & (rng.random(N) < 0.6)
    nesterov = np.where(deeper, rng.uniform(0, 1, N), np.nan)
    loss = np.where(on, np.nan_to_num(momentum) ** 2 + np.nan_to_num(nesterov), 0.5) + rng.normal(0, 0.1, N)
    runs = pd.DataFrame({"opt": opt, "momentum": momentum, "nesterov": nesterov, "loss": loss})
    ranking = hpviz.rank(runs, "loss", params=["opt", "momentum", "nesterov"])
    (said,) = joint_effect.sentences(joint_effect_of(ranking, "opt", child))
    assert said.startswith(f"Whether opt and {child} interact cannot be seen from these runs: in all runs")
    assert said.endswith("that have both, opt is sgd.")


def test_what_can_be_seen_is_still_said():
    ranking = twins(0, lambda a, _, b: a + b)
    assert joint_effect.sentences(joint_effect_of(ranking, "a", "b")) == (
        "As far as these runs show, the effects of a and b add up.",
    )


def test_a_single_group_has_no_pair_to_look_at():
    rng = np.random.default_rng(0)
    a = rng.uniform(-1, 1, N)
    runs = pd.DataFrame({"a": a, "a2": a + rng.normal(0, 0.01, N), "loss": a + rng.normal(0, 0.1, N)})
    with pytest.raises(HpvizError, match="each on its own"):
        interactions_of(hpviz.rank(runs, "loss", params=["a", "a2"]))
