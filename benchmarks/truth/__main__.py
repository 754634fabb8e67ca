"""How often each method finds what truly matters: `python -m benchmarks.truth`, or with `--full`."""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.truth.ours import BASE, OURS
from benchmarks.truth.peers import PEERS, absent
from benchmarks.truth.table import page
from benchmarks.truth.trial import TESTED, Plan, Row, carried_out, designs, shapley_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (30, 60, 150, 500)
QUICK_SIZES = (60, 150)
R2S = (0.8, 0.95, 0.5)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.truth", description=__doc__)
    parser.add_argument("--full", action="store_true", help="every size, noise and sampler, more repetitions")
    parser.add_argument("--designs", nargs="*", help="only these (default: all)")
    parser.add_argument("--methods", nargs="*", help="only these (default: all)")
    parser.add_argument("--samplers", nargs="*", choices=("random", "tpe"))
    parser.add_argument("--sizes", nargs="*", type=int, help="numbers of runs")
    parser.add_argument("--r2", nargs="*", type=float, help="shares of the variance that the params explain")
    parser.add_argument("--repeats", type=int, help="sweeps of each kind")
    parser.add_argument("--slow-repeats", type=int, help="of which the slow methods are asked about")
    parser.add_argument("--noise-tables", type=int, help="sweeps of pure noise, for false alarms")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--raw", type=Path, help="file of raw results: continued, and printed from")
    parser.add_argument("--save", type=Path, help="write the tables to this Markdown file")
    return parser.parse_args()


def plans(asked: argparse.Namespace, rows: list[Row]) -> Iterator[Plan]:
    """Give what is still to do, so that the first repetition of all designs comes first."""
    methods = asked.methods or [name for name in (*OURS, *PEERS) if name not in absent()]
    methods = list(dict.fromkeys([BASE, *methods]))  # all others are compared with it
    samplers = asked.samplers or (("random", "tpe") if asked.full else ("random",))
    sizes = asked.sizes or (SIZES if asked.full else QUICK_SIZES)
    r2s = asked.r2 or (R2S if asked.full else R2S[:1])
    replicates = asked.replicates if asked.replicates is not None else (20 if asked.full else 3)
    slow = asked.slow_repeats if asked.slow_repeats is not None else (4 if asked.full else 1)
    noise = asked.noise_tables if asked.noise_tables is not None else (200 if asked.full else 20)
    tested = [name for name in methods if OURS.get(name) in TESTED]
    done = defaultdict(set)
    for row in rows:
        done[row["design"], row["repeat"]].add((row["sampler"], row["runs"], row["r2"], row["method"]))
    for repeat in range(max(replicates, noise)):
        for name in asked.designs or designs():
            there = frozenset(done[name, repeat])
            if name == "nothing" and repeat < noise:
                yield Plan(name, repeat, ("random",), (20, *sizes), r2s[:1], tested, slow=False, done=there)
            elif name != "nothing" and repeat < replicates:
                yield Plan(name, repeat, samplers, sizes, r2s, methods, slow=repeat < slow, done=there)


def results(asked: argparse.Namespace) -> list[Row]:
    rows = [json.loads(line) for line in asked.raw.open()] if asked.raw and asked.raw.exists() else []
    with ProcessPoolExecutor(asked.processes) as pool:
        waiting = [pool.submit(carried_out, plan) for plan in plans(asked, rows)]
        for count, finished in enumerate(as_completed(waiting), start=1):
            found = finished.result()
            rows += found
            print(f"\r{count} of {len(waiting)}", end="", flush=True, file=sys.stderr)
            if asked.raw:
                with asked.raw.open("a") as file:
                    file.writelines(json.dumps(row) + "\n" for row in found)
    return [row | {"divided": shapley_of(row["design"], row["repeat"])} for row in rows]


def main() -> None:
    warnings.simplefilter("ignore")
    asked = options()
    how = " --full" if asked.full else ""
    text = page(results(asked), BASE, absent(), f"python -m benchmarks.truth{how}")
    print(text)
    if asked.save:
        asked.save.write_text(text)


if __name__ == "__main__":
    main()
