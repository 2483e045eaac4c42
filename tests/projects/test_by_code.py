"""A project is found by its code, whatever the code looks like."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.projects.battery import needs_sign_in, says_so, takes_only
from tests.projects.stock import add, bare, hidden


def test_a_code_leads_to_its_page(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    for code in ("CYB-1", "CYB/2024/1", "Ünï 50%", "new", "1", "../x", "a?b#c"):
        [number] = add(app, bare(code))
        answer = client.get(f"/projects/by-code/{quote(code)}")
        assert (answer.status_code, answer.location) == (303, f"/projects/{number}"), code


def test_a_code_of_nothing_is_not_found(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for code in ("NONE", "%00", "A%00", "%F0%9F%98%80", "x" * 5000):
        says_so(client, f"/projects/by-code/{code}", (404,))


def test_a_restricted_code_is_not_found_by_a_viewer(app: Flask) -> None:
    add(app, hidden("SECRET-1"))
    says_so(sign_in(app, Role.VIEWER), "/projects/by-code/SECRET-1", (404,))
    assert sign_in(app, Role.PLANNER).get("/projects/by-code/SECRET-1").status_code == 303


def test_it_needs_a_sign_in_and_takes_no_other_method(app: Flask) -> None:
    needs_sign_in(app, "/projects/by-code/A")
    takes_only(sign_in(app, Role.ADMINISTRATOR), "/projects/by-code/A", "GET")
