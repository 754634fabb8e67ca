"""The small part of YAML in which MLflow writes ``meta.yaml``: one ``key: value`` a line."""

from __future__ import annotations

import json
import re

Meta = dict[str, str | int | None]

_LINE = re.compile(r"(?P<key>[A-Za-z_]+):(?: (?P<value>.*))?")
_INTEGER = re.compile(r"-?[0-9]{1,18}")


def meta_of(data: bytes) -> Meta:
    """Read what is complete of a `meta.yaml`; the text that a long value goes on with is indented."""
    joined = re.sub(r"\n +", " ", data.decode("utf-8", errors="replace"))
    meta: Meta = {}
    for line in joined.split("\n"):
        match = _LINE.fullmatch(line.rstrip("\r"))
        if match:
            meta[match["key"]] = _value((match["value"] or "").strip())
    return meta


def _value(text: str) -> str | int | None:
    if text in {"", "null", "~"}:
        return None
    if _INTEGER.fullmatch(text):
        return int(text)
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:  # YAML knows escapes that JSON does not
            return text[1:-1]
    return text
