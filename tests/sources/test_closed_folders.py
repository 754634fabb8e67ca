"""What may not be opened, and links that lead elsewhere: each costs itself, with a note."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hpviz import HpvizError, read
from tests.conftest import needs_extra
from tests.sources.corpus import different

ROOT = Path(__file__).parents[2]
# Of each store the folder of a run, and a file of another run without which that has nothing.
STORES = {
    "keras_tuner/results/digits": ("trial_03", "trial_04/trial.json"),
    "sacred/runs": ("3", "4/run.json"),
    "ray/results/digits": ("*_c7753e52_*", "*_990a9662_*/result.json"),
    "mlflow/mlruns": ("*/25c6e9dca198485e923ad4016eb8ef84", "*/2903dbe354a5439b9aec7962f445f758/meta.yaml"),
    "hydra/multirun/digits": ("3", "4/metrics.json"),
    "tensorboard/logs_tb": ("run03", "run04/events*"),
}
MODES = {"closed": 0o000, "listed only": 0o444, "entered only": 0o111}
# What is imported when it is needed is imported while that is still allowed.
READ = """
import json, os, sys
import hpviz
whole, *paths = sys.argv[1:]
hpviz.read(whole)
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
answers = []
for path in paths:
    runs = hpviz.read(path)
    answers.append([len(runs), list(runs.notes)])
print(json.dumps(answers))
"""


@pytest.fixture
def shared():
    """A folder that others than root can look into."""
    folder = Path(tempfile.mkdtemp(prefix="hpviz-"))
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)


def read_by_nobody(whole: Path, *paths: Path) -> list[tuple[int, list[str]]]:
    """Read stores as a user who is not root; return the number of runs and the notes of each."""
    arguments = [sys.executable, "-c", READ, str(whole), *map(str, paths)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd="/", env=environment)
    assert done.returncode == 0, done.stderr
    return [(count, notes) for count, notes in json.loads(done.stdout)]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are those of POSIX")
@pytest.mark.parametrize("place", STORES)
def test_a_folder_that_may_not_be_opened_costs_its_run(stores, shared, place):
    needs_extra(place)
    folder, _ = STORES[place]
    copies = []
    for name, mode in MODES.items():
        copy = shared / name / Path(place).name
        shutil.copytree(stores / place, copy)
        (closed,) = copy.glob(folder)
        closed.chmod(mode)
        copies.append((copy, closed))
    count = len(read(stores / place))
    for (copy, closed), (left, notes) in zip(
        copies, read_by_nobody(stores / place, *(copy for copy, _ in copies)), strict=True
    ):
        assert left >= count - 1, copy
        assert any(closed.name in note and "permission denied" in note for note in notes), notes


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are those of POSIX")
@pytest.mark.parametrize("place", STORES)
def test_a_file_that_may_not_be_read_costs_its_run(stores, shared, place):
    needs_extra(place)
    copy = shared / Path(place).name
    shutil.copytree(stores / place, copy)
    (file,) = copy.glob(STORES[place][1])
    file.chmod(0)
    ((left, notes),) = read_by_nobody(stores / place, copy)
    assert left >= len(read(stores / place)) - 1
    assert any(file.parent.name[:50] in note for note in notes), notes


@pytest.mark.parametrize("place", STORES)
def test_a_folder_that_is_a_link_out_of_the_store_is_not_followed(stores, tmp_path, place):
    needs_extra(place)
    copy, outside = tmp_path / Path(place).name, tmp_path / "outside"
    shutil.copytree(stores / place, copy)
    (folder,) = copy.glob(STORES[place][0])
    whole = read(copy)
    folder.rename(outside)
    folder.symlink_to(outside, target_is_directory=True)
    runs = read(copy)
    # Of Ray's trials the state of the experiment has the last results.
    assert len(different(runs, whole)) == (place != "ray/results/digits")
    assert any(folder.name[:50] in note and "link" in note for note in runs.notes), runs.notes


@pytest.mark.parametrize("place", STORES)
def test_a_file_that_is_a_link_out_of_the_store_is_not_followed(stores, tmp_path, place):
    needs_extra(place)
    copy, outside = tmp_path / Path(place).name, tmp_path / "outside"
    shutil.copytree(stores / place, copy)
    whole = read(copy)
    (file,) = copy.glob(STORES[place][1])
    file.rename(outside)
    file.symlink_to(outside)
    runs = read(copy)
    assert len(different(runs, whole)) == (place != "ray/results/digits")
    assert any(file.parent.name[:50] in note for note in runs.notes), runs.notes


def test_the_times_of_a_log_outside_are_not_read(stores, tmp_path):
    needs_extra("hydra")
    copy, outside = tmp_path / "digits", tmp_path / "outside.log"
    shutil.copytree(stores / "hydra/multirun/digits", copy)
    (copy / "3" / "app.log").rename(outside)
    (copy / "3" / "app.log").symlink_to(outside)
    runs = read(copy)
    row = runs.run_ids.tolist().index("3")
    assert runs.created[row] != runs.created[row]


@pytest.mark.parametrize("place", STORES)
def test_a_link_to_itself_costs_nothing(stores, tmp_path, place):
    needs_extra(place)
    copy = tmp_path / Path(place).name
    shutil.copytree(stores / place, copy)
    (folder,) = copy.glob(STORES[place][0])
    for here in (copy, folder):
        (here / "loop").symlink_to("loop")
        for name in ("metrics.json", "trial.json", "config.json", "meta.yaml"):
            if not (here / name).exists():
                (here / name).symlink_to(name)
    assert different(read(copy), read(stores / place)) == []


def test_a_store_that_is_a_link_to_itself_is_refused(tmp_path):
    (tmp_path / "runs").symlink_to("runs")
    with pytest.raises(HpvizError, match="there is no file or folder"):
        read(tmp_path / "runs")
