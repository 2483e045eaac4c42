"""Makes old Excel workbooks, honest and hostile: records of [MS-XLS] in a compound file of 512-byte blocks."""

from __future__ import annotations

from struct import pack

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
EOF = b"\x0a\x00\x00\x00"
GLOBALS, SHEET, CHART = 0x0005, 0x0010, 0x0020


def record(kind: int, content: bytes = b"") -> bytes:
    """A record."""
    return pack("<HH", kind, len(content)) + content


def begin(kind: int, version: int = 0x0600) -> bytes:
    """A BOF record."""
    return record(0x0809, pack("<HHHH", version, kind, 0x0DBB, 0x07CC) + bytes(8 if version == 0x0600 else 0))


def text(words: str) -> bytes:
    """A text with its length and its width."""
    narrow = all(ord(mark) < 256 for mark in words)
    return pack("<HB", len(words), not narrow) + words.encode("latin-1" if narrow else "utf-16-le")


def formats() -> bytes:
    """Cell formats: 15 general ones for styles, then 15 general, 16 a date, 17 a date with time."""
    custom = record(0x041E, pack("<H", 170) + text("yyyy\\-mm\\-dd hh:mm"))
    looks = [0] * 16 + [14, 170]
    return custom + b"".join(
        record(0x00E0, pack("<HHH", 0, look, 1 if at > 14 else 0xFFF5) + bytes(14)) for at, look in enumerate(looks)
    )


GENERAL, DATE, MOMENT = 15, 16, 17


def number(row: int, column: int, value: float, style: int = GENERAL) -> bytes:
    """A NUMBER; rows and columns count from 0, as in the file."""
    return record(0x0203, pack("<HHHd", row, column, style, value))


def label(row: int, column: int, words: str) -> bytes:
    """A LABEL, the text inside."""
    return record(0x0204, pack("<HHH", row, column, GENERAL) + text(words))


def shared(row: int, column: int, index: int) -> bytes:
    """A LABELSST."""
    return record(0x00FD, pack("<HHHL", row, column, GENERAL, index))


def rk(row: int, column: int, raw: int, style: int = GENERAL) -> bytes:
    """An RK of those four bytes."""
    return record(0x027E, pack("<HHHL", row, column, style, raw))


def many(row: int, first: int, *raws: int) -> bytes:
    """A MULRK."""
    cells = b"".join(pack("<HL", GENERAL, raw) for raw in raws)
    return record(0x00BD, pack("<HH", row, first) + cells + pack("<H", first + len(raws) - 1))


def whole(value: int) -> int:
    """An integer as the four bytes of an RK."""
    return (value << 2 | 2) & 0xFFFFFFFF


def formula(row: int, column: int, result: bytes, style: int = GENERAL, flags: int = 0, tail: bytes = b"") -> bytes:
    """A FORMULA with its result of eight bytes."""
    parsed = b"\x03\x00\x1e\x01\x00"
    return record(0x0006, pack("<HHH", row, column, style) + result + pack("<HL", flags, 0) + parsed) + tail


def special(kind: int, value: int = 0) -> bytes:
    """A result that is no number: 0 a text to come, 1 yes or no, 2 an error, 3 nothing."""
    return bytes([kind, 0, value, 0, 0, 0, 0xFF, 0xFF])


def strings(words: list[str], unique: int | None = None) -> bytes:
    """The shared texts."""
    count = len(words) if unique is None else unique
    return record(0x00FC, pack("<LL", count, count) + b"".join(map(text, words)))


def stream(
    sheets: dict[str, bytes],
    *,
    extra: bytes = b"",
    states: dict[str, int] | None = None,
    kinds: dict[str, int] | None = None,
    version: int = 0x0600,
) -> bytes:
    """The stream of a workbook; `sheets` gives the records of each, `extra` goes among those of the whole."""
    named = {
        name: pack("<B", len(name)) + (text(name)[2:] if version == 0x0600 else name.encode("cp1252"))
        for name in sheets
    }
    head = begin(GLOBALS, version) + record(0x0042, pack("<H", 1200 if version == 0x0600 else 1252)) + formats() + extra
    at = len(head) + sum(4 + 6 + len(said) for said in named.values()) + len(EOF)
    entries, bodies = b"", b""
    for name, records in sheets.items():
        state, kind = (states or {}).get(name, 0), (kinds or {}).get(name, 0)
        entries += record(0x0085, pack("<LBB", at + len(bodies), state, kind) + named[name])
        bodies += begin(SHEET, version) + records + EOF
    return head + entries + EOF + bodies


def entry(name: str, kind: int, *, start: int = 0, size: int = 0, right: int = FREE, child: int = FREE) -> bytes:
    """An entry of the directory."""
    raw = name.encode("utf-16-le")
    said = raw.ljust(64, b"\0") + pack("<HBBLLL", len(raw) + 2, kind, 1, FREE, right, child)
    return said + bytes(36) + pack("<LQ", start, size)


def container(streams: dict[str, bytes]) -> bytes:
    """A compound file with those streams, each of at least 4,096 bytes, under the root."""
    blocks: list[bytes] = []
    chain: list[int] = []
    entries = [entry("Root Entry", 5, start=END, child=1)]

    def put(content: bytes) -> int:
        first = len(blocks)
        pieces = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        blocks.extend(pieces)
        chain.extend([*range(first + 1, first + len(pieces)), END])
        return first

    for at, (name, content) in enumerate(streams.items(), 1):
        start = put(content.ljust(4096, b"\0"))
        following = at + 1 if at < len(streams) else FREE
        entries.append(entry(name, 2, start=start, size=max(len(content), 4096), right=following))
    directory = put(b"".join(entries))
    tables = 1
    while len(chain) + tables > tables * 128:
        tables += 1
    places = list(range(len(chain), len(chain) + tables))
    chain += [FAT] * tables
    table = pack(f"<{tables * 128}L", *chain, *[FREE] * (tables * 128 - len(chain)))
    head = MAGIC + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += pack("<LLLLLLLLL", 0, tables, directory, 0, 4096, END, 0, END, 0)
    head += pack("<109L", *places, *[FREE] * (109 - tables))
    return head + b"".join(blocks) + table


def small_container(name: str, content: bytes) -> bytes:
    """A compound file with one stream below 4,096 bytes: in pieces of 64 inside the stream of the root."""
    assert len(content) < 4096
    pieces = -(-len(content) // 64)
    blocks = -(-pieces * 64 // 512)
    minis = pack("<128L", *range(1, pieces), END, *[FREE] * (128 - pieces))
    root = entry("Root Entry", 5, start=0, size=pieces * 64, child=1) + entry(name, 2, start=0, size=len(content))
    chain = [*range(1, blocks), END, END, END, FAT]  # the small streams, their table, the directory, the table
    head = MAGIC + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += pack("<LLLLLLLLL", 0, 1, blocks + 1, 0, 4096, blocks, 1, END, 0)
    head += pack("<109L", blocks + 2, *[FREE] * 108)
    body = content.ljust(blocks * 512, b"\0") + minis + root.ljust(512, b"\0")
    return head + body + pack("<128L", *chain, *[FREE] * (128 - len(chain)))


def xls(records: bytes, **options: object) -> bytes:
    """A workbook of one sheet named Projects."""
    return container({"Workbook": stream({"Projects": records}, **options)})  # type: ignore[arg-type]
