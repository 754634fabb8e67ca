"""W&B's folder, read without W&B. The logs are written here as W&B's core writes them: blocks of 32 KiB."""

from __future__ import annotations

import numpy as np
import pytest

import hpviz
from hpviz import HpvizError, read
from tests.sources.trackers.wandb_log import (
    BLOCK,
    config,
    exit_record,
    framed,
    history,
    metric,
    run_record,
    summary,
)


@pytest.fixture
def folder(tmp_path):
    """Write runs into a folder `wandb`: run id to its records, or its bytes."""

    def write(runs, prefix="offline-run"):
        wandb = tmp_path / "wandb"
        for number, (run_id, records) in enumerate(runs.items()):
            place = wandb / f"{prefix}-20260101_0000{number:02}-{run_id}"
            (place / "files").mkdir(parents=True)
            data = records if isinstance(records, bytes) else framed(records)
            (place / f"run-{run_id}.wandb").write_bytes(data)
        return wandb

    return write


def usual(run_id="abc", **more):
    return [
        run_record(run_id, **more),
        config({"lr": 0.5, "opt": "adam"}),
        history(1, {"loss": 2.0, ("val", "acc"): 0.25, "_step": 1, "_runtime": 0.5}),
        history(2, {"loss": 1.5, ("val", "acc"): 0.5, "_step": 2, "_runtime": 3.25}),
        summary({"loss": 1.5, ("val", "acc"): 0.5, "_step": 2, "_wandb": {"runtime": 3}}),
        exit_record(),
    ]


def test_one_run(folder):
    runs = read(folder({"abc": usual(name="trial-1", sweep="s1", group="g", tags=["a", "b"])}))
    assert (list(runs.run_ids), list(runs.names), list(runs.groups)) == (["abc"], ["trial-1"], ["s1"])
    assert runs.status_counts() == {"finished": 1}
    assert runs.created.tolist() == [1_700_000_000.5]
    assert {name: column.numbers[0] for name, column in runs.metrics.items()} == {
        "loss": 1.5,
        "val.acc": 0.5,
        "runtime": 12,
    }
    assert runs.history.values["loss"].tolist() == [2.0, 1.5]
    assert runs.history.numbers.tolist() == [1, 2]
    assert runs.metric_values("loss", "max").tolist() == [2.0]
    assert runs.columns["tags"].levels == ("a, b",)
    assert (runs.experiment, runs.source) == ("digits", "W&B project 'digits' in wandb")


def test_configuration_as_it_was(folder):
    given = {
        "none": None,
        "flag": True,
        "code": "007",
        "layers": [16, 16],
        "big": 2**40,
        ("optim", "lr"): 0.001,
        "nested": {"a": {"b": 1}},
        "dotted.key": 3,
        "dotted": {"key": 4},
        "_wandb": {"cli_version": "0"},
    }
    other = {
        "flag": False,
        "code": "008",
        "layers": [32],
        "big": 1,
        ("optim", "lr"): 0.1,
        "nested": {"a": {"b": 2}},
    }
    runs = read(folder({"a": [run_record("a"), config(given)], "b": [run_record("b"), config(other)]}))
    assert runs.params["none"].levels == ("None",)
    assert runs.params["none"].absent.tolist() == [False, True]
    assert runs.params["flag"].kind == "boolean"
    assert runs.params["code"].levels == ("007", "008")
    assert runs.params["layers"].levels == ("[16, 16]", "[32]")
    assert runs.params["big"].numbers.tolist() == [2**40, 1]
    assert runs.params["optim.lr"].numbers.tolist() == [0.001, 0.1]
    assert runs.params["nested.a.b"].integral
    assert (runs.params["dotted.key"].numbers[0], runs.params["dotted.key (2)"].numbers[0]) == (3, 4)
    assert not any("_wandb" in name for name in runs.columns)
    assert runs.resolve("config.optim.lr") == "optim.lr"


def test_a_changed_configuration_and_a_removed_result(folder):
    records = [
        run_record(config={"lr": 1, "late": 0}),
        config({"lr": 2, ("late",): {"x": 1}}),
        summary({"loss": 1, "other": 2}),
        summary({"loss": 3}, removed=["other"]),
    ]
    runs = read(folder({"abc": records}))
    assert runs.params["lr"].numbers[0] == 2
    assert runs.params["late.x"].numbers[0] == 1
    assert list(runs.metrics) == ["loss"]


def test_how_runs_ended(folder):
    runs = read(
        folder(
            {
                "a": usual("a"),
                "b": [run_record("b"), exit_record(1)],
                "c": [run_record("c")],
                "d": framed([]),
                "e": b"",
            }
        )
    )
    assert dict(zip(runs.run_ids, runs.statuses, strict=True)) == {
        "a": "finished",
        "b": "failed",
        "c": "running",
        "d": "running",
        "e": "running",
    }


def test_nan_infinity_and_what_is_no_number(folder):
    values = {
        "nan": float("nan"),
        "inf": float("inf"),
        "word": "NaN",
        "text": "done",
        "hist": {"_type": "histogram", "values": [1]},
        "best": {"loss": 0.5},
    }
    runs = read(
        folder(
            {
                "a": [run_record("a"), summary(values)],
                "b": [run_record("b"), summary(dict.fromkeys(values, 1))],
            }
        )
    )
    np.testing.assert_equal(runs.metrics["nan"].numbers, [np.nan, 1])
    np.testing.assert_equal(runs.metrics["inf"].numbers, [np.inf, 1])
    np.testing.assert_equal(runs.metrics["word"].numbers, [np.nan, 1])
    assert runs.metrics["best.loss"].numbers[0] == 0.5
    assert np.isnan(runs.metrics["text"].numbers[0])
    assert np.isnan(runs.metrics["hist"].numbers[0])


