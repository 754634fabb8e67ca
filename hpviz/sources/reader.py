"""What a reader is: how one kind of source is recognised, and how its runs are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from hpviz.sources.store.cache import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpviz.sources.columns.table import Table

Source = TypeVar("Source")


@dataclass(frozen=True, kw_only=True)
class Rows:
    """How the rows of a table are told apart.

    Attributes
    ----------
    run, step
        As in `hpviz.read`.
    chosen
        The person said which columns are params.
    """

    run: str | None = None
    step: str | None = None
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """What readers need to know beside the source; each takes what concerns it.

    Attributes
    ----------
    experiment
        Which study, experiment or project of a store that holds several; None for the reader's choice.
    allow_pickle
        A pickle may be opened, which can run any code that is in it.
    space
        The search space of a Hyperopt store.
    reading
        Through it files are read that need not be read again while nothing in them changes.
    rows
        How the rows of a table are told apart, for an engine that makes runs of steps itself.
    """

    experiment: str | None = None
    allow_pickle: bool = False
    space: object = None
    reading: Reading = field(default_factory=Reading)
    rows: Rows = field(default_factory=Rows)


@dataclass(frozen=True, kw_only=True)
class Reader(Generic[Source]):
    """How one kind of source is recognised and read: a path, an address, an object, or an exported table.

    Attributes
    ----------
    name
        What it reads, in words for a person.
    recognises
        Whether this is such a source, by a glance: names in a folder, first bytes of a file, tables of a
        database, attributes of an object, names of columns.
    read
        Read its runs.
    grows
        Other runs may come to be in the same object later: a study, but no list.
    """

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source, ReadOptions], Table]
    grows: bool = False


def has_attributes(source: object, *names: str) -> bool:
    """Whether an object has attributes, without calling a property: a study's `trials` copies all of them."""
    own = getattr(source, "__dict__", {})
    return all(name in own or hasattr(type(source), name) for name in names)
