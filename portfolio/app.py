"""The composition root: the only module that knows every room."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from imports.views import blueprint as imports
from portfolio.accounts.sessions import load_actor
from portfolio.accounts.views import blueprint as accounts
from portfolio.config import Settings
from portfolio.coverage.views import blueprint as coverage
from portfolio.errors import Busy, NotFound, PortfolioError
from portfolio.extensions import csrf, db
from portfolio.history.door import guard_engine, is_busy
from portfolio.history.views import blueprint as history
from portfolio.jobs.worker import connect_jobs
from portfolio.objectives.views import blueprint as objectives
from portfolio.organisations.views import blueprint as organisations
from portfolio.places.views import blueprint as places
from portfolio.planning.views.declarations import blueprint as declarations
from portfolio.planning.views.gapnotes import blueprint as gapnotes
from portfolio.planning.views.indices import blueprint as indices
from portfolio.planning.views.needrules import blueprint as needrules
from portfolio.planning.views.needs import blueprint as needs
from portfolio.planning.views.overlaps import blueprint as overlaps
from portfolio.planning.views.scenario_sides import blueprint as scenarios
from portfolio.planning.views.since import blueprint as since
from portfolio.planning.views.snapshots import blueprint as snapshots
from portfolio.planning.views.whatnext import blueprint as whatnext
from portfolio.policy.views import dialogues, instruments
from portfolio.projects.views import blueprint as projects
from portfolio.reports.views import blueprint as reports
from portfolio.web import display
from portfolio.web.access import enforce_policy, may, refuse_cross_site, require_policies
from portfolio.web.errors import error_page
from portfolio.web.headers import set_headers
from portfolio.web.pages import page_context
from portfolio.web.patterns import blueprint as patterns

log = logging.getLogger("portfolio")

#: A form or an upload carries one file and a bounded number of fields.
FORM_PARTS = 1000


def create_app(settings: Settings | None = None) -> Flask:
    """The application. Raises BadSetting for odd settings and RuntimeError where a route declares no policy."""
    settings = settings or Settings.from_environment()
    app = Flask(
        "portfolio",
        template_folder=str(shipped_folder("templates")),
        static_folder=str(shipped_folder("static")),
        instance_path=str(settings.instance.resolve()),
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.resolved_secret_key(),
        SQLALCHEMY_DATABASE_URI=settings.resolved_database_url(),
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=(settings.upload_mib + 1) * 2**20,
        MAX_FORM_MEMORY_SIZE=2 * 2**20,
        MAX_FORM_PARTS=FORM_PARTS,
        SESSION_COOKIE_NAME="__Host-form" if settings.secure_cookies else "form",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=[host.strip() for host in settings.trusted_hosts.split(",") if host.strip()] or None,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    with app.app_context():
        guard_engine(db.engine, settings.lock_seconds)
    connect_jobs(app)
    csrf.init_app(app)
    _register_hooks(app, settings)
    _register_errors(app)
    _register_rooms(app)
    display.register(app)
    require_policies(app)
    return app


def shipped_folder(name: str) -> Path:
    """The folder of templates or static files: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def _engine_options(settings: Settings) -> dict[str, Any]:
    if settings.resolved_database_url().startswith("sqlite"):
        return {"connect_args": {"timeout": 10}}
    return {"pool_pre_ping": True, "pool_size": settings.threads, "max_overflow": 4, "pool_timeout": 10}


def _register_rooms(app: Flask) -> None:
    reference = (objectives, instruments, dialogues, places, organisations)
    planning = (needs, needrules, indices, overlaps, declarations, gapnotes, snapshots, since, scenarios, whatnext)
    for room in (accounts, coverage, projects, *planning, *reference, history, imports, patterns):
        app.register_blueprint(room)
    app.context_processor(page_context)
    app.register_blueprint(reports)
    app.jinja_env.globals["may"] = may


def _register_hooks(app: Flask, settings: Settings) -> None:
    # Order: the request gets its id, then its person, then the checks. Flask-WTF checks its token before these.
    @app.before_request
    def admit() -> Any:
        g.correlation_id = uuid.uuid4().hex[:12]
        refuse_cross_site()
        if request.endpoint != "static":
            g.actor = load_actor(db.session, settings)
        return enforce_policy(app)

    @app.after_request
    def finish(response: Response) -> Response:
        return set_headers(response, https=settings.secure_cookies)


def _register_errors(app: Flask) -> None:
    @app.errorhandler(PortfolioError)
    def known(error: PortfolioError) -> Any:
        return error_page(error.status, error.title, error.sentence, error.remedy)

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> Any:
        return error_page(
            400,
            "The form has expired",
            "The form carried no valid token, perhaps because you signed in again since it was opened.",
            "Go back, reload the page and send the form again; nothing was saved.",
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.code is not None and error.code < 400:
            return error
        return error_page(error.code or 500, headers=error.get_headers())

    @app.errorhandler(DBAPIError)
    def database(error: DBAPIError) -> Any:
        if is_busy(error):
            return known(Busy("Another change is being saved at the moment.", "Wait a few seconds and try again."))
        return unexpected(error)

    @app.errorhandler(OverflowError)
    def overflow(error: OverflowError) -> Any:
        # An id in an address larger than the database's integers: no such record.
        return known(NotFound("There is nothing at this address."))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Any:
        log.error("request %s failed", g.get("correlation_id", "-"), exc_info=error)
        db.session.rollback()
        return error_page(500)
