"""Runs to numbers: pure functions with a seed, no Jupyter."""

from hpviz.analysis.association.levels import LevelScore
from hpviz.analysis.convergence.more_runs import MoreRuns, more_runs_of
from hpviz.analysis.design.metric_scale import SCALES, Scale
from hpviz.analysis.design.selection import DEFAULT_STATUSES
from hpviz.analysis.effects.effect import Effect, effect_of
from hpviz.analysis.effects.explanation import Explanation, explanation_of
from hpviz.analysis.effects.joint_effect import Joint, joint_of
from hpviz.analysis.importance.methods import LENSES, METHODS, Method
from hpviz.analysis.next_sweep.advice import NextSweep, next_sweep_of
from hpviz.analysis.options import ASKED, HIGHEST_TOP, MOST_TREES, Question, rank
from hpviz.analysis.ranking import Ranking, Score, SortKey

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
