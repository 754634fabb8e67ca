"""A process for hostile work, with limits of memory and time; who made it sees when it dies or hangs."""

from __future__ import annotations

import gc
import multiprocessing
import resource
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

MEMORY = 4 * 2**30
READ, REFUSED = "read", "refused"
OTHERS, WHOLE, FAULT, HANG, DEATH = "others changed", "refused whole", "traceback", "hang", "death"
GOOD = {READ, REFUSED}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one hostile input came to.

    Attributes
    ----------
    target, seed
        What was made, and how; the same again for the same.
    kind
        One of `GOOD`, or what is wrong.
    damage
        What is hostile in it.
    text
        The sentence, or the end of the traceback.
    """

    target: str
    seed: int
    kind: str
    damage: str = ""
    text: str = ""


Judge = Callable[[int], Outcome]
"""Returns what the input of a seed comes to."""


def outcomes(
    target: str, seeds: range, prepare: Callable[[str], Judge], *, seconds: float
) -> Iterator[Outcome]:
    """Judge the input of each seed; begin a new process where one dies or hangs.

    Parameters
    ----------
    prepare
        Called in each new process with the target.
    seconds
        Of the processor, that one input may take.
    """
    rest = list(seeds)
    while rest:
        mine, its = multiprocessing.Pipe(duplex=False)
        # From a server without threads: a copy of this process could wait for ever for one that it lacks.
        process = multiprocessing.get_context("forkserver").Process(
            target=_judge_all, args=(its, target, rest, prepare)
        )
        process.start()
        its.close()
        kind = DEATH
        while rest:
            # Ten times the limit on the wall, since the machine may be shared.
            if not mine.poll(10 * seconds):
                kind = HANG
                break
            try:
                yield mine.recv()
            except EOFError:
                break
            rest.pop(0)
        if kind == DEATH:
            process.join()
        process.kill()
        process.join()
        if rest:
            text = f"exit code {process.exitcode}"
            yield Outcome(target=target, seed=rest.pop(0), kind=kind, text=text)


def _judge_all(answers: Connection, target: str, seeds: list[int], prepare: Callable[[str], Judge]) -> None:
    gc.freeze()
    # What is used, not what is reserved: what draws images reserves far more.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    judge = prepare(target)
    for seed in seeds:
        answers.send(judge(seed))
    answers.close()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise a TimeoutError once the block has taken so many seconds of the processor."""

    def late(*_: object) -> None:
        raise TimeoutError(f"{seconds} s of the processor")

    signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def end_of(error: BaseException, longest: int = 1500) -> str:
    """Write the end of a traceback."""
    return "".join(traceback.format_exception(error))[-longest:]


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder that is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="hpviz-fuzz-", ignore_cleanup_errors=True) as path:
        yield Path(path)
