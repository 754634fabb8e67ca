"""Columns of frames are read by their different cells, and come out as if they were read cell by cell."""

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.runs.column import Column
from hpviz.sources.tabular import frames

polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")

N = 40
ROWS = np.random.default_rng(0).integers(0, 4, N)


def drawn(values):
    return [values[at] for at in ROWS]


COLUMNS = {
    "bool": drawn([True, False, True, True]),
    "bool or none": drawn([True, False, None, None]),
    "one bool": drawn([True, True, True, True]),
    "text": drawn(["sgd", "adam", "lion", "adam"]),
    "text or none": drawn(["sgd", None, "lion", "adam"]),
    "numbers as text": drawn(["1e-3", "0.01", "none", "0.1"]),
    "true as text": drawn(["True", "False", "true", "False"]),
    "none as text": drawn(["None", None, "a", "b"]),
    "lists as text": drawn(["[1, 2]", "[3]", "[1, 2]", ""]),
    "dictionaries as text": drawn(['{"depth": 1}', '{"depth": 2}', '{"depth": 3}', '{"depth": 3}']),
}


def by_cells(monkeypatch, frame):
    with monkeypatch.context() as patch:
        patch.setattr(frames, "distinct", lambda series: None)
        return frames.from_frame(frame)


def assert_same(table, other):
    assert list(table.columns) == list(other.columns)
    for name, column in table.columns.items():
        like = other.columns[name]
        assert (column.levels, column.role, column.kind) == (like.levels, like.role, like.kind), name
        assert [type(level) for level in column.levels] == [type(level) for level in like.levels], name
        assert column.codes.tolist() == like.codes.tolist(), name
        assert np.array_equal(column.numbers, like.numbers, equal_nan=True), name
        assert column.integral == like.integral, name


@pytest.mark.parametrize("make", [pd.DataFrame, polars.DataFrame, pyarrow.table])
def test_each_kind_comes_out_as_if_read_cell_by_cell(monkeypatch, make):
    frame = make(COLUMNS)
    assert_same(frames.from_frame(frame), by_cells(monkeypatch, frame))


@pytest.mark.parametrize("dtype", ["object", "string", "category", "boolean"])
def test_so_does_each_dtype_of_pandas(monkeypatch, dtype):
    frame = pd.DataFrame(COLUMNS)
    kept = [name for name in frame if dtype != "boolean" or name.startswith(("bool", "one"))]
    frame = frame[kept].astype(dtype)
    assert_same(frames.from_frame(frame), by_cells(monkeypatch, frame))


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_so_do_categories_of_other_libraries(monkeypatch, library):
    texts = {name: cells for name, cells in COLUMNS.items() if "text" in name}
    frame = (
        polars.DataFrame(texts).select(polars.all().cast(polars.Categorical))
        if library == "polars"
        else pyarrow.table({name: pyarrow.array(cells).dictionary_encode() for name, cells in texts.items()})
    )
    assert_same(frames.from_frame(frame), by_cells(monkeypatch, frame))


def test_categories_of_numbers_stay_levels_and_none_that_occur_are_lost():
    frame = pd.DataFrame({"depth": pd.Categorical(drawn([2, 4, None, 4]), categories=[8, 4, 2])})
    column = frames.from_frame(frame).columns["depth"]
    assert column.levels == ("2", "4")
    assert column.absent.tolist() == [at == 2 for at in ROWS]


def test_arrow_chunks_with_dictionaries_of_their_own_are_one_column():
    chunks = [
        pyarrow.array(["b", "a"]).dictionary_encode(),
        pyarrow.array(["c", None, "b"]).dictionary_encode(),
    ]
    table = pyarrow.table({"opt": pyarrow.chunked_array(chunks)})
    column = frames.from_frame(table).columns["opt"]
    assert [column.levels[code] if code >= 0 else None for code in column.codes] == ["b", "a", "c", None, "b"]


def test_equal_cells_of_different_kinds_stay_apart():
    cells = [True, 1, 1.0, "1", None, False, 0] * 3
    column = frames.from_frame(pd.DataFrame({"x": pd.Series(cells, dtype=object)})).columns["x"]
    alone = Column.from_values("x", [cell if cell != "1" else 1 for cell in cells])
    assert column.codes.tolist() == alone.codes.tolist()


def test_what_a_cell_means_is_decided_once_for_each_different_one(monkeypatch):
    read = []
    monkeypatch.setattr(frames, "choice_text", lambda cell: read.append(cell) or str(cell))
    hpviz.read(pd.DataFrame({"opt": pd.Categorical(drawn(["a", "b", "c", "a"]) * 50), "loss": range(50 * N)}))
    assert sorted(read) == ["a", "b", "c"]


@pytest.mark.parametrize("dtype", ["object", "string", "category", "boolean"])
def test_a_frame_without_rows_has_columns(dtype):
    frame = pd.DataFrame({"x": pd.Series([], dtype=dtype)})
    assert len(frames.from_frame(frame).columns["x"].numbers) == 0
