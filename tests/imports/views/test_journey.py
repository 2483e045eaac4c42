"""One long way through the wizard, on each database."""

from __future__ import annotations

from flask import Flask

from portfolio.core.terms import Role
from tests import cast
from tests.imports.books import codes, csv_of, project, run
from tests.imports.views.pages import post, text_of, upload


def test_upload_match_ask_answer_apply_edit_and_undo(app: Flask) -> None:
    with app.app_context():
        run(app, csv_of("Code,Title,Acronym,Status", "E-1,Action on cybercrime in the East,CyberEast,pipeline"))
    bo = cast.sign_in(app, Role.MANAGER)
    data = csv_of(
        "Title,State of play,Countries,Secret column",
        "CyberEast,closed,GE; UA,x",
        "Été à Zürich,pipeline,KE,y",
        "Total,,,",
    )
    assert upload(bo, data).headers["Location"].startswith("/imports/2")
    fields = {"field-0": "title", "field-1": "status", "field-2": "places", "field-3": ""}
    sent = {"sheet": "0", "header_row": "1", **fields}
    assert post(bo, "/imports/2/columns", **sent).headers["Location"] == "/imports/2"
    page = text_of(bo.get("/imports/2"))
    assert "Adds 1 project, asks about 1 row, skips 1 row; deletes nothing." in page
    assert "Columns that are not imported: D Secret column." in page
    assert "ZURICH" in text_of(bo.get("/imports/2?tab=create&q=zurich"))
    post(bo, "/imports/2/rows", **{"row-2": "E-1"})
    post(bo, "/imports/2/rules", mode="update", rows="good")
    page = text_of(bo.get("/imports/2?tab=skipped"))
    assert "this import only updates" in page
    assert "It is a total of other rows." in page
    post(bo, "/imports/2/rules", mode="both", rows="all-or-nothing")
    assert post(bo, "/imports/2/apply").headers["Location"] == "/imports/2/receipt"
    with app.app_context():
        assert project("E-1")["status"] == "closed"
        assert len(codes()) == 2
    assert post(bo, "/imports/2/undo").status_code == 303
    with app.app_context():
        assert project("E-1")["status"] == "pipeline"
        assert project("E-1")["title"] == "Action on cybercrime in the East"
        assert codes() == ["E-1"]
    assert "Removed" in text_of(bo.get("/imports/2/receipt")) or "removed" in text_of(bo.get("/imports/2/receipt"))
