"""What the view requests of a panel: pictures of the ranking, and exports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from hpviz.analysis import OPTION_NAMES
from hpviz.errors import HpvizError
from hpviz.export.code import recipe
from hpviz.export.requests import as_file, as_output, export_request, space_text
from hpviz.panel.single_runs import RunRequests
from hpviz.panel.state import LOOKS
from hpviz.panel.wire import encode_insight
from hpviz.text import panel as text
from hpviz.text.headline import leading
from hpviz.views import VIEWS
from hpviz.views.headline import whole_headline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hpviz.analysis import SortKey
    from hpviz.export.requests import ExportRequest
    from hpviz.panel.notebook.output import NotebookOutput
    from hpviz.panel.source import WatchedSource
    from hpviz.panel.worker import Worker
    from hpviz.ranking import Ranking
    from hpviz.runs import Runs

CHOSEN = (*OPTION_NAMES, "roles", *LOOKS, "dismiss")


class PanelPort(Protocol):
    """What requests need of the panel."""

    is_remembering: bool
    where: str
    axes: Mapping[str, str]
    reading: Mapping[str, Any]
    effects: dict[str, Any]
    insights: dict[str, Any]
    joint: dict[str, Any] | None
    explanation: dict[str, Any] | None
    sort_by: SortKey
    descending: bool
    _live: WatchedSource
    _result: Ranking
    _runs: Runs

    def set_trait(self, name: str, value: Any) -> None:
        """Send the view a fact."""

    def send(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        """Send the view a message."""


class Requests:
    """Runs the events of the view that change no choice; each off the thread that brings it.

    Parameters
    ----------
    panel
        Whose ranking is drawn, and who sends to the view.
    worker
        Does the work, after what it is doing.
    output
        Where an export into the notebook goes.
    """

    def __init__(self, panel: PanelPort, worker: Worker, output: NotebookOutput) -> None:
        self._panel = panel
        self._worker = worker
        self._output = output
        self._single_runs = RunRequests(panel, worker)

    def run(self, event: Mapping[str, Any]) -> None:
        """Run the request that an event names; an event that nobody knows is none."""
        texts = {name: value for name, value in event.items() if isinstance(value, str)}
        if texts.get("event") == "export":
            self._export(texts)
        elif texts.get("event") == "rows":
            self._single_runs.send_rows(event)
        elif texts.get("event") == "run_axes":
            self._single_runs.send_axes(event)
        elif texts.get("event") == "run":
            self._single_runs.send_run(event)
        elif texts.get("event") == "what_if":
            self._single_runs.send_what_if(event)
        else:
            self._draw(texts)

    def code(self, view: str = "panel", names: tuple[str, ...] = ()) -> str:
        """Write the Python code that rebuilds the panel, or one of its views.

        Parameters
        ----------
        view, names
            As in `hpviz.export.recipe`.
        """
        choices = {name: getattr(self._panel, name) for name in CHOSEN}
        return recipe(
            choices,
            source=self._panel._live.source,  # noqa: SLF001 - a panel and its requests are one
            reading=self._panel.reading,
            view=view,
            names=names,
            remember=self._panel.is_remembering,
        )

    def complete_headline(self, ranking: Ranking) -> None:
        """Add the best values of the first params to the headline, once they are computed."""
        if not leading(ranking):
            return

        def show(whole: str) -> None:
            if self._panel._result.evidence is ranking.evidence:  # noqa: SLF001 - a panel and its requests are one
                self._panel.set_trait("headline", whole)

        self._worker.run_after(partial(whole_headline, ranking), show, lambda _: None, lasting=True)

    def redraw(self) -> None:
        """Draw the pictures that the view has once more, of the ranking as it is now; here and now."""
        panel, result = self._panel, self._panel._result  # noqa: SLF001
        ranked = {score.param for score in result.scores}
        params = [param for param in panel.effects if param in ranked]
        joint, explanation = panel.joint, panel.explanation
        pictures: dict[str, Callable[[], Any]] = {}
        if params:
            effect = VIEWS["effect"]
            pictures["effects"] = lambda: {param: effect.encoded(result, param) for param in params}
        if joint:
            pictures["joint"] = partial(VIEWS["joint"].encoded, result, joint["param"], joint["other"])
        if panel.insights:
            again = self._worker.ranker()
            opened = {name: insight["of"] for name, insight in panel.insights.items()}
            pictures["insights"] = lambda: {
                name: encode_insight(result, name, of, ranked=again) for name, of in opened.items()
            }
        if explanation:
            pictures["explanation"] = partial(VIEWS["explanation"].encoded, result, explanation["run"])
        for name, picture in pictures.items():
            job = partial(_by_name, name, picture)
            self._worker.run_after(job, self._show, partial(self._lose, name), here=True)

    def _lose(self, picture: str, _: Exception) -> None:
        """Take away a picture that there is no more, of a run that has gone say."""
        self._panel.set_trait(picture, {} if picture in {"effects", "insights"} else None)

    def _draw(self, event: Mapping[str, str]) -> None:
        panel = self._panel
        param, other, run, name, of = (event.get(key, "") for key in ("param", "other", "run", "name", "of"))
        again = self._worker.ranker()
        # Each of what is ranked when its turn comes: new runs may have come since it was requested.
        pictures: dict[str, Callable[[Ranking], dict[str, Any]]] = {
            "effect": lambda ranking: {
                "effects": {**panel.effects, param: VIEWS["effect"].encoded(ranking, param)}
            },
            "joint": lambda ranking: {"joint": VIEWS["joint"].encoded(ranking, param, other)},
            "explain": lambda ranking: {"explanation": VIEWS["explanation"].encoded(ranking, run)},
            "insight": lambda ranking: {
                "insights": {**panel.insights, name: encode_insight(ranking, name, of, ranked=again)}
            },
        }
        picture = pictures.get(event.get("event", ""))
        if picture and panel._result.complete:  # noqa: SLF001 - a panel and its requests are one
            self._worker.run_after(lambda: picture(panel._result), self._show, self._refuse)  # noqa: SLF001

    def _show(self, facts: dict[str, Any]) -> None:
        for name, value in facts.items():
            self._panel.set_trait(name, value)

    def _export(self, event: Mapping[str, str]) -> None:
        result, target = self._panel._result, event.get("to", "")  # noqa: SLF001
        if (event.get("what"), target) == ("panel", "python"):
            self._copy(self.code())
            return
        try:
            request = self._export_request(event)
            code = self.code(request.view.method, request.names) if target == "python" else ""
        except HpvizError as refusal:
            self._refuse(refusal)
            return
        run_after = partial(self._worker.run_after, refused=self._refuse, lasting=True)
        if target == "python":
            self._copy(code)
        elif target == "copy":
            run_after(partial(space_text, result, request), self._copy)
        elif target == "notebook":
            run_after(partial(as_output, result, request), partial(self._place, request))
        else:
            run_after(partial(as_file, result, request, target), self._download)

    def _export_request(self, event: Mapping[str, str]) -> ExportRequest:
        name, panel = event.get("what", ""), self._panel
        takes = VIEWS[name].takes if name in VIEWS else ()
        # A view of something by default is of that as long as it was not opened.
        names = (event.get(key, "") for key in takes if key in event or key == "of")
        return export_request(name, *names, sort_by=panel.sort_by, descending=panel.descending)

    def _place(self, request: ExportRequest, bundle: dict[str, Any]) -> None:
        mark = self._output.put(request.view.name, bundle)
        formats = [label for name, label in request.view.targets if name != "notebook"]
        if mark:  # whether it is there the page alone knows
            missing = text.not_added(text.NOT_SHOWN, formats)
            self._panel.send({"message": text.PLACED, "mark": mark, "missing": missing})
        else:
            reason = text.NO_OUTPUTS if self._output.keeps_outputs is False else text.NO_PLACE
            self._panel.send({"message": text.not_added(reason, formats)})

    def _copy(self, copied: str) -> None:
        self._panel.send({"copied": copied})

    def _download(self, file: tuple[str, str, bytes]) -> None:
        name, mime, content = file
        self._panel.send({"file": {"name": name, "mime": mime}}, buffers=[content])

    def _refuse(self, error: Exception) -> None:
        """Send the view the sentence why something cannot be had."""
        self._panel.set_trait("notice", "")  # the same sentence may have been read and dismissed before
        self._panel.set_trait("notice", text.failure(error))


def _by_name(name: str, picture: Callable[[], Any]) -> dict[str, Any]:
    return {name: picture()}
