"""Files: what their cells mean, and a sentence that names the file where one cannot be read."""

from __future__ import annotations

import gzip
import json
import pickle
import sqlite3
import zipfile
from contextlib import suppress
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpviz import HpvizError
from hpviz.sources import as_runs
from hpviz.sources.tabular import delimited

optuna = pytest.importorskip("optuna")


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


def test_points_before_decimals_between_semicolons(read):
    runs = read("t.csv", "width;loss;cpi\n4;0.53421;1.455\n8;0.12345;2.257\n16;0.22222;1\n")
    assert runs.columns["cpi"].numbers.tolist() == [1.455, 2.257, 1.0]


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
        ("t.csv", b"a,b\n1,2\n1,2,3\n", "line 3 has 3 cells, and the lines above it have 2"),
        ("t.csv", b'a,b\n1,"2\n', "not a regular table"),
        ("t.json", b'{"a": [1, 2', "not valid JSON"),
        ("t.json", b"3", "must hold a list of runs"),
        ("t.json", b"[1, 2]", "item 0 is of type int"),
        ("t.json", b'{"lr": [1, 2], "loss": [1]}', "different lengths"),
        ("t.json", b'{"columns": ["a"], "data": [[1, 2]]}', "one value per name"),
        ("t.bin", bytes(range(256)) * 4, "binary"),
        ("study.db", SQLITE, "without tables, or damaged"),
        ("t.xlsx", b"PK\x03\x04 and so on", "a zip archive"),
        ("t.pkl", pickle.dumps([{"lr": 1}]), "runs whatever code is in it"),
        ("t.parquet", b"PAR1 damaged", "Write or download it again"),
        ("t.csv", b"%PDF-1.4 table\n1 0 obj\n", "a PDF document. Copy its table"),
        ("t.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n", "git lfs pull"),
        ("t.parquet", b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\n", "git lfs pull"),
        ("t.csv", bytes(range(256)) * 20, "binary and of no known kind"),
        ("t.xlsx", bytes(range(256)) * 20, "binary and of no known kind"),
        ("t.parquet", bytes(range(256)) * 20, "binary and of no known kind"),
        ("t.xlsx", b"<html><body>404</body></html>", "a page of HTML"),
        ("t.xlsx", b"hello world", "a text but no table"),
        ("t.csv", b"\x93NUMPY\x01\0v\0", "an array of NumPy"),
        ("t.csv.bz2", b"BZh91AY&SY", "Unpack it"),
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


def of_wandb(names):
    rng = np.random.default_rng(3)
    facts = '"Name","State","Created",' + ",".join(f'"{name}"' for name in names)
    rows = (
        f'"r{row}","finished","2024-05-01",'
        + ",".join(f'"{cell:.4f}"' for cell in rng.uniform(size=len(names)))
        for row in range(20)
    )
    return "\n".join([facts, *rows]) + "\n"


@pytest.mark.parametrize(
    ("params", "metrics", "late"),
    [
        (
            ["batch_size", "nr_epochs", "wd"],
            ["final_val_HGD_auc", "final_val_accuracy", "fold/when", "val_loss"],
            [],
        ),
        (["Dropout", "lr", "width"], ["Loss/train", "acc", "best"], []),
        (["batch", "cfg.loss.std", "kl", "size"], ["Episode/x", "Loss/y", "error", "z"], []),
        (["a", "b", "c", "d"], ["Z/x", "f/y", "loss", "z"], []),
        (["batch", "lr", "wd"], ["acc", "best", "val_loss"], [("dropout", "param"), ("auc", "metric")]),
        (["lr"], ["acc", "val_loss"], []),
        (["args.a", "args.b", "seed"], ["eval/f1", "test/loss", "train/loss", "zeta"], [("f1", "metric")]),
        (["Adam", "beta", "gamma"], ["acc", "loss"], []),
        (["K", "L", "a", "lr"], ["B", "loss", "val_acc"], []),
        (["data.path", "lr", "x"], ["Z", "acc", "auc"], []),
    ],
)
def test_wandbs_order_is_that_of_code_points_with_late_keys_behind(read, params, metrics, late):
    runs = read("w.csv", of_wandb([*params, *metrics, *(name for name, _ in late)]))
    late_of = {role: [name for name, its in late if its == role] for role in ("param", "metric")}
    assert list(runs.params) == params + late_of["param"]
    assert list(runs.metrics) == metrics + late_of["metric"]
    assert f"from {metrics[0]!r} on were taken as metrics" in " ".join(runs.notes)


@pytest.mark.parametrize(
    "names", [["val_loss", "lr", "acc"], ["acc", "loss", "val_acc", "batch", "dropout", "lr", "wd"]]
)
def test_an_order_of_ones_own_says_nothing(read, names):
    assert "By their order" not in " ".join(read("w.csv", of_wandb(names)).notes)


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


TABLE = pd.DataFrame({"lr": [0.1, 0.01, 0.1], "opt": ["adam", "sgd", "adam"], "val_acc": [0.5, 0.6, 0.7]})
CSV = TABLE.to_csv(index=False)
MARKDOWN = """\
| lr | opt | val_acc |
|:---|---|---:|
| 0.1 | adam | 0.5 |
| 0.01 | sgd | **0.6** |
| 0.1 | `adam` | 0.7 |
"""
AMID_TEXT = """\
# Results

See | below.

lr | opt | val_acc
---|---|---
0.1 | adam | 0.5
0.01 | sgd | 0.6
0.1 | adam | 0.7

Done.
"""
GRID = """\
+------+------+---------+
| lr   | opt  | val_acc |
+======+======+=========+
| 0.1  | adam | 0.5     |
+------+------+---------+
| 0.01 | sgd  | 0.6     |
+------+------+---------+
| 0.1  | adam | 0.7     |
+------+------+---------+
"""
BOX = """\
┏━━━━━━┳━━━━━━┳━━━━━━━━━┓
┃ lr   ┃ opt  ┃ val_acc ┃
┡━━━━━━╇━━━━━━╇━━━━━━━━━┩
│ 0.1  │ adam │ 0.5     │
│ 0.01 │ sgd  │ 0.6     │
│ 0.1  │ adam │ 0.7     │
└──────┴──────┴─────────┘
"""
PSQL = """\
  lr  | opt  | val_acc
------+------+---------
  0.1 | adam | 0.5
 0.01 | sgd  | 0.6
  0.1 | adam | 0.7
(3 rows)
"""
ROWS = "0.1,adam,0.5\n0.01,sgd,0.6\n0.1,adam,0.7\n"
PART = pd.concat([TABLE, TABLE]).iloc[[0, 4, 5]].set_axis([0, 7, 9])
WRITTEN = {
    "comments before": ("t.csv", "# made by me\n#seed 3\n" + CSV),
    "comments behind": ("t.csv", CSV + "\n# best: 0.7\n# 0.1,adam,0.9\n"),
    "a comment between": ("t.csv", CSV.replace("0.01", "# again\n0.01")),
    "names in a comment": ("t.csv", "# " + CSV),
    "names marked with #": ("t.csv", "#" + CSV),
    "names once more": ("t.csv", CSV + CSV.splitlines()[0] + "\n"),
    "blank rows": ("t.csv", CSV.replace("0.01", ",,\n0.01")),
    "an index": ("t.csv", TABLE.to_csv()),
    "an index of a part": ("t.csv", PART.to_csv()),
    "an index that was written twice": ("t.csv", PART.reset_index(names="Unnamed: 0").to_csv(index=False)),
    "Markdown": ("t.md", MARKDOWN),
    "Markdown amid text": ("r.md", AMID_TEXT),
    "a grid": ("t.txt", GRID),
    "a box": ("t.txt", BOX),
    "as psql prints": ("t.txt", PSQL),
    "as pandas prints": ("t.txt", TABLE.to_string() + "\n\n[3 rows x 3 columns]\n"),
    "tabs": ("t.txt", TABLE.to_csv(index=False, sep="\t")),
    "tabs, called CSV": ("t.csv", TABLE.to_csv(index=False, sep="\t")),
    "commas, called TSV": ("t.tsv", CSV),
    "commas, called Excel": ("t.xlsx", CSV),
    "UTF-16": ("t.csv", CSV.encode("utf-16")),
    "UTF-16 without its mark": ("t.csv", CSV.encode("utf-16-le")),
    "UTF-32": ("t.csv", CSV.encode("utf-32")),
    "ends of lines of old": ("t.csv", CSV.replace("\n", "\r")),
    "ends of lines of Windows": ("t.csv", CSV.replace("\n", "\r\n")),
    "joined with marks": ("t.csv", "\ufeff" + CSV.splitlines()[0] + "\n\ufeff" + CSV),
    "empty columns": ("t.csv", CSV.replace("\n", ",,\n")),
    "two rows of names": ("t.csv", "params,params,metrics\nlr,opt,val_acc\n" + ROWS),
    "merged names": ("t.csv", "params,,metrics\nlr,opt,val_acc\n" + ROWS),
}


@pytest.mark.parametrize(("name", "content"), WRITTEN.values(), ids=WRITTEN)
def test_a_table_in_every_form(read, name, content):
    runs = read(name, content)
    assert len(runs) == 3
    assert list(runs.params) == ["lr", "opt"]
    assert runs.params["lr"].numbers.tolist() == [0.1, 0.01, 0.1]
    assert runs.metrics["val_acc"].numbers.tolist() == [0.5, 0.6, 0.7]


def test_what_was_left_out_of_a_file_is_noted(read):
    assert "2 lines that begin with # left out" in read("t.csv", "# a\n" + CSV + "# b\n").notes[0]
    assert "1 line repeats the names" in read("t.csv", CSV + CSV).notes[0]


def test_cells_and_names_that_begin_with_a_hash_are_no_comments(read):
    runs = read("t.csv", "id,color,loss\n1,#ff0000,0.5\n2,#00ff00,0.6\n")
    assert runs.columns["color"].levels == ("#00ff00", "#ff0000")
    assert len(read("t.csv", "name,lr,loss\n#1,0.1,0.5\n#2,0.2,0.4\n#3,0.3,0.2\n")) == 3
    assert read("t.csv", "#,lr,loss\n1,0.1,0.5\n2,0.2,0.4\n").columns["#"].numbers.tolist() == [1, 2]


@pytest.mark.parametrize(("file", "mark"), [("t.csv", ","), ("t.csv", ";"), ("t.tsv", "\t")])
def test_names_behind_a_number_sign_may_hold_blanks(read, file, mark):
    text = "#,Drop Rate,Started,Val Loss\n1,0.1,2025-03-01 09:00:00,0.5\n2,0.2,2025-03-01 10:00:00,0.4\n"
    runs = read(file, text.replace(",", mark))
    assert (len(runs), list(runs.params), list(runs.metrics)) == (2, ["Drop Rate"], ["Val Loss"])


def test_a_line_within_quotes_is_no_comment(read):
    assert len(read("t.csv", 'lr,note,loss\n0.1,"a\n# b",1\n0.2,c,2\n')) == 2


def test_rows_of_names_as_pandas_writes_them(read):
    table = pd.concat([TABLE, TABLE]).groupby(["lr", "opt"]).agg({"val_acc": ["mean", "std"]})
    runs = read("t.csv", table.to_csv())
    assert set(runs.columns) == {"lr", "opt", "val_acc.mean", "val_acc.std"}
    assert len(runs) == 2


def optuna_trials(directions):
    study = optuna.create_study(directions=directions, sampler=optuna.samplers.RandomSampler(1))
    names = ["lr", "n", "k"][: 1 + len(directions)]
    study.optimize(lambda trial: [trial.suggest_float(name, 0, 1) for name in names][1:], n_trials=12)
    return study.trials_dataframe(multi_index=True)


@pytest.mark.parametrize("index", [False, True])
def test_optunas_two_rows_of_names(read, index):
    runs = read("t.csv", optuna_trials(["minimize", "maximize"]).to_csv(index=index))
    assert (len(runs), list(runs.params)) == (12, ["k", "lr", "n"])
    assert [name for name in runs.metrics if name.startswith("values")] == ["values.0", "values.1"]


@pytest.mark.parametrize("index", [False, True])
def test_two_rows_of_names_that_pandas_read_as_one(read, index):
    text = optuna_trials(["minimize"]).to_csv(index=index)
    runs = read("t.csv", pd.read_csv(StringIO(text)).to_csv(index=index))
    assert (len(runs), list(runs.params)) == (12, ["lr", "n"])


def test_the_values_of_pruned_trials_are_no_results_with_two_rows_of_names(read):
    header = "number,value,params,params,state\n,,lr,opt,\n"
    runs = read("t.csv", header + "0,0.5,0.1,a,COMPLETE\n1,0.1,0.2,b,PRUNED\n2,0.4,0.3,a,COMPLETE\n")
    np.testing.assert_array_equal(runs.metrics["value"].numbers, [0.5, np.nan, 0.4])


def test_a_first_row_of_text_is_no_row_of_names(read):
    assert len(read("t.csv", "a,a,loss\nx,x,\n1,2,3\n4,5,6\n")) == 3
    assert len(read("t.csv", "lr,gamma,loss\nauto,scale,0.5\n0.1,0.2,0.3\n")) == 2


def test_of_several_drawn_tables_the_largest_is_read(read):
    small = "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    runs = read("t.md", small + WRITTEN["Markdown"][1])
    assert len(runs) == 3
    assert "holds 2 tables; the one with the most rows" in runs.notes[0]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (
            "t.txt",
            "   lr  ...  loss\n0  1  ...  2\n..  ..  ...  ..\n9  3  ...  4\n",
            "left out when it was printed",
        ),
        ("t.xls", "<html><table><tr><td>1</td></tr></table></html>", "pandas.read_html"),
        ("t.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "Save it as .xlsx or CSV"),
        ("t.zip", b"PK\x03\x04" + bytes(600), "zip archive"),
        ("t.md", "Nothing here.\n", "no table"),
        ("t.csv", "# only\n# comments\n", "is empty"),
    ],
)
def test_other_files_are_refused_with_what_to_do(read, name, content, says):
    with pytest.raises(HpvizError) as caught:
        read(name, content)
    assert says in str(caught.value)


