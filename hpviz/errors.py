"""What hpviz says when it refuses something."""

from __future__ import annotations

import difflib
import re
from numbers import Integral
from typing import TYPE_CHECKING

from hpviz.formatting.words import shortened
from hpviz.legible_text import legible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Of more names than this only the first are shown.
MOST_SHOWN = 20
# What stands before the last parts of a name.
SEPARATED = re.compile(r"[./:]$|__$")


class HpvizError(ValueError):
    """A refusal: what was given, what is accepted, and how to fix it.

    Parameters
    ----------
    sentence
        The message, of one line or of several. It is made legible: what it names may come from a stranger's
        file, and it goes to a terminal.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> hpviz.rank(VEHICLE, "val_ac")
    Traceback (most recent call last):
    ...
    hpviz.errors.HpvizError: no metric 'val_ac' (did you mean 'val_acc'?); choose one of: 'train_time', ...
    """

    def __init__(self, sentence: object = "") -> None:
        super().__init__(legible(str(sentence), keep="\n"))


def unknown_name(
    kind: str,
    name: object,
    known: Iterable[str],
    *,
    where: str = "",
    shown: Iterable[str] | None = None,
    write: Callable[[str], str] = repr,
) -> HpvizError:
    """Make the refusal of a name that does not exist; the caller raises it.

    Parameters
    ----------
    kind
        What the name should be of: ``"metric"``, ``"column"``.
    name
        What was given.
    known
        The names that are accepted.
    where
        Where they are looked for, if `kind` does not say it: ``"for run="``.
    shown
        How the accepted names are written, in the same order, if not in quotes alone.
    write
        How a name is written where it is accepted.

    Examples
    --------
    >>> from hpviz.errors import unknown_name
    >>> print(unknown_name("metric", "val_los", ["val_loss", "runtime"]))
    no metric 'val_los' (did you mean 'val_loss'?); choose one of: 'val_loss', 'runtime'
    """
    names = list(known)
    meant = meant_by(str(name), names, write)
    place = f" {where}" if where else ""
    accepted = shortened(map(write, names) if shown is None else shown, MOST_SHOWN)
    choice = f"choose one of: {accepted}" if names else "there are none"
    return HpvizError(f"no {kind} {name!r}{meant}{place}; {choice}")


def meant_by(name: str, known: Iterable[str], write: Callable[[str], str] = repr) -> str:
    """Write which of the known names was most likely meant, to be put behind the name; or nothing.

    Examples
    --------
    >>> from hpviz.errors import meant_by
    >>> meant_by("adn", ["and", "or"])
    " (did you mean 'and'?)"
    """
    close = _close_to(name, list(known))
    return f" (did you mean {write(close[0])}?)" if close else ""


def _close_to(name: str, known: list[str]) -> list[str]:
    """List known names that are most like another: but for case, by its end, by their letters."""
    by_case: dict[str, list[str]] = {}
    for each in known:
        by_case.setdefault(each.casefold(), []).append(each)
    if name.casefold() in by_case:
        return by_case[name.casefold()]
    ending = [each for each in known if each.endswith(name) and SEPARATED.search(each[: -len(name)])]
    if len(ending) == 1:
        return ending
    within = [each for each in known if each and name.endswith(each) and SEPARATED.search(name[: -len(each)])]
    if within:
        return [max(within, key=len)]
    close = difflib.get_close_matches(name, known, n=1)
    folded = close or difflib.get_close_matches(name.casefold(), by_case, n=1)
    return close or [by_case[each][0] for each in folded]


def require_whole_number(name: str, value: object, low: int, high: int | None = None) -> None:
    """Refuse what is no whole number of a range; True and False are none.

    Raises
    ------
    HpvizError
        With the name and the range.
    """
    is_whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not is_whole or int(value) < low or (high is not None and int(value) > high):  # type: ignore[call-overload]
        bounds = f"from {low} to {high}" if high is not None else f"of {low} or more"
        raise HpvizError(f"{name}={value!r}; give a whole number {bounds}")
