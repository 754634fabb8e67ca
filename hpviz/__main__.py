"""The command line: ``hpviz demo``, ``mcp``; of a source ``read``, ``rank``, ``report``, ``next-sweep``."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from importlib.metadata import version
from io import TextIOWrapper

from hpviz.command_line.demo import add_demo
from hpviz.command_line.mcp import add_mcp
from hpviz.command_line.output import NotPrintedError, flush
from hpviz.command_line.ranking import add_next_sweep, add_rank, add_report
from hpviz.command_line.read import add_read
from hpviz.errors import HpvizError

# What these offer is listed by the analysis, which takes half a second to import.
OF_RANKING = {"rank": add_rank, "report": add_report, "next-sweep": add_next_sweep}

# The status of a command that the signal of a broken pipe ends, as a shell has it: 128 and its number.
READER_GONE = 128 + 13


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    try:
        try:
            return _run(arguments)
        finally:
            flush()  # what is left is not written when Python ends, where nobody could catch it
    except BrokenPipeError:
        _write_nowhere()
        return READER_GONE
    except NotPrintedError as error:
        print(f"hpviz: {error}", file=sys.stderr)
        _write_nowhere()
        return 2


def _run(arguments: list[str] | None) -> int:
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


def _write_nowhere() -> None:
    """Send what is still to be written to nowhere: whoever read it has gone, as ``head`` does."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):  # none, of no file, or closed
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


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
    add_mcp(commands)
    add_read(commands)
    for name, add in OF_RANKING.items():
        add(commands, whole=name in arguments)
    return parser


if __name__ == "__main__":
    sys.exit(main())
