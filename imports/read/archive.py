"""The guard on zip archives: walks the records itself, and inflates parts in a stream that counts what comes out.

Two readers of one zip may disagree on what it holds (local headers against the central directory, duplicates,
hidden gaps). Only archives that leave no room for that pass: every byte belongs to exactly one record, both records
of a part agree, names are unique even when case is ignored. Layout: APPNOTE.TXT 6.3, sections 4.3 and 4.5.3.
"""

from __future__ import annotations

import zlib
from struct import Struct

from imports.read.refusals import Unreadable, refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from imports.read.limits import Limits

LOCAL = Struct("<4sHHHHHLLLHH")
CENTRAL = Struct("<4sHHHHHHLLLHHHHHLL")
END = Struct("<4sHHHHLLH")
END64 = Struct("<4sQHHLLQQQQ")
LOCATOR = Struct("<4sLQL")
FULL32 = 0xFFFFFFFF
STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIBED, STRONG, MASKED = 0x1, 0x8, 0x40, 0x2000
CHUNK = 256 * 1024
LONGEST_NAME = 512


class Part:
    """One part of an archive: where its packed bytes stand, and what its records say of them."""

    __slots__ = ("crc", "method", "name", "packed", "size", "start")

    def __init__(self, name: str, start: int, packed: int, size: int, crc: int, method: int) -> None:
        self.name = name
        self.start = start
        self.packed = packed
        self.size = size
        self.crc = crc
        self.method = method


