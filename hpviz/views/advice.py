"""The views of what the next sweep should try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis.next_sweep.advice import sweep_advice_of
from hpviz.search_space import TOOLS, tool_of
from hpviz.text.advice import next_sweep as next_sweep_text
from hpviz.text.refusals import require_runs
from hpviz.views.encoding import figure
from hpviz.views.view import View

if TYPE_CHECKING:
    from hpviz.analysis.next_sweep.advice import SweepAdvice
    from hpviz.analysis.result.rank_result import RankResult


def sweep_advice(result: RankResult) -> SweepAdvice:
    """Work out what the next sweep should try.

    Raises
    ------
    HpvizError
        There are no runs to learn from.
    """
    require_runs(result)
    return sweep_advice_of(result)


def _encode_sweep_advice(advice: SweepAdvice) -> dict[str, Any]:
    """Encode the advice, a line for each param, and the tools it can be written for."""
    table = next_sweep_text.table(advice)
    lines = {name: table[name].tolist() for name in table.columns if name != "agreement"}
    agreement = [figure(value) for value in table["agreement"].tolist()]
    return {
        "lines": lines | {"agreement": agreement},
        "tools": [[name, tool.label] for name, tool in TOOLS.items()],
        "sentences": list(next_sweep_text.sentences(advice)),
    }


NEXT_SWEEP = View(
    name="next",
    label="Next sweep",
    question="What should the next sweep try?",
    compute=sweep_advice,
    encode=_encode_sweep_advice,
)


def _space(result: RankResult, tool: str) -> str:
    return space_text(sweep_advice(result), tool)


def space_text(advice: SweepAdvice, tool: str) -> str:
    """Write the space of the next sweep for a tool: one that optimises begins from the runs inside.

    Raises
    ------
    HpvizError
        There is no such tool.
    """
    writer = tool_of(tool)
    return writer.write(advice.optimiser_space if writer.optimises else advice.space)


SPACE = View(
    name="space",
    label="Search space",
    takes=("tool",),
    compute=_space,
    targets=(("file", "File"),),
)
VIEWS = (NEXT_SWEEP, SPACE)
