"""Tables that a tracker or a library exported, recognised by their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.sources.trackers.optuna.study import OPTUNA_EXPORT
from hpviz.sources.trackers.sklearn import SKLEARN_EXPORT
from hpviz.sources.trackers.wandb.export import WANDB_CHART, WANDB_EXPORT

if TYPE_CHECKING:
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import Reader, ReadOptions

# Apart from the registry, since every data frame is looked at, and most are of no tracker.
EXPORTS: tuple[Reader[Table], ...] = (WANDB_CHART, WANDB_EXPORT, SKLEARN_EXPORT, OPTUNA_EXPORT)


def recognised(table: Table, options: ReadOptions) -> Table | None:
    """Put to use what is known of a tracker's export, of which every row is a run; None where it is none.

    Raises
    ------
    HpvizError
        The table is W&B's export of a chart, which has neither parameters nor runs.
    """
    for reader in EXPORTS:
        if reader.recognises(table):
            return reader.read(table, options)
    return None
