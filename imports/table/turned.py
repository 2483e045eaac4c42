"""Which sheets are forms: headings one below the other in a column, and what they say in the columns beside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from imports.fields.meanings import OF_PROJECTS
from imports.read.sheets import Sheet
from imports.read.turned import may_turn, turn
from imports.table.headers import ROWS_LOOKED_AT, best_header
from imports.table.words import Row
from portfolio.core.round_trip import is_marked

#: Headings of a form that are known, at least, and how many times as many as those of its best row.
_KNOWN, _TIMES = 3, 2
#: Columns of a form at most: one for each project, a few for numbers and hints.
_WIDEST = 60


def is_form(sheet: Sheet) -> bool:
    """Whether the headings of a project stand in a column: several that are known, and no row has nearly as many."""
    if not may_turn(sheet.first_row, len(sheet.rows)) or not 1 < sheet.width <= _WIDEST or len(sheet.rows) < _KNOWN:
        return False
    if is_marked(sheet.value(1, 0)):
        return False
    turned = turn(sheet)
    below = best_header(turned)
    if below is None or below.known < _KNOWN or not _heads_projects(turned.rows[below.row - 1]):
        return False
    beside = best_header(sheet)
    return beside is None or below.known >= _TIMES * max(beside.known, 1)


def _is_list(sheet: Sheet) -> bool:
    """Whether the headings of projects stand in a row, be there rows under them or none."""
    return any(_heads_projects(row) for row in islice(filter(any, sheet.rows), ROWS_LOOKED_AT))


def _heads_projects(row: Row) -> bool:
    """Whether a row holds several headings that are known, one of them a title or a code."""
    found = (OF_PROJECTS.meaning(cell) for cell in row if isinstance(cell, str) and cell.strip())
    fields = {one.field for one in found} - {None}
    return len(fields) >= _KNOWN and not OF_PROJECTS.identity.isdisjoint(fields)


def with_turned(sheets: Sequence[Sheet], wanted: frozenset[int] | bool | None = None) -> Sequence[Sheet]:
    """The sheets, those that are forms turned; or those of the indexes that a person named, all of them or none.

    Beside a list of projects nothing is taken for a form: it is rather what explains the headings of the list.
    """
    if wanted is None:
        forms = frozenset(sheet.index for sheet in sheets if is_form(sheet))
        beside = (sheet for sheet in sheets if sheet.index not in forms and not sheet.hidden)
        wanted = frozenset() if forms and any(map(_is_list, beside)) else forms
    return tuple(
        turn(sheet) if may_turn(sheet.first_row, len(sheet.rows)) and _named(sheet.index, wanted) else sheet
        for sheet in sheets
    )


def _named(index: int, wanted: frozenset[int] | bool) -> bool:
    return wanted if isinstance(wanted, bool) else index in wanted
