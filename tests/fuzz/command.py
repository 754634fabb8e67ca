"""The command that tries many hostile inputs, each of a seed, and goes on where it was stopped."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.fuzz.process import GOOD, Outcome

Outcomes = Callable[[str, range], Iterator[Outcome]]


def run(about: str, word: str, targets: Sequence[str], outcomes: Outcomes, kept: Path) -> int:
    """Run the command; 1 where there was a fault.

    Parameters
    ----------
    about
        What it does, for ``--help``.
    word
        What a target is called.
    outcomes
        Tries a target with each of some seeds.
    kept
        The file that outcomes are kept in.
    """
    options = _parser(about, word, targets).parse_args()
    if options.fresh:
        kept.unlink(missing_ok=True)
    kept.parent.mkdir(parents=True, exist_ok=True)
    before = _before(kept)
    faults = 0
    for target in options.targets or targets:
        counts: Counter[str] = Counter()
        wanted = range(options.seed, options.seed + options.cases)
        known = [before[target, seed] for seed in wanted if (target, seed) in before]
        counts.update(outcome.kind for outcome in known)
        for outcome in outcomes(target, wanted[len(known) :]):
            counts[outcome.kind] += 1
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(outcome)) + "\n")
            if outcome.kind not in GOOD:
                again = f"--{word} '{target}' --seed {outcome.seed} --cases 1 --fresh"
                print(f"{outcome.kind}: {again}: {outcome.damage}")
                print(f"    {outcome.text.strip()}".replace("\n", "\n    "), flush=True)
        faults += sum(count for kind, count in counts.items() if kind not in GOOD)
        listed = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
        print(f"{target}: {listed}", flush=True)
    return min(faults, 1)


def _before(kept: Path) -> dict[tuple[str, int], Outcome]:
    lines = kept.read_text("utf-8").splitlines() if kept.exists() else []
    outcomes = [Outcome(**json.loads(line)) for line in lines]
    return {(outcome.target, outcome.seed): outcome for outcome in outcomes}


def _parser(about: str, word: str, targets: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument(
        f"--{word}",
        dest="targets",
        action="append",
        choices=targets,
        help=f"only this {word}; may be given again",
    )
    parser.add_argument("--cases", type=int, default=300, help=f"of each {word} (default: 300)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--fresh", action="store_true", help="forget what was run before")
    return parser
