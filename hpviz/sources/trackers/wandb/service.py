"""Waiting for W&B's service: not for ever, and with a sentence where it gives nothing."""

from __future__ import annotations

import os
import queue
import threading
from typing import TYPE_CHECKING, TypeVar

from hpviz import threads
from hpviz.errors import HpvizError
from hpviz.sources.secrets import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds to wait for the service before each answer; its client itself waits much longer."""

_END = object()


def waited(ask: Callable[[], Iterable[T]], source: str, *, wanted: str = "runs") -> Iterator[T]:
    """Yield the service's items as they come, but do not wait for ever for the next.

    Raises
    ------
    HpvizError
        It refuses, or does not answer in time.
    """
    if not threads.are_available():
        yield from _unwatched(ask, source, wanted)
        return
    arrived: queue.SimpleQueue[object] = queue.SimpleQueue()
    left = threading.Event()
    threading.Thread(target=_put_all, args=(ask, arrived, left), name="hpviz-wandb", daemon=True).start()
    try:
        while (item := _next(arrived, source, wanted)) is not _END:
            yield item  # type: ignore[misc]
    finally:
        left.set()


def _unwatched(ask: Callable[[], Iterable[T]], source: str, wanted: str) -> Iterator[T]:
    """Yield the items where there are no threads, so that nobody sees how long the service takes."""
    try:
        yield from ask()
    except Exception as error:
        raise HpvizError(_refusal(source, error, wanted)) from error


def _put_all(
    ask: Callable[[], Iterable[T]], arrived: queue.SimpleQueue[object], left: threading.Event
) -> None:
    try:
        for item in ask():
            if left.is_set():
                return
            arrived.put(item)
    except Exception as error:  # noqa: BLE001 - raised by the thread that waits
        arrived.put(error)
    else:
        arrived.put(_END)


def _next(arrived: queue.SimpleQueue[object], source: str, wanted: str) -> object:
    try:
        item = arrived.get(timeout=PATIENCE)
    except queue.Empty:
        raise HpvizError(_silence(source)) from None
    if isinstance(item, Exception):
        raise HpvizError(_refusal(source, item, wanted)) from item
    return item


def _service() -> str:
    return shown(os.environ.get("WANDB_BASE_URL", "W&B's service"))


def _silence(source: str) -> str:
    return (
        f"{source}: {_service()} did not answer within {PATIENCE:.0f} seconds. Is there a network, "
        "are you logged in (wandb login), and is WANDB_BASE_URL right? The folder wandb of the runs can be "
        "read without the service"
    )


def _refusal(source: str, error: Exception, wanted: str) -> str:
    reason = str(error).strip().partition("\n")[0]
    return (
        f"{source}: {_service()} gave no {wanted}: {reason or type(error).__name__}. Check the names "
        "of entity and project, and that you are logged in (wandb login)"
    )
