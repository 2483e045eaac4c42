"""The streaming pass over the content of an OpenDocument spreadsheet: it guards, collects and gives the cells at once.

Repeats are the trap of the format: one element may stand for a million rows or the blank rest of a row. What holds
nothing is passed over however often it repeats; what holds something is counted before it is laid out. Elements and
attributes: OpenDocument 1.3 part 3, chapters 9 (tables), 6 (text) and 19 (attributes).
"""

from __future__ import annotations

import re

from imports.read.findings import Findings
from imports.read.odsvalues import typed_value
from imports.read.refusals import refusal
from imports.read.xmlscan import XmlScan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from imports.read.limits import Limits
    from imports.read.odsvalues import Value

    Emit = Callable[[str, bool, Findings, list[list[Value]]], None]

# Namespaces by the prefix that is usual for them; elements of all others are nothing to this reader.
SPACES_OF = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
GROUPS = frozenset(
    ["table:table-rows", "table:table-header-rows", "table:table-row-group", "table:table-columns",
    "table:table-header-columns", "table:table-column-group"]
)  # fmt: skip
CELLS = frozenset(["table:table-cell", "table:covered-table-cell"])
INLINE = frozenset(["text:span", "text:a", "text:meta", "text:ruby", "text:ruby-base", "text:title"])
UNSHOWN = frozenset(["collapse", "filter"])
BLANKS = re.compile(r"[ \t\r\n]+")
ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class ContentScan(XmlScan):
    """Reads content.xml; `emit` gets every sheet as it ends: name, hidden, findings, equally long rows."""

    separator = " "

    def __init__(self, limits: Limits, emit: Emit) -> None:
        super().__init__(limits)
        self.emit = emit
        self.notes: list[str] = []
        self.tables = self.spanned = 0
        self.style = ""
        self.hidden_styles: set[str] = set()
        self.ignored = 0  # the depth at which something begins that is nothing to this reader
        self.body = self.in_table = self.in_row = self.in_cell = self.in_text = False

    def name_of(self, tag: str) -> str:
        """The name with the usual prefix of its namespace, whatever prefix the file has for it."""
        space, _, local = tag.rpartition(" ")
        return self._known(tag, f"{SPACES_OF.get(space, '?')}:{local}")

    def started(self, name: str, attributes: list[str]) -> None:
        """An element begins: what it means depends on where it stands."""
        if self.ignored:
            return
        if self.in_text:
            self._start_inline(name, attributes)
        elif self.in_cell:
            if name in ("text:p", "text:h"):
                self.in_text = True
                self.pieces.append("\n" if self.pieces else "")
                self.parser.CharacterDataHandler = self._texted
            else:
                self.ignored = self.depth  # notes on cells, pictures, charts
        elif self.in_row:
            if name in CELLS:
                self._start_cell(self._said(attributes))
            else:
                self.ignored = self.depth
        elif self.in_table:
            self._start_in_table(name, attributes)
        elif self.body and name == "table:table":
            self._start_table(self._said(attributes))
        elif self.body:
            self.ignored = self.depth  # tracked changes and links to other programs hold tables too
        else:
            self._start_outside(name, attributes)

    def _start_outside(self, name: str, attributes: list[str]) -> None:
        """Outside of the sheets: where they begin, and which styles hide one."""
        if name == "office:spreadsheet":
            self.body = True
        elif name == "style:style":
            self.style = self._said(attributes).get("style:name", "")
        elif name == "style:table-properties" and self._said(attributes).get("table:display") == "false":
            self.hidden_styles.add(self.style)

    def ended(self, name: str) -> None:
        """An element ends."""
        if self.ignored:
            if self.depth < self.ignored:
                self.ignored = 0
        elif self.in_text:
            if name in ("text:p", "text:h"):
                self.in_text = False
                self.parser.CharacterDataHandler = None
        elif self.in_cell:
            self._end_cell()
        elif self.in_row:
            self._end_row()
        elif self.in_table:
            if name == "table:table":
                self._end_table()
        elif name == "office:spreadsheet":
            self.body = False

    def _said(self, attributes: list[str]) -> dict[str, str]:
        known = self.locals
        return {
            known.get(name) or self.name_of(name): value
            for name, value in zip(attributes[::2], attributes[1::2], strict=True)
        }

    def _start_table(self, said: dict[str, str]) -> None:
        self.tables += 1
        if self.tables > self.limits.sheets:
            self.ignored = self.depth  # counted on, and refused at the end with the true number
            return
        self.name = said.get("table:name", "")
        self.hidden = said.get("table:style-name", "") in self.hidden_styles
        self.linked = False
        self.findings = Findings(self.limits, self.name, self.spanned)
        self.lines: list[tuple[int, list[Value]]] = []
        self.row = self.described = 0
        self.in_table = True

    def _start_in_table(self, name: str, attributes: list[str]) -> None:
        if name == "table:table-row":
            said = self._said(attributes)
            self.repeat = _count(said.get("table:number-rows-repeated"))
            self.row_hidden = said.get("table:visibility") in UNSHOWN
            self.line: list[Value] = []
            self.column = 0
            self.odd: list[tuple[dict[tuple[int, int], str], int, str]] = []
            self.no_value: list[int] = []
            self.computed: list[int] = []
            self.in_row = True
        elif name == "table:table-column":
            said = self._said(attributes)
            first, self.described = self.described, self.described + _count(said.get("table:number-columns-repeated"))
            if said.get("table:visibility") in UNSHOWN:
                self.findings.hidden_columns.update(range(min(first, LAST_COLUMN), min(self.described, LAST_COLUMN)))
        elif name not in GROUPS:
            self.linked = self.linked or name == "table:table-source"
            self.ignored = self.depth

    def _start_cell(self, said: dict[str, str]) -> None:
        self.said = said
        self.pieces: list[str] = []
        self.length = 0
        self.in_cell = True

    def _start_inline(self, name: str, attributes: list[str]) -> None:
        if name == "text:s":
            self._texted_as(" " * min(_count(self._said(attributes).get("text:c")), self.limits.cell_chars + 1))
        elif name == "text:tab":
            self._texted_as("\t")
        elif name == "text:line-break":
            self._texted_as("\n")
        elif name not in INLINE:
            self.ignored = self.depth

    def _texted(self, text: str) -> None:
        if not self.ignored:
            self._texted_as(BLANKS.sub(" ", text))

    def _texted_as(self, text: str) -> None:
        self.length += len(text)
        if self.length > self.limits.cell_chars:
            begins = "".join(self.pieces)[:40] or text[:40]
            raise refusal("cell_too_long", limit=self.limits.cell_chars, begins=begins)
        self.pieces.append(text)

    def _end_cell(self) -> None:
        self.in_cell = False
        said, column = self.said, self.column
        if not said and not self.pieces:
            self.column += 1
            return
        repeat = _count(said.get("table:number-columns-repeated"))
        self.column += repeat
        has_formula = "table:formula" in said
        text = "".join(self.pieces)
        value = self._value(said, text) if said or text else None
        if has_formula:
            self.findings.formulas += repeat
        self._span(said, column)
        error = self._error(said, text) if has_formula else None
        uncached = has_formula and value is None and said.get("office:value-type") is None
        if value is None and error is None and not uncached:
            return
        self.findings.reach(self.row + 1, column + repeat - 1)
        if error is not None:
            value = None
            self.odd += [(self.findings.errors, at, error) for at in range(column, column + repeat)]
        if uncached:
            self.no_value += range(column, column + repeat)
        elif has_formula and error is None:
            self.computed += range(column, column + repeat)
        self.line += [None] * (column - len(self.line))
        self.line += [value] * repeat

    def _span(self, said: dict[str, str], column: int) -> None:
        wide, long = _count(said.get("table:number-columns-spanned")), _count(said.get("table:number-rows-spanned"))
        if wide > 1 or long > 1:
            row = self.row + 1
            bottom, right = min(row + long - 1, LAST_ROW), min(column + wide - 1, LAST_COLUMN - 1)
            self.findings.merge(row, column, bottom, right)

    def _error(self, said: dict[str, str], text: str) -> str | None:
        return text[:40] or "#VALUE!" if said.get("calcext:value-type") == "error" or ERROR.fullmatch(text) else None

    def _value(self, said: dict[str, str], text: str) -> Value:
        kind = said.get("office:value-type")
        if kind is None or kind == "string":
            return text or self._short(said.get("office:string-value", "")) or None
        value = typed_value(kind, said)
        return text or None if value is None else value

    def _short(self, text: str) -> str:
        if len(text) > self.limits.cell_chars:
            raise refusal("cell_too_long", limit=self.limits.cell_chars, begins=text[:40])
        return text

    def _end_row(self) -> None:
        self.in_row = False
        first = self.row + 1
        self.row += self.repeat
        if self.row_hidden:
            self.findings.hidden_rows.update(range(first, min(self.row, self.limits.rows) + 1))
        if not self.line:
            return
        self.findings.reach(self.row, len(self.line) - 1)
        for row in range(first, self.row + 1):
            self.lines.append((row, self.line))
            for kept, column, error in self.odd:
                kept[row, column] = error
            self.findings.uncached.update((row, column) for column in self.no_value)
        for column in self.computed:
            self.findings.compute(column, first, self.row)

    def _end_table(self) -> None:
        self.in_table = False
        # What a workbook remembers of other files stands in hidden tables named by their addresses.
        if self.linked and "external_links_ignored" not in self.notes:
            self.notes.append("external_links_ignored")
        if self.linked and self.hidden and self.name.startswith("'"):
            return
        self.spanned += self.findings.span
        width = self.findings.last_column + 1
        rows: list[list[Value]] = []
        for row, line in self.lines:
            while len(rows) < row - 1:
                rows.append([None] * width)
            rows.append(line + [None] * (width - len(line)))
        self.emit(self.name, self.hidden, self.findings, rows)


def _count(text: str | None) -> int:
    """How often something repeats; once when it does not say so."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) < 11):
        raise refusal("damaged", what=f"“{text[:20]}” is not a number of cells")
    return max(int(text), 1)
