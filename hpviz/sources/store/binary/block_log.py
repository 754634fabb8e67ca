"""The log that W&B and SwanLab keep of a run: records in blocks of 32 KiB, as LevelDB's log has them."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.sources.store import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK = 32 * 1024
_FILE_HEADER = 7
_HEADER = struct.Struct("<IHB")
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4


class BlockLog:
    """The records of a log, as far as they are whole.

    Parameters
    ----------
    path
        The file.
    start
        The bytes with which every such file of its writer begins.

    Attributes
    ----------
    damaged
        Some bytes are not what was written.
    cut
        The log ends in the middle of a record: it is being written, or was cut off.
    """

    def __init__(self, path: Path, start: bytes) -> None:
        try:
            # A pipe would keep whoever opens it waiting for ever.
            self._data = path.read_bytes() if paths.is_file(path) else b""
        except OSError as error:
            raise HpvizError(f"the log {path.name!r} cannot be read: {paths.reason(error)}") from error
        self.damaged = bool(self._data) and not self._data.startswith(start)
        self.cut = False

    def records(self) -> Iterator[bytes]:
        """Yield each whole record; after damage go on with the next block."""
        if self.damaged:
            return
        begun: list[bytes] = []
        for kind, data in self._pieces():
            if kind in {_FULL, _FIRST}:
                begun = []
            elif not begun:
                continue  # its beginning was lost to damage
            begun.append(data)
            if kind in {_FULL, _LAST}:
                yield b"".join(begun)
                begun = []
        self.cut = self.cut or bool(begun)

    def _pieces(self) -> Iterator[tuple[int, bytes]]:
        place, end = _FILE_HEADER, len(self._data)
        while place < end:
            left = _BLOCK - place % _BLOCK
            if left < _HEADER.size:
                place += left
                continue
            piece = self._piece(place, left)
            if piece is not None:
                yield piece
                place += _HEADER.size + len(piece[1])
            elif self.cut:
                return
            else:
                place += left

    def _piece(self, place: int, left: int) -> tuple[int, bytes] | None:
        """Read a piece's kind and bytes; None where it is not whole or not what was written."""
        header = self._data[place : place + _HEADER.size]
        if len(header) < _HEADER.size:
            self.cut = True
            return None
        checksum, size, kind = _HEADER.unpack(header)
        if not any(header):
            return None  # zeros: room that was kept free
        data = self._data[place + _HEADER.size : place + _HEADER.size + size]
        if size > left - _HEADER.size or kind > _LAST:
            self.damaged = True
            return None
        if len(data) < size:
            self.cut = True
            return None
        if zlib.crc32(data, zlib.crc32(header[-1:])) != checksum:
            self.damaged = True
            return None
        return kind, data
