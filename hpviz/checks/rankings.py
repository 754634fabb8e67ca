"""Checks of a ranking: what its runs cannot show, and how they were ranked."""

from __future__ import annotations

from hpviz.checks.check import Check

SAMPLE = Check(
    code="HP001",
    name="correlations of a sample",
    means="The table holds more runs than were read; correlations with this metric are of a sample of them.",
    remedy="Raise hpviz.limits.collected_rows, or rank by a metric that is a column of the table.",
)
FAILURES = Check(
    code="HP002",
    name="many runs failed",
    means="Runs failed more often at some values; they have no metric, so figures are of the others.",
    remedy="Rank by failure to see what makes runs fail, and leave these values out of the next sweep.",
)
METRIC_GUESSED = Check(
    code="HP003",
    name="metric guessed",
    means="Nobody said which metric counts, and others may be meant as well.",
    remedy="Name it: metric='...', --metric, or the list of metrics in the panel.",
)
GOAL_GUESSED = Check(
    code="HP004",
    name="goal guessed",
    means="Neither the source nor the metric's name says which way is better.",
    remedy="Say it: goal='minimize' or goal='maximize', --goal, or the arrow beside the metric in the panel.",
)
TARGET = Check(
    code="HP005",
    name="what runs are ranked by",
    means="Failure and the distance to a Pareto front are made of the runs; the note says how.",
    remedy="Nothing to do; name a metric to rank by that alone.",
)
LOWER_FIDELITY = Check(
    code="HP006",
    name="lower fidelity left out",
    means="Configurations were run at several budgets; each counts at its highest.",
    remedy="Filter on the budget to see the others: where='epochs == 10'.",
)
DIVERGED = Check(
    code="HP007",
    name="runs diverged",
    means="Their metric is infinite or far beyond all others; they are left out of the figures.",
    remedy="Rank by failure to see what makes runs diverge, or keep those with numbers: scale='linear'.",
)
RESCALED = Check(
    code="HP008",
    name="metric rescaled",
    means="A few runs hold most of the metric's variance, so its logarithm or its ranks are analysed.",
    remedy="Choose the scale yourself: scale='linear', 'log' or 'rank', --scale, or Settings.",
)
MOVED_TOGETHER = Check(
    code="HP009",
    name="parameters moved together",
    means="Their values changed together, so their effects cannot be separated; their sum can be trusted.",
    remedy="Vary them independently in the next sweep, or hide all of them but one.",
)
METHOD = Check(
    code="HP010",
    name="another method",
    means="Importance is not the recommended one; the note says what this method measures.",
    remedy="Choose method='oob' for the recommended importance.",
)
DOUBTFUL = Check(
    code="HP011",
    name="first ranks could be chance",
    means="Parameters that stand first by this method do not pass the test against chance.",
    remedy="Add runs, or rely on method='oob', which is tested.",
)
NARROWED = Check(
    code="HP012",
    name="search narrowed",
    means="An optimiser seems to have chosen the runs near the best, so that effects may be mixed.",
    remedy="Add some random or quasi-random runs to the sweep.",
)
GENEROUS = Check(
    code="HP013",
    name="test too generous",
    means="Where an optimiser chose the runs, the test of method='top' calls too much beyond chance.",
    remedy="Rely on method='oob'.",
)
DRIFTED = Check(
    code="HP014",
    name="metric drifted",
    means="Later runs are better or worse than their parameters explain: code or data may have changed.",
    remedy="Rank the runs before and after separately (where=), or log what changed as a parameter.",
)
REPLICATED = Check(
    code="HP015",
    name="configurations repeated",
    means="Runs of one configuration, such as those of several seeds, are averaged and count once.",
    remedy="Nothing to do; hide no parameter by which they differ, if each is to count.",
)
NESTED = Check(
    code="HP016",
    name="few settings of some parameters",
    means="Of most parameters only a few settings were tried, each in many runs, which count once for these.",
    remedy="Try more settings of these parameters.",
)
TASKS = Check(
    code="HP017",
    name="runs of several tasks",
    means="A ranked parameter names a data set or a task, and what is best may differ between them.",
    remedy="Rank within each: hpviz.rank_within(source, metric, by='dataset'), or Tasks in the panel.",
)
FILTERED = Check(
    code="HP018",
    name="a filter of a sample",
    means="Counts and correlations are of all runs that match; the sample has fewer, which are analysed.",
    remedy="Raise hpviz.limits.collected_rows where more of them should be analysed.",
)
