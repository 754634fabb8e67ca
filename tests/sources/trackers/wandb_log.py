"""W&B's logs, written as its core writes them: records in blocks of 32 KiB."""

from __future__ import annotations

import json
import struct
import zlib

HEADER = b":W&B" + struct.pack("<HB", 0xBEE1, 0)
BLOCK = 32 * 1024


def varint(value):
    out = bytearray()
    while True:
        value, low = value >> 7, value & 127
        out.append(low | (128 if value else 0))
        if not value:
            return bytes(out)


def field(number, value):
    """Write a field: a whole number, a text, or a message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def items(values, number=1):
    """Write the items of a record: the name, or its parts, and the value as JSON."""
    out = b""
    for name, value in values.items():
        keys = field(1, name) if isinstance(name, str) else b"".join(field(2, key) for key in name)
        out += field(number, keys + field(16, json.dumps(value)))
    return out


def run_record(run_id="abc", project="digits", config=(), **more):
    body = field(1, run_id) + field(3, project) + field(4, items(dict(config)))
    body += (
        field(8, more.get("name", "")) + field(6, more.get("group", "")) + field(12, more.get("sweep", ""))
    )
    body += b"".join(field(10, tag) for tag in more.get("tags", ()))
    body += field(17, field(1, more.get("start", 1_700_000_000)) + field(2, 500_000_000))
    return field(17, body)


def config(values):
    return field(5, items(values))


def history(step, values):
    return field(2, items(values) + field(2, field(1, step)))


def summary(values, removed=()):
    return field(3, items(values) + b"".join(field(2, field(1, name)) for name in removed))


def exit_record(code=0, runtime=12):
    return field(18, (field(1, code) if code else b"") + field(2, runtime))


def metric(name, *, goal=0, smallest=0, largest=0):
    """Define a metric: its goal as older versions write it, or what its summary is to keep."""
    kept = field(1, smallest) + field(2, largest)
    return field(12, field(1, name) + field(7, kept) + field(8, goal))


def framed(records, header=HEADER):
    """Cut records into pieces that lie in blocks, each with its checksum."""
    out = bytearray(header)
    for record in records:
        rest, first = record, True
        while True:
            left = BLOCK - len(out) % BLOCK
            if left < 7:
                out += bytes(left)
                left = BLOCK
            piece, rest = rest[: left - 7], rest[left - 7 :]
            kind = {(True, True): 1, (True, False): 2, (False, False): 3, (False, True): 4}[first, not rest]
            checksum = zlib.crc32(piece, zlib.crc32(bytes([kind])))
            out += struct.pack("<IHB", checksum, len(piece), kind) + piece
            first = False
            if not rest:
                break
    return bytes(out)
