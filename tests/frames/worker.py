"""What the public calls on a hostile frame come to: figures or sentences, and the frame as it was."""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import warnings
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from hpviz import HpvizError
from hpviz.panel import single_runs
from hpviz.text import panel as panel_text
from tests.frames.calls import calls
from tests.frames.frames import frame_of
from tests.fuzz import process
from tests.fuzz.process import FAULT, HANG, READ, REFUSED, Judge, Outcome

# Seconds of the processor that all calls on a frame may take together, which take half of one.
SECONDS = 60
LONGEST_SENTENCE = 3_000
# What the other calls are made on; of these each frame gets a third, some thirty: all over three frames.
MAKES = frozenset({"read", "rank", "Panel"})
TRIED = 1 / 3


def outcomes(library: str, seeds: range) -> Iterator[Outcome]:
    """Try every call on the frame of each seed."""
    return process.outcomes(library, seeds, _prepared, seconds=SECONDS)


def _prepared(library: str) -> Judge:
    os.environ["HPVIZ_THREADS"] = "off"  # what fails on a thread of a panel is seen by nobody
    os.environ["HPVIZ_MEMORY"] = "off"
    panel_text.failure = single_runs.failure = _raised  # type: ignore[assignment]
    return lambda seed: outcome(library, seed)


def _raised(error: Exception, _what: str = "") -> str:
    """Raise what a panel writes: an error that is no refusal is a fault."""
    if not isinstance(error, HpvizError):
        raise AssertionError("a panel reports a bug of its own") from error  # noqa: TRY004
    return str(error)


def outcome(library: str, seed: int) -> Outcome:
    """Try every call on the frame of a seed."""
    rng = Random(f"{library} {seed}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", module=r"hpviz(\.|$)")
        if _library_dies(library, rng.getstate()):
            text = "the library itself died while the frame was made"
            return Outcome(target=library, seed=seed, kind=REFUSED, text=text)
        frame, made_of = frame_of(library, rng)
        kind, text = judged(frame, rng)
    return Outcome(target=library, seed=seed, kind=kind, damage=made_of, text=text)


def _library_dies(library: str, state: Any) -> bool:
    """Make the frame in a copy of this process: Arrow ends it over some cells, before hpviz has them.

    Copies in which a library waits for threads that they lack are ended; polars' all would be.
    """
    if library == "polars":
        return False
    copy = os.fork()
    if copy == 0:
        signal.alarm(20)
        rng = Random()
        rng.setstate(state)
        faulthandler.disable()
        frame_of(library, rng)
        os._exit(0)
    end = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
    return end not in {0, -signal.SIGALRM}


def judged(frame: Any, rng: Random) -> tuple[str, str]:
    """Try every call on a frame; return what that came to, and all that is wrong."""
    before, wrong, refused = _content(frame), [], 0
    try:
        with process.within(SECONDS):
            for name, call in calls(frame, rng):
                if name not in MAKES and rng.random() > TRIED:
                    continue
                problem, is_refusal = _problem(call)
                wrong += [f"{name}: {problem}"] if problem else []
                refused += is_refusal and name in MAKES
    except TimeoutError as error:
        return HANG, process.end_of(error)
    if before is not None and _content(frame) != before:
        wrong.append("the frame was changed")
    if wrong:
        return FAULT, "\n".join(wrong)
    return (REFUSED if refused == len(MAKES) else READ), ""


def _problem(call: Callable[[], object]) -> tuple[str, bool]:
    """Write what is wrong with a call, and whether it was refused."""
    try:
        call()
    except HpvizError as refusal:
        return _problem_of_sentence(str(refusal)), True
    except TimeoutError:
        raise
    except BaseException as error:  # noqa: BLE001 - all that is no sentence is a fault
        return process.end_of(error, 2500), False
    return "", False


def _problem_of_sentence(sentence: str) -> str:
    if not sentence.strip() or len(sentence) > LONGEST_SENTENCE:
        return f"a refusal of {len(sentence)} letters: {sentence[:200]!r}"
    if "Traceback" in sentence or "Error:" in sentence:
        return f"no sentence for a person: {sentence[:300]!r}"
    return ""


def _content(frame: Any) -> Any:
    """Return what a frame holds, to be compared; None where that cannot be had."""
    try:
        content = frame
        if hasattr(frame, "iloc"):  # pandas keeps more in a frame than what it holds
            cells = [list(frame.iloc[:, place]) for place in range(frame.shape[1])]
            content = [list(frame.columns), list(frame.index), list(map(str, frame.dtypes)), cells]
        elif hasattr(frame, "to_pydict"):  # Arrow counts what is missing when that is first needed
            content = [str(frame.schema), frame.to_pydict()]
        return pickle.dumps(content)
    except Exception:  # noqa: BLE001 - some cells cannot be listed, others not pickled
        return None
