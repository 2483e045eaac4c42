"""Money of a cell: what nobody knows is said to be unknown, and is never EUR 0."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import create_projects
from tests.cast import sign_in
from tests.coverage.world import country, load, objective
from tests.projects.battery import page
from tests.projects.stock import bare


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    """The small portfolio, with projects of unknown budget in Palau and Ghana."""
    load(app)
    some = {"planned_start": "2024", "planned_end": "2029", "objectives": [objective(6)]}
    with app.app_context(), write(db.session, COMMAND_LINE, "without budgets"):
        create_projects(
            db.session, [bare("PALAU", places=[country("PW")], **some), bare("GHANA", places=[country("GH")], **some)]
        )
    return sign_in(app, Role.VIEWER)


def _money(text: str) -> str:
    found = re.search(r"<dt>Money</dt>\s*<dd>(.*?)</dd>", text, re.DOTALL)
    assert found
    return re.sub(r"<[^>]*>", " ", found.group(1)).replace("\u202f", " ").strip()


def test_money_that_nobody_knows_is_unknown_and_known_money_says_what_it_lacks(viewer: FlaskClient) -> None:
    palau = page(viewer, "/coverage/cell/6/PW?columns=country")
    assert _money(palau) == "unknown"
    assert "EUR 0" not in palau
    ghana = _money(page(viewer, "/coverage/cell/6/GH?columns=country"))
    assert ghana.startswith("EUR 300")
    assert ghana.endswith("1 budget unknown")


def test_what_ended_is_said_not_to_be_counted(viewer: FlaskClient) -> None:
    assert "ended, not counted" in page(viewer, "/coverage/cell/9/central-asia")
    assert "EUR 50" in page(viewer, "/coverage/cell/9/central-asia?scope=all")
