"""``hpviz read``: what runs a source holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.command_line.output import STDOUT, put, say
from hpviz.command_line.source import add_source, noticed, runs_of
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
    read.add_argument(
        "--json", action="store_true", help="what was read, as docs/command_line.md describes it"
    )
    guard = "in CSV, an apostrophe before texts that a spreadsheet would take for formulas (= + - @)"
    read.add_argument("--guard", action="store_true", help=guard)
    read.set_defaults(command=_read, passes_on=False)


def _read(options: argparse.Namespace, _: list[str]) -> int:
    from hpviz.export.documents import runs_document, written
    from hpviz.runs import write as runs_file

    runs = runs_of(options)
    put(STDOUT, written(runs_document(runs)) if options.json else f"{runs}\n")
    if options.output is not None:
        wrote = legible(f"wrote {runs_file.write(runs, options.output, guard=options.guard)}")
        if options.json:
            print(wrote, file=sys.stderr)
        else:
            say(wrote)
    return noticed(options, runs.notes)
