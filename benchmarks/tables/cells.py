"""How people write a cell: digits, percentages, thousands, units, durations, decimal commas, nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.tables.columns import MadeColumn

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What holds for every cell of a table.

    Attributes
    ----------
    comma
        Decimals stand behind a comma, and thousands behind a point.
    absent
        What stands where there is nothing.
    """

    comma: bool = False
    absent: str = ""

    def text(self, number: str) -> str:
        """Write a number, as Python has it, with the marks of this dialect."""
        return number.translate(str.maketrans(".,", ",.")) if self.comma else number


def texts(column: MadeColumn, dialect: Dialect) -> list[str]:
    """Write every cell of a column."""
    spread: Sequence[float | None] = column.spread or [None] * len(column.cells)
    write = STYLES[column.style]
    return [_text(cell, off, write, dialect) for cell, off in zip(column.cells, spread, strict=True)]


def _text(cell: object, off: float | None, write: Callable[[float], str], dialect: Dialect) -> str:
    if cell is None:
        return dialect.absent
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return str(cell)
    written = dialect.text(write(cell))
    return written if off is None else f"{written} ± {dialect.text(f'{off:.2g}')}"


def rounding(style: str, value: float) -> float:
    """How far a cell that was written in a style may lie from its value: half of the last digit."""
    if style == "largest unit":
        return 0.05 * next((unit for unit in (HOUR, MINUTE) if value >= unit), 1)
    return ROUNDING.get(style, 0.0)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), MINUTE)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _days(seconds: float) -> str:
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    return f"{int(days)} days {int(hours):02d}:{int(minutes):02d}:{rest:09.6f}"


def _largest(seconds: float) -> str:
    for unit, name in ((HOUR, "h"), (MINUTE, "min")):
        if seconds >= unit:
            return f"{seconds / unit:.1f}{name}"
    return f"{seconds:.1f}s"


STYLES: dict[str, Callable[[float], str]] = {
    "": str,
    "short": lambda value: f"{value:.4g}",
    "scientific": lambda value: f"{value:.2E}",
    "percent": lambda value: f"{100 * value:.2f}%",
    "spaced percent": lambda value: f"{100 * value:.1f} %",
    "thousands": lambda value: f"{value:,}",
    "seconds": lambda value: f"{value:.1f} s",
    "clock": _clock,
    "days": _days,
    "largest unit": _largest,
}
# Half of the last digit, where it is the same for all values.
ROUNDING = {"percent": 0.5e-4, "spaced percent": 0.5e-3, "seconds": 0.05, "clock": 0.5}
DURATIONS = ("clock", "days", "largest unit", "seconds")
