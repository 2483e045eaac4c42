"""The pass over the records of an old Excel workbook: it guards, collects, and keeps what a cell reader may see.

The reader gets the records of cells, formats and texts and nothing else: formulas come to it as their results, so that
none is ever parsed, and counts are checked beforehand. Records: [MS-XLS] 2.4; for Excel 5 and 95 as far as they differ.
"""

from __future__ import annotations

from struct import Struct, error, pack, unpack_from

from imports.read.findings import Findings, letters
from imports.read.refusals import Unreadable, refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from imports.read.limits import Limits

HEAD = Struct("<HH")
PLACE = Struct("<HHH")  # row, column, format
BOF, EOF, CONTINUE = 0x0809, 0x000A, 0x003C
FILEPASS, CODEPAGE, DATEMODE, BOUNDSHEET, SST = 0x002F, 0x0042, 0x0022, 0x0085, 0x00FC
FORMAT, XF, SUPBOOK, OBPROJ, DIMENSIONS = 0x041E, 0x00E0, 0x01AE, 0x00D3, 0x0200
ROW, COLINFO, MERGEDCELLS, QUERY = 0x0208, 0x007D, 0x00E5, 0x01AD
NUMBER, RK, MULRK, LABEL, RSTRING, LABELSST, BOOLERR = 0x0203, 0x027E, 0x00BD, 0x0204, 0x00D6, 0x00FD, 0x0205
FORMULA, STRING = 0x0006, 0x0207
EXCEL_8, EXCEL_5 = 0x0600, 0x0500
WORKSHEET, MACROS = 0, (1, 6)
SELF, ADD_IN = 0x0401, 0x3A01  # what a SUPBOOK that points to no other file says
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
LAST_COLUMN = 256
CALCULATE_ON_LOAD = 0x0002
CODECS = {1200: "utf-16-le", 10000: "mac-roman", 32768: "mac-roman", 32769: "cp1252"}


class OldSheet:
    """A sheet as the workbook lists it, what was found in it, and its records for the reader."""

    def __init__(self, name: str, listed: bytes, state: int, kind: int, start: int) -> None:
        self.name = name
        self.listed = listed  # its entry in the list of sheets, without the offset
        self.hidden = state in (1, 2)
        self.very_hidden = state == 2
        self.kind = kind
        self.start = start
        self.records: list[bytes] = []
        self.findings: Findings
        self.texts: dict[tuple[int, int], str] = {}  # results of formulas


