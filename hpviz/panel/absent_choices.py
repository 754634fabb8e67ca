"""Choices of what the runs do not have at the moment: they come back with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.panel.validation import existing, has_metric

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.runs import Runs


class AbsentChoices:
    """What was chosen and is not there: roles, hidden params and axes of columns, and the metric."""

    def __init__(self) -> None:
        self._columns: dict[str, Any] = {"roles": {}, "hidden": [], "axes": {}}
        self._metric = self._goal = self._substitute = ""

    def existing(self, choices: Mapping[str, Any], runs: Runs) -> dict[str, Any]:
        """Select of ``roles``, ``hidden`` and ``axes``, and of those that are absent, what fits the runs.

        The rest is absent from now on.
        """
        absent = self._columns
        wanted: dict[str, Any] = {name: {**absent[name], **choices[name]} for name in ("roles", "axes")}
        wanted["hidden"] = list(dict.fromkeys([*choices["hidden"], *absent["hidden"]]))
        there = existing(wanted, runs)
        self._columns = {
            name: {key: value for key, value in wanted[name].items() if key not in there[name]}
            for name in ("roles", "axes")
        }
        self._columns["hidden"] = [name for name in wanted["hidden"] if name not in there["hidden"]]
        return there

    def lose_metric(self, metric: str, goal: str, substitute: str) -> None:
        """Take note of a metric that the runs do not have, and which is shown in its place."""
        self._metric, self._goal, self._substitute = metric, goal, substitute

    def metric_was_chosen(self, metric: str) -> None:
        """Wait for the absent metric no longer where another one than its substitute is chosen."""
        if metric != self._substitute:
            self._metric = ""

    def metric_of(self, runs: Runs, metric: str, goal: str) -> tuple[str, str | None]:
        """Choose what the runs are ranked by now.

        Parameters
        ----------
        runs
            With their roles as they are now.
        metric, goal
            On screen; an empty text where there was no metric.

        Returns
        -------
        The metric that was absent and is there again, else the one on screen, else the default; with its
        goal, None for the goal that goes with the metric.
        """
        if self._metric and has_metric(runs, self._metric):
            back, self._metric = (self._metric, self._goal or None), ""
            return back
        if has_metric(runs, metric):
            return metric, goal
        default = runs.default_metric() or ""
        if self._metric or metric:
            self.lose_metric(self._metric or metric, self._goal if self._metric else goal, default)
        return default, None
