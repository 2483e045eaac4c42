"""A clock for the write door, so that a test can write on days of the past; and a history of every kind of change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history import door
from portfolio.history.door import write
from portfolio.history.keyed import RecordUpdate
from portfolio.history.shipped import load_shipped
from portfolio.models.place import Place, TreatyStatus
from portfolio.organisations.operations import update_organisations
from portfolio.planning.operations import DECLARATIONS, GAP_NOTES, INDEX_VALUES, INDICES, NEEDS
from portfolio.policy.operations import DIALOGUES, INSTRUMENTS
from portfolio.projects.operations import (
    ProjectUpdate,
    create_projects,
    delete_projects,
    restore_projects,
    update_projects,
)
from portfolio.projects.queries import load_projects


class Clock:
    """What the door takes for now."""

    def __init__(self) -> None:
        self.at = datetime(2026, 6, 1, 9, tzinfo=UTC)

    def now(self, _zone: Any) -> datetime:
        """The set moment; a second later each time, as real writes are."""
        self.at = self.at.replace(second=(self.at.second + 1) % 60)
        return self.at

    def set(self, month: int, day: int, hour: int = 9) -> None:
        """Move to a day of 2026."""
        self.at = datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """The door's clock, to be set."""
    made = Clock()
    monkeypatch.setattr(door, "datetime", made)
    return made


@contextmanager
def writing(app: Flask) -> Iterator[Any]:
    """A write by command."""
    with app.app_context(), write(db.session(), COMMAND_LINE, "history of a test"):
        yield db.session()


def edit(app: Flask, **values: dict[str, Any]) -> None:
    """Change projects, {code: fields}, in one write; underscores of codes stand for hyphens."""
    with app.app_context():
        stored = {one.value["code"]: one for one in load_projects(db.session()).values()}
    with writing(app) as session:
        update_projects(
            session,
            [
                ProjectUpdate(stored[code].id, stored[code].version, fields)
                for code, fields in ((code.replace("_", "-"), fields) for code, fields in values.items())
            ],
        )


def remove_and_bring_back(app: Flask, code: str, *, back: bool) -> None:
    """What undoing an import does, and doing it again."""
    with app.app_context():
        one = next(one for one in load_projects(db.session()).values() if one.value["code"] == code)
    with writing(app) as session:
        delete_projects(session, {one.id: one.version})
    if back:
        with writing(app) as session:
            restore_projects(session, {one.id: one.value})


def respell(app: Flask, organisation_id: int, before: str, after: str) -> None:
    """Another spelling of an organisation's name: its projects say so without a change of theirs."""
    with writing(app) as session:
        update_organisations(session, [RecordUpdate(organisation_id, None, {"name": [before, after]})])


CELL = {"objective": "eu-cyber-diplomacy-15:6", "place": "region:pacific"}


def said_of_cells(app: Flask) -> None:
    """A declaration that changes, a note, needs of which one goes, a dialogue and an instrument that change."""
    declaration = {**CELL, "note": "Others do it", "declared_on": "2026-06-01", "expires_on": "2027-06-01"}
    with writing(app) as session:
        [declared] = DECLARATIONS.create(session, [declaration])
        GAP_NOTES.create(session, [{**CELL, "status": "accepted", "person": None, "note": "Known"}])
        kept, gone = NEEDS.create(
            session,
            [{"country": "KE", "level": 3}, {"country": "FJ", "level": 1, "objective": "eu-cyber-diplomacy-15:6"}],
        )
        [dialogue] = DIALOGUES.create(
            session,
            [{"code": "D-1", "title": "Talk", "place": "country:KE", "objectives": ["eu-cyber-diplomacy-15:6"]}],
        )
    with writing(app) as session:
        DECLARATIONS.change(session, declared, seen_version=1, values={"expires_on": "2028-01-01"})
        NEEDS.change(session, kept, seen_version=1, values={"level": 2})
        NEEDS.delete(session, {gone: 1})
        DIALOGUES.change(session, dialogue, seen_version=1, values={"starts_on": "2026-05", "status": "held"})
        version = INSTRUMENTS.load(session, [1])[1].version
        INSTRUMENTS.change(session, 1, seen_version=version, values={"dated_on": "2020-07", "place": "country:KE"})


def measured(app: Flask) -> None:
    """An index with values, one of which is corrected and one goes; then the index is called otherwise."""
    with writing(app) as session:
        [index] = INDICES.create(session, [{"code": "gci-old", "title": "Cybersecurity Index", "tiers": ["T1", "T2"]}])
        said = [
            ("KE", 2021, "81.70", None),
            ("KE", 2024, "98.5", "T1"),
            ("FJ", 2024, None, "T2"),
            ("UG", 2024, "6", "T2"),
        ]
        kept, *_, gone = INDEX_VALUES.create(
            session,
            [
                {"index": "gci-old", "country": country, "year": year, "score": score, "tier": tier}
                for country, year, score, tier in said
            ],
        )
    with writing(app) as session:
        INDEX_VALUES.change(session, kept, seen_version=1, values={"score": "82"})
        INDEX_VALUES.delete(session, {gone: 1})
        INDICES.change(session, index, seen_version=1, values={"code": "gci"})


def ship_treaty(app: Flask, code: str, status: str) -> None:
    """A later version of the product ships another status of a country in the Budapest Convention."""
    with app.app_context():
        row = db.session.execute(
            sa.select(TreatyStatus).join(Place, Place.id == TreatyStatus.country_id).where(Place.code == code)
        ).scalar_one()
        shipped = {**(row.shipped or {}), "status": status}
    with writing(app) as session:
        load_shipped(session, TreatyStatus, "treaty status", ["treaty", "country_id"], [shipped], name="status")


def create(app: Flask, *values: dict[str, Any]) -> list[int]:
    """Add projects."""
    with writing(app) as session:
        return create_projects(session, values)
