"""What is beyond a limit is left out or refused in a sentence that names the limit; the rest is read."""

import gzip
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

import hpviz
from hpviz.errors import HpvizError
from hpviz.sources import dispatch
from hpviz.sources import stores as stores_module
from hpviz.sources.registry import STORES
from hpviz.sources.store.cache import Cache, Reading, ReadingCancelledError
from tests.conftest import needs_extra
from tests.fuzz.targets import TARGETS
from tests.sources.corpus import values_of


@pytest.fixture(autouse=True)
def _reset():
    yield
    hpviz.limits.reset()


def run_folders(root, count):
    for number in range(count):
        run = root / f"run_{number}"
        run.mkdir(parents=True)
        (run / "config.json").write_text(json.dumps({"lr": 0.1 * number}))
        (run / "metrics.json").write_text(json.dumps({"loss": number}))
    return root


@pytest.mark.parametrize("value", [0, -1, math.nan, "many", None, True])
def test_a_limit_is_a_number_above_0(value):
    with pytest.raises(HpvizError, match="'table_gib' is a number above 0"):
        hpviz.limits.table_gib = value


def test_a_limit_that_is_not_there_names_those_that_are():
    with pytest.raises(HpvizError, match="no limit 'gigabytes'; the limits are table_gib, "):
        hpviz.limits.gigabytes = 3


def test_what_was_not_read_in_time_is_left_out(tmp_path, monkeypatch):
    looks = iter(range(100))
    monkeypatch.setattr(Reading, "is_late", lambda _self: next(looks) >= 25)
    runs = hpviz.read(run_folders(tmp_path / "sweep", 20))
    assert 3 <= len(runs) < 20
    assert runs.metrics["loss"].numbers[:3].tolist() == [0, 1, 2]
    assert "Not all was read within 600 seconds (hpviz.limits.seconds)" in " ".join(runs.notes)


def tracked(folder):
    """Every store of `TARGETS` that a tracker wrote, by the name of its reader."""
    made = {}
    for name, target in TARGETS.items():
        (folder / name).mkdir()
        path = target.make(folder / name)
        reader = stores_module.reader_of(path)
        if reader is not None:
            made[name] = (reader.name, path)
    return made


TABLES = {"csv", "tsv", "json", "json lines", "parquet", "sklearn csv", "wandb service"}
TRACKED = sorted(TARGETS.keys() - TABLES)


@pytest.fixture
def store(request, tmp_path):
    needs_extra(request.param)
    return TARGETS[request.param].make(tmp_path)


def test_every_reader_is_tried(tmp_path):
    pytest.importorskip("pyarrow")
    made = tracked(tmp_path)
    assert sorted(made) == TRACKED
    others = {"Aim (with the package aim)", "pickles and joblib files (with allow_pickle=True)"}
    assert {name for name, _ in made.values()} | others == {reader.name for reader in STORES}


@pytest.mark.parametrize("store", TRACKED, indirect=True)
def test_every_reader_keeps_what_it_read_in_time(store, monkeypatch):
    looks = iter(range(10**9))
    monkeypatch.setattr(Reading, "is_late", lambda _: next(looks) < 0)
    whole = hpviz.read(store)
    most = next(looks) * 3 // 4
    looks = iter(range(10**9))
    monkeypatch.setattr(Reading, "is_late", lambda _: next(looks) >= most)
    runs = hpviz.read(store)
    assert len(runs) > 0
    assert "within 600 seconds (hpviz.limits.seconds): of the" in " ".join(runs.notes)
    known, kept = values_of(whole), values_of(runs)
    assert kept.keys() <= known.keys()
    # A record is read as a whole or not at all; of a database, rows are records.
    if store.is_dir() and store.suffix != ".db":
        assert [own for own in kept if not kept[own].items() <= known[own].items()] == []


