"""What was read, as Python code: a path as it is, several sources one by one, an object by a variable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from hpviz.data import VEHICLE
from hpviz.runs import Runs
from hpviz.sources.objects import is_frame
from hpviz.sources.secrets import has_secret
from hpviz.sources.several.given import sources_in

# What a variable is called that stands for what no code can make, and what that is.
VARIABLES: Mapping[str, tuple[str, str]] = {
    "df": ("the data frame you showed", "the data frames you showed"),
    "runs": ("what you showed", "what you showed"),
    "address": ("the address you gave, with its password", "the addresses you gave, with their passwords"),
}


def source_code(source: object) -> list[str]:
    """Write what is read, then the lines that have to stand before it.

    Parameters
    ----------
    source
        Anything that `hpviz.read` reads; several of these in a list or a dictionary too. None of something of
        which nothing is known.
    """
    if source is None:
        return ["runs"]
    several = sources_in(source)
    given = [source] if several is None else [*several.values()]
    kinds = [variable_of(each) for each in given]
    places = {kind: count(1) for kind in VARIABLES}
    many = {kind for kind, n in Counter(kinds).items() if kind and n > 1}
    names = [f"{kind}{next(places[kind])}" if kind in many else kind for kind in kinds]
    parts = [_part(each, name) for each, name in zip(given, names, strict=True)]
    comments = [
        f"# {', '.join(own)}: {words[len(own) > 1]}"
        for kind, words in VARIABLES.items()
        if (own := [name for name in names if name.rstrip("0123456789") == kind])
    ]
    bundled = ["from hpviz.data import VEHICLE", ""] if any(map(_is_bundled, given)) else []
    return [_joined(source, parts, several), *bundled, *comments]


def variable_of(source: object) -> str:
    """Return what a variable for a source is called; empty of a path, which needs none."""
    if isinstance(source, (str, Path)):
        return "address" if has_secret(str(source)) else ""
    return "df" if is_frame(source) else "runs"


def _is_bundled(source: object) -> bool:
    return isinstance(source, (str, Path)) and str(source) == str(VEHICLE)


def _part(source: object, name: str) -> str:
    """Write one source: its path, or its variable with the filters that its runs went through."""
    if not name:
        return "VEHICLE" if _is_bundled(source) else repr(str(source))
    filters = source.filters if isinstance(source, Runs) else ()
    return name + "".join(f".where({expression!r})" for expression in filters)


def _joined(source: object, parts: list[str], several: Mapping[str, object] | None) -> str:
    if several is None:
        return parts[0]
    if isinstance(source, Mapping):
        named = (f"{name!r}: {part}" for name, part in zip(several, parts, strict=True))
        return "{" + ", ".join(named) + "}"
    return f"[{', '.join(parts)}]"
