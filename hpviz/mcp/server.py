"""A server of the Model Context Protocol on standard input and output."""

from __future__ import annotations

import json
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError, unknown_name
from hpviz.mcp.tools import TOOLS

if TYPE_CHECKING:
    from mcp.server import Server
    from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult

INSTRUCTIONS = (
    "hpviz says which hyperparameters of a sweep matter for a metric, from runs on this machine. Call read "
    "on the path first, then rank; effect and next_sweep go on from there. Notes have codes with a remedy."
)


def serve() -> None:
    """Serve until standard input ends.

    Raises
    ------
    HpvizError
        The extra is not installed.
    """
    if find_spec("mcp_types") is None:  # which comes with mcp from version 2 on
        raise HpvizError('the MCP server needs the package mcp from version 2.3 on: pip install "hpviz[mcp]"')
    import anyio

    anyio.run(_serve)


async def _serve() -> None:
    from mcp.server.stdio import stdio_server

    server = _server()
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _server() -> Server[Any]:
    from mcp.server import Server

    return Server(
        "hpviz",
        version=version("hpviz"),
        instructions=INSTRUCTIONS,
        on_list_tools=_list_tools,
        on_call_tool=_call_tool,
    )


async def _list_tools(*_: object) -> ListToolsResult:
    from mcp_types import ListToolsResult, Tool, ToolAnnotations

    reads_only = ToolAnnotations(read_only_hint=True, open_world_hint=False, idempotent_hint=True)
    tools = [
        Tool(
            name=tool.name,
            description=tool.description,
            input_schema=tool.input_schema,
            output_schema=tool.output_schema,
            annotations=reads_only,
        )
        for tool in TOOLS.values()
    ]
    return ListToolsResult(tools=tools)


async def _call_tool(_: object, params: CallToolRequestParams) -> CallToolResult:
    """Answer off the thread that reads, so that it hears a client that cancels or pings."""
    from anyio.to_thread import run_sync

    return await run_sync(_answered, params.name, params.arguments or {})


def _answered(name: str, arguments: dict[str, Any]) -> CallToolResult:
    """Call a tool; a refusal is its answer, which says what to do."""
    from mcp_types import CallToolResult, TextContent

    try:
        if name not in TOOLS:
            raise unknown_name("tool", name, list(TOOLS))
        document = TOOLS[name].call(arguments)
    except HpvizError as refusal:
        return CallToolResult(content=[TextContent(text=str(refusal))], is_error=True)
    text = json.dumps(document, allow_nan=False)
    return CallToolResult(content=[TextContent(text=text)], structured_content=json.loads(text))
