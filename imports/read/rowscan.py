"""The scan of the two big parts of a workbook: the rows of a sheet, and the shared strings.

Both have a lane for plain items (see xmlscan). A plain row has its number, cells with full addresses in that very row,
numbers of at most 15 digits, and no error, no hidden mark, no negative number, no formula without a value; everything
else goes through expat.
"""

from __future__ import annotations

import re

from imports.read.findings import Findings, letters
from imports.read.refusals import refusal
from imports.read.xmlscan import SHUT, XmlScan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from imports.read.limits import Limits

# Possessive marks stand on single characters only: on a group, CPython before 3.11.5 goes on from where the failed last
# round broke off, so that `(?:ab?c)++` takes all of "aca". A group not to be given back is atomic instead. A branch
# `(?:...|)` stands for `?`, which costs more; what follows never begins as it does, so giving back fails at once.
# Bytes that XML 1.0 forbids are left to expat, which refuses them. The counts keep a plain text under 32,767.
_TEXT = rb"[^<&\x00-\x08\x0b\x0c\x0e-\x1f]"
_ENTITY = rb"&(?:amp|lt|gt|quot|apos|#1[03]);" + _TEXT + rb"{0,1000}+"
TEXT = _TEXT + rb"{0,12000}+(?:" + _ENTITY + rb"(?>(?:" + _ENTITY + rb"){0,15})|)"
PLAIN_CHARS = 32_000
STYLE = rb'(?: s="\d{1,9}+"|)'
T_OPEN = rb'<t(?: xml:space="preserve"|)>'
FORMULA = rb"(?:<f(?>(?: [A-Za-z0-9]++=\"[^\"<&]*+\")*)(?:/>|>" + TEXT + rb"</f>)|)"
NUMBER = FORMULA + rb"<v>\d{1,15}+(?:\.\d{1,20}+|)(?:[Ee][+-]?\d{1,2}+|)</v></c>"
CELL = (
    rb'<c r="[A-Z]{1,3}+\1"' + STYLE + rb"(?:>" + NUMBER + rb"|/>|"
    rb' t="(?:s"' + STYLE + rb"><v>\d{1,9}+</v></c>|"
    rb'n"' + STYLE + rb">" + NUMBER + rb"|"
    rb'str"' + STYLE + rb">" + FORMULA + rb"<v>" + TEXT + rb"</v></c>|"
    rb'inlineStr"' + STYLE + rb"><is>" + T_OPEN + TEXT + rb"</t></is></c>|"
    rb'b"' + STYLE + rb">" + FORMULA + rb"<v>[01]</v></c>))"
)
ROW = (
    rb'<row r="([1-9]\d{0,6}+)"(?>(?: (?!r=|hidden="[^0f])[A-Za-z][A-Za-z0-9:]*+="[^"<&]*+")*) ?'
    rb"(?:/>|>(?>(?:" + CELL + rb")*)</row>)"
)
# Not atomic as a whole, so that the captured number stays outside of such groups; after the end nothing can fail.
PLAIN_ROWS = re.compile(rb"(?:" + ROW + rb"\s*+)*")
#: Where each row and each cell stands; no text holds the sign that tags begin with.
PLACES = re.compile(rb'<(?:row|c) r="(\d++|[A-Z]++)')
COMPUTED = re.compile(rb'<c r="([A-Z]++)(\d++)"[^>]*+><f\b')
FILLED = re.compile(rb'<c r="([A-Z]++)\d++"[^>/]*+>')
PLAIN_STRINGS = re.compile(rb"(?:<si>" + T_OPEN + TEXT + rb"</t></si>\s*+)*")
#: The same where there is no entity and no byte that XML forbids: one sign is ruled out several times as fast as a set.
BARE_STRINGS = re.compile(rb"(?:<si>" + T_OPEN + rb"[^<]{0,12000}+</t></si>\s*+)*")
NOT_BARE = b"&" + bytes({*range(0x20)} - set(b"\t\n\r"))
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
DIGITS, LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# The errors the cell reader knows; any other makes it give up the whole sheet, so it is shown another in its place.
KNOWN_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
LONG_INTEGER = re.compile(r"[+-]?\d{16,400}")
TRUE = ("1", "true")


