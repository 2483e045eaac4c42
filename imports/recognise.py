"""Which kind of list a file is, by its headings. Projects, unless they say clearly that it is another one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imports.fields.meanings import OF_PROJECTS, Headings, Rule
from imports.fields.records import Registry
from imports.kinds import Kind
from imports.read.sheets import Sheet
from imports.table.headers import Line, best_header, lines_of

_DOUBTFUL = (Rule.PERHAPS, Rule.ELSEWHERE, Rule.PERCENT)


def recognise(sheets: Sequence[Sheet], kinds: Iterable[Kind]) -> str:
    """The name of the kind whose headings the visible sheets have; "projects" where none is clearly another one's."""
    visible = [(sheet, lines_of(sheet)) for sheet in sheets if not sheet.hidden]
    best, most = "projects", 0
    for kind in kinds:
        if kind.records is None:
            continue
        for sheet, lines in visible:
            found = _clearly(sheet, lines, kind.records.registry)
            if found > most:
                best, most = kind.name, found
    return best


def _clearly(sheet: Sheet, lines: Sequence[Line], registry: Registry) -> int:
    """How many columns the kind explains, if it explains more than projects do and tells rows apart; else 0."""
    header = best_header(sheet, registry.headings, lines)
    if header is None:
        return 0
    headings = [cell for cell in sheet.rows[header.row - sheet.first_row] if isinstance(cell, str) and cell.strip()]
    mine, theirs = _fields(headings, registry.headings), _fields(headings, OF_PROJECTS)
    spread = {name for text in headings for name in registry.spread_of(text)}
    whole = set(registry.key) | set(registry.needed)
    if not whole <= set(mine) | spread or len(set(mine) | spread) < 2:
        return 0
    # Without a title or a code the sheet is no list of projects, and then as many columns will do.
    margin = 1 if OF_PROJECTS.identity & set(theirs) else 0
    return len(mine) if len(mine) >= len(theirs) + margin else 0


def _fields(headings: Iterable[str], known: Headings) -> list[str]:
    """The fields that the headings are, one for each column that has one."""
    found = (known.meaning(text) for text in headings)
    return [one.field for one in found if one.field is not None and one.rule not in _DOUBTFUL]
