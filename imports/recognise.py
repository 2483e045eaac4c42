"""Which kind of list a file is, by its headings. Projects, unless they say clearly that it is another one.

A table of countries with a column for each year or objective is told by its columns and the figures in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from imports.fields import Parse
from imports.fields.meanings import OF_PROJECTS, Headings, Rule
from imports.fields.records import Registry
from imports.kinds import Kind, with_words
from imports.kinds.kind import Words
from imports.normalise.flaws import BLANK
from imports.normalise.numbers import number_reader
from imports.problems import Problem, problem, shown
from imports.read.sheets import CellValue, Sheet
from imports.table import Table
from imports.table.headers import Line, best_header, lines_of
from portfolio.core.text import fold

_ROWS_LOOKED_AT, _FEWEST_COLUMNS = 100, 2
_SHORTEST_TITLE = 15
_DOUBTFUL = (Rule.PERHAPS, Rule.ELSEWHERE, Rule.PERCENT)


def recognise(sheets: Sequence[Sheet], kinds: Iterable[Kind], words: Callable[[Kind], Words] = lambda _kind: {}) -> str:
    """The name of the kind whose headings the visible sheets have; "projects" where none is clearly another one's.

    `words` gives what the stored records of a kind are called, and is asked only about tables that may be wide ones.
    """
    kinds = list(kinds)
    visible = [(sheet, lines_of(sheet)) for sheet in sheets if not sheet.hidden]
    best, most = "projects", 0
    for kind in kinds:
        if kind.records is None:
            continue
        for sheet, lines in visible:
            found = _clearly(sheet, lines, kind.records.registry)
            if found > most:
                best, most = kind.name, found
    return best if most else _by_columns(visible, kinds, words)


def _by_columns(
    sheets: Sequence[tuple[Sheet, Sequence[Line]]], kinds: Iterable[Kind], words: Callable[[Kind], Words]
) -> str:
    """The kind of a table with a row for each country and a column for each of something, as `spread_columns` finds."""
    best, most = "projects", 0
    for kind in kinds:
        spread = kind.records.registry.spread if kind.records is not None else None
        if kind.records is None or spread is None:
            continue
        registry = None
        for sheet, lines in sheets:
            header = best_header(sheet, kind.records.registry.headings, lines)
            if header is None or not _may_be_wide(sheet, header.row, kind.records.registry):
                continue
            registry = registry or with_words(kind.records.registry, words(kind))
            found = 0 if _names_something(sheet, header.row, registry) else len(
                spread_columns(sheet, header.row, registry)
            )  # fmt: skip
            if found > most:
                best, most = kind.name, found
    return best


def _may_be_wide(sheet: Sheet, header_row: int, registry: Registry) -> bool:
    """Whether a row of headings names places and nothing that tells projects apart."""
    row = sheet.rows[header_row - sheet.first_row]
    headings = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    if OF_PROJECTS.identity & set(_fields(headings, OF_PROJECTS)):
        return False
    places = {one.name for one in registry.fields if one.parse is Parse.PLACE}
    return any(registry.headings.meaning(text).field in places for text in headings)


def _names_something(sheet: Sheet, header_row: int, registry: Registry) -> bool:
    """Whether a column that is none of the kind holds another text of some length in each row, as titles are."""
    at = header_row - sheet.first_row
    for column, heading in enumerate(sheet.rows[at]):
        cells = [row[column] for row in sheet.rows[at + 1 : at + 1 + _ROWS_LOOKED_AT]]
        texts = [cell.strip() for cell in cells if isinstance(cell, str) and len(cell.strip()) >= _SHORTEST_TITLE]
        known = isinstance(heading, str) and registry.meaning(heading).field is not None
        if not known and len(texts) * 10 >= len(cells) * 8 and len(set(texts)) * 10 >= len(texts) * 9:
            return True
    return False


def spread_columns(sheet: Sheet, header_row: int, registry: Registry) -> list[str]:
    """The headings of columns that each state a part of the key, two or more, over figures such as the kind has."""
    at = header_row - sheet.first_row
    assert registry.spread is not None
    words = registry.words.get(registry.spread.value, {})
    found = []
    for column, cell in enumerate(sheet.rows[at]):
        heading = shown(cell) if isinstance(cell, str | int | float) and not isinstance(cell, bool) else ""
        cells = [row[column] for row in sheet.rows[at + 1 : at + 1 + _ROWS_LOOKED_AT] if row[column] not in (None, "")]
        cells = [words.get(fold(cell), cell) if isinstance(cell, str) else cell for cell in cells] if words else cells
        if registry.spread_of(heading) and _are_such(cells, registry.spread.holds):
            found.append(heading)
    return found if len(found) >= _FEWEST_COLUMNS else []


def _are_such(cells: Sequence[CellValue], holds: Callable[[float], bool]) -> bool:
    """Whether nine of ten cells that state anything are numbers of which `holds` is true."""
    read = number_reader(cells)
    said = [cell for cell in map(read, cells) if cell.value is not BLANK or cell.flaws]
    such = sum(1 for cell in said if isinstance(cell.value, str) and holds(float(cell.value)))
    return bool(said) and such * 10 >= len(said) * 9


def why_recognised(table: Table, kind: Kind, registry: Registry) -> Problem:
    """The note that says of which kind a table is taken to be, and by what; `registry` has all its words."""
    wide = spread_columns(table.sheet, table.header_row, registry) if registry.spread is not None else []
    words = {"many": kind.noun[1]}
    if wide and _may_be_wide(table.sheet, table.header_row, registry):
        return problem("kind-by-columns", sheet=table.sheet.name, words={**words, "first": wide[0], "second": wide[1]})
    return problem("kind-recognised", sheet=table.sheet.name, words=words)


def _clearly(sheet: Sheet, lines: Sequence[Line], registry: Registry) -> int:
    """How many columns the kind explains, if it explains more than projects do and tells rows apart; else 0."""
    header = best_header(sheet, registry.headings, lines)
    if header is None:
        return 0
    headings = [cell for cell in sheet.rows[header.row - sheet.first_row] if isinstance(cell, str) and cell.strip()]
    mine, theirs = _fields(headings, registry.headings), _fields(headings, OF_PROJECTS)
    spread = {name for text in headings for name in registry.spread_of(text)}
    said = set(mine) | spread
    # Without a title or a code the sheet is no list of projects, and then as many columns will do.
    margin = 1 if OF_PROJECTS.identity & set(theirs) else 0
    if len(said) < 2 or len(mine) < len(theirs) + margin:
        return 0
    # What may stand in place of a key, such as a title, says nothing where projects have it too.
    keys = [set(registry.key), *(registry.instead if not margin else ())]
    return len(mine) if any(key | set(registry.needed) <= said for key in keys) else 0


def _fields(headings: Iterable[str], known: Headings) -> list[str]:
    """The fields that the headings are, one for each column that has one."""
    found = (known.meaning(text) for text in headings)
    return [one.field for one in found if one.field is not None and one.rule not in _DOUBTFUL]
