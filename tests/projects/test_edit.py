"""Changing a project by the form; a save that came too late shows both versions and loses neither."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.extensions import db
from tests import cast
from tests.cast import sign_in
from tests.projects.battery import needs_editor, needs_sign_in, page, takes_only
from tests.projects.page_forms import fill, form_of
from tests.projects.stock import CANARY, add, bare, body, change, country, full, hidden, objective, stored


def _late(client: FlaskClient, address: str, app: Flask, number: int, theirs: dict[str, Any], **mine: Any) -> Any:
    """Open the form, let somebody else save, then send the form."""
    data = form_of(client.get(address).get_data(as_text=True))
    change(app, number, actor=cast.add(app, Role.PLANNER), **theirs)
    for name, value in mine.items():
        data[name.replace("__", "-")] = value
    return client.post(address, data=data)


def _saved(client: FlaskClient, address: str, clash: Any, **chosen: str) -> Any:
    """Choose on the page of two versions, and send it."""
    data = form_of(clash.get_data(as_text=True), "version")
    for name, side in chosen.items():
        data[f"choice-{name}"] = side
    return client.post(address, data=data)


def test_opening_and_saving_changes_nothing(app: Flask) -> None:
    [number] = add(app, full(parent=None))
    answer = fill(sign_in(app, Role.MANAGER), f"/projects/{number}/edit")
    assert (answer.status_code, answer.location) == (303, f"/projects/{number}")
    assert stored(app, number).version == 1


def test_a_save_that_waits_too_long_keeps_what_was_typed(sqlite_app: Flask) -> None:
    [number] = add(sqlite_app, full())
    client = sign_in(sqlite_app, Role.MANAGER)
    with sqlite_app.app_context():
        db.engine.portfolio_lock_seconds = 0  # type: ignore[attr-defined]
        door = Path(f"{db.engine.url.database}.lock")
    with door.open("w") as held:  # as a large import holds it while it is carried out
        fcntl.flock(held, fcntl.LOCK_EX)
        answer = fill(client, f"/projects/{number}/edit", title="Typed with care", reason="Extended")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    text = answer.get_data(as_text=True)
    assert "Another change is being saved at the moment. Wait a few seconds and try again; nothing was saved." in text
    assert stored(sqlite_app, number).version == 1
    again = client.post(f"/projects/{number}/edit", data=form_of(text))
    assert again.status_code == 303
    assert (stored(sqlite_app, number).version, stored(sqlite_app, number).value["title"]) == (2, "Typed with care")


def test_what_was_changed_is_saved_and_the_rest_stays(app: Flask) -> None:
    [number] = add(app, full())
    before = stored(app, number).value
    typed = {"title": "New", "planned_end": "03/2029", "places__1__remove": "y", "objectives__2__objective": ""}
    answer = fill(sign_in(app, Role.MANAGER), f"/projects/{number}/edit", **typed, reason="Extended")
    assert answer.status_code == 303
    after = stored(app, number).value
    assert after == {**before, "title": "New", "planned_end": "2029-03", "places": before["places"][:1]}
    assert "bo@example.org: Extended" in page(sign_in(app, Role.VIEWER), f"/projects/{number}")


def test_the_last_link_of_a_list_can_be_removed(app: Flask) -> None:
    [number] = add(app, full())
    fill(sign_in(app, Role.MANAGER), f"/projects/{number}/edit", places__0__remove="y", places__1__remove="y")
    assert stored(app, number).value["places"] == []


def test_a_field_that_was_not_sent_is_left_as_it_is(app: Flask) -> None:
    [number] = add(app, full())
    client = sign_in(app, Role.MANAGER)
    token = form_of(page(client, f"/projects/{number}/edit"))["csrf_token"]
    before = stored(app, number).value
    data = {"csrf_token": token, "version": "1", "title": "Only this"}
    assert client.post(f"/projects/{number}/edit", data=data).status_code == 303
    assert stored(app, number).value == {**before, "title": "Only this"}


def test_problems_are_said_and_nothing_is_saved(app: Flask) -> None:
    number, _ = add(app, full(), bare("TAKEN"))
    client = sign_in(app, Role.MANAGER)
    for name, value, words in (
        ("code", "TAKEN", "another project"),
        ("title", "", "Enter a title"),
        ("actual_end", "2001", "before it starts"),
        ("parent", "CYB-1", "not its own"),
        ("version", "", "open it again"),
        ("version", "x", "open it again"),
        ("version", "9" * 40, "open it again"),
    ):
        answer = fill(client, f"/projects/{number}/edit", **{name: value, "acronym": "kept"})
        assert answer.status_code == 422, name
        text = answer.get_data(as_text=True)
        assert words in text, name
        assert form_of(text)["acronym"] == "kept"
    assert stored(app, number).version == 1


def test_a_late_save_shows_yours_theirs_and_what_stood_before(app: Flask) -> None:
    [number] = add(app, full())
    client, address = sign_in(app, Role.MANAGER), f"/projects/{number}/edit"
    theirs = {"title": "Theirs", "acronym": "THEIRS", "objectives": [objective(3)]}
    answer = _late(client, address, app, number, theirs, title="Mine", summary="My summary", reason="Mine too")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for said in (
        "Mine",
        "Theirs",
        "Résilience of CYB-1",
        "amara@example.org",
        "My summary",
        "3 Human rights defenders",
        "THEIRS",
    ):
        assert said in text, said
    assert stored(app, number).value["title"] == "Theirs"
    sent = form_of(text, "version")
    assert sent["version"] == "2"
    assert "choice-title" not in sent  # both changed it: a person decides
    assert (sent["choice-summary"], sent["choice-acronym"], sent["choice-objectives"]) == ("yours", "theirs", "theirs")


def test_each_field_of_a_late_save_goes_as_it_was_chosen(app: Flask) -> None:
    [number] = add(app, full())
    client, address = sign_in(app, Role.MANAGER), f"/projects/{number}/edit"
    theirs = {"title": "Theirs", "acronym": "THEIRS", "places": [country("TZ")], "strand": "both"}
    clash = _late(
        client, address, app, number, theirs, title="Mine", places__0__remove="y", strand="cybercrime", reason="Both"
    )
    before = stored(app, number).value
    assert _saved(client, address, clash, title="yours", places="yours", strand="theirs").status_code == 303
    after = stored(app, number).value
    assert after == {**before, "title": "Mine", "places": [country("UG", tier="priority", share="40")]}
    assert "bo@example.org: Both" in page(client, f"/projects/{number}")


def test_a_second_late_save_is_shown_again_and_loses_nothing(app: Flask) -> None:
    [number] = add(app, full())
    client, address = sign_in(app, Role.MANAGER), f"/projects/{number}/edit"
    clash = _late(
        client, address, app, number, {"title": "Theirs"}, title="Mine", summary="My summary", status="closed"
    )
    change(app, number, title="Theirs again", source="Elsewhere")
    again = _saved(client, address, clash, title="yours")
    assert again.status_code == 409
    text = again.get_data(as_text=True)
    for said in ("Mine", "Theirs again", "My summary", "Closed", "Elsewhere"):
        assert said in text, said
    assert _saved(client, address, again, title="yours").status_code == 303
    after = stored(app, number).value
    assert (after["title"], after["summary"], after["status"]) == ("Mine", "My summary", "closed")
    assert after["source"] == "Elsewhere"


def test_a_late_save_from_an_unknown_version_asks_about_every_difference(app: Flask) -> None:
    [number] = add(app, full())
    for version in ("0", "77"):
        answer = fill(sign_in(app, Role.MANAGER), f"/projects/{number}/edit", version=version, title="Mine")
        assert answer.status_code == 409
        assert "choice-title" not in form_of(answer.get_data(as_text=True), "version")


def test_removing_all_rows_survives_a_late_save(app: Flask) -> None:
    [number] = add(app, full())
    client, address = sign_in(app, Role.MANAGER), f"/projects/{number}/edit"
    mine = {"places__0__remove": "y", "places__1__remove": "y"}
    clash = _late(client, address, app, number, {"title": "Theirs"}, **mine)
    assert clash.status_code == 409
    assert _saved(client, address, clash).status_code == 303
    after = stored(app, number).value
    assert (after["places"], after["title"]) == ([], "Theirs")


def test_a_choice_that_cannot_be_kept_comes_back_in_the_form(app: Flask) -> None:
    [number] = add(app, full())
    client, address = sign_in(app, Role.MANAGER), f"/projects/{number}/edit"
    clash = _late(client, address, app, number, {"planned_start": "2027"}, planned_end="2026", title="Mine")
    assert clash.status_code == 409
    refused = _saved(client, address, clash, planned_end="yours", planned_start="theirs")
    assert refused.status_code == 422
    text = refused.get_data(as_text=True)
    assert "before it starts" in text
    sent = form_of(text)
    assert (sent["title"], sent["planned_end"], sent["planned_start"]) == ("Mine", "2026", "2027")


def test_another_spelling_of_an_organisation_is_no_difference_between_versions(app: Flask) -> None:
    [number] = add(app, bare("A", organisations=[body("Council of Europe")]))
    client, address = sign_in(app, Role.MANAGER), f"/projects/{number}/edit"
    clash = _late(
        client, address, app, number, {"title": "Theirs"}, organisations__0__name="COUNCIL OF EUROPE", acronym="M"
    )
    assert clash.status_code == 409
    assert "COUNCIL OF EUROPE" not in clash.get_data(as_text=True)


def test_a_programme_that_an_editor_may_not_see_is_neither_shown_nor_lost(app: Flask) -> None:
    _, number = add(app, hidden("SECRET-1"), bare("CHILD", parent="SECRET-1"))
    client, address = sign_in(app, Role.MANAGER), f"/projects/{number}/edit"
    text = page(client, address)
    assert "SECRET-1" not in text
    assert fill(client, address, title="New").status_code == 303
    assert stored(app, number).value["parent"] == "SECRET-1"
    clash = _late(client, address, app, number, {"title": "Theirs"}, title="Mine")
    assert "SECRET-1" not in clash.get_data(as_text=True)


def test_a_late_save_does_not_tell_of_a_hidden_programme_set_meanwhile(app: Flask) -> None:
    _, number = add(app, hidden("SECRET-1"), bare("CHILD"))
    client, address = sign_in(app, Role.MANAGER), f"/projects/{number}/edit"
    clash = _late(client, address, app, number, {"parent": "SECRET-1"}, title="Mine")
    assert clash.status_code == 409
    assert "SECRET-1" not in clash.get_data(as_text=True)
    assert _saved(client, address, clash).status_code == 303
    assert (stored(app, number).value["parent"], stored(app, number).value["title"]) == ("SECRET-1", "Mine")


def test_a_restricted_project_of_somebody_else_is_not_found(app: Flask) -> None:
    [number] = add(app, hidden())
    client = sign_in(app, Role.MANAGER)
    assert CANARY not in page(client, f"/projects/{number}/edit", 404)
    token = form_of(page(client, "/projects/new"))["csrf_token"]
    data = {"csrf_token": token, "version": "1", "title": "Taken over"}
    assert client.post(f"/projects/{number}/edit", data=data).status_code == 404
    assert stored(app, number).version == 1


def test_making_a_project_restricted_leads_to_the_list_when_it_is_somebody_elses(app: Flask) -> None:
    [number] = add(app, full())
    answer = fill(sign_in(app, Role.MANAGER), f"/projects/{number}/edit", visibility="restricted")
    assert (answer.status_code, answer.location) == (303, "/projects")


def test_the_form_is_for_editors_who_signed_in(app: Flask) -> None:
    [number] = add(app, full())
    for method in ("GET", "POST"):
        needs_sign_in(app, f"/projects/{number}/edit", method)
        needs_editor(app, f"/projects/{number}/edit", method)
    takes_only(sign_in(app, Role.MANAGER), f"/projects/{number}/edit", "GET", "POST")
