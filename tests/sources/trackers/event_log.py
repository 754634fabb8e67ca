"""TensorBoard's events as bytes, for stores that keep them."""

from __future__ import annotations

import struct

from hpviz.sources.store.binary.event_files import _masked_crc as masked_crc


def events(*scalars):
    """Write (tag, step, value) as a file of events."""
    return b"".join(framed(_event(*scalar)) for scalar in scalars)


def _event(tag, step, value):
    scalar = _field(1, tag.encode()) + bytes([2 << 3 | 5]) + struct.pack("<f", value)
    return (
        bytes([1 << 3 | 1]) + struct.pack("<d", 1.8e9) + bytes([2 << 3, step]) + _field(5, _field(1, scalar))
    )


def _field(number, content):
    return bytes([number << 3 | 2, len(content)]) + content


def framed(content):
    length = struct.pack("<Q", len(content))
    return length + struct.pack("<I", masked_crc(length)) + content + struct.pack("<I", masked_crc(content))
