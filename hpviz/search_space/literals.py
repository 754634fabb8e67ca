"""Values as Python code and as YAML, right for any name and any value."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from hpviz.runs.level_text import LevelText

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hpviz.search_space.space import Domain, Interval
    from hpviz.search_space.trial import Value

# What YAML reads as itself without quotes; a word that it reads as something else is quoted.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_TAKEN = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"}
# Of the characters that text may hold, those that YAML takes as they are between double quotes.
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def python(value: Value) -> str:
    """Write a value as Python code: a class or function by its name, which the reader has to import."""
    if isinstance(value, LevelText):
        return value.code
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)


def python_list(values: Iterable[Value]) -> str:
    """Write a list of values as Python code."""
    return f"[{', '.join(map(python, values))}]"


def python_dict(values: Mapping[str, Value]) -> str:
    """Write values by name as Python code."""
    return f"{{{', '.join(f'{python(name)}: {python(value)}' for name, value in values.items())}}}"


def names_in(domains: Iterable[Domain]) -> list[str]:
    """List the classes, functions and enumerations whose names stand in Python code of these domains."""
    values = [value for domain in domains for value in getattr(domain, "values", ())]
    codes = [value.code for value in values if isinstance(value, LevelText) and not value.is_literal]
    return list(dict.fromkeys(code.partition(".")[0] for code in codes))


def import_note(domains: Iterable[Domain]) -> list[str]:
    """Write a comment with the names that the reader of Python code has to import; no line without any."""
    names = names_in(domains)
    return [f"# {', '.join(names)}: import or define {'it' if len(names) == 1 else 'them'} first"] * bool(
        names
    )


def grid(interval: Interval) -> str:
    """Write all numbers of a grid as Python code."""
    if interval.integer:
        return f"list(range({interval.low}, {int(interval.high) + 1}, {interval.step}))"
    return python_list(interval.numbers)


def step_note(interval: Interval) -> str:
    """Write what a tool without steps leaves out of a grid that is too long to list; empty for others."""
    if interval.step is None or interval.is_list:
        return ""
    return f"only {python(interval.low)} and whole steps of {python(interval.step)} above it"


def plain(value: Value) -> Any:
    """Convert to a value that tools take as an object: a tuple as it is, a class as its name."""
    return value.value if isinstance(value, LevelText) else value


def yaml(value: object) -> str:
    """Write a value so that YAML 1.1 and 1.2 read the same, on one line; classes as their names."""
    if isinstance(value, LevelText):
        return yaml(value.value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return _yaml_number(value)
    if isinstance(value, (list, tuple)):
        return yaml_list(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{yaml(key)}: {yaml(inner)}' for key, inner in value.items())}}}"
    return _yaml_text(str(value))


def _yaml_text(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and value.lower() not in _TAKEN
    return value if plain else f'"{"".join(map(_escaped, value))}"'


def yaml_list(values: Iterable[object]) -> str:
    """Write a list of values on one line."""
    return f"[{', '.join(map(yaml, values))}]"


def _yaml_number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    # "1e-05" is text to YAML 1.1: its numbers have a point.
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _escaped(character: str) -> str:
    code = ord(character)
    if character in _ESCAPED:
        return _ESCAPED[character]
    if 0x20 <= code < 0x7F:
        return character
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
