"""Hyperopt's trials: the space gives names and values to labels and places."""

from __future__ import annotations

import json
import math

import pytest

from hpviz import HpvizError, read


class Apply:
    """An expression as `hyperopt.pyll` builds it."""

    def __init__(self, name, /, *pos_args, **named_args):
        self.name, self.pos_args, self.named_args = name, list(pos_args), list(named_args.items())


class Literal(Apply):
    def __init__(self, obj):
        super().__init__("literal")
        self.obj = obj


def drawn(label, kind, *numbers):
    return Apply("hyperopt_param", Literal(label), Apply(kind, *map(Literal, numbers)))


def uniform(label, kind, *numbers):
    return Apply("float", drawn(label, kind, *numbers))


def choice(label, *options):
    wrapped = [option if isinstance(option, (dict, Apply)) else Literal(option) for option in options]
    return Apply("switch", drawn(label, "randint", len(options)), *map(expression, wrapped))


def expression(node):
    if isinstance(node, dict):
        return Apply("dict", **{name: expression(inner) for name, inner in node.items()})
    return node if isinstance(node, Apply) else Literal(node)


SPACE = {
    "optim": {
        "lr": uniform("lr", "loguniform", math.log(1e-4), 0),
        "steps": Apply("int", drawn("n", "randint", 2, 9)),
    },
    "scale": choice("scale", True, None, "007"),  # noqa: FBT003
    "model": choice(
        "model",
        {"name": "mlp", "width": choice("width", 16, 32)},
        {"name": "rf", "depth": uniform("depth", "quniform", 1, 8, 1)},
    ),
}


def trial(number, vals, loss=0.5, **known):
    return {
        "state": 2,
        "tid": number,
        "result": {"status": "ok", "loss": loss},
        "misc": {"tid": number, "vals": {label: [value] for label, value in vals.items()} | {"unused": []}},
        "exp_key": None,
        "book_time": "2026-11-24 00:00:00.500000",
        "refresh_time": "2026-11-24 00:00:02.000000",
        **known,
    }


TRIALS = [
    trial(0, {"lr": 0.01, "n": 3, "scale": 0, "model": 0, "width": 1}),
    trial(1, {"lr": 0.1, "n": 4, "scale": 1, "model": 1, "depth": 4.0}, result={"status": "fail"}),
    trial(2, {"lr": 0.2, "n": 5, "scale": 2, "model": 0, "width": 0}, loss=math.nan),
]


def test_the_sample_without_its_space(stores):
    runs = read(stores / "hyperopt" / "trials.json")
    assert runs.status_counts() == {"finished": 44, "failed": 6}
    assert len(runs.params) == 12
    assert runs.params["lr"].numbers[0] == 0.021602134776583543
    assert runs.params["model"].numbers[:3].tolist() == [1, 1, 1]
    assert runs.params["hidden"].absent[0]
    assert runs.metrics["loss"].numbers[0] == 1.6602618752503369
    assert runs.metrics["runtime"].numbers[0] == pytest.approx(0.354)
    assert (runs.default_metric(), runs.default_goal("loss")) == ("loss", "minimize")
    assert "give space=" in runs.notes[0]


