"""The MCP server, driven by the official client over standard input and output, as an agent starts it."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import hpviz
from hpviz import __main__ as command_line
from hpviz.data import VEHICLE
from hpviz.export.schemas import SCHEMAS
from hpviz.mcp import server
from hpviz.mcp.tools import TOOLS

jsonschema = pytest.importorskip("jsonschema")
anyio = pytest.importorskip("anyio")

VEHICLES = {"source": str(VEHICLE), "metric": "val_acc", "seed": 1}


def asked(*calls):
    """What a server answers: its tools, then a result for each call; it ends with its client."""
    mcp = pytest.importorskip("mcp")
    from mcp.client.stdio import StdioServerParameters, stdio_client

    started = StdioServerParameters(command=sys.executable, args=["-m", "hpviz", "mcp"])

    async def run():
        async with stdio_client(started) as streams, mcp.ClientSession(*streams) as session:
            with anyio.fail_after(240):
                await session.initialize()
                tools = (await session.list_tools()).tools
                return [tools, *[await session.call_tool(name, arguments) for name, arguments in calls]]

    with ThreadPoolExecutor(1) as pool:  # the tests in a browser leave a loop of events in this thread
        return pool.submit(anyio.run, run).result()


@pytest.fixture(scope="module")
def answers():
    return asked(
        ("read", {"source": str(VEHICLE)}),
        ("rank", {**VEHICLES, "method": "mdi", "hidden": ["alpha"]}),
        ("effect", {**VEHICLES, "param": "learning_rate_init"}),
        ("next_sweep", {**VEHICLES, "tool": "wandb"}),
        ("next_sweep", VEHICLES),
        ("rank", {**VEHICLES, "metric": ["val_acc", "train_time"], "method": "mdi"}),
        ("rank", {**VEHICLES, "metric": "val_ac"}),
        ("rank", {"source": "wandb://entity/project"}),
        ("read", {"source": "nowhere.csv"}),
        ("rank", {**VEHICLES, "hidden": "alpha"}),
        ("rank", {**VEHICLES, "metric": ["val_acc", 3]}),
        ("rank", {**VEHICLES, "metrik": "val_acc"}),
        ("effect", VEHICLES),
        ("forget", {}),
        ("read", {"source": str(VEHICLE), "dismiss": ["HP999"]}),
    )


def test_the_tools_say_what_they_take_and_answer(answers):
    tools = {tool.name: tool for tool in answers[0]}
    assert set(tools) == {"read", "rank", "effect", "next_sweep"}
    for tool in tools.values():
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        assert tool.output_schema in SCHEMAS.values()
        assert tool.annotations.read_only_hint
        assert "source" in tool.input_schema["required"]
    assert tools["rank"].output_schema["title"] == "hpviz-ranking/1"


def test_answers_are_structured_by_the_schema_and_the_same_as_text(answers):
    documents = [result.structured_content for result in answers[1:7]]
    for result, document in zip(answers[1:7], documents, strict=True):
        assert not result.is_error
        jsonschema.validate(document, SCHEMAS[document["schema"]])
        assert json.loads(result.content[0].text) == document
    read, ranking, effect, advice, plain, front = documents
    assert (read["runs"], read["metric"]) == (500, "val_acc")
    assert [row["name"] for row in read["params"]] == [*hpviz.read(VEHICLE).params]
    assert front["metric"] == "pareto: val_acc, train_time"
    assert plain["space"] is None
    assert advice["sentences"] == plain["sentences"]
    expected = hpviz.rank(VEHICLE, "val_acc", method="mdi", hidden=["alpha"], seed=1)
    assert [row["importance"] for row in ranking["params"]] == expected.table().importance.tolist()
    assert [check["code"] for check in ranking["checks"]] == ["HP010"]
    same = hpviz.rank(VEHICLE, "val_acc", seed=1)
    assert effect["sentences"] == list(same.effect("learning_rate_init").sentences)
    assert len(effect["figures"]) == len(same.effect("learning_rate_init").table())
    assert advice["space"] == {"tool": "wandb", "text": same.next_sweep().text("wandb")}


def test_a_refusal_is_an_answer_that_says_what_to_do(answers):
    refusals = answers[7:]
    assert all(result.is_error and result.structured_content is None for result in refusals)
    sentences = [result.content[0].text for result in refusals]
    expected = [
        "did you mean 'val_acc'",
        "only paths on this machine are read",
        "nowhere.csv",
        "hidden='alpha' is of the wrong type; give a list of texts",
        "is of the wrong type; give a text or a list of texts",
        "no argument 'metrik' (did you mean 'metric'",
        "effect needs the argument 'param'",
        "no tool 'forget'",
        "no check 'HP999'",
    ]
    assert [part in sentence for part, sentence in zip(expected, sentences, strict=True)] == [True] * 9


def test_null_is_what_an_agent_leaves_out():
    given = {"source": str(VEHICLE), "metric": None, "where": None, "params": None, "run": None}
    assert TOOLS["read"].call({"source": str(VEHICLE), "params": None}) == TOOLS["read"].call(
        {"source": str(VEHICLE)}
    )
    assert TOOLS["rank"].call(given | {"metric": "val_acc"})["metric"] == "val_acc"
    with pytest.raises(hpviz.HpvizError, match="needs the argument 'source'"):
        TOOLS["rank"].call({"source": None})


def test_what_limits_refuse_is_refused(monkeypatch, tmp_path):
    pytest.importorskip("mcp_types")
    path = tmp_path / "runs.csv"
    path.write_text("lr,loss\n" + "0.1,1\n" * 2000, "utf-8")
    monkeypatch.setattr(hpviz.limits, "table_gib", 1e-6)
    result = server._answered("read", {"source": str(path)})
    assert result.is_error
    assert "hpviz.limits.table_gib" in result.content[0].text


def test_without_the_extra_it_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr(server, "find_spec", lambda _: None)
    assert command_line.main(["mcp"]) == 2
    assert capsys.readouterr().err == (
        'hpviz: the MCP server needs the package mcp from version 2.3 on: pip install "hpviz[mcp]"\n'
    )
