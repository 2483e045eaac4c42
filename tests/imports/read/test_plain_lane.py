"""What passes the lane for plain items unparsed: exactly what has one meaning, on every Python that is supported."""

from __future__ import annotations

import re

import pytest

from imports.read import rowscan
from imports.read.limits import Limits
from imports.read.rowscan import BARE_STRINGS, PLAIN_ROWS, PLAIN_STRINGS, RowScan, StringScan

PLAIN_CELLS = [
    '<c r="A1"/>',
    '<c r="XFD1" s="12"/>',
    '<c r="A1"><v>5</v></c>',
    '<c r="A1" s="1"><v>5.25</v></c>',
    '<c r="A1"><v>1E-5</v></c>',
    '<c r="A1"><v>1.5e10</v></c>',
    '<c r="A1" t="n" s="1"><v>5</v></c>',
    '<c r="A1" s="1" t="s"><v>0</v></c>',
    '<c r="A1" t="s" s="1"><v>0</v></c>',
    '<c r="A1"><f>B1</f><v>5</v></c>',
    '<c r="A1"><f t="shared" si="0"/><v>5</v></c>',
    '<c r="A1" t="str"><f>B1&amp;C1</f><v>&lt;a&gt; b &#10;</v></c>',
    '<c r="A1" t="b"><v>1</v></c>',
    '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>',
    '<c r="A1" t="str"><v>' + "&amp;x" * 16 + "</v></c>",
]
OTHER_CELLS = [
    '<c r="A2"/>',
    "<c/>",
    '<c r="A1"',
    '<c r="A1" s="1" s="2"/>',
    '<c r="A1" s="1" s="2"><v>5</v></c>',
    '<c r="A1"><v>5.</v></c>',
    '<c r="A1"><v>5E</v></c>',
    '<c r="A1"><v>5E+</v></c>',
    '<c r="A1"><v>.5</v></c>',
    '<c r="A1"><v>-5</v></c>',
    '<c r="A1"><v>1234567890123456</v></c>',
    '<c r="A1"><f>B1</f></c>',
    '<c r="A1"><f>B1<v>5</v></c>',
    '<c r="A1"><f a="1><v>5</v></c>',
    '<c r="A1"><f>B1</f><f>B1</f><v>5</v></c>',
    '<c r="A1" t="e"><v>#N/A</v></c>',
    '<c r="A1" t="b"><v>2</v></c>',
    '<c r="A1" t="str"><v>a & b</v></c>',
    '<c r="A1" t="str"><v>&amp</v></c>',
    '<c r="A1" t="str"><v>&nope;</v></c>',
    '<c r="A1" t="str"><v>a\x01</v></c>',
    '<c r="A1" t="str"><v>' + "&amp;x" * 17 + "</v></c>",
    '<c r="A1" t="inlineStr"><is><t xml:space="preserve>a</t></is></c>',
    '<c r="A1" t="inlineStr"><is><r><t>a</t></r></is></c>',
]
BEFORE = b'<row r="1" spans="1:2" ht="15"><c r="A1"><v>7</v></c></row>\n'


@pytest.mark.parametrize("cell", PLAIN_CELLS)
def test_a_plain_cell_passes_and_takes_the_rows_around_it_along(cell: str) -> None:
    rows = BEFORE + f'<row r="1"><c r="B1"/>{cell}<c r="C1" t="s"><v>3</v></c></row>'.encode() + BEFORE
    found = PLAIN_ROWS.match(rows)
    assert found is not None
    assert found.end() == len(rows)


@pytest.mark.parametrize("cell", OTHER_CELLS)
def test_any_other_cell_ends_the_run_at_the_row_before(cell: str) -> None:
    for first in ("", '<c r="B1"/>'):
        found = PLAIN_ROWS.match(BEFORE + f'<row r="1">{first}{cell}<c r="C1" t="s"><v>3</v></c></row>'.encode())
        assert found is not None
        assert found.end() == len(BEFORE)


