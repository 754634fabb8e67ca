"""Values as Python code and as YAML, right for any name and any value."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.search_space.space import Value

# What YAML reads as itself without quotes; a word that it reads as something else is quoted.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_TAKEN = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"}
# Of the characters that text may hold, those that YAML takes as they are between double quotes.
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def python(value: Value) -> str:
    """Write a value as Python code."""
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)


def python_list(values: Iterable[Value]) -> str:
    """Write a list of values as Python code."""
    return f"[{', '.join(map(python, values))}]"


def yaml(value: Value) -> str:
    """Write a value so that YAML 1.1 and 1.2 read the same, on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _yaml_number(value)
    plain = _PLAIN.fullmatch(value) and value.lower() not in _TAKEN
    return value if plain else f'"{"".join(map(_escaped, value))}"'


def yaml_list(values: Iterable[Value]) -> str:
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
