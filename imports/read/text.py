"""Reads delimited text (csv, tsv, txt) into one sheet; cells stay the text the file has, empty ones are None."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from imports.read.charset import ENCODINGS, Decoded, decode
from imports.read.limits import Limits
from imports.read.refusals import refusal
from imports.read.sheets import CellValue, Content, ReadNote, Sheet

# Delimiter -> how it is called on the page. The first of equals wins.
DELIMITERS = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "vertical bar"}
SAMPLE_CHARS = 256 * 1024
SAMPLE_ROWS = 200
SEP_LINE = re.compile(r"sep=(.)(\r\n|\r|\n)", re.IGNORECASE)
# Comes after the last line: when it is not a row of its own, a quotation mark before it was never closed.
LAST = "\x00end"


def read_text(
    data: bytes, sheet_name: str, limits: Limits, encoding: str | None = None, delimiter: str | None = None
) -> Content:
    """The one sheet of a text file, its encoding and delimiter (None when there is one column); raises Unreadable.

    Row numbers are those a spreadsheet program would show: a quoted line break does not start a new row, a blank
    line is an empty row.
    """
    if delimiter is not None and delimiter not in DELIMITERS:
        raise refusal("delimiter_unknown", delimiter=delimiter)
    decoded = decode(data, encoding)
    text = decoded.text
    nul = text.find("\x00")
    if nul >= 0:
        raise refusal("text_nul", line=_lines_before(text, nul) + 1)
    announced = SEP_LINE.match(text)
    first_row = 1
    if announced and announced[1] in DELIMITERS:  # Excel's own first line, not a row of the table
        text, first_row = text[announced.end() :], 2
        delimiter = delimiter or announced[1]
    notes = _encoding_notes(decoded, forced=encoding is not None)
    chosen = delimiter or find_delimiter(text)
    if chosen is not None and delimiter is None:
        notes.append(ReadNote("delimiter_found", f"The columns are separated by a {DELIMITERS[chosen]}."))
    rows = _trimmed(_records(text, chosen or ",", limits, first_row))
    sheet = Sheet(name=sheet_name, index=0, rows=rows, first_row=first_row)
    return Content((sheet,), tuple(notes), decoded.encoding, chosen)


def find_delimiter(text: str) -> str | None:
    """The delimiter that cuts the first rows most evenly, quotes respected; None when none cuts them."""
    sample = text[:SAMPLE_CHARS]
    best, found = 0.0, None
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for row in islice(reader, SAMPLE_ROWS) if row]
        except csv.Error:
            continue
        if len(sample) < len(text) and len(widths) < SAMPLE_ROWS and len(widths) > 1:
            widths.pop()  # the sample ends inside this row
        score = _evenness(widths)
        if score > best:
            best, found = score, delimiter
    return found


def _evenness(widths: list[int]) -> float:
    """Share of rows as wide as the commonest width above one, a little more for wider tables; 0 for one column."""
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return count / len(widths) * (2 - 1 / width)


_WRAPPED = re.compile(r'="((?:[^"]|"")*)"')


def _records(text: str, delimiter: str, limits: Limits, first_line: int) -> list[tuple[CellValue, ...]]:
    source = io.StringIO(text, newline="")
    wrapped = '="' in text
    del text
    reader = csv.reader(chain(_bounded(source, delimiter, limits, first_line), [LAST]), delimiter=delimiter)
    rows: list[tuple[CellValue, ...]] = []
    line = began = first_line
    width = last_used = 0
    record: list[str] = []
    try:
        for record in reader:
            began, line = line, first_line + reader.line_num
            if record == [LAST]:
                break
            if len(rows) >= limits.rows + 1_000:  # blank lines at the end are no data
                raise refusal("text_rows", limit=limits.rows)
            row = _row(record, limits, began)
            width = max(width, len(row))
            last_used = len(rows) + 1 if row else last_used
            if last_used * width > limits.cells:
                raise refusal("text_cells", limit=limits.cells)
            rows.append(row)
    except csv.Error as error:
        if "field limit" in str(error) or "field larger" in str(error):
            raise refusal("text_long_field", line=line, limit=limits.cell_chars) from None
        raise refusal("text_broken", line=line) from None
    if record != [LAST]:
        raise refusal("text_open_quote", line=began)
    if last_used > limits.rows:
        raise refusal("text_rows", limit=limits.rows)
    return [tuple(map(_unwrapped, row)) for row in rows] if wrapped else rows


def _unwrapped(cell: CellValue) -> CellValue:
    """What `="00123"` says: so spreadsheets are kept from taking the zeros off a number."""
    told = _WRAPPED.fullmatch(cell) if isinstance(cell, str) else None
    return cell if told is None else told[1].replace('""', '"') or None


def _row(record: list[str], limits: Limits, line: int) -> tuple[CellValue, ...]:
    """The cells up to the last that holds something."""
    end = len(record)
    while end and not record[end - 1]:
        end -= 1
    if end > limits.columns:
        raise refusal("text_columns", line=line, found=end, limit=limits.columns)
    if sum(map(len, record)) > limits.cell_chars and max(map(len, record)) > limits.cell_chars:
        if LAST in record[-1]:
            raise refusal("text_open_quote", line=line)
        raise refusal("text_long_field", line=line, limit=limits.cell_chars)
    return tuple(cell or None for cell in record[:end])


def _bounded(source: io.StringIO, delimiter: str, limits: Limits, first_line: int) -> Iterator[str]:
    """The lines, as long as none could make more cells than a row may have, however its delimiters are quoted."""
    most = limits.columns + limits.cell_chars
    for number, line in enumerate(source, first_line):
        if len(line) > most and line.count(delimiter) > most:
            raise refusal("text_columns", line=number, found=line.count(delimiter) + 1, limit=limits.columns)
        yield line


def _trimmed(rows: list[tuple[CellValue, ...]]) -> tuple[tuple[CellValue, ...], ...]:
    while rows and not rows[-1]:
        rows.pop()
    width = max(map(len, rows), default=0)
    return tuple(row + (None,) * (width - len(row)) for row in rows)


def _encoding_notes(decoded: Decoded, *, forced: bool) -> list[ReadNote]:
    name = ENCODINGS[decoded.encoding]
    if decoded.twice:
        return [ReadNote("encoding_twice", "The text had been encoded twice; that was undone.")]
    if decoded.halves:
        return [ReadNote("encoding_halves", "Signs had been written as two halves each (CESU-8); they were joined.")]
    if decoded.guessed and not forced:
        guess = f"The encoding seems to be {name}; if letters look wrong, choose another."
        return [ReadNote("encoding_guessed", guess)]
    return []


def _lines_before(text: str, at: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:at]))
