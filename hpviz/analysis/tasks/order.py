"""Whether a param comes first over all tasks for sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t

from hpviz.analysis.result.order import SETTLED
from hpviz.analysis.tasks.meta_analysis import meta_analysis

if TYPE_CHECKING:
    from hpviz.analysis.tasks.task_rankings import TaskResults


def is_first(tasks: TaskResults, param: str) -> bool:
    """Whether it is settled that a param has a larger mean importance than the next.

    The two are compared task by task: the mean of their differences is above 0 with a chance of 95%
    (one-sided, Student's t). Of a single task it is what its ranking says.

    Parameters
    ----------
    tasks
        Rankings within tasks.
    param
        The first of their scores.
    """
    others = [score.param for score in tasks.scores if score.param != param and score.overall.n]
    if not others:
        return True
    by_task = [{score.param: score for score in result.scores} for result in tasks.trusted.values()]
    both = [(scores[param], scores[others[0]]) for scores in by_task if {param, others[0]} <= {*scores}]
    if len(both) == 1:
        return next(iter(tasks.trusted.values())).order.is_settled(param, others[0])
    differences = np.array([first.importance - next_.importance for first, next_ in both])
    errors = np.array([np.hypot(first.importance_error, next_.importance_error) for first, next_ in both])
    overall = meta_analysis(differences, errors)
    return bool(overall.mean >= t.ppf(SETTLED, len(both) - 1) * overall.error)
