"""The order in which levels are listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def in_natural_order(texts: Sequence[str]) -> list[str]:
    """Sort texts that are in alphabetical order by the numbers in them; keep any other order.

    ``net-1, net-10, net-2`` becomes ``net-1, net-2, net-10``.
    """
    if [*texts] != sorted(texts):
        return [*texts]
    parts = {text: re.split(r"(\d+)", text) for text in texts}
    keys = {
        text: [(int(part), "") if at % 2 else (0, part) for at, part in enumerate(split)]
        for text, split in parts.items()
    }
    return sorted(texts, key=keys.__getitem__)
