"""Charts: the figures in them, how they show themselves, and names that are no syntax."""

from __future__ import annotations

import builtins
import json
import re
import subprocess
import sys

import altair as alt
import numpy as np
import pytest

from hpviz import analysis
from hpviz.analysis import METHODS, RankOptions
from hpviz.charts.drawing.fields import labels, short, tip
from hpviz.charts.drawing.formats import DESCRIBED, bundle, rendered
from hpviz.charts.drawing.map_side import level_axis
from hpviz.errors import HpvizError
from hpviz.export.requests import output_of_table
from hpviz.panel.state import STATIC
from hpviz.ranking import Ranking
from hpviz.runs.column import ABSENT

NASTY = [
    "<script>alert(1)</script>", "a.b[0]", "it's \"quoted\"", "\\u0027", "image", "x" * 200, "x" * 199 + "y",
]  # fmt: skip


def rank(runs, options):
    return Ranking.of(analysis.rank(runs, options))


@pytest.fixture(scope="module")
def nasty(make_runs):
    rng = np.random.default_rng(0)
    params = {name: rng.random(80) for name in NASTY}
    levels = rng.choice(["</script><script>alert(2)</script>", "'; alert(3) //", "\u2028", "ok"], 80)
    params["levels[1]"] = levels.tolist()
    loss = params[NASTY[0]] * 3 + params[NASTY[1]] + (levels == "ok")
    return rank(make_runs(params, {"metric[0].x": loss}), RankOptions())


@pytest.fixture(scope="module")
def pictures(ranking):
    return {
        "chart": ranking.chart(),
        "parallel": ranking.parallel(),
        "effect": ranking.effect("lr"),
        "levels": ranking.effect("optimizer"),
        "joint": ranking.joint("lr", "optimizer"),
        "explain": ranking.explain(),
        "pairs": ranking.pairs(),
        "compare": ranking.compare("mdi"),
    }


def rows_of(picture):
    """The rows of all data of a chart."""
    return list(picture.to_dict()["datasets"].values())


@pytest.mark.parametrize("sort_by", ["importance", "correlation", "param"])
def test_the_chart_has_the_tables_rows_order_and_figures(ranking, sort_by):
    chart = ranking.chart(sort_by, descending=False)
    table = ranking.table(sort_by, descending=False)
    (rows,) = rows_of(chart)
    assert chart.table().equals(table)
    assert [row["f12"] for row in rows] == table.param.tolist()
    for field, column in {
        "f2": "importance", "f3": "importance_low", "f4": "importance_high",
        "f6": "correlation", "f7": "correlation_low", "f8": "correlation_high",
    }.items():  # fmt: skip
        drawn = np.array([row[field] for row in rows], dtype=float)
        assert drawn == pytest.approx(table[column].to_numpy(), rel=1e-6, nan_ok=True)
    assert [row["f10"] for row in rows] == [
        f"{value:.3f}".replace("-0.000", "0.000") for value in table.importance
    ]


@pytest.mark.parametrize("method", METHODS)
def test_the_caption_claims_what_is_true_of_the_methods_figures(training, method):
    chart = rank(training, RankOptions(metric="val_loss", method=method)).chart()
    result, caption, _ = chart.sentences
    table = chart.table()
    assert ("95% interval" in caption) == table.importance_low.notna().any()
    # Of the best runs all figures may be 0, which is said elsewhere.
    assert ("adds up to 1" in caption) == (table.importance.sum() == pytest.approx(1) and method != "top")
    assert ("out-of-bag" in caption) == (method in {"oob", "permutation"})
    assert " ".join(chart.to_dict()["title"]["subtitle"]).startswith(f"{result} {caption}")


def test_the_caption_claims_no_interval_where_none_is_drawn(make_runs):
    chart = rank(make_runs({"lr": [0.1, 0.2]}, {"val_loss": np.array([1.0, 2.0])}), RankOptions()).chart()
    assert chart.table().importance_low.isna().all()
    assert "interval" not in chart.sentences[0]


def test_the_effects_figures_are_those_of_its_table(pictures):
    picture = pictures["effect"]
    table = picture.table()
    drawn = {row["f0"]: row for rows in rows_of(picture) for row in rows if isinstance(row.get("f2"), float)}
    for value, effect, low, high in table[["value", "effect", "effect_low", "effect_high"]].to_numpy():
        row = drawn[float(f"{value:.7g}")]
        assert [row["f1"], row["f2"], row["f3"]] == pytest.approx([effect, low, high], rel=1e-6)


