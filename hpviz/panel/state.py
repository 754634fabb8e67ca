"""What the panel and its view share: facts and choices; `js/src/model` is the other side."""

from __future__ import annotations

import os
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets as t

from hpviz.analysis import DEFAULT_STATUSES, OPTION_NAMES, RankOptions
from hpviz.errors import HpvizError
from hpviz.panel.notebook.output import bundle
from hpviz.panel.wire import IDLE

if TYPE_CHECKING:
    from collections.abc import Iterable

# What no figure depends on: the order of the rows, the view that is open, the run that is pinned.
LOOKS = ("sort_by", "descending", "view", "pin")
CHOICES = (*OPTION_NAMES, "experiment", "roles", "kinds", *LOOKS, "follow", "dismiss")
# Given as one name or several.
LISTED = frozenset({"hidden", "statuses", "dismiss"})
# What a ranking is of: whoever cancels the next one goes back to it.
SHOWN = (*OPTION_NAMES, "roles", "kinds", "_open_metric")
FACTS = (
    "sweep",
    "_ranking",
    "headline",
    "progress",
    "notice",
    "live",
    "remembered",
    "filter",
    "remembers",
    "static_view",
    "effects",
    "joint",
    "explanation",
    "insights",
)
DEFAULT = RankOptions()
# What is accepted by a trait of each type, in words.
ACCEPTED: dict[type[t.TraitType[Any, Any]], str] = {
    t.Int: "a whole number",
    t.Float: "a number",
    t.Bool: "True or False",
    t.List: "a list of names",
    t.Dict: "a dictionary of texts",
    t.Unicode: "a text",
}
# What another ranking makes void.
NOTHING: dict[str, Any] = {"effects": {}, "joint": None, "explanation": None, "insights": {}, "notice": ""}


STATIC = Path(__file__).parents[1] / "static"


class Filter(t.Unicode[str, str | None]):
    """An expression that keeps some of the runs; None keeps all, as an empty text does."""

    def validate(self, obj: Any, value: Any) -> Any:
        """Take None for the empty text."""
        return super().validate(obj, "" if value is None else value)


def _bundled(name: str) -> Path | str:
    """Text of a built file; its path where anywidget reloads it as it changes.

    The text otherwise: what watches a file keeps every panel that was ever made of it.
    """
    path = STATIC / name
    return path if os.environ.get("ANYWIDGET_HMR") == "1" else path.read_text("utf-8")


PARTS = {name: _bundled(f"{name}.js") for name in ("later", "runs", "lines", "views")}


def later_part(name: object = "later") -> str:
    """Text of a part of the view that opens later: it is sent on request, and saved with no notebook.

    Parameters
    ----------
    name
        Of `PARTS`; anything else is the first of them.
    """
    part = PARTS.get(name, PARTS["later"]) if isinstance(name, str) else PARTS["later"]
    return part if isinstance(part, str) else part.read_text("utf-8")


def _plain_number(trait: object, value: Any) -> Any:
    """Take a number of numpy for what it is: to traitlets its own kinds are none."""
    if isinstance(trait, t.Float) and isinstance(value, Real):
        return float(value)
    if isinstance(trait, t.Int) and isinstance(value, np.integer):
        return int(value)
    return value


