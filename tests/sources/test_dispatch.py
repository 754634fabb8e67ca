"""The same runs come out of every kind of source, and the person's object stays as it was."""

from __future__ import annotations

import copy
import gc
import gzip
import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hpviz import HpvizError
from hpviz.sources import as_runs, stores

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

# One run lacks `momentum`: with Adam there is none.
ROWS = [
    {
        "config.lr": 0.1,
        "config.layers": 2,
        "config.opt": "sgd",
        "config.momentum": 0.9,
        "config.amp": True,
        "config.code": "007",
        "metrics.val_loss": 0.5,
        "metrics.val_acc": 0.75,
        "state": "finished",
        "run_id": "a",
    },
    {
        "config.lr": 0.01,
        "config.layers": 3,
        "config.opt": "adam",
        "config.amp": False,
        "config.code": "010",
        "metrics.val_loss": 0.25,
        "metrics.val_acc": 0.875,
        "state": "finished",
        "run_id": "b",
    },
    {
        "config.lr": 0.001,
        "config.layers": 2,
        "config.opt": "sgd",
        "config.momentum": 0.5,
        "config.amp": True,
        "config.code": "007",
        "metrics.val_loss": 2.5,
        "metrics.val_acc": 0.125,
        "state": "crashed",
        "run_id": "c",
    },
]
NAMES = list(dict.fromkeys(name for row in ROWS for name in row))


def columns() -> dict[str, list[object]]:
    return {name: [row.get(name) for row in ROWS] for name in NAMES}


def nested() -> list[dict[str, object]]:
    out = []
    for row in ROWS:
        run: dict[str, dict[str, object]] = {"config": {}, "metrics": {}}
        for name, value in row.items():
            group, _, key = name.partition(".")
            run.get(group, run)[key or name] = value
        out.append(run)
    return out


def csv_text(delimiter: str = ",", end: str = "\n") -> str:
    lines = [NAMES] + [["" if row.get(name) is None else str(row[name]) for name in NAMES] for row in ROWS]
    return end.join(delimiter.join(line) for line in lines) + end


def jsonl() -> str:
    return "\n".join(map(json.dumps, ROWS))


def text_file(name: str, text: str, encoding: str = "utf-8"):
    def make(folder):
        data = text.encode(encoding)
        path = folder / name
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return make


def parquet_file(folder):
    path = folder / "runs.parquet"
    pq.write_table(pa.table(columns()), path)
    return path


def zipped_parquet_file(folder):
    path = folder / "runs.parquet.gz"
    path.write_bytes(gzip.compress(parquet_file(folder).read_bytes()))
    return path


def without_id(row: dict[str, object]) -> dict[str, object]:
    return {name: cell for name, cell in row.items() if name != "run_id"}


def pandas_json(orient: str) -> str:
    return pd.DataFrame(ROWS).to_json(orient=orient)


def columns_without_nulls() -> dict[str, list[object]]:
    return {name: [np.nan if cell is None else cell for cell in cells] for name, cells in columns().items()}


SOURCES = {
    "list of dicts": lambda _: copy.deepcopy(ROWS),
    "list of nested dicts": lambda _: nested(),
    "dict of columns": lambda _: columns_without_nulls(),
    "dict of arrays": lambda _: {name: np.array(cells) for name, cells in columns_without_nulls().items()},
    "dict of runs": lambda _: {row["run_id"]: without_id(row) for row in ROWS},
    "pandas": lambda _: pd.DataFrame(ROWS),
    "pandas, run ids as its index": lambda _: pd.DataFrame(ROWS).set_index("run_id"),
    "pandas, index without a name": lambda _: pd.DataFrame(ROWS).set_index("run_id").rename_axis(None),
    "pandas, nullable": lambda _: pd.DataFrame(ROWS).convert_dtypes(),
    "pandas, categorical": lambda _: pd.DataFrame(ROWS).astype(
        dict.fromkeys(["config.opt", "state"], "category")
    ),
    "pandas, object": lambda _: pd.DataFrame(ROWS).astype(object),
    "pandas, all text": lambda _: pd.DataFrame(ROWS).map(str, na_action="ignore"),
    "pandas, two levels of names": lambda _: pd.DataFrame(ROWS).set_axis(
        pd.MultiIndex.from_tuples([(*name.split("."), "")[:2] for name in NAMES]), axis=1
    ),
    "polars": lambda _: pl.DataFrame(columns()),
    "polars, lazy": lambda _: pl.LazyFrame(columns()),
    "polars, structs": lambda _: pl.DataFrame(nested()),
    "pyarrow": lambda _: pa.table(columns()),
    "pyarrow, batch": lambda _: pa.RecordBatch.from_pydict(columns()),
    "CSV": text_file("runs.csv", csv_text()),
    "CSV, zipped": text_file("runs.csv.gz", csv_text()),
    "CSV, semicolons": text_file("runs.csv", csv_text(";")),
    "CSV, BOM and Windows line ends": text_file("runs.csv", csv_text(end="\r\n"), "utf-8-sig"),
    "CSV, UTF-16": text_file("runs.csv", csv_text(), "utf-16"),
    "CSV, quoted": text_file("runs.csv", re.sub("[^,\n]+", r'"\g<0>"', csv_text())),
    "CSV, no suffix": text_file("runs", csv_text()),
    "TSV": text_file("runs.tsv", csv_text("\t")),
    "TSV, zipped": text_file("runs.tsv.gz", csv_text("\t")),
    "JSON": text_file("runs.json", json.dumps(ROWS)),
    "JSON, indented": text_file("runs.json", json.dumps(ROWS, indent=1)),
    "JSON, zipped": text_file("runs.json.gz", json.dumps(ROWS)),
    "JSON, runs inside": text_file("runs.json", json.dumps({"project": "p", "runs": nested()})),
    "JSON, by columns": text_file("runs.json", json.dumps(columns())),
    "JSON, pandas' by columns": text_file("runs.json", pandas_json("columns")),
    "JSON, pandas' split": text_file("runs.json", pandas_json("split")),
    "JSON lines": text_file("runs.jsonl", jsonl()),
    "JSON lines, named JSON": text_file("result.json", jsonl()),
    "JSON lines, zipped": text_file("runs.jsonl.gz", jsonl()),
    "Parquet": parquet_file,
    "Parquet, zipped": zipped_parquet_file,
}


