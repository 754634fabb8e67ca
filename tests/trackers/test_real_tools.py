"""Spaces that hpviz writes, drawn from by the real tuning tools at their current versions."""

from __future__ import annotations

import json

import pytest

from hpviz.search_space import TOOLS, Choices, Condition, Dimension, Interval, Space, Trial

pytestmark = [pytest.mark.trackers, pytest.mark.timeout(1800)]

BASE = {
    "lr": 0.001, "batch": 32, "opt.name": "adam", "width": 64, "depth": 3, "hidden": 160, "rate": 0.2,
    "schedule": None, "text": "007",
}  # fmt: skip
TRIALS = (
    *(Trial({**BASE, "lr": 10.0**-power}, (abs(power - 3.0),)) for power in (1, 2, 3, 4, 5)),
    Trial({**BASE, "opt.name": "sgd", "momentum": 0.5, "nesterov": True}, (0.25,)),
    Trial(BASE, (), "failed"),
)
SPACE = Space(
    (
        Dimension("lr", Interval(low=1e-5, high=0.1, log=True)),
        Dimension("batch", Choices((16, 32, 64))),
        Dimension("opt.name", Choices(("adam", "sgd", "no"))),
        Dimension("momentum", Interval(low=0.1, high=0.9), Condition("opt.name", ("sgd",))),
        Dimension("nesterov", Choices((True, False)), Condition("opt.name", ("sgd", "no"))),
        Dimension("width", Interval(low=8, high=512, log=True, integer=True)),
        Dimension("depth", Interval(low=1, high=6, integer=True)),
        Dimension("hidden", Interval(low=96, high=1056, integer=True, step=64)),
        Dimension("rate", Interval(low=0.05, high=0.5, step=0.15)),
        Dimension("schedule", Choices((None, "cosine"))),
        Dimension("frozen", Choices((3,))),
        Dimension("text", Choices(("007", "1e-3", "a: b", "null", "\U0001f642 #x\n"))),
    ),
    "val: loss",
    "minimize",
    trials=TRIALS,
)
# W&B draws what is switched off too: its sweeps have no conditions.
PACKAGES = {
    "wandb": ("sweeps", "pyyaml"),
    "ray": ("ray[tune]", "optuna"),
    "configspace": ("ConfigSpace",),
}


@pytest.mark.parametrize("tool", PACKAGES)
def test_the_tool_draws_what_the_space_holds(tool, environment, tmp_path):
    path = tmp_path / f"space.{TOOLS[tool].suffix}"
    path.write_text(TOOLS[tool].write(SPACE), encoding="utf-8")
    place = environment(f"space-{tool}", *PACKAGES[tool])
    drawn = json.loads(place.run(f"draw_{tool}.py", path, 40, len(TRIALS)).splitlines()[-1])
    assert len(drawn) == 40
    for run in drawn:
        for dimension in SPACE:
            off = dimension.condition and run[dimension.condition.param] not in dimension.condition.values
            if off and tool != "wandb":
                assert run.get(dimension.param) is None
                continue
            value, domain = run[dimension.param], dimension.domain
            if isinstance(domain, Interval):
                assert domain.low <= value <= domain.high
                assert not domain.integer or value == int(value)
                assert domain.holds(value)
            else:
                assert value in domain.values
