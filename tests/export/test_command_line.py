"""The command line."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz import __main__ as command_line
from hpviz.command_line import demo
from hpviz.data import VEHICLE

nbformat = pytest.importorskip("nbformat")
yaml = pytest.importorskip("yaml")
NotebookNotary = pytest.importorskip("nbformat.sign").NotebookNotary


@pytest.fixture
def launched(monkeypatch, tmp_path):
    """Stand in for JupyterLab: note the options that it would start with, and do not start."""
    from jupyterlab.labapp import LabApp

    seen = []
    monkeypatch.setattr(LabApp, "launch_instance", seen.append)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.chdir(tmp_path)
    return seen


def test_version(capsys):
    with pytest.raises(SystemExit) as stop:
        command_line.main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"hpviz {version('hpviz')}\n"


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["--nonsense"]])
def test_what_it_does_not_know_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        command_line.main(arguments)
    assert stop.value.code == 2
    assert "usage: hpviz" in capsys.readouterr().err


def test_demo_places_the_notebook_and_passes_options_on(launched, tmp_path):
    assert command_line.main(["demo", "--no-browser", "--port", "9999", "--debug"]) == 0
    notebook = nbformat.read(tmp_path / "hpviz-demo" / "quickstart.ipynb", as_version=4)
    assert "hpviz.Panel(VEHICLE" in notebook.cells[1].source
    ((*options,),) = launched
    assert "--LabApp.default_url=/lab/tree/quickstart.ipynb" in options
    assert {"--no-browser", "--port=9999", "--debug"} <= set(options)


def test_demo_places_a_notebook_that_runs_itself_once(launched, tmp_path, capsys):
    placed = tmp_path / "quickstart.ipynb"
    demo = ["demo", "--folder", str(tmp_path)]
    command_line.main(demo)
    notebook = nbformat.read(placed, as_version=4)
    assert NotebookNotary().check_signature(notebook)
    scripts = [cell for cell in notebook.cells if cell.get("outputs")]
    assert ["run-all-above" in cell.outputs[0].data["application/javascript"] for cell in scripts] == [True]
    # What was only run and saved is opened anew; what somebody has written is theirs.
    scripts[0].outputs = []
    nbformat.write(notebook, placed)
    command_line.main(demo)
    assert "run-all-above" in placed.read_text()
    notebook.cells[1].source += "  # mine"
    nbformat.write(notebook, placed)
    capsys.readouterr()
    command_line.main(demo)
    assert "run-all-above" not in placed.read_text()
    assert "opening your copy" in capsys.readouterr().out


def test_demo_keeps_a_copy_that_somebody_worked_in(launched, tmp_path, capsys, monkeypatch):
    mine = tmp_path / "here" / "quickstart.ipynb"
    mine.parent.mkdir()
    mine.write_text("mine")
    assert command_line.main(["demo", "--folder", "here"]) == 0
    assert mine.read_text() == "mine"
    assert "hpviz demo --fresh" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path)
    assert command_line.main(["demo", "--folder", "here", "--fresh"]) == 0
    assert mine.read_text() != "mine"
    assert len(launched) == 2


def test_demo_without_jupyterlab_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr(demo, "find_spec", lambda _: None)
    assert command_line.main(["demo"]) == 2
    assert 'pip install "hpviz[demo]"' in capsys.readouterr().err


def test_demo_says_where_it_cannot_write(launched, tmp_path, capsys):
    (tmp_path / "taken").write_text("a file")
    assert command_line.main(["demo", "--folder", "taken"]) == 2
    assert "--folder" in capsys.readouterr().err
    assert launched == []


def test_demo_serves_the_notebook(tmp_path):
    log = tmp_path / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "hpviz", "demo", "--no-browser", "--port=0", "--IdentityProvider.token="],
            cwd=tmp_path,
            env={
                **os.environ,
                "HOME": str(tmp_path),
                "JUPYTER_RUNTIME_DIR": str(tmp_path / "run"),
                "JUPYTER_DATA_DIR": str(tmp_path / "jupyter"),
            },
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        response = _ask(tmp_path, server, "api/contents/quickstart.ipynb?content=0")
    finally:
        server.terminate()
        server.wait(30)
    assert response is not None, log.read_text()
    assert response["type"] == "notebook"


def test_read_prints_a_summary_and_writes_a_table(tmp_path, capsys):
    source, target = tmp_path / "runs.csv", tmp_path / "out.csv"
    source.write_text("params.lr,metrics.loss,status\n0.1,1,finished\n0.2,2,crashed\n")
    assert command_line.main(["read", str(source), "-o", str(target)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "CSV file runs.csv: 2 runs (1 finished, 1 crashed)",
        "  params   lr",
        "  metrics  loss",
        "  aside    status (the run's status)",
        f"wrote {target}",
    ]
    assert target.read_text().splitlines()[0] == "run_id,status,created,params.lr,metrics.loss"


def test_read_takes_one_experiment_of_a_store(stores, capsys):
    store = str(stores / "optuna" / "study.db")
    assert command_line.main(["read", store, "--experiment", "two-objectives"]) == 0
    assert "Optuna study 'two-objectives' in study.db: 12 runs (12 finished)" in capsys.readouterr().out


def test_read_refuses_in_a_sentence(tmp_path, capsys):
    assert command_line.main(["read", str(tmp_path / "gone")]) == 2
    assert capsys.readouterr().err.startswith("hpviz: there is no file or folder")


def _ask(home, server, path, patience=60):
    until = time.monotonic() + patience
    while time.monotonic() < until and server.poll() is None:
        for facts in home.glob("run/jpserver-*.json"):
            try:
                url = json.loads(facts.read_text())["url"] + path
                with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
                    return json.load(answer)
            except (OSError, ValueError):
                pass
        time.sleep(0.1)
    return None


@pytest.mark.parametrize("written", ["runs.csv", "./runs.csv", "link.csv", "hard.csv"])
def test_the_file_that_is_read_is_not_written_over(written, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "runs.csv"
    source.write_text("lr,loss,note\n0.1,1,a\n0.2,2,b\n")
    (tmp_path / "link.csv").symlink_to(source)
    (tmp_path / "hard.csv").hardlink_to(source)
    before = source.read_bytes()
    assert command_line.main(["read", "runs.csv", "-o", written]) == 2
    assert "is the file that is read" in capsys.readouterr().err
    assert source.read_bytes() == before


def test_a_report_is_not_written_over_its_source(tmp_path, capsys):
    source = tmp_path / "runs.json"
    source.write_text('[{"lr": 0.1, "loss": 1}, {"lr": 0.2, "loss": 2}]')
    before = source.read_bytes()
    assert command_line.main(["report", str(source), "-o", str(source)]) == 2
    assert source.read_bytes() == before


def test_kinds_are_read_as_they_are_said(tmp_path, capsys):
    table = tmp_path / "runs.csv"
    rows = [f"{size},{depth},{size * depth}" for size in (16, 32, 64) for depth in range(1, 11)]
    table.write_text("\n".join(["a=b,depth,loss", *rows]) + "\n")
    report = tmp_path / "report.json"
    options = ["--kinds", "a=b=category", "--axis", "depth=log", "--trees", "10", "-o", str(report)]
    assert command_line.main(["report", str(table), *options]) == 0
    kinds = {row["param"]: row["kind"] for row in json.loads(report.read_text())["params"]}
    assert kinds == {"a=b": "categorical", "depth": "numeric"}
    assert command_line.main(["read", str(table), "--kinds", "depth=nonsense"]) == 2
    with pytest.raises(SystemExit):
        command_line.main(["read", str(table), "--kinds", "depth"])


def test_a_folder_that_may_not_be_looked_into_is_refused(tmp_path, monkeypatch, capsys):
    from hpviz.sources.registry import STORES

    def refused(_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "inside").mkdir()
    readers = [replace(STORES[0], recognises=refused), *STORES]
    monkeypatch.setattr("hpviz.sources.stores.STORES", readers)
    assert command_line.main(["read", str(tmp_path)]) == 2
    assert "is no tracker's store" in capsys.readouterr().err


def test_rank_prints_what_python_prints(capsys):
    assert command_line.main(["rank", str(VEHICLE), "--metric", "val_acc"]) == 0
    assert capsys.readouterr().out == f"{hpviz.rank(VEHICLE, 'val_acc')}\n"


def test_rank_as_json_has_every_figure(capsys):
    assert command_line.main(["rank", str(VEHICLE), "-m", "val_acc", "--where", "depth <= 3", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    ranking = hpviz.rank(VEHICLE, "val_acc", where="depth <= 3")
    assert document["schema"] == "hpviz-ranking/1"
    assert document["headline"] == ranking.headline
    assert [row["importance"] for row in document["params"]] == ranking.table().importance.tolist()


def test_rank_without_an_answer_says_why_and_ends_with_1(tmp_path, capsys):
    (tmp_path / "runs.csv").write_text("lr,val_loss\n0.1,1\n")
    assert command_line.main(["rank", str(tmp_path / "runs.csv"), "--json"]) == 1
    assert "Only one run" in json.loads(capsys.readouterr().out)["problem"]
    for form in ((), ("--json",), ("--as", "wandb")):
        assert command_line.main(["next-sweep", str(tmp_path / "runs.csv"), *form]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert "nothing to advise: Only one run" in said.err


@pytest.mark.parametrize("tool", ["wandb", "optuna", "ray", "sklearn", "configspace"])
def test_the_next_sweep_is_written_for_a_tool(tool, tmp_path, capsys):
    place = tmp_path / "space.txt"
    arguments = ["next-sweep", str(VEHICLE), "-m", "val_acc", "--as", tool]
    assert command_line.main(arguments) == 0
    assert command_line.main([*arguments, "-o", str(place)]) == 0
    text = hpviz.rank(VEHICLE, "val_acc").next_sweep().text(tool)
    assert text.strip()
    assert (capsys.readouterr().out, place.read_text()) == (text, text)


def test_the_next_sweep_in_words_and_as_json(capsys):
    assert command_line.main(["next-sweep", str(VEHICLE), "-m", "val_acc"]) == 0
    words = capsys.readouterr().out
    assert command_line.main(["next-sweep", str(VEHICLE), "-m", "val_acc", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    advice = hpviz.rank(VEHICLE, "val_acc").next_sweep()
    assert document["schema"] == "hpviz-next-sweep/1"
    assert document["sentences"] == list(advice.sentences)
    assert all(sentence in words for sentence in advice.sentences)
    assert [row["param"] for row in document["params"]] == advice.table().param.tolist()


def test_a_folder_that_is_missing_is_said(tmp_path, capsys):
    place = str(tmp_path / "missing" / "x.json")
    assert command_line.main(["rank", str(VEHICLE), "-m", "val_acc", "--json", "-o", place]) == 2
    assert "cannot write" in capsys.readouterr().err


@pytest.fixture(scope="module")
def of_the_world(tmp_path_factory):
    """A table with names that cp1252, what a pipe on Windows has, cannot write."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"学习率": 10 ** rng.uniform(-4, -1, 60), "😀": rng.choice(["a", "ü→b"], 60)})
    frame["val_loss→"] = (np.log10(frame["学习率"]) + 2.5) ** 2 + rng.normal(0, 0.1, 60)
    path = tmp_path_factory.mktemp("world") / "läufe 学.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture
