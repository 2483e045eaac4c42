"""The guard on archives: clean ones pass, everything with two readings is refused (U01-U03)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from imports.read import Limits
from imports.read.archive import Archive
from tests.imports.read.forge import book, book_parts, opened, pack, refused, row, sheet_xml, text_cell

PLAIN = book(row(1, text_cell("A1", "Code")))


def _entry(data: bytes, number: int) -> int:
    """Where the central directory's entry `number` begins."""
    at = data.index(b"PK\1\2")
    for _ in range(number):
        at = data.index(b"PK\1\2", at + 4)
    return at


def _patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def _lying_size() -> bytes:
    at = _entry(PLAIN, 0)
    return _patched(PLAIN, at + 24, struct.pack("<L", 10))


def _lying_size_in_both() -> bytes:
    data = _lying_size()
    return _patched(data, 22, struct.pack("<L", 10))


def _wrong_checksum() -> bytes:
    crc = struct.pack("<L", 1)
    return _patched(_patched(PLAIN, _entry(PLAIN, 0) + 16, crc), 14, crc)


def _overlap() -> bytes:
    first = _entry(PLAIN, 0)
    at = _entry(PLAIN, 1)
    return _patched(PLAIN, at + 42, PLAIN[first + 42 : first + 46])


def _named(*names: str) -> bytes:
    parts = book_parts({"Projects": sheet_xml("")})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        for name in names:
            archive.writestr(name, "x")
    return packed.getvalue()


def _link() -> bytes:
    packed = io.BytesIO(PLAIN)
    with zipfile.ZipFile(packed, "a") as archive:
        info = zipfile.ZipInfo("xl/link.xml")
        info.create_system = 3
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/hostname")
    return packed.getvalue()