@pytest.mark.parametrize(
    ("row", "plain"),
    [
        ('<row r="1"/>', True),
        ('<row r="1" ></row>', True),
        ('<row r="1" hidden="0" x:dyDescent="0.25"></row>', True),
        ('<row r="1" hidden="1"></row>', False),
        ('<row r="1" spans="1:2" r="2"></row>', False),
        ('<row r="0"></row>', False),
        ('<row spans="1:2" r="1"></row>', False),
        ('<row r="1" spans="1:2></row>', False),
        ('<row r="1"><c r="A1"/>', False),
        ('<row r="1"><c r="A1"/></row', False),
    ],
)
def test_a_row_passes_only_with_a_number_of_its_own_and_nothing_hidden(row: str, plain: bool) -> None:
    found = PLAIN_ROWS.match(BEFORE + row.encode())
    assert found is not None
    assert found.end() == len(BEFORE) + len(row) * plain


@pytest.mark.parametrize(
    ("string", "plain"),
    [
        ("<si><t>a &amp; b</t></si>", True),
        ('<si><t xml:space="preserve"> a</t></si>\n', True),
        ("<si><t></t></si>", True),
        ("<si><t>" + "&lt;" * 16 + "</t></si>", True),
        ("<si><t>" + "&lt;" * 17 + "</t></si>", False),
        ("<si><t>a & b</t></si>", False),
        ("<si><t>a</t><t>b</t></si>", False),
        ("<si><r><t>a</t></r></si>", False),
        ('<si><t xml:space="preserve>a</t></si>', False),
        ("<si><t>a</t>", False),
    ],
)
def test_a_shared_string_passes_only_as_one_plain_text(string: str, plain: bool) -> None:
    before = b"<si><t>first</t></si>"
    found = PLAIN_STRINGS.match(before + string.encode())
    assert found is not None
    assert found.end() == len(before) + len(string) * plain


def test_no_group_has_a_possessive_mark() -> None:
    """CPython 3.11.0 to 3.11.4 match such a group wrongly; a mark on a single character or a class is safe."""
    patterns = [value.pattern for value in vars(rowscan).values() if isinstance(value, re.Pattern)]
    assert PLAIN_ROWS.pattern in patterns
    for pattern in patterns:
        text = pattern.decode() if isinstance(pattern, bytes) else pattern
        assert re.search(r"\)(?:[*+?]|\{[\d,]+\})\+", text) is None


@pytest.mark.parametrize(
    "string",
    ["<t>a</t>", "<t>a &amp; b</t>", "<t>a\x01</t>", "<t>a\tb\r\n</t>", "<t>" + "x" * 12_001 + "</t>", "<t></t>"],
)
def test_the_quicker_grammar_takes_what_the_other_one_takes(string: str) -> None:
    piece = f"<si>{string}</si>".encode()
    grammar = StringScan(Limits(), 100).grammar_of(piece)
    assert grammar is (BARE_STRINGS if not {"&", "\x01"} & set(string) else PLAIN_STRINGS)
    assert grammar.match(piece)[0] == PLAIN_STRINGS.match(piece)[0]  # type: ignore[index]


def scanned(rows: str) -> tuple[bool, int, int]:
    """Whether a run is counted without expat, and how far its filled cells reach."""
    scan = RowScan(Limits(), "Sheet1", "sheet1.xml", 0)
    run = rows.encode()
    assert PLAIN_ROWS.match(run)[0] == run  # type: ignore[index]
    return scan.plain(run), scan.findings.last_row, scan.findings.last_column


@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        ('<row r="2"><c r="A2"><v>1</v></c><c r="AB2"><v>1</v></c></row><row r="3"/>', (True, 2, 27)),
        ('<row r="2"><c r="A2"><v>1</v></c><c r="C2" s="1"/></row><row r="9"><c r="A9"/></row>', (True, 2, 0)),
        ('<row r="7"><c r="B7"/></row>', (True, 0, -1)),
        ('<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>', (False, 0, -1)),
        ('<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>', (False, 0, -1)),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;c r="Z1"</t></is></c></row>', (True, 1, 0)),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t> r="Z9" row r="5</t></is></c></row>', (True, 1, 0)),
    ],
)
def test_a_run_of_rows_is_counted_with_what_its_cells_reach(rows: str, counted: tuple[bool, int, int]) -> None:
    assert scanned(rows) == counted
