"""Runs to numbers: pure functions with a seed, no Jupyter."""

from hpviz.analysis.advice.more_runs import MoreRuns, more_runs_of
from hpviz.analysis.advice.next_sweep import NextSweep, next_sweep_of
from hpviz.analysis.effect import Effect, effect_of
from hpviz.analysis.explanation import Explanation, explanation_of
from hpviz.analysis.joint import Joint, joint_of
from hpviz.analysis.lenses import LENSES, METHODS, Method
from hpviz.analysis.levels import LevelScore
from hpviz.analysis.question import ASKED, HIGHEST_TOP, MOST_TREES, Question, rank
from hpviz.analysis.ranking import Ranking, Score, SortKey
from hpviz.analysis.scale import SCALES, Scale
from hpviz.analysis.selection import DEFAULT_STATUSES

__all__ = [
    "ASKED",
    "DEFAULT_STATUSES",
    "HIGHEST_TOP",
    "LENSES",
    "METHODS",
    "MOST_TREES",
    "SCALES",
    "Effect",
    "Explanation",
    "Joint",
    "LevelScore",
    "Method",
    "MoreRuns",
    "NextSweep",
    "Question",
    "Ranking",
    "Scale",
    "Score",
    "SortKey",
    "effect_of",
    "explanation_of",
    "joint_of",
    "more_runs_of",
    "next_sweep_of",
    "rank",
]
