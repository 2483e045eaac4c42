"""Which other sheets look like the same table: the same headings, perhaps in another order, with one more or fewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from imports.fields.meanings import Headings
from imports.read.sheets import Sheet
from imports.table.headings import read_headings
from imports.table.words import filled_in, is_white, texts_of
from portfolio.core.text import fold

_ROWS_LOOKED_AT = 30
#: Headings that two sheets share at least, unless the first has fewer; and of all of theirs, one in so many may differ.
_SHARED, _ONE_IN = 2, 4

#: (folded heading, how many of the same stand before it) of a column.
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Alike:
    """A sheet with the headings of another: its row of headings, its headings by column, what it has more, what not."""

    sheet: Sheet
    header_row: int
    headings: tuple[tuple[int, str], ...]
    more: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    fits: bool = True

    def as_json(self) -> dict[str, Any]:
        """The sheet as a batch keeps it."""
        return {
            "index": self.sheet.index,
            "name": self.sheet.name,
            "rows": len(self.sheet.rows),
            "hidden": self.sheet.hidden,
            "more": list(self.more),
            "lacking": list(self.lacking),
        }


def keys_of(headings: Iterable[tuple[int, str]]) -> dict[Key, tuple[int, str]]:
    """Key -> (column, heading) of every column, in order."""
    seen: Counter[str] = Counter()
    keys: dict[Key, tuple[int, str]] = {}
    for column, text in headings:
        folded = fold(text)
        keys[folded, seen[folded]] = (column, text)
        seen[folded] += 1
    return keys


def alike_sheets(
    page: Sheet, header_row: int, headings: Sequence[tuple[int, str]], sheets: Sequence[Sheet], known: Headings
) -> tuple[Alike, ...]:
    """The other sheets that share headings with a table of `page`; those that look like the same table `fit`."""
    row = page.rows[header_row - page.first_row] if page.rows else ()
    raw = {fold(text) for _, text in texts_of(row)} - {""}
    own = {key: text for key, (_, text) in keys_of(headings).items() if key[0]}
    if not own or not raw:
        return ()
    found = []
    for sheet in sheets:
        if sheet is page or (at := _row_of(sheet, raw)) is None:
            continue
        theirs = _headings_of(sheet, at, known)
        if not theirs:
            continue
        named = {key: text for key, (_, text) in keys_of(theirs).items() if key[0]}
        shared = own.keys() & named.keys()
        if not shared:
            continue
        more = tuple(text for key, text in named.items() if key not in own)
        lacking = tuple(text for key, text in own.items() if key not in named)
        apart, every = len(more) + len(lacking), len(own | named)
        fits = len(shared) >= min(_SHARED, len(own)) and apart <= max(1, every // _ONE_IN)
        found.append(Alike(sheet, at, theirs, more, lacking, fits))
    return tuple(found)


def _headings_of(sheet: Sheet, header_row: int, known: Headings) -> tuple[tuple[int, str], ...]:
    """The headings of a sheet; none where nothing stands under them."""
    body = sheet.rows[header_row - sheet.first_row + 1 :]
    used = [
        column
        for column in range(sheet.width)
        if any(row[column] is not None and not is_white(row[column]) for row in body)
    ]
    return read_headings(sheet, header_row, used, known).texts if used else ()


def _row_of(sheet: Sheet, headings: set[str]) -> int | None:
    """The row (the file's number) that repeats most of the headings; the upper one of equals, and none below data."""
    best, most = None, 0
    seen = 0
    for at, row in enumerate(sheet.rows[: _ROWS_LOOKED_AT * 4]):
        if not filled_in(row):
            continue
        seen += 1
        if seen > _ROWS_LOOKED_AT:
            break
        shared = len({fold(text) for _, text in texts_of(row) if len(text) <= 400} & headings)
        if shared > most:
            best, most = sheet.first_row + at, shared
    return best
