"""About how many rows a file has, told in milliseconds: whether its preview is a matter of seconds or of minutes.

A hint for the one who waits, never a guard: a file can make it lie, and then merely waits in the wrong place.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

#: A row of a worksheet, of an OpenDocument table, of a web page's table, or an activity; with any prefix.
_ROW = re.compile(rb"<(?:\w{1,20}:)?(?:row|table-row|tr|iati-activity)[\s>/]", re.IGNORECASE)
_PIECE = 2**18
#: Unpacked bytes that are looked at; whatever has more is long.
_LOOKED_AT = 64 * 2**20
#: Bytes that a row of a BIFF sheet hardly falls below.
_BIFF_ROW = 60


def is_long(data: bytes, rows: int) -> bool:
    """Whether the file seems to have more than `rows` rows, headings and blank ones included."""
    if data[:4] == b"PK\x03\x04":
        return _is_long_archive(data, rows)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return len(data) > rows * _BIFF_ROW * 10
    marked = 0
    for _ in _ROW.finditer(data):
        marked += 1
        if marked > rows:
            return True
    return max(data.count(b"\n"), data.count(b"\r")) > rows and not marked


def _is_long_archive(data: bytes, rows: int) -> bool:
    found = looked_at = 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for part in archive.infolist():
                if not part.filename.endswith(".xml"):
                    continue
                with archive.open(part) as unpacked:
                    tail = b""
                    while piece := unpacked.read(_PIECE):
                        looked_at += len(piece)
                        found += len(_ROW.findall(tail + piece))
                        # A tag that the cut divides is seen whole with the next piece, and never twice.
                        tail = piece[piece.rfind(b"<") :][:64] if b">" not in piece[piece.rfind(b"<") :] else b""
                        if found > rows or looked_at > _LOOKED_AT:
                            return True
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return False  # the reader says what is wrong with it, at once
    return False
