"""Writing needs, indices and values: whole or not at all, each with its record, never over somebody's change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.core.people import COMMAND_LINE
from portfolio.errors import InvalidRecords, NotFound, StaleRecord
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.keyed import RecordUpdate
from portfolio.history.record import NoOpenWrite, broken_links, position
from portfolio.planning.operations import INDEX_VALUES, INDICES, NEEDS
from portfolio.planning.queries import get_index, load_index_values, load_indices, load_needs
from tests.planning.stock import gci, index, need, needs, objective, reading, written


@pytest.fixture(autouse=True)
def _in_the_application(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def _logged(entity: str) -> list[tuple[str, str, str]]:
    query = sa.text("SELECT action, entity_key, changes FROM change_log WHERE entity = :entity ORDER BY position")
    return [tuple(row) for row in db.session.execute(query, {"entity": entity})]


def test_a_need_is_kept_with_who_wrote_it_and_a_record_of_its_own(app: Flask) -> None:
    first, second = needs(app, need("UA", 0, note="Well served"), need("UA", 3, 6))
    stored = load_needs(db.session)
    assert stored[first].value == need("UA", 0, note="Well served", origin="entered", rule=None)
    assert stored[second].value["objective"] == objective(6)
    assert _logged("need")[0] == (
        "create", "UA all objectives", '{"country":[null,"UA"],"level":[null,0],"note":[null,"Well served"]}',
    )  # fmt: skip
    who = db.session.execute(sa.text("SELECT updated_by FROM need")).scalars().all()
    assert who == ["command line", "command line"]
    assert broken_links(db.session) == []


@pytest.mark.parametrize(
    ("values", "index_wrong", "sentence"),
    [
        ([need("UA", 1), need("UA", 2)], 1, "given twice"),
        ([need("UA", 1, 6), need("UA", 2, 6)], 1, "given twice"),
        ([need("KE", 1), need("UA", 9)], 1, "from 0 to 3"),
        ([need("ZZ", 1)], 0, "There is no country ZZ"),
        ([need("UA", 1, 99)], 0, "There is no objective eu-cyber-diplomacy-15:99"),
        ([need("MD", 1)], 0, "another need “MD all objectives” already"),
    ],
)
def test_of_needs_of_which_one_is_wrong_none_is_kept(
    app: Flask, values: list[dict[str, object]], index_wrong: int, sentence: str
) -> None:
    needs(app, need("MD", 2))
    before = position(db.session)
    with pytest.raises(InvalidRecords) as refused:
        needs(app, *values)
    assert list(refused.value.by_index) == [index_wrong]
    assert sentence in refused.value.by_index[index_wrong][0].sentence
    assert position(db.session) == before
    assert len(load_needs(db.session)) == 1


def test_the_database_too_refuses_a_second_need_for_all_objectives_of_a_country(app: Flask) -> None:
    needs(app, need("UA", 1))
    columns = "objective_id, place_id, level, note, origin, updated_at, updated_by, version"
    copy = f"INSERT INTO need (id, {columns}) SELECT id + 1, {columns} FROM need"
    with pytest.raises(sa.exc.IntegrityError), write(db.session, COMMAND_LINE, "forged"):
        db.session.execute(sa.text(copy))


def test_a_need_changes_once_for_a_version_that_was_seen(app: Flask) -> None:
    (number,) = needs(app, need("UA", 1))
    with write(db.session, COMMAND_LINE, "higher"):
        assert NEEDS.change(db.session, number, seen_version=1, values={"level": 2}) == {"level": [1, 2]}
    with pytest.raises(StaleRecord) as stale, write(db.session, COMMAND_LINE, "late"):
        NEEDS.change(db.session, number, seen_version=1, values={"level": 3})
    assert stale.value.current.version == 2
    assert stale.value.current.value["level"] == 2
    assert load_needs(db.session)[number].value["level"] == 2


def test_an_update_that_saw_another_value_is_late_too(app: Flask) -> None:
    (number,) = needs(app, need("UA", 1))
    with pytest.raises(StaleRecord), write(db.session, COMMAND_LINE, "late"):
        NEEDS.update(db.session, [RecordUpdate(number, None, {"level": [2, 3]})])


def test_an_update_that_changes_nothing_writes_nothing(app: Flask) -> None:
    (number,) = needs(app, need("UA", 1))
    before = position(db.session)
    with write(db.session, COMMAND_LINE, "the same"):
        assert NEEDS.change(db.session, number, seen_version=1, values={"level": "1", "country": "ua"}) == {}
    assert position(db.session) == before
    assert load_needs(db.session)[number].version == 1


def test_a_need_does_not_move_onto_another_not_even_in_exchange(app: Flask) -> None:
    first, second = needs(app, need("UA", 1), need("KE", 2))
    updates = [
        RecordUpdate(first, 1, {"country": ["UA", "KE"]}),
        RecordUpdate(second, None, {"country": ["KE", "UA"]}),
    ]
    for some in (updates[:1], updates):
        with pytest.raises(InvalidRecords, match="another need"), write(db.session, COMMAND_LINE, "onto another"):
            NEEDS.update(db.session, some)
    assert load_needs(db.session)[first].value["country"] == "UA"
    with write(db.session, COMMAND_LINE, "apart"):
        assert NEEDS.change(db.session, first, seen_version=1, values={"objective": objective(1)})


def test_a_deleted_need_leaves_its_value_in_the_log_and_its_number_is_not_used_again(app: Flask) -> None:
    (number,) = needs(app, need("UA", 0, note="none"))
    with pytest.raises(StaleRecord), write(db.session, COMMAND_LINE, "gone"):
        NEEDS.delete(db.session, {number: 7})
    with write(db.session, COMMAND_LINE, "gone"):
        NEEDS.delete(db.session, {number: 1})
    assert load_needs(db.session) == {}
    assert _logged("need")[-1][0] == "delete"
    assert '"level":[0,null]' in _logged("need")[-1][2]
    assert needs(app, need("UA", 1)) == [number + 1]
    with pytest.raises(NotFound), write(db.session, COMMAND_LINE, "again"):
        NEEDS.delete(db.session, {number: 1})


def test_nothing_is_written_outside_the_door() -> None:
    with pytest.raises((NoOpenWrite, sa.exc.DBAPIError)):
        NEEDS.create(db.session, [need("UA", 1)])
    db.session.rollback()


def test_an_index_and_its_values_are_kept_exactly(app: Flask) -> None:
    index(app, reading("UA", 2024, "85.430001", "T2"), reading("KE", 2024, None, "T1"), reading("UA", 2020, "65.93"))
    assert [stored.value for stored in load_indices(db.session).values()] == [gci(higher_is_better=True, note=None)]
    values = {
        (v.value["country"], v.value["year"]): v.value for v in load_index_values(db.session, index="GCI").values()
    }
    assert values["UA", 2024]["score"] == "85.430001"
    assert values["KE", 2024] == reading("KE", 2024, None, "T1")
    assert load_index_values(db.session, index="NCSI") == {}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (reading("UA", 2024, "1"), "another index value “GCI UA 2024” already"),
        (reading("UA", 2025, "1", index="NONE"), "There is no index NONE"),
        (reading("UA", 2025, "1", "Gold"), "not a tier of this index: T1, T2, T3, T4, T5"),
        (reading("XX", 2025, "1"), "There is no country XX"),
    ],
)
def test_a_value_that_its_index_does_not_know_is_refused(app: Flask, value: dict[str, object], sentence: str) -> None:
    index(app, reading("UA", 2024, "85"))
    with pytest.raises(InvalidRecords, match=sentence):
        written(app, INDEX_VALUES, value)


def test_an_index_without_declared_tiers_takes_any(app: Flask) -> None:
    written(app, INDICES, gci(code="NCSI", tiers=[]))
    assert written(app, INDEX_VALUES, reading("UA", 2024, None, "Leading", "NCSI"))


def test_an_index_goes_with_its_values_each_with_a_record(app: Flask) -> None:
    index(app, reading("UA", 2024, "85"), reading("KE", 2024, "90"))
    number = get_index(db.session, "GCI").id
    with write(db.session, COMMAND_LINE, "no longer published"):
        INDICES.delete(db.session, {number: 1})
    assert load_indices(db.session) == {}
    assert load_index_values(db.session) == {}
    assert [action for action, _, _ in _logged("index value")] == ["create", "create", "delete", "delete"]
    with pytest.raises(NotFound):
        get_index(db.session, "GCI")


def test_many_values_are_written_by_few_statements(app: Flask) -> None:
    written(app, INDICES, gci())
    codes = db.session.execute(sa.text("SELECT code FROM place WHERE kind = 'country'")).scalars().all()
    values = [reading(code, year, str(year - 2000)) for code in codes for year in range(2015, 2021)]
    seen: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    written(app, INDEX_VALUES, *values)
    db.session.rollback()
    assert len(load_index_values(db.session)) == len(values) > 1200
    assert len([statement for statement in seen if statement.lstrip().upper().startswith("INSERT")]) < 12
