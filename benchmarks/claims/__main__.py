"""How often what the documents claim is true, on sweeps that had no part in any choice.

python -m benchmarks.claims [--sweeps 100] [--runs 30 60 150] [--first 7000] [--write]
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from joblib import Parallel, delayed

from benchmarks.claims.claims import CLAIMS
from benchmarks.claims.known import EXPLAINED, Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.claims.claims import Claim
    from benchmarks.truth.sampling import Sampler

PAGE = Path(__file__).parents[1] / "claims.md"
# A rate is taken to break its promise when it does so by more than this many standard errors.
BEYOND = 2.0

# The place of a claim, sampler and runs: the events of each sweep.
Key = tuple[int, str, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=100, help="of each number of runs and sampler")
    parser.add_argument("--runs", type=int, nargs="+", default=[30, 60, 150])
    parser.add_argument("--first", type=int, default=7000, help="seed of the first sweep")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} instead of printing")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.sweeps)
    answers = Parallel(n_jobs=options.jobs)(delayed(of_seed)(seed, options.runs) for seed in seeds)
    counted: dict[Key, list[list[bool]]] = defaultdict(list)
    for answer in answers:
        for key, events in answer.items():
            counted[key].append(events)
    text = page(counted, options.runs, seeds)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
    else:
        print(text)


def of_seed(seed: int, sizes: Iterable[int]) -> dict[Key, list[bool]]:
    """Look at every claim in the sweeps of one design."""
    samplers: tuple[Sampler, ...] = ("random", "tpe")
    answer: dict[Key, list[bool]] = {}
    for sampler in samplers:
        for n in sizes:
            sweep = Known.drawn(sampler, n, seed)
            for place, claim in enumerate(CLAIMS):
                if sampler in claim.samplers:
                    answer[place, sampler, n] = list(claim.events(sweep))
    return answer


def page(counted: dict[Key, list[list[bool]]], sizes: Sequence[int], seeds: range) -> str:
    """Write the table."""
    lines = [
        "# What is claimed, and how often it is true",
        "",
        "`python -m benchmarks.claims --write` makes this page.",
        "",
        "- Each sweep is one of nine parameters: numbers, lists of numbers, categories. Five of them",
        "  matter, alone and in three pairs; four do nothing. Kinds, shapes and sizes of the effects are",
        f"  drawn at random for each sweep, and {EXPLAINED:.0%} of the metric's variance is due to them.",
        f"- The sweeps (seeds {seeds.start} to {seeds.stop - 1}) had no part in any choice.",
        "- In brackets: one standard error, by sweeps, and how many events were counted.",
        "- **Bold**: worse than what is promised, by more than two standard errors.",
        "",
        f"| claim | promised | search | {' | '.join(f'{n} runs' for n in sizes)} | said in |",
        f"|---|---|---|{'---|' * len(sizes)}---|",
    ]
    for place, claim in enumerate(CLAIMS):
        promise = "" if claim.limit is None else f"{claim.limit} {claim.share:.0%}"
        for sampler in claim.samplers:
            cells = " | ".join(rate(claim, counted[place, sampler, n]) for n in sizes)
            said = f"[{claim.page.removesuffix('.md')}](../docs/{claim.page})"
            lines.append(f"| {claim.text} | {promise} | {sampler.replace('tpe', 'TPE')} | {cells} | {said} |")
    return "\n".join([*lines, ""])


def rate(claim: Claim, sweeps: list[list[bool]]) -> str:
    """Write a rate with its standard error; events of one sweep are no separate evidence."""
    counts = np.array([[sum(events), len(events)] for events in sweeps], dtype=float)
    true, every = counts.sum(axis=0) if len(counts) else (0.0, 0.0)
    if not every:
        return "none"
    share = true / every
    off = counts[:, 0] - share * counts[:, 1]
    # Of a rate of 0 or 1 the error is that of half an event more.
    error = max(float(np.sqrt((off**2).sum()) / every), 0.5 / every)
    text = f"{share:.1%} (± {error:.1%} of {every:,.0f})"
    return f"**{text}**" if is_broken(claim, share, error) else text


def is_broken(claim: Claim, share: float, error: float) -> bool:
    if claim.limit is None:
        return False
    worse = share - claim.share if claim.limit == "at most" else claim.share - share
    return worse > BEYOND * error


if __name__ == "__main__":
    main()
