"""Linear algebra runs on one thread during a ranking, whichever thread ranks: figures are the same."""

from threading import Barrier, Thread

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

import hpviz
from hpviz.threads import Algebra, algebra


def blas():
    return [
        library["num_threads"] for library in ThreadpoolController().info() if library["user_api"] == "blas"
    ]


def on_a_thread(work):
    results = []
    thread = Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0]


@pytest.fixture(autouse=True)
def _several():
    """The libraries have several threads, though the machine may have one core."""
    own = Algebra()
    own._take_over()
    with ThreadpoolController().limit(limits=3, user_api="blas"):
        own._take_over()
        yield
        own._take_over()
    own._take_over()


def limited():
    with algebra.on_one_thread():
        return blas()


def test_each_thread_can_set_the_limit():
    before = blas()
    assert set(before) == {3}
    assert set(limited()) == {1}
    assert set(on_a_thread(limited)) == {1}
    assert set(limited()) == {1}
    assert blas() == before


def test_the_last_of_several_threads_gives_back_what_there_was():
    before, inside, outside = blas(), Barrier(2), Barrier(2)

    def first():
        with algebra.on_one_thread():
            inside.wait()
        outside.wait()

    def second():
        with algebra.on_one_thread():
            inside.wait()
            outside.wait()
            return blas()

    thread = Thread(target=first)
    thread.start()
    assert set(on_a_thread(second)) == {1}
    thread.join()
    assert blas() == before


def test_figures_are_the_same_on_every_thread():
    rng = np.random.default_rng(0)
    frame = {name: rng.random(120) for name in ("a", "b", "c")}
    frame["loss"] = frame["a"] ** 2 + frame["b"] * frame["a"] + rng.normal(0, 0.1, 120)

    def figures():
        table = hpviz.rank(frame, "loss", params=["a", "b", "c"], goal="minimize").table()
        return table["importance"].tolist() + table["importance_high"].tolist()

    assert on_a_thread(figures) == figures() == on_a_thread(figures)
