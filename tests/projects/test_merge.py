"""Two records of one project become one, and two again: by page and command, with what leads to them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from imports.directory import load_directory
from imports.match import match_drafts
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.coverage.material import material_of_log, material_of_tables
from portfolio.extensions import db
from portfolio.history.record import broken_links, position
from portfolio.models.change import Change
from tests.cast import sign_in, token_of
from tests.cli.conftest import terminal as terminal  # noqa: PLC0414
from tests.cli.terminal import Terminal
from tests.imports.match.test_match import Row
from tests.projects.battery import needs_sign_in, page, says_so, takes_only
from tests.projects.stock import add, bare, body, change, country, hidden, stored


@pytest.fixture
def pair(app: Flask) -> tuple[int, int, int]:
    """A and B, the same; C is a part of B."""
    one, other, part = add(
        app,
        bare("A", "Cyber help", places=[country("KE")], website="https://example.org/a"),
        bare("B", "Cyber assistance", places=[country("UG")], iati_identifier="XM-1-B", planned_end="2029",
             organisations=[body("Doer")]),
        bare("C", parent="B"),
    )  # fmt: skip
    return one, other, part


def _rebuilt(app: Flask) -> bool:
    """Whether the change log still tells all."""
    with app.app_context():
        return material_of_tables(db.session()) == material_of_log(db.session(), position(db.session()))


def _found(app: Flask, **row: Any) -> Any:
    with app.app_context():
        return match_drafts([Row(row)], load_directory(db.session(), COMMAND_LINE))[0]


def test_what_is_chosen_stays_everything_leads_to_it_and_it_can_be_taken_back(
    app: Flask, pair: tuple[int, int, int]
) -> None:
    one, other, part = pair
    before = {number: stored(app, number).value for number in pair}
    planner = sign_in(app, Role.PLANNER)
    address = "/projects/merge?kept=A&lost=B"
    text = page(planner, address)
    assert "Merge B into A" in text
    sent = {
        "csrf_token": token_of(planner, address), "kept": "A", "lost": "B", "kept_version": "1", "lost_version": "1",
        "take-title": "lost", "take-places": "both",
    }  # fmt: skip
    assert planner.post("/projects/merge", data={**sent, "lost_version": "7"}).status_code == 409
    assert planner.post("/projects/merge", data={**sent, "take-title": "mine"}).status_code == 422
    answer = planner.post("/projects/merge", data=sent)
    assert (answer.status_code, answer.location) == (303, f"/projects/{one}")
    kept = stored(app, one).value
    assert (kept["title"], kept["planned_end"], kept["website"]) == (
        "Cyber assistance",
        "2029",
        "https://example.org/a",
    )
    assert kept["iati_identifier"] == "XM-1-B"
    assert [link["code"] for link in kept["places"]] == ["KE", "UG"]
    assert stored(app, other).value["archived"]
    assert stored(app, part).value["parent"] == "A"
    assert _rebuilt(app)

    viewer = sign_in(app, Role.VIEWER)
    for old in (f"/projects/{other}", "/projects/by-code/B"):
        assert viewer.get(old, follow_redirects=True).request.path == f"/projects/{one}"
    assert "Merged into this project" in page(viewer, f"/projects/{one}")
    assert "This record was merged into" in page(viewer, f"/projects/{other}?record=own")
    for row in (
        {"code": "B", "title": "x"},
        {"title": "Cyber assistance"},
        {"iati_identifier": "XM-1-B", "title": "y"},
    ):
        found = _found(app, **row)
        assert (found.kind, found.known and found.known.id) == ("same", one), row
    restored = planner.post(f"/projects/{other}/restore", data={"csrf_token": sent["csrf_token"], "version": "2"})
    assert restored.status_code == 422

    change(app, one, title="Edited since")
    taken_back = planner.post(
        f"/projects/{other}/unmerge", data={"csrf_token": sent["csrf_token"]}, follow_redirects=True
    )
    assert "Edited since and left as it is: title of A" in taken_back.get_data(as_text=True)
    assert stored(app, one).value == {**before[one], "title": "Edited since"}
    assert {number: stored(app, number).value for number in (other, part)} == {n: before[n] for n in (other, part)}
    assert viewer.get(f"/projects/{other}").status_code == 200
    assert _found(app, code="B", title="x").known.id == other
    assert _rebuilt(app)
    with app.app_context():
        assert broken_links(db.session()) == []
        actions = db.session.scalars(
            sa.select(Change.action).where(Change.entity == "merge").order_by(Change.position)
        ).all()
    assert actions == ["create", "delete"]


def test_only_planners_merge_and_odd_requests_are_answered(app: Flask, pair: tuple[int, int, int]) -> None:
    needs_sign_in(app, "/projects/merge")
    manager, planner = sign_in(app, Role.MANAGER), sign_in(app, Role.PLANNER)
    assert manager.get("/projects/merge").status_code == 403
    takes_only(planner, "/projects/merge", "GET", "POST")
    assert "Code of the project that stays" in page(planner, "/projects/merge?kept=A")
    for query in ("kept=A&lost=A", "kept=A&lost=nobody", "kept=%27&lost=B"):
        says_so(planner, f"/projects/merge?{query}")
    token = token_of(planner, "/projects/merge?kept=A&lost=B")
    assert planner.post(f"/projects/{pair[0]}/unmerge", data={"csrf_token": token}).status_code == 404


def test_who_may_not_see_where_it_went_learns_nothing(app: Flask, terminal: Terminal) -> None:
    [secret, known] = add(app, hidden("S"), bare("K"))
    assert terminal("overlaps", "merge", "S", "K", "--take", "visibility=a").status == 0
    viewer = sign_in(app, Role.VIEWER)
    assert viewer.get(f"/projects/{known}").status_code == 200
    assert viewer.get(f"/projects/{secret}").status_code == 404
    assert "of project" not in page(viewer, "/history")
    assert f"of project {known} into {secret}" in page(sign_in(app, Role.PLANNER), "/history?entity=merge")


def test_the_command_merges_by_field_and_takes_back(app: Flask, pair: tuple[int, int, int], terminal: Terminal) -> None:
    one, other, _ = pair
    for wrong, sentence in (
        (("A", "B", "--take", "title"), "chooses nothing"),
        (("A", "B", "--take", "colour=a"), "no field that can be chosen"),
        (("A", "B", "--take", "title=both"), "cannot be chosen"),
        (("A", "A"), "with itself"),
        (("A", "Z"), "no such project"),
    ):
        terminal("overlaps", "merge", *wrong).refused(sentence)
    assert (
        "B is merged into A" in terminal("overlaps", "merge", "A", "B", "--take", "places=b", "--take", "title=b").out
    )
    assert [link["code"] for link in stored(app, one).value["places"]] == ["UG"]
    terminal("overlaps", "merge", "C", "B").refused("already")
    assert "B is a project of its own again." in terminal("overlaps", "take-back", "B").out
    assert not stored(app, other).value["archived"]
    terminal("overlaps", "take-back", "B").refused("not merged")
    # A part merged with its own programme takes the programme's place.
    assert terminal("overlaps", "merge", "C", "B").status == 0
    assert stored(app, pair[2]).value["parent"] is None
