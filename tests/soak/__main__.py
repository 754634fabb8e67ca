"""Use panels for hours and watch what they keep: ``python -m tests.soak --panels 50 --choices 2000``.

Panels are made, looked at, closed and dropped; then one panel follows a store that grows, and that is
deleted, cut, replaced and written again, while a person chooses. Prints memory, threads and open files, and
ends with 1 where one of them rises, or where the panel's last figures are not those of a fresh one.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import random
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import hpviz
from tests.soak.curve import Curve, Point

PATIENCE = 120.0
PARAMS = 10
RUNS_OF_A_PANEL = 20_000
METHODS = ("oob", "mdi", "permutation")
EVENTS: tuple[dict[str, str], ...] = (
    {"event": "effect", "param": "p0"},
    {"event": "joint", "param": "p0", "other": "p1"},
    {"event": "insight", "name": "next", "of": ""},
    {"event": "insight", "name": "pairs", "of": ""},
    {"event": "export", "what": "ranking", "to": "csv"},
    {"event": "wand"},
    {"event": "nothing like this"},
)


def main() -> int:
    """Run the command; 1 where something rises or differs."""
    options = _parser().parse_args()
    curves = [_panels(options.panels)]
    with tempfile.TemporaryDirectory() as folder:
        curve, same = _choices(options.choices, Path(folder) / "runs.csv", options.seed)
        curves.append(curve)
    for curve in curves:
        print(curve)
    print("the followed panel ends with the figures of a fresh one" if same else "its last figures DIFFER")
    return int(not same or any(curve.rises() for curve in curves))


def _panels(count: int) -> Curve:
    """Make panels of many runs, use each as a view does, close and drop it."""
    curve = Curve("panels that were closed")
    for number in range(count):
        panel = hpviz.Panel(_frame(RUNS_OF_A_PANEL), metric="loss", trees=5, remember=False)
        _send(panel, EVENTS[0])
        panel.close()
        del panel
        curve.add(_point(number))
    return curve


def _choices(count: int, path: Path, seed: int) -> tuple[Curve, bool]:
    """Choose again and again while the store changes; returns whether the last figures are right."""
    rng = random.Random(seed)
    curve = Curve("choices on a store that grows")
    _frame(60).to_csv(path, index=False)
    panel = hpviz.Panel(path, metric="loss", trees=10, remember=False)
    for number in range(count):
        _disturb(path, rng, number)
        try:
            panel.update()
        except hpviz.HpvizError as error:
            _must_be_plain(str(error))
        panel.set_state({"method": rng.choice(METHODS), "hidden": rng.sample(["p7", "p8", "p9"], 1)})
        _send(panel, rng.choice(EVENTS))
        if number % 20 == 0:
            curve.add(_point(number))
    _frame(300).to_csv(path, index=False)
    panel.update()
    panel.set_state({"method": "oob", "hidden": []})
    _settle(panel)
    fresh = hpviz.Panel(path, metric="loss", trees=10, remember=False)
    same = panel.table().equals(fresh.table())
    panel.close(), fresh.close()
    return curve, same


def _disturb(path: Path, rng: random.Random, number: int) -> None:
    """Let the store grow, and now and then be what no store should be."""
    what = rng.choices(["grow", "delete", "cut", "replace", "touch"], weights=[12, 1, 1, 1, 1])[0]
    if what == "delete":
        path.unlink(missing_ok=True)
    elif what == "cut" and path.exists():
        os.truncate(path, path.stat().st_size // 2)
    elif what == "touch" and path.exists():
        os.utime(path, (number, number))  # the clock went back
    elif what == "replace" or not path.exists() or path.stat().st_size > 200_000:
        other = path.with_suffix(".new")
        _frame(60 + number % 7).to_csv(other, index=False)
        os.replace(other, path)  # noqa: PTH105
    else:
        with path.open("a", encoding="utf-8") as file:
            _frame(3, seed=number).to_csv(file, index=False, header=False)


def _frame(runs: int, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    params = rng.random((runs, PARAMS))
    loss = params[:, 0] + rng.normal(0, 0.1, runs)
    return pd.DataFrame(params, columns=[f"p{i}" for i in range(PARAMS)]).assign(loss=loss)


def _send(panel: Any, event: dict[str, str]) -> None:
    panel._handle_custom_msg(event, [])
    _settle(panel)


def _settle(panel: Any) -> None:
    if not panel._worker.wait(PATIENCE):
        raise TimeoutError("the panel did not answer")


def _must_be_plain(sentence: str) -> None:
    if "Error" in sentence or "Traceback" in sentence or len(sentence) > 2_000:
        raise AssertionError(f"no sentence for a person: {sentence[:300]}")


def _point(number: int) -> Point:
    """Look at the process, without what C's memory keeps between two requests."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # other libraries of C have no such function
            ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return Point(
        number=number,
        megabytes=pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
        threads=threading.active_count(),
        files=len(os.listdir("/proc/self/fd")),  # noqa: PTH208
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--panels", type=int, default=50, help="that are made and closed")
    parser.add_argument("--choices", type=int, default=2_000, help="on the panel that follows a store")
    parser.add_argument("--seed", type=int, default=0, help="of the choices")
    return parser


if __name__ == "__main__":
    sys.exit(main())
