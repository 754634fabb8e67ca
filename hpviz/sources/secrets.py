"""Addresses as they may be shown: a password in one is for the service alone."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

_PARTS = re.compile(r"(?P<start>[^:/]*://)(?:(?P<user>[^:@]*):(?P<password>.*)@)?(?P<rest>.*)", re.DOTALL)
_ASKED = re.compile(
    r"(?<=[?&])(?P<name>[^=&]*(?:pass|pwd|token|secret|key)[^=&]*)=(?P<value>[^&#]+)", re.IGNORECASE
)

HIDDEN = "***"
# A text as short as this is no secret that could be told from the words of a message.
_SHORTEST = 3


def shown(address: str) -> str:
    """Give an address without its password."""
    parts = _PARTS.fullmatch(address)
    if parts is None:
        return address
    rest = _ASKED.sub(rf"\g<name>={HIDDEN}", parts["rest"])
    return parts["start"] + (f"{parts['user']}:{HIDDEN}@" if parts["user"] is not None else "") + rest


def has_secret(address: str) -> bool:
    """Say whether there is a password in an address."""
    return shown(address) != address


def scrubbed(message: str, address: str) -> str:
    """Give what somebody else says of an address, without its password in any spelling."""
    message = message.replace(address, shown(address))
    for secret in sorted(_secrets(address), key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            message = message.replace(secret, HIDDEN)
    return message


def _secrets(address: str) -> set[str]:
    parts = _PARTS.fullmatch(address)
    if parts is None:
        return set()
    written = [one["value"] for one in _ASKED.finditer(parts["rest"])]
    # An "@" or "/" in a password that was not quoted makes its pieces look like other parts.
    written += [parts["password"], *re.split("[@/?]", parts["password"])] if parts["password"] else []
    return {spelling for one in written for spelling in (one, unquote(one), unquote_plus(one))}
