"""Files and text: tables, pages, code; the report and its command."""

from __future__ import annotations

import html.parser
import io
import json
import re

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz import __main__ as command_line
from hpviz.analysis import RankOptions
from hpviz.data import VEHICLE
from hpviz.errors import HpvizError
from hpviz.export import Sheet, latex, markdown, save, static_html
from hpviz.export.code import recipe
from hpviz.export.report import as_html, as_json, as_text
from hpviz.export.requests import as_file, export_request
from hpviz.ranking import rank

EVIL = "<script>alert(1)</script>|`$x_{1}$`\n*b* [l](http://e.x) \\& 50% #1 ~^"


@pytest.fixture(scope="module")
def evil(make_runs):
    x = np.arange(60.0)
    levels = ["</td><img src=x onerror=alert(2)>", "b"] * 30
    return rank(
        make_runs({EVIL: x, "level": levels}, {"<b>loss</b>": x * 2 + np.arange(60) // 2 % 2}), RankOptions()
    )


class Tags(html.parser.HTMLParser):
    """All tags and attributes of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.names, self.text = [], set(), ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.names |= {tag, *(name for name, _ in attrs)}

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("sort_by", ["importance", "correlation"])
def test_csv_and_json_hold_every_digit_of_the_table(ranking, tmp_path, sort_by):
    table = ranking.table(sort_by, descending=False)
    saved = pd.read_csv(save(ranking, tmp_path / "t.csv", sort_by, descending=False))
    for column in ("importance", "correlation_low", "p_value"):
        assert saved[column].to_numpy() == pytest.approx(table[column].to_numpy(), rel=0, abs=0, nan_ok=True)
    records = json.loads(save(ranking, tmp_path / "t.json", sort_by, descending=False).read_text())
    assert [record["param"] for record in records] == table.param.tolist()
    assert [record["importance"] for record in records] == table.importance.tolist()
    assert records[0]["correlation_low"] is None or isinstance(records[0]["correlation_low"], float)


def test_every_text_has_the_screens_figures_in_the_screens_order(ranking):
    table = ranking.table("correlation")
    for text in (
        markdown(Sheet.of_ranking(ranking, "correlation")),
        latex(Sheet.of_ranking(ranking, "correlation")),
        static_html(ranking, "correlation"),
    ):
        places = [text.index(f"{value:.3f}".lstrip("-")) for value in table.importance]
        names = [re.search(rf"(?m)(^\| |^|<th scope=\"row\">){name}", text).start() for name in table.param]
        assert names == sorted(names)
        assert len(places) == len(table)


def test_names_are_text_in_markdown_and_latex(evil):
    text = markdown(Sheet.of_ranking(evil))
    lines = text.splitlines()
    assert len(lines) == 4
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 8 for line in lines)
    assert "<script" not in text
    assert r"\*b\*" in text
    assert "](http://" not in text
    tex = latex(Sheet.of_ranking(evil))
    body = [line for line in tex.splitlines() if "alert" in line]
    assert len(body) == 1
    assert r"\textless{}script\textgreater{}" in body[0]
    assert r"50\% \#1 \textasciitilde{}\textasciicircum{}" in body[0]
    assert len(re.findall(r"(?<!\\)&", body[0])) == 6
    assert r"\toprule" in tex


def test_the_static_table_has_no_script_and_no_address(evil, ranking):
    page = Tags(static_html(evil))
    assert page.names <= {
        "div", "class", "style", "table", "caption", "thead", "tbody", "tr", "th", "td", "scope", "colspan",
        "aria-sort", "aria-hidden", "span", "title", "p",
    }  # fmt: skip
    assert "<script>alert(1)</script>" in page.text
    assert "http" not in static_html(ranking)
    assert "url(" not in static_html(ranking)
    heads = [
        attributes for tag, attributes in Tags(static_html(ranking)).tags if attributes.get("scope") == "col"
    ]
    assert [head.get("aria-sort") for head in heads] == [None, "descending", None]


def test_bars_stay_in_their_track(ranking, make_runs):
    page = Tags(static_html(ranking, "param", descending=False))
    styles = [attributes["style"] for _, attributes in page.tags if "style" in attributes]
    ends = [tuple(map(float, re.findall(r"[\d.]+(?=%)", style))) for style in styles]
    assert ends
    assert all(left >= 0 and left + width <= 100.01 for left, width in ends)
    assert "has no runs yet" in static_html(rank(make_runs({"x": []}, {"loss": []}), RankOptions()))


@pytest.mark.parametrize("name", ["r.md", "r.tex", "r.csv", "r.json", "r.html", "r.png", "r.svg"])
def test_a_ranking_is_saved_by_suffix(ranking, tmp_path, name):
    pytest.importorskip("vl_convert")
    starts = {".md": b"| Param", ".tex": b"% needs", ".csv": b"param,", ".json": b"[", ".html": b"<!doctype",
              ".png": b"\x89PNG", ".svg": b"<svg"}  # fmt: skip
    assert save(ranking, tmp_path / name).read_bytes().startswith(starts[f".{name.split('.')[1]}"])


def test_a_frame_is_saved(ranking, tmp_path):
    text = save(ranking.levels("optimizer"), tmp_path / "levels.md").read_text()
    assert text.startswith("| level | runs | importance |")
    assert text.count("\n") == 5


def test_where_it_cannot_be_written_is_said(ranking, tmp_path):
    with pytest.raises(HpvizError, match=r"there is no folder .*missing; make it first"):
        save(ranking, tmp_path / "missing" / "t.csv")
    (tmp_path / "taken.csv").mkdir()
    with pytest.raises(HpvizError, match=r"cannot write .*taken.csv"):
        save(ranking, tmp_path / "taken.csv")
    with pytest.raises(HpvizError, match=r"has the suffix '.doc'; this can be saved as .csv"):
        save(ranking, tmp_path / "t.doc")
    with pytest.raises(HpvizError, match="has no suffix"):
        ranking.chart().save(tmp_path / "t")
    with pytest.raises(HpvizError, match="not an int"):
        save(42, tmp_path / "t.csv")


VIEWS = {
    "table": [], "chart": [], "parallel": [], "effect": ["lr"], "joint": ["lr", "width"], "explain": ["best"],
}  # fmt: skip


@pytest.mark.parametrize(("view", "names"), VIEWS.items())
def test_the_code_rebuilds_the_view(training, view, names):
    choices = {
        "metric": "val_acc", "goal": "maximize", "hidden": ["seed"], "method": "oob", "trees": 50,
        "statuses": ["unknown", "finished"], "sort_by": "correlation", "descending": False,
    }  # fmt: skip
    code = recipe(choices, view=view, names=names)
    assert "statuses" not in code
    setup, _, last = code.rpartition("\nranking.")
    scope = {"runs": training}
    exec(setup, scope)  # noqa: S102
    made = eval(f"ranking.{last}", scope)  # noqa: S307
    table = made if view == "table" else made.table()
    again = hpviz.rank(training, "val_acc", hidden=["seed"], trees=50)
    order = {} if names else {"sort_by": "correlation", "descending": False}
    expected = getattr(again, view)(*names, **order)
    assert table.equals(expected if view == "table" else expected.table())


@pytest.fixture
def steps(tmp_path):
    """A table with a row for each epoch, in which nothing has a name that tells what it is."""
    rng = np.random.default_rng(3)
    rows = [
        {"who": f"w{run}", "tick": tick, "a": float(run), "b": run % 3, "c": 9 - tick + run + rng.normal()}
        for run in range(40)
        for tick in range(3)
    ]
    path = tmp_path / "steps.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


@pytest.fixture
def training_frame():
    x = np.random.default_rng(0).random(40)
    return pd.DataFrame({"config.x": x, "config.z": x[::-1], "loss": x**2})


@pytest.mark.parametrize("view", ["panel", "table"])
def test_the_code_reads_as_the_panel_did(steps, view):
    how = {"run": "who", "step": "tick", "params": ["a", "b"], "metrics": ("c",)}
    panel = hpviz.Panel(steps, aggregate="max", roles={"tick": "param"}, trees=20, **how)
    code = panel.code() if view == "panel" else panel._requests.code("table")
    for option in ("run='who'", "step='tick'", "params=['a', 'b']", "metrics=['c']", "aggregate='max'"):
        assert option in code
    setup, _, last = code.strip().rpartition("\nhpviz." if view == "panel" else "\nranking.")
    scope = {}
    exec(setup, scope)  # noqa: S102
    made = eval(("hpviz." if view == "panel" else "ranking.") + last, scope)  # noqa: S307
    ranking = made.table() if view == "panel" else made
    assert ranking.equals(panel.table())
    assert len(ranking) == 3


def test_the_code_of_a_data_frame_names_one(training_frame):
    panel = hpviz.Panel(training_frame, "loss", trees=20, remember=False)
    scope = {"df": training_frame}
    for code in (panel.code(), panel._requests.code("table")):
        assert "# df: the data frame you showed\n" in code
        exec(code.replace("hpviz.Panel", "again = hpviz.Panel"), scope)  # noqa: S102
    assert "remember=False" in panel.code()
    assert "remember" not in panel._requests.code("table")
    assert scope["again"].table().equals(panel.table())


def test_the_code_of_the_shipped_sweep_has_no_path_of_this_machine():
    panel = hpviz.Panel(VEHICLE, "val_acc", trees=20)
    assert panel.code().startswith("import hpviz\nfrom hpviz.data import VEHICLE\n\nhpviz.Panel(VEHICLE, ")
    assert "hpviz.rank(VEHICLE, " in panel._requests.code("table")
    assert "remember" not in panel.code()


def test_the_code_names_the_experiment(stores):
    store = stores / "optuna" / "study.db"
    panel = hpviz.Panel(store, experiment="two-objectives", trees=20)
    assert "experiment='two-objectives'" in panel.code()
    scope = {}
    exec(panel.code().replace("hpviz.Panel", "again = hpviz.Panel"), scope)  # noqa: S102
    assert scope["again"].experiment == "two-objectives"
    assert scope["again"].table().equals(panel.table())


def test_the_code_carries_what_only_reading_takes():
    reading = {"allow_pickle": True, "space": object(), "experiment": None, "run": ""}
    code = recipe({}, source="t.pkl", reading=reading, view="table")
    assert code.splitlines()[2] == "runs = hpviz.read('t.pkl', allow_pickle=True, space=space)"
    with pytest.raises(HpvizError, match=r"no option of hpviz\.read 'spase'"):
        recipe({}, reading={"spase": 1})


def test_the_panels_code_says_only_what_was_chosen():
    code = recipe({"metric": "loss", "seed": 0, "roles": {"it's": "param"}}, source="my runs.csv")
    assert code == "import hpviz\n\nhpviz.Panel('my runs.csv', metric='loss', roles={\"it's\": 'param'})\n"
    with pytest.raises(HpvizError, match="no choice 'metrik'"):
        recipe({"metrik": 1})
    with pytest.raises(HpvizError, match="no view 'effect'"):
        recipe({}, view="effect")


def test_a_report_stands_alone(evil):
    pytest.importorskip("vl_convert")
    page = as_html(evil, 2)
    tags = Tags(page)
    assert "script" not in {tag for tag, _ in tags.tags}
    assert "img" not in {tag for tag, _ in tags.tags}
    assert not {"src", "href", "onerror"} & tags.names
    assert [tag for tag, _ in tags.tags].count("figure") == 1
    for words in ("How to read it", "60 runs used", "Li, Wang, Basu", "hpviz 0."):
        assert words in tags.text


def test_a_report_in_markdown_and_json(ranking):
    text = as_text(ranking, 2)
    assert "## What the parameters do" in text
    assert "best value of lr for val\\_loss is" in text
    assert "Left out: 4 crashed, 2 running" in text
    content = json.loads(as_json(ranking, 1))
    assert content["params"][0]["importance"] == ranking.table().importance[0]
    assert list(content["effects"]) == ["lr"]
    assert content["runs_skipped"] == {"crashed": 4, "running": 2}


def test_the_command_writes_a_report(tmp_path, capsys):
    target = tmp_path / "report.json"
    options = [
        "-m",
        "train_time",
        "--goal",
        "minimize",
        "--hide",
        "alpha",
        "--effects",
        "0",
        "-o",
        str(target),
    ]
    assert command_line.main(["report", str(VEHICLE), *options]) == 0
    assert capsys.readouterr().out.strip() == str(target)
    content = json.loads(target.read_text())
    assert content["metric"] == "train_time"
    assert "alpha" not in [param["param"] for param in content["params"]]
    assert content["effects"] == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.csv"], "no file or folder 'missing.csv'"),
        ([str(VEHICLE), "-m", "val_los"], "no metric 'val_los'"),
        ([str(VEHICLE), "--hide", "lr"], "no column 'lr'"),
        ([str(VEHICLE), "-o", "nowhere/report.md"], "there is no folder nowhere; make it first"),
        ([str(VEHICLE), "-o", "report.pdf"], "this can be saved as .html, .md, .json"),
        ([str(VEHICLE), "--effects", "-1"], "choose from 0 to 50"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, message, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command_line.main(["report", *arguments]) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("method", ["oob", "permutation", "fanova", "top", "mdi"])
def test_the_report_takes_what_rank_takes(method, tmp_path, capsys):
    source, target = tmp_path / "runs.csv", tmp_path / "r.md"
    rows = [
        f"{n % 7},{n * n % 11},{n % 7 + n % 2},{'crashed' if n % 4 == 0 else 'finished'}" for n in range(60)
    ]
    source.write_text("one,two,three,status\n" + "\n".join(rows))
    chosen = ["--params", "one", "--params", "two", "--metrics", "three", "--method", method, "--top", "0.3"]
    more = ["--statuses", "crashed", "--statuses", "finished", "--aggregate", "max", "--trees", "20"]
    assert command_line.main(["report", str(source), *chosen, *more, "-o", str(target)]) == 0
    assert "60 runs used." in target.read_text()
    capsys.readouterr()
    for bad in (["--statuses", "done"], ["--method", "shap"], ["--aggregate", "first"]):
        with pytest.raises(SystemExit):
            command_line.main(["report", str(source), *bad])
        assert "invalid choice" in capsys.readouterr().err
    assert command_line.main(["report", str(source), "--top", "0.9"]) == 2
    assert command_line.main(["report", str(source), "--experiment", "a"]) == 2
    assert "holds no experiments to choose from" in capsys.readouterr().err


def test_a_sweep_without_a_ranking_is_reported_with_status_1(tmp_path, capsys):
    source = tmp_path / "runs.csv"
    source.write_text("config.lr,metric.loss,status\n0.1,1,crashed\n0.2,2,crashed\n")
    assert command_line.main(["report", str(source), "-m", "loss", "-o", str(tmp_path / "r.md")]) == 1
    assert "None of the 2 runs can be used" in (tmp_path / "r.md").read_text()
    assert "None of the 2 runs can be used" in capsys.readouterr().err


def test_importing_hpviz_loads_no_altair():
    import subprocess
    import sys

    code = "import sys, hpviz; hpviz.Panel; print('altair' in sys.modules, 'vl_convert' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False"]


def test_csv_of_a_frame_is_read_back(ranking):
    from hpviz.export import csv_text

    table = pd.read_csv(io.StringIO(csv_text(ranking.levels("optimizer"))))
    assert table.level.tolist() == ranking.levels("optimizer").level.tolist()


def test_interactions_and_comparisons_are_exported_and_rebuilt_by_code(ranking):
    pytest.importorskip("vl_convert")
    pairs, compared = export_request("pairs"), export_request("compare", "metric:val_acc")
    for of, request in {"pairs-val_loss": pairs, "compare-metric-val_acc": compared}.items():
        name, mime, content = as_file(ranking, request, "svg")
        assert (name, mime) == (f"hpviz-{of}.svg", "image/svg+xml")
        assert content.startswith(b"<svg")
    code = recipe({"metric": "val_loss"}, view="compare", names=("metric:val_acc",))
    assert code.endswith("ranking.compare(metric='val_acc')\n")
    assert recipe({}, view="pairs").endswith("ranking.pairs()\n")
    with pytest.raises(HpvizError, match="nothing to compare with in 'val_acc'"):
        recipe({}, view="compare", names=("val_acc",))


def test_the_code_writes_each_of_several_sources(make_runs, tmp_path):
    frame = pd.DataFrame({"lr": [0.1, 0.2], "val_loss": [1.0, 2.0]})
    paths = [tmp_path / "a.csv", str(tmp_path / "b.csv")]

    def code(source):
        return recipe({"metric": "val_loss"}, source=source)

    def call(code):
        return code.splitlines()[-1]

    assert f"    ['{tmp_path}/a.csv', '{tmp_path}/b.csv'],\n" in code(paths)
    named = code({"it's": frame, "after": frame.copy()})
    assert "# df1, df2: the data frames you showed" in named
    assert call(named) == "hpviz.Panel({\"it's\": df1, 'after': df2}, metric='val_loss')"
    mixed = code([frame, paths[0], make_runs({"lr": [1]}, {"val_loss": [2.0]})])
    assert "# df: the data frame you showed\n# runs: what you showed\n" in mixed
    assert f"[df, '{paths[0]}', runs]" in mixed
    secret = code(["postgresql://me:hush@host/db", VEHICLE])
    assert "hush" not in secret
    assert "from hpviz.data import VEHICLE\n\n# address: the address you gave, with its password\n" in secret
    assert call(secret) == "hpviz.Panel([address, VEHICLE], metric='val_loss')"
    assert "import VEHICLE" not in code(tmp_path / "VEHICLE.csv")


def test_the_code_keeps_the_filter_of_runs_that_were_read(training):
    runs = hpviz.read(training)
    some = runs.where("lr < 0.05").where("").where("not missing(lr)").where("seed in [1, 2]")
    code = recipe({"metric": "val_acc"}, source=some, view="table")
    assert ".where('lr < 0.05').where('seed in [1, 2]')" in code
    scope = {"runs": runs}
    exec(code, scope)  # noqa: S102
    assert scope["ranking"].runs_used == hpviz.rank(some, "val_acc").runs_used < hpviz.rank(runs).runs_used
    panel = hpviz.Panel({"a": some, "b": runs.where("lr >= 0.05")}, "val_acc", trees=10, remember=False)
    assert "{'a': runs1.where('lr < 0.05').where('seed in [1, 2]'), 'b': runs2" in panel.code()
    panel.close()


def test_code_of_several_sources_names_each(tmp_path):
    rng = np.random.default_rng(0)
    for name in ("a.csv", "b.csv"):
        frame = pd.DataFrame({"config.lr": rng.random(30), "metric.loss": rng.random(30)})
        frame.to_csv(tmp_path / name, index=False)
    first, second = str(tmp_path / "a.csv"), str(tmp_path / "b.csv")
    for given in ([first, second], {"before": first, "after": second}):
        code = hpviz.Panel(given, remember=False).code()
        scope: dict[str, object] = {}
        exec(code.replace("\nhpviz.Panel(", "\npanel = hpviz.Panel("), scope)  # noqa: S102 - our own code
        assert scope["panel"].ranking.runs_used == 60
        assert "# runs:" not in code


@pytest.mark.parametrize("kind", ["frames", "mixed", "filtered"])
def test_code_of_objects_says_what_the_variable_holds(tmp_path, kind):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"config.lr": rng.random(30), "metric.loss": rng.random(30)})
    path = str(tmp_path / "a.csv")
    frame.to_csv(path, index=False)
    given, what, read = {
        "frames": ([frame, frame + 1], "df1, df2: the data frames you showed", "[df1, df2]"),
        "mixed": ({"a": frame, "b": path}, "df: the data frame you showed", f"{{'a': df, 'b': {path!r}}}"),
        "filtered": (hpviz.read(frame).where("lr < .9"), "runs: what you showed", "runs.where('lr < .9')"),
    }[kind]
    code = hpviz.Panel(given, remember=False).code()
    assert f"# {what}\nhpviz.Panel(" in code
    assert read in code
