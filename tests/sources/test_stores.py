"""Which tracker wrote what lies at a path."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3

import pytest

import hpviz
from hpviz import HpvizError, rank, read
from hpviz.sources import registry
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.stores import reader_of, unexpected

STORES = {
    "optuna/study.db": registry.OPTUNA_DATABASE,
    "optuna/journal.log": registry.OPTUNA_JOURNAL,
    "mlflow/mlflow.db": registry.MLFLOW_DATABASE,
    "mlflow/mlruns": registry.MLFLOW_FOLDER,
    "ray/results": registry.RAY_FOLDER,
    "ray/results/digits": registry.RAY_FOLDER,
    "tensorboard/logs_tb": registry.TENSORBOARD,
    "tensorboard/logs_tbx": registry.TENSORBOARD,
}


@pytest.mark.parametrize("place", STORES)
def test_a_store_is_recognised_by_one_reader_before_all_others(stores, place):
    assert reader_of(stores / place) is STORES[place]


@pytest.mark.parametrize("reader", registry.STORES, ids=lambda reader: reader.name)
def test_no_reader_takes_what_is_no_store(reader, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "runs.csv").write_text("lr,loss\n1,2\n")
    (tmp_path / "runs.json").write_text('[{"lr": 1, "loss": 2}]')
    (tmp_path / "nothing").write_bytes(b"")
    (tmp_path / "noise.db").write_bytes(b"SQLite format 3\0" + bytes(range(256)))
    for path in tmp_path.iterdir():
        assert not reader.recognises(path), path
    assert not reader.recognises(tmp_path)


@pytest.mark.parametrize("deeper", ["", "results", "project/out"])
@pytest.mark.parametrize(
    "place",
    [
        "optuna/study.db",
        "optuna/journal.log",
        "mlflow/mlruns",
        "guild/home",
        "swanlab/swanlog",
        "clearml/offline",
        "comet/archives",
        "neptune/.neptune",
    ],
)
def test_a_folder_with_a_single_store_is_read(stores, tmp_path, place, deeper):
    here = tmp_path / deeper
    here.mkdir(parents=True, exist_ok=True)
    copy = here / place.rpartition("/")[2]
    (shutil.copytree if (stores / place).is_dir() else shutil.copy)(stores / place, copy)
    (tmp_path / "notes.txt").write_text("something else")
    (tmp_path / ".git").mkdir()
    # What looks like folders of runs is seen from further above.
    if deeper.count("/") and not place.startswith("clearml"):
        with pytest.raises(HpvizError, match="no tracker's store that hpviz knows"):
            read(tmp_path)
        return
    runs = read(tmp_path)
    assert list(runs.columns) == list(read(copy).columns)
    assert f"Read from {copy.relative_to(tmp_path).as_posix()}, the only store in" in " ".join(runs.notes)


@pytest.mark.parametrize(
    "place", ["sacred/runs", "keras_tuner/results", "ray/results", "hydra/multirun", "trackio/data"]
)
@pytest.mark.parametrize("deeper", ["", "results"])
def test_a_parent_is_read_as_its_only_store(stores, tmp_path, place, deeper):
    """Its runs look like folders of a config and metrics from above, but a tracker's mark is below."""
    copy = tmp_path / deeper / place.rpartition("/")[2]
    shutil.copytree(stores / place, copy)
    runs, parent = read(copy), read(tmp_path)
    assert len(parent) == len(runs)
    assert (list(parent.params), list(parent.metrics)) == (list(runs.params), list(runs.metrics))
    assert parent.default_metric() == runs.default_metric()
    assert not parent.guesses


def test_a_run_with_a_trackers_store_in_it_is_a_run(stores, tmp_path):
    for number in range(3):
        run = tmp_path / "sweep" / f"run_{number}"
        shutil.copytree(stores / "sacred" / "runs", run / "inner")
        (run / "config.json").write_text(f'{{"lr": 0.{number}}}')
        (run / "metrics.json").write_text(f'{{"loss": {number}}}')
    assert reader_of(tmp_path / "sweep") is registry.RUN_FOLDERS


