"""Files: what their cells mean, and a sentence that names the file where one cannot be read."""

from __future__ import annotations

import gzip
import json
import pickle
import sqlite3

import numpy as np
import pandas as pd
import pytest

from hpviz import HpvizError
from hpviz.sources import as_runs


@pytest.fixture
def read(tmp_path):
    def write_and_read(name, content, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return as_runs(path, **options)

    return write_and_read


def column_of_csv(read, cells):
    text = "x,lr,loss\n" + "".join(f"{cell},{i},{i}\n" for i, cell in enumerate(cells))
    return read("t.csv", text).columns["x"]


@pytest.mark.parametrize(
    ("cells", "numbers", "levels"),
    [
        (["0.001", "1e-3", "-2", ".5"], [0.001, 0.001, -2, 0.5], ()),
        (["1", "", "3", "2"], [1, None, 3, 2], ()),
        (["1", "N/A", "-", "2"], [1, None, None, 2], ()),
        (["1", "inf", "-Infinity", "nan"], [1, np.inf, -np.inf, None], ()),
        (["8", "None", "null", "16"], [8, None, None, 16], ("None",)),
        (["scale", "0.1", "auto", "1"], [None, 0.1, None, 1], ("auto", "scale")),
        (["007", "008", "007", "1"], [None] * 4, ("007", "008", "1")),
        (["1_000", "2_000", "1_000", "x"], [None] * 4, ("1_000", "2_000", "x")),
        (["0x10", "0x20", "0x10", "0x10"], [None] * 4, ("0x10", "0x20")),
        (["True", "false", "TRUE", ""], [None] * 4, ("False", "True")),
        (["true", "auto", "true", "false"], [None] * 4, ("auto", "false", "true")),
        (["none", "flip", "none", "flip"], [None] * 4, ("flip", "none")),
        (["inf", "l2", "inf", "l2"], [None] * 4, ("inf", "l2")),
        (['"[16, 16]"', '"[8]"', '"[16, 16]"', '"[8]"'], [None] * 4, ("[16, 16]", "[8]")),
        (["9" * 30, "1", "2", "3"], [1e30, 1, 2, 3], ()),
        (["9" * 400, "1", "2", "3"], [np.inf, 1, 2, 3], ()),
        (["9" * 5000, "1", "2", "3"], [np.inf, 1, 2, 3], ()),
        (
            ["a1", "b2", "c3", "d4", "e5", "f6", "7", "a1"],
            [None] * 8,
            ("7", "a1", "b2", "c3", "d4", "e5", "f6"),
        ),
    ],
)
def test_what_the_cells_of_a_csv_mean(read, cells, numbers, levels):
    column = column_of_csv(read, cells)
    np.testing.assert_array_equal(
        column.numbers, [np.nan if number is None else number for number in numbers]
    )
    assert column.levels == levels


def test_empty_is_absent_and_none_is_a_value(read):
    column = column_of_csv(read, ["a", "", "None", "a"])
    assert column.absent.tolist() == [False, True, False, False]
    assert column.levels == ("None", "a")


def test_integers_stay_integers_only_if_all_are(read):
    assert column_of_csv(read, ["64", "128", "", "64"]).integral
    assert not column_of_csv(read, ["64", "128.0", "", "64"]).integral


def test_decimal_commas_between_semicolons(read):
    runs = read("t.csv", "lr;loss\n0,5;1,25\n1;2,5\n")
    assert runs.params["lr"].numbers.tolist() == [0.5, 1.0]
    assert runs.metric_values("loss").tolist() == [1.25, 2.5]


def test_columns_of_the_same_name_are_all_kept(read):
    runs = read("t.csv", "lr,lr,loss\n1,2,3\n4,5,6\n")
    assert list(runs.params) == ["lr", "lr (2)"]


def test_dictionaries_in_cells_become_columns(read):
    text = """config,summary,name
"{'lr': 0.1, 'net': {'depth': 2}, 'tags': ['a'], 'x': None}","{'loss': nan, '_wandb': {'runtime': 3}}",a
"{'lr': 0.2, 'net': {'depth': 3}, 'tags': ['a', 'b']}","{'loss': 0.5}",b
"{'lr': 0.3}",{},c
"""
    runs = read("project.csv", text)
    assert runs.params["net.depth"].numbers.tolist()[:2] == [2, 3]
    assert runs.params["tags"].levels == ("['a', 'b']", "['a']")
    assert runs.params["x"].levels == ("None",)
    assert list(runs.metrics) == ["loss"]
    np.testing.assert_array_equal(runs.metric_values("loss"), [np.nan, 0.5, np.nan])
    assert runs.names.tolist() == ["a", "b", "c"]


def test_nothing_in_a_cell_is_executed(read, tmp_path):
    mark = tmp_path / "executed"
    text = f"config,loss\n\"{{'a': __import__('pathlib').Path('{mark}').touch()}}\",1\n\"{{'a': 2}}\",2\n"
    runs = read("t.csv", text)
    assert len(runs) == 2
    assert not mark.exists()


def test_a_half_written_last_line_costs_only_itself(read):
    runs = read("runs.jsonl", '{"lr": 0.1, "loss": 1}\n\n{"lr": 0.2, "loss": NaN}\n{"lr": 0.3, "lo')
    assert runs.params["lr"].numbers.tolist() == [0.1, 0.2]
    assert "line 4 of runs.jsonl" in runs.notes[0]


def test_latin_1_is_read_and_said(read):
    runs = read("t.csv", "größe,loss\n1,2\n3,4\n".encode("latin-1"))
    assert list(runs.params) == ["größe"]
    assert "Latin-1" in runs.notes[0]


def test_names_that_are_markup_stay_text(read):
    name = "<script>alert(1)</script>"
    runs = read("t.csv", f'"{name}","a ""quoted"" one",🦊.x,{"n" * 200},loss\n1,2,3,4,5\n2,3,4,5,6\n')
    assert list(runs.params) == [name, 'a "quoted" one', "🦊.x", "n" * 200]


def test_only_a_header_is_a_table_without_runs(read):
    runs = read("t.csv", "lr,loss\n")
    assert len(runs) == 0
    assert set(runs.columns) == {"lr", "loss"}


@pytest.mark.parametrize("text", ["[]", '{"runs": []}', "{}"])
def test_json_without_runs(read, text):
    assert len(read("t.json", text)) == 0


def test_null_is_a_value_in_a_list_of_runs(read):
    runs = read("t.json", '[{"depth": null, "loss": 1}, {"depth": 8, "loss": 2}, {"loss": 3}]')
    assert runs.params["depth"].levels == ("None",)
    assert runs.params["depth"].absent.tolist() == [False, False, True]


def test_one_run_as_json(read):
    runs = read("t.json", '{"config": {"lr": 0.1, "hidden": [64, 64]}, "metrics": {"loss": 1}}')
    assert (len(runs), list(runs.params), list(runs.metrics)) == (1, ["lr", "hidden"], ["loss"])


SQLITE = b"SQLite format 3\x00" + bytes(100)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("t.csv", b"", "is empty"),
        ("t.csv", b"\n \n", "is empty"),
        ("t.json", b"", "is empty"),
        ("t.jsonl", b" ", "is empty"),
        ("t.csv", b"a,b\n1,2,3\n", "not a regular table"),
        ("t.csv", b'a,b\n1,"2\n', "not a regular table"),
        ("t.json", b'{"a": [1, 2', "not valid JSON"),
        ("t.json", b"3", "must hold a list of runs"),
        ("t.json", b"[1, 2]", "item 0 is of type int"),
        ("t.json", b'{"lr": [1, 2], "loss": [1]}', "different lengths"),
        ("t.json", b'{"columns": ["a"], "data": [[1, 2]]}', "one value per name"),
        ("t.bin", bytes(range(256)) * 4, "binary"),
        ("study.db", SQLITE, "without tables, or damaged"),
        ("t.xlsx", b"PK\x03\x04 and so on", "save the sheet as CSV"),
        ("t.pkl", pickle.dumps([{"lr": 1}]), "runs whatever code is in it"),
        ("t.parquet", b"PAR1 damaged", "is damaged"),
        ("config.yaml", b"lr: 0.1\nopt: adam\n", "no table"),
        ("t.csv.gz", b"\x1f\x8b cut short", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(read, name, content, says):
    with pytest.raises(HpvizError) as caught:
        read(name, content)
    assert name in str(caught.value)
    assert says in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(HpvizError, match=r"there is no file .*gone\.csv"):
        as_runs(tmp_path / "gone.csv")


def test_an_empty_folder(tmp_path):
    with pytest.raises(HpvizError, match=r"is empty.*Known stores: .*W&B"):
        as_runs(tmp_path)


def test_a_folder_that_no_tracker_wrote_is_refused_with_what_is_in_it(tmp_path):
    (tmp_path / "notes.txt").write_text("something")
    with pytest.raises(HpvizError, match=r"holds notes\.txt\. Known stores: .*MLflow"):
        as_runs(tmp_path)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("https://example.org/runs.csv", "Download it"),
        ("lr,loss\n1,2\n", "path of a file"),
        ("x" * 5000, "no file"),
        ("", "empty text"),
        ("nul\0byte.csv", "no file"),
    ],
)
def test_a_text_that_is_no_path(given, says):
    with pytest.raises(HpvizError, match=says):
        as_runs(given)


