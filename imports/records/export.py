"""Stored keyed records as JSON, csv and xlsx, in the columns of their kind's template: an import reads them back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from imports.fields import ImportField
from imports.kinds import Kind
from portfolio.core.people import Actor
from portfolio.errors import NotAllowed
from portfolio.web.csvtext import guarded
from portfolio.web.sheets import Sheets

_WIDE, _NARROW = 44, 18


def export_json(session: Session, actor: Actor, kind: Kind) -> dict[str, Any]:
    """{"kind": name, name: [values by field]}; what is not known is null."""
    rows = [{one.name: value.get(one.name) for one in kind.fields} for value in _values(session, actor, kind)]
    return {"kind": kind.name, kind.name: rows}


def export_csv(session: Session, actor: Actor, kind: Kind) -> str:
    """A line for each record; text that a spreadsheet would run as a formula has an apostrophe before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([one.label for one in kind.fields])
    for value in _values(session, actor, kind):
        writer.writerow([guarded(_text(one, value.get(one.name))) for one in kind.fields])
    return buffer.getvalue()


def export_xlsx(session: Session, actor: Actor, kind: Kind) -> bytes:
    """A workbook of one sheet with a row for each record."""
    sheets = Sheets(kind.title)
    widths = [_WIDE if one.longest >= 200 else _NARROW for one in kind.fields]
    sheet = sheets.sheet(kind.title, [one.label for one in kind.fields], widths)
    sheets.rows(
        sheet, ([_text(one, value.get(one.name)) for one in kind.fields] for value in _values(session, actor, kind))
    )
    return sheets.done()


def _values(session: Session, actor: Actor, kind: Kind) -> Iterator[Any]:
    """Stored values in the order of their keys. Raises NotAllowed for somebody who may not bring them in either."""
    assert kind.records is not None
    if not actor.may(kind.permission):
        raise NotAllowed(f"Your role does not allow you to export {kind.noun[1]}.", "Ask somebody whose role does.")
    stored, _ = kind.records.load(session)
    for key in sorted(stored, key=_in_order):
        yield stored[key].value


def _in_order(key: tuple[str, ...]) -> list[tuple[int, str]]:
    """Numbers in a key by their size, and not by their first figure."""
    return [(int(part) if part.isdecimal() else 0, part) for part in key]


def _text(field: ImportField, value: Any) -> Any:
    """A cell as people read it: the words of closed lists, and lists parted by semicolons."""
    if value is None:
        return ""
    if field.terms is not None:
        return field.terms(value).label
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value
