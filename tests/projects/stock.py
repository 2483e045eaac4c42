"""Projects for tests: small, named, and written through the product's own door."""

from __future__ import annotations

from typing import Any

from flask import Flask

from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import create_projects, update_project
from portfolio.projects.queries import StoredProject, load_projects

#: Stands in the restricted project of a test and nowhere else; a page that shows it to a stranger leaks.
CANARY = "Zanzibar-canary"
CANARY_AMOUNT = "7777777.77"

FRAMEWORK = "eu-cyber-diplomacy-15"


def objective(number: int, **more: Any) -> dict[str, Any]:
    """A link to an objective of the usual framework."""
    return {"framework": FRAMEWORK, "number": number, **more}


def country(code: str, **more: Any) -> dict[str, Any]:
    """A link to a country."""
    return {"kind": "country", "code": code, **more}


def region(code: str, **more: Any) -> dict[str, Any]:
    """A link to a region."""
    return {"kind": "region", "code": code, **more}


def body(name: str, role: str = "implementer", **more: Any) -> dict[str, Any]:
    """A link to an organisation."""
    return {"name": name, "role": role, **more}


def full(code: str = "CYB-1", **more: Any) -> dict[str, Any]:
    """A project of which everything is known."""
    return {
        "code": code,
        "title": f"Résilience of {code}",
        "acronym": f"RES{code[-1]}",
        "summary": "Helps national response teams.\nIn two paragraphs.",
        "strand": "cyber-resilience",
        "status": "implementation",
        "planned_start": "2025-01",
        "planned_end": "2028",
        "actual_start": "2025-02-15",
        "budget_amount": "1000000.50",
        "budget_currency": "USD",
        "website": "https://example.org/project",
        "source": "Action document",
        "objectives": [
            objective(6, share="60", note="Laws aligned."),
            objective(8, significance="significant", share="40"),
        ],
        "places": [country("KE", tier="hub", share="60"), country("UG", share="40")],
        "organisations": [body("European Commission", "funder"), body("Council of Europe"), body("Estonia", "partner")],
        "visibility": "internal",
        "last_reviewed_on": "2026-10-01",
        **more,
    }


def bare(code: str, title: str | None = None, **more: Any) -> dict[str, Any]:
    """A project with little more than its code and title."""
    return {"code": code, "title": title or f"Project {code}", **more}


def hidden(code: str = "SECRET-1", **more: Any) -> dict[str, Any]:
    """The restricted project, its marker in every text it has."""
    return full(
        code,
        **{
            "title": f"{CANARY} title",
            "acronym": f"{CANARY} acronym",
            "summary": f"{CANARY} summary",
            "source": f"{CANARY} source",
            "budget_amount": CANARY_AMOUNT,
            "organisations": [body(f"{CANARY} implementer"), body(f"{CANARY} funder", "funder")],
            "objectives": [objective(6, note=f"{CANARY} note")],
            "visibility": "restricted",
            **more,
        },
    )


def add(app: Flask, *values: dict[str, Any], actor: Actor = COMMAND_LINE, reason: str = "a test's stock") -> list[int]:
    """Write projects; gives their ids."""
    with app.app_context(), write(db.session(), actor, reason):
        return create_projects(db.session(), values)


def change(app: Flask, project_id: int, *, actor: Actor = COMMAND_LINE, reason: str = "a test", **values: Any) -> None:
    """Change a project as it stands."""
    seen = stored(app, project_id).version
    with app.app_context(), write(db.session(), actor, reason):
        update_project(db.session(), project_id, seen_version=seen, values=values)


def stored(app: Flask, project_id: int) -> StoredProject:
    """A project as it stands."""
    with app.app_context():
        return load_projects(db.session(), [project_id])[project_id]
