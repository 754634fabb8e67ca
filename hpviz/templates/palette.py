"""The colours of every chart, table and page; `js/src/styles` has the same for the panel."""

from __future__ import annotations

# Two that every kind of colour vision tells apart: blue for up and better, orange for down, worse and marked.
BLUE, ORANGE, PALE = "#3a80cf", "#cf7122", "#dbe8f7"
INK, MUTED, FAINT = "#1f2328", "#5b626b", "#d8dbe0"
RATIO = "#808890"
