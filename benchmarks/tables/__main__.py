"""How well plain tables are read: `python -m benchmarks.tables [--n 200] [--seed 0] [--show wrong]`."""

from __future__ import annotations

import argparse
import math
import re
import warnings
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.tables.reading import VERDICTS, read
from benchmarks.tables.table import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.tables.reading import Reading
    from benchmarks.tables.table import Table

WORDS = {
    "right": "every role, the default metric, the goal and the number of runs",
    "asked": "as right, but for columns set aside with a reason, and guesses that are called so",
    "wrong": "something is silently wrong",
    "refused": "no table of runs, says the reader",
    "broken": "the reader itself failed",
}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables", description=__doc__)
    parser.add_argument("--n", type=int, default=200, help="how many tables")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the first; the others follow")
    parser.add_argument("--show", choices=VERDICTS, help="name the tables of this result, and what is wrong")
    parser.add_argument("--by", choices=("field", "design", "form"), help="shares for each of these too")
    parser.add_argument("--keep", type=Path, help="write the tables into this folder, and keep them")
    return parser.parse_args()


def share(count: int, n: int) -> str:
    """A share with its standard error, in percent."""
    part = count / n
    return f"{100 * part:5.1f} ± {100 * math.sqrt(part * (1 - part) / n):.1f} %"


def shown(table: Table, reading: Reading) -> str:
    wrong = [f"{kind}: {name}" for kind, name in reading.errors]
    wrong += [f"{kind} set aside: {name} ({reason})" for kind, name, reason in reading.asides]
    wrong += [reading.trouble[:160]] * bool(reading.trouble)
    return f"{table.seed} {table.field}, {table.design}, {table.form}: {'; '.join(wrong)}"


def kinds(items: Iterable[tuple[int, str, str]]) -> list[str]:
    """Count tables by the kind of an error, the most frequent first, with a few names."""
    seeds: dict[str, set[int]] = defaultdict(set)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for seed, kind, name in items:
        seeds[kind].add(seed)
        names[kind][name] += 1
    ordered = sorted(seeds, key=lambda kind: -len(seeds[kind]))
    examples = {kind: ", ".join(name for name, _ in names[kind].most_common(6)) for kind in ordered}
    return [f"  {len(seeds[kind]):4}  {kind}: {examples[kind]}" for kind in ordered]


def report(readings: list[tuple[Table, Reading]]) -> None:
    n = len(readings)
    counts = Counter(reading.verdict for _, reading in readings)
    for verdict in VERDICTS:
        print(f"{verdict:8} {share(counts[verdict], n)}  {WORDS[verdict]}")
    both = share(counts["right"] + counts["asked"], n)
    print(f"right or asked {both} of {n} tables (aim: 95 %, and under 1 % wrong)")
    columns = sum(len(table.columns) for table, _ in readings)
    asides = sum(len(reading.asides) for _, reading in readings)
    print(f"columns that are a param or a metric, set aside: {asides} of {columns}")
    print("silent errors by kind: tables, and columns")
    print("\n".join(kinds((table.seed, *error) for table, r in readings for error in r.errors)))
    print("set aside, by the reason that was given: tables, and columns")
    print(
        "\n".join(kinds((table.seed, reason, name) for table, r in readings for _, name, reason in r.asides))
    )
    trouble = [
        (table.seed, re.sub(r"table_\d+", "table", reading.trouble)[:90], table.form)
        for table, reading in readings
        if reading.trouble
    ]
    if trouble:
        print("not read: tables, and forms")
        print("\n".join(kinds(trouble)))


def shares_by(part: str, readings: list[tuple[Table, Reading]]) -> None:
    """Print how many tables of each field, design or form are right or asked about."""
    verdicts: dict[str, list[bool]] = defaultdict(list)
    for table, reading in readings:
        verdicts[getattr(table, part)].append(reading.verdict in {"right", "asked"})
    print(f"right or asked, by {part}")
    for name, good in sorted(verdicts.items(), key=lambda item: sum(item[1]) / len(item[1])):
        print(f"  {sum(good):4} of {len(good):4}  {name}")


def main() -> None:
    warnings.simplefilter("ignore")
    settings = options()
    with TemporaryDirectory() as temporary:
        folder = settings.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        tables = [table_of(seed) for seed in range(settings.seed, settings.seed + settings.n)]
        readings = [(table, read(table, folder)) for table in tables]
    report(readings)
    if settings.by:
        shares_by(settings.by, readings)
    for table, reading in readings:
        if reading.verdict == settings.show:
            print(shown(table, reading))


if __name__ == "__main__":
    main()