def book(tmp_path, name, **sheets):
    pytest.importorskip("openpyxl" if name.endswith("xlsx") else "odf")
    path = tmp_path / name
    with pd.ExcelWriter(path) as writer:
        for sheet, (frame, options) in sheets.items():
            frame.to_excel(writer, sheet_name=sheet, **options)
    return path


@pytest.mark.parametrize("name", ["t.xlsx", "t.ods"])
@pytest.mark.parametrize("options", [{"index": False}, {}, {"index": False, "startrow": 3, "startcol": 2}])
def test_a_workbook(tmp_path, name, options):
    runs = as_runs(book(tmp_path, name, runs=(TABLE, options)))
    assert (list(runs.params), list(runs.metrics)) == (["lr", "opt"], ["val_acc"])
    assert runs.params["lr"].numbers.tolist() == [0.1, 0.01, 0.1]


def test_the_sheet_with_the_most_rows_is_read_or_the_one_that_is_named(tmp_path):
    path = book(tmp_path, "t.xlsx", notes=(TABLE.head(1), {"index": False}), runs=(TABLE, {"index": False}))
    runs = as_runs(path)
    assert (len(runs), runs.experiment, runs.experiments) == (3, "runs", ("notes", "runs"))
    assert "experiment=... chooses another" in runs.notes[0]
    assert len(as_runs(path, experiment="notes")) == 1
    with pytest.raises(HpvizError, match=r"no sheet 'nots'.*'notes' \(1 run\), 'runs' \(3 runs\)"):
        as_runs(path, experiment="nots")


