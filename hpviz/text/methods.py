"""The methods of importance in words: one entry a method."""

from __future__ import annotations

import inspect
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.analysis.importance.methods import MethodName

Documented = TypeVar("Documented")


@dataclass(frozen=True, kw_only=True)
class MethodText:
    """All that is said of a method, wherever it is said.

    Attributes
    ----------
    label
        Its name on screen.
    name
        Its name within a sentence.
    question
        What it tells, in a sentence or two.
    caption
        What its figures are, below the heading of a chart; without the interval, which some sweeps have not.
    part
        What a figure of it is a share of, as in "12% of ..."; ``{differences}`` stands for what is explained.
    meaning
        What importance is by it, as the glossary has it.
    reference
        What is computed and who proposed it.
    clear, unclear
        What its own test says of a param, if it has one.
    unclear_why
        Why a figure that its test does not clear is not to be taken for an effect.
    sums_to_explained
        Whether its figures add up to the share of the variation that is explained out of bag.
    uses_top
        Whether its figures depend on the share of the runs that are called the best.
    """

    label: str
    name: str
    question: str
    caption: str
    part: str
    reference: str
    meaning: str = ""
    clear: str = "matters"
    unclear: str = "could be chance"
    unclear_why: str = "A parameter without effect could get as much."
    sums_to_explained: bool = False
    uses_top: bool = False


METHOD_TEXTS: Mapping[MethodName, MethodText] = {
    "oob": MethodText(
        label="Importance (recommended)",
        name="the recommended importance",
        question="The share of the differences in the metric that a parameter explains, checked out-of-bag: "
        "each run is predicted without having been used for it. An interaction is divided among its "
        "parameters, so the figures add up to what is explained.",
        caption="share of the differences in the metric explained out-of-bag",
        part="of {differences}",
        meaning="The share of the differences in the metric between runs that a parameter explains: 0.58 is "
        "58%. It includes curves and interactions, and has no direction.",
        reference="out-of-bag impurity decrease (Li, Wang, Basu, Kumbier and Yu, 2019) on extremely "
        "randomised trees (Geurts, Ernst and Wehenkel, 2006) and ordinary ones, in the share that predicts "
        "best out-of-bag (Breiman, 1996)",
        sums_to_explained=True,
    ),
    "permutation": MethodText(
        label="Permutation",
        name="permutation importance",
        question="How much less is explained out-of-bag when the values of a parameter are shuffled. An "
        "interaction counts in full for each of its parameters, so the figures can add up to more than is "
        "explained.",
        caption="share of the differences in the metric lost out-of-bag when the parameter is shuffled",
        part="of {differences} are lost when it is shuffled",
        meaning="How much less is explained out-of-bag when the values of a parameter are shuffled among the "
        "runs.",
        clear="clear when shuffled",
        unclear="not clear when shuffled",
        unclear_why="Shuffling a parameter without effect could cost as much.",
        reference="permutation on the out-of-bag runs of a forest (Breiman, 2001)",
    ),
    "fanova": MethodText(
        label="fANOVA (alone, no interactions)",
        name="fANOVA",
        question="The share of the differences between predictions over the whole search space that a "
        "parameter makes alone, without its interactions. Noise that the model has fitted counts too.",
        caption="share of the differences between predictions over the whole space, without interactions",
        part="of the differences between predictions over the whole search space",
        meaning="Functional analysis of variance: the share of the differences between predictions over the "
        "whole search space that a parameter makes alone.",
        reference="main effects of a functional analysis of variance on the forest's leaves (Hutter, Hoos "
        "and Leyton-Brown, 2014), which count fitted noise too",
    ),
    "top": MethodText(
        label="What the best runs share",
        name="PED-ANOVA",
        question="How much each parameter sets the best runs apart from all runs (PED-ANOVA); the figures "
        "add up to 1, or all are 0. A parameter can decide whether a run is bad without mattering among the "
        "good ones, and the reverse.",
        caption="share of what sets the best runs apart (PED-ANOVA)",
        part="of what sets the best runs apart",
        meaning="How far the values of a parameter in the best runs differ from those in all runs.",
        clear="clear among the best",
        unclear="not clear among the best",
        unclear_why="The best runs could differ as much in a parameter without effect.",
        reference="PED-ANOVA (Watanabe, Bansal and Hutter, 2023), what separates the best runs",
        uses_top=True,
    ),
    "mdi": MethodText(
        label="As W&B shows it",
        name="W&B's importance",
        question="The figures of the W&B panel: mean decrease in impurity (MDI) of a default random forest, "
        "which adds up to 1. It favours parameters with many values and counts fitted noise too.",
        caption="mean decrease in impurity of a random forest, adds up to 1 (as W&B shows it)",
        part="of the total decrease in impurity",
        meaning="Mean decrease in impurity, the importance that W&B shows: how much the splits of a random "
        "forest on a parameter gain. It favours parameters with many values.",
        reference="mean decrease in impurity of a random forest (Breiman, 2001), which adds up to 1, favours "
        "parameters with many values, and counts fitted noise too",
    ),
}


def share_of(method: MethodName, differences: str) -> str:
    """Write what a figure of a method is a share of: ``of what sets the best runs apart``."""
    return METHOD_TEXTS[method].part.format(differences=differences)


def ranked_by(method: MethodName) -> str:
    """Name what is ranked in a heading, with the method where it is not the recommended one."""
    return "Parameter importance" if method == "oob" else f"Parameters by {METHOD_TEXTS[method].name},"


def listing_methods(documented: Documented) -> Documented:
    """Decorate a function or a class whose docstring is to list the methods, before its examples."""
    if documented.__doc__:
        described = "\n".join(f'``"{name}"``\n{_described(text)}' for name, text in METHOD_TEXTS.items())
        notes = f"Notes\n-----\nThe methods of importance:\n\n{described}\n\n"
        before, examples, after = inspect.cleandoc(documented.__doc__).rpartition("Examples\n--------\n")
        documented.__doc__ = before + notes + examples + after
    return documented


def _described(text: MethodText) -> str:
    sentences = f"{text.label}. {text.question} Source: {text.reference}."
    return textwrap.fill(
        sentences, 100, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
    )


def methods_table(tested: Mapping[MethodName, bool]) -> str:
    """Write the methods as a table in Markdown, as `docs/methods.md` has it.

    Parameters
    ----------
    tested
        The methods to list, and whether each tests against chance.
    """
    lines = ["| method | question | source | test |", "|---|---|---|---|"]
    for name, has_test in tested.items():
        text = METHOD_TEXTS[name]
        cells = (text.label, text.question, text.reference, "yes" if has_test else "no")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
