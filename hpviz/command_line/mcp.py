"""``hpviz mcp``: the tools of hpviz for an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_mcp(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``hpviz mcp``."""
    command = commands.add_parser(
        "mcp",
        help="serve read, rank, effect and next_sweep to an agent, by the Model Context Protocol",
        description="Serve read, rank, effect and next_sweep of runs on this machine to an agent, by the "
        "Model Context Protocol on standard input and output. An agent starts it itself.",
    )
    command.set_defaults(command=_serve, passes_on=False)


def _serve(_: argparse.Namespace, __: list[str]) -> int:
    from hpviz.mcp.server import serve

    serve()
    return 0
