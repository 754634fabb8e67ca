"""The command line: ``hpviz demo``, ``hpviz read SOURCE``, ``hpviz report SOURCE``, ``hpviz --version``."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.files import expanded
from hpviz.formatting import listed
from hpviz.legible_text import legible
from hpviz.quickstart import place_notebook
from hpviz.runs import AGGREGATES, STATUSES
from hpviz.runs.metric_names import GOALS

if TYPE_CHECKING:
    from hpviz.runs import Runs

EXPOSED = "--LabApp.expose_app_in_browser=True"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = _parser(arguments)
    known, rest = parser.parse_known_args(arguments)
    if rest and not known.passes_on:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return int(known.command(known, rest))
    except HpvizError as error:
        print(f"hpviz: {error}", file=sys.stderr)
        return 2


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hpviz", description="Hyperparameter importance from the runs of a sweep."
    )
    parser.add_argument("--version", action="version", version=f"hpviz {version('hpviz')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_read(commands)
    report = commands.add_parser("report", **REPORT)
    if "report" in arguments:  # what it offers is listed by the analysis, which takes half a second to import
        _add_report(report)
    return parser


def _add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser(
        "demo",
        help="open JupyterLab with a tutorial on a real sweep",
        description="Open JupyterLab with a tutorial on a real sweep.",
        epilog="Any other option goes to JupyterLab.",
    )
    demo.add_argument(
        "--folder",
        type=Path,
        default=Path("hpviz-demo"),
        help="where the notebook goes (default: %(default)s)",
    )
    demo.add_argument("--fresh", action="store_true", help="replace your copy of the notebook by a new one")
    demo.add_argument("--no-browser", action="store_true", help="only print the address")
    demo.add_argument("--port", type=int, help="where JupyterLab listens (default: 8888 or the next)")
    demo.set_defaults(command=_demo, passes_on=True)


def _add_read(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    read = commands.add_parser(
        "read",
        help="say what runs a tracker's store or a table holds, and write them to a table",
        description="Say what runs a tracker's store or a table holds, and write them to a table.",
    )
    _add_source(read)
    read.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write one row per run: .csv, .csv.gz or .parquet"
    )
    guard = "in CSV, an apostrophe before texts that a spreadsheet would take for formulas (= + - @)"
    read.add_argument("--guard", action="store_true", help=guard)
    read.set_defaults(command=_read, passes_on=False)


READING = ("experiment", "params", "metrics", "kinds", "run", "step", "allow_pickle")


def _add_source(command: argparse.ArgumentParser) -> None:
    """Add the source and how it is read, as `hpviz.read` takes it."""
    add = command.add_argument
    add("source", help="a folder, database, log or table, or an address such as wandb://...")
    add("--experiment", help="which study, experiment or project, where there are several")
    add("--params", action="append", metavar="NAME", help="a column that is a parameter")
    add("--metrics", action="append", metavar="NAME", help="a column that is a metric")
    kind = "read a column as the other kind: category or number"
    add("--kinds", action="append", type=_pair, metavar="NAME=KIND", help=kind)
    add("--run", metavar="NAME", help="the column that names the run, where a table has one row per step")
    add("--step", metavar="NAME", help="the column that counts the steps")
    add(
        "--allow-pickle",
        action="store_true",
        help="unpickle a store that is a pickle; this runs any code in it, so only for your own files",
    )


def _pair(text: str) -> tuple[str, str]:
    """Split ``name=value``; a name may hold an equals sign itself."""
    name, sign, value = text.rpartition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value


def _runs(options: argparse.Namespace) -> Runs:
    from hpviz.api import read

    _refuse_to_overwrite(options.source, options.output)
    given = {name: getattr(options, name) for name in READING}
    return read(options.source, **given | {"kinds": dict(given["kinds"]) if given["kinds"] else None})


def _refuse_to_overwrite(source: str, output: Path | None) -> None:
    """Refuse to write over the file that is read: what hpviz does not read of it would be lost."""
    from hpviz.sources.locate import local

    here = local(source)
    if here is None or output is None:
        return
    try:
        is_source = expanded(output).samefile(expanded(here))
    except (OSError, RuntimeError, ValueError):  # one of them is not there
        return
    if is_source:
        raise HpvizError(f"{str(output)!r} is the file that is read; give another name to write to")


def _read(options: argparse.Namespace, _: list[str]) -> int:
    from hpviz.runs import write as runs_file

    runs = _runs(options)
    print(runs)
    if options.output is not None:
        print(legible(f"wrote {runs_file.write(runs, options.output, guard=options.guard)}"))
    return 0


REPORT: dict[str, Any] = {
    "help": "write what matters in a sweep to a page, a Markdown or a JSON file",
    "description": "Rank the parameters of a sweep and write a report that needs no network.",
    "epilog": (
        "--hide, --params, --metrics, --kinds, --axis and --statuses may be repeated. Exit status: 0 when "
        "the report is written, 1 when the runs allow no answer (the report says why), 2 when something does "
        "not exist or cannot be written."
    ),
}


def _add_report(report: argparse.ArgumentParser) -> None:
    from hpviz.analysis import DEFAULT_STATUSES, METHOD_NAMES, SCALES, RankOptions

    _add_source(report)
    add, default = report.add_argument, RankOptions()
    add("-o", "--output", type=Path, default=Path("report.html"), metavar="FILE", help=".html, .md or .json")
    add("-m", "--metric", help="the metric to explain (default: the best known name)")
    add("--goal", choices=GOALS, help="default: by the metric's name")
    add("--method", choices=METHOD_NAMES, default=default.method, help="default: %(default)s")
    best = "of method top: the share of best runs"
    add("--top", type=float, default=default.top, metavar="SHARE", help=best)
    step = "which step of a run counts (default: %(default)s)"
    add("--aggregate", choices=AGGREGATES, default=default.aggregate, help=step)
    add("--scale", choices=SCALES, default=default.scale, help="of the metric")
    statuses = f"default: {listed(DEFAULT_STATUSES)}"
    add("--statuses", action="append", choices=STATUSES, help=statuses)
    add("--where", default=default.where, metavar="EXPRESSION", help="keep these runs: 'lr <= 0.01'")
    left_out = "leave out of table and model"
    add("--hide", dest="hidden", action="append", default=[], metavar="PARAM", help=left_out)
    add(
        "--axis",
        dest="axes",
        action="append",
        default=[],
        type=_pair,
        metavar="PARAM=log",
        help="or linear; of a param",
    )
    add("--effects", type=int, default=5, metavar="N", help="draw so many effects (default: %(default)s)")
    add("--trees", type=int, default=default.trees, help="of the forest (default: %(default)s)")
    add("--seed", type=int, default=default.seed, help="default: %(default)s")
    report.set_defaults(command=_report, passes_on=False)


def _report(options: argparse.Namespace, _: list[str]) -> int:
    from hpviz.analysis import OPTION_NAMES
    from hpviz.api import rank
    from hpviz.export.report import checked_top, write_report

    effects = checked_top(options.effects)
    chosen = {name: getattr(options, name) for name in OPTION_NAMES}
    chosen["axes"] = dict(options.axes)
    given = {name: value for name, value in chosen.items() if value is not None}
    ranking = rank(_runs(options), **given)
    written = write_report(ranking, options.output, top=effects)
    print(legible(str(written)))
    print(f"hpviz: {ranking.headline}", file=sys.stderr)
    return 0 if ranking.scores else 1


def _demo(options: argparse.Namespace, rest: list[str]) -> int:
    if find_spec("jupyterlab") is None:
        raise HpvizError('the demo needs JupyterLab: pip install "hpviz[demo]"')
    notebook, is_theirs = place_notebook(options.folder, fresh=options.fresh)
    if is_theirs:
        print(legible(f"opening your copy, {notebook}; hpviz demo --fresh starts again from the original"))
    options_of_lab = [f"--LabApp.default_url=/lab/tree/{notebook.name}", EXPOSED, *rest]
    if options.no_browser:
        options_of_lab.append("--no-browser")
    if options.port is not None:
        options_of_lab.append(f"--port={options.port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options_of_lab.append("--allow-root")  # else JupyterLab refuses, as in many containers
    from jupyterlab.labapp import LabApp

    os.chdir(notebook.parent)
    LabApp.launch_instance(options_of_lab)
    return 0


if __name__ == "__main__":
    sys.exit(main())
