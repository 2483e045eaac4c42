"""The only writer of projects: one or many, all or none, never over a newer version, always with a change record."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.core.changes import diff
from portfolio.core.people import COMMAND_LINE
from portfolio.core.project import FIELDS, empty, normal
from portfolio.errors import NotFound, Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.record import broken_links
from portfolio.models.change import Change
from portfolio.models.organisation import Organisation
from portfolio.models.project import Project, ProjectObjective, ProjectOrganisation, ProjectPlace
from portfolio.projects.operations import (
    InvalidProjects,
    ProjectUpdate,
    StaleProject,
    archive_project,
    create_projects,
    delete_projects,
    update_project,
    update_projects,
)
from portfolio.projects.queries import load_projects
from tests.projects.stock import add, bare, body, change, country, full, objective, stored


def _changes(app: Flask, project_id: int) -> list[Change]:
    with app.app_context():
        query = sa.select(Change).where(Change.entity == "project", Change.entity_id == project_id)
        return list(db.session.scalars(query.order_by(Change.position)))


def _counts(app: Flask) -> tuple[int, ...]:
    tables = (Project, ProjectObjective, ProjectPlace, ProjectOrganisation, Organisation, Change)
    with app.app_context():
        return tuple(db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables)


def test_what_was_written_is_what_is_read(app: Flask) -> None:
    value = full()
    [number] = add(app, value)
    assert stored(app, number).value == normal(value)
    assert stored(app, number).version == 1


def test_a_new_project_is_logged_with_every_field_that_is_not_empty(app: Flask) -> None:
    [number] = add(app, full())
    [logged] = _changes(app, number)
    assert (logged.action, logged.entity_key, logged.actor_label) == ("create", "CYB-1", COMMAND_LINE.label)
    assert logged.changes == diff(empty(), normal(full()), FIELDS)


def test_parents_may_come_after_their_children_in_one_call(app: Flask) -> None:
    child, parent = add(app, bare("CHILD", parent="TOP", predecessor="TOP"), bare("TOP"))
    assert stored(app, child).value["parent"] == stored(app, child).value["predecessor"] == "TOP"
    assert stored(app, parent).value["parent"] is None


def test_many_projects_are_written_by_as_few_statements_as_one(app: Flask) -> None:
    def statements(projects: list[dict[str, Any]]) -> int:
        seen: list[str] = []
        with app.app_context():
            sa.event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
            with write(db.session(), COMMAND_LINE, "many"):
                create_projects(db.session(), projects)
        return len(seen)

    few = statements([full("A-1"), full("A-2", parent="A-1")])
    many = statements([full(f"B-{n}", parent="A-1") for n in range(40)])
    assert many <= few


def test_an_update_writes_only_the_given_fields_and_logs_only_what_differs(app: Flask) -> None:
    [number] = add(app, full())
    before = stored(app, number).value
    change(
        app, number, title="New title", status="implementation", places=[country("UG", share="40.00"), country("TZ")]
    )
    after = stored(app, number)
    assert after.version == 2
    assert after.value == normal({**before, "title": "New title", "places": [country("UG", share="40"), country("TZ")]})
    assert set(_changes(app, number)[-1].changes) == {"title", "places"}


def test_an_update_that_changes_nothing_leaves_no_trace(app: Flask) -> None:
    [number] = add(app, full())
    before = _counts(app)
    change(app, number, **full())
    assert _counts(app) == before
    assert stored(app, number).version == 1


def test_a_stale_update_is_refused_and_tells_where_the_project_stands(app: Flask) -> None:
    [number] = add(app, full())
    change(app, number, title="By somebody else")
    with app.app_context(), pytest.raises(StaleProject) as refusal, write(db.session(), COMMAND_LINE, "late"):
        update_project(db.session(), number, seen_version=1, values={"title": "Mine"})
    assert (refusal.value.project_id, refusal.value.version) == (number, 2)
    assert refusal.value.current["title"] == "By somebody else"
    assert stored(app, number).value["title"] == "By somebody else"


def test_one_stale_project_keeps_all_of_a_bulk_out(app: Flask) -> None:
    one, two = add(app, bare("A"), bare("B"))
    change(app, two, title="Moved")
    updates = [ProjectUpdate(one, 1, {"title": "X"}), ProjectUpdate(two, 1, {"title": "Y"})]
    with app.app_context(), pytest.raises(StaleProject), write(db.session(), COMMAND_LINE, "bulk"):
        update_projects(db.session(), updates)
    assert stored(app, one).value["title"] == "Project A"


def test_an_update_of_a_project_that_is_gone_says_so(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotFound), write(db.session(), COMMAND_LINE, "gone"):
        update_project(db.session(), 4711, seen_version=1, values={"title": "X"})


INVALID: list[tuple[dict[str, Any], str, str]] = [
    ({"code": ""}, "code", "Enter a code"),
    ({"title": "  "}, "title", "Enter a title"),
    ({"title": "x" * 501}, "title", "501 characters"),
    ({"iati_identifier": "one two"}, "iati_identifier", "IATI identifier"),
    ({"status": "running"}, "status", "not a status"),
    ({"visibility": "secret"}, "visibility", "not a visibility"),
    ({"planned_start": "2024-13"}, "planned_start", "no date"),
    ({"planned_start": "someday"}, "planned_start", "not a date"),
    ({"planned_start": "1800"}, "planned_start", "1800"),
    ({"planned_start": "2025", "planned_end": "2024-12"}, "planned_end", "before it starts"),
    ({"last_reviewed_on": "2024-03"}, "last_reviewed_on", "full day"),
    ({"budget_amount": "1e3", "budget_currency": "EUR"}, "budget_amount", "not an amount"),
    ({"budget_amount": "-1", "budget_currency": "EUR"}, "budget_amount", "below 0"),
    ({"budget_amount": "1.5", "budget_currency": "JPY"}, "budget_amount", "no decimals"),
    ({"budget_amount": "1", "budget_currency": "XXQ"}, "budget_currency", "currency"),
    ({"budget_amount": "1"}, "budget_currency", "currency"),
    ({"website": "javascript:alert(1)"}, "website", "http"),
    ({"objectives": [objective(99)]}, "objectives", "no objective 99"),
    ({"objectives": [objective(6), objective(6)]}, "objectives", "twice"),
    ({"objectives": [objective(6, significance="minor")]}, "objectives", "principal"),
    ({"objectives": [objective(6, share="101")]}, "objectives", "percentage"),
    ({"places": [country("QQ")]}, "places", "no country QQ"),
    ({"places": [country("KE", tier="far")]}, "places", "hub"),
    ({"organisations": [body("")]}, "organisations", "needs a name"),
    ({"organisations": [body("X", "boss")]}, "organisations", "funder"),
    ({"parent": "NOWHERE"}, "parent", "no project NOWHERE"),
    ({"parent": "NEW"}, "parent", "not its own"),
    ({"code": "TAKEN"}, "code", "another project's"),
]


def test_values_that_cannot_be_kept_are_named_and_nothing_is_written(app: Flask) -> None:
    [taken] = add(app, bare("TAKEN"))
    before = _counts(app)
    for values, field, words in INVALID:
        fine, bad = bare("FINE", organisations=[body("Left behind")]), {**bare("NEW"), **values}
        with app.app_context(), pytest.raises(InvalidProjects) as refusal, write(db.session(), COMMAND_LINE, "bad"):
            create_projects(db.session(), [fine, bad])
        assert list(refusal.value.by_index) == [1], values
        found = refusal.value.by_index[1]
        assert any(problem.field == field and words in problem.sentence for problem in found), (values, found)
        assert _counts(app) == before, values
    assert stored(app, taken).version == 1


def test_a_code_given_twice_in_one_call_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(InvalidProjects) as refusal, write(db.session(), COMMAND_LINE, "twice"):
        create_projects(db.session(), [bare("SAME"), bare("OTHER"), bare("SAME")])
    assert list(refusal.value.by_index) == [2]


def test_a_code_can_change_unless_another_project_has_it(app: Flask) -> None:
    one, _ = add(app, bare("A"), bare("B"))
    with (
        app.app_context(),
        pytest.raises(InvalidProjects, match="another project"),
        write(db.session(), COMMAND_LINE, "x"),
    ):
        update_project(db.session(), one, seen_version=1, values={"code": "B"})
    change(app, one, code="C")
    assert stored(app, one).value["code"] == "C"


@pytest.mark.parametrize("field", ["parent", "predecessor"])
def test_a_lineage_has_no_circles(app: Flask, field: str) -> None:
    top, _, bottom = add(app, bare("TOP"), bare("MIDDLE", **{field: "TOP"}), bare("BOTTOM", **{field: "MIDDLE"}))
    for code in ("BOTTOM", "MIDDLE", "TOP"):
        with app.app_context(), pytest.raises(InvalidProjects), write(db.session(), COMMAND_LINE, "circle"):
            update_project(db.session(), top, seen_version=1, values={field: code})
    change(app, bottom, **{field: "TOP"})
    assert stored(app, bottom).value[field] == "TOP"


def test_two_updates_of_one_call_cannot_close_a_circle_together(app: Flask) -> None:
    one, two = add(app, bare("A"), bare("B"))
    updates = [ProjectUpdate(one, 1, {"parent": "B"}), ProjectUpdate(two, 1, {"parent": "A"})]
    with app.app_context(), pytest.raises(InvalidProjects), write(db.session(), COMMAND_LINE, "circle"):
        update_projects(db.session(), updates)
    assert stored(app, one).value["parent"] is None


@pytest.mark.parametrize("spelling", ["COUNCIL OF EUROPE", "council  of europe", "Cöuncil of Europe"])
def test_another_spelling_of_an_organisation_is_no_other_organisation_and_no_change(app: Flask, spelling: str) -> None:
    one, two = add(app, bare("A", organisations=[body("Council of Europe")]), bare("B", organisations=[body(spelling)]))
    assert stored(app, two).value["organisations"] == stored(app, one).value["organisations"]
    before = _counts(app)
    change(app, one, organisations=[body(spelling)])
    assert _counts(app) == before


def test_a_new_organisation_is_logged_too(app: Flask) -> None:
    add(app, bare("A", organisations=[body("Never Heard Of")]))
    with app.app_context():
        logged = db.session.scalars(sa.select(Change).where(Change.entity_key == "Never Heard Of")).one()
    assert (logged.entity, logged.action) == ("organisation", "create")


def test_archiving_and_bringing_back_are_changes_like_any_other(app: Flask) -> None:
    [number] = add(app, full())
    with app.app_context(), write(db.session(), COMMAND_LINE, "archive"):
        archive_project(db.session(), number, seen_version=1)
    assert stored(app, number).value["archived"] is True
    with app.app_context(), write(db.session(), COMMAND_LINE, "restore"):
        archive_project(db.session(), number, seen_version=2, archived=False)
    assert stored(app, number).value == normal(full())
    assert [logged.changes for logged in _changes(app, number)[1:]] == [
        {"archived": [False, True]},
        {"archived": [True, False]},
    ]


def test_deleting_keeps_the_last_values_in_the_log_and_frees_no_number(app: Flask) -> None:
    one, two = add(app, full("A-1"), bare("B"))
    value = stored(app, two).value
    with app.app_context(), write(db.session(), COMMAND_LINE, "undo"):
        delete_projects(db.session(), {two: 1})
    with app.app_context():
        assert load_projects(db.session(), [two]) == {}
    assert _changes(app, two)[-1].changes == diff(value, empty(), FIELDS)
    [three] = add(app, bare("C"))
    assert three not in (one, two)


def test_deleting_is_refused_while_others_name_the_project_but_kin_can_go_together(app: Flask) -> None:
    top, child = add(app, bare("TOP"), bare("CHILD", parent="TOP", predecessor="TOP"))
    with app.app_context(), pytest.raises(Refused, match="name this one"), write(db.session(), COMMAND_LINE, "undo"):
        delete_projects(db.session(), {top: 1})
    with app.app_context(), write(db.session(), COMMAND_LINE, "undo"):
        delete_projects(db.session(), {top: 1, child: 1})
    assert _counts(app)[0] == 0


def test_deleting_a_project_that_moved_is_refused(app: Flask) -> None:
    [number] = add(app, bare("A"))
    change(app, number, title="Moved")
    with app.app_context(), pytest.raises(StaleProject), write(db.session(), COMMAND_LINE, "undo"):
        delete_projects(db.session(), {number: 1})


def test_an_error_after_the_writing_leaves_nothing_behind(app: Flask) -> None:
    def break_off() -> None:
        with write(db.session(), COMMAND_LINE, "breaks"):
            create_projects(db.session(), [full()])
            raise ZeroDivisionError

    before = _counts(app)
    with app.app_context(), pytest.raises(ZeroDivisionError):
        break_off()
    assert _counts(app) == before


def test_the_chain_of_changes_holds_after_all_of_it(app: Flask) -> None:
    one, two = add(app, full("A-1"), full("A-2"))
    change(app, one, title="Ünï “cødé” \U0001f600", places=[])
    with app.app_context(), write(db.session(), COMMAND_LINE, "undo"):
        delete_projects(db.session(), {two: 1})
    with app.app_context():
        assert broken_links(db.session()) == []


def test_no_two_projects_have_one_iati_identifier(app: Flask) -> None:
    one, two = add(app, {**bare("A"), "iati_identifier": "XM-DAC-1-A"}, bare("B"))
    taken, twice = (
        pytest.raises(InvalidProjects, match="another project's"),
        pytest.raises(InvalidProjects, match="twice"),
    )
    with app.app_context(), taken, write(db.session(), COMMAND_LINE, "second"):
        update_project(db.session(), two, seen_version=1, values={"iati_identifier": "XM-DAC-1-A"})
    with app.app_context(), twice, write(db.session(), COMMAND_LINE, "twice"):
        create_projects(db.session(), [{**bare(code), "iati_identifier": "XM-DAC-1-C"} for code in ("C", "D")])
    change(app, one, title="Alpha still has its identifier")
    assert stored(app, one).value["iati_identifier"] == "XM-DAC-1-A"
