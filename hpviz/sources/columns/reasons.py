"""Why a column is set aside: it can be no parameter, whatever it is called."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.guesses import ONE_VALUE
from hpviz.runs.metric_names import tokens
from hpviz.runs.metric_vocabulary import words
from hpviz.sources.columns.cells import TIMESTAMPS, seconds
from hpviz.sources.columns.vocabulary import is_param_name, normal

if TYPE_CHECKING:
    from hpviz.runs.column import Column

EMPTY = "empty"
CONSTANT = ONE_VALUE
FREE_TEXT = "a different text in every run"
HASHES = "hashes"
PATHS = "paths"
ROW_NUMBERS = "row numbers"
IDENTIFIERS = "identifiers"
RESULTS_AS_TEXT = "results written as text"
UNPLACED = "neither under the parameters nor under the metrics"
COUNTED = "the step at which the run ended"

# With fewer runs, all different says little: three runs may well try three optimizers.
FEWEST_FOR_FREE_TEXT = 8

_HASH = re.compile(
    r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(?:\.dir)?|[0-9a-f]{8,}(?:…|\.{2,3})", re.IGNORECASE
)
_PATH = re.compile(
    r"(?:/|\./|\.\./|~/|[A-Za-z]:[\\/]|\\\\|(?:s3|gs|gcs|hdfs|file|https?|abfss?)://).*", re.DOTALL
)
# Ray writes 2024-05-01_10-00-00.
_RAY_TIME = re.compile(r"([0-9-]{10})_([0-9]{2})-([0-9]{2})-([0-9]{2})")
_ROW_NAMES = frozenset({"", "index", "level_0", "row", "unnamed:_0", "__index_level_0__"})
_ID_WORDS = frozenset({"id", "uid", "uuid", "guid"})
# What is numbered: "trial_number" and "config_id" name a run or its configuration.
_NUMBERED = words("trial run exp experiment job config configuration row sample task iteration")
_NUMBERS = frozenset({"number", "num", "no", "nr", "idx", "index", "count", "counter"})
_CONFIGURATION_ID = re.compile(r"(?:.*_)?config(?:uration)?_?(?:id|idx|index|number|no)")
# "0.62 ± 0.01", "0.62 +/- 0.01" and "0.62 (0.01)".
_WITH_SPREAD = re.compile(r"\s*[-+]?[\d.,]+%?\s*(?:(?:±|\+/?-)\s*[\d.,]+%?|\(\s*±?\d*[.,]\d+%?\s*\))\s*")
_LIST_OF_NUMBERS = re.compile(r"[\[(]\s*[-+\d.eE]+(?:\s*[,; ]\s*[-+\d.eE]+)+\s*[\])]")
_OF_NUMPY = re.compile(r"\bnp\.[a-z]+[0-9]*\(([^()]*)\)")
_NUMBER_WITH_DIGITS = re.compile(r"\d*\.\d+(?:[eE][-+]?\d+)?")
_MOMENT_WORDS = words("timestamp time date datetime created started ended finished start end at")
_ERA = 1e9, 4e9  # 2001 to 2096 in seconds since 1970
_FEWEST_TIMES = 5
# So many of the steps go up, and so many seconds are a few years.
_MOSTLY, _YEARS = 0.8, 3e8
_LONGEST_LIST = 20
# So many decimals on average no choice has.
_LONG = 6
# So many numbers, of which this share stands once, were counted or measured.
_MANY, _OWN = 20, 0.8
# With fewer different lists it may be a choice of some.
_FEWEST_LISTS = 5


def reason_aside(column: Column) -> str:
    """Reason why the column is no parameter, or an empty text where it may be one."""
    if not column.active:
        return EMPTY if len(column.numbers) else ""
    if column.kind != "numeric":
        return _reason_of_text(column, present=column.active)
    return _reason_of_numbers(column)


def _reason_of_text(column: Column, present: int) -> str:
    texts = [text for text in column.levels if text != "None"]
    if texts and (kind := _kind_of_texts(texts, column)):
        return kind
    if _single(column):
        return CONSTANT
    if present >= FEWEST_FOR_FREE_TEXT and len(column.levels) == present:
        return FREE_TEXT
    return ""


def _is_in_order(column: Column) -> bool:
    """Whether the texts go up from run to run, as the days on which runs were started do."""
    places = np.argsort(np.argsort(column.levels))[column.codes[column.codes >= 0]]
    return bool((np.diff(places) >= 0).all())


def _kind_of_texts(texts: list[str], column: Column) -> str:
    """Name what no choice is written as: hashes, moments, paths or results; a day or a path may be shared."""
    texts = [plain_numbers(text) for text in texts]
    present = column.active
    shared = len(texts) > 1 and 3 * len(texts) <= present
    days = shared and max(map(len, texts)) <= len("2024-05-01")
    tests = {
        HASHES: all(map(_HASH.fullmatch, texts)),
        TIMESTAMPS: all(map(is_moment, texts)) and not (days and not _is_in_order(column)),
        PATHS: not shared and (all(map(_PATH.fullmatch, texts)) or _are_relative_paths(texts)),
        RESULTS_AS_TEXT: all(map(_WITH_SPREAD.fullmatch, texts))
        or _are_lists_of_results(texts, present)
        or _are_long_lists(texts),
    }
    return next((reason for reason, holds in tests.items() if holds), "")


def plain_numbers(text: str) -> str:
    """Write the numbers of NumPy as those of Python are written: ``1.5`` for ``np.float64(1.5)``."""
    return _OF_NUMPY.sub(r"\1", text) if "np." in text else text


def _are_relative_paths(texts: list[str]) -> bool:
    """Whether these are many paths below one folder, or to files of one name: ``logs/run_1``."""
    parts = [text.split("/") for text in texts]
    if len(texts) < FEWEST_FOR_FREE_TEXT or min(map(len, parts)) < 2 or any(" " in text for text in texts):
        return False
    return len({first for first, *_ in parts}) == 1 or len({last for *_, last in parts}) == 1


def _are_long_lists(texts: list[str]) -> bool:
    """Whether most of many are lists longer than anybody writes down, as routes and selections are."""
    lists = all(re.match(r"\s*[\[(]", text) for text in texts)
    sizes = sorted(len(text.replace(",", " ").split()) for text in texts)
    return lists and len(texts) >= _FEWEST_LISTS and sizes[len(sizes) // 2] > _LONGEST_LIST


def _are_lists_of_results(texts: list[str], present: int) -> bool:
    """Whether these are lists of numbers with many digits, hardly any shared, as the values of folds are."""
    if len(texts) < _FEWEST_LISTS or not all(map(_LIST_OF_NUMBERS.fullmatch, texts)):
        return False
    numbers = [number for text in texts for number in _NUMBER_WITH_DIGITS.findall(text)]
    digits = [len(number.partition(".")[2]) for number in numbers]
    # Nobody writes down numbers of so many digits, however many runs share them.
    hardly_shared = len(set(numbers)) >= _OWN * len(numbers) and len(numbers) >= _MANY
    fewest = _LONG if len(texts) < present / 5 else 1.5 if hardly_shared else 2.5
    return len(numbers) >= len(texts) and sum(digits) >= fewest * len(digits)


def _reason_of_numbers(column: Column) -> str:
    nameless = normal(column.name) in _ROW_NAMES or not tokens(column.name)  # "#" and "№" too
    anew = normal(column.name) in _ROW_NAMES and _counts_anew(column)
    if nameless and column.integral and (is_counting(column) or anew):
        return ROW_NUMBERS
    if _single(column):
        return CONSTANT
    return _reason_of_whole_numbers(column) if column.integral else ""


def _reason_of_whole_numbers(column: Column) -> str:
    """Whether a name like ``trial_number`` or ``data_id`` and the numbers say that they name runs."""
    if _CONFIGURATION_ID.fullmatch(normal(column.name)):
        return IDENTIFIERS
    *before, last = tokens(column.name) or [""]
    numbered = last in _NUMBERS and bool(_NUMBERED & set(before))
    if numbered and is_counting(column):
        return ROW_NUMBERS
    names_each = (numbered or last in _ID_WORDS) and column.distinct() == len(column.numbers)
    return IDENTIFIERS if names_each else ""


def _single(column: Column) -> bool:
    """Whether every run has the same value; one that some runs lack is a choice."""
    return len(column.numbers) >= 2 and column.active == len(column.numbers) and not column.varies


def holds_moments(column: Column) -> bool:
    """Whether the numbers are seconds or milliseconds since 1970 under the name of a time."""
    if not (_MOMENT_WORDS & set(tokens(column.name)) and column.extent.finite):
        return False
    low, high = column.extent.low, column.extent.high
    start, end = _ERA
    return any(start * unit <= low and high <= end * unit for unit in (1, 1000))


def are_times(column: Column) -> bool:
    """Whether numbers of whatever name are seconds since 1970 that go up with the rows.

    With fractions all do; of whole ones most, since runs end in any order. All are of a few years.
    """
    numbers, (start, end) = column.numbers, _ERA
    if len(numbers) < _FEWEST_TIMES or not np.isfinite(numbers).all():
        return False
    if column.integral and is_param_name(column.name):
        return False  # a seed may be the time at which it was drawn
    if not (start <= numbers.min() and numbers.max() <= end and np.ptp(numbers) <= _YEARS):
        return False
    going_up = float((np.diff(numbers) > 0).mean())
    return going_up >= (_MOSTLY if column.integral else 1)


def is_bits(column: Column) -> bool:
    """Whether this is a trainer's `precision`, 16 or 32, not a classifier's, which is at most 1."""
    return normal(column.name) == "precision" and column.integral and column.extent.low > 1


def is_counting(column: Column) -> bool:
    """Whether the numbers count the rows: 0, 1, 2, …."""
    numbers = column.numbers
    return len(numbers) > 0 and bool(np.array_equal(numbers, numbers[0] + np.arange(len(numbers))))


def _counts_anew(column: Column) -> bool:
    """Whether the numbers count the rows and begin anew, as those of tables below each other do."""
    steps, first = np.diff(column.numbers), column.numbers[:1]
    anew = steps != 1
    return bool(2 * anew.sum() < len(steps) and (column.numbers[1:][anew] == first).all() and first >= 0)


def is_moment(text: str) -> bool:
    """Whether the text is a date or a date with a time."""
    return moment(text) is not None


def moment(text: str) -> float | None:
    """Convert a date, or a date with a time, to seconds since 1970, UTC where no zone is given; else None."""
    if len(text) < 8 or not text[:4].isdigit() or text.isdigit():
        return None
    try:
        return seconds(datetime.fromisoformat(_RAY_TIME.sub(r"\1 \2:\3:\4", text.removesuffix(" UTC"))))
    except (ValueError, OverflowError):
        return None


def seconds_of(text: object) -> float:
    """Convert as `moment` does; NaN where there is none."""
    parsed = moment(text) if isinstance(text, str) else None
    return float("nan") if parsed is None else parsed
