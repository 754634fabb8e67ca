"""Databases and tracking servers, started here on loopback, are read as their files are."""

from __future__ import annotations

import contextlib
import http.server
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from hpviz import read

pytestmark = [pytest.mark.trackers, pytest.mark.timeout(1200)]

PASSWORD = "s3cret@x/y?z"  # noqa: S105 - of a server that lives as long as the test
QUOTED = quote(PASSWORD, safe="")
PATIENCE = 300


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def serving(command, port, **options):
    """Run a server until it is no longer needed."""
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    server = subprocess.Popen(list(map(str, command)), start_new_session=True, **quiet, **options)
    try:
        until = time.monotonic() + PATIENCE
        while not listens(port):
            assert server.poll() is None, f"{command[0]} ended at once"
            assert time.monotonic() < until, f"{command[0]} does not listen"
            time.sleep(0.1)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)  # MLflow's server has processes of its own
        server.wait(PATIENCE)


def program(*names):
    """Find a server's program; Debian keeps PostgreSQL's beside the path."""
    beside = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    where = os.pathsep.join([os.environ["PATH"], "/usr/sbin", *map(str, beside)])
    program_path = next((path for name in names if (path := shutil.which(name, path=where))), None)
    return program_path or pytest.skip(f"{names[0]} is not on this machine, so its database was not tried")


