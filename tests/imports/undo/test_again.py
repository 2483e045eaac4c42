"""An import that was taken back is applied again: exactly what the undo reversed, and nobody's later work is lost."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import imports.undo
from imports import pipeline
from imports.kinds import kind_named
from imports.recognitions import load_recollection
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.terms import Role
from portfolio.errors import Conflict
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.record import broken_links
from portfolio.models.batch import ImportBatch
from portfolio.models.project import Project
from portfolio.models.recognition import Recognition
from portfolio.projects.operations import create_projects, delete_projects
from portfolio.projects.queries import load_projects
from portfolio.sources.queries import last_words
from tests import cast
from tests.imports.books import codes, csv_of, edit, project, run

BASE = csv_of("Code,Title,Status,Acronym", "A-1,Alpha,pipeline,AL", "A-2,Beta,pipeline,BE")
CHANGE = csv_of(
    "Code,Title,Status,Acronym,Parent,Places,Objectives,Implementers",
    "P,Programme,pipeline,PRO,,,,",
    "N-1,New,pipeline,NEW,P,KE 60%; UG 40%,6; 8,Doer",
    "A-1,Alpha,closed,ALPHA,P,,,",
    "A-2,Beta,closed,BE,,,,",
)


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> Any:
    with app.app_context():
        yield


@pytest.fixture
def editor(app: Flask) -> Actor:
    return cast.add(app, Role.MANAGER)


def everything() -> dict[int, tuple[Any, ...]]:
    """All projects by number: value, and when and by whom they were made."""
    db.session.rollback()
    made = {one.id: (one.created_at, one.created_by_id) for one in db.session.scalars(sa.select(Project))}
    return {number: (one.value, *made[number]) for number, one in load_projects(db.session).items()}


def changed(app: Flask) -> int:
    run(app, BASE)
    number = run(app, CHANGE).batch_id
    assert number is not None
    return number


def undo(number: int) -> Any:
    return pipeline.undo(db.session, COMMAND_LINE, number)


def redo(number: int) -> Any:
    return pipeline.redo(db.session, COMMAND_LINE, number)


def test_what_the_undo_reversed_is_back_under_its_own_numbers_with_links_and_programme(app: Flask) -> None:
    number = changed(app)
    before = everything()
    undo(number)
    assert codes() == ["A-1", "A-2"]
    done = redo(number)
    assert everything() == before
    assert done["counts"] == {"changed": 2, "restored": 2, "kept": 0, "failed": 0}
    assert done["restored"] == ["P", "N-1"]
    assert db.session.scalar(sa.select(ImportBatch.state).where(ImportBatch.id == number)) == "applied"
    assert broken_links(db.session) == []


def test_it_can_be_taken_back_once_more_and_so_on(app: Flask) -> None:
    run(app, BASE)
    before = everything()
    number = run(app, CHANGE).batch_id
    assert number is not None
    after = everything()
    for _ in range(3):
        assert undo(number)["counts"] == {"reversed": 2, "deleted": 2, "kept": 0, "failed": 0}
        assert everything() == before
        redo(number)
        assert everything() == after


def test_a_later_import_does_not_get_the_number_of_a_project_that_may_come_back(app: Flask) -> None:
    number = changed(app)
    ids = set(everything())
    undo(number)
    run(app, csv_of("Code,Title", "L-1,Later"))
    redo(number)
    assert set(everything()) > ids
    assert codes() == ["A-1", "A-2", "L-1", "N-1", "P"]


def test_a_field_edited_since_the_undo_is_kept_and_says_by_whom(app: Flask, editor: Actor) -> None:
    number = changed(app)
    undo(number)
    edit("A-1", editor, status="implementation")
    done = redo(number)
    assert (project("A-1")["status"], project("A-1")["acronym"]) == ("implementation", "ALPHA")
    assert [(one["code"], one["field"], one["by"]) for one in done["kept"]] == [("A-1", "status", editor.label)]


def test_what_the_undo_kept_is_not_touched_by_applying_again(app: Flask, editor: Actor) -> None:
    number = changed(app)
    edit("A-1", editor, acronym="MINE")
    undo(number)
    done = redo(number)
    assert (project("A-1")["acronym"], done["counts"]["kept"]) == ("MINE", 0)
    assert undo(number)["counts"]["kept"] == 0
    assert project("A-1")["acronym"] == "MINE"


def test_a_code_that_another_project_took_meanwhile_fails_with_what_needs_it(app: Flask) -> None:
    number = changed(app)
    undo(number)
    run(app, csv_of("Code,Title", "N-1,Another one"))
    done = redo(number)
    assert done["restored"] == ["P"]
    assert [(one["code"], one["sentence"]) for one in done["failed"]] == [("N-1", "The code N-1 is another project's.")]
    assert project("A-1")["parent"] == "P"
    assert project("N-1")["title"] == "Another one"


def test_a_programme_that_cannot_come_back_keeps_its_projects_back_but_not_the_rest(app: Flask) -> None:
    run(app, BASE)
    rows = ("XM-1,P,Programme,,", ",N-1,New,P,", ",A-1,Alpha,P,closed")
    number = run(app, csv_of("IATI identifier,Code,Title,Parent,Status", *rows)).batch_id
    assert number is not None
    undo(number)
    run(app, csv_of("Code,Title", "X-1,Other"))
    edit("X-1", iati_identifier="XM-1")
    done = redo(number)
    assert [one["code"] for one in done["failed"]] == ["P", "N-1", "A-1"]
    assert done["failed"][2] == {
        "code": "A-1",
        "fields": ["parent"],
        "sentence": "There is no project P to be the programme.",
    }
    assert (project("A-1")["status"], codes()) == ("closed", ["A-1", "A-2", "X-1"])


def test_a_project_that_is_gone_meanwhile_is_named(app: Flask) -> None:
    first = run(app, csv_of("Code,Title,Status", "A-1,Alpha,pipeline")).batch_id
    second = run(app, csv_of("Code,Status", "A-1,closed")).batch_id
    assert first is not None
    assert second is not None
    undo(second)
    versions = {number: one.version for number, one in load_projects(db.session).items()}
    with write(db.session, COMMAND_LINE, "removal"):
        delete_projects(db.session, versions)
    assert redo(second)["failed"] == [
        {"code": "A-1", "fields": ["status"], "sentence": "The project does not exist any more."}
    ]


def test_only_what_was_taken_back_is_applied_again_and_once(app: Flask) -> None:
    number = changed(app)
    with pytest.raises(Conflict, match="stands as it was applied"):
        redo(number)
    undo(number)
    redo(number)
    with pytest.raises(Conflict, match="stands as it was applied"):
        redo(number)


def test_what_was_learnt_of_its_rows_is_known_again(app: Flask) -> None:
    found = run(app, csv_of("Ref.,Title,Status", "412,Alpha,pipeline"))
    assert found.batch_id is not None
    source = db.session.scalar(sa.select(Recognition.source_id))
    assert source is not None
    before = load_recollection(db.session, source)
    undo(found.batch_id)
    assert load_recollection(db.session, source) != before
    redo(found.batch_id)
    assert load_recollection(db.session, source) == before
    again = run(app, csv_of("Ref.,Title,Status", "412,Wholly renamed,closed"), apply=False)
    assert again.counts["update"] == 1


def test_what_the_source_said_counts_again(app: Flask) -> None:
    number = changed(app)
    before = last_words(db.session)
    undo(number)
    assert last_words(db.session) != before
    redo(number)
    assert last_words(db.session) == before


def test_a_form_that_was_open_meanwhile_is_stale(app: Flask) -> None:
    number = changed(app)
    seen = {one.value["code"]: one.version for one in load_projects(db.session).values()}
    undo(number)
    redo(number)
    now = {one.value["code"]: one.version for one in load_projects(db.session).values()}
    assert all(now[code] > seen[code] for code in now)


@pytest.mark.parametrize("name", ["restore_projects", "update_projects", "_restore_deleted"])
def test_killed_at_any_point_it_leaves_everything_as_it_was(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    number = changed(app)
    undo(number)
    before = everything()
    real = getattr(imports.undo, name)

    def killed(*args: Any, **kwargs: Any) -> Any:
        real(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(imports.undo, name, killed)
    with pytest.raises(KeyboardInterrupt):
        redo(number)
    monkeypatch.undo()
    assert everything() == before
    assert redo(number)["counts"]["restored"] == 2


KINDS = {
    "organisations": csv_of("Organisation,Acronym,Type", "Alpha Body,AB,10", "Council of Europe,CE,40"),
    "frameworks": csv_of("Framework,Number,Title", "themes,1,Policy", "themes,2,Culture"),
    "aliases": csv_of("Subject,Text,Means", "Place,Testland Ost,Kenia", "Status,wird gemacht,Implementation"),
    "needs": csv_of("Country,Objective,Need,Reason", "Kenya,6,3,No team", "Uganda,,1,"),
    "indices": csv_of("Index,Country,Year,Score", "TEST,AL,2020,64.3", "TEST,AO,2024,12"),
    "dialogues": csv_of("Code,Title,Partner,Date,Status,Topics", "D-1,Talks,Kenya,2024-03-12,held,6; 8"),
    "instruments": csv_of("Reference,Title,Objectives", "X 1,An act,6"),
    "rates": csv_of("Currency,Date,Rate,Source", "USD,2031-01-02,1.0956,A bank", "GBP,2031-01-02,0.86,A bank"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_lists_of_every_other_kind_are_applied_again_too(app: Flask, kind: str) -> None:
    records = kind_named(kind).records
    assert records is not None

    def stored() -> dict[Any, Any]:
        db.session.rollback()
        return {key: (one.id, dict(one.value)) for key, one in records.load(db.session())[0].items()}

    before = stored()
    found = run(app, KINDS[kind], kind=kind, rows="good")
    after = stored()
    assert found.counts["create"] + found.counts["update"] > 0
    assert after != before
    assert found.batch_id is not None
    for _ in range(2):
        undo(found.batch_id)
        assert stored() == before
        done = redo(found.batch_id)
        assert (done["counts"]["kept"], done["counts"]["failed"]) == (0, 0)
        if kind == "rates":  # a rate is told by currency and day; it has no number that anything names
            assert {key: one[1] for key, one in stored().items()} == {key: one[1] for key, one in after.items()}
        else:
            assert stored() == after
    assert broken_links(db.session) == []


def test_an_organisation_that_somebody_added_meanwhile_fails_alone(app: Flask) -> None:
    found = run(app, csv_of("Organisation,Type", "Alpha Body,10", "Beta Body,10"), kind="organisations")
    assert found.batch_id is not None
    undo(found.batch_id)
    run(app, csv_of("Organisation,Type", "Alpha body,22"), kind="organisations")
    done = redo(found.batch_id)
    assert done["restored"] == ["Beta Body"]
    assert [(one["code"], one["fields"]) for one in done["failed"]] == [("Alpha Body", [])]


def test_objectives_of_a_framework_that_cannot_come_back_fail_with_it(app: Flask) -> None:
    found = run(app, KINDS["frameworks"], kind="frameworks")
    assert found.batch_id is not None
    undo(found.batch_id)
    run(app, KINDS["frameworks"], kind="frameworks")
    done = redo(found.batch_id)
    assert (done["restored"], len(done["failed"])) == ([], 3)


_NUMBERS = count(1)
#: Fields that the import of the example below sets: {field: (before, in the file)}.
_SET = {"status": ("pipeline", "closed"), "acronym": ("AL", "ALPHA")}
_EDITS = st.tuples(st.sampled_from(["base", "new"]), st.sampled_from(["status", "acronym"]), st.integers(0, 2))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(st.just("turn"), st.just("turn"), _EDITS), max_size=8))
def test_whatever_the_order_of_edits_and_turns_only_what_nobody_edited_turns(app: Flask, steps: list[Any]) -> None:
    base, new = (f"{word}-{next(_NUMBERS)}" for word in ("B", "N"))
    with write(db.session, COMMAND_LINE, "base"):
        create_projects(db.session, [{"code": base, "title": base, "status": "pipeline", "acronym": "AL"}])
    rows = (f"{code},{code},closed,ALPHA" for code in (base, new))
    number = run(app, csv_of("Code,Title,Status,Acronym", *rows)).batch_id
    assert number is not None
    said = {name: after for name, (_, after) in _SET.items()}
    expected: dict[str, dict[str, Any] | None] = {"base": dict(said), "new": dict(said)}
    turning, applied, new_turns, new_edited = dict(_SET), True, True, False
    edits = {"status": ("pipeline", "closed", "implementation"), "acronym": ("AL", "ALPHA", "MINE")}
    for step in steps:
        if step != "turn":
            which, name, choice = step
            value, held = edits[name][choice], expected[which]
            if held is not None and held[name] != value:
                edit(base if which == "base" else new, **{name: value})
                held[name] = value
                new_edited |= which == "new"
            continue
        (undo if applied else redo)(number)
        held = expected["base"]
        assert held is not None
        for name, (before, after) in list(turning.items()):
            ours, other = (after, before) if applied else (before, after)
            if held[name] == ours:
                held[name] = other
            else:
                del turning[name]
        if new_turns and applied:
            new_turns, expected["new"] = not new_edited, expected["new"] if new_edited else None
        elif new_turns:
            expected["new"], new_edited = dict(said), False
        applied = not applied
    stored = {one.value["code"]: one.value for one in load_projects(db.session).values()}
    for which, code in (("base", base), ("new", new)):
        held = expected[which]
        assert (code in stored) == (held is not None)
        assert held is None or {name: stored[code][name] for name in held} == held
