"""What is published, tried as somebody does who has nothing else: `make release-check`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

DATA = Path(__file__).parents[1] / "data"
PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
VERSION = PROJECT["version"]

# Of each extra: what asks for it, as a command or as code. What is not there must be said in a sentence.
OF_EXTRAS = {
    "demo": [("demo", "--no-browser")],
    "excel": [("read", "runs.xlsx"), ("read", "runs.ods")],
    "export": [("report", "runs.csv", "--static", "-o", "x.html")],
    "parquet": [
        ("read", DATA / "sweeps" / "fcnet" / "fcnet.parquet"),
        ("read", "runs.csv", "-o", "x.parquet"),
    ],
    "yaml": [("read", DATA / "stores" / "hydra")],
    "mcp": [("mcp",)],
    "lazy": [],  # asked for beyond a million rows alone: tests/sources/lazy
}
# Of each tool that hpviz only talks to: a source that needs it, and what the message says to install.
OF_TOOLS = {
    "wandb://somebody/something": "pip install wandb",
    "http://127.0.0.1:9": "pip install mlflow-skinny",
    "mysql://127.0.0.1:9/x": "pip install optuna",
    "aim": "pip install aim",
}
IN_PYTHON = {
    "ranking.effect('learning_rate_init').save('x.png')": 'pip install "hpviz[export]"',
    "ranking.next_sweep().study()": "pip install optuna",
    "save(ranking, 'x.svg')": 'pip install "hpviz[export]"',
}


@pytest.fixture(scope="module", autouse=True)
def _folder(installed):
    """Where the commands run: a table, as workbooks too, and what looks like a store of Aim."""
    code = "import shutil; from hpviz.data import VEHICLE; shutil.copy(VEHICLE, 'runs.csv')"
    installed.python(code).check_returncode()
    (installed.folder / "aim" / ".aim").mkdir(parents=True)
    runs = pd.read_csv(installed.folder / "runs.csv").head(20)
    for workbook in ("runs.xlsx", "runs.ods"):
        runs.to_excel(installed.folder / workbook, index=False)


def test_the_tag_is_the_version(dist):
    tag = os.environ.get("HPVIZ_TAG")
    assert tag in {"", None, f"v{VERSION}"}
    assert {path.name for path in dist.iterdir()} == {
        f"hpviz-{VERSION}-py3-none-any.whl",
        f"hpviz-{VERSION}.tar.gz",
    }


def test_it_says_its_version_and_its_commands(installed):
    assert installed.hpviz("--version").stdout == f"hpviz {VERSION}\n"
    said = installed.hpviz("--help")
    assert said.returncode == 0
    for command in ("demo", "read", "rank", "report", "next-sweep"):
        assert command in said.stdout
        assert installed.hpviz(command, "--help").returncode == 0


def test_it_reads_ranks_and_advises(installed):
    read = installed.hpviz("read", "runs.csv")
    assert (read.returncode, read.stderr) == (0, "")
    assert "500" in read.stdout
    document = json.loads(installed.hpviz("rank", "runs.csv", "-m", "val_acc", "--json").stdout)
    assert document["params"][0]["param"] == "learning_rate_init"
    assert document["versions"]["hpviz"] == VERSION
    advised = installed.hpviz("next-sweep", "runs.csv", "-m", "val_acc", "--as", "wandb")
    assert "learning_rate_init" in advised.stdout


@pytest.mark.parametrize("suffix", [".html", ".md", ".json"])
def test_it_writes_reports(installed, suffix):
    output = f"report{suffix}"
    done = installed.hpviz("report", "runs.csv", "-m", "val_acc", "-o", output, "--effects", "0")
    assert done.returncode == 0, done.stderr
    written = (installed.folder / output).read_text("utf-8")
    assert "learning_rate_init" in written.replace("\\_", "_")
    assert len(written) < 300_000


def test_a_panel_is_made_and_saved(installed):
    code = (
        "import hpviz; panel = hpviz.Panel('runs.csv', 'val_acc'); panel.save('panel.html')\n"
        "print(len(panel.table()))"
    )
    done = installed.python(code)
    assert (done.returncode, done.stdout.strip()) == (0, "5"), done.stderr
    assert "<script" in (installed.folder / "panel.html").read_text("utf-8")


def test_every_extra_is_tried():
    assert set(OF_EXTRAS) == set(PROJECT["optional-dependencies"])


@pytest.mark.parametrize(
    ("extra", "command"),
    [(extra, command) for extra, commands in OF_EXTRAS.items() for command in commands],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_what_needs_an_extra_says_so(installed, extra, command):
    done = installed.hpviz(*command)
    assert done.returncode == 2
    assert f'pip install "hpviz[{extra}]"' in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("source", "install"), OF_TOOLS.items())
def test_what_needs_a_tool_says_so(installed, source, install):
    done = installed.hpviz("read", source)
    assert done.returncode == 2
    assert install in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("statement", "install"), IN_PYTHON.items())
def test_python_says_so_too(installed, statement, install):
    code = (
        "import hpviz\nfrom hpviz.export import save\nranking = hpviz.rank('runs.csv', 'val_acc')\n"
        f"try:\n    {statement}\nexcept hpviz.HpvizError as error:\n    print(error)"
    )
    done = installed.python(code)
    assert install in done.stdout, done.stderr


def test_the_source_distribution_has_the_tests_and_passes_them(dist, tmp_path):
    (packed,) = dist.glob("*.tar.gz")
    shutil.unpack_archive(packed, tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/runs",
            "tests/repository/test_rules.py",
        ],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
