"""Two people work on one project, or one imports while the other types: nothing that anybody wrote is lost."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.coverage.world import load
from tests.journeys.desk import batch_of, faults, inputs_of, portfolio_of, press, sign_in_by_link, upload, words


def _stored(app: Flask, code: str) -> dict[str, Any]:
    return next(project for project in portfolio_of(app)["projects"] if project["code"] == code)


def _opened(client: FlaskClient, code: str) -> tuple[str, dict[str, str]]:
    address = client.get(f"/projects/by-code/{code}").location + "/edit"
    return address, inputs_of(client.get(address).get_data(as_text=True))


def test_two_who_changed_different_fields_both_keep_their_change(app: Flask) -> None:
    load(app)
    amara, bo = sign_in_by_link(app, Role.PLANNER), sign_in_by_link(app, Role.MANAGER)
    address, hers = _opened(amara, "LAST")
    _, his = _opened(bo, "LAST")
    assert amara.post(address, data={**hers, "title": "Hers"}).status_code == 303
    late = bo.post(address, data={**his, "acronym": "HIS"})
    assert late.status_code == 409
    said = words(late)
    assert "amara@example.org" in said
    assert "HIS" in said
    assert _stored(app, "LAST")["title"] == "Hers"
    form = inputs_of(late.get_data(as_text=True))
    choices = {"choice-title": "theirs", "choice-acronym": "yours"}
    answer = bo.post(address, data={**form, **choices})
    assert answer.status_code == 303, words(answer)
    stored = _stored(app, "LAST")
    assert (stored["title"], stored["acronym"]) == ("Hers", "HIS")
    assert stored["places"] == _stored(app, "LAST")["places"]
    assert len(stored["places"]) == 3
    assert faults(app) == []


def test_two_who_changed_the_same_field_are_shown_both_values(app: Flask) -> None:
    load(app)
    amara, bo = sign_in_by_link(app, Role.PLANNER), sign_in_by_link(app, Role.MANAGER)
    address, hers = _opened(amara, "ENDS")
    _, his = _opened(bo, "ENDS")
    assert amara.post(address, data={**hers, "title": "Hers"}).status_code == 303
    late = bo.post(address, data={**his, "title": "His"})
    assert late.status_code == 409
    said = words(late)
    assert "Hers" in said
    assert "His" in said
    assert _stored(app, "ENDS")["title"] == "Hers"
    again = bo.post(address, data={**his, "title": "His"})
    assert again.status_code == 409, "sending the same late form again does not get it in"
    assert _stored(app, "ENDS")["title"] == "Hers"


def test_an_edit_between_check_and_import_is_seen_before_anything_is_written(app: Flask) -> None:
    load(app)
    bo, amara = sign_in_by_link(app, Role.MANAGER), sign_in_by_link(app, Role.PLANNER)
    batch = batch_of(upload(bo, b"Code,Title\nLAST,From the file\nNEW-1,New one\n", "change.csv"))
    check = bo.get(f"/imports/{batch}").get_data(as_text=True)
    sent = {name: inputs_of(check)[name] for name in ("csrf_token", "version")}
    address, hers = _opened(amara, "LAST")
    assert amara.post(address, data={**hers, "acronym": "HERS"}).status_code == 303
    answer = bo.post(f"/imports/{batch}/apply", data=sent)
    assert answer.status_code == 409
    assert "LAST" in words(answer)
    stored = _stored(app, "LAST")
    assert (stored["title"], stored["acronym"]) == ("Lasting work", "HERS")
    assert press(bo, f"/imports/{batch}", f"/imports/{batch}/apply").status_code == 303
    stored = _stored(app, "LAST")
    assert (stored["title"], stored["acronym"]) == ("From the file", "HERS")
    assert faults(app) == []


def test_one_persons_open_import_is_not_another_managers(app: Flask) -> None:
    load(app)
    bo = sign_in_by_link(app, Role.MANAGER)
    batch = batch_of(upload(bo, b"Code,Title\nNEW-1,New one\n", "own.csv"))
    eve = sign_in(app, Role.MANAGER, "eve@example.org")
    for page in ("", "/columns", "/receipt", "/receipt.json", "/file"):
        assert eve.get(f"/imports/{batch}{page}").status_code == 404, page
    assert "own.csv" not in words(eve.get("/imports"))
    assert "own.csv" in words(bo.get("/imports"))
    assert "own.csv" in words(sign_in(app, Role.ADMINISTRATOR).get("/imports"))
