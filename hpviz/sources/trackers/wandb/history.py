"""The history of W&B's runs, requested from its service for a page of runs at a time."""

from __future__ import annotations

import json
import time
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING, Any

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError
from hpviz.sources.limits import limits
from hpviz.sources.store.logged import number_of
from hpviz.sources.store.series import final_values, steps_of
from hpviz.sources.trackers.wandb.service import waited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hpviz.checks import Note
    from hpviz.sources.store.logged import LoggedRun

    Series = dict[str, dict[float, float]]

SAMPLES = 500
"""Steps of each metric of a run; of a longer history the service draws so many at random."""
PAGE = 50
PATIENCE = 60.0
"""Seconds for all of it."""

# W&B's client asks for the runs of a sweep in these words, and for pages of runs in those.
_QUERY = """
query RunHistories($project: String!, $entity: String!, $cursor: String, $perPage: Int = 50, $order: String,
                   $filters: JSONString, $specs: [JSONString!]!) {
  project(name: $project, entityName: $entity) {
    runs(filters: $filters, after: $cursor, first: $perPage, order: $order) {
      edges { node { name sampledHistory(specs: $specs) } cursor }
      pageInfo { endCursor hasNextPage }
    }
  }
}
"""
# `define_metric(summary="min")` makes `loss.min` of `loss` in the summary.
_SUMMARISED = frozenset({"min", "max", "mean", "last", "first", "best"})


def add_history(collection: Any, runs: Sequence[LoggedRun], source: str) -> list[Note]:
    """Add the steps to the runs, to all or to none, and return what there is to note of it.

    Parameters
    ----------
    collection
        What `wandb.Api().runs(...)` gave.
    runs
        Those of its runs that are read; the steps are put into them.
    source
        What is read, in words.
    """
    keys = _keys(runs)
    if not keys:
        return []
    # The service needs a request for each fifty of them.
    if len(runs) > limits.wandb_runs:
        return _without(
            f"{len(runs):,} runs are more than {limits.wandb_runs:,.0f} (hpviz.limits.wandb_runs)"
        )
    if not hasattr(collection, "filters"):
        return _without("of a list of runs it would take a request for each")
    try:
        by_run = dict(_in_time(waited(lambda: _pages(collection, keys), source, wanted="history")))
    except HpvizError as error:
        return _without(str(error).removeprefix(f"{source}: ").partition(". ")[0])
    for run in runs:
        series = by_run.get(run.run_id, {})
        run.steps = steps_of(series)
        run.metrics = {**final_values(series), **run.metrics}
    if not any(run.steps for run in runs):
        return _without("W&B's service gave none")
    long = any(len(series) >= SAMPLES for of_run in by_run.values() for series in of_run.values())
    some = f"Of runs with more than {SAMPLES} steps W&B's service gives a random {SAMPLES}."
    return [checks.SOME_STEPS.note(some)] if long else []


def _without(reason: str) -> list[Note]:
    last = f"Each metric stands at its last value, without history: {reason}. The folder wandb has it."
    return [checks.HISTORY.note(last)]


def _keys(runs: Sequence[LoggedRun]) -> list[str]:
    """Name what has a history: the metrics that most runs have, by the names under which they were logged."""
    counts: Counter[str] = Counter()
    for run in runs:
        numbers = [name for name, value in run.metrics.items() if number_of(value) is not None]
        counts.update({_logged_as(name) for name in numbers})
    return sorted(name for name, _ in counts.most_common(int(min(limits.wandb_metrics, len(counts)))))


def _logged_as(name: str) -> str:
    above, _, end = name.rpartition(".")
    return above if above and end in _SUMMARISED else name


def _in_time(pages: Iterator[tuple[str, Series]]) -> Iterator[tuple[str, Series]]:
    until = time.monotonic() + PATIENCE
    for page in pages:
        if time.monotonic() > until:
            raise HpvizError(f"W&B's service did not give all of it within {PATIENCE:.0f} seconds")
        yield page


def _pages(collection: Any, keys: Sequence[str]) -> Iterator[tuple[str, Series]]:
    """Yield each run's id and its series, one request for each page."""
    variables: dict[str, Any] = {
        "project": collection.project,
        "entity": collection.entity,
        "order": getattr(collection, "order", None),
        "filters": json.dumps(collection.filters or {}),
        # A row has all of its keys, so that metrics logged apart are requested apart.
        "specs": [json.dumps({"keys": ["_step", key], "samples": SAMPLES}) for key in keys],
        "perPage": PAGE,
        "cursor": None,
    }
    more = True
    while more:
        runs = _executed(collection, variables)["project"]["runs"]
        for edge in runs["edges"]:
            yield str(edge["node"]["name"]), _series(edge["node"].get("sampledHistory") or [], keys)
        variables["cursor"] = runs["pageInfo"]["endCursor"]
        more = bool(runs["pageInfo"]["hasNextPage"]) and bool(runs["edges"])


def _executed(collection: Any, variables: Mapping[str, Any]) -> Any:
    """Send a query through the client's own connection, as its versions have it."""
    service = getattr(collection, "_service_api", None)
    if service is not None:
        return service.execute_graphql(_QUERY, variables)
    gql = import_module("wandb_gql").gql  # of versions before 0.31
    return collection.client.execute(gql(_QUERY), variable_values=variables)


def _series(sampled: Sequence[Any], keys: Sequence[str]) -> Series:
    """Read a list of rows for each of the keys."""
    series: Series = {}
    for key, rows in zip(keys, sampled, strict=False):
        values = {number_of(row.get("_step")): number_of(row.get(key)) for row in rows or ()}
        known = {step: value for step, value in values.items() if step is not None and value is not None}
        if known:
            series[key] = known
    return series