class Archive:
    """A zip archive whose records have been checked; parts are inflated on demand, never past what they declare."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Check the records of `data`; raises Unreadable. Nothing is inflated yet."""
        self.data = data
        self.parts = _walk(data, limits)
        inflated = sum(part.size for part in self.parts.values())
        largest = max(part.size for part in self.parts.values())
        if inflated > limits.inflated_bytes or largest > limits.part_bytes:
            over = inflated > limits.inflated_bytes
            raise refusal(
                "archive_inflates",
                found=inflated if over else largest,
                limit=limits.inflated_bytes if over else limits.part_bytes,
            )
        packed = sum(part.packed for part in self.parts.values())
        if inflated > limits.ratio_from_bytes and inflated > limits.ratio * packed:
            raise refusal("archive_ratio", limit=limits.ratio)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The inflated bytes of a part, in pieces of at most 256 KiB; raises Unreadable when its records lied.

        Sizes in records are claims: inflating stops at the first byte past the claim.
        """
        part = self.parts[name]
        source = memoryview(self.data)[part.start : part.start + part.packed]
        crc = found = 0
        for piece in _stored(source) if part.method == STORED else _inflated(source):
            found += len(piece)
            if found > part.size:
                raise _unclean("a part is larger than it claims")
            crc = zlib.crc32(piece, crc)
            yield piece
        if found != part.size:
            raise _unclean("a part is smaller than it claims")
        if crc != part.crc:
            raise refusal("damaged", what="a checksum does not match its contents")

    def read(self, name: str) -> bytes:
        """All inflated bytes of a part; raises Unreadable."""
        return b"".join(self.chunks(name))


def _stored(source: memoryview) -> Iterator[bytes]:
    for at in range(0, len(source), CHUNK):
        yield bytes(source[at : at + CHUNK])


def _inflated(source: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    at = 0
    try:
        while not inflater.eof:
            pending = inflater.unconsumed_tail
            if not pending and at < len(source):
                pending = bytes(source[at : at + CHUNK])
                at += len(pending)
            piece = inflater.decompress(pending, CHUNK)
            if piece:
                yield piece
            elif not pending:
                raise refusal("damaged", what="the packed data of a part ends too early")
    except zlib.error:
        raise refusal("damaged", what="the packed data of a part cannot be unpacked") from None
    if at < len(source) or inflater.unused_data:
        raise _unclean("there are bytes that belong to no part")


def _walk(data: bytes, limits: Limits) -> dict[str, Part]:
    count, start, end = _directory(data)
    if count > limits.parts:
        raise refusal("archive_parts", found=count, limit=limits.parts)
    if not count:
        raise _unclean("it has no parts")
    parts: dict[str, Part] = {}
    seen: set[str] = set()
    spans: list[tuple[int, int]] = []
    at = start
    for _ in range(count):
        at, part, span = _entry(data, at, start, end)
        # Word "collapses" case on Windows and macOS: sheet1.xml and Sheet1.xml are one part to some readers.
        if part.name.casefold() in seen:
            raise _unclean("two parts have the same name")
        seen.add(part.name.casefold())
        parts[part.name] = part
        spans.append(span)
    if at != end:
        raise _unclean("its directory has the wrong length")
    spans.sort()
    free = 0
    for first, last in spans:
        if first != free:
            raise _unclean("its parts overlap, or there are bytes that belong to no part")
        free = last
    if free != start:
        raise _unclean("its parts overlap, or there are bytes that belong to no part")
    return parts


def _directory(data: bytes) -> tuple[int, int, int]:
    """Number of entries, start and end of the central directory; its end record must close the file exactly."""
    at = data.rfind(b"PK\5\6", max(0, len(data) - END.size - 0xFFFF))
    if at < 0 or at + END.size > len(data):
        raise refusal("archive_truncated")
    _, disk, first_disk, here, count, size, start, comment = END.unpack_from(data, at)
    if at + END.size + comment != len(data):
        raise _unclean("there are bytes after its end")
    end = at
    locator = at - LOCATOR.size
    if locator >= 0 and data[locator : locator + 4] == b"PK\6\7":
        _, _, record, disks = LOCATOR.unpack_from(data, locator)
        if disks > 1 or record + END64.size != locator or data[record : record + 4] != b"PK\6\6":
            raise _unclean("its directory is not where it should be")
        _, length, _, _, disk, first_disk, here, count, size, start = END64.unpack_from(data, record)
        if length != END64.size - 12:
            raise _unclean("its directory is not where it should be")
        end = record
    if disk or first_disk or here != count:
        raise _unclean("it is one piece of a split archive")
    if start + size != end:
        raise _unclean("its directory is not where it should be")
    return count, start, end


def _entry(data: bytes, at: int, directory: int, end: int) -> tuple[int, Part, tuple[int, int]]:
    """One entry of the central directory with its local header: next offset, the part, the bytes it spans."""
    if at + CENTRAL.size > end or data[at : at + 4] != b"PK\1\2":
        raise _unclean("its directory is broken")
    fields = CENTRAL.unpack_from(data, at)
    _, system, _, flags, method, _, _, crc, packed, size, name_len, extra_len, note_len, _, _, mode, offset = fields
    after = at + CENTRAL.size + name_len + extra_len + note_len
    if after > end:
        raise _unclean("its directory is broken")
    raw = data[at + CENTRAL.size : at + CENTRAL.size + name_len]
    extra = data[at + CENTRAL.size + name_len : at + CENTRAL.size + name_len + extra_len]
    size, packed, offset = _wide(extra, size, packed, offset)
    _check_kind(flags, method, system >> 8, mode)
    name = _name(raw, flags)
    if offset + LOCAL.size > directory or data[offset : offset + 4] != b"PK\3\4":
        raise _unclean("a part is not where the directory says")
    _, _, l_flags, l_method, _, _, l_crc, l_packed, l_size, l_name_len, l_extra_len = LOCAL.unpack_from(data, offset)
    first = offset + LOCAL.size
    start = first + l_name_len + l_extra_len
    if start + packed > directory:
        raise _unclean("a part reaches past its end")
    l_size, l_packed, _ = _wide(data[first + l_name_len : start], l_size, l_packed, 0)
    if data[first : first + l_name_len] != raw or l_flags != flags or l_method != method:
        raise _unclean("its two directories disagree")
    last = start + packed
    said = (l_crc, l_packed, l_size)
    if flags & DESCRIBED:
        last = _descriptor_end(data, last, crc, packed, size)
        if said != (crc, packed, size) and said != (0, 0, 0):
            raise _unclean("its two directories disagree")
    elif said != (crc, packed, size):
        raise _unclean("its two directories disagree")
    if method == STORED and packed != size:
        raise _unclean("its two directories disagree")
    return after, Part(name, start, packed, size, crc, method), (offset, last)


def _check_kind(flags: int, method: int, system: int, mode: int) -> None:
    if flags & (ENCRYPTED | STRONG | MASKED):
        raise refusal("archive_locked")
    if method not in (STORED, DEFLATED):
        raise _unclean("a part is packed in a way that workbooks do not use")
    # Upper half of the external attributes is the Unix mode when a Unix (3) or macOS (19) program wrote it.
    if system in (3, 19) and (mode >> 28) not in (0, 0o10, 0o04):
        raise _unclean("a part is a link, not a file")


def _name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & 0x800 else "ascii")
    except UnicodeDecodeError:
        name = raw.decode("cp437")
    folders = name.rstrip("/").split("/")
    odd = not name or len(raw) > LONGEST_NAME or "\\" in name or ":" in name or not name.isprintable()
    if odd or any(folder in ("", ".", "..") for folder in folders):
        raise _unclean("a part has a name that no workbook uses")
    return name


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """The three numbers, each taken from the 64-bit extra field where its 32 bits are all ones."""
    if FULL32 not in (size, packed, offset):
        return size, packed, offset
    at = 0
    while at + 4 <= len(extra):
        tag = int.from_bytes(extra[at : at + 2], "little")
        length = int.from_bytes(extra[at + 2 : at + 4], "little")
        if tag == 1:
            field = extra[at + 4 : at + 4 + length]
            numbers = [int.from_bytes(field[i : i + 8], "little") for i in range(0, len(field) - 7, 8)]
            wide = [numbers.pop(0) if n == FULL32 and numbers else n for n in (size, packed, offset)]
            return wide[0], wide[1], wide[2]
        at += 4 + length
    raise _unclean("a part has no size")


def _descriptor_end(data: bytes, at: int, crc: int, packed: int, size: int) -> int:
    """Where the data descriptor at `at` ends; its signature is optional and its sizes have 4 or 8 bytes each."""
    for signature in (b"PK\7\10", b""):
        for width in (4, 8):
            said = signature + crc.to_bytes(4, "little")
            if max(packed, size) < 1 << (8 * width):
                said += packed.to_bytes(width, "little") + size.to_bytes(width, "little")
                if data.startswith(said, at):
                    return at + len(said)
    raise _unclean("its two directories disagree")


def _unclean(what: str) -> Unreadable:
    return refusal("archive_unclean", what=what)
