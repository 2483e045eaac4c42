"""The data the product ships, one CSV file per noun, and a pure reader: standard library only, no database, no clock.

Each file starts with comment lines (`# source: …`, `# date: YYYY-MM-DD`, optionally `# note: …`), then the CSV header.
The words in the files are the product's own; the facts have their source in the comment or in a `source` column.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from io import StringIO
from itertools import takewhile

_COMMENT_KEYS = ("source", "date", "note")


class UnknownTableError(LookupError):
    """No table of that name is shipped."""


@dataclass(frozen=True, slots=True)
class Table:
    """A shipped file; every cell is text, an empty one is "". `retrieved_on` is the day its facts were last checked."""

    name: str
    source: str
    retrieved_on: date
    note: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


def names(package: str = __name__) -> tuple[str, ...]:
    """The names that `read` knows, in alphabetical order."""
    return tuple(
        sorted(entry.name.removesuffix(".csv") for entry in files(package).iterdir() if entry.name.endswith(".csv"))
    )


def read(name: str, package: str = __name__) -> Table:
    """The table `<name>.csv` that lies in `package`.

    UnknownTableError if it ships no such table; ValueError, naming file and line, if the file is malformed.
    """
    known = names(package)
    if name not in known:  # also keeps a name such as "../x" from reaching the file system
        raise UnknownTableError(f"There is no reference table {name!r}; there are: {', '.join(known)}.")
    return parse(name, files(package).joinpath(f"{name}.csv").read_bytes())


def parse(name: str, content: bytes) -> Table:
    """The table that the bytes of a reference file say.

    ValueError naming file and line where it is not UTF-8, starts with a byte order mark, lacks source, date or header,
    or has a row with more or fewer cells than the header.
    """
    where = f"{name}.csv"
    if content.startswith(b"\xef\xbb\xbf"):
        raise ValueError(f"{where}, line 1: the file starts with a byte order mark.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{where}, line {line}: the text is not UTF-8.") from None
    lines = StringIO(text, newline="").readlines()  # not splitlines(), which also splits at U+2028 and form feeds
    comments = list(takewhile(lambda line: line.startswith("#"), lines))
    facts = _facts(where, comments)
    columns, rows = _cells(where, lines[len(comments) :], len(comments))
    return Table(name, facts["source"], _day(where, comments, facts["date"]), facts.get("note", ""), columns, rows)


def _facts(where: str, comments: list[str]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for number, comment in enumerate(comments, start=1):
        key, colon, value = comment.removeprefix("#").partition(":")
        key, value = key.strip(), value.strip()
        if not colon or not value or key not in _COMMENT_KEYS or key in facts:
            raise ValueError(f"{where}, line {number}: a comment line is one of {', '.join(_COMMENT_KEYS)}, each once.")
        facts[key] = value
    for key in ("source", "date"):
        if key not in facts:
            raise ValueError(f"{where}, line {len(comments) + 1}: the comment line “# {key}: …” is missing.")
    return facts


def _day(where: str, comments: list[str], text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        line = 1 + [comment.partition(":")[0].strip("# ") for comment in comments].index("date")
        raise ValueError(f"{where}, line {line}: “{text}” is not a date like 2026-01-31.") from None


def _cells(where: str, lines: list[str], offset: int) -> tuple[tuple[str, ...], tuple[dict[str, str], ...]]:
    """Header and rows of the CSV part, which starts `offset` lines into the file."""
    reader = csv.reader(lines, strict=True)
    rows: list[dict[str, str]] = []
    try:
        columns = tuple(next(reader, []))
        if not columns or not all(columns) or len(set(columns)) < len(columns):
            raise ValueError(f"{where}, line {offset + 1}: the header must name every column, each differently.")
        for cells in reader:
            if len(cells) != len(columns):
                line = offset + reader.line_num
                raise ValueError(f"{where}, line {line}: {len(cells)} cells instead of {len(columns)}.")
            rows.append(dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise ValueError(f"{where}, line {offset + reader.line_num}: {error}.") from None
    return columns, tuple(rows)
