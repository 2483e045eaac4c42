"""A small portfolio whose coverage can be counted by hand; seen from 1 June 2026, twelve months ahead."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask

from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import create_projects

AS_OF = date(2026, 6, 1)
FIFTEEN = "eu-cyber-diplomacy-15"


def objective(number: int, significance: str = "principal", share: str | None = None) -> dict[str, Any]:
    """A link to one of the fifteen objectives."""
    return {"framework": FIFTEEN, "number": number, "significance": significance, "share": share}


def country(code: str, tier: str = "priority", share: str | None = None) -> dict[str, Any]:
    """A link to a country."""
    return {"kind": "country", "code": code, "tier": tier, "share": share}


def place(kind: str, code: str) -> dict[str, Any]:
    """A link to a region or a partner organisation."""
    return {"kind": kind, "code": code, "tier": "priority"}


PROJECTS: tuple[dict[str, Any], ...] = (
    # strong in West Africa on 6, lasting
    {
        "code": "LAST",
        "title": "Lasting work",
        "planned_start": "2024",
        "planned_end": "2029",
        "budget_amount": "900.00",
        "budget_currency": "EUR",
        "strand": "cybercrime",
        "objectives": [objective(6)],
        "places": [country("GH"), country("SN"), country("NG")],
        "organisations": [{"name": "European Union", "role": "funder"}],
    },
    # strong in the Pacific on 6, ending inside the window
    {
        "code": "ENDS",
        "title": "Ending work",
        "planned_start": "2024-01",
        "planned_end": "2026-12-31",
        "budget_amount": "100.01",
        "budget_currency": "EUR",
        "strand": "cyber-resilience",
        "objectives": [objective(6), objective(8, "significant")],
        "places": [country("FJ"), country("WS")],
    },
    # lapsed in Central Asia on 9
    {
        "code": "GONE",
        "title": "Past work",
        "planned_start": "2020",
        "planned_end": "2023-05",
        "budget_amount": "50.00",
        "budget_currency": "EUR",
        "objectives": [objective(9)],
        "places": [country("KZ")],
    },
    # planned in East Asia on 10
    {
        "code": "PLAN",
        "title": "Coming work",
        "status": "pipeline",
        "planned_start": "2026-10",
        "planned_end": "2028",
        "budget_amount": "10.00",
        "budget_currency": "EUR",
        "objectives": [objective(10)],
        "places": [country("MN")],
    },
    # somebody is in the Caribbean, nobody said what for
    {
        "code": "MUTE",
        "title": "Unsaid work",
        "planned_start": "2025",
        "planned_end": "2027",
        "budget_amount": "7.00",
        "budget_currency": "EUR",
        "places": [country("JM")],
    },
    # thin in South-East Asia on 15: linked to ASEAN, so via a group
    {
        "code": "VIA",
        "title": "Group work",
        "planned_start": "2025",
        "planned_end": "2028",
        "budget_amount": "1000000",
        "budget_currency": "JPY",
        "objectives": [objective(15)],
        "places": [place("organisation", "ASEAN")],
    },
    {"code": "VOID", "title": "Undated work", "objectives": [objective(6)], "places": [country("KE")]},
    {
        "code": "HIDE",
        "title": "Hidden marker zanzibar",
        "visibility": "restricted",
        "planned_start": "2025",
        "planned_end": "2027",
        "budget_amount": "123456789.00",
        "budget_currency": "EUR",
        "objectives": [objective(6)],
        "places": [country("KE")],
    },
)


def load(app: Flask) -> None:
    """Put the portfolio in the database and set the day."""
    app.config["TODAY"] = AS_OF
    with app.app_context(), write(db.session, COMMAND_LINE, "the tests' portfolio"):
        create_projects(db.session, PROJECTS)
