"""Spaces as the tuning tools read them: what can run here runs, the others' text is looked at."""

import json
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import ParameterSampler

from hpviz.errors import HpvizError
from hpviz.runs.level_text import LevelText
from hpviz.search_space import (
    TOOLS,
    Choices,
    Condition,
    Dimension,
    Interval,
    Objective,
    Space,
    Trial,
    literals,
)
from hpviz.search_space.optuna import STATES, distributions, study
from hpviz.search_space.sklearn import param_distributions
from hpviz.sources.formats.yaml_text import parsed

optuna = pytest.importorskip("optuna")
yaml = pytest.importorskip("yaml")

ODD = 'a "b"\n# {c}: 🙂'
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
        Dimension("text", Choices(("007", "1e-3", "null", ODD))),
    ),
    "val: loss",
    "minimize",
)


def inside(run):
    """Check one draw against the space, conditions included."""
    for dimension in SPACE:
        if dimension.condition and run[dimension.condition.param] not in dimension.condition.values:
            assert run.get(dimension.param) is None
            continue
        value, domain = run[dimension.param], dimension.domain
        if isinstance(domain, Interval):
            assert domain.holds(value)
        else:
            assert value in domain.values
    return True


def test_optunas_code_runs_and_suggests_from_the_space():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    names = {}
    exec(TOOLS["optuna"].write(SPACE), names)  # noqa: S102 - our own code
    study = names["study"]
    assert study.direction == optuna.study.StudyDirection.MINIMIZE
    drawn = [names["suggest"](study.ask()) for _ in range(60)]
    assert all(inside(run) for run in drawn)
    assert any("momentum" in run for run in drawn)
    assert {run["text"] for run in drawn} == {"007", "1e-3", "null", ODD}


def test_optunas_distributions_are_what_ask_takes():
    by_name = distributions(SPACE)
    trial = optuna.create_study().ask(fixed_distributions=by_name)
    assert set(trial.params) == {dimension.param for dimension in SPACE}
    assert by_name["lr"] == optuna.distributions.FloatDistribution(1e-5, 0.1, log=True)
    assert by_name["hidden"] == optuna.distributions.IntDistribution(96, 1056, step=64)
    assert by_name["rate"] == optuna.distributions.FloatDistribution(0.05, 0.5, step=0.15)
    assert by_name["width"] == optuna.distributions.IntDistribution(8, 512, log=True)


def test_scikit_learn_samples_objects_and_code_alike():
    names = {}
    exec(TOOLS["sklearn"].write(SPACE), names)  # noqa: S102 - our own code
    for sampled in (param_distributions(SPACE), names["param_distributions"]):
        drawn = list(ParameterSampler(sampled, 60, random_state=0))
        assert all(inside(run) for run in drawn)
        assert {run["opt.name"] for run in drawn} == {"adam", "sgd", "no"}
        assert np.median([run["lr"] for run in drawn]) < 0.01  # drawn by its logarithm


def test_a_wandb_sweep_is_read_back_as_it_was_meant():
    config = parsed(TOOLS["wandb"].write(SPACE))
    assert config["metric"] == {"name": "val: loss", "goal": "minimize"}
    params = config["parameters"]
    assert list(params) == [dimension.param for dimension in SPACE]
    assert params["lr"] == {"distribution": "log_uniform_values", "min": 1e-5, "max": 0.1}
    assert params["width"] == {"distribution": "q_log_uniform_values", "q": 1, "min": 8, "max": 512}
    assert params["hidden"] == {"values": list(range(96, 1057, 64))}
    assert params["rate"] == {"values": [0.05, 0.2, 0.35, 0.5]}
    assert params["depth"] == {"distribution": "int_uniform", "min": 1, "max": 6}
    assert params["frozen"] == {"value": 3}
    assert params["opt.name"] == {"values": ["adam", "sgd", "no"]}
    assert params["schedule"] == {"values": [None, "cosine"]}
    assert params["text"] == {"values": ["007", "1e-3", "null", ODD]}
    assert 'read only when opt.name is one of [sgd, "no"]' in TOOLS["wandb"].write(SPACE)


