"""A run with a changed configuration as JSON: the controls of its params, and what is predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis.effects.what_if import Control, controls, what_if
from hpviz.export.code import configuration
from hpviz.panel.wire.single_runs import row_of
from hpviz.text.refusals import require_trust
from hpviz.text.what_if import sentences
from hpviz.views.encoding import as_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.analysis import RankResult
    from hpviz.analysis.effects.what_if import Value
    from hpviz.runs import Runs

CONTROL_FIELDS = tuple(Control.__dataclass_fields__)


def encode_what_if(
    result: RankResult, runs: Runs, run: str, changed: Mapping[str, Value], *, with_controls: bool
) -> dict[str, Any]:
    """Encode what is predicted for a run with some of its values changed.

    Parameters
    ----------
    result, runs
        The ranking, and the runs that it was computed from.
    run
        The id of the run, or its name.
    changed
        Param to its new value.
    with_controls
        Whether the view has no controls yet.

    Raises
    ------
    HpvizError
        There is no such run, or the ranking is not to be trusted.
    """
    require_trust(result, "nothing is predicted")
    row = row_of(runs, run)
    case = what_if(result, runs, row, changed)
    return {
        "controls": as_columns(controls(result, runs, row), CONTROL_FIELDS) if with_controls else None,
        "sentences": list(sentences(case)),
        "code": configuration(runs, row, case.changed),
    }
