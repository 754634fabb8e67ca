"""A stand-in for W&B's service: python wandb_service.py PORT PAGE_LOG [RUNS].

It holds the sweep of `sweep.py`, with two sweeps and a history, or the runs of a JSON file, which have none.
"""

from __future__ import annotations

import json
import math
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import sweep

USER = {
    "__typename": "User", "id": "VXNlcjox", "username": "u", "entity": "ent", "name": "u", "email": "u@x",
    "admin": False, "flags": "{}", "deletedAt": None, "accountType": None, "photoUrl": None,
    "teams": {"edges": []}, "apiKeys": {"edges": []}, "defaultEntity": {"name": "ent"},
}  # fmt: skip
RECORDED = json.loads(Path(sys.argv[3]).read_text()) if len(sys.argv) > 3 else []
STATES = {"finished": "finished", "failed": "failed", "running": "running"}


def plain(value: float) -> float | str:
    """Write what JSON has no number for as a word, as the service does."""
    if math.isnan(value):
        return "NaN"
    return "Infinity" if math.isinf(value) else value


def run_node(**own: object) -> dict:
    """All that the client asks of a run."""
    return {
        "__typename": "Run", "projectId": "42", "sweepName": None, "tags": [], "group": None, "jobType": None,
        "commit": None, "readOnly": False, "createdAt": "2026-01-01T00:00:00Z",
        "heartbeatAt": "2026-01-01T00:01:00Z", "description": None, "notes": None, "historyLineCount": 4,
        "user": {"name": "u", "username": "u"}, "systemMetrics": "{}",
        "historyKeys": {"lastStep": 3, "sets": []},
    } | own  # fmt: skip


def wrapped(config: dict) -> str:
    """Write a configuration as the service keeps it."""
    return json.dumps({name: {"value": value, "desc": None} for name, value in config.items()})


def recorded_node(number: int, specs: list[str] | None) -> dict:
    run = RECORDED[number]
    if specs is not None:
        return {"name": run["name"], "sampledHistory": [[] for _ in specs]}
    own = {name: value for name, value in run.items() if name not in {"config", "summary"}}
    texts = {"config": wrapped(run["config"]), "summaryMetrics": json.dumps(run["summary"])}
    return run_node(id=f"UnVu{number}", **own, **texts)


def node(number: int, specs: list[str] | None) -> dict:
    if RECORDED:
        return recorded_node(number, specs)
    rows = [{"_step": step, "loss": plain(sweep.loss(number, step))} for step in range(sweep.steps(number))]
    if specs is not None:
        keys = [json.loads(spec)["keys"] for spec in specs]
        return {
            "name": f"r{number}",
            "sampledHistory": [[row for row in rows if set(of_spec) <= set(row)] for of_spec in keys],
        }
    return run_node(
        id=f"UnVu{number}",
        name=f"r{number}",
        displayName=f"trial-{number}",
        state=STATES[sweep.ENDS[number]],
        sweepName=["first", "second"][number % 2] if number < 11 else None,
        historyLineCount=len(rows),
        historyKeys={"lastStep": 2, "sets": []},
        config=wrapped(sweep.params(number)),
        summaryMetrics=json.dumps({"loss": {"min": 0}, "_runtime": 5}),
    )


def answer(query: str, variables: dict) -> dict:
    if "serverInfo" in query:
        return {"serverInfo": {"cliVersionInfo": {"max_cli_version": "9.9.9"}, "features": []}}
    if re.search(r"\bviewer\b", query):
        return {"viewer": USER}
    if "runs(" not in query:
        return {}
    start, size = int(variables.get("cursor") or 0), variables.get("perPage") or 50
    count = len(RECORDED or sweep.ENDS)
    numbers = range(count)[start : start + size]
    end = start + len(numbers)
    edges = [
        {
            "node": node(number, variables.get("specs") if "sampledHistory" in query else None),
            "cursor": str(end),
        }
        for number in numbers
    ]
    page = {"endCursor": str(end), "hasNextPage": end < count}
    runs = {"edges": edges, "pageInfo": page}
    project = {"internalId": "42", "runCount": count, "readOnly": False, "runs": runs}
    with Path(sys.argv[2]).open("a") as log:
        log.write(re.findall(r"query (\w+)", query)[0] + "\n")
    return {"project": project}


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        request = json.loads(body or b"{}") if self.path == "/graphql" else {}
        response = (
            {"data": answer(request.get("query", ""), request.get("variables") or {})} if request else {}
        )
        content = json.dumps(response).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST  # noqa: N815 - as http.server calls it


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Service).serve_forever()
