"""How a table spells all its names: as in code, as in print, with prefixes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """What becomes of the names of params and of results, and how often tables do so."""

    param: Callable[[str], str] = str
    result: Callable[[str], str] = str
    often: float


def _titled(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.replace("_", " ").split())


def _camel(name: str) -> str:
    return _titled(name).replace(" ", "") if "[" not in name and "(" not in name else name


def _before(prefix: str) -> Callable[[str], str]:
    return lambda name: prefix + name


SPELLINGS = (
    Spelling(often=0.62),
    Spelling(param=_titled, result=_titled, often=0.09),
    Spelling(param=_camel, result=_camel, often=0.05),
    Spelling(param=str.upper, often=0.04),
    Spelling(param=_before("params_"), often=0.04),
    Spelling(param=_before("param_"), often=0.03),
    Spelling(param=_before("config."), often=0.04),
    Spelling(param=_before("config."), result=_before("results."), often=0.03),
    Spelling(param=_before("hparams/"), result=_before("metrics/"), often=0.03),
    Spelling(result=_before("metrics."), often=0.03),
)
