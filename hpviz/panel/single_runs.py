"""What the view requests of single runs: rows of their table, the card of a run, and what if it were another.

Both are answered by messages, not kept in traits: they are as many as the runs, and no notebook should save
them. Each answer names its request (``of``), since it reaches every view of the panel.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from hpviz.analysis.design.run_axes import TARGET, RunAxes
from hpviz.analysis.result.runs_table import METRIC, RunsTable
from hpviz.errors import HpvizError
from hpviz.panel.wire import encode_axes, encode_labels, encode_rows, encode_run, encode_what_if
from hpviz.text.panel import failure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hpviz.panel.worker import Worker
    from hpviz.ranking import Ranking
    from hpviz.runs import Runs

ROWS = 100
# Params on axes at first, and at most.
PARAMS, MOST_PARAMS = 8, 200


class RunsPort(Protocol):
    """What requests of runs need of the panel."""

    where: str
    axes: Mapping[str, str]
    _result: Ranking
    _runs: Runs

    def send(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        """Send the view a message."""


class RunRequests:
    """Answers what the view requests of single runs.

    Parameters
    ----------
    panel
        Whose runs they are, and who sends to the view.
    worker
        Explains runs, after what it is doing. Rows are sent at once, whatever it does.
    """

    def __init__(self, panel: RunsPort, worker: Worker) -> None:
        self._panel = panel
        self._worker = worker
        self._table: tuple[Ranking, RunsTable] | None = None
        # What the values on the axes are of, and how often that has changed.
        self._drawn: tuple[Any, ...] = ()
        self._version = 0

    def send_rows(self, event: Mapping[str, Any]) -> None:
        """Send some rows of the table; a request that makes no sense gets the first ones."""
        result = self._panel._result  # noqa: SLF001 - a panel and its requests are one
        if self._table is None or self._table[0] is not result:
            self._table = result, RunsTable.of(result, self._runs_of(result))
        rows = encode_rows(
            self._table[1],
            result,
            by=str(event.get("sort_by", METRIC)),
            descending=event.get("descending") is True,
            start=_whole(event.get("start"), 0),
            count=_whole(event.get("count"), ROWS),
        )
        pinned = str(event.get("baseline", ""))
        kept = not pinned or pinned in self._table[1].runs.run_ids
        baseline = {"id": pinned, "label": self._label_of(pinned), "kept": kept}
        self._panel.send({"rows": {"of": str(event.get("of", "")), "baseline": baseline} | rows})

    def _label_of(self, run: str) -> str:
        """Return what a run is called, whether a filter leaves it out or not."""
        runs = self._panel._runs  # noqa: SLF001 - a panel and its requests are one
        rows = np.flatnonzero(runs.run_ids == run)
        return str(runs.labels(rows[:1])[0]) if len(rows) else run

    def send_axes(self, event: Mapping[str, Any]) -> None:
        """Send the axes of all runs and what the filter accepts; values that the view has not, and names."""
        panel = self._panel
        result = panel._result  # noqa: SLF001 - a panel and its requests are one
        axes = RunAxes(runs=panel._runs, result=result, axes=panel.axes)  # noqa: SLF001
        is_known = event.get("version") == self._version_of(axes)
        message, buffers = encode_axes(
            axes,
            panel.where,
            count=min(_whole(event.get("count"), PARAMS), MOST_PARAMS),
            others=_texts(event.get("others")),
            known=_texts(event.get("known")) if is_known else (),
        )
        names = {"ids": [], "labels": []} if is_known else encode_labels(axes.runs)
        head = {"of": str(event.get("of", "")), "version": self._version, "where": panel.where}
        panel.send({"run_axes": head | names | message}, buffers=buffers)

    def _version_of(self, axes: RunAxes) -> int:
        """Count the changes of runs and of what they are ranked by: values that were sent hold no longer."""
        result = axes.result
        front = result if axes.color == TARGET else None  # its distances are of the runs that entered
        drawn = axes.runs, dict(axes.axes), result.target, result.aggregate, result.scale, front
        if len(self._drawn) != len(drawn) or any(
            old is not new and old != new for old, new in zip(self._drawn, drawn, strict=True)
        ):
            self._drawn = drawn
            self._version += 1
        return self._version

    def send_run(self, event: Mapping[str, Any]) -> None:
        """Send all that is known of a run, or the sentence why that cannot be had."""
        of, run, baseline = (str(event.get(key, "")) for key in ("of", "run", "baseline"))

        def encoded() -> dict[str, Any]:
            result = self._panel._result  # noqa: SLF001 - of what is ranked when its turn comes
            return {"problem": None} | encode_run(result, self._runs_of(result), run, baseline)

        self._answer_after(encoded, "run", of)

    def send_what_if(self, event: Mapping[str, Any]) -> None:
        """Send what is predicted for a run with some values changed, or the sentence why nothing is."""
        of, run = (str(event.get(key, "")) for key in ("of", "run"))
        changed, with_controls = _values(event.get("changed")), event.get("controls") is True

        def encoded() -> dict[str, Any]:
            result = self._panel._result  # noqa: SLF001 - of what is ranked when its turn comes
            runs = self._runs_of(result)
            answer = encode_what_if(result, runs, run, changed, with_controls=with_controls)
            return {"problem": None} | answer

        self._answer_after(encoded, "what_if", of)

    def _answer_after(self, encoded: Callable[[], dict[str, Any]], name: str, of: str) -> None:
        """Send an answer once it is worked out, or the sentence why there is none."""

        def send(answer: dict[str, Any]) -> None:
            self._panel.send({name: {"of": of} | answer})

        self._worker.run_after(encoded, send, lambda error: send({"problem": failure(error)}))

    def _runs_of(self, result: Ranking) -> Runs:
        """Return the runs that a ranking is of; all where its filter no longer fits them."""
        if result.evidence is not None:
            return result.evidence.runs
        try:
            return self._panel._runs.where(result.where)  # noqa: SLF001
        except HpvizError:
            return self._panel._runs  # noqa: SLF001


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _values(value: Any) -> dict[str, float | str | None]:
    """Return the values of params that make sense: a number, a text, or None."""
    if not isinstance(value, dict):
        return {}
    return {
        name: float(cell) if isinstance(cell, (int, float)) else cell
        for name, cell in value.items()
        if isinstance(name, str) and _is_value(cell)
    }


def _is_value(cell: Any) -> bool:
    if isinstance(cell, bool):
        return False
    return cell is None or isinstance(cell, str) or (isinstance(cell, (int, float)) and isfinite(cell))


def _whole(value: Any, default: int) -> int:
    """Return a whole number as it came, or the default for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else default
