"""Compound files (OLE, the container of old Office files): checked, and their streams read; no chain runs in circles.

Layout: [MS-CFB] 2.1 to 2.6. A clean container with one stream can be made as well, so that no other reader has to make
sense of the one that came.
"""

from __future__ import annotations

from array import array
from struct import Struct, pack
from sys import byteorder

from imports.read.refusals import Unreadable, refusal

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
HEAD = Struct("<8s16xHHHHH6xLLLLLLLLL")  # up to the table of sectors of the allocation table
ENTRY = Struct("<64sHBBLLL36xLQ")
NO_SECTOR, END = 0xFFFFFFFF, 0xFFFFFFFE
FAT, LAST_SECTOR = 0xFFFFFFFD, 0xFFFFFFFA
STORAGE, STREAM, ROOT = 1, 2, 5
MINI = 64
MOST_ENTRIES = 20_000
CLEAN_SECTOR = 4096


class CompoundFile:
    """The streams and storages at the top of a compound file, by name in lower case; raises Unreadable."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        if len(data) < 512 or not data.startswith(MAGIC):
            raise _damaged("it is no compound file")
        _, _, major, order, shift, mini_shift, _, fats, directory, _, cutoff, mini, _, difat, difats = HEAD.unpack_from(
            data
        )
        if order != 0xFFFE or (major, shift) not in ((3, 9), (4, 12)) or mini_shift != 6:
            raise _damaged("its first block is not what it should be")
        self.size = 1 << shift
        self.cutoff = cutoff
        self.sectors = (len(data) + self.size - 1) // self.size - 1
        self.table = self._table(fats, difat, difats)
        self.entries = self._entries(directory)
        self.mini_table = _numbers(self._chain_bytes(mini)) if mini not in (END, NO_SECTOR) else array("I")
        self.top = self._top()

    def has(self, name: str) -> bool:
        """Whether the file has a stream or storage of that name at its top."""
        return name.lower() in self.top

    def read(self, name: str) -> bytes:
        """All bytes of a stream; KeyError for none of that name, raises Unreadable when a part of it is missing."""
        kind, start, size = self.top[name.lower()]
        if kind != STREAM:
            raise _damaged("a stream is not where it should be")
        if size >= self.cutoff:
            found = self._chain_bytes(start)
        else:
            _, first, length = self.entries[0][1:4]
            whole = self._chain_bytes(first)[:length] if length else b""
            chain = _chain(self.mini_table, start, len(whole) // MINI + 1)
            found = b"".join(whole[at * MINI : at * MINI + MINI] for at in chain)
        if len(found) < size:
            raise refusal("archive_truncated")
        return found[:size]

    def _table(self, fats: int, difat: int, difats: int) -> array[int]:
        """The table that names the sector after each sector."""
        places = list(_numbers(self.data[76:512]))
        per_sector = self.size // 4
        for _ in range(min(difats, self.sectors)):
            if difat >= LAST_SECTOR:
                break
            numbers = _numbers(self._sector(difat))
            places += numbers[: per_sector - 1]
            difat = numbers[-1]
        places = [place for place in places if place < LAST_SECTOR]
        if not places or len(places) > self.sectors or fats > self.sectors:
            raise _damaged("its table of blocks is broken")
        return _numbers(b"".join(map(self._sector, places[:fats] if fats else places)))

    def _sector(self, number: int) -> bytes:
        if number >= self.sectors:
            raise refusal("archive_truncated")
        at = (number + 1) * self.size
        return self.data[at : at + self.size].ljust(self.size, b"\0")  # some writers leave out the end of the last one

    def _chain_bytes(self, start: int) -> bytes:
        return b"".join(map(self._sector, _chain(self.table, start, self.sectors)))

    def _entries(self, start: int) -> list[tuple[str, int, int, int, tuple[int, int, int]]]:
        """(name, kind, start, size, (left, right, child)) of every entry of the directory; the first is the root."""
        raw = self._chain_bytes(start)
        if not raw or len(raw) // ENTRY.size > MOST_ENTRIES:
            raise _damaged("its directory is broken")
        entries = []
        for at in range(0, len(raw) - ENTRY.size + 1, ENTRY.size):
            name, length, kind, _, left, right, child, first, size = ENTRY.unpack_from(raw, at)
            text = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            size = size & 0xFFFFFFFF if self.size == 512 else size
            entries.append((text, kind, first, size, (left, right, child)))
        if entries[0][1] != ROOT:
            raise _damaged("its directory is broken")
        return entries

    def _top(self) -> dict[str, tuple[int, int, int]]:
        """The entries right under the root, by the tree that lists them: others belong to embedded objects."""
        found: dict[str, tuple[int, int, int]] = {}
        seen: set[int] = set()
        waiting = [self.entries[0][4][2]]
        while waiting:
            at = waiting.pop()
            if at == NO_SECTOR:
                continue
            if at >= len(self.entries) or at in seen:
                raise _damaged("its directory is broken")
            seen.add(at)
            name, kind, start, size, (left, right, _) = self.entries[at]
            if kind in (STORAGE, STREAM):
                found.setdefault(name.lower(), (kind, start, size))
            waiting += [left, right]
        return found


def clean_container(name: str, content: bytes) -> bytes:
    """A compound file that holds one stream and nothing else."""
    content = content.ljust(CLEAN_SECTOR, b"\0")  # below the cutoff it would need a second table
    sectors = -(-len(content) // CLEAN_SECTOR)
    per_table = CLEAN_SECTOR // 4
    tables = 1
    while sectors + 2 + tables > tables * per_table:
        tables += 1
    if tables > 109:
        raise refusal("too_hungry")
    # The stream, a block for small streams (some readers want one though there are none), the directory, the table.
    chain = [*range(1, sectors), END, END, END, *[FAT] * tables]
    chain += [NO_SECTOR] * (tables * per_table - len(chain))
    places = [sectors + 2 + at for at in range(tables)]
    head = HEAD.pack(MAGIC, 0x3E, 4, 0xFFFE, 12, 6, 1, tables, sectors + 1, 0, CLEAN_SECTOR, END, 0, END, 0)
    head += pack("<109L", *places, *[NO_SECTOR] * (109 - tables))
    root = _entry("Root Entry", ROOT, 1, sectors, MINI)
    stream = _entry(name, STREAM, NO_SECTOR, 0, len(content))
    return b"".join(
        [
            head.ljust(CLEAN_SECTOR, b"\0"),
            content.ljust((sectors + 1) * CLEAN_SECTOR, b"\0"),
            (root + stream).ljust(CLEAN_SECTOR, b"\0"),
            pack(f"<{len(chain)}L", *chain),
        ]
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    return ENTRY.pack(raw, len(raw) + 2, kind, 1, NO_SECTOR, NO_SECTOR, child, start, size)


def _chain(table: array[int], start: int, most: int) -> list[int]:
    chain: list[int] = []
    while start != END:
        if start >= len(table) or len(chain) >= most:
            raise _damaged("a chain of its blocks leads nowhere or runs in a circle")
        chain.append(start)
        start = table[start]
    return chain


def _numbers(raw: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(raw[: len(raw) // 4 * 4])
    if byteorder == "big":
        numbers.byteswap()
    return numbers


def _damaged(what: str) -> Unreadable:
    return refusal("damaged", what=what)
