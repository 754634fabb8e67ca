"""Check codes on the command line: printed, dismissed, failed on."""

from __future__ import annotations

import json

import pytest

from hpviz import __main__ as command_line
from hpviz.data import VEHICLE

RANK = ["rank", str(VEHICLE), "--metric", "val_acc", "--method", "mdi", "--trees", "20"]


@pytest.fixture
def table(tmp_path):
    """A table that does not say which columns are what."""
    path = tmp_path / "runs.csv"
    rows = [f"{(7 * row % 31) / 31},{row % 5},{(7 * row % 31) ** 2}" for row in range(30)]
    path.write_text("\n".join(["lr,width,loss", *rows]), "utf-8")
    return str(path)


def test_notes_are_printed_with_their_codes(table, capsys):
    assert command_line.main(RANK) == 0
    assert "\nHP010 The figures of the W&B panel" in capsys.readouterr().out
    assert command_line.main(["read", table]) == 0
    assert "  HP103    The columns do not say which" in capsys.readouterr().out


def test_what_is_dismissed_is_not_printed(table, capsys):
    assert command_line.main([*RANK, "--dismiss", "HP010"]) == 0
    assert "HP010" not in capsys.readouterr().out
    assert command_line.main(["read", table, "--dismiss", "HP103"]) == 0
    assert "HP103" not in capsys.readouterr().out


def test_json_has_the_notes_as_objects_and_what_was_dismissed(capsys):
    assert command_line.main([*RANK, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (check,) = document["checks"]
    assert check["code"] == "HP010"
    assert check["text"] == document["notes"][0]
    assert check["remedy"] == "Choose method='oob' for the recommended importance."
    assert document["dismissed"] == []
    assert command_line.main([*RANK, "--json", "--dismiss", "HP010", "--dismiss", "HP012"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["checks"], document["notes"]) == ([], [])
    assert document["dismissed"] == ["HP010", "HP012"]


def test_a_command_fails_on_a_code_after_it_has_done_its_work(table, tmp_path, capsys):
    assert command_line.main([*RANK, "--fail-on", "HP010", "--fail-on", "HP012"]) == 3
    printed = capsys.readouterr()
    assert "learning_rate_init" in printed.out
    assert printed.err == "hpviz: noticed HP010 (another method)\n"
    assert command_line.main([*RANK, "--fail-on", "HP012"]) == 0
    assert command_line.main([*RANK, "--fail-on", "HP010", "--dismiss", "HP010"]) == 0
    report = tmp_path / "report.md"
    # A note on the source counts as one on the ranking does.
    assert command_line.main(["report", table, "-o", str(report), "--fail-on", "HP103"]) == 3
    assert report.read_text("utf-8").startswith("# Which parameters matter for loss")
    assert command_line.main(["read", table, "--fail-on", "HP103"]) == 3
    assert command_line.main(["next-sweep", table, "--fail-on", "HP103"]) == 3


@pytest.mark.parametrize("option", ["--fail-on", "--dismiss"])
def test_a_code_that_does_not_exist_is_refused_before_anything_is_written(option, table, tmp_path, capsys):
    report = tmp_path / "report.md"
    assert command_line.main(["report", table, "-o", str(report), option, "HP999"]) == 2
    assert "no check 'HP999'" in capsys.readouterr().err
    assert not report.exists()
