"""Reference data: loading twice changes nothing, corrections arrive, what people edited stays theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import installation, reference
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.record import position
from portfolio.models.objective import Objective
from portfolio.models.place import Place

READ = reference.read


@pytest.fixture(autouse=True)
def _in_the_application(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def _later_version(monkeypatch: pytest.MonkeyPatch, table: str, key: tuple[str, str], **changed: str) -> None:
    def read(name: str) -> Any:
        shipped = READ(name)
        if name != table:
            return shipped
        column, value = key
        return replace(shipped, rows=tuple({**row, **changed} if row[column] == value else row for row in shipped.rows))

    monkeypatch.setattr(reference, "read", read)


def _kenya() -> Place:
    return db.session.execute(sa.select(Place).where(Place.kind == "country", Place.code == "KE")).scalar_one()


def test_loading_again_changes_nothing() -> None:
    before = position(db.session)
    installation.load_reference(db.session)
    assert position(db.session) == before


def test_a_correction_of_a_later_version_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    _later_version(monkeypatch, "countries", ("iso2", "KE"), name_fr="Kénia")
    installation.load_reference(db.session)
    db.session.expire_all()
    assert _kenya().title_fr == "Kénia"
    assert _kenya().version == 2
    logged = db.session.execute(sa.text("SELECT action, changes FROM change_log ORDER BY position DESC LIMIT 1")).one()
    assert logged.action == "correct"
    assert '"title_fr"' in logged.changes


def test_what_people_edited_stays_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    with write(db.session, COMMAND_LINE, "an edit"):
        db.session.execute(
            sa.update(Place).where(Place.code == "KE", Place.kind == "country").values(title="Our Kenya")
        )
    _later_version(monkeypatch, "countries", ("iso2", "KE"), name_en="Republic of Kenya", name_fr="Kénia")
    installation.load_reference(db.session)
    db.session.expire_all()
    assert (_kenya().title, _kenya().title_fr) == ("Our Kenya", "Kénia")


def test_what_people_added_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with write(db.session, COMMAND_LINE, "an own objective"):
        framework = db.session.scalars(sa.select(Objective.framework_id).limit(1)).one()
        db.session.add(Objective(framework_id=framework, number=99, title="Ours"))
    installation.load_reference(db.session)
    assert db.session.scalar(sa.select(Objective.title).where(Objective.number == 99)) == "Ours"
