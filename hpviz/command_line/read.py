"""``hpviz read``: what runs a source holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.command_line.source import add_source, runs_of
from hpviz.legible_text import legible

if TYPE_CHECKING:
    import argparse


def add_read(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    read = commands.add_parser(
        "read",
        help="say what runs a tracker's store or a table holds, and write them to a table",
        description="Say what runs a tracker's store or a table holds, and write them to a table.",
    )
    add_source(read)
    read.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write one row per run: .csv, .csv.gz or .parquet"
    )
    guard = "in CSV, an apostrophe before texts that a spreadsheet would take for formulas (= + - @)"
    read.add_argument("--guard", action="store_true", help=guard)
    read.set_defaults(command=_read, passes_on=False)


def _read(options: argparse.Namespace, _: list[str]) -> int:
    from hpviz.runs import write as runs_file

    runs = runs_of(options)
    print(runs)
    if options.output is not None:
        print(legible(f"wrote {runs_file.write(runs, options.output, guard=options.guard)}"))
    return 0
