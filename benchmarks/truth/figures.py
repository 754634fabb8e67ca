"""What raw results say of each method, as figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

# A total effect above this is important; one below the other is none.
IMPORTANT = 0.05
NONE = 0.005
MADE = ("continuous", "mixed", "drawn")
SWEEP = ["design", "sampler", "runs", "r2", "repeat"]
KIND = ["design", "sampler", "runs", "r2"]


def important(truth: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the params that truly matter: the total above .05, at most the larger half of them."""
    most = max(1, len(truth) // 2)
    return (truth > IMPORTANT) & (truth >= np.sort(truth)[::-1][most - 1])


def recall(truth: NDArray[np.float64], score: NDArray[np.float64]) -> float:
    """Share of the k important params that are among the k with the highest score."""
    matter = important(truth)
    top = np.argsort(-score, kind="stable")[: matter.sum()]
    return float(matter[top].mean())


def agreement(truth: NDArray[np.float64], score: NDArray[np.float64]) -> float:
    """Spearman correlation with the truth, in which all that is next to nothing is alike."""
    if np.ptp(score) == 0:
        return 0.0
    return float(spearmanr(np.where(truth < NONE, 0.0, truth), score).statistic)


def scored(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Tabulate recall, agreement with total and Shapley effects, and seconds, by sweep and method."""
    lines = []
    for row in rows:
        if row["family"] == "noise":
            continue
        truth, score = np.array(row["truth"]), np.nan_to_num(np.array(row["score"], dtype=float))
        about = {name: row[name] for name in (*SWEEP, "family", "method", "seconds")}
        figures = {"recall": recall(truth, score), "spearman": agreement(truth, score)}
        divided = agreement(np.array(row["divided"]), score) if row["divided"] else np.nan
        lines.append(about | figures | {"divided": divided})
    return pd.DataFrame(lines).fillna({"r2": 1.0})


def averaged(lines: pd.DataFrame, figure: str, by: Sequence[str]) -> pd.DataFrame:
    """Average over the repetitions, then over the kinds of sweep alike; a row per method."""
    each = lines.groupby(["method", *dict.fromkeys([*KIND, *by])])[figure].mean()
    return each.groupby(["method", *by]).mean().unstack(list(by))  # noqa: PD010


def lead(lines: pd.DataFrame, base: str, figure: str, by: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how far each method is ahead of `base` on the very same sweeps, and the standard error of that.

    NaN where a method was asked about less than half of the kinds of sweeps.
    """
    wide = lines.pivot_table(index=[*SWEEP, "family"], columns="method", values=figure)
    ahead = wide.sub(wide[base], axis=0).drop(columns=base)
    kinds = ahead.groupby(list(dict.fromkeys([*KIND, *by])))
    groups = kinds.mean().groupby(list(by))
    counts = groups.count()
    enough = groups.size() <= 2 * counts.T
    squared = (kinds.sem() ** 2).groupby(list(by)).mean() / counts
    return groups.mean().T.where(enough), np.sqrt(squared).T


def alarms(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return the share of pure-noise tables with anything marked, by method and number of runs."""
    lines = [
        (row["method"], row["runs"], any(row["marked"]))
        for row in rows
        if row["family"] == "noise" and "marked" in row
    ]
    frame = pd.DataFrame(lines, columns=["method", "runs", "any"])
    return frame.groupby(["method", "runs"])["any"].agg(["mean", "count"])


def marks(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return how often important params are marked, and how many tables have a dead one marked."""
    lines = []
    for row in rows:
        if row["family"] not in MADE or "marked" not in row:
            continue
        truth, marked = np.array(row["truth"]), np.array(row["marked"])
        dead = bool(marked[truth < 1e-6].any()) if (truth < 1e-6).any() else np.nan
        marked_share = marked[important(truth)].mean()
        lines.append((row["method"], row["sampler"], row["runs"], marked_share, dead))
    frame = pd.DataFrame(lines, columns=["method", "sampler", "runs", "power", "dead"])
    return frame.astype({"dead": float}).groupby(["method", "sampler", "runs"])[["power", "dead"]].mean()


def coverage(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return how often an interval holds the mean of the figure over the other sweeps of its kind."""
    kinds: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        alike = row["family"] in ("continuous", "mixed")  # of those drawn, each repetition is another
        if "low" in row and row["sampler"] == "random" and alike:
            kinds.setdefault(tuple(row[name] for name in KIND), []).append(row)
    lines = []
    for kind, some in kinds.items():
        if len(some) < 5:
            continue
        share, low, high = (np.array([row[name] for row in some]) for name in ("score", "low", "high"))
        aim = (share.sum(axis=0) - share) / (len(some) - 1)
        inside = (low <= aim) & (aim <= high)
        matter = important(np.array(some[0]["truth"]))
        lines += [
            (kind[2], "important", inside[:, matter].mean()),
            (kind[2], "others", inside[:, ~matter].mean()),
        ]
    frame = pd.DataFrame(lines, columns=["runs", "params", "covered"])
    return frame.groupby(["params", "runs"])["covered"].mean().unstack()  # noqa: PD010