def test_a_name_that_wandb_refuses_comes_with_a_warning():
    space = Space((Dimension(ODD, Choices((1, 2))),), "loss", "minimize")
    assert list(parsed(TOOLS["wandb"].write(space))["parameters"]) == [ODD]
    assert "rename" in TOOLS["wandb"].write(space)


def test_configspace_json_has_the_conditions():
    written = json.loads(TOOLS["configspace"].write(SPACE))
    kinds = {hyperparameter["name"]: hyperparameter["type"] for hyperparameter in written["hyperparameters"]}
    assert kinds == {
        "lr": "uniform_float", "batch": "ordinal", "opt.name": "categorical", "momentum": "uniform_float",
        "nesterov": "categorical", "width": "uniform_int", "depth": "uniform_int", "hidden": "ordinal",
        "rate": "ordinal", "schedule": "categorical", "frozen": "constant", "text": "categorical",
    }  # fmt: skip
    assert written["conditions"] == [
        {"child": "momentum", "parent": "opt.name", "type": "EQ", "value": "sgd"},
        {"child": "nesterov", "parent": "opt.name", "type": "IN", "values": ["sgd", "no"]},
    ]


def test_ray_tune_code_is_python_with_a_condition():
    text = TOOLS["ray"].write(replace(SPACE, parts=()))
    compile(text, "space.py", "exec")
    assert "'depth': tune.randint(1, 7)" in text
    assert "'hidden': tune.choice(list(range(96, 1057, 64)))" in text
    assert "'rate': tune.choice([0.05, 0.2, 0.35, 0.5])" in text
    assert "if config['opt.name'] in ['sgd'] else None" in text
    assert "# these runs are ranked by failure" in text


BASE = {
    "lr": 0.001, "batch": 32, "opt.name": "adam", "width": 64, "depth": 3, "hidden": 160, "rate": 0.2,
    "schedule": None, "text": ODD,
}  # fmt: skip
TRIALS = (
    *(Trial({**BASE, "lr": 10.0**-power}, (abs(power - 3.0),)) for power in (1, 2, 3, 4, 5)),
    Trial({**BASE, "opt.name": "sgd", "momentum": 0.5, "nesterov": True}, (0.25,)),
    Trial(BASE, (), "failed"),
    Trial({**BASE, "opt.name": "no", "nesterov": False}, (), "pruned"),
)
TRIED = replace(SPACE, trials=TRIALS)


def studies(space):
    """Make the study of a space in both ways: from its code, and as an object."""
    names = {}
    exec(TOOLS["optuna"].write(space), names)  # noqa: S102 - our own code
    return names["suggest"], (names["study"], study(space))


def test_a_study_begins_from_the_trials_of_the_space():
    suggest, made = studies(TRIED)
    for each in made:
        assert [(trial.state.name, trial.params) for trial in each.trials] == [
            (STATES[trial.outcome], trial.params) for trial in TRIALS
        ]
        assert each.best_value == 0.0
        assert each.best_params == TRIALS[2].params
        assert all(inside(suggest(each.ask())) for _ in range(20))


def test_the_code_of_a_study_and_the_study_suggest_the_same():
    suggest, (of_code, of_space) = studies(TRIED)
    for _ in range(12):
        first, second = of_code.ask(), of_space.ask()
        run = suggest(first)
        assert run == suggest(second)
        of_code.tell(first, run["lr"])
        of_space.tell(second, run["lr"])


def test_the_trials_draw_the_sampler_to_where_they_are_good():
    line = Space((Dimension("x", Interval(low=0.0, high=1.0)),), "loss", "minimize")
    places = np.linspace(0, 1, 40)
    tried = replace(line, trials=tuple(Trial({"x": x}, ((x - 0.8) ** 2,)) for x in places.tolist()))
    suggest, made = studies(tried)
    for each in made:
        assert abs(np.median([suggest(each.ask())["x"] for _ in range(20)]) - 0.8) < 0.1


