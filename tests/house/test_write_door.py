"""Nothing is written but through the door, and everything that is leaves its record."""

from __future__ import annotations

import ast
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.errors import Busy
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.record import NoOpenWrite, broken_links, position, record
from portfolio.models.account import User
from portfolio.models.project import Project
from portfolio.projects.operations import create_project, update_project
from tests.forgery import forge
from tests.house import parsed

ROOT = Path(__file__).parents[2]


def test_a_write_outside_the_door_is_refused_by_the_database(app: Flask) -> None:
    with app.app_context():
        db.session.execute(sa.select(Project.id))
        with pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"):
            db.session.execute(sa.text("DELETE FROM place"))
        db.session.rollback()
        assert db.session.scalar(sa.text("SELECT count(*) FROM place")) > 200


def test_a_record_outside_the_door_is_a_programmers_error(app: Flask) -> None:
    with app.app_context(), pytest.raises(NoOpenWrite):
        record(db.session, "project", 1, "X", "create", {})


def test_what_raises_leaves_nothing_behind(app: Flask) -> None:
    with app.app_context():
        before = position(db.session)
        with pytest.raises(ZeroDivisionError):
            _write_and_fail()
        assert position(db.session) == before
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Project)) == 0


def _write_and_fail() -> None:
    with write(db.session, COMMAND_LINE, "half way"):
        create_project(db.session, {"code": "X", "title": "X"})
        raise ZeroDivisionError


def test_every_change_of_a_project_is_in_the_log_with_its_reason(app: Flask) -> None:
    with app.app_context():
        with write(db.session, COMMAND_LINE, "first"):
            number = create_project(db.session, {"code": "X", "title": "Old"})
        with write(db.session, COMMAND_LINE, "second"):
            update_project(db.session, number, seen_version=1, values={"title": "New"})
        rows = db.session.execute(
            sa.text("SELECT reason, action, changes FROM change_log WHERE entity = 'project' ORDER BY position")
        ).all()
        assert [(row.reason, row.action) for row in rows] == [("first", "create"), ("second", "update")]
        assert rows[1].changes == '{"title":["Old","New"]}'
        assert broken_links(db.session) == []


@pytest.mark.parametrize(
    ("forgery", "sentence"),
    [
        ("UPDATE change_log SET reason = 'forged' WHERE position = 2", "Change 2 was altered"),
        ("UPDATE change_log SET changes = '{}' WHERE position = 2", "Change 2 was altered"),
        ("DELETE FROM change_log WHERE position = 2", "Change 2 is missing"),
    ],
)
def test_a_forged_change_log_is_found_and_the_row_named(
    app: Flask, database_url: str, forgery: str, sentence: str
) -> None:
    forge(database_url, forgery)
    with app.app_context():
        assert sentence in " ".join(broken_links(db.session))


def test_writers_queue_and_none_is_lost(app: Flask) -> None:
    with app.app_context(), write(db.session, COMMAND_LINE, "start"):
        number = create_project(db.session, {"code": "X", "title": "0"})
    failures: list[BaseException] = []

    def save() -> None:
        try:
            for _ in range(5):
                with app.app_context(), write(db.session, COMMAND_LINE, "one more"):
                    version, title = db.session.execute(sa.select(Project.version, Project.title)).one()
                    update_project(db.session, number, seen_version=version, values={"title": str(int(title) + 1)})
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context():
        assert db.session.execute(sa.select(Project.version, Project.title)).one() == (21, "20")
        assert broken_links(db.session) == []


def test_a_writer_who_waits_too_long_is_told_so(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        db.engine.portfolio_lock_seconds = 0  # type: ignore[attr-defined]
        entered, leave = threading.Event(), threading.Event()

        def hold() -> None:
            with sqlite_app.app_context(), write(db.session, COMMAND_LINE, "slow"):
                entered.set()
                leave.wait(10)

        holder = threading.Thread(target=hold)
        holder.start()
        entered.wait(10)
        try:
            with pytest.raises(Busy), write(db.session, COMMAND_LINE, "hasty"):
                pass
        finally:
            leave.set()
            holder.join()


def test_only_operations_and_the_dock_write() -> None:
    allowed = {
        "portfolio/history/record.py",
        "portfolio/history/rows.py",
        "portfolio/history/shipped.py",
        "portfolio/history/keyed.py",
        "portfolio/history/writer.py",
        "portfolio/policy/operations.py",
        "portfolio/accounts/operations.py",
        "portfolio/accounts/sessions.py",
        "portfolio/projects/operations.py",
        "portfolio/organisations/operations.py",
        "portfolio/organisations/rates.py",
        "portfolio/places/operations.py",
        "portfolio/objectives/operations.py",
        "portfolio/jobs/operations.py",
        "portfolio/planning/scenarios/operations.py",
        "portfolio/reports/operations.py",
        "portfolio/sources/operations.py",
    }
    found = set()
    for path in [*ROOT.glob("portfolio/**/*.py"), *ROOT.glob("imports/**/*.py")]:
        name = path.relative_to(ROOT).as_posix()
        if "migrations/" in name:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "insert_rows":
                found.add(name)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                writes = (
                    node.func.attr in ("insert", "update", "delete")
                    and isinstance(owner, ast.Name)
                    and owner.id == "sa"
                )
                if writes or (node.func.attr in ("add", "add_all") and ast.unparse(owner).endswith("session")):
                    found.add(name)
    assert {name for name in found if not name.startswith("imports/")} <= allowed
    assert {name for name in found if name.startswith("imports/")} <= {
        "imports/batches.py",
        "imports/files.py",
        "imports/originals.py",
        "imports/apply.py",
        "imports/reversal.py",
        "imports/directory.py",
        "imports/recognitions.py",
        "imports/learned.py",
    }


def test_people_are_logged_too(app: Flask) -> None:
    from tests.cast import add

    person = add(app, Role.VIEWER)
    with app.app_context():
        assert db.session.get(User, person.id) is not None
        logged = db.session.execute(sa.text("SELECT entity_key FROM change_log WHERE entity = 'user'")).scalars().all()
        assert logged == [person.label]
