"""The runs of a sweep: one row per run, whatever tracker or table they came from."""

from hpviz.runs.column import ABSENT, PARTS, ROLES, Column, Kind, Part, Role
from hpviz.runs.guesses import Guesses
from hpviz.runs.hints import Hints
from hpviz.runs.history import Aggregate, History
from hpviz.runs.runs import AGGREGATES, STATUSES, Runs, Status

__all__ = [
    "ABSENT",
    "AGGREGATES",
    "PARTS",
    "ROLES",
    "STATUSES",
    "Aggregate",
    "Column",
    "Guesses",
    "Hints",
    "History",
    "Kind",
    "Part",
    "Role",
    "Runs",
    "Status",
]
