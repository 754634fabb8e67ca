"""Runs to numbers: pure functions with a seed, no Jupyter."""

from hpviz.analysis.importance import METHODS, Method
from hpviz.analysis.levels import LevelScore
from hpviz.analysis.question import MOST_TREES, Question, rank
from hpviz.analysis.ranking import Ranking, Score, SortKey
from hpviz.analysis.scale import SCALES, Scale
from hpviz.analysis.selection import DEFAULT_STATUSES

__all__ = [
    "DEFAULT_STATUSES",
    "METHODS",
    "MOST_TREES",
    "SCALES",
    "LevelScore",
    "Method",
    "Question",
    "Ranking",
    "Scale",
    "Score",
    "SortKey",
    "rank",
]
