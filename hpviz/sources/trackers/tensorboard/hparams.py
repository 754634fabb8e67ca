"""What TensorBoard's HParams plugin keeps of a run, of a session in its words, and of the search space."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hpviz.runs import Hints, Status
from hpviz.sources.columns.cells import choice_text
from hpviz.sources.formats.protobuf import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.sources.store.damage import Damage

# The numbers of the fields in the plugin's plugin_data.proto and api.proto.
_EXPERIMENT, _START, _END = 2, 3, 4
_STATUSES: dict[int, Status] = {0: "unknown", 1: "finished", 2: "failed", 3: "running"}
_NUMBER, _TEXT, _TRUTH = 2, 3, 4


@dataclass(kw_only=True)
class Session:
    """The hyperparameters of a run, and how it ended."""

    params: dict[str, object] = field(default_factory=dict)
    status: Status = "running"
    group: str = ""
    began: float = math.nan
    ended: float = math.nan


@dataclass
class Space:
    """What was logged of the search space before the runs."""

    bounds: dict[str, tuple[float, float]] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def hints(self, prefix: str) -> Hints:
        """Convert to hints on params with this prefix."""
        return Hints(
            bounds={prefix + name: bounds for name, bounds in self.bounds.items()},
            choices={prefix + name: choices for name, choices in self.choices.items()},
        )


def session_of(contents: Iterable[Message], run: str, damage: Damage) -> Session | None:
    """Put together what a run's folder keeps; None where no hyperparameters were logged in it."""
    session: Session | None = None
    for content in contents:
        if _START in content:
            session = Session()
            with damage.of(run):
                _start(session, content.message(_START), run, damage)
        elif _END in content and session is not None:
            with damage.of(run):
                end = content.message(_END)
                session.status = _STATUSES.get(end.integer(1), "unknown")
                session.ended = end.double(2) or math.nan
    return session


def _start(session: Session, start: Message, run: str, damage: Damage) -> None:
    session.group, session.began = start.text(4), start.double(5) or math.nan
    for data in start.all(1):
        with damage.of(run):
            entry = Message(data)
            session.params[entry.text(1)] = _value(entry.message(2))


def _value(value: Message) -> object:
    """Read a value; the plugin keeps whole numbers as floats."""
    if _TEXT in value:
        return value.text(_TEXT)
    if _TRUTH in value:
        return bool(value.integer(_TRUTH))
    if _NUMBER in value:
        number = value.double(_NUMBER)
        return int(number) if number.is_integer() else number
    return None


def widen(space: Space, contents: Iterable[Message], run: str, damage: Damage) -> None:
    """Add what a folder says of the search space."""
    for content in contents:
        with damage.of(run):
            if _EXPERIMENT in content:
                for data in content.message(_EXPERIMENT).all(4):
                    with damage.of(run):
                        _widen_by(space, Message(data))


def _widen_by(space: Space, param: Message) -> None:
    name = param.text(1)
    values = [_value(value) for value in param.message(5).messages(1)]
    if values:
        space.choices[name] = tuple(dict.fromkeys(map(choice_text, values)))
    if 6 in param:
        interval = param.message(6)
        space.bounds[name] = (interval.double(1), interval.double(2))
