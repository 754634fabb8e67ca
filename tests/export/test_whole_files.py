"""Where writing fails, the file that stood there stays as it was, and a sentence says why."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

import hpviz
from hpviz.files import replacing
from hpviz.runs.write import write
from tests.conftest import needs_extra

ON_UNIX = pytest.mark.skipif(sys.platform == "win32", reason="links, modes, devices and limits of Unix")


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def full_after(size):
    """Let no file grow beyond so many bytes, as on a disk that is full."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_error_leaves_the_old_file_alone(tmp_path):
    file = tmp_path / "runs.csv"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(file) as draft:  # noqa: PT012
        draft.write_text("half of the n")
        raise ZeroDivisionError
    assert (file.read_text(), names_in(tmp_path)) == ("old", ["runs.csv"])


def test_a_file_appears_as_a_whole(tmp_path):
    file = tmp_path / "runs.csv"
    with replacing(file) as draft:
        draft.write_text("new")
        assert not file.exists()
    assert (file.read_text(), names_in(tmp_path)) == ("new", ["runs.csv"])


@ON_UNIX
def test_a_link_stays_a_link_and_a_mode_stays(tmp_path):
    file, link = tmp_path / "real.csv", tmp_path / "link.csv"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    with replacing(link) as draft:
        draft.write_text("new")
    assert (link.is_symlink(), file.read_text(), stat.S_IMODE(file.stat().st_mode)) == (True, "new", 0o640)


@ON_UNIX
def test_a_device_is_written_to_and_stays_one():
    with replacing(Path(os.devnull)) as draft:
        draft.write_text("gone")
    assert Path(os.devnull).is_char_device()


@ON_UNIX
@pytest.mark.parametrize("name", ["runs.csv", "runs.csv.gz", "runs.parquet", "chart.json", "chart.html"])
def test_a_full_disk_destroys_no_file(tmp_path, name):
    needs_extra(name)
    runs = hpviz.read({"lr": [0.1, 0.2, 0.3, 0.4] * 5, "val_loss": [float(n) for n in range(20)]})
    file = tmp_path / name
    file.write_bytes(b"old")
    save = hpviz.rank(runs).chart().save
    with pytest.raises(hpviz.HpvizError, match="cannot write"), full_after(64):
        save(file) if name.startswith("chart") else write(runs, file)
    assert (file.read_bytes(), names_in(tmp_path)) == (b"old", [name])


@ON_UNIX
def test_a_folder_that_may_not_be_entered_is_said():
    folder = Path(tempfile.mkdtemp(prefix="hpviz-"))
    (folder / "inner").mkdir()
    folder.chmod(0o000)
    code = """
import os, sys, hpviz
runs = {"lr": [0.1, 0.2, 0.3, 0.4] * 5, "val_loss": [float(n) for n in range(20)]}
chart = hpviz.rank(runs, trees=5).chart()
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    chart.save(sys.argv[1])
except hpviz.HpvizError as refusal:
    print(refusal)
"""
    try:
        arguments = [sys.executable, "-c", code, str(folder / "inner" / "chart.json")]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        assert done.stdout.startswith("cannot write"), done.stderr
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_folder_in_the_file_s_place_is_said(tmp_path):
    (tmp_path / "runs.csv").mkdir()
    runs = hpviz.read({"lr": [0.1, 0.2], "val_loss": [1.0, 2.0]})
    with pytest.raises(hpviz.HpvizError, match=r"cannot write .*runs\.csv"):
        write(runs, tmp_path / "runs.csv")


def test_the_home_of_nobody_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runs = hpviz.read({"lr": [0.1, 0.2], "val_loss": [1.0, 2.0]})
    with pytest.raises(hpviz.HpvizError, match="~nobody-at-all"):
        hpviz.read("~nobody-at-all/runs.csv")
    with pytest.raises(hpviz.HpvizError, match="~nobody-at-all"):
        write(runs, "~nobody-at-all/runs.csv")
    with pytest.raises(hpviz.HpvizError, match="~nobody-at-all"):
        hpviz.rank(runs).chart().save("~nobody-at-all/chart.json")