def printed(of_the_world, monkeypatch):
    """Run a command with an output of some encoding; returns the bytes that came out of both streams."""

    def of(encoding, *arguments):
        monkeypatch.chdir(of_the_world.parent)
        raw = io.BytesIO()
        for stream in ("stdout", "stderr"):
            monkeypatch.setattr(sys, stream, io.TextIOWrapper(raw, encoding=encoding, write_through=True))
        assert command_line.main([arguments[0], of_the_world.name, *arguments[1:]]) == 0
        return raw.getvalue()

    return of


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
@pytest.mark.parametrize("command", [["read"], ["rank"], ["next-sweep"], ["report", "-o", "学.md"]])
def test_nothing_dies_of_what_the_output_cannot_write(printed, command, encoding):
    shown = "学" if encoding == "utf-8" else r"\u5b66"
    assert shown in printed(encoding, *command).decode(encoding)


def test_a_refusal_does_not_die_of_it_either(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="cp1252", write_through=True))
    assert command_line.main(["read", "学.csv"]) == 2
    assert rb"\u5b66.csv" in raw.getvalue()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_what_programs_take_is_right_in_any_encoding(printed, encoding):
    document = json.loads(printed(encoding, "rank", "--json").decode("utf-8"))
    assert {row["param"] for row in document["params"]} == {"学习率", "😀"}
    code = printed(encoding, "next-sweep", "--as", "optuna").decode("utf-8")
    names: dict = {}
    exec(compile(code, "code", "exec"), names)  # noqa: S102 - what hpviz itself has written
    assert set(names["distributions"]) == {"学习率", "😀"}
    space = yaml.safe_load(printed(encoding, "next-sweep", "--as", "wandb").decode("utf-8"))
    assert set(space["parameters"]) == {"学习率", "😀"}


