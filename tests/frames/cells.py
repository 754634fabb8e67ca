"""Cells of columns as people have them, and as nobody should: lists of Python's values, of each kind."""

from __future__ import annotations

import datetime as dt
import enum
import math
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath
from random import Random
from typing import Any

import numpy as np

Cells = list[Any]
Make = Callable[[Random, int], Cells]

TEXTS = (
    *(
        "",
        " ",
        "nan",
        "None",
        "null",
        "1e999",
        "0x1F",
        "1,5",
        "1_000",
        "=1+1",
        "\x00",
        "\x1b[31m",
        "\ud800",
        "\ufffe",
    ),
    *(
        "é" * 300,
        "__proto__",
        "constructor",
        "</script>",
        "[1, 2",
        "{'a': 1}",
        "\u202eabc",
        "a\nb",
        "2020-01-01",
        "∞",
    ),
)
EXTREMES = (math.nan, math.inf, -math.inf, 1e308, -1e308, 5e-324, -0.0, 0.0, 1.0, 1e-300, 2.0**53)
HUGE = (2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), 2**63, 2**64, 10**30, 10**400, 0, 1)


class Colour(enum.Enum):
    """Values that are no numbers and no texts."""

    RED = "red"
    GREEN = "green"


class Nameless:
    """A value whose text cannot be had."""

    def __repr__(self) -> str:
        raise RuntimeError("this value has no text")


def _each(draw: Callable[[Random], Any]) -> Make:
    return lambda rng, n: [draw(rng) for _ in range(n)]


def _some(values: tuple[Any, ...], most: int = 5) -> Make:
    """Draw of a few of the values, since runs share what was chosen."""

    def make(rng: Random, n: int) -> Cells:
        few = [rng.choice(values) for _ in range(rng.randint(1, most))]
        return [rng.choice(few) for _ in range(n)]

    return make


def _date(rng: Random) -> dt.datetime:
    return dt.datetime(2024, 1, 1) + dt.timedelta(seconds=rng.randint(0, 10**7))  # noqa: DTZ001 - of no zone


def _aware(rng: Random) -> dt.datetime:
    zone = dt.timezone(dt.timedelta(hours=rng.choice([0, 0, 5, -11])))
    return _date(rng).replace(tzinfo=zone)


def _numbers(rng: Random, n: int) -> Cells:
    kind, low = rng.randrange(4), rng.choice([-6, -3, 0])
    if kind == 0:
        return [rng.random() for _ in range(n)]
    if kind == 1:
        return [10 ** rng.uniform(low, 1) for _ in range(n)]
    if kind == 2:
        return [round(10 ** rng.uniform(low, 1), 1 - low) for _ in range(n)]
    levels = [2.0**place for place in range(rng.randint(2, 6))]
    return [rng.choice(levels) for _ in range(n)]


def _scalars(rng: Random, n: int) -> Cells:
    kinds = (
        np.float16,
        np.float32,
        np.float64,
        np.longdouble,
        np.int8,
        np.uint64,
        np.bool_,
        np.str_,
        np.complex64,
    )
    few = [rng.choice(kinds)(rng.randint(0, 3)) for _ in range(4)] + [
        np.datetime64("NaT", "s"),
        np.timedelta64(3, "s"),
    ]
    return [rng.choice(few) for _ in range(n)]


def _mixture(rng: Random, n: int) -> Cells:
    few = [rng.choice(list(STRANGE.values()))(rng, 1)[0] for _ in range(rng.randint(2, 6))]
    return [rng.choice(few) for _ in range(n)]


def _constant(rng: Random, n: int) -> Cells:
    return [rng.choice(list(ALL.values()))(rng, 1)[0]] * n


def _array(rng: Random) -> Any:
    return rng.choice(
        [
            np.zeros(2),
            np.zeros((2, 0)),
            np.array(1.5),
            np.array(["a"]),
            np.ma.masked,
            np.ma.masked_array([1], [True]),
        ]
    )


# What a sweep is made of.
PLAIN: Mapping[str, Make] = {
    "numbers": _numbers,
    "whole numbers": _each(lambda rng: rng.randint(-5, 300)),
    "few numbers": _some((1, 2, 4, 8, 16, 32, 64)),
    "truth": _each(lambda rng: rng.random() < 0.5),
    "levels": _some(("adam", "sgd", "rmsprop", "relu", "gelu")),
    "dates": _each(_date),
    "counter": lambda _, n: list(range(n)),
    "repeated": lambda rng, n: [place // max(1, rng.choice([n // 3, 2])) for place in range(n)],
}
STRANGE: Mapping[str, Make] = {
    "extremes": _some(EXTREMES),
    "huge whole numbers": _some(HUGE),
    "large whole numbers": _some((2**53 + 1, 2**53 + 3, -(2**62), 2**62)),
    "texts": _some(TEXTS),
    "own texts": _each(lambda rng: "".join(chr(rng.randint(1, 0x2FFF)) for _ in range(rng.randint(0, 30)))),
    "numbers as text": _each(
        lambda rng: str(rng.choice([rng.random(), rng.randint(0, 9), "", "3 GB", "1:30"]))
    ),
    "nothing": lambda _, n: [None] * n,
    "no numbers": lambda _, n: [math.nan] * n,
    "truth or nothing": _some((True, False, None)),
    "aware dates": _each(_aware),
    "far dates": _some((dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31), dt.datetime(2262, 4, 12))),  # noqa: DTZ001
    "days": _each(lambda rng: _date(rng).date()),
    "times": _each(lambda rng: _date(rng).time()),
    "durations": _each(lambda rng: dt.timedelta(seconds=rng.choice([0, -1, 1e-6, 1e9, rng.random()]))),
    "decimals": _some((Decimal("0.1"), Decimal("1e30"), Decimal("-3.25"), Decimal(2) ** 90)),
    "no decimals": _some((Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN"), Decimal(1))),
    "fractions": _some((Fraction(1, 3), Fraction(10**400, 3), Fraction(2))),
    "complex": _some((1j, complex("nan"), 1 + 0j)),
    "bytes": _some((b"", b"\xff\x00", b"adam", bytearray(b"a"))),
    "lists": _some(([], [1, 2], ["a"], [[1], [2, 3]], (1, "a"), [None])),
    "pairs": _some(([("a", 1)], [], [("a", 1), ("b", 2)])),
    "dictionaries": _some(({}, {"a": 1}, {"a": {"b": 0.5}}, {"": None}, {1: 2}, {"a": [1]})),
    "sets": _some((frozenset(), frozenset({1}), frozenset({"a", "b"}))),
    "arrays": _each(_array),
    "numpy's numbers": _scalars,
    "objects": _some(
        (Colour.RED, Colour.GREEN, object, len, uuid.UUID(int=5), PurePosixPath("a/b"), range(3), Ellipsis)
    ),
    "without a text": _each(lambda _: Nameless()),
    "mixture": _mixture,
    "constant": _constant,
}
ALL: Mapping[str, Make] = {**PLAIN, **STRANGE}


def with_gaps(rng: Random, cells: Cells) -> Cells:
    """Leave some cells empty, in the way of Python or of numbers."""
    share, nothing = rng.choice([0.05, 0.3, 0.95]), rng.choice([None, None, math.nan])
    return [nothing if rng.random() < share else cell for cell in cells]
