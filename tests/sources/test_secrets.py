"""Addresses with a password in them: it is for the service alone."""

from __future__ import annotations

import pytest

from hpviz import HpvizError, Panel, read
from hpviz.sources import secrets
from hpviz.sources.store.sql_address import for_reading


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://me:s3cret@host:5432/db", "postgresql://me:***@host:5432/db"),
        ("mysql+pymysql://me:s3cr%40et@host/db", "mysql+pymysql://me:***@host/db"),
        ("postgresql://me:s3c@re/t?x@host/db", "postgresql://me:***@host/db"),
        ("http://:s3cret@host:5000", "http://:***@host:5000"),
        ("postgresql://host/db?user=me&password=s3cret&x=1", "postgresql://host/db?user=me&password=***&x=1"),
        ("http://host:5000", "http://host:5000"),
        ("postgresql://me@host/db", "postgresql://me@host/db"),
        ("wandb://entity/project", "wandb://entity/project"),
        ("runs.csv", "runs.csv"),
    ],
)
def test_a_password_is_not_shown(address, shown):
    assert secrets.shown(address) == shown
    assert secrets.has_secret(address) == (address != shown)


def test_a_password_is_taken_out_of_what_a_driver_says():
    address = "postgresql://me:s3c%40ret@host/db"
    message = f"no server at {address}: password 's3c@ret' or 's3c%40ret' of me is wrong"
    assert secrets.scrubbed(message, address) == (
        "no server at postgresql://me:***@host/db: password '***' or '***' of me is wrong"
    )


@pytest.mark.parametrize(
    "address",
    ["ftp://me:s3cret@host/runs.csv", "mlflow+nothing://me:s3cret@host/db", "oracle+no://me:s3cret@host/db"],
)
def test_no_refusal_tells_it(address):
    with pytest.raises(HpvizError) as caught:
        read(address)
    assert "s3cret" not in str(caught.value)


def test_a_servers_database_is_opened_read_only(monkeypatch):
    monkeypatch.setattr("hpviz.sources.store.sql_address.find_spec", lambda name: name)
    assert for_reading("postgres://me:a%40b@host/db") == (
        "postgresql+psycopg2://me:a%40b@host/db"
        "?connect_timeout=10&options=-c%20default_transaction_read_only%3Don"
    )
    assert for_reading("mysql://host/db?connect_timeout=3&x=1") == (
        "mysql+mysqldb://host/db?connect_timeout=3&x=1&init_command=SET%20SESSION%20TRANSACTION%20READ%20ONLY"
    )
    assert for_reading("http://host:5000") == "http://host:5000"
    monkeypatch.setattr("hpviz.sources.store.sql_address.find_spec", lambda _: None)
    with pytest.raises(HpvizError, match=r"reading mysql://me:\*\*\*@host/db needs .*pip install pymysql"):
        for_reading("mysql://me:s3cret@host/db")


def test_code_that_is_copied_holds_no_password(training):
    panel = Panel(training)
    for source in ("postgresql://me:s3cret@host/db", ["runs.csv", "postgresql://me:s3cret@host/db"]):
        panel._live.source = source
        assert "s3cret" not in panel.code()
        assert "# address: the address you gave, with its password\nhpviz.Panel(" in panel.code()
