"""One look: charts, static table, report and panel draw the same things in the same colours."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import hpviz
from hpviz.charts.drawing.formats import rendered
from hpviz.export.html import static_html
from hpviz.templates import palette

ROOT = Path(__file__).parents[2]
STYLES = ROOT / "js" / "src" / "styles"
COLOUR = re.compile(r"#[0-9a-f]{6}\b")

# The grounds of JupyterLab, VS Code, Colab and the pages that hpviz writes, light and dark.
GROUNDS = ("#ffffff", "#f8f8f8", "#111111", "#1e1e1e", "#212121")

# What people see who lack one kind of cone (Machado, Oliveira and Fernandes, 2009); of linear RGB.
VISIONS = {
    "all": np.eye(3),
    "protanopia": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "deuteranopia": [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "tritanopia": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
}
# From linear RGB to cones, and on to Oklab (Ottosson, 2020).
CONES = [[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]]
OKLAB = [[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]]


def linear(colour):
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    """The ratio of WCAG 2."""
    low, high = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (first, second))
    return (high + 0.05) / (low + 0.05)


def oklab(colour, vision="all"):
    seen = np.clip(np.array(VISIONS[vision]) @ linear(colour), 0, 1)
    return np.array(OKLAB) @ np.cbrt(np.array(CONES) @ seen)


def difference(first, second, vision):
    """100 is from black to white; two patches side by side are told apart from about 2 on."""
    return 100 * np.linalg.norm(oklab(first, vision) - oklab(second, vision))


def test_the_panel_has_the_colours_of_the_charts():
    variables = dict(re.findall(r"(--hp-[a-z]+): (#[0-9a-f]{6});", (STYLES / "theme.css").read_text()))
    expected = {"--hp-better": palette.BETTER, "--hp-worse": palette.WORSE, "--hp-figure": palette.FIGURE}
    assert variables == expected


def test_the_maps_of_panel_and_charts_go_from_and_to_the_same_colours():
    css = (STYLES / "theme.css").read_text()
    mixes = dict(re.findall(r"--hp-(weakest|strongest): color-mix\(in oklab, var\(--hp-better\) (\d+)%", css))
    ends = {"weakest": ("#ffffff", palette.RAMP[0]), "strongest": (palette.INK, palette.RAMP[-1])}
    for end, (other, drawn) in ends.items():
        share = int(mixes[end]) / 100
        mixed = share * oklab(palette.BETTER) + (1 - share) * oklab(other)
        assert 100 * np.linalg.norm(mixed - oklab(drawn)) < 1
    assert palette.RAMP[1] == palette.BETTER


@pytest.mark.parametrize("vision", VISIONS)
def test_every_kind_of_colour_vision_tells_them_apart(vision):
    for pair in combinations((palette.BETTER, palette.WORSE, palette.FIGURE, palette.INK), 2):
        assert difference(*pair, vision) > 8, pair
    assert difference(palette.BETTER, palette.WORSE, vision) > 20


def test_marks_stand_out_on_every_ground():
    for colour in (palette.BETTER, palette.WORSE, palette.FIGURE):
        assert min(contrast(colour, ground) for ground in GROUNDS) >= 3, colour
    assert min(contrast(colour, "#ffffff") for colour in palette.LINE_RAMP) >= 3


@pytest.mark.parametrize("vision", VISIONS)
def test_the_better_the_darker_on_every_ramp(vision):
    for ramp in (palette.RAMP, palette.LINE_RAMP):
        lightness = [oklab(colour, vision)[0] for colour in ramp]
        assert all(np.diff(lightness) < -0.1)


def test_no_other_sheet_of_the_panel_has_a_colour_of_its_own():
    sheets = {path.name: COLOUR.findall(path.read_text().lower()) for path in STYLES.glob("*.css")}
    assert len(sheets) > 10
    assert {name for name, colours in sheets.items() if colours} == {"theme.css"}


def test_no_chart_has_a_colour_of_its_own():
    modules = [*(ROOT / "hpviz" / "charts").rglob("*.py"), *(ROOT / "hpviz" / "export").rglob("*.py")]
    assert len(modules) > 20
    assert [path.name for path in modules if COLOUR.search(path.read_text().lower())] == []
    assert [path.name for path in modules if "scheme=" in path.read_text()] == []


@pytest.fixture(scope="module")
def drawn(ranking):
    """The colours of each picture, as it is drawn."""
    pictures = {
        "ranking": ranking.chart(),
        "effect": ranking.effect("lr"),
        "levels": ranking.effect("optimizer"),
        "pairs": ranking.pairs(),
        "explanation": ranking.explain("worst"),
        "compare": ranking.compare("mdi"),
        "more": ranking.more_runs(),
        "tuning": ranking.tuning_curve(),
        "predicted": ranking.predicted_runs(),
        "coverage": ranking.coverage(),
        "default_costs": ranking.default_costs("worst"),
    }
    return {name: set(COLOUR.findall(rendered(made, ".svg").decode())) for name, made in pictures.items()}


def test_the_colours_of_better_and_worse_stand_for_nothing_else(drawn):
    judged = {palette.BETTER, palette.WORSE}
    assert {name for name, colours in drawn.items() if colours & judged} == {"levels", "explanation"}
    known = {value for value in vars(palette).values() if isinstance(value, str)}
    assert {name for name, colours in drawn.items() if colours - known} == set()


def test_the_static_table_has_no_colour_but_grey(make_runs):
    runs = make_runs({"lr": list(range(40))}, {"loss": [float(-value) for value in range(40)]})
    assert set(COLOUR.findall(static_html(hpviz.rank(runs, "loss")))) == {palette.FIGURE}