@pytest.fixture(params=SOURCES)
def make_source(request, tmp_path):
    return lambda: SOURCES[request.param](tmp_path)


def cells(column) -> list[object]:
    return [
        float(number)
        if code < 0 and not np.isnan(number)
        else (column.levels[code] if code >= 0 else "absent")
        for number, code in zip(column.numbers, column.codes, strict=True)
    ]


def test_every_source_gives_the_same_runs(make_source):
    runs = as_runs(make_source())
    assert len(runs) == 3
    assert {name: cells(column) for name, column in runs.params.items()} == {
        "lr": [0.1, 0.01, 0.001],
        "layers": [2, 3, 2],
        "opt": ["sgd", "adam", "sgd"],
        "momentum": [0.9, "absent", 0.5],
        "amp": ["True", "False", "True"],
        "code": ["007", "010", "007"],
    }
    assert {name: cells(column) for name, column in runs.metrics.items()} == {
        "val_loss": [0.5, 0.25, 2.5],
        "val_acc": [0.75, 0.875, 0.125],
    }
    assert {name: column.kind for name, column in runs.params.items() if column.kind != "numeric"} == {
        "opt": "categorical",
        "amp": "boolean",
        "code": "categorical",
    }
    assert runs.params["layers"].integral
    assert not runs.params["lr"].integral
    assert runs.run_ids.tolist() == ["a", "b", "c"]
    assert runs.statuses.tolist() == ["finished", "finished", "crashed"]
    assert set(runs.aside) == {"run_id", "state"}
    assert runs.resolve("config.lr") == "lr"
    assert (runs.default_metric(), runs.default_goal("val_acc")) == ("val_loss", "maximize")


def test_a_path_may_be_a_text(tmp_path):
    path = SOURCES["CSV"](tmp_path)
    assert len(as_runs(str(path))) == 3


@pytest.mark.parametrize(
    "kind", ["pandas", "pandas, run ids as its index", "polars", "pyarrow", "list of nested dicts"]
)
def test_the_given_object_is_not_changed(kind, tmp_path):
    source = SOURCES[kind](tmp_path)
    before = copy.deepcopy(source)
    runs = as_runs(source)
    if kind.startswith("pandas"):
        pd.testing.assert_frame_equal(source, before)
        source.loc[:, "config.lr"] = 99.0
    elif kind == "polars":
        assert source.equals(before)
    else:
        assert source == before
    assert cells(runs.params["lr"]) == [0.1, 0.01, 0.001]


CHANGES = {
    "a cell": lambda frame: frame.loc.__setitem__((3, "lr"), 99.0),
    "a cell by place": lambda frame: frame.iat.__setitem__((3, 0), 99.0),
    "a column in place": lambda frame: frame.iloc.__setitem__((slice(None), 0), 99.0),
    "some cells": lambda frame: frame.__setitem__(frame > 0.5, 99.0),
    "all cells in place": lambda frame: frame.iloc.__setitem__((slice(None), slice(None)), 99.0),
    "update": lambda frame: frame.update(pd.DataFrame({"lr": [99.0] * len(frame)})),
    "nothing, and it is gone": lambda _: None,
}
MADE = {
    "columns": lambda cells: pd.DataFrame({"lr": cells[:, 0], "decay": cells[:, 1], "loss": cells[:, 2]}),
    "one block": lambda cells: pd.DataFrame(cells, columns=["lr", "decay", "loss"]),
    "one block, column by column": lambda cells: pd.DataFrame(cells, columns=["lr", "decay", "loss"]).copy(),
    "nullable": lambda cells: MADE["columns"](cells).convert_dtypes(),
    "arrow": lambda cells: MADE["columns"](cells).convert_dtypes(dtype_backend="pyarrow"),
    "arrow in pieces": lambda cells: pd.concat(
        [MADE["arrow"](cells[:20]), MADE["arrow"](cells[20:])], ignore_index=True
    ),
}


