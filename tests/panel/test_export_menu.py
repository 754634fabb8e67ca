"""What the menu of the panel exports: files, outputs of the notebook, and code that rebuilds the view."""

import json
import time

import pandas as pd
import pytest

import hpviz
from hpviz.errors import HpvizError
from hpviz.export.requests import as_file, as_output, export_request


@pytest.fixture
def panel(training, monkeypatch):
    made = hpviz.Panel(training)
    made.sent = []
    monkeypatch.setattr(made, "send", lambda content, buffers=None: made.sent.append((content, buffers)))
    return made


def export(panel, **request):
    """Ask as the view does, and wait until it is told something."""
    panel.sent.clear()
    panel._handle_custom_msg({"event": "export", **request}, [])
    until = time.monotonic() + 60
    while not panel.sent and not panel.notice:
        assert time.monotonic() < until
        time.sleep(0.01)
    return panel.sent[0] if panel.sent else panel.notice


@pytest.mark.parametrize("thing", ["ranking", "table", "parallel", "pairs"])
def test_only_a_search_space_is_copied_as_text(panel, thing):
    assert export(panel, what=thing, to="copy").startswith(f"no format 'copy' for {thing}; choose one of: ")
    assert panel.sent == []


@pytest.mark.parametrize(
    ("thing", "to", "starts"),
    [
        ("table", "csv", b"param,kind,importance"),
        ("table", "md", b"| Parameter"),
        ("table", "tex", b"% needs"),
        ("ranking", "png", b"\x89PNG"),
        ("ranking", "svg", b"<svg"),
        ("parallel", "json", b"{"),
        ("ranking", "html", b"<!doctype html>"),
    ],
)
def test_a_file_is_sent_to_the_browser(panel, thing, to, starts):
    content, buffers = export(panel, what=thing, to=to)
    assert content["file"]["name"] == f"hpviz-{thing}-val_loss.{to}"
    assert buffers[0].lstrip().startswith(starts)


@pytest.mark.parametrize(
    ("thing", "names"),
    [
        ("effect", {"param": "lr"}),
        ("joint", {"param": "lr", "other": "width"}),
        ("explanation", {"run": "best"}),
    ],
)
def test_pictures_of_something_are_exported_too(panel, thing, names):
    content, buffers = export(panel, what=thing, to="json", **names)
    spec = json.loads(buffers[0])
    assert "vega-lite" in spec["$schema"]
    assert content["file"]["mime"] == "application/json"


def test_an_export_is_of_the_ranking_at_the_time_of_the_request(panel, tmp_path):
    before = panel.table()
    panel.sent.clear()
    panel._handle_custom_msg({"event": "export", "what": "table", "to": "csv"}, [])
    panel.set_state({"metric": "val_acc"})
    assert panel._worker.wait(60)
    until = time.monotonic() + 60
    while not panel.sent:
        assert time.monotonic() < until
        time.sleep(0.01)
    (tmp_path / "t.csv").write_bytes(panel.sent[0][1][0])
    exported = pd.read_csv(tmp_path / "t.csv", float_precision="round_trip")
    pd.testing.assert_series_equal(exported.importance, before.importance, check_exact=True)


def test_the_csv_is_the_table(panel, tmp_path):
    panel.set_state({"sort_by": "param", "descending": False})
    _, buffers = export(panel, what="table", to="csv")
    (tmp_path / "t.csv").write_bytes(buffers[0])
    exported = pd.read_csv(tmp_path / "t.csv", float_precision="round_trip")
    assert exported.param.tolist() == panel.table().param.tolist()
    pd.testing.assert_series_equal(exported.importance, panel.table().importance, check_exact=True)


def test_code_rebuilds_the_view(training, panel, tmp_path):
    panel.set_state({"hidden": ["seed"], "sort_by": "correlation", "trees": 40})
    panel._worker.wait(60)
    content, _ = export(panel, what="table", to="python")
    names = {"runs": training}
    exec(content["copied"].replace("ranking.table", "result = ranking.table"), names)  # noqa: S102 - our own code
    assert names["result"].equals(panel.table())
    exec(panel.code().replace("hpviz.Panel", "rebuilt = hpviz.Panel"), names)  # noqa: S102
    assert names["rebuilt"].table().equals(panel.table())


def test_what_cannot_be_exported_is_said(panel):
    assert "no export 'nonsense'; choose one of: 'ranking', " in export(panel, what="nonsense", to="png")
    panel.set_trait("notice", "")
    assert "no format 'png' for table; choose one of: 'csv', " in export(panel, what="table", to="png")
    panel.set_trait("notice", "")
    assert "nope" in export(panel, what="effect", to="png", param="nope")


def test_thousands_of_rows_do_not_go_into_a_page(make_runs):
    import numpy as np

    rng = np.random.default_rng(0)
    runs = make_runs({f"p{i}": rng.random(30) for i in range(300)}, {"loss": rng.random(30)})
    ranking = hpviz.rank(runs, trees=10)
    page = as_output(ranking, export_request("table"))["text/html"]
    assert page.count("<tr>") == 101
    assert "The first 100 of 300 parameters." in page
    assert as_file(ranking, export_request("table"), "csv")[2].count(b"\n") == 301


def test_an_order_names_what_it_is_of():
    with pytest.raises(HpvizError, match="joint is of"):
        export_request("joint", "lr")


@pytest.mark.parametrize(
    ("names", "file"),
    [
        (("lr",), "hpviz-effect-lr.svg"),
        (("lr", "width"), "hpviz-joint-lr-width.svg"),
    ],
)
def test_a_file_is_named_after_what_it_shows(panel, names, file):
    view = "effect" if len(names) == 1 else "joint"
    assert as_file(panel.ranking, export_request(view, *names), "svg")[0] == file


def test_a_name_that_no_file_may_have_is_made_plain(make_runs):
    from hpviz.export.requests import _file_name

    names = ["../etc/passwd", "a b:c?*", "学习率", "x" * 300, "<script>"]
    ranking = hpviz.rank(make_runs({"x": [1.0, 2.0]}, {"loss": [1.0, 2.0]}))
    files = [_file_name(ranking, export_request("effect", name), "png") for name in names]
    assert files[:3] == ["hpviz-effect-etc-passwd.png", "hpviz-effect-a-b-c.png", "hpviz-effect-学习率.png"]
    assert len(files[3]) < 120
    assert files[4] == "hpviz-effect-script.png"