def test_stores_of_several_kinds_are_named(stores, tmp_path):
    for place in ("sacred/runs", "hydra/multirun"):
        shutil.copytree(stores / place, tmp_path / place)
    with pytest.raises(HpvizError, match=r"holds 2 stores: hydra \(Hydra multirun.*sacred/runs \(Sacred\)"):
        read(tmp_path)


def test_two_stores_of_run_folders_are_named(stores, tmp_path):
    for name in ("first", "second"):
        shutil.copytree(stores / "sacred" / "runs", tmp_path / name)
    with pytest.raises(HpvizError, match=r"holds 2 stores: first \(Sacred\), second \(Sacred\)"):
        read(tmp_path)


def test_a_folder_that_holds_stores_names_them_and_how_to_choose(stores):
    with pytest.raises(HpvizError) as caught:
        read(stores / "mlflow")
    assert "holds 2 stores: mlflow.db (MLflow database), mlruns (MLflow folder mlruns)" in str(caught.value)
    assert f"Give the path of one, such as {(stores / 'mlflow' / 'mlflow.db').as_posix()!r}" in str(
        caught.value
    )


def test_of_several_trackers_stores_each_is_named(stores, tmp_path):
    readers = {
        "guild/home": "Guild AI",
        "swanlab/swanlog": "SwanLab",
        "clearml/offline": "ClearML offline sessions",
        "comet/archives": "Comet offline archives",
        "neptune/.neptune": "Neptune offline runs",
    }
    for place in readers:
        shutil.copytree(stores / place, tmp_path / place.rpartition("/")[2])
    with pytest.raises(HpvizError, match="holds 5 stores") as caught:
        read(tmp_path)
    for place, name in readers.items():
        assert f"{place.rpartition('/')[2]} ({name})" in str(caught.value)


def test_stores_are_looked_for_no_deeper_than_the_first(stores, tmp_path):
    shutil.copy(stores / "optuna" / "study.db", tmp_path / "study.db")
    (tmp_path / "old").mkdir()
    shutil.copy(stores / "optuna" / "study.db", tmp_path / "old" / "study.db")
    assert "Read from study.db" in " ".join(read(tmp_path).notes)


def test_a_database_of_something_else_names_its_tables(tmp_path):
    path = tmp_path / "shop.db"
    store = sqlite3.connect(path)
    store.execute("CREATE TABLE customers (id INT)")
    store.close()
    with pytest.raises(HpvizError, match=r"its tables are customers\. Known are: .*W&B"):
        read(path)


def test_a_reader_that_stumbles_names_the_file(tmp_path):
    path = tmp_path / "mlflow.db"
    store = sqlite3.connect(path)
    for table in ("experiments", "runs", "params", "latest_metrics"):
        store.execute(f"CREATE TABLE {table} (something INT)")
    store.close()
    with pytest.raises(HpvizError, match=r"'mlflow\.db' cannot be read: no such column"):
        read(path)


@pytest.mark.parametrize("place", ["tensorboard/logs_tb"])
def test_an_experiment_where_there_are_none(stores, place):
    with pytest.raises(HpvizError, match="holds no experiments to choose from"):
        read(stores / place, experiment="x")


