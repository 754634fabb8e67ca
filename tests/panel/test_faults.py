"""A followed panel whose store fails: the last figures stay, and in the end they are those of a fresh one."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import hpviz
from hpviz.panel.source import LASTING
from hpviz.sources.store import cache as cache_module

N, MORE = 40, 52
ROOT = Path(__file__).parents[2]
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="made with what only Linux has")
PATIENCE = 60


def row(number: int) -> dict[str, float]:
    rng = np.random.default_rng(number)
    lr, width = rng.random(2).tolist()
    return {"lr": lr, "width": width, "loss": lr + 0.1 * width * rng.random()}


def csv_text(n: int) -> str:
    return "".join(["config.lr,config.width,metric.loss\n", *map(csv_line, range(n))])


def csv_line(number: int) -> str:
    return ",".join(map(repr, row(number).values())) + "\n"


def write_csv(path: Path, n: int) -> None:
    path.write_text(csv_text(n))


def write_lines(path: Path, n: int) -> None:
    path.write_text("".join(json.dumps(row(number)) + "\n" for number in range(n)))


def write_folders(path: Path, n: int) -> None:
    for number in range(n):
        run, values = path / f"run_{number:02}", row(number)
        run.mkdir(parents=True, exist_ok=True)
        (run / "metrics.json").write_text(json.dumps({"loss": values.pop("loss")}))
        (run / "config.json").write_text(json.dumps(values))


def write_database(path: Path, n: int) -> None:
    """Write a database as MLflow does, in one transaction."""
    path.parent.mkdir(exist_ok=True)
    store = sqlite3.connect(path)
    with store:
        for table, columns in MLFLOW.items():
            store.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
        store.execute("DELETE FROM experiments")
        store.execute("INSERT INTO experiments VALUES (1, 'sweep', 'active')")
        for number in range(n):
            add_run(store, number)
    store.close()


def add_run(store: sqlite3.Connection, number: int) -> None:
    run, values = f"run{number:02}", row(number)
    if store.execute("SELECT 1 FROM runs WHERE run_uuid = ?", [run]).fetchone():
        return
    store.execute(
        "INSERT INTO runs VALUES (?, 1, ?, 'FINISHED', ?, ?, 'active')", [run, run, number, number + 1]
    )
    store.execute("INSERT INTO latest_metrics VALUES (?, 'loss', ?, 0)", [run, values.pop("loss")])
    for name, value in values.items():
        store.execute("INSERT INTO params VALUES (?, ?, ?)", [run, name, repr(value)])


MLFLOW = {
    "experiments": "experiment_id INTEGER, name TEXT, lifecycle_stage TEXT",
    "runs": "run_uuid TEXT, experiment_id INTEGER, name TEXT, status TEXT, start_time INTEGER, "
    "end_time INTEGER, lifecycle_stage TEXT",
    "params": "run_uuid TEXT, key TEXT, value TEXT",
    "tags": "run_uuid TEXT, key TEXT, value TEXT",
    "latest_metrics": "run_uuid TEXT, key TEXT, value REAL, is_nan INTEGER",
    "metrics": "run_uuid TEXT, key TEXT, value REAL, is_nan INTEGER, timestamp INTEGER, step INTEGER",
}
STORES: dict[str, Callable[[Path, int], None]] = {
    "runs.csv": write_csv,
    "runs.jsonl": write_lines,
    "runs": write_folders,
    "mlflow.db": write_database,
}


@pytest.fixture(params=STORES)
def store(request, tmp_path):
    path = tmp_path / request.param
    STORES[request.param](path, N)
    return path


@pytest.fixture
def followed():
    panels: list[hpviz.Panel] = []

    def made(path: Path) -> hpviz.Panel:
        panels.append(hpviz.Panel(path, metric="loss", trees=10, remember=False))
        panels[-1]._live.count(on=True)
        return panels[-1]

    yield made
    for panel in panels:
        panel.close()


def grow(path: Path) -> None:
    STORES[path.name](path, MORE)


def check_recovered(panel: hpviz.Panel, path: Path, n: int = MORE) -> None:
    """Look as often as it may take, and compare with a panel that knows nothing of what was before."""
    for _ in range(LASTING + 1):
        panel._look()
    assert (panel.sweep["runs"], panel.live["trouble"]) == (n, "")
    fresh = hpviz.Panel(path, metric="loss", trees=10, remember=False)
    assert panel.table().equals(fresh.table())
    fresh.close()


def deleted(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def emptied(path: Path) -> None:
    for file in [path, *path.rglob("*")]:
        if file.is_file():
            file.write_bytes(b"")


def cut(path: Path) -> None:
    for file in [path, *path.rglob("*")]:
        if file.is_file():
            os.truncate(file, file.stat().st_size // 3)


def garbage(path: Path) -> None:
    for file in [path, *path.rglob("*")]:
        if file.is_file():
            file.write_bytes(np.random.default_rng(0).bytes(3000))


def another_kind(path: Path) -> None:
    """Put a folder in the place of a file, and a file in that of a folder."""
    was_folder = path.is_dir()
    deleted(path)
    path.write_text("not a store") if was_folder else path.mkdir()


@pytest.mark.parametrize("harm", [deleted, emptied, cut, garbage, another_kind])
def test_the_last_figures_stay_until_the_store_is_whole_again(store, followed, harm):
    panel = followed(store)
    before = panel.table()
    harm(store)
    panel._look()
    assert panel.table().equals(before)
    assert (panel.sweep["runs"], panel.live["trouble"]) == (N, "")
    if store.is_dir() or store.exists():
        deleted(store)
    grow(store)
    check_recovered(panel, store)


def test_a_store_that_stays_away_is_said_in_a_sentence(store, followed):
    panel = followed(store)
    before = panel.table()
    deleted(store)
    for _ in range(LASTING):
        panel._look()
    assert panel.table().equals(before)
    assert "since then the runs cannot be read (there is no file or folder" in panel.live["trouble"]
    grow(store)
    check_recovered(panel, store)


def test_a_store_that_is_replaced_by_a_smaller_one_is_believed_in_time(store, followed):
    panel = followed(store)
    other = store.parent / "other" / store.name
    other.parent.mkdir()
    STORES[store.name](other, 12)
    deleted(store)
    other.replace(store)
    panel._look()
    assert panel.sweep["runs"] == N
    check_recovered(panel, store, 12)


WRITER = """
import sqlite3, sys
sys.path.insert(0, {root!r})
from tests.panel.test_faults import MORE, N, add_run
store = sqlite3.connect({path!r}, isolation_level=None)
store.execute("PRAGMA journal_mode = {mode}")
store.execute("PRAGMA locking_mode = EXCLUSIVE")
store.execute("BEGIN EXCLUSIVE")
for number in range(N, MORE):
    add_run(store, number)