def test_each_metric_of_a_trade_off_has_its_direction():
    parts = (Objective("val: loss", "minimize"), Objective("speed", "maximize"))
    both = tuple(Trial(trial.params, trial.values * 2, trial.outcome) for trial in TRIALS)
    suggest, made = studies(replace(SPACE, parts=parts, trials=both))
    for each in made:
        assert [direction.name for direction in each.directions] == ["MINIMIZE", "MAXIMIZE"]
        assert len(each.trials) == len(TRIALS)
        assert inside(suggest(each.ask()))


def test_without_a_metric_there_is_no_study_but_code_to_suggest_from():
    with pytest.raises(HpvizError, match="needs a metric"):
        study(replace(SPACE, parts=()))
    names = {}
    exec(TOOLS["optuna"].write(replace(SPACE, parts=())), names)  # noqa: S102 - our own code
    assert inside(names["suggest"](names["study"].ask()))


def test_another_sampler_and_a_storage_can_be_given_to_a_study():
    sampler = optuna.samplers.RandomSampler(seed=1)
    storage = optuna.storages.InMemoryStorage()
    made = study(TRIED, sampler=sampler, storage=storage, study_name="again")
    assert made.sampler is sampler
    assert len(optuna.load_study(study_name="again", storage=storage).trials) == len(TRIALS)


def test_what_needs_optuna_says_so(monkeypatch):
    monkeypatch.setattr("hpviz.search_space.optuna.find_spec", lambda name: None)
    for needing in (study, distributions):
        with pytest.raises(HpvizError, match="pip install optuna"):
            needing(TRIED)


FIXED = replace(SPACE, dimensions=(Dimension("x", Choices((1,))),))


@pytest.mark.parametrize(
    ("space", "method", "why"),
    [
        (SPACE, "bayes", "wandb sweep --prior_run RUN_ID"),
        (SPACE, "bayes", "switched off too"),
        (FIXED, "random", "more than one value"),
        (replace(SPACE, parts=()), "random", "ranked by failure"),
        (replace(SPACE, parts=(Objective("a", "minimize"),) * 2), "random", "one metric, not on 2"),
    ],
)
def test_a_wandb_sweep_is_bayes_where_it_can_be(space, method, why):
    text = TOOLS["wandb"].write(space)
    assert parsed(text)["method"] == method
    assert ("metric" in parsed(text)) == (method == "bayes")
    assert why in text


def test_ray_tunes_searcher_is_given_the_study_with_the_trials(monkeypatch):
    given = {}
    fake = {
        "ray": SimpleNamespace(tune=SimpleNamespace(TuneConfig=lambda **options: options)),
        "ray.tune.search.optuna": SimpleNamespace(
            OptunaSearch=lambda suggest, **options: given.update(options, suggest=suggest) or given
        ),
    }
    for name in ("ray", "ray.tune", "ray.tune.search", "ray.tune.search.optuna"):
        monkeypatch.setitem(sys.modules, name, fake.get(name, SimpleNamespace()))
    names = {}
    exec(TOOLS["ray"].write(TRIED), names)  # noqa: S102 - our own code
    assert names["tune_config"] == {"search_alg": given, "num_samples": 30}
    assert (given["metric"], given["mode"]) == ("val: loss", "min")
    kept = optuna.load_study(
        study_name=given["study_name"], storage=given["storage"], sampler=given["sampler"]
    )
    assert [trial.params for trial in kept.trials] == [trial.params for trial in TRIALS]
    assert inside(given["suggest"](kept.ask()))


values = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=99))


@given(values)
def test_every_value_survives_yaml(value):
    text = literals.yaml(value)
    assert "\n" not in text
    loaded = yaml.safe_load(f"{text if isinstance(value, str) else 'key'}: {text}\n")
    assert list(loaded.values()) == [value]
    assert type(next(iter(loaded.values()))) is type(value)
    assert not isinstance(value, str) or list(loaded) == [value]


