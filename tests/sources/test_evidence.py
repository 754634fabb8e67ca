"""What nothing declares is told from names, places, the design and relations, or is asked about."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.export.report import write_report
from hpviz.runs import Guesses, Hints
from hpviz.sources.columns.evidence.position import votes_by_place
from hpviz.text import panel as words

N = 48


def grid(**levels):
    """Every combination of some levels."""
    return pd.DataFrame(list(itertools.product(*levels.values())), columns=list(levels))


def drawn(rng, **more):
    """A random search of three parameters that are known by their names, and further columns."""
    known = {
        "lr": 10 ** rng.uniform(-5, -1, N),
        "dropout": rng.uniform(0, 0.5, N),
        "batch_size": rng.choice([16, 32, 64], N),
    }
    return pd.DataFrame({**known, **more})


def result(rng, frame, low=0.5, high=0.9, noise=0.3):
    """Numbers that depend on all columns of numbers, in a curve that crowds in the middle."""
    columns = [frame[name].rank().to_numpy() for name in frame.select_dtypes("number")]
    scores = sum((column - column.mean()) / column.std() for column in columns)
    scores = scores / np.std(scores) + rng.normal(0, noise, len(frame))
    return (low + high) / 2 + (high - low) / 8 * scores


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@pytest.fixture
def crossed():
    return grid(alpha_mix=[0.1, 0.3, 1.0], cap=[2, 4, 8], blend=["a", "b"], leverage=[1, 2])


def roles(frame, **options):
    runs = hpviz.read(frame, **options)
    return {name: column.role for name, column in runs.columns.items()}


@pytest.mark.parametrize(
    "name",
    ["foo", "quality", "HGD", "uplift_x", "resid_norm", "yield_pct", "spread", "delta_e", "Rq", "n_found"],
)
def test_beside_a_crossed_design_a_value_of_each_run_is_a_result(rng, crossed, name):
    runs = hpviz.read(crossed.assign(**{name: result(rng, crossed)}))
    assert list(runs.params) == ["alpha_mix", "cap", "blend", "leverage"]
    assert list(runs.metrics) == [name]


@pytest.mark.parametrize("name", ["perplexity", "distance", "recall", "precision", "value", "score", "gain"])
def test_a_name_of_a_metric_that_is_crossed_with_parameters_is_one(rng, name):
    frame = grid(lr=[0.1, 0.01], **{name: [5, 10, 30, 50]}, width=[16, 32, 64])
    runs = hpviz.read(frame.assign(val_loss=result(rng, frame)))
    assert list(runs.params) == ["lr", name, "width"]


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_design_with_a_run_missing_is_still_one(rng, crossed, missing):
    frame = crossed.assign(foo=result(rng, crossed)).drop(index=range(5, 5 + missing))
    assert roles(frame)["foo"] == "metric"


@pytest.mark.parametrize("name", ["n_params", "total_size", "weights_mb", "dof", "edges"])
def test_what_follows_from_a_crossed_design_exactly_is_asked_about(rng, name):
    frame = grid(depth_x=[2, 4, 8], width_x=[16, 32, 64], lr=[0.1, 0.01])
    frame[name] = 1234 * frame.depth_x * frame.width_x + 77
    runs = hpviz.read(frame.assign(val_loss=result(rng, frame)))
    assert runs.guesses.aside == (name,)
    assert runs.columns[name].reason == "a parameter or a metric? depth_x and width_x fix it"
    assert list(runs.params) == ["depth_x", "width_x", "lr"]


@pytest.mark.parametrize("columns", [["b1", "b2", "b3"], ["BoolQ", "PIQA", "SIQA", "ARC"], ["de", "fr"]])
@pytest.mark.parametrize("name", ["Average", "mean", "overall", "Avg", "combined"])
def test_a_mean_of_columns_beside_it_makes_all_of_them_results(rng, columns, name):
    frame = drawn(rng)
    scores = pd.DataFrame({column: result(rng, frame).round(4) for column in columns})
    frame = frame.join(scores).assign(**{name: scores.mean(axis=1).round(4)})
    runs = hpviz.read(frame)
    assert set(runs.params) == {"lr", "dropout", "batch_size"}
    assert set(runs.metrics) == {*columns, name}


@pytest.mark.parametrize(
    "made",
    [
        lambda train, val: train - val,
        lambda train, val: np.abs(val - train),
        lambda train, val: val / train,
        lambda train, val: train / val,
    ],
)
def test_what_is_made_of_two_results_is_a_result(rng, made):
    frame = drawn(rng)
    frame = frame.assign(train_acc=result(rng, frame), val_acc=result(rng, frame))
    assert roles(frame.assign(spread_x=made(frame.train_acc, frame.val_acc)))["spread_x"] == "metric"


@pytest.mark.parametrize("name", ["foo", "zeta_x", "blend", "cutoff", "p_flip", "slack"])
@pytest.mark.parametrize("curve", [lambda y: y, lambda y: -3 * y, np.exp, lambda y: 1 / (1 + y)])
def test_what_says_all_of_a_metric_is_never_silently_a_parameter(rng, name, curve):
    frame = drawn(rng)
    frame = frame.assign(val_loss=result(rng, frame))
    frame.insert(1, name, curve(frame.val_loss))
    column = hpviz.read(frame).columns[name]
    assert column.role != "param"
    assert column.role == "metric" or column.reason.startswith("a parameter or a metric? ")


def test_what_moves_with_a_metric_within_one_configuration_is_asked_about(rng):
    frame = pd.concat([grid(momentum=[0.8, 0.9], depth=[2, 3, 4])] * 5, ignore_index=True).iloc[:29]
    luck = rng.normal(0, 1, len(frame))
    frame = frame.assign(tilt_x=luck, val_loss=result(rng, frame) + luck)
    column = hpviz.read(frame).columns["tilt_x"]
    assert column.role in {"aside", "metric"}
    assert column.guessed


@pytest.mark.parametrize("name", ["foo", "blend", "cutoff", "stiffness", "zeta_x", "slack", "quorum"])
def test_what_is_drawn_on_its_own_between_parameters_is_one(rng, name):
    frame = drawn(rng)
    frame.insert(1, name, rng.uniform(0, 1, N))
    assert roles(frame.assign(val_loss=result(rng, frame)))[name] == "param"


@pytest.mark.parametrize("name", ["val_HOTA", "test_QX", "final_kHz", "best_epoch", "eval/foo", "train_zz"])
def test_a_stage_before_a_noun_makes_it_a_result(rng, name):
    frame = drawn(rng)
    frame = frame.assign(val_acc=result(rng, frame), **{name: result(rng, frame)})
    assert roles(frame)[name] == "metric"


@pytest.mark.parametrize(
    "name", ["train_batch_size", "test_size", "val_split", "eval_steps", "final_activation", "best_of_n"]
)
def test_a_stage_before_a_choice_leaves_it_one(rng, name):
    frame = drawn(rng)
    frame.insert(1, name, rng.choice([1, 2, 4], N))
    assert roles(frame.assign(val_acc=result(rng, frame)))[name] == "param"


@pytest.mark.parametrize("names", [("ep_rew_mean", "ep_len_mean"), ("motion/error_x", "motion/slip")])
def test_a_beginning_shared_with_a_known_metric_speaks_for_a_result(rng, names):
    frame = drawn(rng)
    frame = frame.assign(**{name: result(rng, frame) for name in names})
    assert [roles(frame)[name] for name in names] == ["metric", "metric"]


def test_a_group_of_the_configuration_may_be_called_training(rng):
    frame = pd.DataFrame(
        {
            "training.max_epoch": rng.choice([20, 40, 60], N),
            "training.early_epoch": rng.choice([5, 10], N),
            "training.fp16": rng.choice([True, False], N),
        }
    )
    runs = hpviz.read(frame.assign(val_loss=result(rng, frame.iloc[:, :2])))
    assert list(runs.params) == list(frame)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("trial_number", range(N)),
        ("exp_no", range(1, N + 1)),
        ("run index", range(N)),
        ("config_id", [i % 7 for i in range(N)]),
        ("zz", range(100, 100 + N)),
        ("slurm_job", [7000 + 3 * i for i in range(N)]),
    ],
)
def test_numbers_of_runs_are_no_parameters(rng, name, values):
    frame = drawn(rng)
    frame.insert(0, name, list(values))
    assert roles(frame.assign(loss=result(rng, frame)))[name] == "aside"


def test_a_sweep_of_one_counted_parameter_keeps_it():
    frame = pd.DataFrame({"k": range(2, 22), "silhouette": np.linspace(0.2, 0.6, 20) ** 2})
    assert roles(frame) == {"k": "param", "silhouette": "metric"}


@pytest.mark.parametrize("factor", ["sweep", "param", "factor", "ablation"])
@pytest.mark.parametrize("level", ["value", "level", "setting"])
def test_one_factor_at_a_time_has_its_factor_and_its_value(rng, factor, level):
    rows = [(name, value) for name in ("d_model", "n_head", "width") for value in (16, 32, 64, 128)] * 2
    frame = pd.DataFrame(rows, columns=[factor, level])
    frame = frame.assign(final_loss=rng.normal(2, 0.1, 24), us_per_step=rng.normal(150, 9, 24))
    runs = hpviz.read(frame)
    assert list(runs.params) == [factor, level]
    assert runs.default_metric() == "final_loss"


@pytest.mark.parametrize("stat", [np.mean, np.max, np.median, lambda values: values[-1]])
def test_a_list_that_another_column_sums_up_is_a_result(rng, crossed, stat):
    folds = [rng.choice([0.9245, 0.91, 0.88, 0.93], 3).tolist() for _ in range(len(crossed))]
    frame = crossed.assign(mean_fitness=[stat(values) for values in folds], parts=[str(v) for v in folds])
    assert roles(frame)["parts"] == "aside"


@pytest.mark.parametrize("text", ["0.62 ± 0.0{}", "0.62 +/- 0.0{}", "0.6{} (0.01)"])
def test_a_result_with_its_spread_is_no_parameter(rng, text):
    frame = drawn(rng)
    frame = frame.assign(outcome=[text.format(i % 9) for i in range(N)], loss=result(rng, frame))
    runs = hpviz.read(frame)
    assert "outcome" not in runs.params


def test_lists_that_were_chosen_stay_parameters(rng):
    frame = drawn(rng)
    frame = frame.assign(
        betas=[["[0.9, 0.999]", "[0.9, 0.95]"][i % 2] for i in range(N)],
        layers_=[["[64, 32]", "[64]", "[128, 64, 32]"][i % 3] for i in range(N)],
        loss=result(rng, frame),
    )
    assert {"betas", "layers_"} <= set(hpviz.read(frame).params)


def test_a_number_that_only_runs_of_one_choice_have_is_a_parameter(rng):
    optimizer = rng.choice(["sgd", "adam"], N)
    frame = drawn(rng).assign(optimizer=optimizer)
    frame["nesterov_x"] = np.where(optimizer == "sgd", rng.normal(0, 1, N), np.nan)
    assert roles(frame.assign(loss=result(rng, frame[["lr", "dropout"]])))["nesterov_x"] == "param"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            ["batch_size", "wd"],
            ["epoch", "final_val_HGD_auc", "final_val_accuracy", "fold/convergence_epoch"],
        ),
        (["env_cfg.rewards.std", "train_cfg.desired_kl"], ["Episode_Reward/limit", "Loss/x", "motion/foo"]),
        (["Augment", "lr", "zz_top"], ["Accuracy", "loss", "quality"]),
        (["lr", "wobble", "beta2", "width_x"], ["acc", "val_loss", "best_acc", "test_zz"]),
    ],
)
def test_wandbs_tables_are_split_where_their_order_starts_anew(rng, before, after):
    page = pd.DataFrame(
        {"Name": [f"run-{i}" for i in range(N)], "State": "finished", "Created": "2024-05-01"}
    )
    values = {name: rng.choice([1.0, 2.0, 3.0], N) for name in before}
    values |= {name: rng.normal(0, 1, N) for name in after}
    runs = hpviz.read(page.assign(**values))
    assert list(runs.params) == before
    assert set(after) <= set(runs.metrics)


def test_what_the_source_declares_is_no_guess(rng):
    frame = drawn(rng).add_prefix("config.")
    frame = frame.assign(**{"metrics.foo": rng.normal(0, 1, N), "metrics.bar": frame["config.lr"]})
    runs = hpviz.read(frame)
    assert not runs.guesses.of_columns()
    assert runs.notes == ()
    assert list(runs.metrics) == ["foo", "bar"]


def test_a_metric_that_is_named_is_taken_whatever_else_sounds_like_one(rng):
    frame = drawn(rng, val_acc=rng.random(N), foo=rng.normal(0, 1, N))
    runs = hpviz.read(frame, metrics=["foo"])
    assert list(runs.metrics) == ["foo"]
    assert "foo" not in runs.guesses.metrics
    runs = hpviz.read(frame, metrics="dropout")
    assert list(runs.metrics) == ["dropout"]


@pytest.mark.parametrize("name", ["foo", "dropout"])
def test_a_metric_that_is_ranked_by_its_name_is_one_unless_the_source_says_no(rng, name):
    frame = drawn(rng, foo=rng.normal(0, 1, N), val_acc=rng.random(N))
    ranking = hpviz.rank(frame, name, trees=20)
    assert ranking.metric == name
    assert name not in {score.param for score in ranking.scores}
    panel = hpviz.Panel(frame, name, trees=20)
    assert (panel.metric, panel.roles) == (name, {name: "metric"})
    panel.close()
    with pytest.raises(hpviz.HpvizError, match=f"no metric '{name}'"):
        hpviz.rank(frame.rename(columns={name: f"config.{name}", "val_acc": "metrics.val_acc"}), name)


def test_guesses_are_counted_named_and_gone_once_corrected(rng):
    frame = drawn(rng)
    frame = frame.assign(val_loss=result(rng, frame))
    frame.insert(1, "foo", 1 / frame.val_loss)
    runs = hpviz.read(frame)
    assert runs.guesses == Guesses(
        params=("lr", "dropout", "batch_size"), metrics=("val_loss",), aside=("foo",)
    )
    assert words.guesses(runs.guesses) == "Guessed: 3 parameters, 1 metric, 1 column left out."
    assert runs.notes[1:] == ("Left out until you say what they are: foo.",)
    assert "left out foo" in repr(runs)
    assert words.left_out(runs) == [f"Left out: foo ({runs.aside['foo'].reason})."]
    every = {"lr": "param", "dropout": "param", "batch_size": "param", "val_loss": "metric", "foo": "aside"}
    corrected = runs.with_roles(every)
    assert not corrected.guesses
    assert corrected.notes == ()  # nothing is a guess any more
    assert words.guesses(corrected.guesses) == ""


def test_advice_that_rests_on_a_guessed_goal_says_so_first(rng):
    frame = grid(lr=[0.001, 0.01, 0.1, 1.0], width=[16, 32, 64, 128], depth=[1, 2, 3])
    foo = np.abs(np.log10(frame.lr) + 2) + 0.3 * np.log2(frame.width) + rng.normal(0, 0.05, len(frame))
    advice = hpviz.rank(frame.assign(foo=foo), "foo", trees=50).next_sweep()
    assert advice.sentences[0] == "Lower foo is taken to be better; its name does not say so."
    advice = hpviz.rank(frame.assign(loss=foo), "loss", trees=50).next_sweep()
    assert "its name does not say so" not in " ".join(advice.sentences)


GUESS = "Lower foo is taken to be better; its name does not say so."


@pytest.fixture
def of_foo(rng):
    frame = grid(lr=[0.001, 0.01, 0.1, 1.0], width=[16, 32, 64, 128], depth=[1, 2, 3])
    return frame.assign(foo=np.abs(np.log10(frame.lr) + 2) + rng.normal(0, 0.05, len(frame)))


def test_all_that_rests_on_a_guessed_goal_says_so_first(of_foo, tmp_path):
    ranking = hpviz.rank(of_foo, "foo", trees=50)
    assert ranking.notes[0] == GUESS
    assert str(ranking).splitlines()[0] == GUESS
    for name in ("r.md", "r.html", "r.json"):
        write_report(ranking, tmp_path / name, top=0)
    text, page = (tmp_path / "r.md").read_text(), (tmp_path / "r.html").read_text()
    assert text.split("\n\n")[1] == GUESS
    assert text.count(GUESS) == page.count(GUESS) == 1
    content = json.loads((tmp_path / "r.json").read_text())
    assert (content["goal_is_guessed"], content["notes"][0]) == (True, GUESS)
    assert "  goal     minimize foo, a guess: its name does not say so" in repr(hpviz.read(of_foo))
    panel = hpviz.Panel(of_foo, trees=50)
    assert panel._ranking["notes"][0][1] == GUESS


METRIC_GUESS = "foo is taken to be the metric that counts; bar may be meant instead."


@pytest.fixture
def of_two(of_foo, rng):
    return of_foo.assign(bar=of_foo.foo + rng.normal(0, 0.3, len(of_foo)))


def test_all_that_rests_on_a_guessed_metric_says_so_first(of_two, tmp_path):
    runs = hpviz.read(of_two, metrics=["foo", "bar"])
    assert (runs.guesses.metric, runs.guesses.rivals) == ("foo", ("bar",))
    assert "  metric   foo, a guess: as likely bar" in repr(runs)
    assert words.guesses(runs.guesses) == "Guessed: 3 parameters, foo as the metric to rank by."
    ranking = hpviz.rank(runs, trees=50)
    assert ranking.notes[:2] == (METRIC_GUESS, GUESS)
    assert str(ranking).splitlines()[0] == METRIC_GUESS
    assert ranking.next_sweep().sentences[0] == METRIC_GUESS
    for name in ("r.md", "r.html", "r.json"):
        write_report(ranking, tmp_path / name, top=0)
    text, page = (tmp_path / "r.md").read_text(), (tmp_path / "r.html").read_text()
    assert text.split("\n\n")[1] == METRIC_GUESS
    assert text.count(METRIC_GUESS) == page.count(METRIC_GUESS) == 1
    content = json.loads((tmp_path / "r.json").read_text())
    assert (content["metric_is_guessed"], content["notes"][0]) == (True, METRIC_GUESS)


@pytest.mark.parametrize("metric", ["foo", "bar", "failure", ("foo", "bar")])
def test_a_metric_that_a_person_names_is_no_guess(of_two, metric):
    runs = hpviz.read(of_two, metrics=["foo", "bar"])
    ranking = hpviz.rank(runs, metric, trees=20)
    assert not ranking.target.rivals
    assert METRIC_GUESS not in [*ranking.notes, *str(ranking).splitlines()]


def test_a_metric_that_the_source_declares_is_no_guess(of_two):
    runs = hpviz.read(of_two, metrics=["foo", "bar"])
    declared = replace(runs, hints=Hints(objective="bar"))
    assert (declared.default_metric(), declared.guesses.metric) == ("bar", "")
    assert not hpviz.rank(declared, trees=20).target.rivals


def test_a_metric_that_no_run_has_is_no_rival(of_two):
    runs = hpviz.read(of_two, metrics=["foo", "bar"])
    columns = {**runs.columns, "bar": replace(runs.columns["bar"], numbers=np.full(len(runs), np.nan))}
    assert not replace(runs, columns=columns).guesses.metric


def test_a_goal_that_a_person_states_is_no_guess(of_foo):
    for goal in ("minimize", "maximize"):
        ranking = hpviz.rank(of_foo, "foo", goal=goal, trees=50)
        assert "its name does not say so" not in " ".join([*ranking.notes, str(ranking)])
    panel = hpviz.Panel(of_foo, trees=50)
    panel.goal = "maximize"
    assert not any("its name does not say so" in note for note in panel.ranking.notes)


def test_a_front_names_the_goals_that_are_guessed(of_foo, rng):
    noise = rng.random((2, len(of_foo)))
    frame = of_foo.assign(loss=of_foo.foo + noise[0], bar=of_foo.foo + noise[1])
    runs = hpviz.read(frame, metrics=["foo", "loss", "bar"])
    assert hpviz.rank(runs, ("foo", "loss"), trees=50).notes[0] == GUESS
    both = "Lower foo and lower bar are taken to be better; their names do not say so."
    assert hpviz.rank(runs, ("foo", "bar"), trees=50).notes[0] == both


NAMES = [
    "lr", "foo", "val_loss", "value", "sweep", "TP", "best_epoch", "val_x", "n_things", "config_id", "", "_",
    "a.b.c", "x/y", "(maximize)", "±", "val_", "0.5", "Loss/", "/x", "params_", "mean", "std", "loss (s)",
    "precision", "i" * 300, "ü", "acc@1", "metric:", "config.",
]  # fmt: skip


def hostile(rng, n):
    """One column of cells as nobody expects them."""
    makes = [
        lambda: rng.random(n),
        lambda: np.full(n, np.nan),
        lambda: np.full(n, np.inf),
        lambda: np.zeros(n),
        lambda: rng.integers(0, 3, n),
        lambda: np.arange(n),
        lambda: rng.choice([np.nan, 1, np.inf, -np.inf], n),
        lambda: rng.choice(["a", "b", None], n),
        lambda: [str(rng.random(2).tolist()) for _ in range(n)],
        lambda: ["[]", "(1 2)", "[1,nan]", "[inf]"] * n,
        lambda: rng.random(n) * 1e308,
        lambda: -(10 ** rng.uniform(-300, 300, n)),
        lambda: rng.integers(2**60, 2**62, n),
        lambda: rng.choice([True, False], n),
        lambda: [None] * n,
        lambda: [{"a": 1}] * n,
        lambda: np.where(rng.random(n) < 0.5, np.nan, rng.random(n)),
        lambda: ["0.5 ± 0.1"] * n,
    ]
    return list(makes[rng.integers(len(makes))]())[:n]


MORE = 120


def searched(rng, n=MORE, **more):
    """A random search of known parameters, two results, and columns that are made of all of these."""
    frame = pd.DataFrame(
        {
            "lr": 10 ** rng.uniform(-5, -1, n),
            "dropout": rng.uniform(0, 0.5, n),
            "batch_size": rng.choice([16, 32, 64], n),
        }
    )
    frame["val_loss"] = 1 - result(rng, frame)
    frame["val_acc"] = result(rng, frame) - 0.3 * frame.val_loss
    return frame.assign(**{name: make(frame) for name, make in more.items()})


def above(frame, share=0.6, of="val_acc"):
    return frame[of] > frame[of].quantile(share)


FLAGS = {
    "a threshold": above,
    "a threshold, as 0 and 1": lambda frame: above(frame).astype(int),
    "a threshold, in words": lambda frame: np.where(above(frame), "pass", "fail"),
    "few runs are below": lambda frame: above(frame, 0.06),
    "thresholds of two": lambda frame: above(frame, 0.3) & ~above(frame, 0.6, "val_loss"),
    "the best run alone": lambda frame: frame.val_loss == frame.val_loss.min(),
    "nearly a threshold": lambda frame: frame.val_acc + 0.01 * np.sin(1e6 * frame.lr) > 0.55,
    "grades": lambda frame: np.array(["low", "mid", "top"])[np.digitize(frame.val_acc, [0.5, 0.6])],
}


@pytest.mark.parametrize("kind", FLAGS)
@pytest.mark.parametrize("name", ["zorp", "is_good", "kept"])
def test_what_thresholds_of_results_settle_is_no_parameter(rng, name, kind):
    runs = hpviz.read(searched(rng, **{name: FLAGS[kind]}))
    assert list(runs.params) == ["lr", "dropout", "batch_size"]
    assert runs.columns[name].reason
    assert runs.columns[name].guessed
    assert name in [column.name for column in runs.columns.values() if column.role == "aside"]


@pytest.mark.parametrize("n", [20, 40, 120])
@pytest.mark.parametrize("effect", [0.0, 0.3, 3.0])
@pytest.mark.parametrize("values", [[True, False], [0, 1], ["plain", "fancy"], ["a", "b", "c"]])
def test_a_switch_that_was_drawn_stays_a_parameter_however_much_it_matters(rng, values, effect, n):
    switch = rng.integers(0, len(values), n)
    frame = searched(rng, n).drop(columns="val_acc")
    frame.insert(1, "zorp", np.array(values)[switch])
    frame["val_loss"] += effect * frame.val_loss.std() * switch
    assert roles(frame)["zorp"] == "param"


@pytest.mark.parametrize("effect", [0.3, 5.0])
def test_a_switch_of_a_crossed_design_stays_one_however_much_it_matters(rng, crossed, effect):
    frame = pd.concat([crossed.assign(zorp=on) for on in (False, True)], ignore_index=True)
    frame["score"] = result(rng, frame.drop(columns="zorp")) + effect * frame.zorp
    assert roles(frame)["zorp"] == "param"


def test_a_switch_that_sets_pairs_of_runs_apart_stays_one(rng):
    once = searched(rng, 30).drop(columns=["val_acc", "val_loss"])
    frame = pd.concat([once.assign(zorp=on) for on in (False, True)], ignore_index=True)
    frame["score"] = result(rng, frame.drop(columns="zorp")) + 4.0 * frame.zorp
    assert roles(frame)["zorp"] == "param"


def test_a_flag_that_varies_among_runs_of_one_configuration_is_none(rng):
    frame = grid(alpha_mix=[0.1, 0.3, 1.0], cap=[2, 4, 8], seed=[0, 1, 2, 3])
    frame["score"] = result(rng, frame.drop(columns="seed"), noise=1.0)
    assert roles(frame.assign(zorp=above(frame, of="score")))["zorp"] == "aside"


REMARKS = ["looks fine so far", "rerun after a crash", "loss went up, see log", "new tokens"]


@pytest.mark.parametrize("name", ["zorp", "remarks", "what happened"])
@pytest.mark.parametrize("share", [0.05, 0.2, 0.4])
def test_remarks_on_a_few_runs_are_no_parameter(rng, name, share):
    texts = np.where(rng.random(MORE) < share, rng.choice(REMARKS, MORE), None)
    assert roles(searched(rng, **{name: lambda _: texts}))[name] == "aside"


@pytest.mark.parametrize("text", ["OOM", "CUDA out of memory"])
@pytest.mark.parametrize("otherwise", [None, "ok"])
def test_what_runs_without_a_result_have_is_no_parameter(rng, text, otherwise):
    frame = searched(rng)
    failed = rng.random(MORE) < 0.3
    frame.loc[failed, ["val_loss", "val_acc"]] = np.nan
    assert roles(frame.assign(zorp=np.where(failed, text, otherwise)))["zorp"] == "aside"


def test_a_text_that_only_runs_of_one_choice_have_is_a_parameter(rng):
    frame = searched(rng)
    frame.insert(0, "backbone", rng.choice(["small net", "large net", "no net"], MORE))
    kinds = rng.choice(["cosine decay", "linear decay"], MORE)
    frame.insert(1, "zorp", np.where(frame.backbone == "small net", kinds, None))
    assert roles(frame)["zorp"] == "param"


def test_a_text_that_few_runs_override_is_a_parameter(rng):
    frame = searched(rng)
    frame.insert(0, "zorp", np.where(rng.random(MORE) < 0.3, rng.choice(["sgd", "lion"], MORE), None))
    assert roles(frame)["zorp"] == "param"


RANKS = {
    "of a result": lambda frame: frame.val_acc.rank(ascending=False).astype(int),
    "from 0 on": lambda frame: frame.val_loss.rank().astype(int) - 1,
    "shared, the first counts": lambda frame: frame.val_acc.round(2).rank(method="min").astype(int),
    "shared, the middle counts": lambda frame: frame.val_acc.round(2).rank(method="average"),
    "of two results together": lambda frame: (frame.val_acc.rank() - frame.val_loss.rank()).rank(
        method="first"
    ),
    "of those that have one": lambda frame: frame.val_acc.where(frame.lr < 0.05).rank(),
}


@pytest.mark.parametrize("kind", RANKS)
@pytest.mark.parametrize("name", ["zorp", "rank", "rank_test_score", "position"])
def test_ranks_of_runs_are_no_parameter(rng, name, kind):
    frame = searched(rng, **{name: RANKS[kind]})
    runs = hpviz.read(frame)
    assert list(runs.params) == ["lr", "dropout", "batch_size"]
    assert runs.columns[name].role == "aside"
    assert runs.default_metric() in {"val_acc", "val_loss"}


def test_a_number_that_was_tried_from_1_on_stays_a_parameter(rng):
    k = rng.permutation(20) + 1
    assert roles(pd.DataFrame({"k": k, "score": -np.sqrt(k) + rng.normal(0, 0.1, 20)}))["k"] == "param"


def test_the_rank_of_an_adapter_stays_a_parameter(rng):
    frame = searched(rng)
    frame.insert(0, "rank", rng.integers(1, 65, MORE))
    frame["val_acc"] = result(rng, frame[["rank"]])
    assert roles(frame)["rank"] == "param"


@pytest.mark.parametrize("name", ["n_iter_", "N Iter", "epochs", "epochs_run", "iters", "convergence_epoch"])
def test_steps_that_runs_needed_are_no_parameter(rng, name):
    def needed(frame):
        return np.round(200 - 150 * frame.val_acc.rank(pct=True) + rng.normal(0, 3, MORE)).astype(int)

    assert roles(searched(rng, **{name: needed}))[name] != "param"


@pytest.mark.parametrize("name", ["n_iter", "epochs", "max_steps", "iters", "lambda_"])
def test_steps_that_were_drawn_are_a_parameter(rng, name):
    frame = searched(rng)
    frame.insert(0, name, rng.integers(5, 200, MORE))
    frame["val_acc"] = result(rng, frame[[name, "lr", "dropout"]])
    assert roles(frame)[name] == "param"


@pytest.mark.parametrize("name", ["mask_time_prob", "inertia", "cost", "w_dice", "iou_thres"])
def test_a_few_values_that_hang_on_nothing_are_chosen_whatever_they_are_called(rng, name):
    frame = searched(rng)
    frame.insert(0, name, rng.choice([0.0, 0.05, 0.1], MORE))
    frame["val_acc"] = result(rng, frame)
    assert roles(frame)[name] == "param"


@pytest.mark.parametrize("factor", ["knob", "swept"])
def test_the_values_of_a_factor_are_a_parameter_beside_a_few_runs(rng, factor):
    knobs = {"lr": [0.1, 0.01, 0.001], "depth": [2, 4, 8], "drop": [0.0, 0.25]}
    rows = [(name, value) for name, values in knobs.items() for value in values]
    frame = pd.DataFrame(rows, columns=[factor, "value"]).assign(eval_HOTA=rng.normal(0.6, 0.1, len(rows)))
    runs = hpviz.read(frame)
    assert list(runs.params) == [factor, "value"]
    assert runs.default_metric() == "eval_HOTA"


@pytest.mark.parametrize("seed", range(200))
def test_no_table_is_too_strange_to_place_its_columns(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.choice([1, 2, 8, 10, 12, 20, 24, 40]))
    frame = {name: hostile(rng, n) for name in rng.choice(NAMES, rng.integers(1, 9), replace=False)}
    try:
        runs = hpviz.read(pd.DataFrame(frame) if seed % 2 else frame)
    except hpviz.HpvizError:
        return
    assert {column.role for column in runs.columns.values()} <= {"param", "metric", "aside"}
    assert all(column.reason for column in runs.columns.values())
    assert runs.default_metric() in {None, *runs.metrics}
    assert all(isinstance(runs.goal_is_guessed(metric), bool) for metric in runs.metrics)


def test_what_decides_which_numbers_runs_have_is_a_choice():
    """A category that a threshold of the metric tells apart is no outcome where it switches params on."""
    rng = np.random.default_rng(0)
    n = 60
    kind = rng.choice(["a", "b"], n)
    x = np.where(kind == "a", rng.uniform(0, 1, n), np.nan)
    z = np.where(kind == "b", rng.uniform(0, 1, n), np.nan)
    frame = pd.DataFrame({"kind": kind, "x": x, "z": z, "loss": np.where(kind == "a", 0, 5) + rng.random(n)})
    assert {"kind", "x", "z"} <= set(hpviz.read(frame).params)


@pytest.mark.parametrize("order", ["first", "last"])
def test_a_column_among_results_is_one_whatever_it_is_called(rng, order):
    params = drawn(rng)
    scores = result(rng, params)
    results = pd.DataFrame({"val_acc": scores, "qx": rng.normal(size=N), "val_loss": 1 - scores})
    frames = [params, results] if order == "first" else [results, params]
    assert roles(pd.concat(frames, axis=1))["qx"] != "param"


def test_columns_in_the_order_of_the_alphabet_say_nothing_by_their_places():
    names = ["a", "b", "c", "d", "e"]
    assert votes_by_place(dict.fromkeys(names, 4.0)) == {}
    votes = votes_by_place({"b": 4.0, "a": 4.0, "x": 0.0, "e": -4.0, "d": -4.0, "c": 0.0})
    assert votes["c"].weight < -1.5
    assert abs(votes["x"].weight if "x" in votes else 0.0) < 0.5


def test_results_of_unknown_names_go_along_with_each_other(rng):
    frame = drawn(rng)
    scores = result(rng, frame)
    more = {name: scores + rng.normal(0, 0.01, N) for name in ("zeta1x", "zeta2x", "zeta3x")}
    placed = roles(pd.concat([pd.DataFrame(more), frame, pd.DataFrame({"val_acc": scores})], axis=1))
    assert {placed[name] for name in more} <= {"metric", "aside"}


def test_settings_among_words_are_those_of_a_factor(rng):
    factors = ["lr", "lr", "lr", "act", "act", "depth", "depth", "depth", "width", "width"]
    settings = ["0.1", "0.01", "0.001", "relu", "tanh", "2", "4", "8", "64", "128"]
    frame = pd.DataFrame({"changed": factors, "to": settings, "acc": rng.uniform(size=10)})
    runs = hpviz.read(frame)
    assert list(runs.params) == ["changed", "to"]
    assert list(runs.metrics) == ["acc"]


def test_in_a_few_runs_digits_tell_what_was_measured(rng):
    frame = pd.DataFrame({"reach": [2, 4, 8, 16] * 2, "mix": [0.1] * 4 + [0.5] * 4})
    frame["wobble"] = rng.uniform(size=8)
    frame["val_acc"] = rng.uniform(size=8)
    placed = roles(frame)
    assert placed.pop("wobble") in {"metric", "aside"}
    assert placed == {"reach": "param", "mix": "param", "val_acc": "metric"}


def test_what_runs_lack_with_all_results_is_not_conditional(rng):
    frame = drawn(rng)
    scores = result(rng, frame)
    failed = rng.uniform(size=N) < 0.1
    frame["qx"] = np.where(failed, np.nan, scores + rng.normal(0, 0.02, N))
    frame["passed_all"] = [
        None if off else bool(score > 0.7) for off, score in zip(failed, scores, strict=True)
    ]
    frame["val_acc"] = np.where(failed, np.nan, scores)
    assert roles(frame)["qx"] != "param"


@pytest.mark.parametrize("name", ["position", "wobble"])
def test_an_order_of_few_runs_is_no_parameter(rng, name):
    frame = grid(reach=[2, 4, 8, 16], mix=[0.1, 0.5])
    frame["val_acc"] = rng.uniform(size=8)
    frame[name] = frame.val_acc.rank(ascending=False).astype(int)
    assert roles(frame)[name] == "aside"


def test_numbers_drawn_by_magnitude_are_a_parameter(rng):
    frame = drawn(rng)
    frame.insert(1, "wobble", 10 ** rng.uniform(-6, -1, N))
    assert roles(frame.assign(val_acc=result(rng, frame)))["wobble"] == "param"


@pytest.mark.parametrize("name", ["#steps/sec", "epochs/s", "layers_per_second"])
def test_how_much_is_done_in_a_second_is_a_result_whatever_is_done(name):
    rows = 10
    frame = pd.DataFrame(
        {"stage": ["none"] * 3 + ["ckpt"] * 3 + ["xla"] * 4, "batch size": [24, 28, 32] * 3 + [48]}
    )
    frame["#gpu"] = [1] * 5 + [8] * 5
    frame[name] = [4.3, 4.0, 3.1, 1.55, 1.2, 1.45, 0.9, 0.055, 0.04, 0.033][:rows]
    frame["acc"] = np.linspace(0.79234, 0.85371, rows)
    runs = hpviz.read(frame)
    assert runs.columns[name].role == "metric"
    assert runs.default_goal(name) == "maximize"


def test_a_switch_that_excludes_another_is_no_result(rng):
    names = ["lookups", "keep", "sendfile", "symlinks", "log", "extended"]
    frame = grid(**{key: [0, 1] for key in names}, cache=["none", "memory", "handle"])
    frame["in_memory"] = (frame.cache == "memory").astype(int)
    frame["handle"] = (frame.cache == "handle").astype(int)
    frame = frame.drop(columns="cache")
    frame["throughs"] = 30 * rng.integers(20, 70, len(frame)) + 300 * frame.sendfile
    runs = hpviz.read(frame)
    assert not {"in_memory", "handle"} & {*runs.metrics}
    assert runs.default_metric() == "throughs"


@pytest.mark.parametrize("name", ["Batch", "n_layers", "epochs"])
def test_fractions_are_no_number_of_things(rng, name):
    size = np.arange(1, 25) * 50
    frame = pd.DataFrame({"Size": size})
    for place, other in enumerate(["Classic", name, "Incremental"]):
        frame[other] = size / (700 + 100 * place) + rng.normal(0, 0.003, 24)
    runs = hpviz.read(frame)
    assert name not in runs.params
    whole = frame.assign(**{name: [16, 32, 64, 128] * 6})
    assert name in hpviz.read(whole).params


def test_where_nothing_is_known_to_be_chosen_what_depends_on_what_is_not_told(rng):
    """A search that follows its results moves its parameters together, of names that nobody knows."""
    together = rng.normal(0, 1, 60)
    frame = pd.DataFrame({"halfT": rng.random(60), "cells": 5 * (6 + np.round(together))})
    frame["z0"] = 5700 + 30 * together + rng.normal(0, 15, 60)
    frame["R_mid"] = rng.random(60) + 4
    frame["S_over_sqrtB"] = 4 - together**2 / 9 - frame.halfT / 4 + rng.normal(0, 0.02, 60)
    runs = hpviz.read(frame)
    assert [*runs.metrics] == ["S_over_sqrtB"]
    assert runs.guesses.metric == "S_over_sqrtB"


def test_a_range_of_whole_numbers_says_nothing_of_numbers_that_each_run_has_for_itself(rng):
    n_up, n_down = (rng.integers(0, 9, 120) for _ in range(2))
    extra = {
        f"extra_{name}": rng.normal(5 + size * n_up, 3)
        for size, name in enumerate(["rOut", "thickness", "rIn"])
    }
    frame = pd.DataFrame({"n_up": n_up, "n_down": n_down, **extra})
    frame["sob"] = frame.extra_thickness / 3 - frame.n_down / 50 + rng.normal(0, 0.5, 120)
    frame["obj"] = frame.sob - frame.extra_rIn / 40 + rng.normal(0, 0.1, 120)
    runs = hpviz.read(frame)
    assert not runs.metrics.keys() & extra.keys()
    assert runs.default_metric() == "obj"


def test_names_that_begin_alike_are_asked_about_together(rng):
    frame = drawn(rng)
    frame["zed_a"], frame["zed_b"], frame["zed_c"] = rng.random(N), frame.lr.rank() / 9, rng.random(N)
    frame["val_loss"] = result(rng, frame)
    found = roles(frame)
    assert len({found[name] for name in ["zed_a", "zed_b", "zed_c"]} - {"param"}) <= 1


def test_counts_that_add_up_are_results_however_few_values_they_have(rng):
    frame = pd.DataFrame({"start": rng.choice(["v1", "v2", "v3"], 120), "size": rng.choice([8, 10, 12], 120)})
    frame["restarts"] = rng.choice([0, 1], 120)
    parts = {"and2": [25, 26, 38, 39], "or2": [12, 13], "xor2": [13, 14, 21], "not1": [6, 9, 11]}
    counts = {name: rng.choice(values, 120) for name, values in parts.items()}
    frame = frame.assign(contest=sum(counts.values()), **counts)
    frame["wall_s"] = 90 * frame["size"] + rng.normal(0, 30, 120)
    runs = hpviz.read(frame)
    assert {"contest", *parts} <= {*runs.metrics}
    assert {"restarts", "size", "start"} == {*runs.params}
    assert "contest" in {runs.guesses.metric, *runs.guesses.rivals}


@pytest.mark.parametrize("name", ["ts", "zed"])
def test_whole_seconds_since_1970_are_times_whatever_they_are_called(rng, name):
    ends = 1_777_262_452 + np.sort(rng.integers(0, 80_000, N))
    ends[[3, 20]] = ends[[4, 21]] + 1  # runs beside each other end in any order
    frame = drawn(rng)
    frame.insert(0, name, ends)
    frame["val_loss"] = result(rng, frame.drop(columns=name))
    assert roles(frame)[name] == "aside"
    assert hpviz.read(frame.rename(columns={name: "seed"})).columns["seed"].reason != "timestamps"
    flops = frame.assign(**{name: np.linspace(1e9, 3e9, N).round()})
    assert hpviz.read(flops).columns[name].reason != "timestamps"
