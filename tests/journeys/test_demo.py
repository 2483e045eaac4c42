"""The demo portfolio: it comes in by the product's own import, holds, adds up; loading it again changes nothing."""

from __future__ import annotations

import json
from decimal import Decimal

from flask import Flask

from portfolio import demonstration, installation
from portfolio.core.terms import Role
from portfolio.extensions import db
from tests.journeys.desk import everything, faults, portfolio_of, sign_in_by_link, words


def test_the_demo_portfolio_loads_holds_and_is_the_same_the_second_time(app: Flask) -> None:
    with app.app_context():
        counts = demonstration.load_demo(db.session(), app.config["SETTINGS"])
    assert (counts["create"], counts["rejected"], counts["conflict"]) == (72, 0, 0)
    assert faults(app) == []
    before, projects = everything(app), portfolio_of(app)
    assert len(projects["projects"]) == 72
    with app.app_context():
        counts = demonstration.load_demo(db.session(), app.config["SETTINGS"])
        assert not installation.is_empty(db.session())
    assert (counts["create"], counts["update"], counts["unchanged"]) == (0, 0, 72)
    assert portfolio_of(app) == projects
    after = everything(app)
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]}.keys() <= {
        "import_batch", "import_file", "import_row", "source_value", "change_log", "position",
    }  # fmt: skip
    assert faults(app) == []

    client = sign_in_by_link(app, Role.VIEWER)
    for query in ("", "&columns=organisation", "&columns=country", "&scope=all", "&within=west-africa"):
        totals = json.loads(client.get(f"/coverage.json?as-of=2026-06-01{query}").data)["totals"]
        parts = [Decimal(value) for name, value in totals.items() if name.endswith("_eur") and name != "portfolio_eur"]
        assert sum(parts) == Decimal(totals["portfolio_eur"]) > 0, query
        assert totals["adds_up"] is True
    for page in ("/", "/coverage", "/gaps", "/projects", "/history"):
        assert client.get(page).status_code == 200
    assert "72" in words(client.get("/projects"))