@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("change", CHANGES)
def test_what_happens_to_a_frame_later_does_not_reach_its_runs(made, change):
    cells = np.random.default_rng(0).random((50, 3))
    frame = MADE[made](cells.copy())
    runs = as_runs(frame)
    CHANGES[change](frame)
    del frame
    gc.collect()
    held = [column.numbers for column in (*runs.params.values(), *runs.metrics.values())]
    np.testing.assert_array_equal(np.transpose(held), cells)


@pytest.mark.parametrize("kind", [pl.DataFrame, pa.table])
def test_what_happens_later_to_an_array_in_a_frame_does_not_reach_its_runs(kind):
    cells = np.arange(50.0)
    runs = as_runs(kind({"lr": cells, "loss": np.arange(50.0)}))
    cells[0] = 99.0
    assert runs.params["lr"].numbers[0] == 0


@pytest.mark.skipif(int(pd.__version__.split(".")[0]) < 3, reason="pandas copies on write from version 3 on")
def test_numbers_of_a_frame_are_not_copied():
    frame = pd.DataFrame({"lr": np.arange(50.0), "loss": np.arange(50.0)})
    assert np.shares_memory(as_runs(frame).params["lr"].numbers, frame.lr.to_numpy())


def test_runs_pass_through():
    runs = as_runs(ROWS)
    assert as_runs(runs) is runs
    corrected = as_runs(runs, params=["lr", "config.opt"], metrics=["val_acc"])
    assert (list(corrected.params), list(corrected.metrics)) == (["lr", "opt"], ["val_acc"])
    assert corrected.aside["layers"].reason == "not among your params"
    assert list(runs.params) == ["lr", "layers", "opt", "momentum", "amp", "code"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (None, "nothing was given"),
        (3, "an int"),
        (object(), "an object"),
        (np.zeros((3, 2)), "pandas.DataFrame(array, columns=[...])"),
        (pd.Series([1.0, 2.0]), "give the whole data frame"),
        ({1, 2}, "list(...)"),
        ((row for row in ROWS), "list(...)"),
        (as_runs, "function"),
    ],
)
def test_everything_else_ends_in_one_error_that_lists_what_is_accepted(given, says):
    with pytest.raises(HpvizError) as caught:
        as_runs(given)
    for kind in ("data frame", "list of dictionaries", "CSV", "Parquet", "Optuna", "scikit-learn"):
        assert kind in str(caught.value)
    assert says in str(caught.value)


def test_looking_at_lists_of_dicts_imports_no_library_of_frames():
    program = """
import sys
from hpviz.sources import as_runs
as_runs([{"lr": 1, "loss": 2}, {"lr": 2, "loss": 3}])
heavy = {"pandas", "polars", "pyarrow", "narwhals", "optuna", "sklearn"}
print(sorted(heavy & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_data_frame_imports_no_tracker():
    program = """
import sys
import hpviz
import pandas as pd
from hpviz.sources.changes import can_change
frame = pd.DataFrame({"config.lr": [1, 2], "metric.loss": [2, 3]})
runs = hpviz.read(frame)
print(can_change(frame), can_change(runs), "hpviz.sources.registry" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False False"


def test_the_reader_that_the_documents_show_reads_a_store(tmp_path, monkeypatch):
    text = (Path(__file__).parents[2] / "docs" / "trackers.md").read_text()
    (block,) = re.findall(r"   ```python\n(.*?)   ```\n", text, re.DOTALL)
    names: dict[str, object] = {}
    exec(textwrap.dedent(block), names)  # noqa: S102 - our own document
    monkeypatch.setattr(stores, "STORES", (names["TRACKER"], *stores.STORES))
    good = {
        "state": "done",
        "start": 5.0,
        "config": {"lr": 0.1, "net": {"depth": 3}},
        "summary": {"loss": 1.5},
    }
    entries = {"a": good, "b": good | {"config": {"lr": 0.2}, "summary": None}, "c": None}
    (tmp_path / "tracker.json").write_text(json.dumps(entries))
    runs = as_runs(tmp_path)
    assert runs.run_ids.tolist() == ["a", "b"]
    assert sorted(runs.params) == ["lr", "net.depth"]
    assert runs.metrics["loss"].numbers[0] == 1.5
    (tmp_path / "tracker.json").write_text("{")
    assert "tracker.json" in " ".join(as_runs(tmp_path).notes)
