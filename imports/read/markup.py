"""Reads the tables of a web page, such as lists saved as .xls, into sheets; runs only in the child.

Nothing in a page is fetched or run: scripts and styles are passed over, links are not looked at. Every table becomes a
sheet, one inside another too; its rows are numbered from 1. Cells keep their text, entities decoded once.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from imports.read.answer import put_sheet
from imports.read.charset import ENCODINGS, Decoded, decode
from imports.read.findings import Findings
from imports.read.refusals import refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from imports.read.limits import Limits
    from imports.read.wire import AnswerWriter

    Attributes = list[tuple[str, str | None]]

HEAD = 4096
CHARSET = re.compile(rb"<(?:meta|\?xml)\b[^>]*?\b(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
SUBSET = re.compile(r"<!doctype[^>]*\[", re.IGNORECASE)
FRAMES = re.compile(r"<frame\b|<x:WorksheetSource\b", re.IGNORECASE)
UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n\f]+")
SILENT = frozenset({"script", "style", "template", "noscript", "textarea", "select", "svg", "math"})
LINES = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "hr"})
# What the HTML standard lets one cell span, and how wide a table of any spreadsheet program is.
WIDEST_SPAN, LONGEST_SPAN, LAST_COLUMN = 1_000, 65_534, 16_384
LONGEST_NAME = 100


def read_tables(data: bytes, limits: Limits, answer: AnswerWriter, encoding: str | None = None) -> None:
    """Put the tables of a page into `answer`, in the order in which they begin; raises Unreadable.

    `encoding` (a key of ENCODINGS) overrules what the bytes and the page say.
    """
    claim = CHARSET.search(data[:HEAD].replace(b"\0", b""))
    decoded = decode(data, encoding, claim[1].decode("ascii", "replace") if claim else None)
    text = decoded.text
    if SUBSET.search(text[:HEAD]):
        raise refusal("xml_doctype")
    if "\0" in text:
        raise refusal("text_nul", line=text.count("\n", 0, text.index("\0")) + 1)
    page = TablePage(limits)
    page.feed(text)
    page.close()
    tables = page.finish()
    if not tables:
        raise refusal("html_cut" if page.cut else "html_frames" if FRAMES.search(text) else "html_no_table")
    if len(tables) > limits.sheets:
        raise refusal("too_many_sheets", found=len(tables), limit=limits.sheets)
    notes = [["web_page", {}], *_encoding_notes(decoded, forced=encoding is not None)]
    if page.cut:
        notes.append(["web_page_open", {}])
    answer.put({"notes": notes, "encoding": decoded.encoding})
    for name, table in _named(tables):
        put_sheet(answer, name, table.findings, table.rows(), limits, hidden=table.hidden)


def _encoding_notes(decoded: Decoded, *, forced: bool) -> list[list[object]]:
    if decoded.twice:
        return [["encoding_twice", {}]]
    if decoded.encoding == "utf-8" or forced:
        return []
    code = "encoding_guessed" if decoded.guessed else "encoding_taken"
    return [[code, {"encoding": ENCODINGS[decoded.encoding]}]]


def _named(tables: list[OpenTable]) -> list[tuple[str, OpenTable]]:
    """The tables with their captions as names, or their number; no two the same."""
    named: dict[str, OpenTable] = {}
    for number, table in enumerate(tables, 1):
        name = table.caption or f"Table {number}"
        named[f"{name} ({number})" if name in named else name] = table
    return list(named.items())


class OpenTable:
    """A table that is being read: cells by row and column, laid out as a browser does, spans as merges."""

    def __init__(self, limits: Limits, order: int, spanned: int, *, hidden: bool) -> None:
        """`order` counts the tables of the page as they begin; `spanned` is what those that ended before it hold."""
        self.findings = Findings(limits, f"Table {order}", spanned)
        self.order = order
        self.hidden = hidden
        self.caption = ""
        self.cells: dict[int, dict[int, str]] = {}
        self.spans: list[tuple[int, int, int, int]] = []
        self.covered: dict[int, int] = {}  # column -> last row that a cell from above reaches down to
        self.row = self.column = self.described = 0
        self.in_row = False
        self.pieces: list[str] | None = None  # the text of the open cell or caption
        self.length = 0
        self.what = ""

    def start_row(self, *, hidden: bool) -> None:
        """The next row; one that is still open ends."""
        self.end_row()
        self.row += 1
        self.column = 0
        self.in_row = True
        if hidden:
            self.findings.hidden_rows.add(self.row)

    def end_row(self) -> None:
        """The end of a row and of what is open in it."""
        self.end_text()
        self.in_row = False

    def start_cell(self, wide: int, long: int) -> None:
        """The next free place of the row; raises Unreadable when it lies outside of any sheet."""
        self.end_text()
        if not self.in_row:
            self.start_row(hidden=False)
        while self.covered.get(self.column, 0) >= self.row:
            self.column += 1
        if self.column + wide > LAST_COLUMN:
            raise refusal("damaged", what="a row of a table has more cells than any sheet")
        self.pieces, self.what = [], "cell"
        if wide > 1 or long > 1:
            self.spans.append((self.row, self.column, self.row + long - 1, self.column + wide - 1))
            for column in range(self.column, self.column + wide):
                self.covered[column] = self.row + long - 1
        self.start, self.column = self.column, self.column + wide

    def end_text(self) -> None:
        """Keep the text of what is open."""
        if self.pieces is None:
            return
        text = "\n".join(SPACES.sub(" ", line).strip(" ") for line in "".join(self.pieces).split("\n")).strip("\n")
        self.pieces, self.length = None, 0
        if not text.strip():
            return
        if self.what == "caption":
            self.caption = self.findings.sheet = " ".join(text.split())[:LONGEST_NAME]
        else:
            self.findings.reach(self.row, self.start)
            self.cells.setdefault(self.row, {})[self.start] = text

    def add(self, text: str, limits: Limits) -> None:
        """More text of the open cell; raises Unreadable when it grows too long."""
        if self.pieces is None:
            return
        self.pieces.append(text)
        self.length += len(text)
        if self.length > limits.cell_chars:
            raise refusal("cell_too_long", limit=limits.cell_chars, begins="".join(self.pieces).strip()[:40])

    def describe_column(self, count: int, *, hidden: bool) -> None:
        """A <col>: what it says of the next `count` columns."""
        last = min(self.described + count, LAST_COLUMN)
        if hidden:
            self.findings.hidden_columns.update(range(self.described, last))
        self.described = last

    def close(self) -> None:
        """The end of the table: spans are cut where its rows end."""
        self.end_row()
        for top, left, bottom, right in self.spans:
            if (top, left) != (min(bottom, self.row), right):
                self.findings.merge(top, left, min(bottom, self.row), right)

    def rows(self) -> list[list[str | None]]:
        """All rows from the first, equally long."""
        width, empty = self.findings.last_column + 1, dict[int, str]()
        return [
            [cells.get(column) for column in range(width)]
            for cells in (self.cells.get(row, empty) for row in range(1, self.findings.last_row + 1))
        ]


class TablePage(HTMLParser):
    """Lays out the tables of a page; the innermost open table takes what comes."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.kept: list[OpenTable] = []
        self.open: list[OpenTable] = []
        self.begun = self.spanned = 0
        self.silent = ""  # the element whose text is not shown to anybody
        self.cut = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Follow tables, rows, cells and breaks of lines."""
        if self.silent:
            return
        if tag in SILENT:
            self.silent = tag
        elif tag == "table":
            self._start_table(attrs)
        elif self.open:
            table = self.open[-1]
            if tag in ("td", "th"):
                said = dict(attrs)
                wide, long = _span(said.get("colspan"), WIDEST_SPAN), _span(said.get("rowspan"), LONGEST_SPAN)
                table.start_cell(wide, long)
            elif tag == "tr":
                table.start_row(hidden=_is_hidden(attrs))
            elif tag in LINES:
                table.add("\n", self.limits)
            elif tag == "caption":
                table.end_row()
                table.pieces, table.what = [], "caption"
            elif tag == "col":
                table.describe_column(_span(dict(attrs).get("span"), WIDEST_SPAN), hidden=_is_hidden(attrs))
            elif tag in ("thead", "tbody", "tfoot"):
                table.end_row()

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """<td/> is an empty cell; <script/> opens nothing."""
        if tag not in SILENT:
            self.handle_starttag(tag, attrs)
            if tag in ("td", "th", "tr", "table"):
                self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """The other half of it."""
        if self.silent:
            self.silent = "" if tag == self.silent else self.silent
        elif tag == "table":
            self._end_table()
        elif tag in ("body", "html"):  # the page is whole, though its tables were not closed
            while self.open:
                self._end_table()
        elif self.open:
            table = self.open[-1]
            if tag in ("td", "th", "caption"):
                table.end_text()
            elif tag in ("tr", "thead", "tbody", "tfoot"):
                table.end_row()
            elif tag in LINES:
                table.add("\n", self.limits)

    def handle_data(self, data: str) -> None:
        """Text, its white space as a browser shows it."""
        if self.open and not self.silent:
            self.open[-1].add(SPACES.sub(" ", data), self.limits)

    def finish(self) -> list[OpenTable]:
        """The tables that hold something; raises Unreadable when the page ends inside a cell."""
        self.cut = bool(self.open)
        if any(table.pieces is not None for table in self.open):
            raise refusal("html_cut")
        while self.open:
            self._end_table()
        return sorted(self.kept, key=lambda table: table.order)

    def _start_table(self, attrs: Attributes) -> None:
        if len(self.open) >= self.limits.xml_depth:
            raise refusal("html_nested", limit=self.limits.xml_depth)
        self.begun += 1
        self.open.append(OpenTable(self.limits, self.begun, self.spanned, hidden=_is_hidden(attrs)))

    def _end_table(self) -> None:
        if not self.open:
            return
        table = self.open.pop()
        table.close()
        if not table.cells:
            return
        self.kept.append(table)
        self.spanned += table.findings.span
        if self.spanned > self.limits.cells:
            raise refusal("too_many_cells", sheet=table.findings.sheet, found=self.spanned, limit=self.limits.cells)


def _is_hidden(attrs: Attributes) -> bool:
    said = dict(attrs)
    return "hidden" in said or UNSHOWN.search(said.get("style") or "") is not None


def _span(text: str | None, most: int) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), most) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else 1