print("locked", flush=True)
sys.stdin.readline()
store.execute("COMMIT")
store.close()
print("released", flush=True)
"""


@pytest.fixture
def process():
    """Start a program, and wait for the first line that it prints."""
    running: list[subprocess.Popen[str]] = []

    def started(code: str) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        running.append(subprocess.Popen([sys.executable, "-c", code], text=True, **pipes))
        assert running[-1].stdout.readline()
        return running[-1]

    yield started
    for program in running:
        program.kill()
        program.wait()


def go_on(program: subprocess.Popen[str]) -> None:
    print(file=program.stdin, flush=True)
    program.stdout.readline()


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_database_that_another_process_has_locked(tmp_path, followed, process, monkeypatch, mode):
    monkeypatch.setattr("hpviz.sources.store.database.PATIENCE", 0.1)
    path = tmp_path / "mlflow.db"
    write_database(path, N)
    panel = followed(path)
    before = panel.table()
    writer = process(WRITER.format(path=str(path), root=str(ROOT), mode=mode))
    for _ in range(LASTING):
        panel._look()
    assert panel.table().equals(before)
    assert panel.sweep["runs"] == N
    go_on(writer)
    check_recovered(panel, path)


def test_a_clock_that_goes_back_hides_no_runs(store, followed):
    panel = followed(store)
    days = 86_400
    for n, moment in ((N + 4, time.time() + days), (N + 8, time.time() - days), (MORE, 1)):
        STORES[store.name](store, n)
        for file in [store, *store.rglob("*")]:
            os.utime(file, (moment, moment))
        panel._look()
        assert panel.sweep["runs"] == n
    check_recovered(panel, store)


def test_a_last_line_is_taken_in_time_where_the_clock_of_the_disk_is_ahead(tmp_path, followed, monkeypatch):
    path = tmp_path / "runs.csv"
    write_csv(path, N)
    panel = followed(path)
    path.write_text(csv_text(N + 1).removesuffix("\n"))
    os.utime(path, (time.time() + 3600,) * 2)
    panel._look()
    assert panel.sweep["runs"] == N
    monkeypatch.setattr(cache_module, "YOUNG", 0.0)
    panel._look()
    assert panel.sweep["runs"] == N + 1


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 KiB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def written_before_the_disk_is_full(path: Path, lines: bytes) -> int:
    written = 0
    with path.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while written < len(lines):
            written += file.write(lines[written : written + 10])
    assert written < len(lines)
    return written


@ON_LINUX
def test_a_full_disk_keeps_the_figures_and_every_choice(small_disk, monkeypatch):
    """The writer's last line is cut off, and the panel cannot remember what is chosen."""
    monkeypatch.setenv("HPVIZ_MEMORY", str(small_disk))
    path = small_disk / "runs.csv"
    write_csv(path, N)
    panel = hpviz.Panel(path, metric="loss", trees=10)
    (small_disk / "other").write_bytes(bytes(56 * 1024))
    lines = "".join(map(csv_line, range(N, 200))).encode()
    written = written_before_the_disk_is_full(path, lines)
    panel._look()
    whole = N + lines[:written].count(b"\n")
    assert panel.sweep["runs"] == whole
    panel.set_state({"hidden": ["width"]})
    assert panel.hidden == ["width"]
    (small_disk / "other").unlink()
    with path.open("ab") as file:
        file.write(lines[written:])
    panel.set_state({"hidden": []})
    check_recovered(panel, path, 200)
    panel.close()


