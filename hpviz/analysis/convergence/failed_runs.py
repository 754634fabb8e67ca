"""The runs of a ranking that failed: they have no figure of the metric, and took their part of the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.target import COUNTED_AS_FAILED, ENDED, FAILED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.result.rank_result import RankResult


def failed_rows(result: RankResult) -> NDArray[np.intp]:
    """Find the runs that failed or diverged and are not ranked, as ranking by failure would count them.

    Parameters
    ----------
    result
        Ranked by one metric, with runs.

    Returns
    -------
    Rows of the runs that the filter keeps, ascending.
    """
    evidence = result.require_evidence()
    runs, options = evidence.runs, evidence.options
    statuses = {*FAILED, *({*COUNTED_AS_FAILED} & {*options.statuses})}
    failed = np.isin(runs.statuses, [*statuses])
    (values,) = result.target.values(runs, options.aggregate)
    failed |= np.isin(runs.statuses, ENDED) & np.isinf(values)
    if result.diverged is not None:
        failed[result.diverged.rows] = True
    failed[evidence.rows] = False
    return np.flatnonzero(failed)
