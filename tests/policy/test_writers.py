"""Writing dialogues and instruments, and what a later version of the product may still correct in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import installation, migrations, reference
from portfolio.core.people import COMMAND_LINE
from portfolio.errors import InvalidRecords, Refused, StaleRecord
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.policy.operations import DIALOGUES, INSTRUMENTS
from portfolio.policy.queries import load_dialogues, load_instruments
from tests.planning.stock import objective, written
from tests.policy.stock import agreement, dialogue

READ = reference.read
#: What the first version shipped of an instrument.
FIRST_COLUMNS = ("identifier", "title", "dated_on", "url")


@pytest.fixture(autouse=True)
def _in_the_application(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def _instrument(identifier: str) -> Any:
    return next(s for s in load_instruments(db.session).values() if s.value["identifier"] == identifier)


def test_a_dialogue_comes_back_as_it_was_written(app: Flask) -> None:
    given = dialogue("UA-4", starts_on="2026-03", ends_on="2026-04", note="One\ntwo")
    (number,) = written(app, DIALOGUES, given)
    assert load_dialogues(db.session)[number].value == given
    days = db.session.execute(sa.text("SELECT starts_on, ends_on FROM dialogue")).one()
    assert [str(day) for day in days] == ["2026-03-01", "2026-04-30"]


def test_topics_change_with_the_dialogue_and_go_with_it(app: Flask) -> None:
    (number,) = written(app, DIALOGUES, dialogue("UA-4"))
    with write(db.session, COMMAND_LINE, "topics"):
        changed = DIALOGUES.change(
            db.session, number, seen_version=1, values={"objectives": [objective(9), objective(6)]}
        )
    assert changed == {"objectives": [[objective(10)], [objective(6), objective(9)]]}
    assert load_dialogues(db.session)[number].value["objectives"] == [objective(6), objective(9)]
    with write(db.session, COMMAND_LINE, "gone"):
        DIALOGUES.delete(db.session, {number: 2})
    assert db.session.execute(sa.text("SELECT count(*) FROM dialogue_objective")).scalar_one() == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"place": "country:ZZ"}, "place"),
        ({"objectives": ["eu-cyber-diplomacy-15:99"]}, "objectives"),
        ({"code": "TAKEN"}, "code"),
        ({"title": ""}, "title"),
        ({"status": "held", "starts_on": None}, "starts_on"),
    ],
)
def test_a_dialogue_that_cannot_be_kept_is_refused_at_its_field(
    app: Flask, changed: dict[str, Any], field: str
) -> None:
    (_, number) = written(app, DIALOGUES, dialogue("TAKEN"), dialogue("D"))
    with pytest.raises(InvalidRecords) as refused, write(db.session, COMMAND_LINE, "odd"):
        DIALOGUES.change(db.session, number, seen_version=1, values=changed)
    assert [problem.field for problem in refused.value.by_index[0]] == [field]
    assert load_dialogues(db.session)[number].version == 1


def test_a_late_change_of_a_dialogue_is_refused(app: Flask) -> None:
    (number,) = written(app, DIALOGUES, dialogue("D"))
    with write(db.session, COMMAND_LINE, "first"):
        DIALOGUES.change(db.session, number, seen_version=1, values={"title": "First"})
    with pytest.raises(StaleRecord, match="changed by somebody else"), write(db.session, COMMAND_LINE, "second"):
        DIALOGUES.change(db.session, number, seen_version=1, values={"title": "Second"})


def test_an_instrument_can_stand_at_a_place_or_nowhere(app: Flask) -> None:
    here, everywhere = written(
        app, INSTRUMENTS, agreement("EU-JP"), agreement("X", place=None, dated_on=None, status=None)
    )
    stored = load_instruments(db.session, [here, everywhere])
    assert stored[here].value == agreement("EU-JP")
    assert stored[everywhere].value["place"] is None


def test_shipped_instruments_have_kind_status_and_objectives_that_exist() -> None:
    rows = [stored.value for stored in load_instruments(db.session).values()]
    assert len(rows) == len(READ("instruments").rows)
    assert all(row["kind"] and row["status"] and row["dated_on"] and not row["archived"] for row in rows)
    assert _instrument("ETS 185").value["objectives"] == [objective(6), objective(8)]
    assert INSTRUMENTS.shape.normal(rows[0]) == rows[0]


def test_a_shipped_instrument_is_archived_never_deleted() -> None:
    stored = _instrument("ETS 185")
    with pytest.raises(Refused, match="comes with the product"), write(db.session, COMMAND_LINE, "gone"):
        INSTRUMENTS.delete(db.session, {stored.id: stored.version})
    with write(db.session, COMMAND_LINE, "archived"):
        INSTRUMENTS.change(db.session, stored.id, seen_version=stored.version, values={"archived": True})
    installation.load_reference(db.session)
    assert _instrument("ETS 185").value["archived"] is True


def _later_version(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    def read(name: str) -> Any:
        table = READ(name)
        if name != "instruments":
            return table
        rows = tuple({**row, **changed} if row["identifier"] == "ETS 185" else row for row in table.rows)
        return replace(table, rows=rows)

    monkeypatch.setattr(reference, "read", read)


def test_a_later_version_corrects_objectives_that_nobody_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    _later_version(monkeypatch, objectives=f"{objective(6)}; {objective(9)}", status="adopted")
    before = _instrument("ETS 185").version
    installation.load_reference(db.session)
    after = _instrument("ETS 185")
    assert after.value["objectives"] == [objective(6), objective(9)]
    assert after.value["status"] == "adopted"
    assert after.version == before + 2
    installation.load_reference(db.session)
    assert _instrument("ETS 185").version == after.version


def test_a_later_version_leaves_objectives_that_somebody_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = _instrument("ETS 185")
    with write(db.session, COMMAND_LINE, "ours"):
        INSTRUMENTS.change(db.session, stored.id, seen_version=stored.version, values={"objectives": [objective(15)]})
    _later_version(monkeypatch, objectives=objective(9))
    installation.load_reference(db.session)
    assert _instrument("ETS 185").value["objectives"] == [objective(15)]


def test_instruments_that_were_there_before_the_tables_grew_are_kept(database_url: str) -> None:
    db.session.rollback()
    engine = sa.create_engine(database_url)
    try:
        migrations.downgrade(engine, "001")
        with engine.begin() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM instrument")) == len(READ("instruments").rows)
            connection.execute(
                sa.text("INSERT INTO instrument (identifier, title, dated_on) VALUES ('OWN 1', 'Ours', NULL)")
            )
            for number, shipped in connection.execute(sa.text("SELECT id, shipped FROM instrument")).all():
                then = {name: value for name, value in json.loads(shipped or "{}").items() if name in FIRST_COLUMNS}
                connection.execute(
                    sa.text("UPDATE instrument SET shipped = :then WHERE id = :id AND shipped IS NOT NULL"),
                    {"then": json.dumps(then), "id": number},
                )
        migrations.upgrade(engine)
    finally:
        engine.dispose()
    assert _instrument("OWN 1").value["title"] == "Ours"
    assert _instrument("ETS 185").value["dated_on"] == "2001-11-23"
    installation.load_reference(db.session)
    assert _instrument("ETS 185").value["kind"] == "convention"
    assert _instrument("ETS 185").value["objectives"] == [objective(6), objective(8)]
