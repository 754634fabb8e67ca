"""Checks of columns and rows: what a table was taken for."""

from __future__ import annotations

from hpviz.checks.check import Check

ROLES = "Say which are which with params=[...] and metrics=[...], or under Parameters."

OWN = Check(
    code="HP100",
    name="note of your own",
    means="Whoever made the runs in Python wrote it.",
    remedy="Nothing to do.",
)
LEFT_OUT = Check(
    code="HP101",
    name="columns left out",
    means="They may be parameters or results, and nothing tells which; they are not ranked.",
    remedy=ROLES,
)
RESULTS_GUESSED = Check(
    code="HP102",
    name="columns taken for results",
    means="They are not ranked, since they look like results of a run.",
    remedy="Name those that were chosen with params=[...], or under Parameters.",
)
ROLES_GUESSED = Check(
    code="HP103",
    name="roles guessed",
    means="The source does not say which columns are parameters and which are metrics.",
    remedy=ROLES,
)
ROLES_BY_ORDER = Check(
    code="HP104",
    name="roles guessed by order",
    means="W&B's export does not mark parameters; the order of its columns shows where metrics begin.",
    remedy=ROLES,
)
NOTATION = Check(
    code="HP105",
    name="texts read as numbers",
    means="Cells such as 79.1% or 1h 3m are read as numbers.",
    remedy="If they are names, say so: kinds={'column': 'category'}, --kinds, or under Parameters.",
)
STEPS = Check(
    code="HP106",
    name="one row per step",
    means="Rows are steps of runs; the last value of each run stands for it.",
    remedy="If another step counts, choose aggregate=; if the columns are others, name them: run=, step=.",
)
ONE_LOG = Check(
    code="HP107",
    name="log of a single run",
    means="All rows are steps of one run, so that there is nothing to compare.",
    remedy="Give the folder of the runs, or a table with a row per run; if rows are runs, name params=[...].",
)
LONG_TABLE = Check(
    code="HP108",
    name="long table",
    means="Each row holds one value of a run; the names beside the values became columns.",
    remedy="Nothing to do; if the columns are wrong, pivot the table before.",
)
NOT_PIVOTED = Check(
    code="HP109",
    name="long table not pivoted",
    means="It looks like one value per row, but names occur several times in a run, so each row is a run.",
    remedy="Pivot it with pandas, as the note says.",
)
SUMMARY_ROWS = Check(
    code="HP110",
    name="rows that sum up others",
    means="Rows called mean, total and the like repeat what others hold, and are left out.",
    remedy="Nothing to do; give such runs other names if they are runs.",
)
UNITS = Check(
    code="HP111",
    name="row of units",
    means="The row below the names holds the units of the columns, and is left out.",
    remedy="Nothing to do.",
)
REPEATED_NAMES = Check(
    code="HP112",
    name="names of columns repeated",
    means="Lines among the runs repeat the names of the columns, as where files were joined.",
    remedy="Nothing to do; they are left out.",
)
COMMENTS = Check(
    code="HP113",
    name="comments",
    means="Lines that begin with # are left out.",
    remedy="Nothing to do; quote a first cell that begins with #.",
)
SINGLE_RUN = Check(
    code="HP114",
    name="read as a single run",
    means="A dictionary in which some values are lists was taken for one run.",
    remedy="If the lists are columns, give every value as a list.",
)
SEVERAL_TABLES = Check(
    code="HP115",
    name="several tables in a file",
    means="The table with the most rows was read.",
    remedy="Put another one into a file of its own.",
)
DRAWN = Check(
    code="HP116",
    name="sample of a large table",
    means="The table holds more runs than are analysed; counts and correlations are of all of them.",
    remedy="Raise hpviz.limits.collected_rows for a larger sample.",
)
NO_LAST_VALUE = Check(
    code="HP117",
    name="columns of lists left out",
    means="Lists and maps have no last value in a table of steps.",
    remedy="Make columns of what they hold.",
)
NO_RUN = Check(
    code="HP118",
    name="rows without a run",
    means="The column that names the run is empty there, so they belong to none.",
    remedy="Fill in the column, or name another: run='...'.",
)
ENCODING = Check(
    code="HP119",
    name="encoding guessed",
    means="The text is not in UTF-8, so that letters beyond ASCII may be others.",
    remedy="Save the file in UTF-8.",
)
WITHOUT_SPACE = Check(
    code="HP120",
    name="no search space",
    means="Hyperopt's store has the places of the choices, not their values and names.",
    remedy="Give the search space: space=.",
)
