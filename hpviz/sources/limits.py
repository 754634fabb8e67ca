"""How much is read of a source at most: its bytes, its files, its requests, and the time that it may take."""

from __future__ import annotations

from dataclasses import dataclass, fields

from hpviz.errors import HpvizError

GIB = 2**30


@dataclass(kw_only=True)
class Limits:
    """The limits of reading; set one to change it: ``hpviz.limits.table_gib = 16``.

    What is beyond a limit is left out or refused in a sentence that names the limit; all else is read.

    Attributes
    ----------
    table_gib
        GiB of a file that holds a table, unpacked.
    workbook_gib
        GiB of a spreadsheet, unpacked.
    text_gib
        GiB of one text of a store: a configuration, a log.
    history_mib
        MiB of the logs of a folder ``wandb`` up to which the steps of its runs are read.
    seconds
        For a store; the runs, files or rows that were not read by then are left out.
    folders
        That are looked into for runs below the folder that was given.
    looking_seconds
        For finding a store in a folder that is none itself.
    mlflow_requests
        For the steps of an MLflow server's runs: it gives those of one metric of one run at a time.
    wandb_runs
        Up to which W&B's service is asked for steps.
    wandb_metrics
        The metrics whose steps W&B's service is asked for.
    collected_rows
        Rows of a table that an engine holds up to which all are read; of more the engine makes runs and draws
        a sample of as many.

    Examples
    --------
    >>> import hpviz
    >>> hpviz.limits.seconds
    600.0
    >>> hpviz.limits.seconds = 60
    >>> hpviz.limits.seconds
    60.0
    >>> hpviz.limits.reset()
    """

    table_gib: float = 4.0
    workbook_gib: float = 1.0
    text_gib: float = 1.0
    history_mib: float = 64.0
    seconds: float = 600.0
    folders: float = 200_000.0
    looking_seconds: float = 10.0
    mlflow_requests: float = 2_000.0
    wandb_runs: float = 1_000.0
    wandb_metrics: float = 20.0
    collected_rows: float = 100_000.0

    def __setattr__(self, name: str, value: object) -> None:
        """Set a limit.

        Raises
        ------
        HpvizError
            There is no such limit, or the value is no number above 0.
        """
        names = [field.name for field in fields(self)]
        if name not in names:
            raise HpvizError(f"there is no limit {name!r}; the limits are {', '.join(names)}")
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            raise HpvizError(
                f"the limit {name!r} is a number above 0 (math.inf for none); {value!r} was given"
            )
        super().__setattr__(name, float(value))

    def reset(self) -> None:
        """Go back to the limits that hpviz comes with."""
        for field in fields(self):
            setattr(self, field.name, field.default)


limits = Limits()
