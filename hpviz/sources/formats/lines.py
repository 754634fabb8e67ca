"""The lines of a file that is only added to, each given once."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 1 << 20


class Lines:
    """How far a file was read, and whether it still begins with what was read.

    Attributes
    ----------
    count
        Whole lines so far.
    """

    def __init__(self) -> None:
        self.count = 0
        self._place = 0
        self._checksum = 0

    def go_on(self, file: BinaryIO) -> bool:
        """Go to where the last reading ended; False, and to the start, where the file is another by now."""
        checksum, left = 0, self._place
        file.seek(0)
        while left and (piece := file.read(min(left, _PIECE))):
            checksum, left = zlib.crc32(piece, checksum), left - len(piece)
        if left == 0 and checksum == self._checksum:
            return True
        file.seek(0)
        return False

    def new(self, file: BinaryIO) -> Iterator[tuple[int, bytes]]:
        """Yield number and bytes of each line from here on; a last line without an end comes again."""
        for line in file:
            if line.endswith(b"\n"):
                self.count += 1
                self._place += len(line)
                self._checksum = zlib.crc32(line, self._checksum)
                yield self.count, line
            else:
                yield self.count + 1, line