def _method(method: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in book_parts({"Projects": sheet_xml("")}).items():
            archive.writestr(name, content)
    return packed.getvalue()


def _flags(flags: int) -> bytes:
    data = _patched(PLAIN, 6, struct.pack("<H", flags))
    return _patched(data, _entry(data, 0) + 8, struct.pack("<H", flags))


def _doubled_local_name() -> bytes:
    return PLAIN.replace(b"[Content_Types].xml", b"[Content_Typez].xml", 1)


UNCLEAN: dict[str, tuple[Callable[[], bytes], str]] = {
    "U02 bytes before the archive": (lambda: b"PK\3\4" + PLAIN, "archive_unclean"),
    "U02 bytes after the archive": (lambda: PLAIN + b"tail", "archive_unclean"),
    "U02 a size that the directory alone claims": (_lying_size, "archive_unclean"),
    "U02 a size that both records claim": (_lying_size_in_both, "archive_unclean"),
    "U02 a wrong checksum": (_wrong_checksum, "damaged"),
    "U02 two entries on the same bytes": (_overlap, "archive_unclean"),
    "U03 names that differ in case": (lambda: _named("xl/Worksheets/Sheet1.xml"), "archive_unclean"),
    "U03 a way up": (lambda: _named("xl/../../etc/passwd"), "archive_unclean"),
    "U03 an absolute name": (lambda: _named("/etc/passwd"), "archive_unclean"),
    "U03 a drive": (lambda: _named("C:/x"), "archive_unclean"),
    "U03 a backslash": (lambda: _named("xl/back").replace(b"xl/back", b"xl\\back"), "archive_unclean"),
    "U03 a name with a line break": (lambda: _named("xl/a\nb"), "archive_unclean"),
    "U03 a name of 600 characters": (lambda: _named("x" * 600), "archive_unclean"),
    "U03 a link": (_link, "archive_unclean"),
    "U03 bzip2": (lambda: _method(zipfile.ZIP_BZIP2), "archive_unclean"),
    "U03 lzma": (lambda: _method(zipfile.ZIP_LZMA), "archive_unclean"),
    "U03 encryption": (lambda: _flags(1), "archive_locked"),
    "U03 strong encryption": (lambda: _flags(0x41), "archive_locked"),
    "U03 records that disagree on a name": (_doubled_local_name, "archive_unclean"),
    "U02 no entries": (lambda: pack({}), "archive_unclean"),
    "U10 a cut end": (lambda: PLAIN[:-30], "archive_truncated"),
    "U10 the first half": (lambda: PLAIN[: len(PLAIN) // 2], "archive_truncated"),
    "U02 a split archive": (lambda: _patched(PLAIN, len(PLAIN) - 18, struct.pack("<H", 1)), "archive_unclean"),
    "U02 a directory elsewhere": (lambda: _patched(PLAIN, len(PLAIN) - 6, struct.pack("<L", 3)), "archive_unclean"),
    "U02 65,000 entries": (lambda: _patched(PLAIN, len(PLAIN) - 14, struct.pack("<HH", 65000, 65000)), "archive_parts"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("case", UNCLEAN)
def test_an_archive_with_two_readings_is_refused(case: str) -> None:
    make, code = UNCLEAN[case]
    assert refused(make()).code == code


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_u03_a_part_that_is_there_twice_is_refused() -> None:
    assert refused(_named("xl/worksheets/sheet1.xml")).code == "archive_unclean"


def test_more_parts_than_the_limit_are_refused() -> None:
    assert refused(_named(*(f"xl/media/{n}" for n in range(40))), Limits(parts=30)).code == "archive_parts"


def _streamed(*, zip64: bool) -> bytes:
    """An archive as programs write it that cannot seek: sizes follow the data in a descriptor."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.written += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in book_parts({"Projects": sheet_xml(row(1, text_cell("A1", "Code")))}).items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=zip64) as part:
                part.write(content.encode() if isinstance(content, str) else content)
    return bytes(pipe.written)


@pytest.mark.parametrize("zip64", [False, True])
def test_an_archive_whose_sizes_follow_the_data_is_read(zip64: bool) -> None:
    assert opened(_streamed(zip64=zip64)).sheets[0].rows == (("Code",),)


def test_stored_parts_are_read() -> None:
    assert opened(_method(zipfile.ZIP_STORED)).sheets[0].rows == ()


def _bomb(text: bytes, times: int) -> bytes:
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    # After a full flush nothing refers back, so that the packed text may stand there many times.
    packed = (squeezed.compress(text) + squeezed.flush(zlib.Z_FULL_FLUSH)) * times + squeezed.flush()
    parts = book_parts({"Projects": sheet_xml("")})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    data = out.getvalue()
    directory, name = data.index(b"PK\1\2"), b"xl/sharedStrings.xml"
    size, crc = len(text) * times, 0
    for _ in range(times):
        crc = zlib.crc32(text, crc)
    common = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0)
    local = b"PK\3\4" + common + name + packed
    entry = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, directory) + name
    entries = data[directory : data.rindex(b"PK\5\6")] + entry
    count = len(parts) + 1
    end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, count, count, len(entries), directory + len(local), 0)
    return data[:directory] + local + entries + end


def test_u01_a_bomb_is_refused_by_what_it_declares() -> None:
    bomb = _bomb(b"A" * 1024 * 1024, 600)
    assert len(bomb) < 900_000
    assert refused(bomb).code == "archive_inflates"


def test_u01_a_bomb_within_the_sizes_is_refused_by_its_ratio() -> None:
    assert refused(_bomb(b"A" * 1024 * 1024, 40)).code == "archive_ratio"


def test_u01_a_part_that_goes_on_past_its_claim_is_stopped() -> None:
    bomb = _bomb(b"A" * 1024 * 1024, 8)
    at = bomb.rindex(b"PK\1\2")
    small = struct.pack("<L", 5000)
    lying = _patched(_patched(bomb, at + 24, small), bomb.rindex(b"PK\3\4") + 22, small)
    archive = Archive(lying, Limits())
    pieces = []
    with pytest.raises(Exception, match="larger than it claims"):
        pieces.extend(archive.chunks("xl/sharedStrings.xml"))
    assert sum(map(len, pieces)) <= 5000
    assert refused(lying).code == "archive_unclean"


def test_u01_single_parts_have_a_limit_of_their_own() -> None:
    big = pack(book_parts({"Projects": sheet_xml("")}) | {"xl/media/a.bin": bytes(50_000)})
    assert refused(big, Limits(part_bytes=40_000)).code == "archive_inflates"
