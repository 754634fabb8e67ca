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
    question
        What it tells, in a sentence or two.
    caption
        What its figures are, below the heading of a chart; without the interval, which some sweeps have not.
    part
        What a figure of it is a share of, as in "12% of ..."; ``{metric}`` stands for the metric.
    reference
        What is computed and who proposed it.
    sums_to_explained
        Whether its figures add up to the share of the variation that is explained on unseen runs.
    uses_top
        Whether its figures depend on the share of the runs that are called the best.
    """

    label: str
    question: str
    caption: str
    part: str
    reference: str
    sums_to_explained: bool = False
    uses_top: bool = False


METHOD_TEXTS: Mapping[MethodName, MethodText] = {
    "oob": MethodText(
        label="Out-of-bag (unbiased)",
        question="The share of the differences in the metric that the parameter explains on runs the forest "
        "has not seen. Interactions are divided among those that make them, so the figures add up to what is "
        "explained.",
        caption="share of the differences in the metric explained on unseen runs",
        part="of the differences in {metric}",
        reference="out-of-bag impurity decrease (Li, Wang, Basu, Kumbier and Yu, 2019) on extremely "
        "randomised trees (Geurts, Ernst and Wehenkel, 2006) and ordinary ones, in the share that predicts "
        "unseen runs best (Breiman, 1996)",
        sums_to_explained=True,
    ),
    "permutation": MethodText(
        label="Permutation",
        question="The share of the variation that is lost on unseen runs when the parameter is shuffled: its "
        "own effect and all its interactions, so the figures can add up to more than is explained.",
        caption="share of the metric's variation lost on unseen runs when the parameter is shuffled",
        part="of the differences in {metric} is lost on unseen runs when it is shuffled",
        reference="permutation on the out-of-bag runs of a forest (Breiman, 2001)",
    ),
    "fanova": MethodText(
        label="fANOVA (on its own)",
        question="The share of the forest's variation over the whole space that the parameter makes on its "
        "own, without its interactions. What the forest made of noise counts too: it cannot tell noise from "
        "effect.",
        caption="share of the forest's variation over the whole space that the parameter makes on its own",
        part="of the forest's variation over the whole space is its own doing",
        reference="main effects of a functional analysis of variance on the forest's leaves (Hutter, Hoos "
        "and Leyton-Brown, 2014), which cannot tell noise from effect",
    ),
    "top": MethodText(
        label="Reaching the top",
        question="What separates the best runs from the others (PED-ANOVA): figures add up to 1. A parameter "
        "can rule out bad runs and still not matter among the good ones, and the reverse.",
        caption="share of what separates the best runs from the others, adds up to 1 (PED-ANOVA)",
        part="of what separates the best runs from the others",
        reference="PED-ANOVA (Watanabe, Bansal and Hutter, 2023), what separates the best runs",
        uses_top=True,
    ),
    "mdi": MethodText(
        label="W&B-compatible (MDI)",
        question="The impurity decrease of a default random forest, adding up to 1, as the W&B panel shows "
        "it. It favours parameters with many values and cannot tell noise from effect.",
        caption="mean decrease in impurity of a random forest, adds up to 1 (W&B-compatible)",
        part="of the forest's splitting gain",
        reference="mean decrease in impurity of a random forest (Breiman, 2001), which adds up to 1, favours "
        "parameters with many values, and cannot tell noise from effect",
    ),
}


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
    return textwrap.fill(sentences, 100, initial_indent="    ", subsequent_indent="    ")


def methods_table(tested: Mapping[MethodName, bool]) -> str:
    """Write the methods as a table in Markdown, as `docs/methods.md` has it.

    Parameters
    ----------
    tested
        The methods to list, and whether each says what is above the noise.
    """
    lines = ["| method | question | source | noise test |", "|---|---|---|---|"]
    for name, has_test in tested.items():
        text = METHOD_TEXTS[name]
        cells = (text.label, text.question, text.reference, "yes" if has_test else "no")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
