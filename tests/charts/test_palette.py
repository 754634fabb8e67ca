"""One look: charts, static table, report and panel draw the same things in the same colours."""

from __future__ import annotations

import re
from pathlib import Path

import hpviz
from hpviz.charts.drawing import theme
from hpviz.export.html import static_html
from hpviz.templates import palette

STYLES = Path(hpviz.__file__).parents[1] / "js" / "src" / "styles"
COLOUR = re.compile(r"#[0-9a-f]{6}\b")


def test_the_panel_has_the_blue_and_the_orange_of_the_charts():
    variables = dict(re.findall(r"(--hp-[a-z]+): (#[0-9a-f]{6});", (STYLES / "theme.css").read_text()))
    assert variables == {"--hp-up": palette.BLUE, "--hp-down": palette.ORANGE}


def test_no_other_sheet_of_the_panel_has_a_colour_of_its_own():
    sheets = {path.name: COLOUR.findall(path.read_text().lower()) for path in STYLES.glob("*.css")}
    assert len(sheets) > 10
    assert {name for name, colours in sheets.items() if colours} == {"theme.css"}


def test_charts_and_the_static_table_take_theirs_from_the_palette(make_runs):
    assert (theme.BLUE, theme.ORANGE) == (palette.BLUE, palette.ORANGE)
    runs = make_runs({"lr": list(range(40))}, {"loss": [float(-value) for value in range(40)]})
    html = static_html(hpviz.rank(runs, "loss"))
    assert set(COLOUR.findall(html)) == {palette.BLUE, palette.ORANGE, palette.RATIO}
