"""What the product writes comes back unchanged."""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask import Flask

from imports.at_once import import_bytes
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.export import projects_csv, projects_xlsx
from portfolio.projects.operations import create_projects

RICH = [
    {
        "code": "P-1",
        "title": "=SUM(A1) – Programme, with a comma; and a semicolon",
        "acronym": "+PRG",
        "iati_identifier": "XI-IATI-EC_FPI-2015/37982",
        "summary": "Two lines\nof text, “quoted”.",
        "strand": "both",
        "status": "implementation",
        "planned_start": "2024",
        "planned_end": "2027-03",
        "actual_start": "2024-02-29",
        "budget_amount": "1234567.89",
        "budget_currency": "EUR",
        "website": "https://example.org/a?b=c",
        "source": "Action document",
        "visibility": "public",
        "last_reviewed_on": "2026-01-31",
        "objectives": [
            {"framework": "eu-cyber-diplomacy-15", "number": 6, "significance": "principal", "share": "60"},
            {"framework": "eu-cyber-diplomacy-15", "number": 8, "significance": "significant", "share": "40"},
        ],
        "places": [
            {"kind": "country", "code": "KE", "tier": "hub", "share": "33.33"},
            {"kind": "country", "code": "XK", "tier": "associate", "share": None},
            {"kind": "region", "code": "western-balkans-turkiye", "tier": "priority", "share": "50"},
        ],
        "organisations": [
            {"name": "European Union", "role": "funder", "share": "90"},
            {"name": "Council of Europe", "role": "funder", "share": "10"},
            {"name": "Federal Office, Department 3", "role": "implementer", "share": None},
            {"name": "GIZ", "role": "partner", "share": None},
        ],
    },
    {"code": "C-1", "title": "Child", "parent": "P-1", "predecessor": "C-0"},
    {"code": "C-0", "title": "Élève", "status": "closed", "budget_amount": "500", "budget_currency": "JPY"},
]


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_an_export_that_comes_back_plans_nothing(app: Flask, shape: str) -> None:
    with app.app_context():
        with write(db.session, COMMAND_LINE, "three projects"):
            create_projects(db.session, RICH)
        text = projects_csv(db.session, COMMAND_LINE, None) if shape == "csv" else ""
        data = text.encode() or projects_xlsx(db.session, COMMAND_LINE, None, date(2026, 1, 1))
        settings = app.config["SETTINGS"]
        found = import_bytes(db.session, settings, COMMAND_LINE, data, f"projects.{shape}", apply=False)
        said = [(row.code, row.outcome.value, row.changes, [one.message for one in row.problems])
                for row in found.preview.plan.rows if row.outcome != "unchanged"]  # type: ignore[union-attr]  # fmt: skip
        assert said == []
        assert found.counts["unchanged"] == 3
        json.dumps(found.as_json(), allow_nan=False)
