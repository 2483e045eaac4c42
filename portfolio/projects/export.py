"""Projects as JSON, csv and xlsx, for whoever asks: only what they may see, in headings that the import reads back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.core.periods import PartialDate
from portfolio.core.project import DATE_FIELDS, DEFAULT_FRAMEWORK, ProjectValue
from portfolio.core.terms import OrganisationRole, PlaceKind, Precision, Status, Strand, Term, Tier, Visibility
from portfolio.core.text import fold
from portfolio.history.queries import installation_mark, visible_codes
from portfolio.models.pieces import pieces
from portfolio.models.place import Place
from portfolio.models.project import Project
from portfolio.models.selection import visible_ids
from portfolio.projects.queries import StoredProject, budget_in_eur, load_projects, load_rates
from portfolio.projects.round_trip import add_round_trip, exported_project
from portfolio.web.csvtext import doubled, guarded
from portfolio.web.sheets import Sheets

#: Headings of the table, with a column's width in a workbook: the labels of the import's own fields.
HEADINGS: dict[str, int] = {
    "Code": 16, "Title": 50, "Acronym": 14, "IATI identifier": 24, "Summary": 60, "Strand": 22, "Status": 16,
    "Planned start": 13, "Planned end": 13, "Actual start": 13, "Actual end": 13, "Budget": 16, "Currency": 10,
    "Places": 40, "Objectives": 26, "Note on objectives": 40, "Funders": 30, "Implementers": 40, "Partners": 30,
    "Website": 30,
    "Source": 30, "Parent": 16, "Predecessor": 16, "Visibility": 12, "Last reviewed on": 16,
}  # fmt: skip

_TERMS: tuple[tuple[str, type[Term]], ...] = (("strand", Strand), ("status", Status), ("visibility", Visibility))
_ROLES = (OrganisationRole.FUNDER, OrganisationRole.IMPLEMENTER, OrganisationRole.PARTNER)


def _load(session: Session, actor: Actor, ids: Sequence[int] | None) -> list[StoredProject]:
    """The projects of `ids` (None: all, by code) that the actor may see, kin that the actor may not see taken out."""
    visible = visible_ids(actor)
    if ids is None:
        ids = list(session.scalars(visible.order_by(Project.code, Project.id)))
    elif not actor.sees_restricted:
        allowed: set[int] = set()
        for piece in pieces(ids):
            allowed.update(session.scalars(visible.where(Project.id.in_(piece))))
        ids = [number for number in ids if number in allowed]
    stored = load_projects(session, ids)
    found = [stored[number] for number in ids if number in stored]
    if not actor.sees_restricted:
        named = {one.value[name] for one in found for name in ("parent", "predecessor")} - {None}
        seen = visible_codes(session, actor, named)
        for one in found:
            for name in ("parent", "predecessor"):
                if one.value[name] not in seen:
                    one.value[name] = None
    return found


def export_projects(session: Session, actor: Actor, ids: Sequence[int] | None, as_of: date) -> dict[str, Any]:
    """Projects as JSON-able data: amounts as decimal text, dates as text of the precision with which they are known."""
    rates = load_rates(session)
    projects = []
    for stored in _load(session, actor, ids):
        value = stored.value
        projects.append(
            {
                **{
                    name: value[name]
                    for name in ("code", "title", "acronym", "iati_identifier", "summary", "strand", "status")
                },
                **{name: value[name] for name in DATE_FIELDS},
                "precision": {
                    name: PartialDate.parse(value[name]).precision.value for name in DATE_FIELDS if value[name]
                },
                "budget": budget_in_eur(value, rates),
                **{name: value[name] for name in ("website", "source", "objectives", "places", "organisations")},
                **{
                    name: value[name]
                    for name in ("parent", "predecessor", "visibility", "last_reviewed_on", "archived")
                },
            }
        )
    return {"as_of": as_of.isoformat(), "projects": projects}


def projects_csv(session: Session, actor: Actor, ids: Sequence[int] | None) -> str:
    """Projects as csv text, a line each; text that a spreadsheet would run as a formula has an apostrophe before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    names = _place_names(session)
    for stored in _load(session, actor, ids):
        writer.writerow([guarded(_plain(cell)) for cell in _cells(stored.value, names)])
    return buffer.getvalue()


