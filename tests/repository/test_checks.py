"""The registry of checks: every code stands for one kind of note, for ever, and every note is of a kind."""

from __future__ import annotations

import copy
import json
import os
import pickle
import re
from pathlib import Path

import pytest

import hpviz
from hpviz.checks import BY_SUBJECT, CHECKS, Note, checked_codes
from hpviz.checks.tables import checks_tables
from hpviz.data import VEHICLE
from hpviz.export.report import as_text

ROOT = Path(__file__).parents[2]
MDI = "The figures of the"
DOCUMENT = ROOT / "docs" / "checks.md"
# A code stays when its check is gone; then its line here says so, and no check may take it.
CODES = json.loads((Path(__file__).parent / "checks.json").read_text("utf-8"))


def test_no_code_is_changed_or_used_for_another_kind():
    assert {code: check.name for code, check in CHECKS.items()} == CODES


def test_a_code_is_that_of_a_single_check_in_the_block_of_its_subject():
    every = [check for checks in BY_SUBJECT.values() for check in checks]
    assert len({check.code for check in every}) == len(every) == len(CHECKS)
    assert len({check.name for check in every}) == len(every)
    for block, checks in enumerate(BY_SUBJECT.values()):
        codes = [check.code for check in checks]
        assert codes == sorted(codes)
        assert all(re.fullmatch(rf"HP{block}\d\d", code) for code in codes)


def test_meanings_and_remedies_are_sentences():
    for check in CHECKS.values():
        assert re.match(r"[a-zA-Z][^.|]*$", check.name), check.code
        assert re.fullmatch(r"[A-Z][^|]*[.]", check.means), check.code
        assert re.fullmatch(r"[A-Z][^|]*[.]", check.remedy), check.code


def test_every_check_has_a_note_that_is_written():
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "hpviz").rglob("*.py")))
    for module in ("rankings", "columns", "stores", "several"):
        text = (ROOT / "hpviz" / "checks" / f"{module}.py").read_text("utf-8")
        for name in re.findall(r"^(\w+) = Check\($", text, re.MULTILINE):
            assert re.search(rf"\b{name}\b(?! = Check)", code.replace(text, "")), name


def test_the_document_has_the_tables_of_the_registry():
    head, mark, tables = DOCUMENT.read_text("utf-8").partition("<!-- the registry -->\n\n")
    if os.environ.get("HPVIZ_WRITE_GOLDEN"):
        DOCUMENT.write_text(f"{head}<!-- the registry -->\n\n{checks_tables()}", "utf-8")
        return
    assert mark
    assert tables == checks_tables(), "HPVIZ_WRITE_GOLDEN=1 writes them anew"


def test_a_note_is_its_text_with_a_code_and_a_remedy():
    (note,) = hpviz.rank(VEHICLE, "val_acc", method="mdi").notes
    assert isinstance(note, str)
    assert note.startswith(MDI)
    assert (note.code, note.remedy) == ("HP010", "Choose method='oob' for the recommended importance.")
    for same in (copy.deepcopy(note), pickle.loads(pickle.dumps(note))):  # noqa: S301 - just written
        assert (same, same.code) == (note, "HP010")


def test_runs_keep_the_codes_of_their_notes_whatever_is_corrected():
    runs = hpviz.read([{"lr": 0.1, "odd": 3, "loss": 0.5}, {"lr": 0.2, "odd": 4, "loss": 0.4}])
    assert {note.code for note in runs.notes} >= {"HP103"}
    corrected = runs.with_roles({"odd": "aside"})
    assert all(isinstance(note, Note) and note.code in CHECKS for note in corrected.notes)
    joined = hpviz.read({"a": runs, "b": [{"lr": 0.3, "loss": 0.1, "more": 1}]})
    assert {"HP301", "HP302"} <= {note.code for note in joined.notes}
    assert f"  HP301    {joined.notes[0]}" in repr(joined)


def test_a_note_without_a_kind_is_of_your_own(make_runs):
    runs = make_runs({"lr": [0.1, 0.2]}, {"loss": [1.0, 2.0]})
    own = type(runs).of(runs.columns.values(), 2, notes=("Of mine.",))
    assert [(str(note), note.code) for note in own.notes] == [("Of mine.", "HP100")]


def test_what_is_dismissed_is_left_out_wherever_notes_are_shown():
    rows = [{"lr": lr, "width": lr % 7, "zz": (lr - 20) ** 2} for lr in range(40)]
    assert [note.code for note in hpviz.read(rows, metrics="zz", dismiss="HP103").notes] == []
    guess = "its name does not say so"
    shown, dismissed = (hpviz.rank(rows, metrics="zz", dismiss=codes) for codes in ((), ["HP004"]))
    for ranking, is_shown in ((shown, True), (dismissed, False)):
        assert ("HP004" in {note.code for note in ranking.notes}) == is_shown
        html = ranking._repr_mimebundle_()["text/html"]
        for text in (str(ranking), html, as_text(ranking, 0), *ranking.next_sweep().sentences[:1]):
            assert (guess in text) == is_shown
    again = hpviz.rank(hpviz.read(rows, metrics="zz", dismiss=["HP004"]))
    assert again.notes == dismissed.notes
    assert again.dismissed == {"HP004"}
    assert dismissed.dismissing(()).notes == shown.notes


