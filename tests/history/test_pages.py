"""The change log as pages: newest first, filtered, paged, and only what its reader may see."""

from __future__ import annotations

import re

import sqlalchemy as sa
from flask import Flask

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.change import Change
from portfolio.projects.operations import delete_projects
from tests import cast
from tests.cast import sign_in
from tests.projects.battery import ODD_IDS, needs_sign_in, page, says_so, takes_only
from tests.projects.stock import CANARY, add, bare, change, country, full, hidden, region


def _last(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.max(Change.position))) or 0


def _positions(text: str) -> list[int]:
    return [int(found) for found in re.findall(r'class="when"><a href="/history/(\d+)"', text)]


def test_the_newest_change_comes_first_with_who_when_why_and_what(app: Flask) -> None:
    [number] = add(app, full())
    change(app, number, actor=cast.add(app, Role.MANAGER), reason="It was extended", planned_end="2030", archived=True)
    text = page(sign_in(app, Role.VIEWER), "/history?entity=project")
    assert _positions(text) == sorted(_positions(text), reverse=True)
    first = text[text.index('class="log"') :].split("</li>\n    <li>")[0]
    for said in ("Project CYB-1 changed", "bo@example.org: It was extended", "2028", "2030", "Archived"):
        assert said in first, said


def test_the_history_is_filtered_by_record_person_and_import(app: Flask) -> None:
    one, _ = add(app, full("A-1"), full("A-2"))
    editor = cast.add(app, Role.MANAGER)
    change(app, one, actor=editor, title="New")
    with app.app_context(), write(db.session(), COMMAND_LINE, "an import", batch_id=77):
        from portfolio.projects.operations import create_projects

        create_projects(db.session(), [bare("FROM-FILE")])
    client = sign_in(app, Role.PLANNER)
    for query, count in (
        (f"entity=project&id={one}", 2),
        ("entity=project", 4),
        ("actor=bo@example.org", 1),
        ("actor=BO@example.org", 0),
        ("batch=77", 1),
        ("batch=78", 0),
        ("entity=nothing", 0),
        ("entity=project&actor=bo@example.org&batch=77", 0),
    ):
        assert len(_positions(page(client, f"/history?{query}"))) == count, query
    assert "import 77" in page(client, "/history?batch=77")


def test_pages_of_the_history_are_numbered_from_the_newest(app: Flask) -> None:
    [number] = add(app, bare("A"))
    for n in range(60):
        change(app, number, title=f"Title {n}")
    client = sign_in(app, Role.VIEWER)
    address = f"/history?entity=project&id={number}"
    assert len(_positions(page(client, address))) == 50
    assert len(_positions(page(client, f"{address}&page=2"))) == 11
    says_so(client, f"{address}&page=3", (404,))


def test_one_change_shows_every_field(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    add(app, full())
    text = page(client, f"/history/{_last(app)}")
    for label in ("Code", "Title", "Summary", "Objectives", "Places", "Organisations", "Budget", "Currency"):
        assert f"<dt>{label}</dt>" in text, label
    assert "command line" in text


def test_a_list_is_told_by_what_came_and_went(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    [number] = add(app, full())
    change(app, number, places=[country("KE", tier="hub", share="50"), region("pacific")])
    text = page(client, f"/history/{_last(app)}")
    for said in (
        '<del><span class="sr">removed: </span>Kenya, hub, 60 %</del>',
        '<ins><span class="sr">added: </span>Kenya, hub, 50 %</ins>',
        '<del><span class="sr">removed: </span>Uganda, priority, 40 %</del>',
        '<ins><span class="sr">added: </span>Pacific, priority</ins>',
    ):
        assert said in text, said


def test_accounts_are_for_administrators_and_secrets_for_nobody(app: Flask) -> None:
    cast.add(app, Role.MANAGER, password="a password that is long")
    text = page(sign_in(app, Role.ADMINISTRATOR), "/history?entity=user")
    assert "bo@example.org" in text
    assert "argon2" not in text
    position = _positions(text)[-1]
    for role in (Role.VIEWER, Role.MANAGER, Role.PLANNER):
        client = sign_in(app, role, f"{role.value}@example.net")
        assert _positions(page(client, "/history?entity=user")) == []
        says_so(client, f"/history/{position}", (404,))


def test_changes_of_hidden_projects_are_hidden(app: Flask) -> None:
    owner = cast.add(app, Role.MANAGER)
    [number] = add(app, hidden(), actor=owner)
    position = _last(app)
    change(app, number, actor=owner, title=f"{CANARY} again")
    viewer = sign_in(app, Role.VIEWER)
    for address in ("/history", f"/history?entity=project&id={number}", f"/history?actor={owner.label}"):
        assert CANARY not in page(viewer, address), address
    says_so(viewer, f"/history/{position}", (404,))
    assert CANARY in page(sign_in(app, Role.MANAGER), f"/history/{position}")
    assert CANARY in page(sign_in(app, Role.PLANNER), f"/history/{position}")


def test_a_removed_project_is_known_to_those_who_see_all_and_to_whoever_changed_it(app: Flask) -> None:
    owner = cast.add(app, Role.MANAGER)
    [number] = add(app, hidden(), actor=owner)
    with app.app_context(), write(db.session(), COMMAND_LINE, "undo"):
        delete_projects(db.session(), {number: 1})
    for client, sees in (
        (sign_in(app, Role.VIEWER), 0),
        (sign_in(app, Role.MANAGER, "other@example.org"), 0),
        (sign_in(app, Role.MANAGER), 1),
        (sign_in(app, Role.PLANNER), 2),
    ):
        assert len(_positions(page(client, "/history?entity=project"))) == sees


def test_the_code_of_a_hidden_programme_is_taken_out_of_an_open_change(app: Flask) -> None:
    _, child = add(app, hidden("SECRET-1"), bare("CHILD"))
    change(app, child, parent="SECRET-1")
    position = _last(app)
    viewer = sign_in(app, Role.VIEWER)
    for address in (f"/history/{position}", "/history", f"/projects/{child}"):
        text = page(viewer, address)
        assert "SECRET-1" not in text, address
        assert "a project that you may not see" in text, address
    assert "SECRET-1" in page(sign_in(app, Role.PLANNER), f"/history/{position}")


def test_the_statements_of_the_page_do_not_grow_with_its_rows(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    seen: list[str] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    [number] = add(app, bare("A", parent=None), bare("B", parent="A"))[:1]
    seen.clear()
    page(client, "/history?entity=project")
    few = len(seen)
    for n in range(30):
        change(app, number, title=f"Title {n}")
    seen.clear()
    page(client, "/history?entity=project")
    assert len(seen) == few


def test_odd_questions_are_answered_by_a_sentence(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for odd in (*ODD_IDS, "999999999999"):
        says_so(client, f"/history/{odd}", (404,))
    for query in (
        "page=0", "page=99999", "page=x", "batch=-1", "batch=" + "9" * 12, "batch=" + "9" * 40, "batch=x", "id=x",
        "id=" + "9" * 19, "actor=" + "x" * 400, "entity=" + "x" * 400,
    ):  # fmt: skip
        says_so(client, f"/history?{query}")
    for query in ("actor=%00", "entity=%00", "actor=%27", "entity=%F0%9F%98%80"):
        assert page(client, f"/history?{query}")


def test_the_pages_need_a_sign_in_and_take_no_other_method(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for address in ("/history", "/history/1"):
        needs_sign_in(app, address)
        takes_only(client, address, "GET")
