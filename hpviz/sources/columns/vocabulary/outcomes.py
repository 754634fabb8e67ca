"""Names that tell what happened in a run, or judge it."""

from __future__ import annotations

import re

from hpviz.runs.metric_names import tokens
from hpviz.runs.metric_vocabulary import words
from hpviz.runs.metric_vocabulary.moments import is_moment_name

_PAST = words(
    """
    trained ran used taken reached stopped converged completed achieved consumed observed spent done met
    passed solved exceeded needed
    """
)
_FOUND = words("selected predicted found detected removed recovered chosen")
_AUXILIARY = words("is was has did got")
_JUDGING = words("pass passes fail fails best ok success")
_OUTCOMES = words(
    """
    passed failed converged selected succeeded successful solved feasible infeasible accepted rejected met
    reached diverged crashed achieved promoted
    """
)
# By what a run is judged.
_JUDGED = words(
    "all any test tests target targets goal check checks gate gates criteria criterion threshold limit run"
)
_ENDING = words("convergence divergence failure plateau")
_MOMENTS = words(
    "epoch epochs step steps iteration iterations iter iters round rounds generation generations"
)

_SHARES = words("rate ratio share fraction percent percentage")


def is_past(name: str) -> bool:
    """Whether the name tells what happened: ``epochs_trained``, ``stopped_epoch``, ``loss_best_epoch``."""
    named = tokens(name) or [""]
    ended = named[1:-1] and named[1] in {"to", "until", "till"}  # "iters_to_stable"
    # "convergence_epoch", "convergence_rate"
    ended = ended or (named[0] in _ENDING and named[-1] in _MOMENTS | _SHARES)
    if is_moment_name(name):
        return True
    return len(named) > 1 and (bool(_PAST & {named[0], named[-1]}) or bool(ended) or named[-1] == "run")


def is_found_name(name: str) -> bool:
    """Whether the name is that of what a run found, or of what happened in it: ``selected_variables``."""
    named = tokens(name)
    return is_past(name) or (len(named) > 1 and named[0] in _FOUND)


def is_best_name(name: str) -> bool:
    """Whether the name is that of the best that a run found: ``best_model``, ``best_solution``."""
    named = tokens(name)
    return len(named) > 1 and named[0] == "best"


def is_outcome_name(name: str) -> bool:
    """Whether true under this name judges a run: ``is_best``, ``pass_all``, ``converged``, ``met_target``."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    named = [word for word in tokens(apart) if word not in _AUXILIARY] or [""]
    judged = named[0] in _JUDGING and {*named[1:]} <= _JUDGED | _JUDGING
    return judged or named[-1] in _OUTCOMES or (named[0] in _OUTCOMES and {*named[1:]} <= _JUDGED)