@pytest.mark.parametrize("form", ["file", "list", "object"])
def test_the_space_gives_names_and_values(form, tmp_path):
    class Trials:
        trials = TRIALS
        losses = statuses = tids = None

    source = {"list": TRIALS, "object": Trials()}.get(form)
    if source is None:
        source = tmp_path / "trials.json"
        # numpy's integers become texts where people write default=str.
        texts = [
            {
                **trial,
                "misc": {
                    "tid": trial["tid"],
                    "vals": {k: [str(x) for x in v] for k, v in trial["misc"]["vals"].items()},
                },
            }
            for trial in TRIALS
        ]
        source.write_text(json.dumps({"trials": texts}))
    runs = read(source, space=SPACE)
    assert list(runs.params) == [
        "optim.lr",
        "optim.steps",
        "scale",
        "model.name",
        "model.width",
        "model.depth",
    ]
    assert runs.params["optim.steps"].numbers.tolist() == [3, 4, 5]
    assert runs.params["scale"].levels == ("007", "None", "True")
    assert [runs.params["scale"].levels[code] for code in runs.params["scale"].codes] == [
        "True",
        "None",
        "007",
    ]
    assert runs.params["model.width"].numbers[[0, 2]].tolist() == [32, 16]
    assert runs.params["model.width"].absent.tolist() == [False, True, False]
    assert runs.statuses.tolist() == ["finished", "failed", "finished"]
    assert runs.hints.log == {"optim.lr": True, "optim.steps": False, "model.depth": False}
    assert runs.hints.bounds["optim.lr"] == pytest.approx((1e-4, 1))
    assert runs.hints.bounds["optim.steps"] == (2, 8)
    assert runs.hints.steps == {"model.depth": 1.0}
    assert runs.hints.choices == {"scale": ("True", "None", "007"), "model.width": ("16", "32")}
    assert not any("space=" in note for note in runs.notes)


def test_a_branch_without_a_name_is_named_by_its_place():
    space = choice(
        "model", {"width": uniform("w", "uniform", 0, 1)}, {"depth": uniform("d", "uniform", 0, 1)}
    )
    runs = read([trial(0, {"model": 0, "w": 0.5}), trial(1, {"model": 1, "d": 0.5})], space=space)
    assert runs.params["model (choice)"].levels == ("option 0", "option 1")


def test_a_space_of_one_parameter():
    runs = read([trial(0, {"x": 0.5}), trial(1, {"x": 0.7})], space=uniform("x", "uniform", 0, 1))
    assert runs.params["x"].numbers.tolist() == [0.5, 0.7]
    assert runs.hints.bounds == {"x": (0, 1)}


def test_arithmetic_in_a_space_is_worked_out():
    twice = Apply("add", Apply("mul", uniform("x", "uniform", 0, 1), Literal(2)), Literal(1))
    assert read([trial(0, {"x": 0.5})], space={"y": twice}).params["y"].numbers.tolist() == [2]


@pytest.mark.parametrize(
    ("space", "message"),
    [
        (3, r"space=3 is no search space of Hyperopt"),
        ({"a": uniform("other", "uniform", 0, 1)}, r"does not fit these trials: it has 'other'"),
        ({"a": choice("x", "only")}, r"the choice 'x' has 1 options, but a trial took the one at place 1"),
        (
            {"a": Apply("os.system", Literal("exit"))},
            r"expression 'os.system', which hpviz does not work out",
        ),
    ],
)
def test_a_space_that_is_none_or_another_one(space, message):
    with pytest.raises(HpvizError, match=message):
        read([trial(0, {"x": 1})], space=space)


def test_every_state():
    states = [trial(n, {"x": n}, state=n) for n in range(5)]
    runs = read(states)
    assert runs.statuses.tolist() == ["running", "finished", "crashed", "killed"]
    assert "1 trial was left out: not started." in runs.notes


def test_one_of_several_experiments_is_chosen():
    trials = [
        trial(0, {"x": 0}, exp_key="a"),
        trial(1, {"x": 1}, exp_key="b"),
        trial(2, {"x": 2}, exp_key="b"),
    ]
    assert (read(trials).experiment, read(trials).experiments) == ("b", ("a", "b"))
    assert read(trials, experiment="a").run_ids.tolist() == ["0"]


def test_records_that_are_no_trials_are_left_out(tmp_path):
    path = tmp_path / "trials.json"
    path.write_text(json.dumps([TRIALS[0], {"tid": 1, "misc": None}, 7]))
    runs = read(path)
    assert len(runs) == 1
    assert "2 of 3 records are no trials and were left out." in runs.notes
    path.write_text(json.dumps(TRIALS)[:-40])
    with pytest.raises(HpvizError, match=r"trials\.json \(no complete JSON"):
        read(path)
