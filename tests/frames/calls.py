"""Every public call on a frame, each with what a person could give it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import hpviz
from hpviz.analysis import OPTION_NAMES
from hpviz.analysis.along.along import STEPS
from hpviz.analysis.importance.methods import METHOD_NAMES
from hpviz.export.requests import as_file, as_output, export_request
from hpviz.runs.write import write
from hpviz.search_space import TOOLS
from hpviz.views import VIEWS

Call = tuple[str, Callable[[], object]]
TREES = 5
# Drawing takes longest: of each view's formats some, all over many frames.
EXPORTED = 0.5
# An image takes as long as all else together.
IMAGES = ("png", "svg", "html")
WHERE = (
    "",
    "loss < 1",
    "lr > 0.001 and optimizer == 'adam'",
    "status == 'finished'",
    "`a b` is missing",
    "lr <",
    "created > '2024'",
)
JUNK = (
    None,
    1,
    "",
    [],
    {},
    {"event": None},
    {"event": "rows", "start": -5, "count": 10**9},
    {"event": "export", "what": "space"},
)


def calls(frame: Any, rng: Random) -> Iterator[Call]:
    """Yield every call; those on runs and rankings are of what the calls before made."""
    made: dict[str, Any] = {}
    yield "read", lambda: made.update(runs=hpviz.read(frame, **_reading(rng, frame)))
    yield "rank", lambda: made.update(ranking=hpviz.rank(frame, trees=TREES))
    if "runs" in made:
        yield from _of_runs(made["runs"], rng)
    if "ranking" in made:
        yield from _of_ranking(made["ranking"], rng)
    yield from _of_frame(frame, rng)
    yield "Panel", lambda: made.update(panel=hpviz.Panel(frame, trees=TREES, remember=False))
    if "panel" in made:
        yield from _of_panel(made["panel"], rng)


def _reading(rng: Random, frame: Any) -> dict[str, Any]:
    """Choose how it is read: mostly as it comes."""
    names = [str(name) for name in getattr(frame, "columns", ["lr", "loss"])][:8] or ["lr"]
    ways: list[dict[str, Any]] = [
        {"params": [rng.choice(names)]},
        {"metrics": [rng.choice(names)]},
        {"kinds": {rng.choice(names): rng.choice(["category", "number", "neither"])}},
        {"run": rng.choice(names)},
        {"run": rng.choice(names), "step": rng.choice(names)},
        {"params": "config.", "metrics": "metric."},
    ]
    return rng.choice(ways) if rng.random() < 0.3 else {}


def _of_runs(runs: hpviz.Runs, rng: Random) -> Iterator[Call]:
    names = [*runs.columns] or ["lr"]
    yield "repr of runs", partial(repr, runs)
    yield "Runs.where", lambda: repr(runs.where(rng.choice(WHERE)))
    yield (
        "Runs.with_roles",
        lambda: runs.with_roles({rng.choice(names): rng.choice(["param", "metric", "aside"])}),
    )  # type: ignore[dict-item]
    yield "Runs.with_parts", lambda: runs.with_parts({rng.choice(names): "fidelity"})
    yield "Runs.metric_values", lambda: [runs.metric_values(name, "best") for name in runs.metrics]
    yield "write", partial(_written, runs, rng)
    yield "rank with options", lambda: str(hpviz.rank(runs, **_options(runs, rng)))


def _written(runs: hpviz.Runs, rng: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"runs.{rng.choice(['csv', 'csv.gz', 'parquet'])}"
        write(runs, path)
        if len(hpviz.read(path)) != len(runs) and runs.columns:
            raise AssertionError(f"{len(runs)} runs were written, and {len(hpviz.read(path))} read")


def _options(runs: hpviz.Runs, rng: Random) -> dict[str, Any]:
    params, metrics = [*runs.params] or ["lr"], [*runs.metrics] or ["loss"]
    every: dict[str, Callable[[], Any]] = {
        "metric": lambda: rng.choice([*metrics, "failure", (metrics[0], metrics[-1])]),
        "goal": lambda: rng.choice(["minimize", "maximize"]),
        "hidden": lambda: [rng.choice(params)],
        "method": lambda: rng.choice(METHOD_NAMES),
        "top": lambda: rng.choice([0.01, 0.5]),
        "aggregate": lambda: rng.choice(["last", "best", "mean", "min", "max"]),
        "scale": lambda: rng.choice(["auto", "linear", "log", "rank"]),
        "statuses": lambda: rng.choice([["finished", "unknown", "crashed", "running"], ["failed"]]),
        "axes": lambda: {rng.choice(params): rng.choice(["log", "linear"])},
        "where": lambda: rng.choice(WHERE),
    }
    return {name: every[name]() for name in rng.sample([*every], 3)} | {
        "trees": TREES,
        "seed": rng.randrange(3),
    }


def _of_ranking(ranking: hpviz.Ranking, rng: Random) -> Iterator[Call]:
    params = [score.param for score in ranking.scores] or ["lr"]
    metrics = [*ranking.evidence.runs.metrics] if ranking.evidence else ["loss"]
    yield "str of ranking", lambda: (str(ranking), repr(ranking), ranking.notes, ranking.problem)
    yield "Ranking.table", lambda: ranking.table(rng.choice(["importance", "correlation", "param"])).to_csv()  # type: ignore[arg-type]
    yield "Ranking.levels", lambda: [ranking.levels(param) for param in params]
    yield "Ranking.groups", ranking.groups
    yield "Ranking.useful", ranking.useful
    yield "Ranking.interactions", lambda: ranking.interactions(method=rng.choice([None, "oob", "fanova"]))  # type: ignore[arg-type]
    yield "Ranking.totals", ranking.totals
    yield "Ranking.predict", lambda: ranking.predict(_configs(ranking, rng))
    yield "Ranking.parallel", lambda: ranking.parallel(runs=rng.choice([1, 30])).to_dict()
    yield "Ranking.compare_runs", lambda: str(ranking.compare_runs(_run(ranking, rng)))
    yield "next sweep", partial(_advised, ranking)
    yield "output of table", lambda: as_output(ranking, export_request("table"))
    for view in VIEWS.values():
        of: dict[str, tuple[str, ...]] = {
            "effect": (rng.choice(params),),
            "joint": (rng.choice(params), rng.choice(params)),
            "explanation": (rng.choice(["best", "worst", "median"]),),
            "run_comparison": ("worst", "best"),
            "compare": (rng.choice([f"method:{rng.choice(METHOD_NAMES)}", f"metric:{rng.choice(metrics)}"]),),
            "space": (rng.choice([*TOOLS]),),
            "tasks": (rng.choice([*params, *metrics]),),
            "along": (rng.choice([*params, *metrics, STEPS, ""]),),
            "default_costs": (_run(ranking, rng),),
            "sweeps": (rng.choice(["", '["a", "b"]']),),
        }
        names = of.get(view.name, ())
        yield f"view {view.name}", partial(_encoded, view, ranking, names)
        formats = [target for target, _ in view.targets if target != "notebook"]
        for target in rng.sample(formats, len(formats)):
            if rng.random() < (0.1 if target in IMAGES else EXPORTED):
                yield f"{view.name} as {target}", partial(_exported, ranking, view.name, names, target)


def _encoded(view: Any, ranking: hpviz.Ranking, names: tuple[str, ...]) -> None:
    """Encode for the front end: JSON as browsers read it."""
    json.dumps(view.encoded(ranking, *names), allow_nan=False, ensure_ascii=False).encode()


def _exported(ranking: hpviz.Ranking, name: str, names: tuple[str, ...], target: str) -> None:
    as_file(ranking, export_request(name, *names), target)


def _run(ranking: hpviz.Ranking, rng: Random) -> str:
    ids = ranking.evidence.runs.run_ids.tolist() if ranking.evidence else []
    return str(rng.choice([*ids[:5], "best", "worst", "nobody"]))


def _configs(ranking: hpviz.Ranking, rng: Random) -> object:
    params = [score.param for score in ranking.scores]
    values = [0.1, 64, "adam", None, float("nan"), True, 10**400, [], float("inf")]
    configs = [{param: rng.choice(values) for param in params} for _ in range(3)]
    return rng.choice([configs, configs[0], []])


def _advised(ranking: hpviz.Ranking) -> None:
    advice = ranking.next_sweep()
    str(advice), repr(advice), advice.table()
    for tool in TOOLS:
        advice.text(tool)
    advice.sklearn(), advice.optuna()


def _of_frame(frame: Any, rng: Random) -> Iterator[Call]:
    yield "overview", lambda: str(hpviz.overview(frame, trees=TREES))
    yield "compare", lambda: str(hpviz.compare(frame, rng.choice([frame, _few()]), trees=TREES))
    yield (
        "rank_within",
        lambda: str(hpviz.rank_within(frame, by=rng.choice([None, "optimizer", "depth"]), n_jobs=1)),
    )
    yield "rank_along", lambda: str(hpviz.rank_along(frame, by=rng.choice([None, STEPS, "depth", "epochs"])))
    yield "several", lambda: repr(hpviz.read({"one": frame, "few": _few()}))
    yield (
        "named metric",
        lambda: str(hpviz.rank(frame, rng.choice(["loss", "val_loss", "lr", "accuracy"]), trees=TREES)),
    )


def _few() -> list[dict[str, object]]:
    return [{"lr": 0.1 * row, "optimizer": "adam", "loss": 1.0 / (row + 1)} for row in range(12)]


def _of_panel(panel: hpviz.Panel, rng: Random) -> Iterator[Call]:
    params, ids = [*panel._runs.params] or ["lr"], [*map(str, panel._runs.run_ids[:5])] or ["0"]
    events: list[Any] = [
        *(
            {"event": "effect", "param": rng.choice(params)},
            {"event": "joint", "param": params[0], "other": params[-1]},
        ),
        *(
            {"event": "explain", "run": rng.choice(["best", *ids])},
            {"event": "rows", "of": "1", "sort_by": rng.choice(params)},
        ),
        *(
            {"event": "run_axes", "of": "2", "others": params},
            {"event": "run", "of": "3", "run": rng.choice(ids), "baseline": "best"},
        ),
        {
            "event": "what_if",
            "of": "4",
            "run": rng.choice(ids),
            "changed": {rng.choice(params): rng.choice([1, "adam", None])},
            "controls": True,
        },
        *({"event": "insight", "name": view.name, "of": ""} for view in VIEWS.values() if view.is_insight),
        *({"event": "wand"}, {"event": "cancel"}, {"event": "forget"}, {"event": "keep_metric"}),
        {
            "event": "export",
            "what": rng.choice([*VIEWS]),
            "to": rng.choice(["csv", "md", "tex", "json", "notebook", "python", "copy"]),
        },
        *JUNK,
    ]
    for event in rng.sample(events, len(events)):
        yield f"message {event}", partial(_sent, panel, event)
    for name, value in _choices(panel, rng):
        yield f"choice {name}", partial(_chosen, panel, name, value)
    yield "Panel.code", panel.code
    yield "repr of panel", lambda: (repr(panel), panel.table(), panel._static_view())
    yield "Panel state", lambda: json.dumps(_state(panel), allow_nan=False, ensure_ascii=False).encode()
    yield "Panel.close", panel.close


def _choices(panel: hpviz.Panel, rng: Random) -> list[tuple[str, Any]]:
    options = _options(panel._runs, rng)
    names = [*panel._runs.columns] or ["lr"]
    choices = [
        ("roles", {rng.choice(names): rng.choice(["param", "metric", "aside"])}),
        ("kinds", {rng.choice(names): rng.choice(["category", "number"])}),
        *((name, options[name]) for name in options if name in OPTION_NAMES and name != "trees"),
    ]
    return rng.sample(choices, min(4, len(choices)))


def _sent(panel: hpviz.Panel, event: Any) -> None:
    panel._handle_custom_msg(event, [])


def _chosen(panel: hpviz.Panel, name: str, value: Any) -> None:
    """Choose as the view does, which sends what it likes."""
    panel.set_state({name: value})


def _state(panel: hpviz.Panel) -> dict[str, Any]:
    return {
        name: value
        for name, value in panel.get_state().items()
        if isinstance(value, (str, int, float, list, dict, type(None)))
    }