@pytest.mark.parametrize("store", TRACKED, indirect=True)
def test_every_reader_names_the_limit_where_there_is_no_time(store):
    hpviz.limits.seconds = 1e-9
    try:
        sentence = " ".join(hpviz.read(store).notes)
    except HpvizError as refusal:
        sentence = str(refusal)
    assert "within 1e-09 seconds (hpviz.limits.seconds): of the" in sentence


@pytest.mark.parametrize("store", TRACKED, indirect=True)
def test_every_reader_ends_when_it_is_cancelled(store, monkeypatch):
    whole, cache = hpviz.read(store), Cache()

    def cancelled(_: Reading) -> bool:
        cache.cancel()
        return False

    with monkeypatch.context() as patched:
        patched.setattr(Reading, "is_late", cancelled)
        with pytest.raises(ReadingCancelledError, match="reading was cancelled"):
            dispatch.as_runs(store, cache=cache)
    assert values_of(dispatch.as_runs(store, cache=cache)) == values_of(whole)


def test_what_was_late_once_is_read_the_next_time(tmp_path, monkeypatch):
    source, cache = run_folders(tmp_path / "sweep", 8), Cache()
    looks = iter(range(1000))
    with monkeypatch.context() as patched:
        patched.setattr(Reading, "is_late", lambda _self: next(looks) >= 12)
        assert len(dispatch.as_runs(source, cache=cache)) < 8
    assert len(dispatch.as_runs(source, cache=cache)) == 8


def test_so_many_folders_are_looked_into(tmp_path):
    source = run_folders(tmp_path / "sweep", 20)
    hpviz.limits.folders = 6
    runs = hpviz.read(source)
    assert len(runs) == 5
    assert "Only 6 folders were looked into (hpviz.limits.folders)." in runs.notes


def test_a_text_beyond_the_limit_costs_its_own_run(tmp_path):
    source = run_folders(tmp_path / "sweep", 4)
    (source / "run_2" / "config.json").write_text(json.dumps({"lr": 1, "notes": "x" * 5000}))
    hpviz.limits.text_gib = 1000 / 2**30
    runs = hpviz.read(source)
    assert runs.metrics["loss"].numbers.tolist() == [0, 1, 3]
    assert "(hpviz.limits.text_gib)" in " ".join(runs.notes)


@pytest.mark.parametrize("whole", ["/", "/proc", "/proc/self", "/sys", "~", "~/.."])
def test_the_whole_machine_is_refused_at_a_glance(whole, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "me"))
    (tmp_path / "home" / "me").mkdir(parents=True)
    path = Path(whole).expanduser()
    if not path.exists():
        pytest.skip("this system has no such folder")
    monkeypatch.setattr(os, "scandir", lambda *_: pytest.fail("the folder was looked into"))
    with pytest.raises(HpvizError, match=r"Give the path of the folder that holds the runs"):
        hpviz.read(path)


def test_a_folder_whose_name_only_begins_like_a_virtual_one_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("hpviz.sources.locate._VIRTUAL", (str(tmp_path / "sys"),))
    assert len(hpviz.read(run_folders(tmp_path / "sysdata", 4))) == 4
    with pytest.raises(HpvizError, match="is no folder on a disk"):
        hpviz.read(run_folders(tmp_path / "sys", 4))


def test_a_folder_below_the_home_folder_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert len(hpviz.read(run_folders(tmp_path / "sweep", 4))) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory can be set there")
def test_a_small_packed_table_needs_little_memory(tmp_path):
    """As on clusters, where the memory of a process is limited."""
    path = tmp_path / "runs.csv.gz"
    path.write_bytes(gzip.compress(b"lr,loss\n.1,2\n.2,3\n.3,1\n"))
    code = f"""
import hpviz, resource
import hpviz.sources.tabular.files
with open("/proc/self/statm") as sizes: used = int(sizes.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**29,) * 2)
print(len(hpviz.read({str(path)!r})))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if "statm" in done.stderr:
        pytest.skip("this system does not tell the memory of a process")
    assert done.stdout.strip() == "3", done.stderr