class ChoiceError(HpvizError, t.TraitError):
    """A choice that does not exist; being a TraitError, traitlets keeps the old one.

    Parameters
    ----------
    refusal
        Why.
    """

    def __init__(self, refusal: HpvizError) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class State(anywidget.AnyWidget):
    """The traits of a panel. Facts flow to the view; choices flow both ways, and Python decides."""

    _esm = _bundled("widget.js")
    _css = _bundled("widget.css")

    # Facts: Python writes them, the view draws them.
    sweep = t.Dict(read_only=True).tag(sync=True)
    _ranking = t.Dict(read_only=True).tag(sync=True)
    headline = t.Unicode(read_only=True).tag(sync=True)
    progress = t.Dict(IDLE, read_only=True).tag(sync=True)
    notice = t.Unicode(read_only=True).tag(sync=True)
    live = t.Dict(read_only=True).tag(sync=True)
    remembered = t.Unicode(read_only=True).tag(sync=True)
    filter = t.Dict(read_only=True).tag(sync=True)
    remembers = t.Bool(read_only=True).tag(sync=True)
    static_view = t.Unicode(read_only=True).tag(sync=True)
    # Pictures of the ranking on screen, worked out when the view asks for them.
    effects = t.Dict(read_only=True).tag(sync=True)
    joint = t.Dict(allow_none=True, default_value=None, read_only=True).tag(sync=True)
    explanation = t.Dict(allow_none=True, default_value=None, read_only=True).tag(sync=True)
    insights = t.Dict(read_only=True).tag(sync=True)

    # Choices: either side proposes, `_check` decides.
    metric = t.Unicode().tag(sync=True)
    goal = t.Unicode("minimize").tag(sync=True)
    hidden = t.List(t.Unicode()).tag(sync=True)
    method = t.Unicode(DEFAULT.method).tag(sync=True)
    top = t.Float(DEFAULT.top).tag(sync=True)
    aggregate = t.Unicode(DEFAULT.aggregate).tag(sync=True)
    scale = t.Unicode(DEFAULT.scale).tag(sync=True)
    experiment = t.Unicode().tag(sync=True)
    statuses = t.List(t.Unicode()).tag(sync=True)
    axes = t.Dict(key_trait=t.Unicode(), value_trait=t.Unicode()).tag(sync=True)
    where = Filter(DEFAULT.where).tag(sync=True)
    trees = t.Int(DEFAULT.trees).tag(sync=True)
    seed = t.Int(DEFAULT.seed).tag(sync=True)
    roles = t.Dict(key_trait=t.Unicode(), value_trait=t.Unicode()).tag(sync=True)
    kinds = t.Dict(key_trait=t.Unicode(), value_trait=t.Unicode()).tag(sync=True)
    sort_by = t.Unicode("importance").tag(sync=True)
    descending = t.Bool(default_value=True).tag(sync=True)
    view = t.Unicode("").tag(sync=True)
    pin = t.Unicode("").tag(sync=True)
    follow = t.Float(0.0).tag(sync=True)
    dismiss = t.List(t.Unicode()).tag(sync=True)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take choices from the view; a refused one goes back to it as it was, with a sentence."""
        choices = {name: value for name, value in sync_data.items() if name not in FACTS}
        try:
            self._note(choices)  # first: a ranking may be there before the next line
            super().set_state(choices)
        except t.TraitError as refusal:
            self._drop(choices)
            self._refuse_choice(refusal)
            self.send_state([name for name in choices if name in CHOICES])

    def _refuse_choice(self, refusal: t.TraitError) -> None:
        """Send the view the sentence why it cannot have what it chose."""
        self.set_trait("notice", str(refusal))

    def _set(self, name: str, value: Any) -> None:
        """Take a choice from code.

        Raises
        ------
        ChoiceError
            It does not exist, or is of another type than the trait; the message says what is accepted.
        """
        try:
            setattr(self, name, _plain_number(self.traits()[name], value))
        except ChoiceError:
            raise
        except t.TraitError:
            accepted = next(
                words for kind, words in ACCEPTED.items() if isinstance(self.traits()[name], kind)
            )
            refusal = HpvizError(f"{name}={value!r} is of the wrong type; give {accepted}")
            raise ChoiceError(refusal) from None

    def _note(self, names: Iterable[str]) -> None:
        """Take note that these choices come from the view."""

    def _drop(self, names: Iterable[str]) -> None:
        """Take it back: they were refused."""

    def open(self) -> None:
        """Open the channel to the views."""
        super().open()
        self._free_channel()

    def _send(self, msg: Any, buffers: Any = None) -> None:
        super()._send(msg, buffers=buffers)
        self._free_channel()

    def _free_channel(self) -> None:
        """Have what the views send handled where they send it: JupyterLab names a thread beside the cells.

        ipykernel (from 7.4) hands it to the thread that sent the last message instead: a study that reports
        its trials, or a cell that has just shown the panel, would keep every click until it ends.
        """
        if self.comm is not None:
            self.comm.__dict__.pop("_reply_subshell_id", None)

    def close(self) -> None:
        """Close the channel; the table can still be displayed."""
        super().close()
        self.__dict__.pop("_repr_mimebundle_", None)  # ipywidgets has set it to None

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the panel for a host that shows one output: live, and as tables."""
        live, metadata = self._live_view()
        return bundle(live, self._static_view()), metadata

    def _live_view(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the widget by MIME type, and its metadata; a closed panel has a text only."""
        shown = super()._repr_mimebundle_() if self.comm else None
        return shown or ({"text/plain": repr(self)}, {})

    def _static_view(self) -> dict[str, Any]:
        """Return what stands for the panel where there is no kernel, by MIME type."""
        return {}

    @t.default("statuses")
    def _default_statuses(self) -> list[str]:
        return list(DEFAULT_STATUSES)
