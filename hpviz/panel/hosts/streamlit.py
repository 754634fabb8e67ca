"""A panel in a Streamlit app: each run of the script shows the whole state, and takes what was sent since."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import anywidget

from hpviz.errors import HpvizError
from hpviz.panel.state import STATIC
from hpviz.panel.widget import Panel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_OF_ANY_WIDGET = frozenset({*anywidget.AnyWidget.class_trait_names(sync=True), "_esm", "_css"})


def streamlit(panel: Panel | Callable[[], Panel], *, key: str = "hpviz") -> Panel:
    """Show a panel in a Streamlit app, with Python behind it; it needs Streamlit 1.51 or newer.

    Parameters
    ----------
    panel
        What makes the panel: it is called once in each session for this key, and the panel kept in
        ``st.session_state``. Or a panel that the script keeps there itself.
    key
        Of the component; another one for each panel on a page.

    Returns
    -------
    The panel that is shown, with the choices that were made on screen.

    Raises
    ------
    HpvizError
        There is no such Streamlit, or the script makes the panel anew in each run.

    Notes
    -----
    Streamlit runs the script anew after each click. A panel that is made in it anew would forget what was
    chosen, and rank again: hand over what makes it.

    Examples
    --------
    >>> import hpviz
    >>> def app():  # a script that `streamlit run` runs
    ...     panel = hpviz.streamlit(lambda: hpviz.Panel("runs.csv"))
    ...     print(panel.ranking)
    """
    app = _app()
    made = _kept(app.session_state, panel, key)
    channel = Channel.of(made)
    _component(app)(
        key=key,
        data=channel.given(),
        on_sent_change=lambda: channel.take(app.session_state[key]["sent"]),
    )
    return made


def _kept(session: Any, panel: Panel | Callable[[], Panel], key: str) -> Panel:
    """Return the panel of this session, which is made in its first run."""
    name = f"{key} panel"
    if name not in session:
        session[name] = panel if isinstance(panel, Panel) else panel()
    kept: Panel = session[name]
    if isinstance(panel, Panel) and panel is not kept:
        raise HpvizError(
            "This panel is another one than in the last run of the script: what is chosen on screen would be "
            "lost. Hand over what makes it: hpviz.streamlit(lambda: hpviz.Panel(...)). Another sweep needs "
            "another key"
        )
    return kept


class Channel:
    """The comm of a panel that no kernel connects with its view.

    Parameters
    ----------
    panel
        Whose messages go this way from now on.
    """

    def __init__(self, panel: Panel) -> None:
        self.comm_id = uuid4().hex
        self._panel = panel
        self._receive: Callable[[dict[str, Any]], None] = lambda _: None
        self._replies: list[dict[str, Any]] = []
        self._taken = self._sent = 0
        panel.comm = self

    @classmethod
    def of(cls, panel: Panel) -> Channel:
        """Return the channel of a panel, which is made when it is first shown."""
        return panel.comm if isinstance(panel.comm, cls) else cls(panel)

    def given(self) -> dict[str, Any]:
        """Return what the view is given in this run: the state, and the replies it has not heard yet."""
        names = set(self._panel.keys) - _OF_ANY_WIDGET
        state = {name: value for name, value in self._panel.get_state().items() if name in names}
        return {"state": state, "taken": self._taken, "replies": list(self._replies)}

    def take(self, sent: Mapping[str, Any] | None) -> None:
        """Answer the messages that the view has sent, each once."""
        if not sent:
            return
        self._replies = [reply for reply in self._replies if reply["id"] > sent["heard"]]
        for message in sent["messages"]:
            if message["id"] > self._taken:
                self._taken = message["id"]
                self._receive({"content": {"data": message["data"]}, "buffers": []})

    def on_msg(self, receive: Callable[[dict[str, Any]], None]) -> None:
        """Name who receives messages; ipywidgets calls this."""
        self._receive = receive

    def send(
        self, data: Mapping[str, Any], metadata: object = None, buffers: Iterable[bytes] | None = None
    ) -> None:
        """Keep a reply for the next run; of state each run has the whole. ipywidgets calls this."""
        del metadata
        if data["method"] == "custom":
            self._sent += 1
            encoded: Sequence[str] = [b64encode(buffer).decode() for buffer in buffers or ()]
            self._replies.append({"id": self._sent, "content": data["content"], "buffers": encoded})

    def close(self, *_: object, **__: object) -> None:
        """Do nothing: the view goes with the page. ipywidgets calls this."""


def _app() -> Any:
    try:
        import streamlit
        from streamlit.components.v2 import component  # noqa: F401
    except ImportError as error:
        raise HpvizError(
            "hpviz.streamlit needs Streamlit 1.51 or newer, which is not installed here: "
            'pip install "streamlit>=1.51"'
        ) from error
    return streamlit


@cache
def _component(app: Any) -> Any:
    view, shim = ((STATIC / name).read_text("utf-8") for name in ("widget.js", "streamlit.js"))
    # The view's own sheet; what it says of the host's outputs matches nothing there.
    sheet = "/* hpviz */\n" + (STATIC / "widget.css").read_text("utf-8")  # one line would be a file
    return app.components.v2.component("hpviz", css=sheet, js=f"const VIEW = {json.dumps(view)};\n{shim}")
