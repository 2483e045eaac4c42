"""What was chosen for an earlier file with the same headings: its sheets, and kinds of rows that are read as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from imports.fields.meanings import Headings
from imports.mapping import signature
from imports.read.sheets import Sheet
from imports.table.headings import read_headings
from imports.table.words import filled_in, texts_of
from portfolio.core.text import fold

if TYPE_CHECKING:
    from imports.table.table import Table

_ROWS_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Layout:
    """One remembered choice. `headings` are folded; `sheets` are names; `kinds` those of imports.table.kinds.

    `parts` is what was said of codes that extend other codes: "yes", "no", or nothing. `together`: all sheets with
    these headings are one table, but for those whose names are in `apart`. `filled` are headings, folded, of
    columns that name groups and hold for the blank cells below.
    """

    headings: frozenset[str]
    sheets: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    parts: str = ""
    together: bool = False
    apart: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """The layout as it is kept."""
        return {
            "headings": sorted(self.headings),
            "sheets": sorted(self.sheets),
            "kinds": sorted(self.kinds),
            "parts": self.parts,
            "together": self.together,
            "apart": sorted(self.apart),
            "filled": sorted(self.filled),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Layout:
        """The layout that `as_json` made `kept` of."""
        headings, sheets, kinds = (frozenset(kept[name]) for name in ("headings", "sheets", "kinds"))
        apart, filled = (frozenset(kept.get(name, ())) for name in ("apart", "filled"))
        return cls(headings, sheets, kinds, kept.get("parts", ""), kept.get("together", False), apart, filled)


#: Layouts by the signature of their headings.
Layouts = Mapping[str, Layout]


def layout_of(
    table: Table, parts: str = "", filled: frozenset[str] = frozenset(), before: Layout | None = None
) -> Layout:
    """What to remember of a table: its headings, the sheet's name, the kinds of rows that are read, what parts are, the
    columns that hold downwards, and which sheets are one table; that stays as `before` where there is one.
    """
    headings = frozenset(key for _, text in table.headings if (key := fold(text)))
    layout = Layout(headings, frozenset({table.sheet.name}), table.wishes.kinds or frozenset(), parts, filled=filled)
    if table.stack is not None:
        others = (one.sheet for one in table.alike if one.sheet.index not in table.stack.indexes)
        return replace(layout, together=True, apart=frozenset(sheet.name for sheet in others if not sheet.hidden))
    return layout if before is None else replace(layout, together=before.together, apart=before.apart)


def recall(sheets: Sequence[Sheet], layouts: Layouts, known: Headings) -> tuple[Sheet, int] | None:
    """The sheet and the row of headings (the file's number) that were chosen before; None where nothing was.

    Of several sheets with such headings, one of the same name goes first, then a visible one, then the longest.
    """
    found = [
        (sheet.name in layouts[key].sheets, not sheet.hidden, len(sheet.rows), -sheet.index, sheet, row)
        for sheet in sheets
        for row, key in _known_rows(sheet, layouts, known)
    ]
    if not found:
        return None
    *_, sheet, row = max(found, key=lambda one: one[:4])
    return sheet, row


def _known_rows(sheet: Sheet, layouts: Layouts, known: Headings) -> Iterator[tuple[int, str]]:
    """The first row of a sheet whose headings are remembered, with their signature."""
    words = frozenset().union(*(one.headings for one in layouts.values()))
    seen = 0
    for at, row in enumerate(sheet.rows[: _ROWS_LOOKED_AT * 4]):
        if not filled_in(row):
            continue
        seen += 1
        if seen > _ROWS_LOOKED_AT:
            return
        # Reading all lines of headings takes long, so a row without any remembered word is passed over.
        if not any(fold(text) in words for _, text in texts_of(row) if len(text) <= 400):
            continue
        key = signature(text for _, text in read_headings(sheet, sheet.first_row + at, (), known).texts)
        if key in layouts:
            yield sheet.first_row + at, key
            return
