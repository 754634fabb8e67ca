"""The colours of every chart, table and page; `js/src/styles/theme.css` has the same for the panel."""

from __future__ import annotations

# A colour is a judgement: one for better, one for worse, and none else.
BETTER, WORSE = "#3a80cf", "#cf7122"
# What is neither, how much or which way, is grey; what could be chance is hollow, in a paler one.
FIGURE, PALE = "#71767e", "#e9eaec"
# What stands out without being better or worse has the colour of the text.
INK, MUTED, FAINT = "#1f2328", "#5b626b", "#d8dbe0"
GRID, LINE = "#eceef1", "#9aa1aa"
# The better, the stronger: from nearly white by way of the colour of better to one mixed with ink.
RAMP = ("#eff5fc", BETTER, "#30547f")
# The same for lines, the weakest of which must still stand out on white.
LINE_RAMP = ("#5a93d7", "#30547f")