@given(values)
def test_every_value_survives_python(value):
    assert eval(literals.python(value)) == value  # noqa: S307 - our own text


@pytest.mark.parametrize("tool", TOOLS)
def test_names_and_values_never_become_code(tool):
    bad = "'); import os; os.abort(); ('"
    text = TOOLS[tool].write(Space((Dimension(bad, Choices((bad, "b"))),), bad, "minimize"))
    if TOOLS[tool].suffix == "py":
        import ast

        imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import)]
        assert all(alias.name != "os" for node in imports for alias in node.names)
    else:
        assert bad in str(parsed(text))


@pytest.mark.parametrize(
    "ends",
    [
        {"low": 2022, "high": 2000, "integer": True},
        {"low": 1.0, "high": 1.0},
        {"low": 0.0, "high": float("inf")},
        {"low": float("nan"), "high": 1.0},
        {"low": 0.0, "high": 1.0, "log": True},
        {"low": 1.0, "high": 2.5, "integer": True},
        {"low": 1, "high": 10, "integer": True, "step": 4},
        {"low": 0.0, "high": 1.0, "step": 0.0},
        {"low": 1.0, "high": 9.0, "log": True, "step": 1.0},
    ],
)
def test_an_interval_that_cannot_be_drawn_from_cannot_be_made(ends):
    with pytest.raises(HpvizError):
        Interval(**ends)


def test_no_choices_cannot_be_made():
    with pytest.raises(HpvizError, match="nothing to draw from"):
        Choices(())


@pytest.mark.parametrize(
    ("interval", "size", "inside", "outside"),
    [
        (Interval(low=0.0, high=0.5, step=0.1), 6, [0.0, 0.3, 0.1 + 0.2, 0.5], [0.35, 0.6, -0.1, True, None]),
        (Interval(low=3, high=9, integer=True, step=3), 3, [3, 6, 9], [4, 12, "6"]),
        (Interval(low=0, high=2**63 - 1, integer=True), 2**63, [2**62 + 1], [2**63, 0.5]),
        (Interval(low=0.1, high=1.0), np.inf, [0.5], [0.05]),
    ],
)
def test_what_an_interval_holds(interval, size, inside, outside):
    assert interval.size == size
    assert all(map(interval.holds, inside))
    assert not any(map(interval.holds, outside))


def test_the_numbers_of_a_grid_are_written_as_a_person_would():
    assert Interval(low=0.1, high=0.7, step=0.1).numbers == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


@pytest.mark.parametrize("tool", ["wandb", "ray", "sklearn"])
def test_a_grid_too_long_for_a_list_leaves_its_step_as_a_note(tool):
    long = Interval(low=1, high=2_000_001, integer=True, step=2)
    text = TOOLS[tool].write(Space((Dimension("x", long),), "loss", "minimize", parts=()))
    assert "# only 1 and whole steps of 2 above it" in text
    assert len(text) < 500


CODED = (LevelText("(3, 3)"), LevelText("[16, [32, 'a']]"), LevelText("{'a': 1}"), "(5, 5)")


@pytest.mark.parametrize("tool", TOOLS)
def test_tuples_lists_and_dictionaries_are_written_as_such_and_text_as_text(tool):
    text = TOOLS[tool].write(Space((Dimension("x", Choices(CODED)),), "loss", "minimize"))
    if tool == "configspace":  # it compares values, so they are their texts
        assert json.loads(text)["hyperparameters"][0]["choices"] == list(CODED)
    elif tool == "wandb":
        assert yaml.safe_load(text)["parameters"]["x"]["values"] == [
            [3, 3], [16, [32, "a"]], {"a": 1}, "(5, 5)"
        ]  # fmt: skip
    else:
        assert "[(3, 3), [16, [32, 'a']], {'a': 1}, '(5, 5)']" in text


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), st.lists, max_leaves=9))
def test_lists_survive_yaml(value):
    assert yaml.safe_load(f"key: {literals.yaml([value])}\n") == {"key": [value]}
