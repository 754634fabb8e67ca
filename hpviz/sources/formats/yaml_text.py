"""YAML as training code writes it: a tag of a Python object is read as what it holds, nothing is executed."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

from hpviz.errors import HpvizError

LONGEST = 100_000
"""Values in one configuration, aliases written out: more is no configuration."""
DEEPEST = 100

# "1e-4" is a number to everyone but YAML 1.1.
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)[eE][-+]?[0-9]+")
# What a value that does not fit its tag ends in.
_UNFIT = (RecursionError, OverflowError, TypeError, AttributeError, LookupError)
_PYTHON = "tag:yaml.org,2002:python/"
_MAPPINGS = frozenset(
    {"Namespace", "AttributeDict", "OrderedDict", "dict", "defaultdict", "DictConfig", "SimpleNamespace"}
)


def parsed(text: str) -> Any:
    """Read one document.

    Raises
    ------
    HpvizError
        PyYAML is not installed.
    ValueError
        The text is no YAML, or far too large a configuration once its aliases are written out.
    """
    if find_spec("yaml") is None:
        raise HpvizError('reading YAML needs PyYAML: pip install "hpviz[yaml]"')
    import yaml

    try:
        if _is_too_deep(text):
            raise ValueError(f"nested more than {DEEPEST} times")
        document = yaml.load(text, Loader=_loader())  # noqa: S506 - the loader below builds plain values only
        size = _size(document, LONGEST)
    except (yaml.YAMLError, *_UNFIT) as error:
        raise ValueError(" ".join(str(error).split())) from error
    if size > LONGEST:
        raise ValueError(f"more than {LONGEST:,} values")
    return document


def _is_too_deep(text: str) -> bool:
    """Look at the nesting before anything is built: too much of it makes the parser in C end the process."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=_base()):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


def _size(value: object, most: int) -> int:
    """Count the values, and stop soon after the most: an alias of aliases may stand for billions."""
    if not isinstance(value, (Mapping, list, tuple, set)):
        return 1
    count = 1
    for inner in value.values() if isinstance(value, Mapping) else value:
        count += _size(inner, most - count) if count <= most else 0
    return count


def _base() -> Any:
    """Take the parser in C, which is ten times as fast, where PyYAML was built with it."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def _loader() -> Any:
    class Tolerant(_base()):  # type: ignore[misc]
        """Builds numbers, texts, lists and dictionaries, whatever the tags say."""

    Tolerant.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+0123456789."))
    Tolerant.add_multi_constructor(_PYTHON, _python_object)
    Tolerant.add_multi_constructor("", _unknown)
    return Tolerant


def _plain(loader: Any, node: Any) -> Any:
    kind = type(node).__name__
    if kind == "MappingNode":
        return loader.construct_mapping(node, deep=True)
    if kind == "SequenceNode":
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


def _unknown(loader: Any, _tag: str, node: Any) -> Any:
    """Read a tag that nobody knows as if it were not there."""
    return _plain(loader, node)


def _python_object(loader: Any, tag: str, node: Any) -> Any:
    kind, _, name = tag.partition(":")
    value = _plain(loader, node)
    if kind == "tuple":
        return tuple(value) if isinstance(value, list) else value
    if kind in {"name", "module"}:
        return name
    if kind in {"str", "unicode", "int", "long", "float", "bool", "none", "dict", "list", "bytes", "complex"}:
        return _simple(kind, value)
    return _object(name, value)


def _simple(kind: str, value: Any) -> Any:
    """Read python/str and its like, which are YAML's own kinds by another name."""
    if kind == "none":
        return None
    if kind == "bool":
        return str(value).lower() == "true"
    if kind in {"int", "long"}:
        return int(value)
    return float(value) if kind == "float" else value


def _object(name: str, value: Any) -> Any:
    """Read what an object was made of, where that is a dictionary or a number; else its class."""
    own = name.rpartition(".")[2]
    if isinstance(value, Mapping) and isinstance(value.get("args"), list) and "dictitems" not in value:
        value = value["args"]
    if own == "scalar" and "numpy" in name:
        return _numpy_number(value)
    if own in _MAPPINGS:
        return _inner_mapping(value)
    if own in {"PosixPath", "WindowsPath", "PurePosixPath", "Path"} and isinstance(value, list):
        return "/".join(map(str, value)).replace("//", "/")
    made_of = ", ".join(map(repr, value)) if isinstance(value, list) and len(value) < 4 else ""
    return f"{own}({made_of})"


def _inner_mapping(value: Any) -> Any:
    """Find the entries of a dictionary-like object in the forms in which YAML keeps its state."""
    if isinstance(value, Mapping):
        for key in ("dictitems", "state", "_content"):
            if isinstance(value.get(key), Mapping):
                return value[key]
        return value
    pairs = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(pairs, list) and all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
        return {str(key): inner for key, inner in pairs}
    return str(value)


def _numpy_number(value: Any) -> Any:
    """Read the bytes of a numpy number: [its type, its bytes]."""
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], bytes):
        kind = re.search(r"[fiu][1248]|b1", str(value[0]))
        code = {
            "f8": "d",
            "f4": "f",
            "f2": "e",
            "i8": "q",
            "i4": "i",
            "i2": "h",
            "i1": "b",
            "b1": "?",
            "u8": "Q",
            "u4": "I",
            "u2": "H",
            "u1": "B",
        }.get(kind[0] if kind else "")
        if code and len(value[1]) == struct.calcsize("<" + code):
            return struct.unpack("<" + code, value[1])[0]
    return "scalar"
