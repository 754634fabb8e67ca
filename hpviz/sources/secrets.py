"""Addresses as they may be shown: a password in one is for the service alone."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

_PARTS = re.compile(r"(?P<start>[^:/]*://)(?:(?P<user>[^:@]*):(?P<password>.*)@)?(?P<rest>.*)", re.DOTALL)
_ASKED = re.compile(
    r"(?<=[?&])(?P<name>[^=&]*(?:pass|pwd|token|secret|key)[^=&]*)=(?P<value>[^&#]+)", re.IGNORECASE
)

HIDDEN = "***"
# A text as short as this could be a word of the message as well as a secret.
_SHORTEST = 3


def shown(address: str) -> str:
    """Hide the password in an address."""
    parts = _PARTS.fullmatch(address)
    if parts is None:
        return address
    rest = _ASKED.sub(rf"\g<name>={HIDDEN}", parts["rest"])
    return parts["start"] + (f"{parts['user']}:{HIDDEN}@" if parts["user"] is not None else "") + rest


def has_secret(address: str) -> bool:
    """Whether there is a password in an address."""
    return shown(address) != address


def scrubbed(message: str, address: str) -> str:
    """Hide the password of an address, in any spelling, in a message of somebody else."""
    message = message.replace(address, shown(address))
    for secret in sorted(_secrets(address), key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            message = message.replace(secret, HIDDEN)
    return message


def _secrets(address: str) -> set[str]:
    parts = _PARTS.fullmatch(address)
    if parts is None:
        return set()
    written = [match["value"] for match in _ASKED.finditer(parts["rest"])]
    # An "@" or "/" in a password that was not quoted makes its pieces look like other parts.
    written += [parts["password"], *re.split("[@/?]", parts["password"])] if parts["password"] else []
    return {spelling for secret in written for spelling in (secret, unquote(secret), unquote_plus(secret))}
