"""Names of numbers that count runs: that of the run itself, of its configuration, or of its repetition."""

from __future__ import annotations

import re

from hpviz.runs.metric_names import tokens
from hpviz.runs.metric_vocabulary import words

_NUMBERS = words("number num no nr idx index counter")
# Beside a word for runs these number them too.
_BESIDE = _NUMBERS | words("n id count")
_REPETITIONS = words(
    """
    run trial repeat repetition rep replicate replication replica try attempt restart simulation sim
    experiment exp job test case sample
    """
)
_CONFIGURATIONS = words("config configuration combination combo setting setup")
_JOINED = re.compile(r"(run|trial|experiment|exp|sim|job|test)(number|num|no|nr|idx|index|counter|count)")


def is_number_of_run(name: str) -> bool:
    """Whether a whole name says that it numbers runs or configurations: ``run``, ``sim_no``, ``#``."""
    return _consists_of(name, _REPETITIONS | _CONFIGURATIONS)


def is_number_of_repetition(name: str) -> bool:
    """Whether a whole name may say which run of its configuration this is: ``rep``, ``run_number``, ``#``."""
    return _consists_of(name, _REPETITIONS)


def _consists_of(name: str, known: frozenset[str]) -> bool:
    named = {part for word in tokens(name) for part in (_JOINED.sub(r"\1 \2", word)).split()}
    return named <= (known | _BESIDE if named & known else _NUMBERS)
