"""How work is spread over the cores, and what runs beside the caller, where there are threads."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Below this size a thread pool costs more than it brings.
CELLS_FOR_THREADS = 20_000
# A cell that trees are fitted on costs so much more, and one that is only copied or added up so much less.
HEAVY, LIGHT = 10, 50


@cache
def are_available() -> bool:
    """Whether threads can be started here: a browser's Python (Pyodide, JupyterLite) has none.

    The variable ``HPVIZ_THREADS=off`` says that there are none.
    """
    if os.environ.get("HPVIZ_THREADS", "").lower() in {"off", "0", "no"}:
        return False
    try:
        probe = Thread(target=bool, name="hpviz probe", daemon=True)
        probe.start()
    except RuntimeError:
        return False
    probe.join()
    return True


def can_update_widgets() -> bool:
    """Whether there are threads, and what they set reaches the page; in a web app it does not."""
    return are_available() and not is_in_app()


def is_in_app() -> bool:
    """Whether a session of a web app runs this, of Shiny or Streamlit, each with a user of its own."""
    return _is_in("shiny.session", "get_current_session") or _is_in(
        "streamlit.runtime.scriptrunner", "get_script_run_ctx", suppress_warning=True
    )


def _is_in(module: str, current: str, **options: bool) -> bool:
    """Whether a host that was imported has a session now, which a function of its own returns."""
    host: Any = sys.modules.get(module)
    return host is not None and getattr(host, current)(**options) is not None


def start(name: str, work: Callable[..., object], *given: object, inline: bool = False) -> None:
    """Run something beside the caller, on a thread that ends with the process; else now, to its end.

    Parameters
    ----------
    name
        Of the thread.
    work, given
        What is called, and with what.
    inline
        Whether it runs now even where there are threads.
    """
    if inline or not are_available():
        work(*given)
    else:
        Thread(target=work, args=given, name=name, daemon=True).start()


@contextmanager
def mapped(cells: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """Provide a map over threads where the work is worth them; the figures are the same.

    Parameters
    ----------
    cells
        Size of the work, in cells of a matrix that are copied once.

    Yields
    ------
    `map`, or that of a pool with a thread for each core; results come in order.
    """
    if cells < CELLS_FOR_THREADS or not are_available():
        yield map
        return
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        yield pool.map
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Algebra:
    """The threads of numpy's linear algebra, which belong to the whole process.

    Its products are small here. Several threads wait for each other: on a busy machine a hundred times as
    long as one takes for all of it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._libraries: Any = None
        self._limit: Any = None

    @contextmanager
    def on_one_thread(self) -> Iterator[None]:
        """Limit it to one thread; when the last user leaves, it gets back what it had."""
        with self._lock:
            if not self._users:
                self._take_over()
                self._limit = self._controller().limit(limits=1, user_api="blas")
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._take_over()
                    self._limit.restore_original_limits()
                    self._take_over()

    def _take_over(self) -> None:
        """Let this thread set the limit: what any other sets is ignored by threadpoolctl from 3.8 on."""
        for library in self._controller().lib_controllers:
            if hasattr(library, "clear_controlling_thread"):
                library.clear_controlling_thread(force=True)

    def _controller(self) -> Any:
        if self._libraries is None:  # looking for them takes longer than a small ranking
            from threadpoolctl import ThreadpoolController

            self._libraries = ThreadpoolController()
        return self._libraries


algebra = Algebra()