class RowScan(XmlScan):
    """Scans a worksheet; `spanned` is what earlier sheets took of the limit on cells."""

    container = "sheetData"
    item = "row"
    grammar = PLAIN_ROWS

    def __init__(self, limits: Limits, sheet: str, part: str, spanned: int) -> None:
        super().__init__(limits)
        if limits.cell_chars < PLAIN_CHARS:
            self.lane = SHUT
        self.sheet = sheet
        self.findings = Findings(limits, sheet, spanned, part)
        self.row = 0
        self.column = -1
        self.columns: set[int] = set()
        self.inside = False
        self.cell = False
        self.type = ""
        self.has_formula = self.has_value = False
        self.value_at = 0
        self.pieces: list[str] = []
        self.length = 0
        self.indexes: dict[bytes, int] = {}

    def plain(self, run: bytes) -> bool:
        """Count a run of plain rows; False when their order is odd, so that the exact scan can say where."""
        # "1 A B C 2 A B C": without letters the numbers of the rows, without digits which columns each row has.
        places = b" ".join(PLACES.findall(run))
        numbers = list(map(int, places.translate(None, LETTERS).split()))
        before = self.row
        for number in numbers:
            if number <= before:
                return False
            before = number
        kinds = [names.split() for names in set(places.translate(None, DIGITS).split(b"  "))]
        if before > LAST_ROW or any(len(set(names)) != len(names) for names in kinds):
            return False
        last = run.rfind(b"</c>")
        if last >= 0:
            last = run.rfind(b'<c r="', 0, last) + 6
            row = int(run[last : run.find(b'"', last)].lstrip(LETTERS))
            # Where no tag is both start and end, no cell is empty.
            filled = {name for names in kinds for name in names} if b"/>" not in run else set(FILLED.findall(run))
            self.findings.reach(row, max(map(self._index, filled)))
        if b"<f" in run:
            self.findings.formulas += run.count(b"<f")
            for name, row_number in COMPUTED.findall(run):
                at = int(row_number)
                self.findings.compute(self._index(name), at, at)
        self.row = before
        return True

    def started(self, name: str, attributes: list[str]) -> None:
        """Follow rows and cells; outside the data, note columns and merges."""
        if not self.inside:
            if name == "sheetData":
                self.inside = True
            elif name == "col":
                self._hidden_columns(attributes)
            elif name == "mergeCell":
                self._merge(attributes)
            elif name == "hyperlink":
                self._link(attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif self.cell:
            if name in ("v", "t"):
                self.value_at = self.position()
                self.parser.CharacterDataHandler = self._texted
            elif name == "f":
                self.has_formula = True
                self.findings.formulas += 1

    def ended(self, name: str) -> None:
        """Judge a cell when it is complete."""
        if name in ("v", "t"):
            self.parser.CharacterDataHandler = None
        elif name == "c" and self.cell:
            self._end_cell()
        elif name == "sheetData":
            self.inside = False

    def _texted(self, text: str) -> None:
        self.length += len(text)
        if self.length > self.limits.cell_chars:
            begins = ("".join(self.pieces) + text)[:40]
            raise refusal("cell_too_long", limit=self.limits.cell_chars, begins=begins)
        self.pieces.append(text)

    def _start_row(self, attributes: list[str]) -> None:
        said = dict(zip(attributes[::2], attributes[1::2], strict=True))
        number = _whole(said["r"], LAST_ROW) if "r" in said else self.row + 1
        if number <= self.row:
            raise refusal("rows_out_of_order", sheet=self.sheet, row=number, before=self.row)
        self.row = number
        self.column = -1
        self.columns.clear()
        if said.get("hidden", "") in TRUE:
            self.findings.hidden_rows.add(number)

    def _start_cell(self, attributes: list[str]) -> None:
        self.cell = True
        self.type = ""
        self.has_formula = self.has_value = False
        if self.pieces:
            self.pieces = []
        self.length = 0
        column = self.column + 1
        for at in range(0, len(attributes), 2):
            if attributes[at] == "r":
                row, column = self._reference(attributes[at + 1])
                if row != self.row:
                    raise refusal("damaged", what=f"cell {attributes[at + 1]} stands in row {self.row}")
            elif attributes[at] == "t":
                self.type = attributes[at + 1]
        if column >= LAST_COLUMN:
            raise refusal("damaged", what="a cell stands outside the sheet")
        if column in self.columns:
            raise refusal("cell_twice", sheet=self.sheet, cell=f"{letters(column)}{self.row}")
        self.columns.add(column)
        self.column = column

    def _end_cell(self) -> None:
        self.cell = False
        at = (self.row, self.column)
        text = "".join(self.pieces)
        if not text and self.type not in ("str", "inlineStr") and self.has_formula:
            self.findings.uncached.add(at)
        if not text:
            return
        self.findings.reach(self.row, self.column)
        if self.has_formula and self.type != "e":
            self.findings.compute(self.column, self.row, self.row)
        if self.type == "e":
            self.findings.errors[at] = text[:40]
            if text not in KNOWN_ERRORS:
                self.findings.unknown_errors.append(self.value_at)
        elif self.type in ("", "n") and (text[0] == "-" or LONG_INTEGER.fullmatch(text)):
            self.findings.numbers[at] = text

    def _hidden_columns(self, attributes: list[str]) -> None:
        said = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if said.get("hidden", "") in TRUE:
            first, last = _whole(said.get("min", ""), LAST_COLUMN), _whole(said.get("max", ""), LAST_COLUMN)
            self.findings.hidden_columns.update(range(first - 1, last))

    def _link(self, attributes: list[str]) -> None:
        """Note a cell's relationship; where a link is on an area, its first cell stands for it."""
        said = {key.rpartition(":")[2]: text for key, text in zip(attributes[::2], attributes[1::2], strict=True)}
        found = REFERENCE.fullmatch(said.get("ref", "").partition(":")[0])
        if found is not None and said.get("id") and int(found[2]) <= LAST_ROW:
            self.findings.link(int(found[2]), self._index(found[1].encode()), said["id"])

    def _merge(self, attributes: list[str]) -> None:
        said = dict(zip(attributes[::2], attributes[1::2], strict=True))
        first, _, last = said.get("ref", "").partition(":")
        top, left = self._reference(first)
        bottom, right = self._reference(last or first)
        self.findings.merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    def _reference(self, text: str) -> tuple[int, int]:
        found = REFERENCE.fullmatch(text)
        if found is None or int(found[2]) > LAST_ROW:
            raise refusal("damaged", what=f"“{text[:20]}” is not the address of a cell")
        return int(found[2]), self._index(found[1].encode())

    def _index(self, name: bytes) -> int:
        index = self.indexes.get(name)
        if index is None:
            index = 0
            for letter in name:
                index = index * 26 + letter - 64
            index -= 1
            self.indexes[name] = index
        if index >= LAST_COLUMN:
            raise refusal("damaged", what="a cell stands outside the sheet")
        return index


class StringScan(XmlScan):
    """Scans the shared strings: the reader makes room for as many as are announced, so that must be possible."""

    container = "sst"
    item = "si"
    grammar = PLAIN_STRINGS

    def __init__(self, limits: Limits, size: int) -> None:
        """`size` is the inflated size of the part, which the archive holds to."""
        super().__init__(limits)
        if limits.cell_chars < PLAIN_CHARS:
            self.lane = SHUT
        self.size = size
        self.pieces: list[str] = []
        self.length = 0

    def grammar_of(self, piece: bytes) -> re.Pattern[bytes]:
        """The quicker grammar where it comes to the same."""
        return BARE_STRINGS if len(piece.translate(None, NOT_BARE)) == len(piece) else PLAIN_STRINGS

    def plain(self, run: bytes) -> bool:
        """Plain strings need no counting: the grammar holds them under the limit."""
        return True

    def started(self, name: str, attributes: list[str]) -> None:
        """Check the announced count; follow the length of each string over its runs."""
        if name == "t":
            self.parser.CharacterDataHandler = self._texted
        elif name == "si":
            self.length = 0
        elif name == "sst":
            said = dict(zip(attributes[::2], attributes[1::2], strict=True))
            # The shortest string is <si/>, five bytes.
            unique = said.get("uniqueCount", "0")
            if not unique.isdecimal() or len(unique) > 9 or int(unique) > self.size // 5:
                raise refusal("counts_lie", found=int(unique) if unique.isdecimal() and len(unique) < 20 else unique)

    def ended(self, name: str) -> None:
        """Stop listening at the end of a text."""
        if name == "t":
            self.parser.CharacterDataHandler = None

    def _texted(self, text: str) -> None:
        self.length += len(text)
        if self.length > self.limits.cell_chars:
            raise refusal("cell_too_long", limit=self.limits.cell_chars, begins=text[:40])


def _whole(text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= most):
        raise refusal("damaged", what=f"“{text[:20]}” is not the number of a row or column")
    return int(text)
