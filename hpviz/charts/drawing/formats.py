"""A chart as bytes: Vega-Lite, SVG, PNG, and a page that needs nothing from elsewhere."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from hpviz.errors import HpvizError
from hpviz.files import expanded, replacing
from hpviz.sources.store import paths
from hpviz.templates import render

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# JupyterLab, Notebook and nbconvert draw this type themselves; they know no later one.
VEGALITE_TYPE = "application/vnd.vegalite.v5+json"
VEGALITE_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
# What vega-embed draws, in a notebook or a page: a drawing that can be scaled down to the room there is, and
# still knows where the pointer is.
EMBEDDED = {"renderer": "svg"}
# How a description begins: screen readers read it, and the panel's style sheet knows the chart by it.
DESCRIBED = "hpviz chart"
SUFFIXES = (".png", ".svg", ".html", ".json")
PIXELS = 2.0
# GiB of addresses that vl-convert reserves at most, far more than it uses; where these cannot be had, it ends
# the process (measured: with 64 it does, with 96 it draws).
RESERVED_GIB = 96


class Specified(Protocol):
    """A chart of Altair's."""

    def to_dict(self) -> dict[str, Any]:
        """Return the Vega-Lite specification."""


def specification(picture: Specified) -> dict[str, Any]:
    """Return the Vega-Lite specification as every notebook reads it."""
    spec: dict[str, Any] = picture.to_dict()
    described = f"{DESCRIBED}: {_title(spec)}"
    return spec | {
        "$schema": VEGALITE_SCHEMA,
        "usermeta": {"embedOptions": EMBEDDED},
        "description": described,
    }


def rendered(picture: Specified, suffix: str) -> bytes:
    """Draw a chart in the format of a suffix."""
    if suffix == ".html":
        return _page(picture).encode()
    spec = specification(picture)
    if suffix == ".json":
        return json.dumps(spec, indent=2, allow_nan=False).encode()
    vl_convert = converter(f"a {suffix} file")
    if suffix == ".svg":
        return str(vl_convert.vegalite_to_svg(spec)).encode()
    return bytes(vl_convert.vegalite_to_png(spec, scale=PIXELS))


def _page(picture: Specified) -> str:
    spec = picture.to_dict()
    from markupsafe import Markup

    script = Markup(_vega())  # noqa: S704 - vl-convert's own, no text of the runs is in it
    return render(
        "chart.html",
        title=_title(spec),
        bundle=script,
        spec=Markup(script_safe(spec)),  # noqa: S704 - made safe for a script
    )


@cache
def _vega() -> str:
    """Return Vega, Vega-Lite and vega-embed as one script; bundling them takes seconds."""
    return str(converter("a .html file").javascript_bundle())


def script_safe(value: Any) -> str:
    """Write JSON that can stand inside a script: no text in it can end the script."""
    text = json.dumps(value, allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _title(spec: dict[str, Any]) -> str:
    text = spec.get("title", {}).get("text", "hpviz")
    return " ".join(text) if isinstance(text, list) else str(text)


def bundle(picture: Specified) -> dict[str, Any]:
    """Return a chart in every type that some reader of notebooks shows with no network.

    JupyterLab and Notebook draw the first, live; GitHub, nbviewer and nbconvert show the picture, which is
    left out where vl-convert-python is not installed, or has too little memory. No SVG beside it: nbconvert
    would have Inkscape convert every SVG for a PDF, also where it takes the PNG.
    """
    spec = specification(picture)
    shown = {VEGALITE_TYPE: spec, "text/plain": f"<{DESCRIBED}: {_title(spec)}>"}
    try:
        vl_convert = converter("a picture")
    except HpvizError:
        return shown
    import base64

    png = vl_convert.vegalite_to_png(spec, scale=PIXELS)
    return shown | {"image/png": base64.b64encode(png).decode()}


@cache
def display_options() -> dict[str, Any]:
    """Return what a notebook has to know to show a bundle: the style of a page with no panel on it.

    JupyterLab and Notebook hand these options to vega-embed, which takes a style from nowhere else.
    """
    return {VEGALITE_TYPE: {"embed_options": {"defaultStyle": render("embedded.css")}}}


def converter(what: str) -> Any:
    """Import vl-convert-python.

    Parameters
    ----------
    what
        What it is needed for, as the message begins: ``"a .png file"``.

    Raises
    ------
    HpvizError
        It is not installed, or the process may not have the memory that it reserves; the message says how to
        get it.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise HpvizError(
            f'{what} is drawn by vl-convert-python, which is not installed: pip install "hpviz[export]" '
            "(a chart as .json needs nothing)"
        ) from error
    if has_too_few_addresses():
        raise HpvizError(
            f"{what} is drawn by vl-convert-python, which reserves {RESERVED_GIB} GiB of addresses, and this "
            "process may not have them (ulimit -v); a chart as .json needs nothing"
        )
    return vl_convert


def has_too_few_addresses() -> bool:
    """Whether the addresses of this process are limited, as on clusters, to fewer than are reserved."""
    if find_spec("resource") is None:  # Windows has no such limit
        return False
    resource: Any = import_module("resource")
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return limit not in {resource.RLIM_INFINITY, -1} and limit < RESERVED_GIB * 2**30


def write(path: str | Path, content: Callable[[str], bytes], accepted: tuple[str, ...] = SUFFIXES) -> Path:
    """Write a file in the format of its suffix.

    Parameters
    ----------
    path
        Where to write; an existing file is replaced.
    content
        Returns the bytes for a suffix.
    accepted
        The suffixes that `content` takes.

    Raises
    ------
    HpvizError
        An unknown suffix, or a folder that is missing or not writable.
    """
    target = expanded(path)
    suffix = target.suffix.lower()
    if suffix not in accepted:
        given = f"the suffix {target.suffix!r}" if target.suffix else "no suffix"
        raise HpvizError(f"{target} has {given}; this can be saved as {', '.join(accepted)}")
    if not paths.is_folder(target.parent):
        raise HpvizError(f"cannot write {target}: there is no folder {target.parent}; make it first")
    written = content(suffix)
    with replacing(target) as draft:
        draft.write_bytes(written)
    return target
