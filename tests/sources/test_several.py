"""Several sources are joined to one set of runs, with the source as a column."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz import HpvizError, rank, read
from hpviz.data import VEHICLE
from hpviz.sources import changes
from hpviz.sources.several import sources_in

optuna = pytest.importorskip("optuna")

BEFORE = [{"config.lr": 0.1, "config.bn": True, "metric.loss": 3.0}, {"config.lr": 0.2, "metric.loss": 2.0}]
AFTER = [{"config.lr": 0.3, "config.wd": 0.5, "metric.loss": 1.0}]


def frame() -> pd.DataFrame:
    return pd.read_csv(VEHICLE)


def cells(runs: hpviz.Runs, name: str) -> list[str]:
    return [runs.columns[name].text_at(row) for row in range(len(runs))]


def test_sources_become_one_set_of_runs_in_their_order_with_the_source_as_a_column():
    runs = read({"before": BEFORE, "after": AFTER})
    assert cells(runs, "source") == ["before", "before", "after"]
    assert cells(runs, "lr") == ["0.1", "0.2", "0.3"]
    assert cells(runs, "bn") == ["True", "not set", "not set"]
    assert cells(runs, "wd") == ["not set", "not set", "0.5"]
    assert list(runs.params) == ["lr", "bn", "wd"]
    assert list(runs.metrics) == ["loss"]
    assert runs.source == "2 sources: before, after"


def test_the_source_is_ranked_only_where_it_is_wanted_and_then_never_advised():
    runs = read({"before": BEFORE, "after": AFTER})
    assert runs.columns["source"].role == "aside"
    wanted = runs.with_roles({"source": "param"})
    assert wanted.params["source"].part == "task"
    assert read({"before": BEFORE, "after": AFTER}, params=["lr", "source"]).params["source"].part == "task"
    assert len(runs.where("source == 'before'")) == 2


@pytest.mark.parametrize(
    "halves",
    [
        lambda df: {"before": df[:250], "after": df[250:]},
        lambda df: [df[:250], df[250:]],
        lambda df: (read(df[:250]), read(df[250:])),
        lambda df: {"before": df[:250], "after": df[250:].to_dict("records")},
        lambda df: {"a": df[:250], "b": df[250:].rename(columns=lambda name: name.partition(".")[2] or name)},
        lambda df: [df[:100], df[100:101], df[101:]],
    ],
    ids=["dict", "list", "Runs", "records", "without prefixes", "a single run among them"],
)
def test_parts_of_a_sweep_give_the_figures_of_the_whole_digit_for_digit(halves):
    table = rank(halves(frame()), "val_acc").table()
    pd.testing.assert_frame_equal(table, rank(VEHICLE, "val_acc").table())


def test_paths_are_read_and_named_by_as_much_of_them_as_tells_them_apart(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        frame()[:3].to_csv(tmp_path / folder / "runs.csv", index=False)
    paths = [tmp_path / "one" / "runs.csv", str(tmp_path / "two" / "runs.csv")]
    assert list(sources_in(paths)) == ["one/runs.csv", "two/runs.csv"]
    runs = read(paths)
    assert len(runs) == 6
    assert runs.columns["source"].levels == ("one/runs.csv", "two/runs.csv")
    texts = {"first": str(paths[0]), "second": str(paths[1])}
    assert set(cells(read(texts), "source")) == {"first", "second"}


def test_a_list_with_one_source_is_that_source():
    assert "source" not in read([frame()]).columns
    assert len(read({"before": VEHICLE})) == 500


def test_a_tracker_and_a_table_are_joined_by_the_names_that_are_shown():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize")
    study.optimize(lambda trial: trial.suggest_float("lr", 0.01, 1, log=True), n_trials=5)
    runs = read({"study": study, "table": pd.DataFrame({"lr": [0.5, 0.6], "value": [1.0, 2.0]})})
    assert list(runs.params) == ["lr"]
    assert list(runs.metrics) == ["value", "duration"]
    assert runs.default_goal("value") == "maximize"
    assert runs.statuses.tolist() == ["finished"] * 5 + ["unknown"] * 2
    assert runs.hints.log == {"lr": True}
    assert len(set(runs.run_ids.tolist())) == 7


@pytest.mark.parametrize(
    "given",
    [
        [{"lr": 0.1, "loss": 1.0}, {"lr": 0.2, "loss": 2.0}],
        {"lr": [0.1, 0.2], "loss": [1.0, 2.0]},
        {"run-1": {"lr": 0.1, "loss": 1.0}, "run-2": {"lr": 0.2, "loss": 2.0}},
        {"config": [{"lr": 0.1}, {"lr": 0.2}], "summary": [{"loss": 1.0}, {"loss": 2.0}]},
        {"runs": [{"lr": 0.1, "loss": 1.0}]},
        {"optimizer": "adam", "loss": "0.1"},
        {"optimizer": "adam", "checkpoint": "model.pt", "loss": "0.1"},
        [],
        {},
        VEHICLE,
        [{"params": None, "mean_test_score": None}],
    ],
)
def test_what_holds_runs_is_no_list_of_sources(given):
    assert sources_in(given) is None


def test_a_list_of_trials_is_a_list_of_runs():
    study = optuna.create_study()
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=4)
    assert len(read(study.trials)) == 4
    assert list(sources_in([study, study.trials[:2]])) == ["1", "2"]


def test_the_same_source_twice_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame()[:3].to_csv("runs.csv", index=False)
    df = frame()
    for given in (["runs.csv", "./runs.csv"], [df, df]):
        with pytest.raises(HpvizError, match="is given twice, so its runs would count twice"):
            read(given)


def test_a_source_that_cannot_be_read_is_named():
    with pytest.raises(HpvizError, match=r"^source 'after': there is no file or folder 'gone\.csv'"):
        read({"before": VEHICLE, "after": "gone.csv"})
    with pytest.raises(HpvizError, match=r"^source 'a': there is no file or folder 'one\.csv'"):
        read({"a": "one.csv", "b": "two.csv"})
    with pytest.raises(HpvizError, match=r"^source '2': nothing was given"):
        read([frame(), None])


def test_ids_that_two_sources_share_are_kept_apart_and_counted():
    df = frame()
    runs = read({"before": df[:10], "after": df[5:15]})
    assert len(set(runs.run_ids.tolist())) == 20
    assert runs.run_ids[9] == f"before/{df['run_id'][9]}"
    assert runs.run_ids[14] == f"after/{df['run_id'][9]}"
    assert "5 run ids stand in several sources; each such run counts once a source." in runs.notes


def test_rows_that_are_numbered_anew_in_each_source_stay_row_numbers():
    rng = np.random.default_rng(0)
    parts = [
        pd.DataFrame({"trial_number": np.arange(20), "lr": rng.random(20), "loss": rng.random(20)})
        for _ in range(2)
    ]
    assert list(read(parts).params) == ["lr"]


def test_what_is_fixed_in_each_source_is_a_param_and_said_to_be_confounded_with_it():
    df = frame()
    runs = read({"a": df[:9].assign(**{"config.aug": 1}), "b": df[9:20].assign(**{"config.aug": 2})})
    assert "aug" in runs.params
    note = (
        "aug differs between the sources but within none, so its effect cannot be told from any other "
        "difference between the sources."
    )
    assert note in runs.notes
    single = read([[{"config.lr": 0.1, "metric.loss": 1.0}], [{"config.lr": 0.2, "metric.loss": 2.0}]])
    assert list(single.params) == ["lr"]
    assert not any("between the sources but within none" in line for line in single.notes)


def test_where_sources_differ_a_sentence_says_so():
    first = [
        {"config.lr": 0.1, "config.depth": 2, "metric.loss": 1.0},
        {"config.lr": 0.2, "metric.loss": 2.0},
    ]
    second = [
        {"config.lr": "auto", "config.wd": 1, "metric.loss": 1.0},
        {"config.lr": "on", "metric.loss": 1},
    ]
    notes = read({"a": first, "b": second}).notes
    assert "Only in a: depth; other runs have no value there." in notes
    assert "Only in b: wd; other runs have no value there." in notes
    assert "lr is a number in a and a name in b, so that no value is in both." in notes


def test_goals_and_objectives_that_differ_are_said_and_the_first_counts():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    studies = {}
    for name, direction in (("low", "minimize"), ("high", "maximize")):
        studies[name] = optuna.create_study(direction=direction)
        studies[name].optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    runs = read(studies)
    assert runs.default_goal("value") == "minimize"
    assert "value is to be small in low and large in high; here the goal is to minimize it." in runs.notes


def test_a_param_of_one_source_and_a_metric_of_another_are_not_the_same():
    runs = read(
        {"a": [{"config.epochs": 3, "metric.loss": 1.0}], "b": [{"metric.epochs": 5, "metric.loss": 2.0}]}
    )
    assert cells(runs, "config.epochs") == ["3", "not set"]
    assert cells(runs, "metric.epochs") == ["not set", "5"]


def test_true_and_false_meet_1_and_0_and_integers_meet_floats():
    runs = read(
        {
            "a": [{"config.bn": True, "config.depth": 2, "metric.loss": 1.0}],
            "b": [{"config.bn": 0, "config.depth": 2.5, "metric.loss": 2.0}],
        }
    )
    assert cells(runs, "bn") == ["True", "False"]
    assert runs.columns["bn"].kind == "boolean"
    assert [runs.columns["depth"].number_at(row) for row in (0, 1)] == [2, 2.5]
    assert isinstance(runs.columns["depth"].number_at(0), int)


def test_numbers_among_many_names_become_names():
    names = [{"config.width": text, "metric.loss": 1.0} for text in "abcdefgh"]
    runs = read({"a": [{"config.width": 64, "metric.loss": 2.0}], "b": names})
    assert runs.columns["width"].kind == "categorical"
    assert cells(runs, "width") == ["64", *"abcdefgh"]


def test_steps_stay_with_their_runs():
    def log(values):
        return pd.DataFrame(
            {
                "run_id": ["r"] * len(values),
                "config.lr": 0.1,
                "epoch": range(len(values)),
                "metric.loss": values,
            }
        )

    plain = [{"run_id": "p", "config.lr": 0.3, "metric.loss": 9.0}]
    runs = read({"a": log([3.0, 1.0, 2.0]), "b": plain, "c": log([5.0, 4.0])})
    assert runs.metric_values("loss", "min").tolist() == [1.0, 9.0, 4.0]
    assert runs.metric_values("loss", "last").tolist() == [2.0, 9.0, 4.0]


def test_options_of_reading_hold_for_all_sources_together():
    parts = {"a": [{"p": 1, "q": "2", "r": 3.0}], "b": [{"p": 2, "r": 4.0}]}
    runs = read(parts, params=["p", "q"], metrics=["r"], kinds={"p": "category"})
    assert list(runs.params) == ["p", "q"]
    assert list(runs.metrics) == ["r"]
    assert runs.columns["p"].kind == "categorical"


def test_notes_of_the_sources_say_whose_they_are(tmp_path):
    (tmp_path / "runs.json").write_text(json.dumps([{"config.lr": "50%", "metric.loss": 1}]))
    notes = read({"a": tmp_path / "runs.json", "b": AFTER}).notes
    assert "a: Read as numbers: config.lr (percent)." in notes


def test_several_paths_are_followed_as_one(tmp_path):
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        frame()[:3].to_csv(path, index=False)
    assert changes.can_change(paths)
    assert not changes.can_change([frame(), read(VEHICLE)])
    before = changes.look(paths)
    assert changes.look(paths) == before
    frame()[:4].to_csv(paths[1], index=False)
    assert changes.look(paths) != before


def test_the_given_things_stay_as_they_are():
    df, runs = frame(), read(VEHICLE)
    copy, roles = df.copy(), {name: column.role for name, column in runs.columns.items()}
    read([df, runs])
    pd.testing.assert_frame_equal(df, copy)
    assert {name: column.role for name, column in runs.columns.items()} == roles


def test_where_sources_have_a_column_source_the_new_one_is_named_in_the_note():
    frames = [pd.DataFrame({"source": ["lab"] * 6, "lr": range(6), "val_loss": range(6)}) for _ in range(2)]
    (note,) = [note for note in hpviz.read(frames).notes if note.code == "HP301"]
    assert "The column source (2) says which (source is a column of their own); it is not ranked" in note
    assert "source is a column of their own" not in " ".join(
        hpviz.read([frame.drop(columns="source") for frame in frames]).notes
    )