def test_a_workbook_without_its_package_says_what_to_install(tmp_path, monkeypatch):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    monkeypatch.setattr("hpviz.sources.tabular.workbook.find_spec", lambda name: None)
    with pytest.raises(
        HpvizError, match=r'Excel workbook \'t.xlsx\' needs openpyxl: pip install "hpviz\[excel\]"'
    ):
        as_runs(path)


def test_a_damaged_workbook_is_refused(tmp_path):
    pytest.importorskip("openpyxl")
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(HpvizError, match="damaged"):
        as_runs(path)


@settings(deadline=None)
@given(st.text(alphabet="ab1,.;|\t#\n -:+=\"'%\ufeff\r", max_size=60))
def test_any_text_is_read_or_refused_in_a_sentence(text):
    with suppress(HpvizError):
        delimited.from_text(text, "t.csv")


def test_json_under_the_name_of_a_table_is_read(tmp_path):
    (tmp_path / "t.csv").write_text('[{"lr": 0.1, "loss": 2}, {"lr": 0.2, "loss": 1}]')
    runs = as_runs(tmp_path / "t.csv")
    assert ([*runs.params], [*runs.metrics], len(runs)) == (["lr"], ["loss"], 2)


def test_a_line_with_more_cells_costs_itself(read):
    lines = ["lr,width,val_loss", *(f"0.{n},{16 * (n % 3)},1.{n * 5 % 8}" for n in range(1, 9))]
    runs = read("runs.csv", "\n".join([*lines[:4], "0.5,6,7,8", *lines[4:]]))
    assert runs.params["width"].numbers.tolist() == [16, 32, 0, 16, 32, 0, 16, 32]
    assert any("line 5 of runs.csv left out" in note for note in runs.notes)


def test_an_item_that_is_no_run_costs_itself(read):
    items = [{"lr": 0.1, "val_loss": 1}, 7, {"lr": 0.2, "val_loss": 2}]
    runs = read("runs.json", json.dumps(items))
    assert runs.params["lr"].numbers.tolist() == [0.1, 0.2]
    assert any("item 2 of runs.json is" in note for note in runs.notes)
