"""What Windows does differently, simulated: times, lists of folders, junctions, shares, open files."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz import HpvizError
from hpviz.files import replacing
from hpviz.moments import moment_at
from hpviz.sources.store import fingerprint, paths
from hpviz.sources.store.database import uri_of
from hpviz.sources.store.fingerprint import fingerprint_of

JUNCTION = 0xA0000003


@pytest.mark.parametrize("seconds", [-1.5, -2_208_988_800.0, 0.0, 1_700_000_000.123456, 1e-6])
def test_moments_before_1970(seconds):
    assert moment_at(seconds) == datetime.fromtimestamp(seconds, UTC)


def test_runs_of_before_1970_are_read_and_ranked(tmp_path):
    frame = pd.DataFrame({"lr": np.geomspace(1e-4, 1, 40), "loss": np.arange(40.0)})
    frame["created"] = pd.date_range("1955-01-01", periods=40, freq="D", tz="UTC")
    runs = hpviz.read(frame)
    assert (runs.created < 0).all()
    assert len(runs.where("created >= '1955-01-31'")) == 10
    frame.to_csv(tmp_path / "runs.csv", index=False)
    assert len(hpviz.read(tmp_path / "runs.csv").where("created < '1955-01-11'")) == 10
    records = [dict(row, created=pd.Timestamp(row["created"])) for row in frame.to_dict("records")]
    assert (hpviz.read(records).created < 0).all()


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (r"\\server\share\a study.db", "file:////server/share/a%20study.db"),
        (r"C:\sweeps\study.db", "file:///C:/sweeps/study.db"),
    ],
)
def test_a_database_on_a_share_has_no_host(path, uri):
    assert uri_of(PureWindowsPath(path)) == uri


def stale(monkeypatch):
    """Have the list of a folder say of its files what they were when they were empty."""
    scandir = os.scandir

    class Entry:
        def __init__(self, entry):
            self._entry, self.name, self.path = entry, entry.name, entry.path

        def is_dir(self, **_):
            return self._entry.is_dir()

        def is_file(self):
            return self._entry.is_file()

        def stat(self, **_):
            is_junction = self.name.startswith("junction")
            return SimpleNamespace(
                st_size=0, st_mtime_ns=1, st_ino=0, st_mode=0, st_reparse_tag=JUNCTION if is_junction else 0
            )

    class Entries(list):
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(
        fingerprint.os, "scandir", lambda folder: Entries(Entry(entry) for entry in scandir(folder))
    )
    monkeypatch.setattr(fingerprint, "ON_WINDOWS", True)


def test_a_file_that_its_writer_holds_open_is_seen_to_grow(tmp_path, monkeypatch):
    stale(monkeypatch)
    with (tmp_path / "run.log").open("w") as file:
        file.write("a\n")
        file.flush()
        before = fingerprint_of(tmp_path)
        file.write("b\n")
        file.flush()
        assert fingerprint_of(tmp_path) != before


def test_a_junction_is_not_walked_into(tmp_path, monkeypatch):
    (tmp_path / "junction").mkdir()
    (tmp_path / "junction" / "elsewhere.log").write_text("x", "utf-8")
    (tmp_path / "here.log").write_text("x", "utf-8")
    stale(monkeypatch)
    assert [Path(name).name for name, *_ in fingerprint_of(tmp_path).files] == ["here.log"]


def test_a_junction_is_a_link_that_leads_out(tmp_path, monkeypatch):
    root, outside = tmp_path / "store", tmp_path / "outside"
    outside.mkdir()
    (root / "own").mkdir(parents=True)
    (root / "junction").symlink_to(outside)
    lstat = Path.lstat

    def of_windows(path):
        seen = lstat(path)
        if path.name != "junction":
            return seen
        return SimpleNamespace(st_mode=lstat(outside).st_mode, st_reparse_tag=JUNCTION)

    monkeypatch.setattr(Path, "lstat", of_windows)
    assert not paths.is_within(root / "junction", root)
    assert paths.problem(root / "junction", root) == paths.LINK_OUT
    assert paths.is_link(root / "junction")
    assert (paths.is_link(root / "own"), paths.problem(root / "own", root)) == (False, "")


def test_a_file_that_another_program_holds_open_stays(tmp_path, monkeypatch):
    target = tmp_path / "runs.csv"
    target.write_text("old", "utf-8")

    def refused(self, other):
        raise PermissionError(13, "Access is denied", str(self), 5, str(other))

    monkeypatch.setattr(Path, "replace", refused)
    with (
        pytest.raises(HpvizError, match=r"cannot write .*runs\.csv .*another program"),
        replacing(target) as draft,
    ):
        draft.write_text("new", "utf-8")
    assert target.read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["runs.csv"]


@pytest.mark.parametrize(
    "store", ["hyperopt/trials.json", "sklearn_cv/random.csv", "optuna/study.db", "optuna/journal.log"]
)
def test_names_in_capitals_are_read_alike(stores, store, tmp_path):
    copy = tmp_path / Path(store).name.upper()
    copy.write_bytes((stores / store).read_bytes())
    assert list(hpviz.read(copy).params) == list(hpviz.read(stores / store).params)
