"""A restricted project leaves no mark, no count and no amount on any page or file of somebody who may not see it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from flask import Flask

from portfolio.core.terms import Role
from tests import cast
from tests.cast import sign_in
from tests.projects.stock import CANARY, add, bare, change, country, full, hidden, region

PAGES = (
    "/", "/projects", "/projects?q=canary", "/projects?archived=1", "/projects?sort=-budget",
    "/projects?region=eastern-africa", "/projects?objective=6", "/projects?problem=no-budget", "/projects.json",
    "/projects.csv", "/projects.xlsx", "/coverage", "/coverage?measure=money", "/coverage?measure=projects",
    "/coverage.json", "/coverage.xlsx", "/gaps", "/objectives", "/objectives/eu-cyber-diplomacy-15/6", "/places",
    "/places/country/KE", "/places/region/eastern-africa", "/organisations", "/organisations?q=canary", "/history",
    "/history?entity=project", "/history?entity=organisation", "/history?page=2", "/history?page=3",
)  # fmt: skip

MARKS = re.compile(rf"{CANARY}|SECRET|7777777|7[\u202f ]777[\u202f ]777|7\.[78][\u202f ]m")


def _text(data: bytes) -> str:
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return data.decode("utf-8")


def _stock(app: Flask) -> None:
    owner = cast.add(app, Role.PLANNER)
    hidden_places = [country("KE"), region("eastern-africa")]
    ids = add(app, hidden("SECRET-1", places=hidden_places), hidden("SECRET-2", archived=True), actor=owner)
    # Amounts that would show a hidden project in a sum: none of the open ones has a budget.
    add(app, bare("OPEN-1", parent="SECRET-1", places=[country("KE")]), bare("OPEN-2", predecessor="SECRET-2"))
    change(app, ids[0], actor=owner, reason="told in confidence", summary=f"{CANARY} again")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MANAGER])
def test_no_page_of_a_stranger_shows_the_mark(app: Flask, role: Role) -> None:
    _stock(app)
    client = sign_in(app, role, "stranger@example.org")
    for address in PAGES:
        answer = client.get(address)
        if answer.status_code == 404 and "page=" in address:
            continue
        assert answer.status_code == 200, address
        text = _text(answer.data)
        assert not MARKS.search(text), (address, MARKS.search(text))
    assert "1 project" in client.get("/projects?region=eastern-africa").text


def test_a_planner_sees_the_mark_on_the_same_pages(app: Flask) -> None:
    _stock(app)
    client = sign_in(app, Role.PLANNER)
    for address in ("/projects", "/projects.json", "/projects.csv", "/history", "/organisations?q=canary",
                    "/objectives/eu-cyber-diplomacy-15/6", "/places/country/KE"):  # fmt: skip
        assert MARKS.search(_text(client.get(address).data)), address


def test_an_organisation_of_hidden_projects_alone_is_hidden_too(app: Flask) -> None:
    _stock(app)
    viewer, planner = sign_in(app, Role.VIEWER), sign_in(app, Role.PLANNER)
    found = re.findall(r'href="(/organisations/\d+)">[^<]*canary', planner.get("/organisations?q=canary").text)
    assert len(found) == 2
    for address in found:
        assert planner.get(address).status_code == 200
        assert viewer.get(address).status_code == 404
    manager = sign_in(app, Role.MANAGER)
    assert CANARY not in manager.get("/projects/new").text


def test_a_project_that_becomes_open_brings_its_history_along(app: Flask) -> None:
    [number] = add(app, hidden())
    viewer = sign_in(app, Role.VIEWER)
    assert CANARY not in viewer.get("/history").text
    change(app, number, visibility="internal")
    assert CANARY in viewer.get("/history").text


def test_a_search_tells_nothing_by_its_counts(app: Flask) -> None:
    add(app, full("OPEN"), hidden("SECRET-1"))
    viewer = sign_in(app, Role.VIEWER)
    for query in ("q=canary", "q=SECRET-1", "funder=Zanzibar-canary+funder"):
        assert "No project matches this filter." in viewer.get(f"/projects?{query}").text, query