def test_parquet_without_pyarrow_says_what_to_install(tmp_path, monkeypatch):
    path = tmp_path / "t.parquet"
    pd.DataFrame({"lr": [1.0], "loss": [2.0]}).to_parquet(path)
    monkeypatch.setattr("hpviz.sources.tabular.files.find_spec", lambda name: None)
    with pytest.raises(HpvizError, match=r'pip install "hpviz\[parquet\]"'):
        as_runs(path)


def test_a_real_database_of_sqlite_is_recognised(tmp_path):
    path = tmp_path / "mlflow.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table runs (id text)")
    connection.close()
    with pytest.raises(
        HpvizError, match=r"of no tracker that hpviz knows; its tables are runs\. Known are: .*MLflow"
    ):
        as_runs(path)


WANDB = """\
"Name","State","Notes","User","Tags","Created","Runtime","Sweep","batch_size","dropout","lr","optimizer",\
"best","epoch","val_loss"
"sweet-sweep-3","finished","-","ann","","2024-05-01T10:00:00.000Z","120","ab12","32","0.1","0.001","adam",\
"3.5","10","0.5"
"fast-sweep-2","crashed","-","ann","","2024-05-01T10:02:00.000Z","7","ab12","64","0.2","0.01","sgd","","",""
"""


def test_wandbs_runs_table(read):
    runs = read("wandb_export.csv", WANDB)
    assert list(runs.params) == ["batch_size", "dropout", "lr", "optimizer"]
    assert list(runs.metrics) == ["Runtime", "best", "epoch", "val_loss"]
    assert runs.names.tolist() == ["sweet-sweep-3", "fast-sweep-2"]
    assert runs.statuses.tolist() == ["finished", "crashed"]
    assert runs.created.tolist() == [1714557600.0, 1714557720.0]
    assert runs.groups.tolist() == ["ab12", "ab12"]
    assert "from 'best' on were taken as metrics" in runs.notes[0]
    assert runs.default_metric() == "val_loss"


