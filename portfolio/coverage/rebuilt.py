"""A portfolio made from recorded material instead of from the tables; reads no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from portfolio.core.cellnotes import Declaration, GapNote
from portfolio.core.facts import Facts, columns_of
from portfolio.core.geography import Geography, Membership, Place, partner_of
from portfolio.core.marks import DialogueMark, InstrumentMark
from portfolio.core.needs import Needs
from portfolio.core.periods import PartialDate
from portfolio.core.project import DATE_FIELDS, parse_date, share_units
from portfolio.core.terms import DialogueStatus, GapStatus, PlaceKind
from portfolio.coverage.material import Material
from portfolio.coverage.past import Recorded
from portfolio.coverage.stock import Portfolio, Row
from portfolio.coverage.strip import background_of

Rows = Mapping[str, Any]


def portfolio_of(recorded: Recorded, names: Mapping[str, str]) -> Portfolio:
    """The portfolio of a moment; `names` are people's by address."""
    material = recorded.material
    frameworks = {row["id"]: row["code"] for row in material["frameworks"]}
    objectives = {f"{frameworks[row['framework_id']]}:{row['number']}": row["id"] for row in material["objectives"]}
    places = {f"{row['kind']}:{row['code']}": row["id"] for row in material["places"]}
    return Portfolio(
        position=recorded.position,
        facts=_facts(material, objectives, places),
        geography=_geography(material),
        frameworks=_frameworks(material),
        organisations={row["id"]: row["name"] for row in material["organisations"]},
        short_titles={
            row["id"]: (row["short"] or row["title"]) + ("*" if row["footnote"] else "") for row in material["places"]
        },
        footnotes={row["id"]: row["footnote"] for row in material["places"] if row["footnote"]},
        needs=_needs(material, objectives, places),
        dialogues=_dialogues(material, objectives, places),
        instruments=tuple(
            InstrumentMark(
                row["id"], row["identifier"], row["title"], places.get(row["place"]), _served(row, objectives)
            )
            for row in material["instruments"]
            if not row["archived"]
        ),
        declarations=tuple(
            Declaration(
                objectives[row["objective"]],
                places[row["place"]],
                row["note"],
                row["author"],
                date.fromisoformat(row["declared_on"]),
                date.fromisoformat(row["expires_on"]),
            )
            for row in material["declarations"]
        ),
        gap_notes={
            (objectives[row["objective"]], places[row["place"]]): GapNote(
                GapStatus(row["status"]),
                names.get(row["person"] or "") or row["person"] or "",
                row["note"] or "",
                row["person"] or "",
            )
            for row in material["gap_notes"]
        },
        background=background_of(material),
        archived=np.array([row["value"]["archived"] for row in material["projects"]], dtype=np.bool_),
        recorded=recorded,
    )


def _facts(material: Material, objectives: Mapping[str, int], places: Mapping[str, int]) -> Facts:
    projects = material["projects"]
    values = [row["value"] for row in projects]
    ids = {row["value"]["code"]: row["id"] for row in projects}
    organisations = {row["name"]: row["id"] for row in material["organisations"]}
    days: dict[str, list[date | None]] = {}
    precisions: dict[str, list[str | None]] = {}
    for name in DATE_FIELDS:
        parsed = [parse_date(value[name]) if value[name] else None for value in values]
        days[name] = [None if day is None else day.last() if name.endswith("_end") else day.first() for day in parsed]
        precisions[name] = [None if day is None else day.precision.value for day in parsed]
    return Facts.from_columns(
        ids=[row["id"] for row in projects],
        codes=[value["code"] for value in values],
        titles=[value["title"] for value in values],
        strands=[value["strand"] for value in values],
        statuses=[value["status"] for value in values],
        planned_starts=days["planned_start"],
        planned_ends=days["planned_end"],
        actual_starts=days["actual_start"],
        actual_ends=days["actual_end"],
        budgets_eur_cents=[row["eur_cents"] for row in projects],
        parent_ids=[ids.get(value["parent"]) for value in values],
        last_reviewed=[
            date.fromisoformat(max(row["written_on"], row["value"]["last_reviewed_on"] or "")) for row in projects
        ],
        objective_links=columns_of(
            [
                (row["id"], objectives[f"{link['framework']}:{link['number']}"], link["significance"], _share(link))
                for row in projects
                for link in row["value"]["objectives"]
            ],
            4,
        ),
        place_links=columns_of(
            [
                (row["id"], places[f"{link['kind']}:{link['code']}"], link["tier"], _share(link))
                for row in projects
                for link in row["value"]["places"]
            ],
            4,
        ),
        organisation_links=columns_of(
            [
                (row["id"], organisations[link["name"]], link["role"])
                for row in projects
                for link in row["value"]["organisations"]
            ],
            3,
        ),
        without_rate=[row["value"]["budget_amount"] is not None and row["eur_cents"] is None for row in projects],
        precisions=precisions,
    )


def _share(link: Rows) -> int | None:
    return share_units(link["share"])


def _geography(material: Material) -> Geography:
    return Geography.of(
        [
            Place(
                row["id"],
                PlaceKind(row["kind"]),
                row["code"],
                row["title"],
                row["region_id"],
                partner_of(PlaceKind(row["kind"]), row["partner"]),
                row["position"],
            )
            for row in material["places"]
        ],
        [
            Membership(row["organisation_id"], row["country_id"], _day(row["joined_on"]), _day(row["left_on"]))
            for row in material["memberships"]
        ],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _frameworks(material: Material) -> dict[str, tuple[str, tuple[Row, ...]]]:
    rows: dict[int, list[Row]] = {row["id"]: [] for row in material["frameworks"]}
    for row in sorted(material["objectives"], key=lambda row: row["number"]):
        number = row["number"]
        rows[row["framework_id"]].append(Row(row["id"], str(number), number, row["title"], row["statement"] or ""))
    frameworks = sorted(material["frameworks"], key=lambda row: (row["position"], row["code"]))
    return {row["code"]: (row["title"], tuple(rows[row["id"]])) for row in frameworks}


def _needs(material: Material, objectives: Mapping[str, int], places: Mapping[str, int]) -> Needs:
    return {
        (objectives.get(row["objective"]), places[f"{PlaceKind.COUNTRY.value}:{row['country']}"]): row["level"]
        for row in material["needs"]
    }


def _dialogues(
    material: Material, objectives: Mapping[str, int], places: Mapping[str, int]
) -> tuple[DialogueMark, ...]:
    return tuple(
        DialogueMark(
            row["id"],
            row["code"],
            row["title"],
            places[row["place"]],
            _served(row, objectives),
            _partial(row["starts_on"]),
            _partial(row["ends_on"]),
            row["status"] == DialogueStatus.HELD.value,
        )
        for row in material["dialogues"]
        if not row["archived"]
    )


def _served(row: Rows, objectives: Mapping[str, int]) -> frozenset[int]:
    return frozenset(objectives[reference] for reference in row["objectives"])


def _partial(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)