def test_each_is_an_altair_chart_that_can_be_changed_and_combined(pictures):
    for picture in pictures.values():
        assert isinstance(picture, alt.TopLevelMixin)
        changed = picture.properties(title="Mine")
        assert changed.table().equals(picture.table())
        assert changed.to_dict()["title"] == "Mine"
    both = pictures["effect"] & pictures["chart"]
    assert both.to_dict()["vconcat"]
    styled = pictures["effect"].configure_axis(labelFontSize=20).to_dict()["config"]["axis"]
    assert styled["labelFontSize"] == 20
    assert styled["titleFontWeight"] == "normal"


def test_a_chart_shows_itself_whatever_renderer_is_set(pictures):
    pytest.importorskip("vl_convert")
    with alt.renderers.enable("html"):
        shown = pictures["effect"]._repr_mimebundle_()
    assert shown["application/vnd.vegalite.v5+json"]["$schema"].endswith("/v5.json")
    assert "image/svg+xml" not in shown  # a PDF of nbconvert would need Inkscape for it
    assert shown["image/png"].startswith("iVBOR")
    assert shown["text/plain"] == "<hpviz chart: Effect of lr on val_loss>"


def test_a_notebook_gets_the_style_that_scales_a_chart_to_its_cell(pictures):
    from IPython.core.formatters import DisplayFormatter

    shown, options = DisplayFormatter().format(pictures["effect"])
    assert set(shown) >= {"application/vnd.vegalite.v5+json", "text/plain"}
    style = options["application/vnd.vegalite.v5+json"]["embed_options"]["defaultStyle"]
    assert '[aria-label^="hpviz chart"] svg.marks { max-width: 100%; height: auto }' in style


