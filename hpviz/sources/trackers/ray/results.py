"""Ray Tune's results, from its folder or its `ResultGrid`: what in them is metric and what Ray's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.runs.metric_vocabulary import words
from hpviz.sources.columns.nesting import DEEPEST
from hpviz.sources.columns.vocabulary import status_of
from hpviz.sources.reader import Reader, has_attributes
from hpviz.sources.store.logged import LoggedRun, Spelling, Steps, number_of, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hpviz.runs import Status
    from hpviz.sources.columns.table import Table

SPELLING = Spelling(param="config/", metric="", aside="", separator="/")

# What Ray puts beside the metrics into every result.
_OWN = words(
    """
    timestamp checkpoint_dir_name done training_iteration trial_id date time_this_iter_s time_total_s pid
    hostname node_ip config time_since_restore iterations_since_restore experiment_tag experiment_id
    should_checkpoint timesteps_total timesteps_since_restore episodes_total warmup_time logdir
    hist_stats trial_log_path
    """
)


def metrics_of(result: Mapping[str, object]) -> dict[str, object]:
    """Take the metrics out of a result: nested ones are joined by "/", as Ray joins them."""
    return dict(_joined({name: value for name, value in result.items() if name not in _OWN}, ""))


def steps_of(results: list[dict[str, Any]]) -> Steps:
    """Take the numbers out of each result, one after the other."""
    rows = Steps()
    for result in results:
        row = {name: number_of(value) for name, value in metrics_of(result).items()}
        rows.append({name: number for name, number in row.items() if number is not None})
        iteration = number_of(result.get("training_iteration"))
        rows.numbers.append(len(rows) if iteration is None else iteration)
    return rows


def _joined(node: Mapping[str, object], above: str, depth: int = 0) -> Iterator[tuple[str, object]]:
    for name, value in node.items():
        if isinstance(value, dict) and "_type" not in value and depth < DEEPEST:
            yield from _joined(value, f"{above}{name}/", depth + 1)
        elif not isinstance(value, dict):
            yield f"{above}{name}", value


def status_in(word: object) -> Status:
    """Translate Ray's word; a paused trial is to go on."""
    return "running" if str(word) == "PAUSED" else status_of(str(word))


def from_grid(grid: Any) -> Table:
    """Read a `ResultGrid`."""
    runs = [_from_result(result, place) for place, result in enumerate(grid)]
    path = str(getattr(grid, "experiment_path", "") or "")
    source = f"Ray Tune results {path.rstrip('/').rpartition('/')[2]!r}" if path else "Ray Tune results"
    return table_of(runs, source, spelling=SPELLING)


def _from_result(result: Any, place: int) -> LoggedRun:
    last = result.metrics or {}
    frame = result.metrics_dataframe
    status: Status = "failed" if result.error else "finished" if last else "unknown"
    return LoggedRun(
        run_id=str(last.get("trial_id", place)),
        status=status,
        runtime=float(last.get("time_total_s", "nan")),
        created=float(last.get("timestamp", "nan")) - float(last.get("time_total_s", 0)),
        params=last.get("config") or {},
        metrics=metrics_of(last),
        steps=[] if frame is None else steps_of(_records(frame)),
    )


def _records(frame: Any) -> list[dict[str, Any]]:
    """Rows of `metrics_dataframe`, in which configuration and metrics are side by side."""
    names = [name for name in frame.columns if not str(name).startswith("config/")]
    rows = zip(*(frame[name].tolist() for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _is_grid(source: object) -> bool:
    return has_attributes(source, "get_dataframe", "get_best_result", "num_errors")


RAY_RESULTS = Reader(name="Ray Tune's ResultGrid", recognises=_is_grid, read=lambda grid, _: from_grid(grid))
