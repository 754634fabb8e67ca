"""Fidelities, tasks and replicates are ranked beside the choices, but never advised on."""

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz import HpvizError

RUNGS = [1] * 54 + [3] * 18 + [9] * 6 + [27] * 2
N = len(RUNGS)


@pytest.fixture
def sweep():
    rng = np.random.default_rng(5)
    return pd.DataFrame({"lr": 10 ** rng.uniform(-5, -1, N), "width": rng.choice([16, 32, 64], N)})


def with_loss(frame, extra=0.0):
    noise = np.random.default_rng(6).normal(0, 0.05, N)
    return frame.assign(val_loss=(np.log10(frame.lr) + 3) ** 2 / 4 + extra + noise)


@pytest.mark.parametrize(
    ("name", "values", "part"),
    [
        ("seed", [i % 5 for i in range(N)], "replicate"),
        ("random_state", [i % 5 for i in range(N)], "replicate"),
        ("dataset", [["mnist", "cifar"][i % 2] for i in range(N)], "task"),
        ("data.task_id", [3 + 28 * (i % 3) for i in range(N)], "task"),
        ("fold", [i % 5 for i in range(N)], "task"),
        ("env_id", [["Ant-v4", "Hopper-v4"][i % 2] for i in range(N)], "task"),
        ("budget", RUNGS, "fidelity"),
        ("n_resources", RUNGS, "fidelity"),
        ("epochs", RUNGS, "fidelity"),
        ("train_frac", [rung / 27 for rung in RUNGS], "fidelity"),
        ("epochs", [[10, 20, 50][i % 3] for i in range(N)], "choice"),
        ("n_estimators", [[50, 100, 200][i % 3] for i in range(N)], "choice"),
        ("batch_size", [[16, 32, 64][i % 3] for i in range(N)], "choice"),
    ],
)
def test_what_a_param_is_for(sweep, name, values, part):
    runs = hpviz.read(with_loss(sweep.assign(**{name: values})))
    assert runs.params[name].part == part
    assert runs.params["lr"].part == "choice"


@pytest.mark.parametrize("prefix", ["", "config."])
def test_what_is_no_choice_is_ranked_but_never_advised(sweep, prefix):
    frame = sweep.assign(budget=RUNGS).rename(columns=lambda name: prefix + name)
    loss = with_loss(sweep, extra=-np.log(RUNGS)).val_loss
    ranking = hpviz.rank(frame.assign(val_loss=loss), "val_loss", trees=50)
    assert "budget" in {score.param for score in ranking.scores}
    advice = ranking.next_sweep()
    line = next(line for line in advice.lines if line.param == "budget")
    assert (line.action, line.why, line.before) == ("keep", "no choice", line.after)
    assert "Not advised on: budget (fidelity)." in advice.sentences
    table = advice.table().set_index("param")
    assert table.reason["budget"].startswith("No search chooses it (fidelity), so it stays.")


def test_a_person_corrects_what_a_param_is_for(sweep):
    runs = hpviz.read(with_loss(sweep.assign(budget=RUNGS)))
    assert runs.with_parts({"budget": "choice"}).params["budget"].part == "choice"
    assert runs.params["budget"].part == "fidelity"
    with pytest.raises(HpvizError, match="no part 'size'"):
        runs.with_parts({"budget": "size"})
    with pytest.raises(HpvizError, match="no parameter 'val_loss'"):
        runs.with_parts({"val_loss": "task"})


@pytest.mark.parametrize("name", ["model_based_pick", "bracket", "config_info.model_based_pick"])
def test_a_samplers_mark_is_set_aside(sweep, name):
    runs = hpviz.read(with_loss(sweep.assign(**{name: [i % 3 for i in range(N)]})))
    assert runs.aside[name].reason == "the sampler's mark"


@pytest.mark.parametrize("name", ["run", "Run", "trial", "rep_id", "attempt", "repeat no"])
@pytest.mark.parametrize("first", [0, 1])
def test_what_counts_the_runs_of_each_configuration_is_a_replicate(name, first):
    rng = np.random.default_rng(8)
    frame = pd.DataFrame({"ablation": np.repeat(list("abcdefgh"), 3), name: [*range(first, first + 3)] * 8})
    frame = frame.assign(val_loss=rng.random(24)).sample(frac=1, random_state=2)
    runs = hpviz.read(frame)
    assert runs.columns[name].part == "replicate"
    assert hpviz.read(runs, params=["ablation", name]).columns[name].part == "replicate"


def test_a_counter_that_runs_on_over_configurations_is_no_replicate():
    rng = np.random.default_rng(8)
    drawn = pd.DataFrame({"lr": rng.random(24), "run": rng.integers(1, 4, 24), "val_loss": rng.random(24)})
    for frame in (drawn, drawn.assign(lr=np.repeat([0.1, 0.2, 0.3], 8))):
        runs = hpviz.read(frame, params=["lr", "run"])
        assert runs.columns["run"].part == "choice"
    named = pd.DataFrame({"lr": np.repeat(list("abcdefgh"), 3), "n_heads": [1, 2, 3] * 8})
    assert hpviz.read(named.assign(val_loss=rng.random(24))).columns["n_heads"].part == "choice"


def test_a_task_is_ranked_without_best_values_and_the_notes_say_how_to_rank_within_it(sweep):
    rng = np.random.default_rng(3)
    easier = pd.Series(rng.choice([3, 11, 31, 3896], N))
    frame = with_loss(sweep.assign(task_id=easier), extra=easier.rank() / 20)
    ranking = hpviz.rank(frame)
    notes = [note for note in ranking.notes if "task" in note]
    assert len(notes) == 1
    assert notes[0].startswith("The runs are of 4 tasks (task_id)")
    assert "by='task_id'" in notes[0]
    assert "task_id is best" not in ranking.headline
    assert "between 3" not in ranking.headline
    assert not any("tasks" in note for note in hpviz.rank(with_loss(sweep)).notes)
