"""TensorBoard's event files: records with their lengths, each an event, as far as scalars and HParams go."""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from hpviz.sources.formats.protobuf import Message
from hpviz.sources.store.damage import ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVENT_FILE = re.compile(r"(?:.+\.)?tfevents\.[0-9]{9,}.*")
"""What TensorBoard calls its files."""

_LENGTH = struct.Struct("<Q")
_CHECKSUM = struct.Struct("<I")
_DELTA = 0xA282EAD8
# More than this no event with scalars has; images and graphs are passed over.
LARGEST_RECORD = 1 << 16
LARGEST_FILE = 1 << 50

# The numbers of the fields in TensorBoard's event.proto, summary.proto, tensor.proto and types.proto.
_WALL_TIME, _STEP, _SUMMARY = 1, 2, 5
_TAG, _SIMPLE_VALUE, _TENSOR, _METADATA = 1, 2, 8, 9
_FLOAT, _DOUBLE, _INT32, _INT64, _HALF = 1, 2, 3, 9, 19
_CONTENT = {_FLOAT: "<f", _DOUBLE: "<d", _INT32: "<i", _INT64: "<q", _HALF: "<e"}


@dataclass(kw_only=True)
class Events:
    """What one file holds.

    Attributes
    ----------
    began
        When its first event was written, in seconds since 1970.
    scalars
        Step, tag and value, in the order in which they were written.
    hparams
        The contents of the HParams plugin.
    damaged, cut
        Some bytes are not what was written; the file ends in the middle of an event.
    """

    began: float = math.nan
    ended: float = math.nan
    scalars: list[tuple[int, str, float]] = field(default_factory=list)
    hparams: list[Message] = field(default_factory=list)
    damaged: bool = False
    cut: bool = False


def events_of(path: Path) -> Events:
    """Read one file, up to where it is no longer what was written."""
    events = Events()
    for record in _records(path, events):
        try:
            _take(Message(record), events)
        except ERRORS:
            events.damaged = True
    return events


def _records(path: Path, events: Events) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while header := file.read(12):
                if len(header) < 12:
                    events.cut = True
                    return
                if not _is_whole(header[:8], header[8:]):
                    events.damaged = True  # so it is not known where the next one begins
                    return
                record = _record(file, _LENGTH.unpack(header[:8])[0], events)
                if record is not None:
                    yield record
    except OSError:
        events.damaged = True


def _record(file: BinaryIO, length: int, events: Events) -> bytes | None:
    """Read the next record; None where it is of no use."""
    if length > LARGEST_RECORD:
        if length > LARGEST_FILE:
            events.damaged = True
            file.seek(0, 2)
        else:
            file.seek(length + _CHECKSUM.size, 1)
        return None
    data = file.read(length + _CHECKSUM.size)
    if len(data) < length + _CHECKSUM.size:
        events.cut = True
    elif not _is_whole(data[:length], data[length:]):
        events.damaged = True
    else:
        return data[:length]
    return None


def _is_whole(data: bytes, checksum: bytes) -> bool:
    return bool(_masked_crc(data) == _CHECKSUM.unpack(checksum)[0])


def _take(event: Message, events: Events) -> None:
    moment = event.double(_WALL_TIME)
    if moment:
        events.began = moment if math.isnan(events.began) else events.began
        events.ended = moment
    if _SUMMARY not in event:
        return
    step = event.integer(_STEP)
    for value in event.message(_SUMMARY).messages(1):
        tag, plugin = value.text(_TAG), value.message(_METADATA).message(1)
        if plugin.text(1) == "hparams":
            events.hparams.append(Message(plugin.raw(2)))
        elif _SIMPLE_VALUE in value:
            events.scalars.append((step, tag, value.single(_SIMPLE_VALUE)))
        elif plugin.text(1) == "scalars":
            number = _scalar(value.message(_TENSOR))
            if number is not None:
                events.scalars.append((step, tag, number))


def _scalar(tensor: Message) -> float | None:
    """Read the number in a tensor of one element; None for any other."""
    kind, content = tensor.integer(1), tensor.raw(4)
    form = _CONTENT.get(kind)
    if form is None:
        return None
    if len(content) == struct.calcsize(form):
        return float(struct.unpack(form, content)[0])
    packed = tensor.raw(5) if kind == _FLOAT else tensor.raw(6) if kind == _DOUBLE else b""
    return float(struct.unpack(form, packed)[0]) if len(packed) == struct.calcsize(form) else None


def _table() -> list[int]:
    """Build the table of CRC-32C, the checksum of lengths and records."""
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x82F63B78 if crc & 1 else crc >> 1
        table.append(crc)
    return table


_TABLE = _table()


def _masked_crc(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 255] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + _DELTA) & 0xFFFFFFFF
