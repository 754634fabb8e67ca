"""Documents for programs have the form that their schema says, whatever the runs are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import hpviz
from hpviz import __main__ as command_line
from hpviz.data import VEHICLE
from hpviz.export.documents import effect_document, next_sweep_document, ranking_document, runs_document
from hpviz.export.schemas import SCHEMAS

jsonschema = pytest.importorskip("jsonschema")

DOCS = Path(__file__).parents[2] / "docs" / "command_line.md"
SWEEPS = {
    "plain": [{"lr": (7 * row % 31) / 31, "opt": "ab"[row % 2], "loss": row % 7} for row in range(40)],
    "one run": [{"lr": 0.1, "loss": 1.0}],
    "no metric": [{"opt": "a", "kind": "b"}, {"opt": "b", "kind": "c"}],
    "guessed": [{"a": row % 5, "b": row % 3, "c": (row * 7) % 11} for row in range(30)],
    "failing": [{"lr": row % 9, "loss": float("nan") if row % 3 else 1.0 + row} for row in range(30)],
}


def checked(document):
    """The document as a program reads it, after it was checked against its schema."""
    document = json.loads(json.dumps(document, allow_nan=False))
    jsonschema.validate(document, SCHEMAS[document["schema"]])
    return document


@pytest.mark.parametrize("sweep", SWEEPS)
def test_documents_of_any_runs_fit_their_schema(sweep):
    runs = hpviz.read(SWEEPS[sweep])
    assert checked(runs_document(runs))["runs"] == len(SWEEPS[sweep])
    for options in ({}, {"method": "mdi"}, {"where": "lr > 99"} if "lr" in runs.params else {}):
        ranking = hpviz.rank(runs, trees=20, **options)
        document = checked(ranking_document(ranking, {}))
        assert (document["problem"] is None) == (ranking.problem is None)
        if ranking.scores and ranking.runs_used > 1:
            param = ranking.scores[0].param
            checked(effect_document(ranking, param, ranking.effect(param)))
            checked(next_sweep_document(ranking.next_sweep()))


def test_schemas_are_schemas_and_are_described():
    text = DOCS.read_text("utf-8")
    for name, schema in SCHEMAS.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert f"**`{name}`**" in text
        described = text.partition(f"**`{name}`**")[2].partition("**`hpviz-")[0]
        keys = set(schema["properties"]) - {"schema"}
        assert {key for key in keys if f"`{key}`" not in described} == set()


def test_a_document_of_another_form_does_not_fit():
    document = ranking_document(hpviz.rank(VEHICLE, "val_acc", trees=10), {})
    for broken in ({"trust": "great"}, {"runs_used": -1}, {"checks": [{"code": "12"}]}, {"schema": "x/1"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document | broken, SCHEMAS["hpviz-ranking/1"])


def test_read_as_json_says_what_was_read_and_guessed(tmp_path, capsys):
    table = tmp_path / "copy.csv"
    assert command_line.main(["read", str(VEHICLE), "--json", "-o", str(table)]) == 0
    printed = capsys.readouterr()
    document = checked(json.loads(printed.out))
    assert printed.err == f"wrote {table}\n"
    assert document["metrics"][1] == {"name": "val_acc", "goal": "maximize", "goal_is_guessed": False}
    assert {"name": "dataset", "reason": "one value only"} in document["aside"]
    assert len(hpviz.read(table)) == document["runs"] == 500


def test_json_is_printed_or_written_to_the_file_that_is_named(tmp_path, capsys):
    rank = ["rank", str(VEHICLE), "--metric", "val_acc", "--trees", "10", "--json"]
    assert command_line.main([*rank, "-o", "-"]) == 0
    printed = capsys.readouterr().out
    assert command_line.main([*rank, "-o", str(tmp_path / "x.json")]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "x.json").read_text("utf-8") == printed
