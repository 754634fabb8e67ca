"""The ids of runs whose source gives them none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


# So many numbers at a time, which share all digits but the last ones.
BLOCK = 10_000


def row_numbers(n: int) -> NDArray[np.str_]:
    """Write the number of each row, as `astype` would in ten times the time."""
    first = min(n, BLOCK)
    written = np.arange(first).astype(f"U{_length(first)}")
    if n <= BLOCK:
        return written
    last = np.char.zfill(written, _length(BLOCK)).view(np.uint32).reshape(BLOCK, -1)
    letters = np.zeros((n, _length(n)), dtype=np.uint32)
    letters[:BLOCK, : last.shape[1]] = written.view(np.uint32).reshape(BLOCK, -1)
    for start in range(BLOCK, n, BLOCK):
        here, head = letters[start : start + BLOCK], str(start // BLOCK)
        here[:, : len(head)] = [ord(digit) for digit in head]
        here[:, len(head) : len(head) + last.shape[1]] = last[: len(here)]
    return letters.view(f"U{_length(n)}")[:, 0]


def _length(n: int) -> int:
    """Give how many digits the last of so many rows has."""
    return len(str(max(n - 1, 0)))
