"""``hpviz rank``, ``hpviz report`` and ``hpviz next-sweep``: what a ranking says, printed or written."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpviz.command_line.output import STDOUT, put, say
from hpviz.command_line.source import add_source, noticed, pair, runs_of
from hpviz.formatting.words import listed
from hpviz.legible_text import legible
from hpviz.runs import AGGREGATES, STATUSES
from hpviz.runs.metric_names import GOALS

if TYPE_CHECKING:
    from hpviz import Ranking

Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no other name for it
EPILOG = (
    "--hide, --params, --metrics, --kinds, --axis, --statuses, --dismiss and --fail-on may be repeated. "
    "Exit status: 0 when {done}, 1 when no param can be ranked ({where} says why), 2 when something does "
    "not exist, or cannot be read or written, 3 when a note has a code of --fail-on."
)


def add_report(commands: Commands[argparse.ArgumentParser], *, whole: bool) -> None:
    """Add ``hpviz report``; its options too where this is `whole`."""
    report = commands.add_parser(
        "report",
        help="write what matters in a sweep to a page, a Markdown or a JSON file",
        description="Rank the parameters of a sweep and write a report that needs no network.",
        epilog=EPILOG.format(done="the report is written", where="the report"),
    )
    if not whole:
        return
    _add_options(report)
    add = report.add_argument
    add("-o", "--output", type=Path, default=Path("report.html"), metavar="FILE", help=".html, .md or .json")
    add(
        "--also",
        action="append",
        default=[],
        metavar="METRIC",
        help="in a page: another metric to choose; or all",
    )
    add(
        "--static", action="store_true", help="a page of pictures without scripts, for mails and old browsers"
    )
    effects = "of the static page, .md and .json: draw so many effects (default: %(default)s)"
    add("--effects", type=int, default=5, metavar="N", help=effects)
    report.set_defaults(command=_report, passes_on=False)


def add_rank(commands: Commands[argparse.ArgumentParser], *, whole: bool) -> None:
    """Add ``hpviz rank``."""
    rank = commands.add_parser(
        "rank",
        help="print which parameters matter in a sweep, for a person or as JSON",
        description="Print which parameters matter in a sweep.",
        epilog=EPILOG.format(done="params are ranked", where="what is printed"),
    )
    if not whole:
        return
    _add_options(rank)
    rank.add_argument(
        "--json", action="store_true", help="every figure, as docs/command_line.md describes it"
    )
    _add_output(rank)
    rank.set_defaults(command=_rank, passes_on=False)


def add_next_sweep(commands: Commands[argparse.ArgumentParser], *, whole: bool) -> None:
    """Add ``hpviz next-sweep``."""
    advice = commands.add_parser(
        "next-sweep",
        help="print what the next sweep should try, in words, as JSON or as the space of a tool",
        description="Print what the next sweep should try.",
        epilog=EPILOG.format(done="something is advised", where="standard error"),
    )
    if not whole:
        return
    from hpviz.search_space import TOOLS

    _add_options(advice)
    form = advice.add_mutually_exclusive_group()
    form.add_argument("--as", dest="tool", choices=TOOLS, help="the space, in the form of a tool")
    form.add_argument("--json", action="store_true", help="all of it, as docs/command_line.md describes it")
    _add_output(advice)
    advice.set_defaults(command=_next_sweep, passes_on=False)


def _add_output(command: argparse.ArgumentParser) -> None:
    where = "write it there; - is the terminal (default: %(default)s)"
    command.add_argument("-o", "--output", type=Path, default=STDOUT, metavar="FILE", help=where)


def _add_options(command: argparse.ArgumentParser) -> None:
    """Add the source, and how it is ranked, as `hpviz.rank` takes it."""
    from hpviz.analysis import DEFAULT_STATUSES, METHOD_NAMES, SCALES, RankOptions

    add_source(command)
    add, default = command.add_argument, RankOptions()
    add("-m", "--metric", help="the metric to explain (default: the best known name)")
    add("--goal", choices=GOALS, help="default: by the metric's name")
    add("--method", choices=METHOD_NAMES, default=default.method, help="default: %(default)s")
    best = "of method top: the share of best runs"
    add("--top", type=float, default=default.top, metavar="SHARE", help=best)
    step = "which step of a run counts (default: %(default)s)"
    add("--aggregate", choices=AGGREGATES, default=default.aggregate, help=step)
    add("--scale", choices=SCALES, default=default.scale, help="of the metric")
    add("--statuses", action="append", choices=STATUSES, help=f"default: {listed(DEFAULT_STATUSES)}")
    add("--where", default=default.where, metavar="EXPRESSION", help="keep these runs: 'lr <= 0.01'")
    left_out = "leave out of table and model"
    add("--hide", dest="hidden", action="append", default=[], metavar="PARAM", help=left_out)
    axis = "or linear; of a param"
    add("--axis", dest="axes", action="append", default=[], type=pair, metavar="PARAM=log", help=axis)
    add("--trees", type=int, default=default.trees, help="of the forest (default: %(default)s)")
    add("--seed", type=int, default=default.seed, help="default: %(default)s")


def _ranking(options: argparse.Namespace) -> Ranking:
    from hpviz.analysis import OPTION_NAMES
    from hpviz.api import rank

    chosen: dict[str, Any] = {name: getattr(options, name) for name in OPTION_NAMES}
    chosen["axes"] = dict(options.axes)
    return rank(runs_of(options), **{name: value for name, value in chosen.items() if value is not None})


def _report(options: argparse.Namespace, _: list[str]) -> int:
    from hpviz.export.report import checked_top, write_report

    effects = checked_top(options.effects)
    ranking = _ranking(options)
    is_live = options.output.suffix.lower() == ".html" and not options.static and bool(ranking.scores)
    written = _page(ranking, options) if is_live else write_report(ranking, options.output, top=effects)
    say(legible(str(written)))
    print(f"hpviz: {ranking.headline}", file=sys.stderr)
    return _status(ranking, options)


def _page(ranking: Ranking, options: argparse.Namespace) -> Path:
    from hpviz.panel.page import with_other_metrics, write_page

    metrics = "all" if options.also == ["all"] else options.also
    return write_page(options.output, with_other_metrics(ranking, metrics))


def _rank(options: argparse.Namespace, _: list[str]) -> int:
    from hpviz.export.documents import ranking_document, written

    ranking = _ranking(options)
    put(options.output, written(ranking_document(ranking, {})) if options.json else _text(ranking))
    return _status(ranking, options)


def _text(ranking: Ranking) -> str:
    """Write the table, then the notes that do not stand above it; each with its code."""
    codes = {str(note): note.code for note in ranking.notes}
    lines = str(ranking).splitlines()
    below = [text for text in codes if text not in lines]
    return "\n".join([*(f"{codes[line]} {line}" if line in codes else line for line in [*lines, *below]), ""])


def _next_sweep(options: argparse.Namespace, _: list[str]) -> int:
    from hpviz.export.documents import next_sweep_document, written

    ranking = _ranking(options)
    if not ranking.scores:
        print(legible(f"hpviz: there is nothing to advise: {ranking.headline}"), file=sys.stderr)
        return _status(ranking, options)
    advice = ranking.next_sweep()
    if options.tool:
        put(options.output, advice.text(options.tool), is_code=True)
    elif options.json:
        put(options.output, written(next_sweep_document(advice)))
    else:
        table = advice.table()[["param", "action", "after", "sure"]].to_string(index=False)
        put(options.output, "\n".join([*advice.sentences, "", table, ""]))
    return _status(ranking, options)


def _status(ranking: Ranking, options: argparse.Namespace) -> int:
    of_source = ranking.evidence.runs.notes if ranking.evidence else ()
    status = noticed(options, [*ranking.notes, *of_source])
    return status if ranking.scores else 1
