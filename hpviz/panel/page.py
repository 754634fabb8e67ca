"""The panel as a page that stands alone: the real view on figures that were computed beforehand.

It needs no kernel, no network and no other package. What only Python can compute is left out, or says so.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hpviz.errors import HpvizError
from hpviz.export.report import as_html
from hpviz.export.requests import space_file_name
from hpviz.panel.wire import IDLE, encode_insight, encode_ranking, encode_sweep
from hpviz.ranking import rank
from hpviz.search_space import TOOLS
from hpviz.templates import render
from hpviz.text import report
from hpviz.text.panel import NEEDS_PYTHON
from hpviz.views import VIEWS
from hpviz.views.advice import space_text, sweep_advice
from hpviz.views.headline import whole_headline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.ranking import Ranking

STATIC = Path(__file__).parents[1] / "static"
# So many effects are saved, those of the most important params, and maps of all pairs of the first of them.
MOST_EFFECTS, MOST_IN_PAIRS = 30, 6
# Digits of what is drawn: a pixel is a thousandth of a picture. Figures of the table have all of theirs, and
# those of effects more, since they are read too.
DIGITS = {"effects": 6, "joints": 4}
ALONE: dict[str, Any] = {
    "progress": IDLE,
    "notice": "",
    "live": {"offered": False, "since": None, "new_runs": 0, "trouble": ""},
    "remembered": "",
    "remembers": False,
    "static_view": "",
    "effects": {},
    "joint": None,
    "explanation": None,
    "insights": {},
    "experiment": "",
    "roles": {},
    "kinds": {},
    "view": "",
    "pin": "",
    "follow": 0,
}


def with_other_metrics(result: Ranking, metrics: Sequence[str] | Literal["all"]) -> list[Ranking]:
    """Rank the same runs by other metrics too, with all other options as they are.

    Raises
    ------
    HpvizError
        No such metric, or a ranking without its runs.
    """
    if _is_blank(result):
        return [result]
    runs, options = _evidence(result).runs, _evidence(result).options
    names = [*runs.metrics] if metrics == "all" else [runs.resolve(name, "metric") for name in metrics]
    others = dict.fromkeys(name for name in names if name != result.metric)
    return [result, *(rank(runs, replace(options, metric=name, goal=None)) for name in others)]


def page(results: Sequence[RankResult], *, sort_by: str = "importance", descending: bool = True) -> str:
    """Write the page.

    Parameters
    ----------
    results
        Rankings of the same runs, one for each metric that can be chosen; the first is shown. Where there are
        no runs to compare, the page says so and is without a script.
    sort_by, descending
        The order of the rows.

    Raises
    ------
    HpvizError
        A ranking without runs behind it.
    """
    from markupsafe import Markup

    if _is_blank(results[0]):
        return as_html(results[0], 0)
    order = {"sort_by": sort_by, "descending": descending}
    saved = [_saved(result, results, order) for result in results]
    return render(
        "panel.html",
        title=report.title(results[0]),
        # Ours, and the end of a script is not in them.
        script=Markup((STATIC / "page.js").read_text("utf-8").replace("</script", "<\\/script")),  # noqa: S704
        style=Markup((STATIC / "widget.css").read_text("utf-8")),  # noqa: S704
        saved=_json(saved),
    )


def write_page(path: str | Path, results: Sequence[RankResult], **order: Any) -> Path:
    """Write the page into a file whose name ends in .html.

    Parameters
    ----------
    path
        Where to; an existing file is replaced.
    results, order
        As in `page`.

    Raises
    ------
    HpvizError
        Another suffix, a folder that is missing or not writable, or a ranking without runs behind it.
    """
    from hpviz.charts.drawing.formats import write

    return write(path, lambda _: page(results, **order).encode(), (".html",))


def _json(content: Any) -> Markup:
    """Write JSON into a page: no text of it can end the script or begin a comment."""
    from markupsafe import Markup

    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704


def _saved(result: RankResult, results: Sequence[RankResult], order: Mapping[str, Any]) -> dict[str, Any]:
    """Compute all that the view can request about one metric."""
    params = [score.param for score in result.scores][:MOST_EFFECTS]
    others = [other.metric for other in results if other.metric != result.metric]
    effects = {param: VIEWS["effect"].encoded(result, param) for param in params}
    answers: dict[str, Any] = {
        "effects": effects,
        "runs": _take_names(effects),
        "joints": [VIEWS["joint"].encoded(result, *pair) for pair in combinations(params[:MOST_IN_PAIRS], 2)],
        "explanations": {run: VIEWS["explanation"].encoded(result, run) for run in ("best", "worst")},
        "insights": {f"{name} {of}": encode_insight(result, name, of) for name, of in _insights(others)},
        "spaces": _spaces(result),
    }
    answers |= {name: _rounded(answers[name], digits) for name, digits in DIGITS.items()}
    return {"state": _state(result, results, order)} | answers


def _is_blank(result: RankResult) -> bool:
    """Whether there are no runs to compare: its page says why, without a table to work with."""
    return result.evidence is None and not result.scores


def _evidence(result: RankResult) -> Evidence:
    if result.evidence is None:
        raise HpvizError("there are no runs to show; a page is saved of a ranking of runs")
    return result.evidence


def _insights(others: Sequence[str]) -> list[tuple[str, str]]:
    names = [view.name for view in VIEWS.values() if view.is_insight and not (view.takes or view.ranks)]
    return [*((name, "") for name in names), *(("compare", f"metric:{metric}") for metric in others)]


def _is_saved(view: str, results: Sequence[RankResult]) -> bool:
    """Whether the page has the answers of a view: the runs, and what ranks again, need Python."""
    return view in VIEWS and not VIEWS[view].ranks and (view != "compare" or len(results) > 1)


def _spaces(result: RankResult) -> dict[str, Any]:
    try:
        advice = sweep_advice(result)
    except HpvizError:  # the view says why
        return {}
    return {tool: {"name": space_file_name(tool), "text": space_text(advice, tool)} for tool in TOOLS}


def _state(result: RankResult, results: Sequence[RankResult], order: Mapping[str, Any]) -> dict[str, Any]:
    """Encode the traits of a panel that shows this ranking, its filter and hidden params as given."""
    options = _evidence(result).options
    choices = {field.name: _plain(getattr(options, field.name)) for field in fields(options)}
    return (
        choices
        | ALONE
        | dict(order)
        | {
            "metric": result.metric,
            "goal": result.goal,
            "hidden": [],
            "where": "",
            "axes": dict(options.axes),
            "dismiss": sorted(result.dismissed),
            "sweep": _sweep(result, results),
            "_ranking": _ranking(result),
            "headline": whole_headline(result),
            "filter": {"where": "", "conditions": [], "runs": result.runs_used, "problem": None},
        }
    )


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _ranking(result: RankResult) -> dict[str, Any]:
    encoded = encode_ranking(result)
    chosen = report.filter_sentence(result)
    return encoded | {
        "notes": [*map(_plain_note, [NEEDS_PYTHON, *([chosen] if chosen else [])]), *encoded["notes"]]
    }


def _plain_note(sentence: str) -> list[str]:
    """Encode a sentence that is no note of a check, among the notes."""
    return ["", sentence, ""]


def _sweep(result: RankResult, results: Sequence[RankResult]) -> dict[str, Any]:
    """Encode what was read as far as the page can show it: the metrics that were saved, the params ranked."""
    sweep = encode_sweep(_evidence(result).runs)
    ranked = {score.param for score in result.scores}
    kept = [place for place, name in enumerate(sweep["columns"]["name"]) if name in ranked]
    views = [view for view in sweep["views"] if _is_saved(view["name"], results)]
    metrics = [other.metric for other in results]
    return sweep | {
        "saved": True,
        "runs": result.runs_used + sum(result.runs_skipped.values()),  # with those that the filter left out
        "metrics": metrics,
        "goals": [other.goal for other in results],
        "goals_guessed": [bool(other.target.guessed) for other in results],
        "outcomes": [],
        "views": views,
        "methods": [method for method in sweep["methods"] if method["name"] == result.method],
        "guesses": "",
        "notes": [*([_plain_note(sweep["guesses"])] if sweep["guesses"] else []), *sweep["notes"]],
        "columns": {field: [cells[place] for place in kept] for field, cells in sweep["columns"].items()},
        "terms": {field: [] for field in sweep["terms"]},
        "run_names": [],
    }


def _take_names(effects: Mapping[str, Any]) -> list[str]:
    """Take the names of the runs, mostly the same, out of the effects; return those of the first."""
    points = [effect["points"] for effect in effects.values()]
    names: list[str] = points[0]["run"] if points else []
    for of_param in points:
        of_param.pop("id")  # no card of a run opens in the page
        if of_param["run"] == names:
            of_param["run"] = []
    return names


def _rounded(part: Any, digits: int) -> Any:
    if isinstance(part, dict):
        return {key: _rounded(value, digits) for key, value in part.items()}
    if isinstance(part, list):
        return [_rounded(value, digits) for value in part]
    if not isinstance(part, float):
        return part
    short = float(f"{part:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < 10**digits else short  # 64 for 64.0