@pytest.fixture
def ordinary():
    """A folder, and how to run a program in it as a user who is not root, as both databases insist."""
    with tempfile.TemporaryDirectory(prefix="hpviz-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            yield folder, {"cwd": folder, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        else:
            yield folder, {"cwd": folder}


@pytest.fixture
def postgresql(ordinary):
    """The address of a PostgreSQL server, less the database's name."""
    folder, who = ordinary
    server, initdb, port = program("postgres"), program("initdb"), free_port()
    (folder / "password").write_text(PASSWORD)
    made = ("-U", "me", "-A", "scram-sha-256", "--pwfile", folder / "password", "--no-sync")
    subprocess.run([initdb, "-D", folder / "data", *made], check=True, stdout=subprocess.DEVNULL, **who)
    command = [server, "-D", folder / "data", "-p", port, "-h", "127.0.0.1", "-k", folder, "-F"]
    with serving(command, port, **who):
        yield f"postgresql+psycopg2://me:{QUOTED}@127.0.0.1:{port}/postgres"


@pytest.fixture
def mysql(ordinary):
    """The address of a MariaDB server, less the database's name."""
    folder, who = ordinary
    server, install, port = program("mariadbd", "mysqld"), program("mariadb-install-db"), free_port()
    (folder / "start.sql").write_text(
        "CREATE DATABASE sweep;\n"
        f"CREATE USER me@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
        "GRANT ALL ON *.* TO me@'127.0.0.1';\n"
    )
    subprocess.run(
        [install, "--no-defaults", f"--datadir={folder / 'data'}"],
        check=True,
        stdout=subprocess.DEVNULL,
        **who,
    )
    command = [
        server, "--no-defaults", f"--datadir={folder / 'data'}", f"--port={port}", "--skip-name-resolve",
        "--bind-address=127.0.0.1", f"--socket={folder / 's'}", f"--init-file={folder / 'start.sql'}",
    ]  # fmt: skip
    with serving(command, port, **who):
        yield f"mysql+pymysql://me:{QUOTED}@127.0.0.1:{port}/sweep"


@pytest.fixture(params=["postgresql", "mysql"])
def database(request):
    """The address of a database, once on each server."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def optuna(environment):
    """An environment with Optuna and the drivers of both databases."""
    return environment("databases", "optuna", "psycopg2-binary", "pymysql")


@pytest.fixture
def refused(optuna):
    """The sentence of a refusal, which must not tell a password."""

    def sentence(address):
        result = optuna.read(address)
        assert "s3cret" not in result["printed"]
        assert "wr0ng" not in result["printed"]
        assert "\n" not in result["refused"]
        return result["refused"]

    return sentence


def same(result, wanted, *, leave=("created", "source", "notes")):
    """Compare all but these facts and how long the runs took: each store was written on its own."""
    result, wanted = ({**facts, "metrics": {**facts["metrics"]}} for facts in (result, wanted))
    for facts in (result, wanted):
        for took in ("runtime", "duration"):
            facts["metrics"].pop(took, None)
    for fact in set(wanted) - set(leave):
        assert result[fact] == wanted[fact], fact


def test_optunas_database_on_a_server(optuna, database, tmp_path, summary):
    optuna.run("write_optuna.py", tmp_path, database)
    for experiment in ("real", "small"):
        wanted = summary(read(tmp_path / "study.db", experiment=experiment))
        result = optuna.read(database, experiment)
        same(result, wanted)
        assert QUOTED not in result["source"]
    assert (result["statuses"], result["experiments"]) == (
        ["finished", "pruned", "finished", "failed"],
        ["small", "real"],
    )
    assert result["params"] == {
        "kind": ["sgd", "None", 8, "True"],
        "momentum": [0.5, "absent", "absent", "absent"],
    }
    # As people write it, without the driver.
    plain = database.replace("+psycopg2", "").replace("+pymysql", "")
    assert optuna.read(plain)["experiment"] == "real"


def test_a_database_that_gives_nothing_is_named(optuna, database, refused, tmp_path):
    address, _, _ = database.rpartition("/")
    assert "nowhere" in refused(f"{address}/nowhere")
    wrong = refused(database.replace("s3cret", "wr0ng"))
    assert "password authentication failed" in wrong or "Access denied" in wrong
    assert "holds no tables of Optuna's" in refused(database)
    assert "refused" in refused(database.replace(f":{database.rpartition(':')[2]}", ":1/x"))
    # Nothing was written while it was looked at: it can still be filled as a new one.
    optuna.run("write_optuna.py", tmp_path, database)
    assert "'nosuch'" in optuna.read(database, "nosuch")["refused"]


@pytest.fixture
def mlflow(environment):
    """MLflow's environment."""
    return environment("mlflow")


@pytest.fixture
def tracking(mlflow, tmp_path):
    """The address of MLflow's server on the database that is in the folder."""
    mlflow.run("write_mlflow.py", tmp_path)
    port = free_port()
    command = [
        mlflow.python, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", port, "--workers", "1",
        "--backend-store-uri", f"sqlite:///{tmp_path}/mlflow.db", "--artifacts-destination", tmp_path / "a",
    ]  # fmt: skip
    with serving(command, port, cwd=tmp_path):
        yield f"http://127.0.0.1:{port}"


def test_mlflows_server_gives_what_its_files_hold(mlflow, tracking, tmp_path, summary):
    wanted = summary(read(tmp_path / "mlflow.db"))
    for address in (tracking, f"mlflow+{tracking}"):
        result = mlflow.read(address)
        assert result["experiment"] == "real"
        same(result, wanted, leave=("source", "notes", "experiments"))
        assert result["notes"] == ["1 deleted run was left out."] or not any(
            "without history" in note for note in result["notes"]
        )
    small = mlflow.read(tracking, "small")
    assert (small["statuses"], set(small["experiments"])) == ([], {"Default", "small", "real"})
    assert "'nosuch'" in mlflow.read(tracking, "nosuch")["refused"]


class Rubbish(http.server.BaseHTTPRequestHandler):
    """Answers everything with a page."""

    def log_message(self, *_):
        """Keep quiet."""

    def do_GET(self):
        content = b"<html>" + b"It works!" * 1000
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - as http.server calls it


@pytest.fixture
def rubbish():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Rubbish) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def silent():
    """The address of what takes a connection and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_what_is_no_mlflow_server_ends_in_a_sentence(mlflow, rubbish, silent):
    message = mlflow.read(rubbish)["refused"]
    assert f"{rubbish} gave no runs" in message
    assert len(message) < 600
    assert f"{silent} gave no runs" in mlflow.read(silent, MLFLOW_HTTP_REQUEST_TIMEOUT="1")["refused"]
    nobody = f"http://me:{QUOTED}@127.0.0.1:{free_port()}"
    result = mlflow.read(nobody)
    assert "http://me:***@127.0.0.1" in result["refused"]
    assert "s3cret" not in result["printed"]


def test_mlflows_database_on_a_server(environment, database, tmp_path, summary):
    mlflow = environment("mlflow-databases", "mlflow", "psycopg2-binary", "pymysql")
    empty = mlflow.read(f"mlflow+{database}")
    assert "gave no runs" in empty["refused"]
    assert "s3cret" not in empty["printed"]
    mlflow.run("write_mlflow.py", tmp_path, database)
    result = mlflow.read(f"mlflow+{database}")
    same(result, summary(read(tmp_path / "mlflow.db")), leave=("source", "notes", "experiments", "created"))
    assert "s3cret" not in result["source"]
