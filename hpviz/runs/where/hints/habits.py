"""What people write as in other languages, and how it is written here: ``between``, ``like``, ``is na``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.runs.where.hints.signs import other_sign
from hpviz.runs.where.tokens import KEYWORDS, term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.where.tokens import Token

INSIDE, ABSENT, PRESENT = "{name} contains 'a'", "{name} is missing", "{name} is not missing"
AMONG = "{name} in ['a', 'b']"
# The opposite of a form, where it has one of its own.
OPPOSITE = {ABSENT: PRESENT, PRESENT: ABSENT, AMONG: "{name} not in ['a', 'b']"}
# Words and functions of SQL and pandas to what says the same here.
FORMS = {
    "between": "1 <= {name} <= 2",
    "isin": AMONG,
    **dict.fromkeys(("notin", "nin", "not_in", "notisin"), OPPOSITE[AMONG]),
    **dict.fromkeys(
        ("contains", "like", "ilike", "rlike", "regexp", "match", "startswith", "endswith", "search"), INSIDE
    ),
    **dict.fromkeys(("isna", "isnull", "isnan", "null", "nan", "na", "nat"), ABSENT),
    **dict.fromkeys(("empty", "unset", "undefined", "blank", "absent", "missing", "nil"), ABSENT),
    **dict.fromkeys(("notna", "notnull", "exists", "has", "set", "present", "given"), PRESENT),
}
# What names no value in other languages.
NO_VALUE = frozenset({"nan", "na", "nat", "null", "nil"})
OPENINGS = frozenset({"where", "if", "when", "filter", "select", "query", "keep"})
WORDS = KEYWORDS | {"contains", "missing"}


def other_form(text: str, tokens: Sequence[Token], at: int) -> str:
    """Write what stands here for a word or a sign that is known elsewhere; nothing where none is.

    Parameters
    ----------
    text
        The expression.
    tokens, at
        Its words, and which of them is not expected.
    """
    token, before = tokens[at], tokens[at - 1] if at else None
    if token.kind == "text" and str(token.value).lower() in WORDS:
        return f"{str(token.value).lower()} stands without quotes"
    if sign := other_sign(text, tokens, at):
        return sign
    name = _name_before(tokens, at)
    if name and token.text.lower() in FORMS:
        return written(token.text, name, negated=before is not None and before.text == "not")
    if before is not None and before.kind == token.kind == "name":
        return _of_opening(before.text, str(token.value))
    return ""


def _of_opening(word: str, name: str) -> str:
    """Write what stands here for a word before a name: ``missing lr``, ``where lr < 1``."""
    if word.lower() in FORMS:
        form = "missing({name})" if FORMS[word.lower()] == ABSENT else FORMS[word.lower()]
        return f"write {form.format(name=term(name))}"
    if word.lower() in OPENINGS:
        return f"an expression begins with its condition, without {word.lower()}: lr <= 0.01"
    return ""


def _name_before(tokens: Sequence[Token], at: int) -> str:
    """Return the name that a word follows, with "not" between them or without."""
    place = at - 1 - (at > 0 and tokens[at - 1].text == "not")
    return str(tokens[place].value) if place >= 0 and tokens[place].kind == "name" else ""


def written(word: str, name: str, *, negated: bool = False) -> str:
    """Write what says the same here as a word of `FORMS` about a column."""
    form = FORMS[word.lower()]
    if negated:
        form = OPPOSITE.get(form, f"not ({form})")
    instead = f"write {form.format(name=term(name))}"
    return instead if word.lower() in WORDS else f"{word} is not known here; {instead}"


def no_value(token: Token, name: str | None, *, negated: bool = False) -> str:
    """Write how runs without a value are chosen, where a word stands for none: ``lr == nan``, ``lr is na``.

    Parameters
    ----------
    token
        The word; in backticks it is a name.
    name
        The column that is compared with it; None of none.
    negated
        Whether the others are meant.
    """
    word = token.text.rpartition(".")[2].lower()
    if token.kind != "name" or word not in NO_VALUE:
        return ""
    return written(word, name or "lr", negated=negated)


def state_of(token: Token, name: str, *, negated: bool) -> str:
    """Write what stands here for a word after "is" that tells whether there is a value; or nothing."""
    word = token.text.rpartition(".")[2].lower()
    is_state = token.kind == "name" and FORMS.get(word) in {ABSENT, PRESENT}
    return written(word, name, negated=negated) if is_state else ""


def without_is(name: str, *, negated: bool) -> str:
    """Write how a list is compared with, where "is" stands before "in"."""
    return f"without is: {term(name)} {'not ' if negated else ''}in ['a', 'b']"


def unlike(name: str) -> str:
    """Write how a value is left out, where "not" stands before it."""
    return f"to leave a value out write {term(name)} != 'a', or not ({term(name)} == 'a')"
