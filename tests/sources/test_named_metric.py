"""Where a person names the metric, questions that this settles are answered, and the others are shown."""

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.__main__ import main
from hpviz.export.report import write_report
from tests.conftest import needs_extra

N = 80
QUESTION = "Left out until you say what they are: label_smooth."


def sweep(rng, name, values=None):
    """Two choices of text, and a number that decides the loss."""
    values = rng.random(N) if values is None else values
    frame = pd.DataFrame(
        {"optimizer": rng.choice(["adam", "sgd"], N), "act": rng.choice(["relu", "gelu"], N), name: values}
    )
    loss = frame[name] ** 2 + 0.2 * (frame["act"] == "relu") + 0.05 * rng.random(N)
    return frame.assign(loss=loss)


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def test_a_ranking_says_once_what_it_left_out(rng, tmp_path, capsys):
    needs_extra("report.html")
    path = tmp_path / "sweep.csv"
    frame = sweep(rng, "label_smooth")
    frame["loss"] += frame["act"] == "relu"
    frame.to_csv(path, index=False)
    ranking = hpviz.rank(path, "loss", trees=20)
    assert QUESTION in hpviz.read(path).notes
    assert ranking.notes.count(QUESTION) == 1
    lines = str(ranking).splitlines()
    assert lines[1] == ranking.trust_sentence
    assert lines[2] == QUESTION
    assert str(ranking).count("label_smooth") == 1
    main(["rank", str(path), "--metric", "loss", "--trees", "20"])
    assert capsys.readouterr().out.count(QUESTION) == 1
    for suffix in (".md", ".html"):
        report = write_report(ranking, tmp_path / f"report{suffix}").read_text()
        assert report.replace("\\", "").count(QUESTION) == 1


def test_a_corrected_role_is_asked_about_no_more(rng):
    ranking = hpviz.rank(
        sweep(rng, "label_smooth"), "loss", params=["optimizer", "act", "label_smooth"], trees=20
    )
    assert "Left out" not in str(ranking)
    assert not any("Left out" in note for note in ranking.notes)
    assert ranking.scores[0].param == "label_smooth"


@pytest.mark.parametrize("name", ["warmup_frac", "mixup_alpha", "decay"])
def test_what_is_called_like_a_param_is_one_beside_the_named_metric(rng, name):
    frame = sweep(rng, name)
    assert hpviz.read(frame).columns[name].role == "aside"
    ranking = hpviz.rank(frame, "loss", trees=20)
    assert ranking.scores[0].param == name
    assert name in ranking.evidence.runs.guesses.params
    assert not any("Left out" in note for note in (*ranking.notes, *ranking.evidence.runs.notes))
    panel = hpviz.Panel(frame, "loss", trees=20)
    assert panel.roles == {name: "param"}
    panel.close()


@pytest.mark.parametrize("noise", [0.02, 0.1])
def test_what_the_choices_move_with_the_metric_is_asked_about_all_the_same(rng, noise):
    base = sweep(rng, "hidden").drop(columns="hidden")
    leak = base["loss"] + noise * rng.standard_normal(N)
    frame = base.assign(loss=base["loss"] + 2 * (base["act"] == "relu"))
    leak += 2 * (base["act"] == "relu")
    frame.insert(2, "mixup_alpha", leak)
    ranking = hpviz.rank(frame, "loss", trees=20)
    assert "mixup_alpha" not in {score.param for score in ranking.scores}
    assert "Left out until you say what they are: mixup_alpha." in ranking.notes


def test_numbers_that_were_taken_for_results_are_named(rng):
    frame = pd.DataFrame(rng.random((60, 3)), columns=list("xyz"))
    frame["loss"] = frame["x"] + 2 * frame["y"] + 0.1 * rng.standard_normal(60)
    ranking = hpviz.rank(frame, "loss", trees=20)
    note = "Guessed to be metrics, so not ranked as parameters: y."
    assert note in ranking.notes
    assert note in str(ranking).splitlines()
    ranking = hpviz.rank(frame, "loss", params=["x", "y", "z"], trees=20)
    assert note not in ranking.notes


def test_a_metric_that_is_named_counts_though_it_is_called_like_a_parameter_and_the_parameters_are_named():
    drawn = np.random.default_rng(0)
    lr = drawn.uniform(size=60)
    name = "evaluation_after_the_last_epoch_validation_loss"
    table = pd.DataFrame({"cfg.lr": lr, "cfg.width": drawn.uniform(size=60), name: lr})
    ranking = hpviz.rank(table, name, params=["cfg.lr", "cfg.width"])
    assert ranking.table()["param"].tolist() == ["cfg.lr", "cfg.width"]


@pytest.fixture
def guessed(rng):
    """Two results, a column that may be either, and tasks; nothing declares what is what."""
    frame = sweep(rng, "label_smooth").assign(dataset=["p", "q"] * (N // 2))
    frame["hv"] = frame.pop("loss") + 2 * (frame["act"] == "relu")
    frame["igd"] = frame["label_smooth"] + 0.3 * (frame["optimizer"] == "sgd") + 0.05 * rng.random(N)
    return frame


SAID = (
    "Left out until you say what they are: label_smooth.",
    "Guessed to be metrics, so not ranked as parameters: igd.",
)


@pytest.mark.parametrize(
    "made",
    [
        hpviz.rank,
        lambda frame: hpviz.rank(frame).compare("mdi"),
        lambda frame: hpviz.rank_within(frame, by="dataset"),
        lambda frame: hpviz.compare(frame[::2], frame[1::2]),
    ],
    ids=["rank", "compare", "rank_within", "sweeps"],
)
def test_all_that_prints_rankings_says_once_what_was_guessed(guessed, made):
    printed = str(made(guessed))
    assert [printed.count(sentence) for sentence in SAID] == [1, 1]


def test_where_all_results_are_ranked_none_is_said_not_to_be(guessed):
    printed = str(hpviz.overview(guessed))
    assert [printed.count(sentence) for sentence in SAID] == [1, 0]
    assert SAID[0] in hpviz.overview(guessed)._repr_html_()


def test_what_may_be_meant_instead_is_said_once_over_all_tasks(rng):
    lr = 10 ** rng.uniform(-5, -1, N)
    zorp = (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.1, N)
    columns = {"config.lr": lr, "config.dataset": ["p", "q"] * (N // 2)}
    frame = pd.DataFrame(columns | {"metrics.zorp": zorp, "metrics.blarg": zorp + rng.random(N)})
    printed = str(hpviz.rank_within(frame, by="dataset"))
    assert printed.count("zorp is taken to be the metric that counts; blarg may be meant instead.") == 1


def test_pictures_and_advice_are_printed_as_words_and_figures(rng):
    ranking = hpviz.rank(sweep(rng, "lr"), "loss")
    printed = str(ranking.chart())
    assert printed.startswith("lr matters most")
    assert "importance_low" in printed
    advice = ranking.next_sweep()
    assert str(advice).startswith(advice.sentences[0])
    assert repr(advice) == f"<hpviz.NextSweep: {advice.sentences[0]}>"
