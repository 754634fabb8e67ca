"""Damage stores at random and read them: ``python -m tests.fuzz --cases 300 --seed 0``.

Prints what each kind of store came to, and each fault with its seed, by which it is made again. Outcomes are
kept, so that a night's run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from tests.fuzz.targets import TARGETS
from tests.fuzz.worker import GOOD, Outcome, outcomes

KEPT = Path(".cache/fuzz.jsonl")


def main() -> int:
    """Run the command; 1 where there was a fault."""
    options = _parser().parse_args()
    if options.fresh:
        KEPT.unlink(missing_ok=True)
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    before = _before()
    faults = 0
    for target in options.store or TARGETS:
        counts: Counter[str] = Counter()
        wanted = range(options.seed, options.seed + options.cases)
        known = [before[target, seed] for seed in wanted if (target, seed) in before]
        start = options.seed + len(known)
        counts.update(outcome.kind for outcome in known)
        for outcome in outcomes(target, range(start, options.seed + options.cases)):
            counts[outcome.kind] += 1
            with KEPT.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(outcome)) + "\n")
            if outcome.kind not in GOOD:
                again = f"--store '{target}' --seed {outcome.seed} --cases 1 --fresh"
                print(f"{outcome.kind}: {again}: {outcome.damage}")
                print(f"    {outcome.text.strip()}".replace("\n", "\n    "), flush=True)
        faults += sum(count for kind, count in counts.items() if kind not in GOOD)
        print(
            f"{target}: " + ", ".join(f"{count} {kind}" for kind, count in counts.most_common()), flush=True
        )
    return min(faults, 1)


def _before() -> dict[tuple[str, int], Outcome]:
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    kept = [Outcome(**json.loads(line)) for line in lines]
    return {(outcome.target, outcome.seed): outcome for outcome in kept}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument(
        "--store", action="append", choices=TARGETS, help="only this store; may be given again"
    )
    parser.add_argument("--cases", type=int, default=300, help="damaged copies of each store (default: 300)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--fresh", action="store_true", help="forget what was run before")
    return parser


if __name__ == "__main__":
    sys.exit(main())
