"""The command line: ``hpviz demo``, ``read``, ``rank``, ``report`` and ``next-sweep`` of a source."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version
from io import TextIOWrapper

from hpviz.command_line.demo import add_demo
from hpviz.command_line.ranking import add_next_sweep, add_rank, add_report
from hpviz.command_line.read import add_read
from hpviz.errors import HpvizError

# What these offer is listed by the analysis, which takes half a second to import.
OF_RANKING = {"rank": add_rank, "report": add_report, "next-sweep": add_next_sweep}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    _print_whatever_comes()
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


def _print_whatever_comes() -> None:
    """Write out what the output's encoding has no characters for, as a pipe on Windows has (cp1252)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hpviz", description="Hyperparameter importance from the runs of a sweep."
    )
    parser.add_argument("--version", action="version", version=f"hpviz {version('hpviz')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add_demo(commands)
    add_read(commands)
    for name, add in OF_RANKING.items():
        add(commands, whole=name in arguments)
    return parser


if __name__ == "__main__":
    sys.exit(main())
