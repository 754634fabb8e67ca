"""One sweep, all methods: what each said, how long it took, and the truth beside it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from benchmarks.truth.designs import DESIGNS, Design, nothing
from benchmarks.truth.drawn import Drawn
from benchmarks.truth.grids import known
from benchmarks.truth.ours import OURS, judged
from benchmarks.truth.peers import MOST_RUNS, PEERS, SLOW
from benchmarks.truth.sampling import sample
from benchmarks.truth.shapley import effects

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.truth.grids import Authors
    from benchmarks.truth.sampling import Sample, Sampler

Row = dict[str, Any]
TESTED = ("oob", "permutation", "top")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to do with one design in one repetition.

    Attributes
    ----------
    sizes
        Numbers of runs; a TPE sweep has the largest, and the smaller ones are its beginnings.
    r2s
        Shares of the variance that the params explain; TPE and slow methods get the first only.
    methods
        Names, ours and others'.
    slow
        Apply the slow ones too.
    done
        What is there already: sampler, runs, r2, method.
    """

    design: str
    repeat: int
    samplers: Sequence[Sampler]
    sizes: Sequence[int]
    r2s: Sequence[float]
    methods: Sequence[str]
    slow: bool
    done: frozenset[tuple[Any, ...]] = frozenset()


@cache
def designs() -> dict[str, Design | Drawn | Authors]:
    """Return every design by its name."""
    return {design.name: design for design in (*(make() for make in DESIGNS), Drawn(), *known(), nothing())}


@cache
def shapley_of(name: str, repeat: int) -> list[float] | None:
    """Return the Shapley effects of a design's params; None where they are not known."""
    there = designs().get(name)  # a file may have more than the data at hand
    design = there.at(repeat) if there else None
    return list(effects(design).values()) if isinstance(design, Design) else None


def carried_out(plan: Plan) -> list[Row]:
    """Carry a plan out."""
    design = designs()[plan.design].at(plan.repeat)
    return [row for sampler in plan.samplers for row in _of_sampler(plan, design, sampler)]


def _of_sampler(plan: Plan, design: Design | Authors, sampler: Sampler) -> Iterator[Row]:
    if sampler == "random":
        for r2 in plan.r2s if design.noisy else plan.r2s[:1]:
            for runs in plan.sizes:
                yield from _rows_of(plan, design, "random", r2, _random(design, runs, r2, plan.repeat))
        return
    r2 = plan.r2s[0]
    chosen = isinstance(design, Design) and _wanted(plan, design, "tpe", r2, max(plan.sizes))
    if isinstance(design, Design) and chosen:
        longest = sample(design, "tpe", max(plan.sizes), r2, plan.repeat)
        for runs in plan.sizes:
            yield from _rows_of(plan, design, "tpe", r2, longest.first(runs))


def _random(design: Design | Authors, runs: int, r2: float, repeat: int) -> Sample:
    if isinstance(design, Design):
        return sample(design, "random", runs, r2, repeat)
    return design.sweep(runs, repeat)


def _rows_of(
    plan: Plan, design: Design | Authors, sampler: Sampler, r2: float, sweep: Sample
) -> Iterator[Row]:
    about = {
        "design": design.name, "family": design.family, "sampler": sampler, "runs": len(sweep.y),
        "r2": r2 if design.noisy else None, "repeat": plan.repeat, "truth": list(sweep.truth.values()),
    }  # fmt: skip
    for method in _wanted(plan, design, sampler, r2, len(sweep.y)):
        yield about | {"method": method} | _result_of(method, sweep, plan.repeat)


def _wanted(plan: Plan, design: Design | Authors, sampler: Sampler, r2: float, runs: int) -> list[str]:
    """Return the methods that are still to be applied to such a sweep."""
    slow_too = plan.slow and r2 == plan.r2s[0]
    return [
        method
        for method in plan.methods
        if (method not in SLOW or slow_too)
        and runs <= MOST_RUNS.get(method, runs)
        and (sampler, runs, r2 if design.noisy else None, method) not in plan.done
    ]


def _result_of(method: str, sweep: Sample, seed: int) -> Row:
    if method in OURS:
        start = time.process_time()
        importance = judged(sweep, OURS[method], seed)
        taken = time.process_time() - start
        row = {"score": importance.share.tolist(), "seconds": taken}
        if OURS[method] in TESTED:
            row["marked"] = importance.above_noise.tolist()
        if OURS[method] == "oob":
            row |= {"low": importance.low.tolist(), "high": importance.high.tolist()}
        return row
    run = PEERS[method](sweep, seed)
    start = time.process_time()
    score = run()
    return {"score": score, "seconds": time.process_time() - start}
