"""What is in the archives of a store is looked up once, and again where one has changed."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections import Counter

import pytest

from hpviz import read
from hpviz.sources.store.binary import archive

# One for the names, and one for each text that is read.
OPENED = {"comet/archives": 3, "clearml/offline": 4}


@pytest.fixture
def opened(monkeypatch):
    """How often each archive was opened."""
    counts: Counter[str] = Counter()

    class Counted(zipfile.ZipFile):
        def __init__(self, file, *given, **options):
            counts[os.fspath(file)] += 1
            super().__init__(file, *given, **options)

    monkeypatch.setattr(archive.zipfile, "ZipFile", Counted)
    return counts


def aged(path, seconds=0):
    """Make a file older than the tick of any clock."""
    os.utime(path, (1_700_000_000 + seconds,) * 2)


@pytest.mark.parametrize("store", OPENED)
def test_recognising_an_archive_opens_it_once(store, stores, tmp_path, opened):
    copy = tmp_path / "store"
    shutil.copytree(stores / store, copy)
    for path in copy.glob("*.zip"):
        aged(path)
    read(copy)
    packed = [count for name, count in opened.items() if name.startswith(str(copy))]
    assert len(packed) >= 1
    assert max(packed) <= OPENED[store]


def test_an_archive_that_has_changed_is_looked_at_again(tmp_path):
    path = tmp_path / "a.zip"
    for place, name in enumerate(("one", "two", "ten")):
        with zipfile.ZipFile(path, "w") as file:
            file.writestr(name, "")
        # As large as before, and written within a tick of the clock; then at another time.
        assert archive.names(path) == {name}
        aged(path, place)
        assert archive.names(path) == {name}
    path.unlink()
    assert archive.names(path) == frozenset()
