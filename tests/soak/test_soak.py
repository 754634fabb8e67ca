"""The short form of the soak, and that it notices what rises."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.soak.curve import Curve, Point


def curve(**of):
    grown = Curve("a process")
    for number in range(30):
        held = {"megabytes": 500.0, "threads": 4, "files": 20}
        grown.add(Point(number=number, **(held | {name: value(number) for name, value in of.items()})))
    return grown


def test_what_stays_the_same_is_flat():
    assert curve().rises() == []
    assert str(curve()).endswith("flat")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("megabytes", lambda number: 500 + 10.0 * number),
        ("threads", lambda number: 4 + number),
        ("files", lambda number: 20 + number),
    ],
)
def test_what_rises_is_named(name, value):
    assert curve(**{name: value}).rises() == [name]


def test_what_comes_once_does_not_rise():
    assert curve(megabytes=lambda number: 500.0 + 300 * (number > 5)).rises() == []


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="nothing tells what a process holds")
def test_a_panel_survives_a_store_that_is_deleted_cut_and_replaced():
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", "--panels", "3", "--choices", "40"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the figures of a fresh one" in done.stdout
