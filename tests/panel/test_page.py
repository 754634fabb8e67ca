"""The panel as a page that stands alone."""

import json
import re
import sys

import pandas as pd
import pytest

import hpviz
from hpviz import __main__ as command_line
from hpviz.data import VEHICLE
from hpviz.panel.page import page


def saved_in(text):
    """Read the figures that a page holds."""
    return json.loads(re.search(r'id="hpviz-saved">(.*?)</script>', text, re.DOTALL)[1])


@pytest.fixture(scope="module")
def panel():
    return hpviz.Panel(VEHICLE, metric="val_acc")


def test_it_holds_the_figures_of_the_panel(panel, tmp_path):
    file = panel.save(tmp_path / "sweep.html")
    assert file.stat().st_size < 300_000
    (saved,) = saved_in(file.read_text("utf-8"))
    of_page, *notes = saved["state"]["_ranking"]["notes"]
    assert "saved page" in of_page[1]
    assert saved["state"]["_ranking"] | {"notes": notes} == panel._ranking
    assert saved["state"]["headline"] == panel.ranking.headline
    assert (saved["state"]["metric"], saved["state"]["sweep"]["metrics"]) == ("val_acc", ["val_acc"])
    assert set(saved["effects"]) == set(panel._ranking["params"]["param"])
    assert len(saved["joints"]) == 10
    assert saved["spaces"]["wandb"]["text"] == panel.ranking.next_sweep().text("wandb")
    assert "compare" not in [view["name"] for view in saved["state"]["sweep"]["views"]]


def test_it_loads_nothing(panel, tmp_path):
    text = panel.save(tmp_path / "sweep.html").read_text("utf-8")
    assert re.findall(r'(?:src|href)="|@import|url\((?!data:|#)', text) == []


def test_other_metrics_can_be_chosen_in_it(panel, tmp_path):
    every = saved_in(panel.save(tmp_path / "all.html", metrics="all").read_text("utf-8"))
    metrics = [saved["state"]["metric"] for saved in every]
    assert metrics[0] == "val_acc"
    assert sorted(metrics) == sorted(panel.ranking.evidence.runs.metrics)
    assert every[1]["state"]["_ranking"]["goal"] == hpviz.rank(VEHICLE, metrics[1]).goal
    assert f"compare metric:{metrics[1]}" in every[0]["insights"]
    two = saved_in(panel.save(tmp_path / "two.html", metrics=["train_time"]).read_text("utf-8"))
    assert [saved["state"]["metric"] for saved in two] == ["val_acc", "train_time"]
    with pytest.raises(hpviz.HpvizError, match="nonsense"):
        panel.save(tmp_path / "x.html", metrics=["nonsense"])
    with pytest.raises(hpviz.HpvizError, match=r"\.html"):
        panel.save(tmp_path / "x.png")


def test_no_text_of_the_runs_ends_its_script():
    evil = "</script><script>alert(1)</script><!--"
    runs = {evil: [0.1, 0.2, 0.3, 0.4] * 6, "kind": [evil, "b", "c"] * 8}
    runs["val_loss"] = [n % 7 for n in range(24)]
    ranking = hpviz.rank(runs, "val_loss", params=[evil, "kind"])
    text = page([ranking])
    (saved,) = saved_in(text)
    assert evil in saved["state"]["_ranking"]["params"]["param"]
    assert text.count("<script") == text.count("</script") == 2
    assert "alert(1)</script>" not in text


def test_a_filter_and_what_was_guessed_are_said_in_it():
    runs = {"lr": [0.1, 0.2, 0.3, 0.4] * 10, "a": [1, 2] * 20, "val_loss": [n % 7 for n in range(40)]}
    (saved,) = saved_in(page([hpviz.rank(runs, "val_loss", where="lr < 0.4")]))
    assert saved["state"]["_ranking"]["notes"][1][1] == "Only runs with lr < 0.4: 30 of 40."
    assert saved["state"]["_ranking"]["notes"][0][1].endswith(" need hpviz in Python.")
    assert saved["state"]["sweep"]["runs"] == 40
    assert (saved["state"]["where"], saved["state"]["sweep"]["guesses"]) == ("", "")
    assert any(note.startswith("Guessed") for _, note, _ in saved["state"]["sweep"]["notes"])


def test_the_report_is_the_page_and_needs_no_other_package(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    place = tmp_path / "report.html"
    arguments = ["report", str(VEHICLE), "-m", "val_acc", "--also", "train_time", "-o", str(place)]
    assert command_line.main(arguments) == 0
    metrics = [saved["state"]["metric"] for saved in saved_in(place.read_text("utf-8"))]
    assert metrics == ["val_acc", "train_time"]
    assert command_line.main([*arguments, "--static"]) == 2
    assert 'pip install "hpviz[export]"' in capsys.readouterr().err
    (tmp_path / "one.csv").write_text("lr,val_loss\n0.1,1\n")
    assert command_line.main(["report", str(tmp_path / "one.csv"), "-o", str(place)]) == 1
    assert "Only one run" in place.read_text("utf-8")


@pytest.mark.parametrize("runs", [0, 1])
def test_a_sweep_of_no_runs_or_one_is_a_page_that_says_so(runs, tmp_path):
    frame = pd.DataFrame({"config.lr": [0.1], "metric.val_loss": [1.0], "metric.acc": [0.5]}).head(runs)
    panel = hpviz.Panel(frame, remember=False)
    for metrics in ((), "all"):
        text = panel.save(tmp_path / "sweep.html", metrics=metrics).read_text("utf-8")
        assert panel.ranking.problem in text
        assert "<script" not in text