def test_an_experiment_of_a_table(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text("lr,loss\n1,2\n")
    for source in (path, [{"lr": 1, "loss": 2}], read(path)):
        with pytest.raises(HpvizError, match="no experiments to choose from, so experiment='x'"):
            read(source, experiment="x")


def test_an_experiment_to_rank(stores):
    ranking = rank(stores / "optuna" / "study.db", "values_0", experiment="two-objectives")
    assert set(ranking.table()["param"]) == {"x", "y"}


@pytest.mark.parametrize(
    "address", ["ftp://host/runs.csv", "https://host/path/runs.csv", "s3://bucket/runs.parquet"]
)
def test_other_addresses_are_refused_with_what_is_accepted(address):
    with pytest.raises(HpvizError, match=r"Download it and give the file's path.*wandb://entity/project"):
        read(address)


def test_a_file_address(tmp_path):
    path = tmp_path / "my runs.csv"
    path.write_text("lr,loss\n1,2\n")
    assert len(read(path.as_uri())) == 1


FOUND = [
    Experiment(name="a", key=1, runs=9, finished=2, newest=1),
    Experiment(name="b", key=2, runs=5, finished=5, newest=2),
    Experiment(name="c", key=3, runs=5, finished=5, newest=3),
]


def test_of_equal_experiments_the_newest_is_taken():
    picked = pick(FOUND, None, word="study", store="the store")
    assert (picked.experiment.name, picked.names) == ("c", ("a", "b", "c"))
    assert picked.notes[0].startswith("The store holds 3 studies: 'a' (9 runs), ")


def test_a_single_experiment_needs_no_word():
    assert pick(FOUND[:1], None, word="study", store="the store").notes == ()


def test_an_experiment_by_name_before_one_by_key():
    experiments = [Experiment(name="2", key=1, runs=1), Experiment(name="x", key=2, runs=1)]
    assert pick(experiments, "2", word="study", store="the store").experiment.key == 1


@pytest.mark.parametrize(
    "place",
    [*STORES, "keras_tuner/results/digits", "smac/smac3_output", "sacred/runs", "trackio/data/digits.db",
     "dvc/exp_show.csv", "dvc/exp_show.json", "hyperopt/trials.json", "hydra/multirun/digits"],
)  # fmt: skip
def test_an_experiment_that_is_not_there_is_never_ignored(stores, place):
    with pytest.raises(HpvizError, match=r"no such experiment|holds no experiments to choose from"):
        read(stores / place, experiment="no such experiment")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in files here")
@pytest.mark.parametrize(
    "place", ["mlflow/mlruns", "ray/results/digits", "sacred/runs", "hydra/multirun/digits"]
)
@pytest.mark.timeout(60)
def test_pipes_links_and_folders_in_place_of_files_are_not_opened(stores, tmp_path, place):
    copy = tmp_path / "store"
    shutil.copytree(stores / place, copy)
    secret = tmp_path / "secret"
    secret.write_text('{"lr": "secret"}')
    files = [path for path in copy.rglob("*") if path.is_file()]
    for number, path in enumerate(sorted(files)[1::3]):
        path.unlink()
        (os.mkfifo, lambda link: link.symlink_to(secret), os.mkdir)[number % 3](path)
    try:
        runs = read(copy)
    except HpvizError as refusal:
        text = str(refusal)
    else:
        text = repr(runs) + repr([column.levels for column in runs.columns.values()])
    assert "'secret'" not in text


def test_a_pipe_or_a_device_is_no_table(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no pipes in files here")
    os.mkfifo(tmp_path / "runs.csv")
    with pytest.raises(HpvizError, match=r"'runs\.csv' is neither a file nor a folder"):
        read(tmp_path / "runs.csv")


def test_a_packed_file_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(hpviz.limits, "table_gib", 1000 / 2**30)
    (tmp_path / "runs.csv.gz").write_bytes(gzip.compress(b"lr,loss\n" + b"1,2\n" * 1000))
    with pytest.raises(HpvizError, match=r"'runs\.csv\.gz' holds more than"):
        read(tmp_path / "runs.csv.gz")


def test_the_last_net_names_no_error(tmp_path):
    refusal = str(unexpected(KeyError("x"), tmp_path / "runs", "Ray Tune"))
    assert "'runs', read as Ray Tune, is damaged" in refusal
    assert "KeyError" not in refusal
