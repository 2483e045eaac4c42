"""The product with its demo portfolio, served once for all tests of this folder, and people who are signed in to it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from imports import background
from imports.preview import Choices
from portfolio.accounts.operations import make_link
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.jobs.operations import create_job
from portfolio.models.account import User
from portfolio.models.batch import ImportBatch
from portfolio.models.organisation import Organisation
from portfolio.models.policy import Dialogue
from portfolio.models.project import Project
from portfolio.planning.overlaps import OverlapQuery, build_overlaps
from portfolio.planning.rules import NEED_RULES
from portfolio.planning.snapshots import take_snapshot
from portfolio.projects.operations import update_project
from portfolio.reports.making import MAKE
from portfolio.reports.operations import add_document
from portfolio.web.filters import Filter
from tests import services
from tests.cast import add, sign_in, token_of
from tests.house import TREE
from tests.planning.stock import index, need, needs, reading, written
from tests.services import chromium

#: The day that the served product takes for today, so that states of cells do not change as time passes.
TODAY = date(2026, 11, 2)
SECRET_KEY = "only-for-tests-only-for-tests"

#: A sheet with a new row, a row that cannot come in, a cell that stays out, a column that means nothing, and rows that
#: are no projects: a title, the heading of a group, a row that goes on, totals and a note.
SHEET = """Projects of the second quarter
Code,Title,Status,Start,End,Budget,Currency,Country,Our remarks
,Priority 1: capacity
NEW-1,A project nobody knew,implementation,2026-01-01,2028-12-31,1200000,EUR,Kenya,first
,,,,,,,Uganda,
NEW-2,A project with an impossible day,implementation,2026-02-31,2027-12-31,500000,EUR,Ghana,second
,,closed,2020-01-01,2021-01-01,1,EUR,,neither title nor code
,Total,,,,1700001,EUR,,
,Grand total,,,,1700001,EUR,,
* provisional
"""
#: A list of another kind: a need that is new, one that is another by now, and one that is none.
NEEDS = """Country,Objective,Need,Reason
Kenya,6,3,No plan for incidents yet
Philippines,,3,Asked by the ministry
Ghana,9,very much,
"""


@dataclass
class DemoSite:
    """The served product: its address, and the numbers and codes that stand in its pages' addresses."""

    app: Flask
    address: str
    names: dict[str, Any]
    _states: dict[Role, Any] = field(default_factory=dict)

    def visit(self, browser: Browser, role: Role | None, **options: Any) -> BrowserContext:
        """A context of `browser` in which somebody of this role is signed in, or nobody."""
        if role is None:
            return browser.new_context(base_url=self.address, **options)
        if role not in self._states:
            self._states[role] = self._signed_in(browser, role)
        return browser.new_context(base_url=self.address, storage_state=self._states[role], **options)

    def link(self, role: Role) -> str:
        """The address of a one-time link for the person of this role."""
        person = add(self.app, role)
        assert person.id is not None
        with self.app.app_context(), write(db.session, COMMAND_LINE, "one-time link"):
            return f"/sign-in/once/{make_link(db.session, person.id)}"

    def _signed_in(self, browser: Browser, role: Role) -> Any:
        context = browser.new_context(base_url=self.address)
        page = context.new_page()
        page.goto(self.link(role))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("/")
        state = context.storage_state()
        context.close()
        return state


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """The product with the demo portfolio and open imports, on a port of its own."""
    from portfolio import demonstration, installation
    from portfolio.app import create_app
    from portfolio.config import Settings

    settings = Settings(instance=tmp_path_factory.mktemp("instance"), secret_key=SECRET_KEY)
    installation.migrate(settings)
    app = create_app(settings)
    app.config["TODAY"] = TODAY
    with app.app_context():
        installation.load_reference(db.session)
        demonstration.load_demo(db.session, settings)
    _freeze(app)
    _plan(app)
    _upload(app, SHEET, "remarks.csv")
    _upload(app, NEEDS, "needs.csv")
    _upload_later(app)
    with chromium.served(app) as address:
        yield DemoSite(app, address, _names(app))
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def _freeze(app: Flask) -> None:
    """Take a snapshot, and change something after it."""
    with app.app_context():
        with write(db.session(), COMMAND_LINE, "snapshot"):
            take_snapshot(db.session(), name="Mapping", note="Yearly", as_of=TODAY, horizon_months=12, today=TODAY)
        first = db.session.scalar(sa.select(sa.func.min(Project.id)))
        assert first is not None
        with write(db.session(), COMMAND_LINE, "a later change"):
            update_project(db.session(), first, seen_version=1, values={"website": "https://example.org/later"})


