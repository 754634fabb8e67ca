"""Runs without an id are numbered."""

import numpy as np
import pytest

from hpviz.runs.ids import row_numbers


@pytest.mark.parametrize("n", [0, 1, 2, 10, 11, 9_999, 10_000, 10_001, 20_000, 100_000, 123_456, 1_000_001])
def test_rows_are_numbered_as_python_would(n):
    found = row_numbers(n)
    some = sorted(
        {*range(min(n, 12)), *range(max(n - 12, 0), n), *range(9_990, 10_010), n // 2} & set(range(n))
    )
    assert len(found) == n
    assert found[some].tolist() == [str(row) for row in some]
    assert len(np.unique(found)) == n
