"""Checks of several sources that are read as one."""

from __future__ import annotations

from hpviz.checks.check import Check

JOINED = Check(
    code="HP301",
    name="sources joined",
    means="Runs of several sources are one set, with the source as a column that is not ranked.",
    remedy="Make the column a parameter to rank it too: roles={'source': 'param'}.",
)
ONLY_IN_SOME = Check(
    code="HP302",
    name="columns of some sources only",
    means="Runs of the other sources have no value there.",
    remedy="Rename columns that mean the same, so that they are one.",
)
APART = Check(
    code="HP303",
    name="parameters that tell sources apart",
    means="They differ between sources and never within: their effect may be that of anything else.",
    remedy="Vary them within a source, or hide them.",
)
ROLES_DIFFER = Check(
    code="HP304",
    name="roles differ",
    means="A column is a parameter in one source and a metric in another.",
    remedy="Say what it is: params=[...], metrics=[...], or under Parameters.",
)
GOALS_DIFFER = Check(
    code="HP305",
    name="goals differ",
    means="One source minimizes a metric that another maximizes.",
    remedy="Say which way is better: goal='minimize' or goal='maximize'.",
)
OBJECTIVES_DIFFER = Check(
    code="HP306",
    name="objectives differ",
    means="The sources searched for different metrics.",
    remedy="Name the metric that counts: metric='...'.",
)
KINDS_DIFFER = Check(
    code="HP307",
    name="kinds differ",
    means="A column has numbers in one source and names in another, so that no value is in both.",
    remedy="Write its values alike in both, or rename one of the columns.",
)
SHARED_IDS = Check(
    code="HP308",
    name="ids in several sources",
    means="The same run may be in several sources, and counts once in each.",
    remedy="Leave out the sources that repeat runs.",
)
