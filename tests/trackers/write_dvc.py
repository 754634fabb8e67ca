"""Run three experiments with DVC and export their table: python write_dvc.py FOLDER."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from expected import Expected

BIN = Path(sys.executable).parent
STAGE = """\
stages:
  train:
    cmd: python train.py
    deps: [train.py]
    params: [lr, model]
    metrics: [metrics.json: {cache: false}]
"""
TRAIN = """\
import json, pathlib
params = json.loads(pathlib.Path("params.yaml").read_text())
pathlib.Path("metrics.json").write_text(json.dumps({"val": {"loss": params["lr"] * 2}}))
"""


def run(*command, cwd):
    who = {f"GIT_{role}_{what}": "a@x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    environment = os.environ | who | {"DVC_NO_ANALYTICS": "1", "PATH": path}
    return subprocess.run(command, cwd=cwd, env=environment, check=True, capture_output=True).stdout


def params(number):
    return {"lr": 0.5 + number, "model": {"depth": [None, 2, 4][number], "code": "007"}}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    repository = folder / "repository"
    repository.mkdir()
    run("git", "init", "-q", cwd=repository)
    run("dvc", "init", "-q", cwd=repository)
    (repository / "train.py").write_text(TRAIN)
    (repository / "dvc.yaml").write_text(STAGE)
    (repository / "params.yaml").write_text(json.dumps(params(0)))
    run("git", "add", "-A", cwd=repository)
    run("git", "commit", "-qm", "begin", cwd=repository)
    expected = Expected(folder)
    for number in range(3):
        (repository / "params.yaml").write_text(json.dumps(params(number)))
        run("dvc", "exp", "run", "-n", f"exp-{number}", cwd=repository)
        expected.add(f"exp-{number}", "unknown", params(number), {"val.loss": (0.5 + number) * 2})
    expected.write()
    for kind in ("csv", "json"):
        (folder / f"exp.{kind}").write_bytes(run("dvc", "exp", "show", f"--{kind}", cwd=repository))