def test_a_report_has_no_note_on_the_source_that_is_dismissed():
    rows = [{"lr": (7 * row % 31) / 31, "width": row % 5, "loss": (7 * row % 31) ** 2} for row in range(30)]
    ranking = hpviz.rank(rows)
    guessed = "it was guessed from their names and values"
    assert guessed in as_text(ranking, 0)
    assert guessed not in as_text(ranking.dismissing("HP103"), 0)


def test_dismissing_changes_no_figure():
    ranking = hpviz.rank(VEHICLE, "val_acc", method="mdi")
    assert ranking.dismissing("HP010").table().equals(ranking.table())
    assert ranking.dismissing(()) is ranking


def test_runs_that_are_read_again_or_joined_keep_what_was_dismissed():
    rows = [{"lr": lr, "width": str(lr % 7), "zz": (lr - 20) ** 2} for lr in range(40)]
    runs = hpviz.read(rows, metrics="zz", dismiss=["HP004", "HP103"])
    for again in (hpviz.read(runs, kinds={"width": "category"}), runs.where("lr > 5"), runs.with_roles({})):
        assert again.dismissed == {"HP004", "HP103"}
        assert again.notes == ()
    joined = hpviz.read({"before": runs, "after": rows}, metrics="zz")
    assert joined.dismissed == runs.dismissed
    assert {note.code for note in joined.notes} == {"HP301"}
    assert "HP004" not in {note.code for note in hpviz.rank(joined).notes}
    overview = hpviz.overview(runs)
    assert "does not say so" not in " ".join(overview.sentences)
    assert "does not say so" in " ".join(hpviz.overview(rows, metrics="zz").sentences)


@pytest.mark.parametrize("given", ["HP999", ["HP012", "hp012"], 12, None])
def test_a_code_that_does_not_exist_is_refused(given):
    with pytest.raises(hpviz.HpvizError, match=r"no check '|neither a code nor"):
        checked_codes(given)


def test_the_panel_leaves_out_what_is_dismissed_and_ranks_nothing_again():
    panel = hpviz.Panel(VEHICLE, "val_acc", method="mdi", dismiss="HP010", remember=False)
    assert panel.dismiss == ["HP010"]
    assert panel.ranking.notes == ()
    # The view has them all, and brings them back by itself.
    assert [note[0] for note in panel._ranking["notes"]] == ["HP010"]
    before, ranked = panel._ranking, panel.ranking.evidence
    panel.set_state({"dismiss": []})
    assert [note.code for note in panel.ranking.notes] == ["HP010"]
    assert panel._ranking is before
    assert panel.ranking.evidence is ranked
    assert MDI in panel._static_view()["text/html"]
    panel.set_state({"dismiss": ["HP012", "HP010"]})
    assert panel.dismiss == ["HP010", "HP012"]
    assert MDI not in panel._static_view()["text/html"]
    assert "dismiss=['HP010', 'HP012']" in panel.code()
    with pytest.raises(hpviz.HpvizError, match="no check 'HP999'"):
        panel.dismiss = ["HP999"]
    panel.method = "oob"
    panel.method = "mdi"
    assert panel.ranking.notes == ()
    panel.close()


def test_runs_that_were_read_without_notes_have_none_in_the_panel():
    panel = hpviz.Panel(hpviz.read(VEHICLE, dismiss="HP010"), "val_acc", method="mdi", remember=False)
    assert (panel.dismiss, panel.ranking.notes) == (["HP010"], ())
    panel.close()


def test_what_is_dismissed_on_screen_comes_back_with_the_source(tmp_path, monkeypatch):
    monkeypatch.setenv("HPVIZ_MEMORY", str(tmp_path))
    panel = hpviz.Panel(VEHICLE, method="mdi")
    panel.set_state({"dismiss": ["HP010"]})
    assert panel.remembered == "Remembered for this source: 1 dismissed note."
    panel.close()
    again = hpviz.Panel(VEHICLE, method="mdi")
    assert (again.dismiss, again.ranking.notes) == (["HP010"], ())
    again.forget()
    assert again.dismiss == []
    assert [note.code for note in again.ranking.notes] == ["HP010"]
    again.close()
    kept = tmp_path / ".hpviz.json"
    sources = {VEHICLE.as_posix(): {"dismiss": ["HP010", "HP999", 3]}}
    kept.write_text(json.dumps({"sources": sources}), "utf-8")
    panel = hpviz.Panel(VEHICLE)
    assert panel.dismiss == ["HP010"]
    panel.close()
