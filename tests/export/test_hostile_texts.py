"""Texts of strangers end no process, reach no terminal as they are, and can be written everywhere."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.charts.drawing.names import OF_EVERY_OBJECT, drawable
from hpviz.errors import HpvizError
from hpviz.legible_text import legible, legible_array, legible_each, numbered
from hpviz.runs import Runs
from hpviz.runs.column import Column
from hpviz.text.panel import UNEXPECTED
from tests.conftest import needs_extra

ROOT = Path(__file__).parents[2]


def test_hostile_texts_pass_through_every_view_and_format():
    """In a process of its own: a control character in a picture used to end it."""
    needs_extra("picture.html")
    needs_extra("table.parquet")
    done = subprocess.run(
        [sys.executable, "-m", "tests.export.hostile_texts"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout.split()[0]) > 30


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\0b", r"a\x00b"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\ufffe", r"\ufffe"),
        ("\ud800", r"\ud800"),
        ("\u202eabc", r"\u202eabc"),
        ("a\nb\t\r\u2028", r"a\nb\t\r\u2028"),
        ("\x9b", r"\x9b"),
    ],
)
def test_what_cannot_be_shown_is_written_out(text, shown):
    assert legible(text) == shown
    assert legible(shown) == shown


@pytest.mark.parametrize("text", ["", "lr", "\u00e9\u05d0\U0001f980", "a\u200db", "C:\\x", r"a\x00b", "\xa0"])
def test_other_texts_stay_themselves(text):
    assert legible(text) is text or legible(text) == text


def test_every_character_that_xml_or_utf_8_lacks_is_written_out():
    lacking = [*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
    assert all(legible(chr(code)).isascii() for code in lacking)


def test_different_texts_stay_different():
    shown = legible_each(["a\0", r"a\x00", r"a\x00 (2)", "a"])
    assert shown == [r"a\x00 (3)", r"a\x00", r"a\x00 (2)", "a"]
    assert numbered(["a", "a", "a (2)", "a"]) == ["a", "a (2)", "a (2) (2)", "a (3)"]


@pytest.mark.parametrize("texts", [["a", "b\0c", ""], ["\x1b"], ["\ud800", "\udfff"], ["\u05d0", "\u202e"]])
def test_arrays_are_as_their_texts(texts):
    assert legible_array(np.array(texts)).tolist() == [legible(text) for text in texts]
    assert legible_array(np.array([*texts, "wide" * 40])).tolist()[:-1] == [legible(text) for text in texts]


def test_an_array_without_such_texts_is_itself():
    for array in (np.array(["run-1", "\u00e9"]), np.broadcast_to("", 10), np.array([], dtype=np.str_)):
        assert legible_array(array) is array


@pytest.fixture
def runs():
    columns = [
        Column.from_values("opt\x01", ["a\x1b", r"a\x1b", "b", "a\x1b"]),
        Column.from_numbers("config.\ud800", [1, 2, 3, 4]),
        Column.from_numbers("los\u202es", [1, 2, 3, 4]).labelled(role="metric"),
    ]
    return Runs.of(
        columns,
        4,
        run_ids=np.array(["1\x07", "2", "3", r"1\x07"]),
        names=np.array(["\x1b[31m", "", "", ""]),
        source="file \x1b",
        notes=("note \u202e",),
    )


def test_runs_are_legible_and_names_are_accepted_as_the_source_spells_them(runs):
    assert list(runs.columns) == [r"opt\x01", r"config.\ud800", r"los\u202es"]
    assert runs.columns[r"opt\x01"].given_name == "opt\x01"
    assert runs.resolve("opt\x01") == r"opt\x01"
    assert runs.resolve("los\u202es", "metric") == r"los\u202es"
    assert runs.with_roles({"opt\x01": "aside"}).columns[r"opt\x01"].role == "aside"
    assert runs.run_ids.tolist() == [r"1\x07 (2)", "2", "3", r"1\x07"]
    assert runs.names[0] == r"\x1b[31m"
    assert "\x1b" not in repr(runs)
    assert "\u202e" not in repr(runs)


def test_levels_are_legible_different_and_found_by_their_own_text(runs):
    column = runs.columns[r"opt\x01"]
    assert len(set(column.levels)) == 3
    assert not any("\x1b" in level for level in column.levels)
    assert column.codes[0] == column.codes[3] != column.codes[1]


def test_an_expression_finds_a_level_by_the_source_s_text():
    runs = Runs.of([Column.from_values("opt", ["a\x1b", "b"])], 2)
    assert runs.matching(r"opt == 'a\x1b'").tolist() == [True, False]
    assert runs.matching("opt == 'a\x1b'").tolist() == [True, False]
    assert runs.matching("opt contains '\x1b'").tolist() == [True, False]


def test_refusals_are_legible_and_keep_their_lines():
    assert str(HpvizError("no \x1b[31m\u202e\n  that")) == "no \\x1b[31m\\u202e\n  that"
    with pytest.raises(HpvizError) as refusal:
        hpviz.read("/tmp/\x1b[31mno such")  # noqa: S108 - there is none
    assert "\x1b" not in str(refusal.value)


@pytest.mark.parametrize("name", sorted(OF_EVERY_OBJECT))
def test_no_text_of_a_picture_is_what_every_object_has(name):
    spec = {"data": {"values": [{"f0": name}]}, "encoding": {"x": {"title": name, "sort": [name]}}}
    shown = drawable(spec)
    assert shown["data"]["values"] == [{"f0": f"{name} "}]
    assert shown["encoding"]["x"] == {"title": f"{name} ", "sort": [f"{name} "]}


def test_a_backslash_in_a_title_starts_no_escape():
    spec = {"title": {"text": "a\\x07"}, "encoding": {"x": {"title": "a\\x07", "sort": ["a\\x07"]}}}
    assert drawable(spec)["encoding"]["x"] == {"title": "a\\\\x07", "sort": ["a\\x07"]}
    assert drawable(spec)["title"] == spec["title"]


def test_csv_is_guarded_against_formulas_where_that_is_wanted(tmp_path, runs):
    from hpviz.export import csv_text, save
    from hpviz.runs import write as runs_file

    frame = pd.DataFrame({"=p": ["=1+1", "+a", "-b", "@c", "d", None], "n": [-1.5, 2, 3, 4, 5, 6]})
    shown = "'=p,n\n'=1+1,-1.5\n'+a,2.0\n'-b,3.0\n'@c,4.0\nd,5.0\n,6.0\n"
    assert csv_text(frame, guard=True) == shown
    assert csv_text(frame).startswith("=p,n\n=1+1,-1.5")
    assert save(frame, tmp_path / "a.csv", guard=True).read_text() == shown
    named = Runs.of([Column.from_values("x", ["=1", -2])], 2, names=np.array(["@a", "b"]))
    assert runs_file.write(named, tmp_path / "b.csv", guard=True).read_text().splitlines()[1:] == [
        "0,'@a,unknown,,'=1",
        "1,b,unknown,,'-2",
    ]


MESSAGES = [
    *[None, 3, "call", [], ["event"], {}],
    *[
        {"event": event}
        for event in (None, 1, ["call"], {}, "nothing", "__init__", "close", "joint", "effect")
    ],
    *[{"event": "export", "what": "effect", "to": to} for to in ("svg", "python", ["csv"], None, "exe")],
    *[
        {"event": "export", "what": what, "to": "png"}
        for what in (None, "joint", "compare", "__proto__", 10**5000)
    ],
    {"event": "export"},
    {"event": "export", "what": "next", "to": "python"},
    {"event": "explain", "run": 10**5000},
    {"event": "insight", "name": "__proto__"},
    {"event": "insight", "of": []},
    {"event": "call", "id": {"a": [None]}},
    {"event": "effect", "param": "\x1b"},
]


def test_messages_of_any_shape_are_ignored_or_answered(make_runs, monkeypatch):
    rng = np.random.default_rng(0)
    runs = make_runs({"lr": rng.random(30), "opt": ["a", "b"] * 15}, {"loss": rng.random(30)})
    panel = hpviz.Panel(runs, trees=5)
    monkeypatch.setattr(panel, "send", lambda content, buffers=None: None)
    try:
        for message in MESSAGES:
            panel.set_trait("notice", "")
            panel._handle_custom_msg(message, [])
            panel._worker.wait()
            assert UNEXPECTED not in panel.notice, message
            if isinstance(message, dict) and message.get("event") == "export":
                assert panel.notice, message
        assert panel.ranking.scores
    finally:
        panel.close()