COMMANDS = (["read"], ["rank"], ["rank", "--json"], ["next-sweep"], ["next-sweep", "--as", "wandb"])


@pytest.mark.skipif(os.name == "nt", reason="a pipe there ends otherwise")
@pytest.mark.parametrize(
    "arguments", [*COMMANDS, ["--help"], ["rank", "--help"], ["--version"]], ids=" ".join
)
def test_a_reader_that_goes_away_ends_a_command_quietly(arguments, tmp_path):
    """As ``hpviz read runs.csv | head -0`` has it: the reader is gone before anything is written."""
    source = []
    if arguments in COMMANDS:
        pd.read_csv(VEHICLE).head(60).to_csv(tmp_path / "runs.csv", index=False)
        source = [str(tmp_path / "runs.csv")]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        command = [sys.executable, "-m", "hpviz", *arguments, *source]
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writing)
    assert done.stderr == ""
    # argparse writes its help whether it can or not.
    assert done.returncode == (141 if source else 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_what_cannot_be_printed_is_said_in_a_sentence(arguments, tmp_path):
    pd.read_csv(VEHICLE).head(60).to_csv(tmp_path / "runs.csv", index=False)
    command = [sys.executable, "-m", "hpviz", *arguments, str(tmp_path / "runs.csv")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "hpviz: cannot print (No space left on device)\n")


@pytest.mark.skipif(os.name == "nt", reason="no shell that closes it")
def test_a_closed_output_is_no_error(tmp_path):
    """As ``hpviz rank runs.csv >&-`` has it: Python has no standard output then."""
    pd.read_csv(VEHICLE).head(60).to_csv(tmp_path / "runs.csv", index=False)
    command = ["sh", "-c", '"$0" -m hpviz rank runs.csv >&-', sys.executable]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_standard_input_is_refused_by_its_sign(capsys):
    assert command_line.main(["rank", "-"]) == 2
    assert "standard input is not read" in capsys.readouterr().err