class BookScan:
    """Scans the stream of a workbook; raises Unreadable."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.limits = limits
        self.notes: list[str] = []
        self.sheets: list[OldSheet] = []
        self.texts = 0
        self.codec = "cp1252"
        self.version = EXCEL_8
        try:
            self.kept = self._globals()
            if len(self.sheets) > limits.sheets:
                raise refusal("too_many_sheets", found=len(self.sheets), limit=limits.sheets)
            spanned = 0
            for sheet in self.sheets:
                sheet.findings = Findings(limits, sheet.name, spanned)
                if sheet.kind == WORKSHEET:
                    SheetRecords(self, sheet).scan()
                    spanned += sheet.findings.span
        except error:
            raise _damaged("a record is too short") from None

    def clean_stream(self) -> bytes:
        """A stream of the worksheets alone, of the records that were looked at."""
        sheets = [sheet for sheet in self.sheets if sheet.kind == WORKSHEET]
        listed = sum(HEAD.size + 4 + len(sheet.listed) for sheet in sheets)
        head, end = b"".join(self.kept), record(EOF, b"")
        at = len(head) + listed + len(end)
        entries, bodies = [], []
        for sheet in sheets:
            body = b"".join([self._begin(0x0010), self._dimensions(sheet.findings), *sheet.records, end])
            entries.append(record(BOUNDSHEET, pack("<L", at) + sheet.listed))
            bodies.append(body)
            at += len(body)
        return b"".join([head, *entries, end, *bodies])

    def records_from(self, at: int) -> list[tuple[int, int, int]]:
        """(type, start and end of its data) of the records of the substream that begins at `at`, without those of
        substreams inside it; raises Unreadable when it does not begin or never ends.
        """
        data, found, depth = self.data, list[tuple[int, int, int]](), 0
        while at + HEAD.size <= len(data):
            kind, length = HEAD.unpack_from(data, at)
            start = at + HEAD.size
            at = start + length
            if at > len(data):
                break
            if kind == BOF:
                depth += 1
            elif not depth:
                break
            elif kind == EOF:
                depth -= 1
                if not depth:
                    return found
            if depth == 1:
                found.append((kind, start, at))
        raise _damaged("a sheet does not begin or end where it should")

    def _globals(self) -> list[bytes]:
        records = self.records_from(0)
        _, start, _ = records[0]
        (self.version,) = unpack_from("<H", self.data, start)
        if self.version not in (EXCEL_5, EXCEL_8):
            raise _damaged("it is of a version of Excel that is not known")
        kept = [self._begin(0x0005)]
        texts = False
        for at, (kind, start, end) in enumerate(records):
            if kind == FILEPASS:
                raise refusal("xls_locked")
            if kind == BOUNDSHEET:
                self._list_sheet(start, end)
            elif kind == SST:
                self._check_texts(records, at)
            elif kind == SUPBOOK:
                self._check_link(start)
            elif kind == OBPROJ:
                self._note("macros_ignored")
            elif kind == DATEMODE and unpack_from("<H", self.data, start)[0] == 1:
                self._note("dates_from_1904")
            elif kind == CODEPAGE:
                (number,) = unpack_from("<H", self.data, start)
                self.codec = CODECS.get(number, f"cp{number}")
            texts = kind == SST or (texts and kind == CONTINUE)
            if texts or kind in (CODEPAGE, DATEMODE, FORMAT, XF):
                kept.append(self.data[start - HEAD.size : end])
        return kept

    def _list_sheet(self, start: int, end: int) -> None:
        offset, state, kind = unpack_from("<LBB", self.data, start)
        name = self.data[start + 7 : end]
        if self.version == EXCEL_8:
            name = name[1:] if name[:1] in (b"\0", b"\1") else name
            text = name.decode("utf-16-le" if self.data[start + 7] & 1 else "latin-1", "replace")
        else:
            text = name.decode("cp1252", "replace")
        if kind in MACROS:
            self._note("macros_ignored")
        # No reader gets to see the state: hidden sheets are for the person to choose.
        listed = b"\0\0" + self.data[start + 6 : end]
        self.sheets.append(OldSheet(text, listed, state & 3, kind, offset))

    def _check_texts(self, records: list[tuple[int, int, int]], at: int) -> None:
        """The reader makes room for as many texts as are announced; the shortest takes three bytes."""
        _, start, end = records[at]
        (self.texts,) = unpack_from("<L", self.data, start + 4)
        room = end - start
        for kind, first, last in records[at + 1 :]:
            if kind != CONTINUE:
                break
            room += last - first
        if self.texts > room // 3:
            raise refusal("counts_lie", found=self.texts)

    def _check_link(self, start: int) -> None:
        if unpack_from("<HH", self.data, start)[1] not in (SELF, ADD_IN):
            self._note("external_links_ignored")

    def _begin(self, kind: int) -> bytes:
        said = pack("<HHHH", self.version, kind, 0x0DBB, 0x07CC)
        return record(BOF, said + (bytes(8) if self.version == EXCEL_8 else b""))

    def _dimensions(self, found: Findings) -> bytes:
        rows, columns = found.last_row, found.last_column + 1
        if self.version == EXCEL_8:
            return record(DIMENSIONS, pack("<LLHHH", 0, rows, 0, columns, 0))
        return record(DIMENSIONS, pack("<HHHHH", 0, min(rows, 0xFFFF), 0, columns, 0))

    def _note(self, code: str) -> None:
        if code not in self.notes:
            self.notes.append(code)


class SheetRecords:
    """Looks at the records of one worksheet and keeps those of its cells."""

    def __init__(self, book: BookScan, sheet: OldSheet) -> None:
        self.book = book
        self.data = book.data
        self.sheet = sheet
        self.found = sheet.findings
        self.seen: set[int] = set()
        self.waiting: tuple[int, int] | None = None  # the formula whose text comes in the next STRING

    def scan(self) -> None:
        """Scan them; raises Unreadable."""
        records = self.book.records_from(self.sheet.start)
        for at, (kind, start, end) in enumerate(records):
            if kind in (LABELSST, NUMBER, RK, LABEL, RSTRING):
                self._plain_cell(kind, start, end)
            elif kind == MULRK:
                self._number_cells(start, end)
            elif kind == FORMULA:
                self._formula(start)
            elif kind == STRING and self.waiting is not None:
                pieces = [(start, end)]
                while at + 1 < len(records) and records[at + 1][0] == CONTINUE:
                    at += 1
                    pieces.append(records[at][1:])
                self.sheet.texts[self.waiting] = self._text(pieces)
                self.waiting = None
            elif kind == BOOLERR:
                row, column, _ = self._cell(start)
                if self.data[start + 7]:
                    self.found.errors[row, column] = ERRORS.get(self.data[start + 6], "#N/A")
                self._keep(start, end)
            else:
                self._layout(kind, start, end)

    def _layout(self, kind: int, start: int, end: int) -> None:
        """What is hidden, and what is merged."""
        if kind == ROW:
            if self.data[start + 12] & 0x20:
                self.found.hidden_rows.add(unpack_from("<H", self.data, start)[0] + 1)
        elif kind == COLINFO:
            first, last, _, _, flags = unpack_from("<HHHHH", self.data, start)
            if flags & 1:
                self.found.hidden_columns.update(range(first, min(last, LAST_COLUMN - 1) + 1))
        elif kind == MERGEDCELLS:
            (count,) = unpack_from("<H", self.data, start)
            for at in range(start + 2, min(start + 2 + count * 8, end - 7), 8):
                top, bottom, left, right = unpack_from("<HHHH", self.data, at)
                self.found.merge(min(top, bottom) + 1, min(left, right), max(top, bottom) + 1, max(left, right))
        elif kind == QUERY:
            self.book._note("connections_ignored")

    def _cell(self, start: int) -> tuple[int, int, int]:
        """Row from 1, column from 0 and format of a record of a cell that holds something."""
        row, column, style = PLACE.unpack_from(self.data, start)
        self._take(row, column)
        return row + 1, column, style

    def _take(self, row: int, column: int) -> None:
        key = row << 16 | column
        if key in self.seen:
            raise refusal("cell_twice", sheet=self.sheet.name, cell=f"{letters(column)}{row + 1}")
        if column >= LAST_COLUMN:
            raise _damaged("a cell stands outside the sheet")
        self.seen.add(key)
        self.found.reach(row + 1, column)

    def _plain_cell(self, kind: int, start: int, end: int) -> None:
        row, column, _ = self._cell(start)
        if kind == LABELSST and unpack_from("<L", self.data, start + 6)[0] >= self.book.texts:
            raise _damaged("a cell points to a text that is not there")
        if kind == RK and self.data[start + 9] & 0x80:
            self.found.numbers[row, column] = repr(_rk(self.data, start + 6))
        elif kind == NUMBER and self.data[start + 13] & 0x80:
            self.found.numbers[row, column] = repr(unpack_from("<d", self.data, start + 6)[0])
        self._keep(start, end)

    def _number_cells(self, start: int, end: int) -> None:
        row, first = HEAD.unpack_from(self.data, start)
        for at in range(start + 4, end - 7, 6):
            column = first + (at - start - 4) // 6
            self._take(row, column)
            if self.data[at + 5] & 0x80:
                self.found.numbers[row + 1, column] = repr(_rk(self.data, at + 2))
        self._keep(start, end)

    def _formula(self, start: int) -> None:
        """The result of a formula, as a cell of its own kind for the reader."""
        row, column, style = PLACE.unpack_from(self.data, start)
        result, flags = self.data[start + 6 : start + 14], unpack_from("<H", self.data, start + 14)[0]
        self.found.formulas += 1
        self.waiting = None
        place = PLACE.pack(row, column, style)
        if result[6:] != b"\xff\xff":
            self._cell(start)
            if result[7] & 0x80:
                self.found.numbers[row + 1, column] = repr(unpack_from("<d", result)[0])
            self.found.compute(column, row + 1, row + 1)
            self.sheet.records.append(record(NUMBER, place + result))
        elif result[0] in (1, 2):
            self._cell(start)
            if result[0] == 2:
                self.found.errors[row + 1, column] = ERRORS.get(result[2], "#N/A")
            else:
                self.found.compute(column, row + 1, row + 1)
            self.sheet.records.append(record(BOOLERR, place + bytes([result[2], result[0] - 1])))
        elif result[0] == 0:
            self._cell(start)
            self.found.compute(column, row + 1, row + 1)
            self.waiting = row + 1, column
            # The reader cannot be given the text itself, so a number keeps its place.
            self.sheet.records.append(record(NUMBER, place + bytes(8)))
            self.sheet.texts[self.waiting] = ""
        elif flags & CALCULATE_ON_LOAD:
            self.found.uncached.add((row + 1, column))

    def _text(self, pieces: list[tuple[int, int]]) -> str:
        """The text of a STRING and what continues it: every piece says anew whether it has one byte a character."""
        start, end = pieces[0]
        (count,) = unpack_from("<H", self.data, start)
        if self.book.version != EXCEL_8:
            try:
                return self.data[start + 2 : end][:count].decode(self.book.codec, "replace")
            except LookupError:
                return self.data[start + 2 : end][:count].decode("cp1252", "replace")
        text = ""
        for first, last in [(start + 2, end), *pieces[1:]]:
            wide = self.data[first : first + 1] == b"\1"
            text += self.data[first + 1 : last].decode("utf-16-le" if wide else "latin-1", "replace")
        return text[:count]

    def _keep(self, start: int, end: int) -> None:
        self.sheet.records.append(self.data[start - HEAD.size : end])


def record(kind: int, content: bytes) -> bytes:
    """A record of a workbook's stream."""
    return HEAD.pack(kind, len(content)) + content


def _rk(data: bytes, at: int) -> float:
    """A number packed into four bytes: an integer or the upper half of a double, perhaps a hundredth of it."""
    (raw,) = unpack_from("<l", data, at)
    value: float = raw >> 2 if raw & 2 else unpack_from("<d", bytes(4) + pack("<l", raw & ~3))[0]
    return value / 100 if raw & 1 else value


def _damaged(what: str) -> Unreadable:
    return refusal("damaged", what=what)