def projects_xlsx(
    session: Session,
    actor: Actor,
    ids: Sequence[int] | None,
    as_of: date,
    words: Iterable[tuple[str, str]] = (),
) -> bytes:
    """Projects as a workbook: a row each, real dates and amounts, a sheet that says what the file is, and a hidden one
    that tells the import what was in it.

    `words` say what the list was narrowed to, as (label, value) pairs.
    """
    sheets = Sheets("Projects")
    sheet = sheets.sheet("Projects", list(HEADINGS), list(HEADINGS.values()))
    names, number = _place_names(session), 0
    amount = list(HEADINGS).index("Budget")
    exported = []
    for number, stored in enumerate(_load(session, actor, ids), start=1):
        cells = _cells(stored.value, names)
        exported.append(exported_project(stored, HEADINGS, cells))
        for column, cell in enumerate(cells):
            if column == amount and cell is not None:
                sheet.write_number(number, column, float(cell), sheets.format(num_format="#,##0.00##", valign="top"))
            else:
                sheets.cell(sheet, number, column, doubled(cell))
    sheet.autofilter(0, 0, max(number, 1), len(HEADINGS) - 1)
    sheets.about(_about(actor, as_of, number, words))
    add_round_trip(sheets, installation_mark(session), actor, exported)
    return sheets.done()


def _about(actor: Actor, as_of: date, number: int, words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    asked = [f"{label}: {text}" for label, text in words]
    restricted = (
        "It holds restricted projects too, if the list had any: pass it on only to people who may see these."
        if actor.sees_restricted
        else "It holds restricted projects of your own, if the list had any, and of nobody else."
    )
    return [
        ("File", "The list of projects"),
        ("Date", as_of.isoformat()),
        ("Made for", actor.label),
        ("Filter", "; ".join(asked) or "none: all projects that are not archived"),
        ("Projects", str(number)),
        ("Who may see it", f"Public and internal projects are for everyone who signs in. {restricted}"),
        ("Dates", "A date known only by year or month is text, such as 2024 or 2024-03; a full date is a date."),
        (
            "Lists in a cell",
            "Parted by semicolons; in brackets the tier or significance, behind it the share.",
        ),
        (
            "Bringing it back",
            "The import reads this file: change it and upload it. Only cells that you changed count, and a blank cell"
            " changes nothing. A hidden sheet tells what the file held when it was made; leave it in.",
        ),
    ]


def _cells(value: ProjectValue, names: dict[tuple[str, str], str]) -> list[Any]:
    """A project's row under HEADINGS: text, dates and Decimals."""
    labels = {name: _label(terms, value[name]) for name, terms in _TERMS}
    dates = [_day(value[name]) for name in DATE_FIELDS]
    amount = value["budget_amount"]
    places = [
        _item(names[link["kind"], link["code"]], _word(link["tier"], Tier.PRIORITY), link) for link in value["places"]
    ]
    objectives = [_item(_objective(link), link["significance"], link) for link in value["objectives"]]
    return [
        value["code"], value["title"], value["acronym"], value["iati_identifier"],
        value["summary"], labels["strand"], labels["status"], *dates,
        None if amount is None else Decimal(amount), value["budget_currency"], "; ".join(places), "; ".join(objectives),
        _note(value), *(_names(value, role) for role in _ROLES), value["website"], value["source"], value["parent"],
        value["predecessor"], labels["visibility"], _day(value["last_reviewed_on"]),
    ]  # fmt: skip


def _label(terms: type[Term], code: str | None) -> str | None:
    return next((term.label for term in terms if term.value == code), None)


def _day(text: str | None) -> date | str | None:
    """A full date as a date; one that is not known to the day as its text."""
    if text is None:
        return None
    known = PartialDate.parse(text)
    return known.first() if known.precision is Precision.DAY else text


def _word(code: str, usual: Term) -> str | None:
    return None if code == usual.value else code


def _item(name: str, word: str | None, link: dict[str, Any]) -> str:
    """One thing of a list: "6 (principal) 40%"."""
    parts = [name, f"({word})" if word else "", f"{link['share']}%" if link["share"] is not None else ""]
    return " ".join(part for part in parts if part)


def _objective(link: dict[str, Any]) -> str:
    number = str(link["number"])
    return number if link["framework"] == DEFAULT_FRAMEWORK else f"{link['framework']} {number}"


def _note(value: ProjectValue) -> str | None:
    """The note of all objectives where they have one in common: the table has one cell for it."""
    notes = {link["note"] for link in value["objectives"]}
    return notes.pop() if len(notes) == 1 else None


def _names(value: ProjectValue, role: OrganisationRole) -> str:
    return "; ".join(_item(link["name"], None, link) for link in value["organisations"] if link["role"] == role.value)


def _place_names(session: Session) -> dict[tuple[str, str], str]:
    """How a list names each place: a country by its code, others by their title, unless another place is called so.

    Then the other of the two stands there: Australia and the African Union share a code.
    """
    rows = session.execute(sa.select(Place.kind, Place.code, Place.title)).all()
    called: dict[str, set[tuple[str, str]]] = {}
    for kind, code, title in rows:
        for text in (code, title):
            called.setdefault(fold(text), set()).add((kind, code))
    names = {}
    for kind, code, title in rows:
        first, second = (code, title) if kind == PlaceKind.COUNTRY.value else (title, code)
        names[kind, code] = first if len(called[fold(first)]) == 1 else second
    return names


def _plain(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else cell
