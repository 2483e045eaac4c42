"""An import taken back: field by field, without losing what somebody did since."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

import imports.undo
from imports import pipeline
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.terms import Role
from portfolio.errors import Conflict
from portfolio.extensions import db
from portfolio.history.record import broken_links
from tests import cast
from tests.imports.books import codes, csv_of, edit, project, run

BASE = csv_of("Code,Title,Status,Acronym", "A-1,Alpha,pipeline,AL", "A-2,Beta,pipeline,BE")
CHANGE = csv_of("Code,Title,Status,Acronym", "A-1,Alpha,closed,ALPHA", "A-2,Beta,closed,BE", "N-1,New,pipeline,NEW")


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> Any:
    with app.app_context():
        yield


@pytest.fixture
def editor(app: Flask) -> Actor:
    return cast.add(app, Role.MANAGER)


def changed(app: Flask) -> int:
    """The base, and the number of an import that changed it."""
    run(app, BASE)
    batch_id = run(app, CHANGE).batch_id
    assert batch_id is not None
    return batch_id


def undo(batch_id: int) -> Any:
    return pipeline.undo(db.session, COMMAND_LINE, batch_id)


def test_an_undo_is_the_identity_when_nobody_edited(app: Flask) -> None:
    run(app, BASE)
    before = [project(code) for code in codes()]
    batch_id = run(app, CHANGE).batch_id
    assert batch_id is not None
    done = undo(batch_id)
    assert [project(code) for code in codes()] == before
    assert done["counts"] == {"reversed": 2, "deleted": 1, "kept": 0, "failed": 0}
    assert broken_links(db.session) == []


def test_a_field_edited_since_is_kept_and_says_by_whom(app: Flask, editor: Actor) -> None:
    batch_id = changed(app)
    edit("A-1", editor, acronym="MINE")
    done = undo(batch_id)
    assert (project("A-1")["acronym"], project("A-1")["status"]) == ("MINE", "pipeline")
    assert [(one["code"], one["field"], one["by"]) for one in done["kept"]] == [("A-1", "acronym", editor.label)]


def test_an_added_project_that_somebody_edited_stays_and_is_listed(app: Flask, editor: Actor) -> None:
    batch_id = changed(app)
    edit("N-1", editor, summary="Work went on.")
    done = undo(batch_id)
    assert "N-1" in codes()
    assert [(one["code"], one["by"]) for one in done["kept"]] == [("N-1", editor.label)]


def test_an_added_programme_that_a_later_project_names_stays_and_says_why(app: Flask) -> None:
    batch_id = changed(app)
    run(app, csv_of("Code,Title,Parent", "C-1,Child,N-1"))
    done = undo(batch_id)
    assert "N-1" in codes()
    assert [(one["code"], one["sentence"]) for one in done["failed"]] == [
        ("N-1", "C-1 names it as programme or predecessor.")
    ]


def test_a_programme_and_its_children_of_one_import_go_together(app: Flask) -> None:
    run(app, BASE)
    batch_id = run(app, csv_of("Code,Title,Parent", "P,Programme,", "C-1,Child,P", "A-1,Alpha,P")).batch_id
    assert batch_id is not None
    assert project("A-1")["parent"] == "P"
    assert undo(batch_id)["counts"]["deleted"] == 2
    assert (codes(), project("A-1")["parent"]) == (["A-1", "A-2"], None)


def test_a_value_that_cannot_be_kept_any_more_fails_alone(app: Flask) -> None:
    run(app, csv_of("Code,Title,Start,End,Status", "A-1,Alpha,2020,2022,pipeline"))
    batch_id = run(app, csv_of("Code,End,Status", "A-1,2026,closed")).batch_id
    assert batch_id is not None
    edit("A-1", planned_start="2024")
    done = undo(batch_id)
    assert (project("A-1")["planned_end"], project("A-1")["status"]) == ("2026", "pipeline")
    assert [(one["code"], one["fields"]) for one in done["failed"]] == [("A-1", ["planned_end"])]


def test_an_undo_is_done_once(app: Flask) -> None:
    batch_id = changed(app)
    undo(batch_id)
    with pytest.raises(Conflict, match="taken back already"):
        undo(batch_id)


def test_after_an_undo_the_same_file_can_be_imported_again(app: Flask) -> None:
    batch_id = changed(app)
    undo(batch_id)
    assert run(app, CHANGE).counts["create"] == 1


@pytest.mark.parametrize("name", ["_reverse_updates", "update_projects", "delete_projects", "_delete_created"])
def test_killed_at_any_point_an_undo_leaves_everything_as_it_was(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    batch_id = changed(app)
    before = [project(code) for code in codes()]
    real = getattr(imports.undo, name)

    def killed(*args: Any, **kwargs: Any) -> Any:
        real(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(imports.undo, name, killed)
    with pytest.raises(KeyboardInterrupt):
        undo(batch_id)
    monkeypatch.undo()
    assert [project(code) for code in codes()] == before
    assert undo(batch_id)["counts"]["reversed"] == 2
