"""Whatever bytes arrive, reading gives a workbook or a refusal, and the same twice (U16)."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from imports.read import Limits, Unreadable, Workbook, read
from imports.read.archive import Archive
from imports.read.charset import decode
from tests.imports.read.forge import STRINGS, book_parts, pack, read_here, row, sheet_xml, strings_xml, text_cell

Reader = Callable[[bytes, str, Limits], Workbook]
SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
SMALL = Limits(inflated_bytes=4_000_000, part_bytes=2_000_000, wall_seconds=20)
PARTS = book_parts(
    {
        "One": sheet_xml(
            row(1, text_cell("A1", "Code"), '<c r="B1" t="s"><v>0</v></c>', '<c r="D1" s="1"><v>44634</v></c>')
            + row(
                3,
                '<c r="A3"><f>1+1</f><v>2</v></c>',
                '<c r="B3" t="e"><v>#REF!</v></c>',
                '<c r="C3" t="b"><v>1</v></c>',
            ),
            before='<cols><col min="2" max="2" hidden="1"/></cols>',
            after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
        ),
        "Two": sheet_xml(row(2, text_cell("C2", "x"))),
    },
    states={"Two": "hidden"},
) | {STRINGS: strings_xml(["shared"], 'count="1" uniqueCount="1"')}
SEED = pack(PARTS)


def outcome(data: bytes, reader: Reader = read) -> Workbook | str:
    """What reading gives; anything but a workbook or a refusal fails the test by itself."""
    try:
        return reader(data, "x.xlsx", SMALL)
    except Unreadable as refused:
        said = (refused.code, refused.sentence, refused.remedy)
    assert all(said)
    return said[0]


DEATHS = ("reader_died", "too_slow", "too_hungry")


@given(st.binary(max_size=400))
@example(b"PK\5\6" + bytes(18))
@example(b"PK\3\4")
@example(b"\xff\xfe\x00")
@example(b'"')
@example(b"sep=;\n")
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    assert outcome(data) == outcome(data)


@given(st.text(alphabet="ab,;\t|\"'\r\n é\x00€", max_size=200), st.sampled_from(["utf-8", "cp1252", "utf-16"]))
def test_random_tables_are_read_or_refused(text: str, codec: str) -> None:
    outcome(text.encode(codec, "replace"))


@given(st.text(max_size=100))
def test_utf8_is_never_misread(text: str) -> None:
    data = ("Überschrift ☂\n" + text).encode("utf-8", "ignore")
    assert decode(data).text == data.decode()


@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 255)), min_size=1, max_size=4))
@settings(max_examples=200)
def test_flipped_bytes_never_break_the_guard(flips: list[tuple[int, int]]) -> None:
    data = bytearray(SEED)
    for at, value in flips:
        data[at] = value
    try:
        archive = Archive(bytes(data), SMALL)
        for name in archive.parts:
            archive.read(name)
    except Unreadable:
        return
    # What the guard lets through holds exactly what it held, but for names, dates and attributes.
    assert sorted(archive.read(name) for name in archive.parts) == sorted(
        str(content).encode() for content in PARTS.values()
    )


TAG = re.compile(r"<[^>]*>")


@st.composite
def altered(draw: st.DrawFn) -> bytes:
    """The seed with tags of one part dropped, doubled or swapped, or a value replaced."""
    name = draw(st.sampled_from(sorted(name for name in PARTS if not name.startswith("_rels"))))
    xml = str(PARTS[name])
    for _ in range(draw(st.integers(1, 3))):
        tags = list(TAG.finditer(xml))
        if not tags:
            break
        first, second = draw(st.sampled_from(tags)), draw(st.sampled_from(tags))
        change = draw(st.sampled_from(["drop", "double", "swap", "number", "type"]))
        tag = first.group()
        new = {
            "drop": "",
            "double": tag + tag,
            "swap": second.group(),
            "number": re.sub(
                r"\d+", draw(st.sampled_from(["0", "-1", "1048577", "99999999999999999999", "", "x"])), tag
            ),
            "type": re.sub(r't="\w*"', draw(st.sampled_from(['t="s"', 't="e"', 't="d"', 't="b"', 't=""'])), tag),
        }[change]
        xml = xml[: first.start()] + new + xml[first.end() :]
    return pack(PARTS | {name: xml})


@given(altered())
@SLOW
def test_altered_workbooks_are_read_or_refused_and_always_alike(data: bytes) -> None:
    found = outcome(data)
    if found not in DEATHS:  # what ended the reading process is not tried in this one
        assert found == outcome(data, read_here)


@given(st.integers(0, len(SEED)), st.binary(max_size=20))
@SLOW
def test_cut_and_spliced_workbooks_are_read_or_refused(at: int, splice: bytes) -> None:
    outcome(SEED[:at] + splice)
    outcome(SEED[:at] + splice + SEED[at:])
