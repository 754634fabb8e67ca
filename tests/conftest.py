"""What more than one test needs: sweeps whose truth is known."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import hpviz
from hpviz import Ranking
from hpviz.runs import Runs
from hpviz.runs.column import Column
from hpviz.sources import stores as stores_module

DATA = Path(__file__).parent / "data"


# What a store or a file is read or written with, by what stands in its name.
EXTRAS = {".parquet": "pyarrow", "hydra": "yaml", "lightning_logs": "yaml", ".html": "vl_convert"}


def needs_extra(name: object) -> None:
    """Skip a test where the package that a file of this name needs is not installed."""
    for part, package in EXTRAS.items():
        if part in str(name):
            pytest.importorskip(package)


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file below a folder, by its path."""
    files = ((path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): (stat.st_size, stat.st_mtime_ns) for path, stat in files}


@pytest.fixture(autouse=True, scope="session")
def _no_memory() -> Iterator[None]:
    """No test leaves choices behind for another, or for who works in this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HPVIZ_MEMORY", "off")
        yield


@pytest.fixture(autouse=True)
def _no_last_net(monkeypatch: pytest.MonkeyPatch) -> None:
    """What only the last net of the readers catches is a fault: its own error is raised."""
    monkeypatch.setattr(stores_module, "unexpected", lambda error, *_: error)


@pytest.fixture(scope="session")
def data() -> Iterator[Path]:
    """The folder of real sweeps and stores, which no test may write to: take a copy."""
    before = files_of(DATA)
    yield DATA
    changed = {path for path, _ in before.items() ^ files_of(DATA).items()}
    assert changed == set(), "a test wrote to tests/data"


@pytest.fixture(scope="session")
def stores(data: Path) -> Path:
    """What real trackers wrote, a folder for each."""
    return data / "stores"


@pytest.fixture(scope="session")
def sweeps(data: Path) -> Path:
    """Published tables of real sweeps, a folder for each."""
    return data / "sweeps"


@pytest.fixture(scope="session")
def figures(data: Path) -> Path:
    """Small sweeps whose right figures are known."""
    return data / "figures"


@pytest.fixture(scope="session")
def tables(data: Path) -> Path:
    """Small tables as people write them, with how each is read right."""
    return data / "tables"


def runs_of(params: Mapping[str, Sequence[Any]], metrics: Mapping[str, Sequence[Any]], **known: Any) -> Runs:
    """Make runs of plain values; ABSENT and None mean what they mean."""
    columns = [replace(Column.from_values(name, values), role="param") for name, values in params.items()]
    columns += [replace(Column.from_numbers(name, values), role="metric") for name, values in metrics.items()]
    return Runs.of(columns, len(columns[0].numbers), **known)


@pytest.fixture(scope="session")
def make_runs() -> Callable[..., Runs]:
    return runs_of


@pytest.fixture
def without_page() -> Callable[[Path, Path, str], Path]:
    """Copy an SQLite database with the first page of one table overwritten by zeros."""

    def copied(path: Path, folder: Path, table: str) -> Path:
        data = bytearray(path.read_bytes())
        store = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        ((page,),) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table])
        ((size,),) = store.execute("PRAGMA page_size")
        store.close()
        data[(page - 1) * size : page * size] = bytes(size)
        copy = folder / path.name
        copy.write_bytes(data)
        return copy

    return copied


@pytest.fixture(scope="session")
def write() -> Callable[..., Path]:
    """Write the files of a store: `__` in a name is a slash, `_dot_` a dot; what is no text becomes JSON."""

    def written(root: Path, **files: object) -> Path:
        for name, content in files.items():
            path = root / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return root

    return written


@pytest.fixture(scope="session")
def training() -> Runs:
    """150 runs of a training-like sweep: lr and optimizer matter, width a little, the rest not at all."""
    rng = np.random.default_rng(7)
    n = 150
    lr = np.exp(rng.uniform(np.log(1e-5), np.log(1e-1), n))
    optimizer = rng.choice(["adam", "sgd", "rmsprop"], n)
    width = rng.choice([64, 128, 256], n)
    nesterov = rng.choice([True, False], n)
    loss = (np.log10(lr) + 3) ** 2 + 1.5 * (optimizer == "sgd") - 0.2 * np.log2(width / 64)
    loss = 1 + loss + rng.normal(0, 0.3, n)
    statuses = np.array(["finished"] * (n - 6) + ["crashed"] * 4 + ["running"] * 2)
    loss[-6:] = np.nan
    return runs_of(
        {
            "lr": lr.tolist(),
            "optimizer": optimizer.tolist(),
            "width": width.tolist(),
            "nesterov": nesterov.tolist(),
            "seed": rng.integers(0, 10_000, n).tolist(),
        },
        {"val_loss": loss, "val_acc": 1 / (1 + loss)},
        statuses=statuses,
    )


@pytest.fixture(scope="session")
def ranking(training: Runs) -> Ranking:
    """`training` ranked with every option as it comes: its forest is fitted once for all tests."""
    return hpviz.rank(training, "val_loss")