@pytest.mark.skipif(sys.platform != "linux", reason="other systems limit no addresses")
def test_where_addresses_are_limited_a_chart_shows_itself_without_images(tmp_path):
    """As on clusters: what draws images would end the process."""
    pytest.importorskip("vl_convert")
    code = f"""
import hpviz, resource
from hpviz.data import VEHICLE
chart = hpviz.rank(VEHICLE, "val_acc", trees=5).chart()
resource.setrlimit(resource.RLIMIT_AS, (32 * 2**30,) * 2)
print(sorted(chart._repr_mimebundle_()))
for name in ("chart.svg", "chart.html"):
    try:
        chart.save({str(tmp_path)!r} + "/" + name)
    except hpviz.HpvizError as refusal:
        print(refusal)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    types, *refusals = done.stdout.splitlines()
    assert types == "['application/vnd.vegalite.v5+json', 'text/plain']", done.stderr
    assert len(refusals) == 2
    assert all("reserves 96 GiB of addresses" in refusal for refusal in refusals)


def test_without_the_converter_a_chart_still_shows_itself(pictures, monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **options):
        if name == "vl_convert":
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    assert set(pictures["effect"]._repr_mimebundle_()) == {"application/vnd.vegalite.v5+json", "text/plain"}
    with pytest.raises(HpvizError, match=r'pip install "hpviz\[export\]"'):
        pictures["effect"].save("effect.png")


def test_names_and_values_are_text_in_every_chart(nasty, tmp_path):
    pytest.importorskip("vl_convert")
    first, second = NASTY[:2]
    made = [nasty.chart(), nasty.parallel(), nasty.explain(), nasty.joint(first, "levels[1]")]
    made += [nasty.pairs(), nasty.compare("mdi")]
    made += [nasty.effect(name) for name in (second, "levels[1]")]
    for picture in made:
        assert "<script" not in rendered(picture, ".svg").decode()
        picture.save(tmp_path / "page.html")
        page = (tmp_path / "page.html").read_text()
        assert page.count("<script") == 2
        assert "alert(1)</script>" not in page
        fields = {field for rows in rows_of(picture) for row in rows for field in row}
        assert all(field[0] == "f" and field[1:].isdigit() for field in fields)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in rendered(made[0], ".svg").decode()


def test_a_saved_page_loads_nothing(pictures, tmp_path):
    pytest.importorskip("vl_convert")
    pictures["effect"].save(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "cdn" not in page
    assert " src=" not in page[: page.index("<script")]
    assert page.count("<script>") == 2


def test_a_tooltip_never_shows_an_address_as_a_picture():
    assert tip("f0:N", "image").to_dict()["title"] == "image:"
    assert tip("f0:N", "title").to_dict()["title"] == "title:"


def test_labels_are_kept_apart():
    assert labels(["x" * 200, "x" * 199 + "y", "x" * 200])[0] != labels(["x" * 200, "x" * 199 + "y"])[1]
    assert len(set(labels(["x" * 200] * 5))) == 5
    assert short("a\n b") == "a b"


def test_a_levels_text_cannot_end_an_expression():
    axis = level_axis(["'; alert(1) //", "\\"]).to_dict()
    assert "alert" not in axis["labelExpr"]
    assert axis["labelExpr"].count("'") == 6


def test_large_sweeps_are_sampled_and_say_so(make_runs):
    n = 5200
    rng = np.random.default_rng(0)
    x = rng.random(n)
    names = np.array([f"run-{i}-" + "n" * 150 for i in range(n)])
    params = {"x": x, "z": rng.random(n), "kind": rng.choice(["l" * 150 + "a", "l" * 150 + "b"], n).tolist()}
    ranking = rank(make_runs(params, {"loss": x}, names=names), RankOptions(trees=10))
    effect = ranking.effect("x")
    for picture in (
        effect,
        ranking.effect("kind"),
        ranking.joint("x", "z"),
        ranking.parallel(),
        ranking.chart(),
    ):
        spec = picture.to_dict()
        assert len(json.dumps(spec)) < 1_000_000
        assert max(len(rows) for rows in spec["datasets"].values()) <= 5000
    subtitle = " ".join(effect.to_dict()["title"]["subtitle"])
    assert "5,000 of 5,200 runs are drawn" in subtitle


@pytest.mark.parametrize("scale", ["linear", "log", "rank"])
def test_the_metric_is_written_in_its_own_unit(training, scale):
    ranking = rank(training, RankOptions(metric="val_loss", scale=scale))
    spec = ranking.effect("lr").to_dict()
    ends = [row["f4"] for rows in spec["datasets"].values() for row in rows if row.get("f2") == "run"]
    loss = training.columns["val_loss"].numbers
    assert max(ends) == pytest.approx(np.nanmax(loss), rel=1e-6)
    axis = next(
        layer["encoding"]["y"]["axis"] for layer in spec["layer"] if "axis" in layer["encoding"].get("y", {})
    )
    written = [float(text) for text in re.findall(r"'([^']+)'", axis["labelExpr"])]
    assert len(written) >= 4
    assert np.nanmin(loss) * 0.99 <= min(written) < max(written) <= np.nanmax(loss) * 1.01
    if scale == "rank":
        assert axis["values"][0] == 1
    else:
        assert written == axis["values"]


def test_a_conditional_param_has_its_runs_beside_the_axis(make_runs):
    rng = np.random.default_rng(1)
    momentum = [float(value) if value > 0.4 else ABSENT for value in rng.random(80)]
    runs = make_runs({"momentum": momentum, "x": rng.random(80)}, {"loss": rng.random(80)})
    picture = rank(runs, RankOptions()).effect("momentum")
    drawn = [row for rows in rows_of(picture) for row in rows if str(row["f0"]).startswith("not set")]
    assert len(drawn) == momentum.count(ABSENT) + 1  # the runs and their mean


@pytest.mark.parametrize("kind", ["category", "boolean"])
@pytest.mark.parametrize("goal", ["minimize", "maximize"])
def test_a_conditional_category_has_the_runs_without_it_below_its_levels(make_runs, kind, goal):
    rng = np.random.default_rng(1)
    values = ["cosine", "step"] if kind == "category" else [True, False]
    has = rng.random(120) < 0.6
    scheduler = [values[int(rng.integers(2))] if there else ABSENT for there in has]
    loss = 2.0 * has + rng.normal(0, 0.3, 120)
    runs = make_runs({"scheduler": scheduler, "x": rng.random(120)}, {"loss": loss})
    picture = rank(runs, RankOptions(metric="loss", goal=goal)).effect("scheduler")
    name = f"not set ({(~has).sum()})"
    points, differences = (
        [row for row in rows if row["f0"] == name] for rows in rows_of(picture) if "f4" in rows[0]
    )
    if len(points) < len(differences):
        points, differences = differences, points
    assert len(points) == (~has).sum()
    (difference,) = differences
    assert difference["f1"] == pytest.approx(loss[~has].mean() - loss[has].mean(), abs=1e-6)
    assert difference["f4"] == ("better" if goal == "minimize" else "worse")
    assert "Not set: runs without it" in " ".join(picture.to_dict()["title"]["subtitle"])
    for suffix in (".svg", ".json"):
        assert name in str(rendered(picture, suffix))


def test_a_level_that_is_called_not_set_is_not_doing_without(make_runs):
    rng = np.random.default_rng(2)
    mode = [("not set", "fast", ABSENT)[int(rng.integers(3))] for _ in range(90)]
    runs = make_runs({"mode": mode, "x": rng.random(90)}, {"loss": rng.random(90)})
    picture = rank(runs, RankOptions()).effect("mode")
    names = [row["f0"] for rows in rows_of(picture) for row in rows if "not set" in str(row["f0"])]
    counts = sorted(names.count(name) - 1 for name in {*names})
    assert counts == sorted([mode.count("not set"), mode.count(ABSENT)])


def test_nothing_to_draw_is_said(make_runs, ranking):
    empty = rank(make_runs({"x": []}, {"loss": []}), RankOptions())
    for refused in (empty.chart, empty.parallel, empty.explain, lambda: empty.effect("x")):
        with pytest.raises(HpvizError, match="has no runs yet"):
            refused()
    with pytest.raises(HpvizError, match="two parameters that vary"):
        rank(make_runs({"x": np.arange(30.0)}, {"loss": np.arange(30.0)}), RankOptions()).parallel()
    with pytest.raises(HpvizError, match="from 1 to 200"):
        ranking.parallel(runs=0)


def test_few_runs_are_drawn_as_points_without_a_curve(make_runs):
    x = np.arange(12.0)
    picture = rank(make_runs({"x": x}, {"loss": x}), RankOptions()).effect("x")
    assert [len(rows) for rows in rows_of(picture)] == [12]
    assert "Only 12 runs" in " ".join(picture.to_dict()["title"]["subtitle"])


def test_the_best_runs_stand_in_the_order_of_the_metric(ranking, training):
    table = ranking.parallel(runs=7).table()
    assert len(table) == 7
    assert table.val_loss.is_monotonic_increasing
    assert table.val_loss.iloc[0] == pytest.approx(np.nanmin(training.columns["val_loss"].numbers))
    assert list(table.columns[2:]) == ranking.table().param.tolist()


def width_of(picture):
    return float(re.search(r'width="([\d.]+)"', rendered(picture, ".svg").decode()).group(1))


@pytest.mark.parametrize("name", ["chart", "parallel", "effect", "levels", "joint", "pairs", "compare"])
def test_no_title_and_no_sentence_is_wider_than_its_drawing(pictures, name):
    untitled = pictures[name].copy()
    untitled.title = alt.Undefined
    assert width_of(pictures[name]) == pytest.approx(width_of(untitled), abs=1)


def test_a_whisker_ends_before_the_figures_beside_it(pictures):
    ((rows, *_),) = [rows_of(pictures["chart"])]
    ends = [row["f4"] for row in rows if row["f4"] is not None]
    (low, high) = pictures["chart"].to_dict()["hconcat"][0]["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low <= 0 < max(ends) < high


def test_notebooks_draw_what_can_be_scaled_down(pictures):
    bundle = pictures["chart"]._repr_mimebundle_()
    assert bundle["application/vnd.vegalite.v5+json"]["usermeta"]["embedOptions"]["renderer"] == "svg"


def test_the_static_view_lets_no_chart_be_wider_than_its_cell(ranking):
    (spec,) = (value for name, value in bundle(ranking.chart()).items() if "vegalite" in name)
    assert spec["description"].startswith(f"{DESCRIBED}: ")
    # Vega labels its drawing with the description: by it both sheets know the chart.
    rule = re.compile(rf'\[aria-label\^="{DESCRIBED}"\]\s*>\s*svg\.marks\s*{{\s*max-width:\s*100%')
    assert rule.search(output_of_table(ranking)["text/html"])
    assert rule.search((STATIC / "widget.css").read_text("utf-8"))
