"""The terms of the field that hpviz uses: one entry each, for the panel and for docs/glossary.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.text.methods import METHOD_TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.analysis.importance.methods import MethodName

IMPORTANCE = "Importance"
GLOSSARY: Mapping[str, str] = {
    IMPORTANCE: (
        f"{METHOD_TEXTS['oob'].meaning} Another method, chosen above the table, measures something else, as "
        "is said beside the heading."
    ),
    "Interval": (
        "The range that holds the true figure with 95% confidence: the thin line on a bar, or the range "
        "in brackets after a figure. Whether a parameter matters is tested on its own, and sharper: it can "
        "be clear where the range still reaches 0."
    ),
    "Could be chance": (
        "A parameter without any effect could get a figure this large. Tested at 5%, corrected for "
        "testing all parameters; from 20 runs on."
    ),
    "Trust": (
        "How much of the differences in the metric all parameters together explain: up to 30% weak, up to "
        "60% fair, above that good. The rest is noise, was not logged, or takes more runs to see."
    ),
    "Out-of-bag": (
        "Each tree of a random forest leaves some runs out. Predicting a run only with the trees that left "
        "it out shows how well new runs would be predicted."
    ),
    "Correlation": (
        "How closely the metric follows a straight line along a parameter, from -1 to 1. Above 0 both "
        "rise together; below 0 one falls as the other rises. Its size says nothing about curves or "
        "interactions."
    ),
    "Correlation ratio": (
        "The same for a parameter without order, such as an optimizer: how far its values differ in the "
        "metric, from 0 to 1, without direction."
    ),
    "Rank correlation": (
        "Correlation of the ranks instead of the values (Spearman): whether one rises with the other, "
        "however curved. Outliers hardly matter."
    ),
    "Log axis": (
        "Steps that multiply, such as 0.001, 0.01, 0.1, are equally wide. Used for parameters whose "
        "values are spread that way."
    ),
    "Partial dependence": (
        "The average effect of a parameter: what is predicted for each of its values, averaged over the "
        "other parameters of the runs."
    ),
    "Interaction": (
        "Two parameters have an effect together that neither has alone: the best value of one may depend on "
        "the other, or only how much it does."
    ),
    "Moved together": (
        "Parameters that changed in step in these runs, at a similarity of 0.8 or more on a scale of 0 to "
        "1. Their effects cannot be separated; their importance together can be trusted."
    ),
    "Replicate": (
        "A run with the same configuration as another, but for its seed or budget. Replicates of a "
        "configuration count once."
    ),
    "Pareto front": (
        "The runs that no other run beats on both of two metrics. The distance to it is 0 on the front "
        "and grows with the number of runs that are better on both."
    ),
    "Failure": "Whether a run failed or crashed, ranked like a metric: which settings make runs fail.",
    "Settled": "The order of two parameters is the right one with a chance of 95% or more.",
    "Permutation importance": METHOD_TEXTS["permutation"].meaning,
    "fANOVA": METHOD_TEXTS["fanova"].meaning,
    "PED-ANOVA": METHOD_TEXTS["top"].meaning,
    "MDI": METHOD_TEXTS["mdi"].meaning,
}


def terms_of(method: MethodName) -> dict[str, str]:
    """Write the terms that mean something else than in `GLOSSARY` while a method is chosen."""
    if method == "oob":
        return {}
    text = METHOD_TEXTS[method]
    return {IMPORTANCE: f"By {text.name}, as chosen above the table. {text.meaning}"}


def glossary_page() -> str:
    """Write the glossary in Markdown, as docs/glossary.md has it."""
    entries = (f"## {term}\n\n{text}\n" for term, text in GLOSSARY.items())
    return "\n".join(["# Glossary\n", *entries])
