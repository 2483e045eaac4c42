"""The demo portfolio: public information, loaded through the product's own import."""

from __future__ import annotations

import tempfile
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.at_once import import_bytes
from portfolio import reference
from portfolio.config import Settings
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.scenario import read_change, rebased
from portfolio.core.terms import DialogueStatus, ScenarioVisibility
from portfolio.history.door import write
from portfolio.models.project import Project
from portfolio.models.scenario import Scenario
from portfolio.planning.scenarios.operations import create_scenario
from portfolio.policy.operations import DIALOGUES
from portfolio.projects.queries import load_projects
from portfolio.reference import demo
from portfolio.reference.demo import FILE_NAME

SCENARIO = {
    "name": "Keep what ends in 2027",
    "note": "An example: what if the projects that end in 2027 were continued? Nobody plans this.",
    "visibility": ScenarioVisibility.SHARED.value,
    "horizon_months": 24,
}
#: Projects of the demo, and when the scenario lets them end.
EXTENDED = {"EL-PACCTO-2": "2029-12"}
DRAFT = {
    "code": "EXAMPLE-CA",
    "title": "Follow-up in Central Asia (an example)",
    "planned_start": "2028-01",
    "planned_end": "2030-12",
    "budget_amount": "3000000",
    "budget_currency": "EUR",
    "objectives": [{"framework": DEFAULT_FRAMEWORK, "number": number} for number in (6, 8)],
    "places": [{"kind": "region", "code": "central-asia"}],
}


def load_demo(session: Session, settings: Settings, actor: Actor = COMMAND_LINE) -> dict[str, int]:
    """Load the demo portfolio as anybody would load a workbook; gives the import's counts."""
    from portfolio.reference.demo.workbook import build_demo_workbook

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        build_demo_workbook(path)
        found = import_bytes(session, settings, actor, path.read_bytes(), FILE_NAME, rows="good", apply=True)
    _load_dialogues(session, actor)
    _load_scenario(session, actor)
    return found.counts


def _load_scenario(session: Session, actor: Actor) -> None:
    """Add the scenario of the handbook's worked example, unless there is any of its name."""
    if session.scalar(sa.select(Scenario.id).where(Scenario.name == SCENARIO["name"]).limit(1)) is not None:
        return
    ids = dict(session.execute(sa.select(Project.code, Project.id).where(Project.code.in_(EXTENDED))).all())
    real = {number: stored.value for number, stored in load_projects(session, list(ids.values())).items()}
    changes = [
        rebased(read_change("extend", {"project_id": ids[code], "ends_on": end}), real)
        for code, end in EXTENDED.items()
        if code in ids
    ]
    with write(session, actor, "demo portfolio"):
        create_scenario(session, SCENARIO, [*changes, read_change("draft", {"value": DRAFT})])


def _load_dialogues(session: Session, actor: Actor) -> None:
    """Add the demo's dialogues whose codes nobody has; they were all held, and say themselves that they are public."""
    known = {code for (code,) in DIALOGUES.keys(session)}
    values = [
        {
            **{name: row[name] for name in row if name != "objectives"},
            "status": DialogueStatus.HELD.value,
            "objectives": [f"{DEFAULT_FRAMEWORK}:{number}" for number in row["objectives"].split("; ")],
        }
        for row in reference.read("dialogues", demo.__name__).rows
        if row["code"] not in known
    ]
    if values:
        with write(session, actor, "demo portfolio"):
            DIALOGUES.create(session, values)
