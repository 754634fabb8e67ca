"""Which lists and dictionaries hold sources and no runs, and what each source is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hpviz.errors import HpvizError
from hpviz.files import expanded
from hpviz.runs import Runs
from hpviz.runs.metric_vocabulary import words
from hpviz.sources import locate
from hpviz.sources.objects import is_frame
from hpviz.sources.store import paths
from hpviz.sources.trackers.sklearn import SKLEARN_RESULTS

Sources = dict[str, object]


class NamedSources(Sources):
    """Sources that are given as such: whatever they are, they are no columns and no runs."""


# Keys of a dictionary of columns whose cells are dictionaries: parts of the runs, no sources of them.
_PARTS = words(
    "config params hparams hyperparameters metrics summary results train val valid validation test"
)
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,9}")


def sources_in(given: object) -> Sources | None:
    """Name the sources that a list or a dictionary holds; None where it is a source itself.

    A list of dictionaries is a list of runs, and a dictionary of lists one of columns, as ever. What holds
    paths, data frames, `Runs`, a tracker's objects or lists of runs holds sources.

    Raises
    ------
    HpvizError
        The same source stands twice in a list, so that its runs would count twice.
    """
    if isinstance(given, NamedSources):
        return given
    if isinstance(given, (list, tuple)) and given and not _is_recognised(given):
        return _of_list(given) if any(map(_is_source, given)) else None
    if isinstance(given, Mapping) and given and not _is_recognised(given):
        return _of_mapping(given)
    return None


def _of_list(given: Sequence[object]) -> Sources:
    texts = [str(source) if isinstance(source, (str, Path)) else "" for source in given]
    places = [_place(text) for text in texts]
    names = _names(texts)
    for place, source in enumerate(given):
        same_path = bool(texts[place]) and places[place] in places[:place]
        if same_path or any(source is other for other in given[:place]):
            what = repr(texts[place]) if texts[place] else f"source {place + 1}"
            raise HpvizError(f"{what} is given twice, so its runs would count twice; leave it out once")
    return dict(zip(names, given, strict=True))


def _place(text: str) -> str:
    """Write out where a path is, so that it is the same however it is written."""
    path = locate.local(text)
    return text if path is None else str(paths.resolved(expanded(path)) or expanded(path))


def _names(texts: Sequence[str]) -> list[str]:
    """Name sources by the ends of their paths, as short as tells them apart; others by their places."""
    paths = [Path(text).parts if text and locate.local(text) is not None else (text,) for text in texts]
    deepest = max(map(len, paths))
    for depth in range(1, deepest + 1):
        ends = ["/".join(parts[-depth:]) for parts in paths]
        if max(Counter(end for end in ends if end).values(), default=1) == 1:
            break
    named: list[str] = []
    for place, end in enumerate(ends, start=1):
        name = end or str(place)
        named.append(name if name not in named else f"{name} ({place})")
    return named


def _of_mapping(given: Mapping[Any, object]) -> Sources | None:
    values = list(given.values())
    are_sources = (
        any(_is_object(value) for value in values) or _are_paths(values) or _are_lists_of_runs(given)
    )
    return {str(name): value for name, value in given.items()} if are_sources else None


def _is_source(item: object) -> bool:
    """Whether an item of a list is a source; a dictionary is a run."""
    return isinstance(item, (str, Path)) or _is_object(item) or _is_list_of_runs(item)


def _is_object(item: object) -> bool:
    if isinstance(item, (Path, Runs)) or is_frame(item):
        return True
    if isinstance(item, Mapping):  # of a run, but for the results of scikit-learn, which say what they are
        return SKLEARN_RESULTS.recognises(item)
    if item is None or isinstance(item, (str, bytes, int, float, list, tuple)):
        return False
    return _is_recognised(item)


def _is_recognised(item: object) -> bool:
    """Whether a tracker's reader knows this object."""
    from hpviz.sources.registry import OBJECTS  # all trackers, which a path does not need

    return any(reader.recognises(item) for reader in OBJECTS)


def _is_list_of_runs(item: object) -> bool:
    return isinstance(item, (list, tuple)) and bool(item) and all(isinstance(run, Mapping) for run in item)


def _are_paths(values: Sequence[object]) -> bool:
    """Whether all are texts, and one leads somewhere or all look like paths; else they describe a run."""
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) < len(values):
        return False
    return any(map(_leads_somewhere, texts)) or all(_SUFFIX.fullmatch(Path(text).suffix) for text in texts)


def _leads_somewhere(text: str) -> bool:
    """Whether there is something at a path, or this is an address."""
    path = locate.local(text)
    if path is None or isinstance(path, Path):
        return True
    return bool(text.strip()) and paths.exists(expanded(text))


def _are_lists_of_runs(given: Mapping[Any, object]) -> bool:
    """Whether all are lists of like runs; columns of dictionaries are as long, with keys of their own."""
    values = list(given.values())
    named_parts = _PARTS & {str(name).lower() for name in given}
    if len(values) < 2 or named_parts or not all(map(_is_list_of_runs, values)):
        return False
    keys = [{key for run in value for key in run} for value in values]  # type: ignore[attr-defined]
    return len({len(value) for value in values}) > 1 or bool(set.intersection(*keys))  # type: ignore[arg-type]
