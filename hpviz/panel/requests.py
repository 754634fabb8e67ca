"""What the view asks a panel to fetch: pictures of the ranking, and exports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from hpviz.analysis import ASKED
from hpviz.errors import HpvizError
from hpviz.export.code import recipe
from hpviz.export.requests import THINGS, Order, as_file, as_output, space_text
from hpviz.panel.wire import encode_effect, encode_explanation, encode_insight, encode_joint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hpviz.analysis import Ranking, SortKey
    from hpviz.panel.notebook_output import Outputs
    from hpviz.panel.worker import Computation

CHOSEN = (*ASKED, "roles", "sort_by", "descending")


class Host(Protocol):
    """What an errand needs of the panel."""

    path: str | None
    reading: Mapping[str, Any]
    effects: dict[str, Any]
    insights: dict[str, Any]
    joint: dict[str, Any] | None
    explanation: dict[str, Any] | None
    sort_by: SortKey
    descending: bool
    _answer: Ranking

    def set_trait(self, name: str, value: Any) -> None:
        """Tell the view a fact."""

    def send(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        """Send the view a message."""


class Errands:
    """Runs the events of the view that change no choice; each off the thread that brings it.

    Parameters
    ----------
    panel
        Whose ranking is drawn, and who tells the view.
    computation
        Does the work, after what it is doing.
    outputs
        Where an export into the notebook goes.
    """

    def __init__(self, panel: Host, computation: Computation, outputs: Outputs) -> None:
        self._panel = panel
        self._computation = computation
        self._outputs = outputs

    def run(self, asked: Mapping[str, Any]) -> None:
        """Run the errand that an event names; one that nobody knows is none."""
        texts = {name: str(value) for name, value in asked.items()}
        if texts.get("event") == "export":
            self._export(texts)
        else:
            self._draw(texts)

    def code(self, view: str = "panel", names: tuple[str, ...] = ()) -> str:
        """Give the Python code that rebuilds the panel, or one of its views."""
        choices = {name: getattr(self._panel, name) for name in CHOSEN}
        return recipe(choices, source=self._panel.path, reading=self._panel.reading, view=view, names=names)

    def redraw(self) -> None:
        """Draw the pictures that the view has once more, of the ranking as it is now; here and now."""
        panel, answer = self._panel, self._panel._answer  # noqa: SLF001
        params = [param for param in panel.effects if any(param == score.param for score in answer.scores)]
        joint, told = panel.joint, panel.explanation
        pictures: dict[str, Callable[[], Any]] = {}
        if params:
            pictures["effects"] = lambda: {param: encode_effect(answer, param) for param in params}
        if joint:
            pictures["joint"] = partial(encode_joint, answer, joint["param"], joint["other"])
        if panel.insights:
            seen = {name: found["of"] for name, found in panel.insights.items()}
            pictures["insights"] = lambda: {
                name: encode_insight(answer, name, of) for name, of in seen.items()
            }
        if told:
            pictures["explanation"] = partial(encode_explanation, answer, told["run"])
        for name, picture in pictures.items():
            job = partial(_named, name, picture)
            self._computation.also(job, self._show, partial(self._lose, name), here=True)

    def _lose(self, picture: str, _: Exception) -> None:
        """Take away a picture that there is no more, of a run that has gone say."""
        self._panel.set_trait(picture, {} if picture in {"effects", "insights"} else None)

    def _draw(self, asked: Mapping[str, str]) -> None:
        answer = self._panel._answer  # noqa: SLF001 - a panel and its errands are one thing in two files
        param, other, run, name, of = (asked.get(key, "") for key in ("param", "other", "run", "name", "of"))
        pictures: dict[str, Callable[[], dict[str, Any]]] = {
            "effect": lambda: {"effects": {**self._panel.effects, param: encode_effect(answer, param)}},
            "joint": lambda: {"joint": encode_joint(answer, param, other)},
            "explain": lambda: {"explanation": encode_explanation(answer, run)},
            "insight": lambda: {"insights": {**self._panel.insights, name: encode_insight(answer, name, of)}},
        }
        picture = pictures.get(asked.get("event", ""))
        if picture and answer.complete:
            self._computation.also(picture, self._show, self._tell)

    def _show(self, facts: dict[str, Any]) -> None:
        for name, value in facts.items():
            self._panel.set_trait(name, value)

    def _export(self, asked: Mapping[str, str]) -> None:
        answer, to = self._panel._answer, asked.get("to", "")  # noqa: SLF001
        try:
            order = self._order(asked)
        except HpvizError as refusal:
            self._tell(refusal)
            return
        if to == "python":
            self._panel.send({"copied": self.code(order.view, order.names)})
        elif to == "copy":
            text = partial(space_text, answer, order)
            self._computation.also(text, self._copy, self._tell, lasting=True)
        elif to == "notebook":
            place = partial(self._place, order)
            self._computation.also(lambda: as_output(answer, order), place, self._tell, lasting=True)
        else:
            file = partial(as_file, answer, order, to)
            self._computation.also(file, self._download, self._tell, lasting=True)

    def _order(self, asked: Mapping[str, str]) -> Order:
        thing = asked.get("what", "")
        takes = THINGS.get(thing, ((), ""))[0]
        names = tuple(asked.get(name, "") for name in takes)
        return Order(thing, names, self._panel.sort_by, self._panel.descending)

    def _place(self, order: Order, bundle: dict[str, Any]) -> None:
        placed = self._outputs.put(order.thing, bundle)
        here = "It stands below the panel and is saved with the notebook."
        nowhere = "This panel is not the result of a cell, so there is no place below it: display it as one."
        self._panel.send({"message": here if placed else nowhere})

    def _copy(self, text: str) -> None:
        self._panel.send({"copied": text})

    def _download(self, file: tuple[str, str, bytes]) -> None:
        name, mime, content = file
        self._panel.send({"file": {"name": name, "mime": mime}}, buffers=[content])

    def _tell(self, error: Exception) -> None:
        """Say why something cannot be had."""
        known = isinstance(error, HpvizError)
        self._panel.set_trait("notice", "")  # the same sentence may have been read and dismissed before
        told = str(error) if known else f"hpviz failed ({type(error).__name__}: {error})."
        self._panel.set_trait("notice", told)


def _named(name: str, picture: Callable[[], Any]) -> dict[str, Any]:
    return {name: picture()}