FOLLOWS = """
import os, sys
import hpviz
path = sys.argv[1]
hpviz.Panel(sys.argv[2], metric="loss", trees=2, remember=False).close()  # imported while that is allowed
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
os.chdir(os.path.dirname(path))
panel = hpviz.Panel(path, metric="loss", trees=10)
panel.set_state({"hidden": ["width"]})
print(panel.sweep["runs"], flush=True)
sys.stdin.readline()
panel._look()
fresh = hpviz.Panel(path, metric="loss", trees=10, hidden=["width"])
same = panel.table().equals(fresh.table())
print(panel.sweep["runs"], panel.hidden, panel.live["trouble"], same, flush=True)
"""


@ON_LINUX
@pytest.mark.parametrize("name", STORES)
def test_a_folder_that_may_only_be_read_is_followed(name):
    folder = Path(tempfile.mkdtemp(prefix="hpviz-"))
    try:
        path = folder / name
        STORES[name](path, N)
        for file in [folder, *folder.rglob("*")]:
            file.chmod(0o555 if file.is_dir() else 0o444)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "HPVIZ_MEMORY": ""}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        program = subprocess.Popen(
            [sys.executable, "-c", FOLLOWS, str(path), str(path)], text=True, env=environment, **pipes
        )
        assert program.stdout.readline() == f"{N}\n"
        if os.getuid() != 0:
            for file in [folder, *folder.rglob("*")]:
                file.chmod(0o755)
        grow(path)
        answer, _ = program.communicate("\n", timeout=PATIENCE)
        assert answer == f"{MORE} ['width']  True\n"
    finally:
        for file in [folder, *folder.rglob("*")]:
            file.chmod(0o755)
        shutil.rmtree(folder)


STALLS = """
import fcntl, os, signal, sys
signal.signal(signal.SIGIO, signal.SIG_IGN)
file = os.open({path!r}, os.O_RDWR)
fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
print("stalled", flush=True)
sys.stdin.readline()
os.close(file)
print("free", flush=True)
"""


@pytest.fixture
def stalled(tmp_path, followed, process):
    """A panel, the thread on which it looks at its file, and the process for which that waits."""
    path = tmp_path / "runs.csv"
    write_csv(path, N)
    panel = followed(path)
    grow(path)
    holder = process(STALLS.format(path=str(path)))
    look = threading.Thread(target=panel._look, daemon=True)
    look.start()
    look.join(0.5)
    return panel, look, holder


@ON_LINUX
def test_a_file_that_does_not_answer_stalls_nothing_else(tmp_path, stalled):
    """As on a network that is gone: whoever opens it waits, here for a process that holds a lease on it."""
    panel, look, holder = stalled
    assert look.is_alive()
    assert panel.sweep["runs"] == N
    panel.set_state({"sort_by": "param", "method": "mdi"})
    assert panel._worker.wait(PATIENCE)
    assert panel.ranking.method == "mdi"
    panel.set_state({"sort_by": "importance", "method": "oob"})
    go_on(holder)
    look.join(PATIENCE)
    assert not look.is_alive()
    check_recovered(panel, tmp_path / "runs.csv")


@ON_LINUX
def test_a_panel_is_closed_while_its_file_does_not_answer(stalled):
    panel, look, holder = stalled
    began = time.monotonic()
    panel.close()
    assert time.monotonic() - began < 5
    go_on(holder)
    look.join(PATIENCE)
    assert not look.is_alive()
    assert panel.sweep["runs"] == N


def test_closing_and_cancelling_end_a_reading(tmp_path, followed, monkeypatch):
    path = tmp_path / "runs"
    write_folders(path, N)
    panel = followed(path)
    before = panel.table()
    for end in (panel.cancel, panel.close):
        grow(path)
        looks = 0

        def is_late(_: object) -> bool:
            nonlocal looks
            looks += 1
            if looks == 3:
                end()  # noqa: B023
            return False

        with monkeypatch.context() as patched:
            patched.setattr(cache_module.Reading, "is_late", is_late)
            panel._look()
        assert looks == 3
        assert panel.sweep["runs"] == N
    assert panel.table().equals(before)
