"""Organisations: found by name, with their visible projects by role."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.projects.battery import ODD_IDS, needs_sign_in, page, says_so, takes_only
from tests.projects.stock import CANARY, add, bare, body, hidden


def _address(client: FlaskClient, name: str) -> str:
    found = re.search(rf'href="(/organisations/\d+)">{name}<', page(client, f"/organisations?q={name}"))
    assert found is not None
    return found[1]


def test_an_organisation_is_found_and_counted_by_role(app: Flask) -> None:
    add(
        app,
        bare("A", organisations=[body("Ministère Test"), body("Ministère Test", "funder")]),
        bare("B", organisations=[body("Ministère Test")]),
        bare("C", organisations=[body("Ministère Test")], archived=True),
        hidden("SECRET", organisations=[body("Ministère Test")]),
    )
    client = sign_in(app, Role.VIEWER)
    text = page(client, "/organisations?q=MINISTERE")
    assert "1 organisation" in text
    assert re.findall(r'data-label="(?:Funds|Implements|Takes part)">(\d+)<', text) == ["1", "2", "0"]


def test_its_page_has_its_projects_by_role(app: Flask) -> None:
    add(
        app,
        bare("A", "Funded by it", organisations=[body("Test Body", "funder", share="40")]),
        bare("B", "Done by it", organisations=[body("Test Body")]),
        hidden("SECRET", organisations=[body("Test Body")]),
    )
    client = sign_in(app, Role.VIEWER)
    text = page(client, _address(client, "Test Body"))
    assert text.index("Funded by it") < text.index("Done by it")
    assert "Funder, 40 %" in text
    assert CANARY not in text


def test_odd_questions_are_answered_by_a_sentence(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for odd in (*ODD_IDS, "999999999"):
        says_so(client, f"/organisations/{odd}", (404,))
    for query in ("page=0", "page=999", "page=x", "q=" + "x" * 300):
        says_so(client, f"/organisations?{query}")
    for query in ("q=%00", "q=%25", "q=_", "q=%27", "q=none-like-it"):
        assert page(client, f"/organisations?{query}")


def test_the_pages_need_a_sign_in_and_take_no_other_method(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for address in ("/organisations", "/organisations/1"):
        needs_sign_in(app, address)
        takes_only(client, address, "GET")
