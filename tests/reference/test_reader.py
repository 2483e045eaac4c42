"""The reader of the shipped files says what is wrong with a file, and where."""

from __future__ import annotations

import importlib
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from portfolio.reference import Table, UnknownTableError, names, parse, read

GOOD = '# source: a list\n# date: 2026-01-31\n# note: two: parts\ncode,title\na,"one, two"\nb,\n'


def test_a_file_becomes_a_table_of_texts() -> None:
    assert parse("words", GOOD.encode()) == Table(
        name="words",
        source="a list",
        retrieved_on=date(2026, 1, 31),
        note="two: parts",
        columns=("code", "title"),
        rows=({"code": "a", "title": "one, two"}, {"code": "b", "title": ""}),
    )


def test_the_note_may_be_missing_and_lines_may_end_as_on_windows() -> None:
    table = parse("words", b"# source: s\r\n# date: 2026-01-31\r\ncode\r\na\r\n")
    assert (table.note, table.rows) == ("", ({"code": "a"},))


def test_an_odd_line_separator_inside_a_cell_does_not_end_the_row() -> None:
    table = parse("words", "# source: s\n# date: 2026-01-31\ncode,title\na,x\u2028y\n".encode())
    assert table.rows == ({"code": "a", "title": "x\u2028y"},)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbf" + GOOD.encode(), "words.csv, line 1: the file starts with a byte order mark"),
        (GOOD.encode() + b"c,\xff\n", "words.csv, line 7: the text is not UTF-8"),
        (
            GOOD.replace("# source: a list\n", "").encode(),
            "words.csv, line 3: the comment line “# source: …” is missing",
        ),
        (
            GOOD.replace("# date: 2026-01-31\n", "").encode(),
            "words.csv, line 3: the comment line “# date: …” is missing",
        ),
        (GOOD.replace("2026-01-31", "31 January").encode(), "words.csv, line 2: “31 January” is not a date"),
        (GOOD.replace("# note", "# remark").encode(), "words.csv, line 3: a comment line is one of"),
        (GOOD.replace("# note", "# date").encode(), "words.csv, line 3: a comment line is one of"),
        (GOOD.replace("code,title", "code,code").encode(), "words.csv, line 4: the header must name every column"),
        (GOOD.replace("code,title", "code,").encode(), "words.csv, line 4: the header must name every column"),
        (b"# source: s\n# date: 2026-01-31\n", "words.csv, line 3: the header must name every column"),
        ((GOOD + "c\n").encode(), "words.csv, line 7: 1 cells instead of 2"),
        ((GOOD + "\n").encode(), "words.csv, line 7: 0 cells instead of 2"),
        ((GOOD + 'c,"open\n').encode(), "words.csv, line 7: "),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(content: bytes, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse("words", content)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("name", ["nothing", "", "../reference/countries", "countries.csv"])
def test_an_unknown_name_is_answered_with_the_known_ones(name: str) -> None:
    with pytest.raises(UnknownTableError, match=r"There is no reference table .*; there are: .*countries, .*regions"):
        read(name)


def test_every_shipped_file_can_be_read() -> None:
    for name in names():
        table = read(name)
        assert table.name == name
        assert table.rows, name
        assert table.source, name


def test_the_files_are_found_inside_a_zip_archive_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "packed.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("packed_reference/__init__.py", "")
        packed.writestr("packed_reference/words.csv", GOOD)
    monkeypatch.syspath_prepend(str(archive))
    importlib.invalidate_caches()
    try:
        assert names("packed_reference") == ("words",)
        assert read("words", package="packed_reference").columns == ("code", "title")
    finally:
        sys.modules.pop("packed_reference", None)
