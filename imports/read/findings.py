"""What a look at a sheet finds beyond the values of its cells, and how far it may reach; shared by all formats."""

from __future__ import annotations

from imports.read.refusals import refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from imports.read.limits import Limits

MOST_MERGES = 100_000
#: Runs of cells with formulas that are told; what stands beyond is counted alone.
MOST_RUNS = 20_000
#: Web addresses behind cells that are told; what stands beyond is said.
MOST_LINKS = 20_000


class Findings:
    """What a sheet says beyond the values of its cells. Rows count from 1, columns from 0."""

    __slots__ = (
        "computed", "errors", "formulas", "hidden_columns", "hidden_rows", "last_column", "last_row", "limits", "links",
        "links_beyond", "merged", "numbers", "part", "sheet", "spanned", "uncached", "unknown_errors",
    )  # fmt: skip

    def __init__(self, limits: Limits, sheet: str, spanned: int, part: str = "") -> None:
        """`spanned` is what earlier sheets took of the limit on cells; `part` the part of the archive, if any."""
        self.limits = limits
        self.sheet = sheet
        self.spanned = spanned
        self.part = part
        self.last_row = 0
        self.last_column = -1
        self.formulas = 0
        # Column -> runs of rows whose cells are stored results of formulas, [first, last] each.
        self.computed: dict[int, list[list[int]]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.errors: dict[tuple[int, int], str] = {}
        self.uncached: set[tuple[int, int]] = set()
        # What stands behind the words of cells: first the name of a relationship, then the web address it leads to.
        self.links: dict[tuple[int, int], str] = {}
        self.links_beyond = 0
        # Numbers the cell reader may alter: long integers, and negative ones (before the first day when a date).
        self.numbers: dict[tuple[int, int], str] = {}
        # Where in the part the <v> of an error stands that the cell reader does not know.
        self.unknown_errors: list[int] = []

    @property
    def span(self) -> int:
        """Cells of the rectangle from A1 to the last row and column that hold something."""
        return self.last_row * (self.last_column + 1)

    def reach(self, row: int, column: int) -> None:
        """Widen the rectangle to a cell that holds something; raises Unreadable when it grows past a limit."""
        if row <= self.last_row and column <= self.last_column:
            return
        limits = self.limits
        self.last_row = max(row, self.last_row)
        self.last_column = max(column, self.last_column)
        if self.last_row > limits.rows:
            raise refusal("too_many_rows", sheet=self.sheet, found=self.last_row, limit=limits.rows)
        if self.last_column >= limits.columns:
            name = letters(self.last_column)
            raise refusal("too_many_columns", sheet=self.sheet, found=name, limit=limits.columns)
        spanned = self.spanned + self.span
        if spanned > limits.cells:
            raise refusal("too_many_cells", sheet=self.sheet, found=spanned, limit=limits.cells)

    def compute(self, column: int, first: int, last: int) -> None:
        """Note that cells of a column hold results of formulas; rows come in their order."""
        runs = self.computed.setdefault(column, [])
        if runs and runs[-1][1] >= first - 1:
            runs[-1][1] = max(last, runs[-1][1])
        elif len(runs) < MOST_RUNS // len(self.computed):
            runs.append([first, last])

    def link(self, row: int, column: int, target: str) -> None:
        """Note what a cell links to; what is more than anybody looks through is counted alone."""
        if len(self.links) < MOST_LINKS:
            self.links[row, column] = target
        else:
            self.links_beyond += 1

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note a merge of cells; raises Unreadable when there are more than anybody makes."""
        if len(self.merged) >= MOST_MERGES:
            raise refusal("damaged", what=f"it merges cells more than {MOST_MERGES} times")
        self.merged.append((top, left, bottom, right))


def letters(column: int) -> str:
    """The letters of a column counted from 0: 0 -> "A", 27 -> "AB"; ValueError below 0."""
    if column < 0:
        raise ValueError(f"no column {column}")
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
