"""What a param is for: a choice, or a fidelity, a task or a replicate, which no search chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.metric_names import tokens
from hpviz.runs.metric_vocabulary import words
from hpviz.sources.columns.vocabulary import normal

if TYPE_CHECKING:
    from hpviz.runs.column import Column, Part

REPLICATES = words(
    "seed random_seed random_state rng_seed seeds rng repeat repeats repetition replicate replication rep"
)
TASKS = words(
    """
    dataset data_set dataset_name dataset_id data_id task task_id task_name instance instance_id env env_id
    env_name environment benchmark fold fold_id cv_fold openml_task_id problem
    query query_id question question_id
    """
)
FIDELITIES = words(
    "budget n_resources resources fidelity resource data_fraction subset_fraction hyperband_budget"
)
# They name a fidelity where the design is that of one, too: few levels, each a multiple of the last.
_MAYBE = words("epochs epoch steps iterations iter iters fraction frac subset samples trees estimators")
_FEWEST_LEVELS = 3
_LEAST_RATIO = 1.9


def part_of(column: Column) -> Part:
    """Recognise what a param is for by its name, and by the design where a choice is called so too."""
    name = normal(column.name.rpartition(".")[2]).strip("_")
    if name in REPLICATES:
        return "replicate"
    if name in TASKS:
        return "task"
    if name in FIDELITIES or (_MAYBE & set(tokens(name)) and _rises_in_rungs(column)):
        return "fidelity"
    return "choice"


def _rises_in_rungs(column: Column) -> bool:
    """Whether the levels are a geometric series, and the higher the fewer runs reach them."""
    levels, counts = np.unique(column.numbers[np.isfinite(column.numbers)], return_counts=True)
    if not _FEWEST_LEVELS <= len(levels) <= len(column.numbers) / 2 or levels[0] <= 0:
        return False
    ratios = levels[1:] / levels[:-1]
    geometric = ratios.min() >= _LEAST_RATIO and ratios.max() <= 1.2 * ratios.min()
    return bool(geometric and (np.diff(counts) <= 0).all() and 2 * counts[-1] <= counts[0])
