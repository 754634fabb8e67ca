"""One column of the runs: a number, a level, or nothing in each cell."""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from hpviz.formatting.numbers import FULL, PLAIN_ANYWAY, PLAIN_FROM, number, one_notation
from hpviz.runs.extent import Extent
from hpviz.runs.level_text import legible_levels, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int32]
    BoolArray = NDArray[np.bool_]

Role = Literal["param", "metric", "aside"]
Part = Literal["choice", "fidelity", "task", "replicate"]
Kind = Literal["numeric", "categorical", "boolean"]

ROLES: tuple[Role, ...] = get_args(Role)
PARTS: tuple[Part, ...] = get_args(Part)

# What a column caches of its cells: it holds for any other name, role or reason too.
CACHED = frozenset({"kind", "active", "extent", "ranks", "_different"})
# Beyond this many non-numeric values a column with numbers in it is text that happens to hold digits.
MOST_SPECIAL_VALUES = 5
# float64 holds every integer up to here exactly; a larger one loses its last digits, not its rank.
LARGEST_EXACT = 2**53
# Of integers among other numbers (0.5, 1) it is kept which they were, where there are so many values at most.
MOST_MIXED = 64


@dataclass(frozen=True, eq=False, kw_only=True)
class Column:
    """One column of the runs: a number, a level, or nothing in each cell.

    A cell is a number (``numbers[i]``), or one of a few named values (``levels[codes[i]]``: a category, a
    boolean, ``None``), or absent (NaN and -1: this run has no such parameter).

    Attributes
    ----------
    name
        As it stands on screen and in every table.
    numbers
        Shape (runs,); NaN where the cell is no number. NaN and infinities of a metric are kept.
    codes
        Shape (runs,); index into `levels`, -1 where the cell is a number or absent.
    levels
        The text of each non-numeric value.
    role
        ``"param"``, ``"metric"``, or ``"aside"`` (kept, but in neither table).
    reason
        Why it has that role, in words for a person.
    guessed
        Nothing declares the role: it was guessed, or could not be, and `reason` is the question.
    part
        Of a param: ``"choice"``; or what no search chooses: ``"fidelity"`` (how long or on how much a run
        trains), ``"task"`` (a data set, a fold), ``"replicate"`` (a seed). It is ranked, but never advised.
    given_name
        The name in the source when it differs (``config.lr`` for ``lr``); accepted wherever a name is.
    integral
        Every number was an integer in the source (so that 64 is written ``64``, not ``64.0``).
    originals
        Shape (runs,), objects: the numbers as the source has them, where `numbers` and `integral` do not say
        it (integers beyond 2**53, integers among floats); None elsewhere.
    notation
        How the numbers are written in the source where they are no bare numbers, in words: ``"percent"``.
    """

    name: str
    numbers: FloatArray
    codes: IntArray
    levels: tuple[str, ...] = ()
    role: Role = "param"
    reason: str = ""
    guessed: bool = False
    part: Part = "choice"
    given_name: str = ""
    integral: bool = False
    originals: NDArray[np.object_] | None = None
    notation: str = ""

    @cached_property
    def kind(self) -> Kind:
        """Numeric if any cell is a number, boolean if all are true or false, else categorical."""
        if self.extent.present:
            return "numeric"
        if self.levels and set(self.levels) <= {"False", "True"}:
            return "boolean"
        return "categorical"

    @property
    def absent(self) -> BoolArray:
        """Shape (runs,): the cells that hold nothing."""
        return np.isnan(self.numbers) & (self.codes < 0) if self.levels else np.isnan(self.numbers)

    @cached_property
    def active(self) -> int:
        """How many runs have it."""
        return self.extent.present + (int(np.count_nonzero(self.codes >= 0)) if self.levels else 0)

    @cached_property
    def extent(self) -> Extent:
        """Where its numbers lie."""
        return Extent.of(self.numbers)

    @property
    def varies(self) -> bool:
        """Whether runs differ in its value, or in having one."""
        extent = self.extent
        if 0 < self.active < len(self.numbers) or extent.low < extent.high:
            return True
        return (extent.finite < extent.present or bool(self.levels)) and self.distinct() > 1

    @cached_property
    def ranks(self) -> FloatArray:
        """Shape (runs,): the rank of each number from 1 on, equal ones sharing their mean; NaN elsewhere."""
        ranks = np.full(len(self.numbers), np.nan)
        order = np.argsort(self.numbers)[: self.extent.present]  # NaN goes last
        ordered = self.numbers[order]
        changes = 1 + np.flatnonzero(ordered[1:] != ordered[:-1])
        bounds = np.concatenate([[0], changes, [len(ordered)]])
        ranks[order] = np.repeat((bounds[:-1] + bounds[1:] + 1) / 2, np.diff(bounds))
        return ranks

    @property
    def present(self) -> NDArray[np.intp]:
        """The codes of the levels that occur, ascending."""
        return np.flatnonzero(np.bincount(self.codes[self.codes >= 0], minlength=len(self.levels)))

    def text_at(self, run: int) -> str:
        """Write one cell: its number, its named value, or ``not set``."""
        if not np.isnan(self.numbers[run]):
            return number(float(self.numbers[run]))
        code = int(self.codes[run])
        return self.levels[code] if code >= 0 else "not set"

    def text_in_column(self, run: int) -> str:
        """Write one cell as `text_at` does, its number in one notation with all others of the column."""
        text = self.text_at(run)
        return text if np.isnan(self.numbers[run]) else one_notation([text, *self._notation])[0]

    @cached_property
    def _notation(self) -> tuple[str, ...]:
        """Numbers that decide in which notation all are written: the outermost, and one without a power."""
        sizes = np.abs(self.numbers[np.isfinite(self.numbers) & (self.numbers != 0)])
        with_zeros = ((sizes >= PLAIN_FROM) & (sizes < 1)) | ((sizes >= PLAIN_ANYWAY) & (sizes < FULL))
        written_out = sizes[with_zeros]
        ends = [part for part in (sizes, written_out) if len(part)]
        return tuple(number(float(part.min())) for part in ends) + tuple(
            number(float(part.max())) for part in ends
        )

    def number_at(self, run: int) -> int | float:
        """Return the number of a cell as the source has it: all digits of an integer, 64 and not 64.0."""
        if self.originals is not None and self.originals[run] is not None:
            number: int | float = self.originals[run]
            return number
        value = float(self.numbers[run])
        return int(value) if self.integral and math.isfinite(value) else value

    def take(self, rows: NDArray[np.intp] | BoolArray) -> Column:
        """Select these runs, in this order.

        Parameters
        ----------
        rows
            Indices, or a mask of shape (runs,).
        """
        numbers = self.numbers[rows]
        return replace(
            self,
            numbers=numbers,
            codes=self.codes[rows] if self.levels else _none(len(numbers)),
            originals=None if self.originals is None else self.originals[rows],
        )

    def among(self, rows: NDArray[np.intp]) -> Column:
        """Select these runs, ascending and each once; the column itself where these are all."""
        return self if len(rows) == len(self.numbers) else self.take(rows)

    def labelled(self, **words: Any) -> Column:
        """Change name, role or reason; what is cached of the cells stays."""
        changed = replace(self, **words)
        vars(changed).update({name: value for name, value in vars(self).items() if name in CACHED})
        return changed

    def legible(self, name: str) -> Column:
        """Call it by a name that can be shown, and its levels too; what can be shown stays itself."""
        levels = legible_levels(self.levels)
        if name == self.name and levels == self.levels:
            return self
        given_name = self.given_name or ("" if name == self.name else self.name)
        return self.labelled(name=name, levels=levels, given_name=given_name)

    def distinct(self) -> int:
        """Count the different values, absence not counted; of many numbers this alone takes long."""
        return self._different + (len(self.present) if self.levels else 0)

    @cached_property
    def _different(self) -> int:
        return different(np.sort(self.numbers)[: self.extent.present])  # NaN goes last

    @classmethod
    def from_numbers(cls, name: str, values: object, *, integral: bool = False) -> Column:
        """Build from numbers, which are copied; NaN means absent."""
        return cls.of_numbers(name, np.array(values, dtype=np.float64), integral=integral)

    @classmethod
    def of_numbers(cls, name: str, numbers: FloatArray, *, integral: bool = False) -> Column:
        """Build on an array that nobody else changes; NaN means absent."""
        return cls(name=name, numbers=numbers, codes=_none(len(numbers)), integral=integral)

    @classmethod
    def from_values(cls, name: str, values: Iterable[object]) -> Column:
        """Build from any Python values: numbers, text, booleans, None, lists, mixtures.

        `ABSENT` and a bare NaN among text are absent. Values that are neither number nor text become their
        ``str``. A column that is text with some digits in it stays text as a whole.
        """
        cells = list(values)
        floats = np.full(len(cells), np.nan)
        codes = np.full(len(cells), -1, dtype=np.int32)
        levels: dict[str, int] = {}
        integers: dict[int, int] = {}
        for row, cell in enumerate(cells):
            number = _number(cell)
            if number is not None:
                floats[row] = number
                if isinstance(cell, numbers.Integral):
                    integers[row] = int(cell)
            elif not _is_absent(cell):
                codes[row] = levels.setdefault(text_of(cell), len(levels))
        if len(levels) > MOST_SPECIAL_VALUES and not np.isnan(floats).all():
            return cls.from_values(name, (cell if _is_absent(cell) else text_of(cell) for cell in cells))
        codes, names = _sorted_levels(codes, tuple(levels))
        integral = len(integers) == int(np.count_nonzero(~np.isnan(floats)))
        originals = _originals(floats, integers, integral=integral)
        return cls(
            name=name, numbers=floats, codes=codes, levels=names, integral=integral, originals=originals
        )


