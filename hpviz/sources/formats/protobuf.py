"""Protocol buffers taken apart by the numbers of their fields, without their definitions."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOUBLE = struct.Struct("<d")
_FLOAT = struct.Struct("<f")
_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_LONGEST_VARINT = 70


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield each field's number and value: a whole number, or its bytes.

    Raises
    ------
    ValueError
        The bytes are no message, or end in the middle of one.
    """
    place, end = 0, len(data)
    while place < end:
        key, place = _varint(data, place)
        kind = key & 7
        if kind == _VARINT:
            value, place = _varint(data, place)
            yield key >> 3, value
            continue
        size, place = _size(kind, data, place)
        if place + size > end:
            raise ValueError("a message ends in the middle of a field")
        yield key >> 3, data[place : place + size]
        place += size


def _size(kind: int, data: bytes, place: int) -> tuple[int, int]:
    if kind == _BYTES:
        return _varint(data, place)
    if kind == _EIGHT_BYTES:
        return 8, place
    if kind == _FOUR_BYTES:
        return 4, place
    raise ValueError(f"a message has a field of the unknown kind {kind}")


def _varint(data: bytes, place: int) -> tuple[int, int]:
    if place < len(data) and data[place] < 128:  # most are of one byte
        return data[place], place + 1
    value = shift = 0
    while True:
        if place >= len(data) or shift > _LONGEST_VARINT:
            raise ValueError("a message ends in the middle of a number")
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
        shift += 7


class Message:
    """A message with all its fields at hand; where a field stands more than once, `all` has every one."""

    def __init__(self, data: bytes) -> None:
        self._fields: dict[int, list[int | bytes]] = {}
        for number, value in fields(data):
            self._fields.setdefault(number, []).append(value)

    def __contains__(self, number: int) -> bool:
        return number in self._fields

    def all(self, number: int) -> list[bytes]:
        """Every value of a field of bytes."""
        return [value for value in self._fields.get(number, ()) if isinstance(value, bytes)]

    def messages(self, number: int) -> Iterator[Message]:
        """Every message of a repeated field."""
        return map(Message, self.all(number))

    def message(self, number: int) -> Message:
        """Read the message in a field, empty if it is not there."""
        return Message(self.raw(number))

    def raw(self, number: int) -> bytes:
        """Read the bytes of a field, empty if it is not there."""
        values = self.all(number)
        return values[-1] if values else b""

    def text(self, number: int) -> str:
        """Read the text in a field, empty if it is not there."""
        return self.raw(number).decode("utf-8", errors="replace")

    def integer(self, number: int) -> int:
        """Read the whole number in a field; 0 if it is not there, as protocol buffers leave out zeros."""
        values = [value for value in self._fields.get(number, ()) if isinstance(value, int)]
        value = values[-1] if values else 0
        return value - (1 << 64) if value >= 1 << 63 else value

    def double(self, number: int) -> float:
        """Read the number of eight bytes in a field, 0 if it is not there."""
        raw = self.raw(number)
        return float(_DOUBLE.unpack(raw)[0]) if len(raw) == _DOUBLE.size else 0.0

    def single(self, number: int) -> float:
        """Read the number of four bytes in a field, 0 if it is not there."""
        raw = self.raw(number)
        return float(_FLOAT.unpack(raw)[0]) if len(raw) == _FLOAT.size else 0.0
