"""Grids and lists that the numbers of runs were drawn from, as far as the numbers show it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.column import LARGEST_EXACT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.column import FloatArray

# Fewer different numbers show no grid; more points than this are no grid to a person.
FEWEST, MOST_POINTS = 5, 400
# So many of the points of a grid are taken by some run, at least.
TAKEN = 0.25
# Numbers that have nothing to do with a grid lie on it with this chance, at most.
CHANCE = 1e-3
# Numbers are written with so many digits that a grid shows: relative to its step, and of a factor.
CLOSE, CLOSE_FACTOR = 1e-6, 1e-4
# The smallest difference may be some steps: of 0, 0.2 and 0.5 the step is half of it.
MOST_STEPS_APART = 10
# A step of a person has so many digits at most, and leads to the numbers but for the errors of floats.
STEP_DIGITS, STEP_NOISE = 12, 1e-14
# A number with at most this many values, each in so many runs on average, was chosen from a list.
MOST_CHOICES, RUNS_PER_CHOICE = 12, 2.5
# Factors from one value of a list to the next.
SMALLEST_FACTOR, FEWEST_FACTORS = 1.3, 4


def grid_step(numbers: Sequence[float], *, integral: bool) -> float | None:
    """Find the step of the grid that numbers lie on; None where there is none, or it is that of integers.

    Parameters
    ----------
    numbers
        Different and ascending; integers where `integral`.
    integral
        They are whole numbers.
    """
    if len(numbers) < FEWEST:
        return None
    step = _common_divisor(numbers) if integral else _common_difference(np.asarray(numbers, dtype=float))
    if step is None:
        return None
    points = (numbers[-1] - numbers[0]) / step + 1
    return step if points <= min(MOST_POINTS, len(numbers) / TAKEN) else None


def are_few(numbers: FloatArray) -> bool:
    """Whether runs have few different numbers, and several runs the same.

    Parameters
    ----------
    numbers
        Those of the runs, finite.
    """
    own = len(np.unique(numbers))
    return own <= MOST_CHOICES and len(numbers) >= RUNS_PER_CHOICE * own


def are_whole(numbers: Sequence[float]) -> bool:
    """Whether different, ascending numbers are whole ones, and enough that this is no chance."""
    small = abs(numbers[0]) < LARGEST_EXACT > abs(numbers[-1])
    return small and len(numbers) >= FEWEST and all(float(number).is_integer() for number in numbers)


def _common_divisor(numbers: Sequence[float]) -> int | None:
    step = math.gcd(*(int(number) - int(numbers[0]) for number in numbers))
    by_chance = -(len(numbers) - 1) * math.log(max(step, 1))
    return step if step > 1 and by_chance <= math.log(CHANCE) else None


def _common_difference(numbers: FloatArray) -> float | None:
    with np.errstate(over="ignore"):
        differences = np.diff(numbers)
    if not np.isfinite(differences / differences.min()).all():
        return None
    for apart in range(1, MOST_STEPS_APART + 1):
        steps = differences / differences.min() * apart
        if np.all(np.abs(steps - np.round(steps)) < CLOSE * np.maximum(1, apart)):
            step = (numbers[-1] - numbers[0]) / np.round(steps).sum()
            return _shortest_step(numbers, float(step), np.round(np.cumsum(steps)))
    return None


def _shortest_step(numbers: FloatArray, step: float, places: FloatArray) -> float:
    """Return the step with the fewest digits that leads to the numbers; of thirds, with all of them."""
    room = STEP_NOISE * np.abs(numbers).max()
    texts = (f"{step:.{digits}g}" for digits in range(1, STEP_DIGITS + 1))
    short = (float(text) for text in texts)
    return next((s for s in short if np.all(np.abs(numbers[0] + places * s - numbers[1:]) <= room)), step)


def is_geometric(numbers: FloatArray) -> bool:
    """Whether numbers are a list of powers: 16, 32, 64, 256.

    Parameters
    ----------
    numbers
        Different and ascending.
    """
    if len(numbers) < FEWEST_FACTORS or numbers[0] <= 0:
        return False
    factors = np.diff(np.log(numbers))
    powers = factors / factors.min()
    is_power = np.abs(powers - np.round(powers)) < CLOSE_FACTOR * np.round(powers)
    return bool(factors.min() >= math.log(SMALLEST_FACTOR) and np.all(is_power))
