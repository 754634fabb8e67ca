"""The figures as one page of Markdown."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.truth.figures import MADE, alarms, averaged, coverage, lead, marks, scored

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

PACKAGES = ("hpviz", "numpy", "optuna", "scikit-learn", "scipy", "shap")


def page(rows: Sequence[dict[str, Any]], base: str, absent: Sequence[str], command: str) -> str:
    """Write all tables.

    Parameters
    ----------
    rows
        Raw results.
    base
        The method that all others are compared with.
    absent
        Peers that were not there to be asked.
    command
        What was run.
    """
    lines = scored(rows)
    parts = ["# Which method finds what matters", _about(absent, command)]
    parts += _main(lines, base)
    parts += _by_kind(lines, base)
    parts += _by_shapley_effects(lines, base)
    parts += _certainty(rows)
    return "\n\n".join(parts) + "\n"


def _about(absent: Sequence[str], command: str) -> str:
    left = f" Not installed, so not asked: {', '.join(absent)}." if absent else ""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES if _installed(name))
    return (
        f"`{command}` with Python {sys.version_info.major}.{sys.version_info.minor}, {versions}.{left}\n\n"
        "Found: of the k parameters whose true total effect is above .05 (at most half of all), the share "
        "that is among the method's first k. Spearman: correlation with the true total effects over all "
        "parameters. Sweeps of one kind (design, runs, noise) are averaged first, then kinds. Time: "
        "processor seconds over those of hpviz out-of-bag on the same sweep, median. The slow methods "
        "(Optuna fANOVA, scikit-learn permutation, SHAP) were asked about fewer sweeps, so compare methods "
        "by the differences, which are taken on the very same ones; no error is given where a kind of "
        "sweep was made once. Optuna leaves out parameters that only some runs have: they count as 0."
    )


def _installed(name: str) -> bool:
    try:
        return bool(version(name))
    except ImportError:
        return False


def _main(lines: pd.DataFrame, base: str) -> list[str]:
    """Random sampling, the parameters explain .8: every method was asked."""
    random = _middle(lines)
    made = random[random.family.isin(MADE)]
    columns = {}
    for figure, name in (("recall", "found"), ("spearman", "Spearman")):
        for runs, values in averaged(made, figure, ["runs"]).items():
            columns[f"{name} {runs}"] = values.map(_short)
    table = _frame(columns).join(_times(random, base))
    order = averaged(made, "spearman", ["runs"]).mean(axis=1).sort_values(ascending=False).index
    return [
        "## All made-up designs, random sampling, the parameters explain 80%",
        _markdown(table.reindex(order)),
        f"How far ahead of {base} on the very same sweeps (± standard error; Spearman):",
        _ahead(made, base, "spearman", ["runs"], order),
        "The same of the share found:",
        _ahead(made, base, "recall", ["runs"], order),
    ]


def _times(lines: pd.DataFrame, base: str) -> pd.DataFrame:
    wide = lines.pivot_table(index=["design", "runs", "r2", "repeat"], columns="method", values="seconds")
    ratio = wide.div(wide[base], axis=0).groupby("runs").median().T
    return ratio.map(lambda x: "" if np.isnan(x) else f"{x:.2g}").add_prefix("time ")


def _by_kind(lines: pd.DataFrame, base: str) -> list[str]:
    middle, made = _middle(lines), lines[lines.family.isin(MADE)]
    parts = [
        "## By design",
        f"Spearman less that of {base}, random sampling, the parameters explain 80%, all numbers of runs:",
        _ahead(middle, base, "spearman", ["design"]),
        "## By kind of parameters, noise and sampler",
        "Spearman less that of " + base + ":",
        _ahead(middle, base, "spearman", ["family"]),
        _ahead(made[made.sampler == "random"], base, "spearman", ["r2"]),
        _ahead(made, base, "spearman", ["sampler"]),
    ]
    return parts + _chosen_and_absolute(lines, base, "spearman")


def _middle(lines: pd.DataFrame) -> pd.DataFrame:
    """Random sampling, the parameters explain .8, or all there is where the metric brings its own noise."""
    return lines[(lines.sampler == "random") & lines.r2.isin([0.8, 1.0])]


def _chosen_and_absolute(lines: pd.DataFrame, base: str, figure: str) -> list[str]:
    chosen, parts = lines[lines.sampler == "tpe"], []
    if len(chosen):
        parts = ["Of the sweeps by TPE alone:", _ahead(chosen, base, figure, ["family"])]
    absolute = averaged(_middle(lines), figure, ["design"]).map(_short)
    return [*parts, "Spearman itself, by design:", _markdown(absolute)]


DIVIDED = (
    "A total effect counts an interaction in full for each of its parameters, so the total effects add up to "
    "more than 1 (on FCNet to 1.5 to 2.0). Out-of-bag shares add up to what is explained: they divide an "
    "interaction among its parameters, as Shapley effects do (Owen 2014), which add up to 1. Spearman with "
    "those, less that of {base}; random sampling, the parameters explain 80%:"
)


def _by_shapley_effects(lines: pd.DataFrame, base: str) -> list[str]:
    known = lines[lines.divided.notna()]
    if known.empty:
        return []
    middle = _middle(known)
    parts = [
        "## Against Shapley effects",
        DIVIDED.format(base=base),
        _ahead(middle, base, "divided", ["design"]),
        "All made-up designs, by the number of runs:",
        _ahead(middle[middle.family.isin(MADE)], base, "divided", ["runs"]),
    ]
    return parts + _chosen_and_absolute(known, base, "divided")


def _ahead(
    lines: pd.DataFrame, base: str, figure: str, by: list[str], order: pd.Index[str] | None = None
) -> str:
    mean, error = lead(lines, base, figure, by)
    shown = mean.copy().astype(object)
    for column in mean:
        shown[column] = [
            "" if np.isnan(m) else _signed(m) if np.isnan(e) else f"{_signed(m)} ± {_short(e)}"
            for m, e in zip(mean[column], error[column], strict=True)
        ]
    return _markdown(
        shown if order is None else shown.reindex([name for name in order if name in shown.index])
    )


ALARMS = (
    "Tables of pure noise (the parameters of a training) with anything marked as above the noise; {count} "
    "tables or more each:"
)
MARKS = "How often an important parameter is marked, and in how many tables one without any effect is:"
COVERAGE = (
    "95% intervals of the out-of-bag importance that hold its mean over the other sweeps of the same kind: "
    "what the figure aims at with so many runs. It is not the true total effect: a forest that has not yet "
    "learnt an effect cannot show it."
)


def _certainty(rows: Sequence[dict[str, Any]]) -> list[str]:
    parts = ["## How sure"]
    rates = alarms(rows)
    if len(rates):
        rate = rates["mean"].unstack().map(_percent)  # noqa: PD010
        parts += [ALARMS.format(count=rates["count"].min()), _markdown(rate)]
    rates = marks(rows)
    if len(rates):
        parts += [MARKS, _markdown(rates.map(_percent).unstack())]  # noqa: PD010
    covered = coverage(rows)
    if len(covered):
        parts += [COVERAGE, _markdown(covered.map(_percent))]
    return parts


def _frame(columns: dict[str, pd.Series[str]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns)


def _markdown(table: pd.DataFrame) -> str:
    names = [" ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in table.columns]
    head = ["| " + " | ".join(["", *names]) + " |", "|---" * (len(names) + 1) + "|"]
    body = [
        "| " + " | ".join([_name(index), *(_cell(cell) for cell in row)]) + " |"
        for index, row in zip(table.index, table.to_numpy().tolist(), strict=True)
    ]
    return "\n".join(head + body)


def _name(index: object) -> str:
    text = ", ".join(map(str, index)) if isinstance(index, tuple) else str(index)
    return text.replace("|", "\\|")


def _cell(cell: object) -> str:
    return "" if cell is None or cell != cell else str(cell)  # noqa: PLR0124 - NaN


def _short(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.2f}".replace("0.", ".", 1)


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("0.", ".", 1)


def _percent(value: float) -> str:
    return "" if np.isnan(value) else f"{100 * value:.1f}%"