def different(ordered: NDArray[Any]) -> int:
    """Count the different values of an ascending array."""
    return int(np.count_nonzero(ordered[1:] != ordered[:-1])) + (len(ordered) > 0)


def _originals(
    floats: FloatArray, integers: Mapping[int, int], *, integral: bool
) -> NDArray[np.object_] | None:
    """Keep the integers, by their rows, that would not come out of floats as they went in."""
    if integral:
        kept = {row: value for row, value in integers.items() if abs(value) > LARGEST_EXACT}
    else:
        few = len(np.unique(floats[~np.isnan(floats)])) <= MOST_MIXED if integers else False
        kept = {row: value for row, value in integers.items() if few or abs(value) > LARGEST_EXACT}
    if not kept:
        return None
    originals = np.full(len(floats), None, dtype=object)
    originals[list(kept)] = list(kept.values())
    return originals


def _none(n: int) -> IntArray:
    """Codes of cells without a level; they take no memory."""
    return np.broadcast_to(np.int32(-1), n)


def _sorted_levels(codes: IntArray, levels: tuple[str, ...]) -> tuple[IntArray, tuple[str, ...]]:
    order = sorted(range(len(levels)), key=lambda index: levels[index])
    place = np.empty(len(order) + 1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    place[-1] = -1
    return place[codes], tuple(levels[index] for index in order)


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
"""The cell of a run that has no such parameter; None is a value of its own."""


_NO_NUMBERS = frozenset({str, bool, type(None)})


def _number(cell: object) -> float | None:
    """Convert a cell to a float; None where it is no number (a boolean is a level)."""
    if type(cell) in _NO_NUMBERS or isinstance(cell, np.bool_) or not isinstance(cell, numbers.Real):
        return None
    try:
        number = float(cell)
    except OverflowError:
        return math.inf if cell > 0 else -math.inf  # type: ignore[operator]
    return None if math.isnan(number) else number


def _is_absent(cell: object) -> bool:
    """Whether a cell holds nothing; an integer or a fraction is never NaN, and may be beyond every float."""
    if type(cell) in _NO_NUMBERS:  # at once, as there are so many
        return False
    if isinstance(cell, (np.bool_, numbers.Rational)) or not isinstance(cell, numbers.Real):
        return cell is ABSENT
    return math.isnan(cell)
