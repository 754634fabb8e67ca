"""Which runs a panel is of: the filter, its conditions, and what is wrong with one that was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.panel.state import ChoiceError, State
from hpviz.panel.validation import has_filter
from hpviz.panel.wire import encode_filter
from hpviz.runs.where import ExpressionError

if TYPE_CHECKING:
    import traitlets as t

    from hpviz.runs import Runs


class FilteredState(State):
    """The traits of a panel, of which `where` has conditions that the view shows one by one."""

    _runs: Runs

    def _fit_filter(self) -> None:
        """Take a filter away that names or compares what the runs no longer have."""
        if not has_filter(self._runs, self.where):
            self.where = ""
        self._tell_filter()

    def _tell_filter(self) -> None:
        """Send the view the conditions of the filter, and how many runs they keep."""
        self.set_trait("filter", encode_filter(self._runs, self.where))

    def _refuse_choice(self, refusal: t.TraitError) -> None:
        """Send what is wrong with an expression to its field, any other refusal as a notice."""
        why = refusal.refusal if isinstance(refusal, ChoiceError) else refusal
        if not isinstance(why, ExpressionError):
            super()._refuse_choice(refusal)
            return
        facts: dict[str, Any] = encode_filter(self._runs, self.where, why)
        self.set_trait("filter", facts)
