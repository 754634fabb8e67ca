"""The source of a command, and how it is read."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from hpviz.checks import CHECKS, checked_codes
from hpviz.errors import HpvizError
from hpviz.files import expanded
from hpviz.formatting.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.runs import Runs

READING = ("experiment", "params", "metrics", "kinds", "run", "step", "allow_pickle", "dismiss")

# The exit status where a note has one of the codes of --fail-on.
NOTICED = 3


def add_source(command: argparse.ArgumentParser) -> None:
    """Add the source and how it is read, as `hpviz.read` takes it."""
    add = command.add_argument
    add("source", help="a folder, database, log or table, or an address such as wandb://...")
    add("--experiment", help="which study, experiment or project, where there are several")
    add("--params", action="append", metavar="NAME", help="a column that is a parameter")
    add("--metrics", action="append", metavar="NAME", help="a column that is a metric")
    kind = "read a column as the other kind: category or number"
    add("--kinds", action="append", type=pair, metavar="NAME=KIND", help=kind)
    add("--run", metavar="NAME", help="the column that names the run, where a table has one row per step")
    add("--step", metavar="NAME", help="the column that counts the steps")
    add(
        "--allow-pickle",
        action="store_true",
        help="unpickle a store that is a pickle; this runs any code in it, so only for your own files",
    )
    left_out = "leave out the notes of this code (docs/checks.md)"
    add("--dismiss", action="append", default=[], metavar="CODE", help=left_out)
    failing = f"exit with status {NOTICED} where a note has this code"
    add("--fail-on", action="append", default=[], metavar="CODE", help=failing)


def noticed(options: argparse.Namespace, notes: Iterable[Note]) -> int:
    """Return the exit status of a command: whether a note has a code that it is to fail on."""
    failing = checked_codes(options.fail_on, "--fail-on")
    codes = dict.fromkeys(note.code for note in notes if note.code in failing)
    if not codes:
        return 0
    named = listed([f"{code} ({CHECKS[code].name})" for code in codes], len(codes))
    print(f"hpviz: noticed {named}", file=sys.stderr)
    return NOTICED


def pair(text: str) -> tuple[str, str]:
    """Split ``name=value``; a name may hold an equals sign itself."""
    name, sign, value = text.rpartition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value


def runs_of(options: argparse.Namespace) -> Runs:
    from hpviz.api import read

    if options.source == "-":
        raise HpvizError("standard input is not read; give the path of a file or folder")
    _refuse_to_overwrite(options.source, options.output)
    checked_codes(options.fail_on, "--fail-on")
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
