"""How params are named in charts; `js/src/controls/names.ts` has the same rule for the panel.

What the names of all params share at the start is left out and stated once. Of a name that is still too long
the first parts go, as far as no other ends alike, and then what it shares with others (`labels`).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import altair as alt

from hpviz.charts.drawing.fields import LONGEST, labels, short
from hpviz.text.target import axis_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hpviz.analysis.result.rank_result import RankResult

# What an object of JavaScript has before anything is put into it.
OF_EVERY_OBJECT = frozenset(
    {
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)
# "cfg.", "params/" and "clf__" end with one.
SEPARATOR = re.compile(r"[./:]|__")


def name_axis(**options: Any) -> alt.Axis:
    """Make an axis of names: without a line, and readable."""
    return alt.Axis(domain=False, ticks=False, labelPadding=8, labelFontSize=12, **options)


def param_labels(result: RankResult, params: Iterable[str], most: int = LONGEST) -> list[str]:
    """Name some params of a ranking in at most so many letters, so that they can be told apart.

    Parameters
    ----------
    result
        The ranking.
    params
        Some of its params; each may stand there several times.
    most
        Letters of a name.
    """
    given = [*params]
    different = list(dict.fromkeys(given))
    names = labels(folded([score.param for score in result.scores], different, most), most)
    name_of = dict(zip(different, names, strict=True))
    return [name_of[param] for param in given]


def param_label(result: RankResult, param: str, most: int = LONGEST) -> str:
    """Name a param on its own: whole where there is room, else as it is told from all others."""
    if len(param) <= most:
        return short(param, most)
    params = list(dict.fromkeys([*(score.param for score in result.scores), param]))
    return param_labels(result, params, most)[params.index(param)]


def metric_label(result: RankResult, most: int = LONGEST) -> str:
    """Name what is ranked by, so that it can be told from the other metrics of the runs."""
    name = axis_label(result.target)
    names = list(dict.fromkeys([*(result.evidence.runs.metrics if result.evidence else ()), name]))
    return labels(names, most)[names.index(name)]


def start_sentences(result: RankResult) -> tuple[str, ...]:
    """State what is left out of the names of all params; nothing where nothing is."""
    start = common_start([score.param for score in result.scores])
    return (f"All names start with {start}, which is left out here.",) if start else ()


def folded(names: Sequence[str], some: Iterable[str], most: int) -> list[str]:
    """Leave out of some of the names what all share, and of long ones the first parts.

    Parameters
    ----------
    names
        All that there are.
    some
        Those of them that are shown.
    most
        A name with more letters is long.
    """
    start = len(common_start(names))
    times = Counter(ending for name in names for ending in _endings(name[start:]))
    return [_folded(name[start:], times, most) for name in some]


def common_start(names: Sequence[str]) -> str:
    """Return what all names start with, up to a separator; nothing of a single name."""
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)  # what these share, all between share
    ends = [match.end() for match in SEPARATOR.finditer(first)]
    shared = [end for end in ends if end < min(map(len, names)) and last.startswith(first[:end])]
    return first[: max(shared, default=0)]


def drawable(part: Any, *, encoded: bool = False) -> Any:
    """Write the texts of a specification so that Vega takes them as nothing but texts.

    Vega groups marks by texts in a plain object, and would take `constructor` for there already: the space
    after it is not drawn. And Vega-Lite puts the titles of channels into expressions, in quotes, where a
    backslash would be the start of an escape.

    Parameters
    ----------
    part
        The specification, or a part of it.
    encoded
        It is a part of an encoding, whose titles are those of channels.
    """
    if isinstance(part, dict):
        return {
            name: _escaped(inner) if encoded and name == "title" else drawable(inner, encoded=inside)
            for name, inner in part.items()
            for inside in [encoded or name == "encoding"]
        }
    if isinstance(part, list):
        return [drawable(inner, encoded=encoded) for inner in part]
    return f"{part} " if isinstance(part, str) and part in OF_EVERY_OBJECT else part


def _escaped(title: Any) -> Any:
    lines = [line.replace("\\", "\\\\") for line in ([title] if isinstance(title, str) else title or [])]
    return drawable(lines[0] if isinstance(title, str) else lines or title)


def _folded(name: str, times: Counter[str], most: int) -> str:
    if len(name) <= most:
        return name
    endings = _endings(name)
    own = next((place for place, ending in enumerate(endings) if times[ending] == 1), len(endings) - 1)
    fitting = [ending for ending in endings[own:] if len(ending) < most]
    return f"…{fitting[-1]}" if fitting else endings[own]


def _endings(name: str) -> list[str]:
    """List the ends of a name at its separators, the shortest first: c, b.c and a.b.c of a.b.c."""
    starts = [0, *(match.end() for match in SEPARATOR.finditer(name) if match.end() < len(name))]
    return [name[start:] for start in reversed(starts)]
