"""What every test may ask for: a database of its own on SQLite and PostgreSQL, the app on it, a browser before it."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from portfolio.accounts import passwords
from portfolio.config import Settings
from tests import services
from tests.services import chromium, databases, kept, postgresql, warm
from tools.services import find_chromium, find_postgresql

# No deadline: nothing is timed on a machine shared with others. On CI the same examples each time: red means changed.
hypothesis_settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis_settings.load_profile("house")
warm.share()
kept.share()
passwords._hasher = PasswordHasher.from_parameters(CHEAPEST)  # the real ones: tests/accounts
SECRET_KEY = "only-for-tests-only-for-tests"
FIXTURE_MARKS = {"database_url": "database", "browser": "browser"}


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that the processes of this run share; workers find it in the environment they inherit."""
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="cyber-portfolio-"))
        folder.chmod(0o711)  # the server runs as a system user and must reach its own folder inside
        os.environ[services.FOLDER_VARIABLE] = str(folder)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell starts what it puts in the background so, and every program that a test starts would inherit it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in [name for name in os.environ if name.startswith("PORTFOLIO_")]:
        del os.environ[name]  # whoever runs the tests may have an instance of their own


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the services that this run started."""
    databases.let_go()
    if not hasattr(config, "workerinput") and services.FOLDER_VARIABLE in os.environ:
        folder = Path(os.environ.pop(services.FOLDER_VARIABLE))
        programs = find_postgresql()
        if programs is not None:
            postgresql.stop(programs, folder)
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the services they use, so that `-m "not browser"` works without anybody's care."""
    for item in items:
        for fixture, mark in FIXTURE_MARKS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


def pytest_collectstart() -> None:
    """Let the collector of garbage rest while tests are collected: of what is loaded nothing is garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Let it leave alone what stays until the end: modules, tests, statements. It is a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud which tests a missing service kept from running."""
    pattern = re.compile(re.escape(services.SKIP_PREFIX) + r"(.+?)'?\)?$")
    reasons = (pattern.search(str(report.longrepr)) for report in terminalreporter.stats.get("skipped", []))
    for service, count in Counter(found.group(1) for found in reasons if found).items():
        terminalreporter.write_line(
            f"NOT RUN: {count} test{'s' if count > 1 else ''}, because {services.SKIP_PREFIX}{service}.", yellow=True
        )


def _build(url: str) -> None:
    """Migrate the empty database at `url` and load the reference data the product ships."""
    from portfolio import installation
    from portfolio.history.door import guard_engine

    installation.migrate(Settings(instance=services.shared_folder(), database_url=url))
    engine = sa.create_engine(url)
    guard_engine(engine)
    try:
        with Session(engine) as session:
            installation.load_reference(session)
    finally:
        engine.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated, reference-loaded SQLite database."""
    with databases.fresh_sqlite(tmp_path, _build) as url:
        yield url


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """A fresh, migrated, reference-loaded PostgreSQL database; skipped where there is no server."""
    with databases.fresh_postgresql(_build) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both of them, one after the other: for what a database could do differently."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def _made_app(url: str, tmp_path: Path) -> Iterator[Flask]:
    from portfolio.app import create_app
    from portfolio.extensions import db
    from portfolio.jobs.queue import queue_of

    app = create_app(Settings(instance=tmp_path / "instance", database_url=url, secret_key=SECRET_KEY))
    app.testing = True
    yield app
    queue_of(app).close()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The product on each database."""
    yield from _made_app(database_url, tmp_path)


@pytest.fixture
def sqlite_app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The product on SQLite alone: for what does not depend on the database (pages, words, access)."""
    yield from _made_app(sqlite_url, tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor of `app` who has not signed in."""
    return app.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; skipped where there is none."""
    with chromium.running_browser(services.require("Chromium", find_chromium())) as running:
        yield running


@pytest.fixture
def site(sqlite_app: Flask) -> Iterator[str]:
    """The address of the product, served from another thread for the browser. Its database is `sqlite_app`'s."""
    with chromium.served(sqlite_app) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A new page, nobody signed in. Fails at the end if a script broke or the security policy refused something."""
    context = browser.new_context(base_url=site)
    opened = context.new_page()
    complaints = chromium.complaints_of(opened)
    yield opened
    context.close()
    assert complaints == []