def _plan(app: Flask) -> None:
    """Needs of some countries, and an index that speaks for them."""
    needs(app, need("KE", 3), need("KE", 0, 6), need("PH", 1), need("VN", 2, 9))
    index(app, reading("KE", 2024, "98.5", "T1"), reading("PH", 2024, "93.49", "T2"), reading("PH", 2020, "77"))
    rule = {"code": "GCI-all", "title": "Needs by score", "index": "GCI", "high": "50", "medium": "80", "low": "95"}
    written(app, NEED_RULES, rule)


def _upload(app: Flask, text: str, name: str) -> None:
    """Leave an import open, by whoever may see every import."""
    client = sign_in(app, Role.ADMINISTRATOR)
    answer = client.post(
        "/imports/new",
        data={
            "csrf_token": token_of(client, "/imports/new"),
            "file": (io.BytesIO(text.encode()), name),
            "mode": "both",
            "rows": "good",
        },
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]


def _upload_later(app: Flask) -> None:
    """Leave another one waiting for a worker that never comes."""
    with app.app_context():
        person = add(app, Role.ADMINISTRATOR)
        file = io.BytesIO(SHEET.encode())
        background.upload_later(db.session, app.config["SETTINGS"], person, file, "long.csv", Choices())


def _ask_for_a_document(app: Flask) -> int:
    """Leave a document waiting for a worker that never comes."""
    with app.app_context(), write(db.session(), add(app, Role.VIEWER), "a long document"):
        asked = {"name": "gaps", "query": {}, "language": "en", "shape": "pdf"}
        number = add_document(db.session(), asked=asked, title="Gap report", file_name="gaps.pdf")
        create_job(db.session(), work=MAKE, subject_id=number, asked={})
        return number


def _first_pair(app: Flask) -> str:
    """The address of the first pair of projects that overlap."""
    wanted = OverlapQuery(Filter(), standing="all")
    report = build_overlaps(db.session, app.extensions["shelf"], COMMAND_LINE, wanted, today=TODAY, horizon_months=12)
    overlap = report.line(report.numbers[0]).overlap
    return f"{report.facts.ids[overlap.first]}/{report.facts.ids[overlap.second]}"


def _names(app: Flask) -> dict[str, Any]:
    made = _ask_for_a_document(app)
    with app.app_context():
        batches = db.session.scalars(sa.select(ImportBatch.id).order_by(ImportBatch.id)).all()
        return {
            "project": db.session.scalar(sa.select(sa.func.min(Project.id))),
            "dialogue": db.session.scalar(sa.select(sa.func.min(Dialogue.id))),
            "overlap": _first_pair(app),
            "made": made,
            "code": db.session.scalar(sa.select(Project.code).order_by(Project.id)),
            "organisation": db.session.scalar(sa.select(sa.func.min(Organisation.id))),
            "user": db.session.scalar(sa.select(sa.func.min(User.id))),
            "applied": batches[0],
            "open": batches[-3],
            "needs": batches[-2],
            "long": batches[-1],
        }


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility rules as a script; the test is skipped aloud where they were not fetched."""
    path = TREE / "node_modules" / "axe-core" / "axe.min.js"
    found = services.require("axe-core (`make test` fetches it)", path if path.exists() else None)
    return found.read_text(encoding="utf-8")


@pytest.fixture
def planner_page(browser: Browser, demo_site: DemoSite) -> Iterator[Page]:
    """A page of a planner before the demo portfolio; fails at the end if a script broke or a rule was refused."""
    context = demo_site.visit(browser, Role.PLANNER, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    complaints = chromium.complaints_of(page)
    yield page
    context.close()
    assert complaints == []
