"""Dask's scheduler with two worker processes: the same figures, and a sentence when it goes away."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

import hpviz
from hpviz.errors import HpvizError
from tests.engines.engines import sweep
from tests.engines.test_population import correlations
from tests.engines.test_pushed_down import assert_same_runs, shuffled, steps_of

dd = pytest.importorskip("dask.dataframe")
distributed = pytest.importorskip("distributed")

MOST = 500


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr("hpviz.sources.limits.limits.collected_rows", MOST)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_two_workers_make_the_runs_and_correlations_of_pandas(client: Any) -> None:
    frame = steps_of(sweep())
    assert_same_runs(hpviz.read(dd.from_pandas(shuffled(frame), npartitions=4)), hpviz.read(frame))
    large = sweep(3_000)
    runs = hpviz.read(dd.from_pandas(shuffled(large), npartitions=4))
    pd.testing.assert_frame_equal(correlations(runs), correlations(large), rtol=1e-11)


def test_a_worker_that_dies_costs_nothing(client: Any) -> None:
    frame = steps_of(sweep())
    lazy = dd.from_pandas(shuffled(frame), npartitions=4)
    expected = hpviz.read(frame)
    assert_same_runs(hpviz.read(lazy), expected)
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    assert_same_runs(hpviz.read(lazy), expected)


def test_a_task_that_kills_its_workers_is_quoted_with_the_query(client: Any) -> None:
    def kill(part: pd.DataFrame) -> pd.DataFrame:
        os._exit(1)

    frame = sweep(3_000)
    lazy = dd.from_pandas(frame, npartitions=2).map_partitions(kill, meta=frame.iloc[:0])
    with pytest.raises(HpvizError, match="dask DataFrame did not answer the query for the number of rows"):
        hpviz.read(lazy)


def test_a_cluster_that_goes_away_is_quoted_with_the_query(client: Any) -> None:
    runs = hpviz.read(client.persist(dd.from_pandas(sweep(3_000), npartitions=2)))
    client.cluster.close()
    with pytest.raises(HpvizError, match="did not answer the query for the correlations with val_loss"):
        hpviz.rank(runs, "val_loss")