def test_a_summary_of_the_smallest_keeps_the_last_too(folder):
    records = [
        run_record(),
        metric("loss", smallest=1),
        metric("acc", goal=2),
        metric("both", smallest=1, largest=1),
        history(1, {"loss": 1.0}),
        history(2, {"loss": 2.0}),
        summary({("loss", "min"): 1.0}),
    ]
    runs = read(folder({"abc": records}))
    assert (runs.metrics["loss"].numbers[0], runs.metrics["loss.min"].numbers[0]) == (2, 1)
    assert runs.hints.goals == {"loss": "minimize", "summary.acc": "maximize"}


def test_a_run_that_was_resumed_is_one_run(folder):
    wandb = folder({"abc": usual()[:-2]})
    place = wandb / "offline-run-20260102_000000-abc"
    place.mkdir()
    (place / "run-abc.wandb").write_bytes(framed([run_record(), history(3, {"loss": 0.5}), exit_record()]))
    runs = read(wandb)
    assert (list(runs.run_ids), list(runs.statuses)) == (["abc"], ["finished"])
    assert runs.metrics["loss"].numbers[0] == 0.5
    assert runs.history.values["loss"].tolist() == [2.0, 1.5, 0.5]


def test_latest_run_is_no_second_run_and_links_elsewhere_are_not_followed(folder, tmp_path):
    wandb = folder({"abc": usual()})
    (wandb / "latest-run").symlink_to(next(wandb.glob("offline-run-*")), target_is_directory=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "run-xyz.wandb").write_bytes(framed(usual("xyz")))
    (wandb / "run-20260101_000009-xyz").symlink_to(elsewhere, target_is_directory=True)
    assert list(read(wandb).run_ids) == ["abc"]


@pytest.mark.parametrize("prefix", ["offline-run", "run"])
def test_a_folder_of_one_run_and_its_log_alone(folder, prefix):
    place = next(folder({"abc": usual()}, prefix).iterdir())
    assert list(read(place).run_ids) == ["abc"]
    assert list(read(place / "run-abc.wandb").run_ids) == ["abc"]


def test_records_over_many_blocks(folder):
    long = {f"p{number}": "x" * 40 for number in range(4000)}
    runs = read(folder({"abc": [*usual()[:-1], config(long), exit_record()], "b": usual("b")}))
    assert "p3999" in runs.columns
    assert runs.status_counts() == {"finished": 2}


def test_several_projects(folder):
    runs = {
        "a": usual("a", project="one"),
        "b": usual("b", project="two"),
        "c": usual("c", project="two"),
        "d": b"",
    }
    wandb = folder(runs)
    largest = read(wandb)
    assert (largest.experiments, largest.experiment, len(largest)) == (("one", "two"), "two", 3)
    assert len(read(wandb, experiment="one")) == 2  # with the run whose project is not known yet
    with pytest.raises(HpvizError, match="no project 'three'"):
        read(wandb, experiment="three")


def test_every_cut_of_a_log_is_read_as_far_as_it_goes(folder):
    whole = framed(usual())
    for end in range(0, len(whole), 7):
        place = folder({f"cut{end}": whole[:end], f"whole{end}": usual(f"whole{end}")})
    runs = read(place)
    assert len(runs) == 2 * len(range(0, len(whole), 7))
    cuts = [
        status for name, status in zip(runs.run_ids, runs.statuses, strict=True) if name.startswith("cut")
    ]
    assert set(cuts) == {"running"}
    assert any("Run cut70: run-cut70.wandb ends in the middle of a record" in note for note in runs.notes)


def test_damage_costs_the_block_but_not_the_run(folder):
    records = [run_record(), config({"pad": "x" * BLOCK}), history(1, {"loss": 1.0}), exit_record()]
    data = bytearray(framed(records))
    data[200] ^= 255  # in the first block, of the padding
    runs = read(folder({"abc": bytes(data), "b": usual("b")}))
    assert runs.status_counts() == {"finished": 2}
    assert runs.metrics["loss"].numbers.tolist() == [1, 1.5]
    assert any("Run abc: parts of run-abc.wandb are damaged" in note for note in runs.notes)


def test_garbage_is_named_and_the_other_runs_are_read(folder):
    noise = np.random.default_rng(1).bytes(5000)
    runs = read(
        folder(
            {"bad": noise, "worse": b":W&B" + noise, "odd": [b"\xff" * 20, b"\x12\x05ab"], "b": usual("b")}
        )
    )
    assert dict(zip(runs.run_ids, runs.statuses, strict=True))["b"] == "finished"
    for name in ("bad", "worse", "odd"):
        assert any(note.startswith(f"Run {name}: ") for note in runs.notes)


def test_a_run_folder_without_a_log_is_named(folder):
    wandb = folder({"abc": usual()})
    (wandb / "run-20200101_000000-old").mkdir()
    assert any("run-20200101_000000-old holds no log" in note for note in read(wandb).notes)


def test_large_logs_are_read_without_their_steps(folder, monkeypatch):
    monkeypatch.setattr(hpviz.limits, "history_mib", 100 / 2**20)
    runs = read(folder({"abc": usual()}))
    assert runs.metrics["loss"].numbers[0] == 1.5
    assert runs.history is None
    assert any("only the summary" in note for note in runs.notes)
