"""The file of an import: what is known of it, another import of it, and its deletion by an administrator."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.models.batch import ImportBatch, ImportFile, ImportPiece, ImportRow
from portfolio.models.change import Change
from tests import cast
from tests.imports.books import codes, csv_of
from tests.imports.views.pages import post, text_of, upload
from tests.jobs.desk import LONG, make_short, work_off

LIST = csv_of("Code,Title,Status", "A-1,Alpha,closed", "A-2,Beta,zzz")


@pytest.fixture
def bo(app: Flask) -> FlaskClient:
    """A project manager who has applied LIST as import 1, an unknown word left open."""
    client = cast.sign_in(app, Role.MANAGER)
    upload(client, LIST, "list.csv")
    post(client, "/imports/1/apply")
    return client


@pytest.fixture
def ada(app: Flask, bo: FlaskClient) -> FlaskClient:
    """An administrator, beside whom that manager works."""
    return cast.sign_in(app, Role.ADMINISTRATOR)


def column(app: Flask, attribute: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(attribute)))


def test_the_list_of_imports_says_size_hash_and_rows(app: Flask, bo: FlaskClient) -> None:
    (digest,) = column(app, ImportFile.sha256)
    page = text_of(bo.get("/imports"))
    assert f"{len(LIST)} bytes" in page
    assert digest[:8] in page
    assert digest not in page
    assert "2 new" in page
    about = text_of(bo.get("/imports/1/original"))
    assert digest in about
    assert "Delete the file" not in about


def test_a_kept_file_is_read_again_by_what_is_known_by_now(app: Flask, bo: FlaskClient) -> None:
    """The word that nobody knew was taught meanwhile; the new import knows it, and the earlier one stays."""
    upload(bo, LIST, "other.csv")
    post(bo, "/imports/2/columns", sheet="0", header_row="1", **{"answer-status:zzz": "closed"})
    post(bo, "/imports/2/cancel")
    assert post(bo, "/imports/1/reread").location == "/imports/3"
    page = text_of(bo.get("/imports/3"))
    assert "Another reading of the file of" in page
    assert "The same file was imported before." in page
    assert "2 new" in page
    post(bo, "/imports/3/apply")
    assert "Changed 1 field of 1 project" in text_of(bo.get("/imports/3/receipt"))
    assert Counter(column(app, ImportBatch.again_of_id)) == {None: 2, 1: 1}
    assert len(column(app, ImportFile.sha256)) == 1


def test_a_long_file_is_read_again_by_a_worker(app: Flask, bo: FlaskClient) -> None:
    make_short(app)
    upload(bo, LONG)
    work_off(app)
    post(bo, "/imports/2/cancel")
    assert post(bo, "/imports/2/reread").location == "/imports/3/progress"
    work_off(app)
    assert "Adds 7 projects" in text_of(bo.get("/imports/3"))


def test_an_administrator_deletes_the_file_and_undo_still_works(app: Flask, bo: FlaskClient, ada: FlaskClient) -> None:
    page = text_of(ada.get("/imports/1/original"))
    assert f"{len(LIST)} bytes and the cells of 3 rows of 1 import would be deleted" in page
    assert post(bo, "/imports/1/remove").status_code == 403
    assert post(ada, "/imports/1/remove").location == "/imports/1/original"
    assert column(app, ImportPiece.content) == []
    assert {tuple(cells) for cells in column(app, ImportRow.cells)} == {()}
    for address in ("file", "marked.xlsx", "failed.xlsx"):
        answer = bo.get(f"/imports/1/{address}")
        assert answer.status_code == 404
        assert "The original file was deleted by dana@example.org on" in text_of(answer)
    assert post(bo, "/imports/1/reread").status_code == 404
    assert post(ada, "/imports/1/remove").status_code == 409
    assert "dana@example.org deleted it" in text_of(bo.get("/imports/1/original"))
    assert "deleted" in text_of(bo.get("/imports"))
    assert "Added 2 projects" in text_of(bo.get("/imports/1/receipt"))
    with app.app_context():
        last = db.session.scalars(sa.select(Change).order_by(Change.position.desc())).first()
        assert last is not None
        assert (last.entity, last.entity_id, last.actor_label) == ("import", 1, "dana@example.org")
        assert last.changes["file"][1] is None
    post(bo, "/imports/1/undo")
    with app.app_context():
        assert codes() == []


def test_a_file_that_an_open_import_needs_is_not_deleted(app: Flask, bo: FlaskClient, ada: FlaskClient) -> None:
    """Two imports share the bytes: while one is open they stay, then both lose them."""
    upload(bo, LIST, "the same.csv")
    assert "still open" in text_of(ada.get("/imports/1/original"))
    answer = post(ada, "/imports/1/remove")
    assert (answer.status_code, "Import 2 of this file is still open." in text_of(answer)) == (409, True)
    post(bo, "/imports/2/cancel")
    post(ada, "/imports/2/remove")
    assert bo.get("/imports/1/file").status_code == 404
    # Uploaded anew, the bytes are kept again; the cells of the earlier import are gone for good.
    upload(bo, LIST, "list.csv")
    assert bo.get("/imports/1/file").data == LIST
    answer = bo.get("/imports/1/marked.xlsx")
    assert (answer.status_code, "uploaded anew since" in text_of(answer)) == (404, True)


def test_the_file_of_somebody_else_is_not_found(app: Flask, bo: FlaskClient) -> None:
    other = cast.sign_in(app, Role.MANAGER, "other@example.org")
    assert other.get("/imports/1/original").status_code == 404
    assert post(other, "/imports/1/reread").status_code == 404
    upload(other, LIST, "mine.csv")
    page = text_of(other.get("/imports/2/original"))
    assert "Import 2" in page
    assert "Import 1" not in page
