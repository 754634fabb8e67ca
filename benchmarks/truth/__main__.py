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


def plans(settings: argparse.Namespace, rows: list[Row]) -> Iterator[Plan]:
    """Return what is still to do, so that the first repetition of all designs comes first."""
    methods = settings.methods or [name for name in (*OURS, *PEERS) if name not in absent()]
    methods = list(dict.fromkeys([BASE, *methods]))  # all others are compared with it
    samplers = settings.samplers or (("random", "tpe") if settings.full else ("random",))
    sizes = settings.sizes or (SIZES if settings.full else QUICK_SIZES)
    r2s = settings.r2 or (R2S if settings.full else R2S[:1])
    repeats = settings.repeats if settings.repeats is not None else (20 if settings.full else 3)
    slow = settings.slow_repeats if settings.slow_repeats is not None else (4 if settings.full else 1)
    noise = settings.noise_tables if settings.noise_tables is not None else (200 if settings.full else 20)
    tested = [name for name in methods if OURS.get(name) in TESTED]
    done = defaultdict(set)
    for row in rows:
        done[row["design"], row["repeat"]].add((row["sampler"], row["runs"], row["r2"], row["method"]))
    for repeat in range(max(repeats, noise)):
        for name in settings.designs or designs():
            there = frozenset(done[name, repeat])
            if name == "nothing" and repeat < noise:
                yield Plan(
                    design=name,
                    repeat=repeat,
                    samplers=("random",),
                    sizes=(20, *sizes),
                    r2s=r2s[:1],
                    methods=tested,
                    slow=False,
                    done=there,
                )
            elif name != "nothing" and repeat < repeats:
                yield Plan(
                    design=name,
                    repeat=repeat,
                    samplers=samplers,
                    sizes=sizes,
                    r2s=r2s,
                    methods=methods,
                    slow=repeat < slow,
                    done=there,
                )


def results(settings: argparse.Namespace) -> list[Row]:
    rows = (
        [json.loads(line) for line in settings.raw.open()] if settings.raw and settings.raw.exists() else []
    )
    with ProcessPoolExecutor(settings.processes) as pool:
        waiting = [pool.submit(carried_out, plan) for plan in plans(settings, rows)]
        for count, finished in enumerate(as_completed(waiting), start=1):
            new = finished.result()
            rows += new
            print(f"\r{count} of {len(waiting)}", end="", flush=True, file=sys.stderr)
            if settings.raw:
                with settings.raw.open("a") as file:
                    file.writelines(json.dumps(row) + "\n" for row in new)
    return [row | {"divided": shapley_of(row["design"], row["repeat"])} for row in rows]


def main() -> None:
    warnings.simplefilter("ignore")
    settings = options()
    how = " --full" if settings.full else ""
    text = page(results(settings), BASE, absent(), f"python -m benchmarks.truth{how}")
    print(text)
    if settings.save:
        settings.save.write_text(text)


if __name__ == "__main__":
    main()
