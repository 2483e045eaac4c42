"""Sheets as JSON and back: what was read once is kept as rows, and every later step works from those. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from imports.read.sheets import CellValue, Sheet

#: Key of a value that JSON has no word for -> how it is read back.
_READERS: dict[str, Any] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "seconds": lambda text: timedelta(seconds=float(text)),
    "decimal": Decimal,
    "float": float,
}


def encode(value: CellValue) -> Any:
    """A cell as a JSON value: text, numbers and yes/no as they are, everything else as {its type: its text}."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        # A lone surrogate is no character; neither database keeps it.
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": repr(value)}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": repr(value.total_seconds())}
    return {"decimal": str(value)}


def decode(value: Any) -> CellValue:
    """The cell that `encode` made `value` of."""
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        cell: CellValue = _READERS[kind](text)
        return cell
    plain: CellValue = value
    return plain


def sheet_facts(sheet: Sheet) -> dict[str, Any]:
    """Everything of a sheet but its cells, as JSON."""
    return {
        "index": sheet.index,
        "name": encode(sheet.name),
        "rows": len(sheet.rows),
        "columns": sheet.width,
        "hidden": sheet.hidden,
        "first_row": sheet.first_row,
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden_columns": sorted(sheet.hidden_columns),
        "merged": [list(area) for area in sheet.merged],
        "errors": [[row, column, text] for (row, column), text in sorted(sheet.errors.items())],
        "uncached": [list(position) for position in sorted(sheet.uncached_formulas)],
        "formulas": sheet.formulas,
        "links": [[row, column, text] for (row, column), text in sorted(sheet.links.items())],
        "computed": [list(run) for run in sheet.computed],
        "turned": sheet.turned,
    }


def stage_rows(sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
    """(the file's row number, cells as JSON without trailing empty ones) of every row that holds something."""
    for number, cells in enumerate(sheet.rows, sheet.first_row):
        staged = [encode(cell) for cell in cells]
        while staged and staged[-1] is None:
            staged.pop()
        if staged:
            yield number, staged


def restore_sheet(facts: Mapping[str, Any], rows: Iterable[tuple[int, list[Any]]]) -> Sheet:
    """The sheet of which `sheet_facts` and `stage_rows` were taken; a text that stands in many cells is held once."""
    width, first = facts["columns"], facts["first_row"]
    empty: tuple[CellValue, ...] = (None,) * width
    restored = [empty] * facts["rows"]
    shared: dict[Any, Any] = {}
    for number, cells in rows:
        values = tuple([shared.setdefault(cell, cell) if type(cell) is str else decode(cell) for cell in cells])
        restored[number - first] = values + empty[len(values) :]
    return Sheet(
        name=facts["name"],
        index=facts["index"],
        rows=tuple(restored),
        first_row=first,
        hidden=facts["hidden"],
        hidden_rows=frozenset(facts["hidden_rows"]),
        hidden_columns=frozenset(facts["hidden_columns"]),
        merged=tuple((area[0], area[1], area[2], area[3]) for area in facts["merged"]),
        errors=MappingProxyType({(row, column): text for row, column, text in facts["errors"]}),
        uncached_formulas=frozenset((row, column) for row, column in facts["uncached"]),
        formulas=facts["formulas"],
        links=MappingProxyType({(row, column): text for row, column, text in facts.get("links", ())}),
        computed=tuple((run[0], run[1], run[2]) for run in facts.get("computed", ())),
        turned=facts.get("turned", False),
    )