def test_wandbs_runs_table_as_a_data_frame_and_corrected(tmp_path):
    path = tmp_path / "w.csv"
    path.write_text(WANDB)
    runs = as_runs(pd.read_csv(path), metrics=["val_loss"], params=["lr", "dropout"])
    assert (list(runs.params), list(runs.metrics)) == (["dropout", "lr"], ["val_loss"])
    assert runs.statuses.tolist() == ["finished", "crashed"]


def test_wandbs_runs_table_in_an_order_of_ones_own_is_guessed_by_names(read):
    text = '"Name","State","Created","val_loss","lr","acc"\n"a","finished","2024-05-01","0.5","0.1","0.9"\n'
    runs = read("w.csv", text + '"b","finished","2024-05-01","0.4","0.2","0.8"\n')
    assert (list(runs.params), list(runs.metrics)) == (["lr"], ["val_loss", "acc"])
    assert "guessed from their names" in runs.notes[0]


@pytest.mark.parametrize(
    "header",
    [
        '"Step","sweet-sweep-3 - val_loss","sweet-sweep-3 - val_loss__MIN","sweet-sweep-3 - val_loss__MAX"',
        '"Relative Time (Wall)","a - acc","b - acc","c - acc"',
    ],
)
def test_wandbs_export_of_a_chart_is_refused(read, header):
    with pytest.raises(HpvizError, match="Export the runs table instead") as caught:
        read("wandb_export.csv", f"{header}\n0,0.5,0.5,0.5\n")
    assert "wandb_export.csv" in str(caught.value)


def test_a_zipped_file_is_recognised_by_its_bytes_not_its_name(tmp_path):
    path = tmp_path / "runs.json"
    path.write_bytes(gzip.compress(json.dumps([{"lr": 1, "loss": 2}]).encode()))
    assert len(as_runs(path)) == 1
