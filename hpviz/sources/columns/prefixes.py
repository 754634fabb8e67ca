"""Prefixes by which exports mark parameters and metrics: ``config.lr``, ``params_lr``, ``metrics.loss``."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hpviz.runs.metric_names import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hpviz.runs.column import Role

# "metrics.json:loss" is how DVC writes a metric and its file.
_PARAM = re.compile(
    r"(?:(?:config|params?|hparams|hp|hyper_?params?|hyper_?parameters?|parameters?|args)[./:](?!(?:ya?ml|json|toml):)"
    r"|(?:[^:]*/)?params\.(?:ya?ml|json|toml):)(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_METRIC = re.compile(
    r"(?:(?:metrics?|summary|summary_?metrics|results?|scores?)[./:](?!(?:ya?ml|json|toml):)"
    r"|(?:[^:]*/)?metrics\.(?:ya?ml|json|toml):)(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
# Optuna's and scikit-learn's own tables join with "_", which ordinary names do too ("params_total").
_PARAM_UNDERSCORE = re.compile(r"params?_(?P<rest>.+)", re.DOTALL)
# "param_01" is named so by a person; without its beginning it would be no name.
_NAME = re.compile(r"[^\W\d]|_+[^\W\d]")
_OBJECTIVE = re.compile(r"values?(?:_(?P<rest>.+))?", re.DOTALL)
_COUNTS = frozenset(
    {"count", "total", "trainable", "number", "num", "size", "m", "million", "millions", "bytes"}
)

# With fewer columns of a prefix, a word that counts says more than the prefix.
_SEVERAL = 3

MARKED = "marked in the source"
PLACE = "guessed from its place in the table"
VARIES = "changes within runs"


class Mark(NamedTuple):
    """What is known of a column before anyone guesses."""

    role: Role
    name: str
    """The name to show, without the prefix."""
    reason: str = MARKED


@dataclass(frozen=True)
class Prefixes:
    """Which prefixes the columns of one table carry.

    Attributes
    ----------
    marks
        Column name to its mark.
    """

    marks: Mapping[str, Mark]

    @classmethod
    def among(cls, names: Iterable[str]) -> Prefixes:
        """Look which of the names have a prefix."""
        names = list(names)
        marks: dict[str, Mark] = {}
        for name in names:
            if match := _PARAM.fullmatch(name):
                marks[name] = Mark("param", match["rest"])
            elif match := _METRIC.fullmatch(name):
                marks[name] = Mark("metric", match["rest"])
        return cls(marks | _underscored(names))

    def with_marks(self, marks: Mapping[str, Mark]) -> Prefixes:
        """Let other knowledge overrule the prefixes."""
        return Prefixes({**self.marks, **marks})

    def has(self, role: Role) -> bool:
        """Whether any column is marked with this role."""
        return any(mark.role == role for mark in self.marks.values())

    def rest(self, name: str) -> str:
        """Name without its prefix."""
        return self.marks[name].name if name in self.marks else name

    def shown(self, given: Iterable[str]) -> dict[str, str]:
        """Choose the name to show for each given name: without its prefix where that is unambiguous."""
        rests = {name: self.rest(name) for name in given}
        counts = Counter(rests.values())
        return {name: rest if counts[rest] == 1 else name for name, rest in rests.items()}


def _is_count(name: str, *, alone: bool) -> bool:
    """Whether this counts weights, ``params_total``; among several ``params_num_layers`` does not."""
    rest = set(tokens(_PARAM_UNDERSCORE.sub(r"\g<rest>", name)))
    return rest <= _COUNTS if alone else bool(rest & _COUNTS)


def _underscored(names: list[str]) -> dict[str, Mark]:
    params = [name for name in names if _PARAM_UNDERSCORE.fullmatch(name)]
    exported = {"number", "state"} <= set(names) or any(name.startswith("mean_test_") for name in names)
    if not exported:
        several = len(params) >= _SEVERAL
        params = [name for name in params if not _is_count(name, alone=several)]
    objectives = [name for name in names if _OBJECTIVE.fullmatch(name)]
    if not params or (len(params) < 2 and not objectives):
        return {}
    rests = {name: _PARAM_UNDERSCORE.sub(r"\g<rest>", name) for name in params}
    # One list of names begins alike throughout.
    bare = exported or all(map(_NAME.match, rests.values()))
    marks = {name: Mark("param", rest if bare else name) for name, rest in rests.items()}
    for name in objectives:
        rest = _OBJECTIVE.fullmatch(name)["rest"]  # type: ignore[index]
        # "values_0" has no better name; "values_acc" is "acc".
        marks[name] = Mark("metric", rest if rest and not rest.isdigit() else name)
    return marks
