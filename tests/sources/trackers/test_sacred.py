"""Sacred's file storage."""

from __future__ import annotations

import json
import shutil

import pytest

from hpviz import read


@pytest.fixture
def store(tmp_path):
    """Write runs as Sacred does; a text is written as it is."""

    def of(**files):
        for place, content in files.items():
            number, _, name = place.removeprefix("_").partition("_")
            path = tmp_path / number / f"{name}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return tmp_path

    return of


def run(status="COMPLETED", name="exp", **known):
    return {
        "status": status,
        "experiment": {"name": name},
        "start_time": "2026-11-24T00:00:00.500000",
        "stop_time": "2026-11-24T00:00:02.000000",
        **known,
    }


def test_the_sample(stores):
    runs = read(stores / "sacred" / "runs")
    assert runs.status_counts() == {"finished": 9, "failed": 1}
    assert runs.run_ids.tolist() == [str(number) for number in range(1, 11)]
    assert (runs.statuses[5], runs.experiment) == ("failed", "digits")
    assert list(runs.metrics) == ["val.acc", "val.loss", "result", "runtime"]
    assert runs.metrics["val.loss"].numbers[4] == 1.5595896457526222
    assert runs.metrics["runtime"].numbers[4] == pytest.approx(0.266633)
    assert runs.history.values["val.loss"][runs.history.run == 4].tolist()[0] == 1.6554767799979728
    assert runs.params["model.rf.n_estimators"].numbers[4] == 29
    assert runs.params["data.scale"].kind == "boolean"
    assert (runs.default_metric(), runs.default_goal("result")) == ("result", "minimize")
    assert runs.created[4] == 1795480044.493664


def test_every_status(store):
    words = ["COMPLETED", "FAILED", "INTERRUPTED", "TIMEOUT", "RUNNING", "QUEUED", "else"]
    files = {f"_{number}_run": run(word) for number, word in enumerate(words)}
    files |= {f"_{number}_config": {"lr": number} for number in range(len(words))}
    assert read(store(**files)).statuses.tolist() == [
        "finished",
        "failed",
        "killed",
        "killed",
        "running",
        "running",
        "unknown",
    ]


def test_what_jsonpickle_wrapped_is_unwrapped_and_nothing_is_built(store):
    config = {
        "pair": {"py/tuple": [1, 2]},
        "number": {"dtype": "float64", "py/object": "numpy.float64", "value": 0.5},
        "thing": {"py/object": "os.system", "args": ["exit"]},
        "none": None,
        "code": "007",
    }
    runs = read(store(_1_run=run(), _1_config=config, _2_run=run(), _2_config={"code": "008"}))
    assert runs.params["pair"].levels == ("(1, 2)",)
    assert runs.params["number"].numbers[0] == 0.5
    assert runs.params["thing"].levels == ("<os.system>",)
    assert (runs.params["none"].levels, runs.params["none"].absent.tolist()) == (("None",), [False, True])
    assert runs.params["code"].levels == ("007", "008")


def test_a_running_run_has_run_until_its_last_heartbeat(store):
    beating = run("RUNNING", stop_time=None, heartbeat="2026-11-24T00:00:10.500000")
    runs = read(store(_1_run=beating, _1_config={"lr": 1}))
    assert runs.metrics["runtime"].numbers.tolist() == [10]


def test_damaged_files_cost_their_own_run(store):
    runs = read(
        store(
            _1_run=run(), _1_config={"lr": 1}, _1_metrics='{"loss": {"steps": [0',
            _2_run="", _2_config={"lr": 2},
            _3_run=run(), _3_config={"lr": 3}, _3_metrics={"loss": {"steps": [0, 1], "values": [2, 1]}},
        )
    )  # fmt: skip
    assert runs.run_ids.tolist() == ["1", "3"]
    assert runs.metrics["loss"].numbers[1] == 1
    assert "1/metrics.json (no complete JSON" in runs.notes[0]
    assert "2/run.json (empty)" in runs.notes[0]


def test_one_of_several_experiments_is_chosen(store):
    path = store(
        _1_run=run(name="a"), _1_config={"lr": 1},
        _2_run=run(name="b"), _2_config={"lr": 2},
        _3_run=run(name="b"), _3_config={"lr": 3},
    )  # fmt: skip
    assert (read(path).experiment, len(read(path))) == ("b", 2)
    assert read(path, experiment="a").run_ids.tolist() == ["1"]


def test_a_number_too_large_for_any_metric_costs_no_run(stores, tmp_path):
    copy = tmp_path / "runs"
    shutil.copytree(stores / "sacred" / "runs", copy)
    file = min(copy.rglob("metrics.json"))
    file.write_text('{"loss": {"steps": [0, 1], "values": [0.5, ' + "9" * 400 + "]}}")
    runs = read(copy)
    assert len(runs) == 10
    assert 0.5 in runs.metrics["loss"].numbers
