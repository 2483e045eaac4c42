"""The `portfolio` command. Errors are one sentence on stderr; exit status 2 is wrong use or something unreadable."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from imports.background import WORKS as IMPORT_WORKS
from imports.commands import COMMANDS as IMPORT_COMMANDS
from portfolio import demonstration, installation
from portfolio.accounts import operations as accounts
from portfolio.app import create_app
from portfolio.config import BadSetting, Settings
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.coverage.commands import COMMANDS as COVERAGE_COMMANDS
from portfolio.errors import Busy, PortfolioError
from portfolio.extensions import db
from portfolio.history.door import is_busy, write
from portfolio.jobs.work import do_job
from portfolio.jobs.worker import run_workers, start_beside
from portfolio.models.account import User
from portfolio.planning.commands import COMMANDS as PLANNING_COMMANDS
from portfolio.projects.commands import COMMANDS as EXPORT_COMMANDS
from portfolio.reports.commands import COMMANDS as REPORT_COMMANDS
from portfolio.reports.commands import WORKS as REPORT_WORKS

#: The account behind the one-time link that `serve --sign-in-link` prints.
LOCAL_ADMINISTRATOR = "administrator@localhost"


class Commands(click.Group):
    """A group whose commands run inside the application and end in a sentence, never a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; what goes wrong is said on stderr and ends with status 2."""
        kwargs["standalone_mode"] = False
        try:
            result = super().main(*args, **kwargs)
        except click.exceptions.Abort:
            fail("Stopped.")
        except click.exceptions.NoArgsIsHelpError as error:
            fail(error.format_message())
        except click.ClickException as error:
            fail(" ".join(error.format_message().split()))  # click lists choices on lines of their own
        except PortfolioError as error:
            fail(" ".join(part for part in (error.sentence, error.remedy) if part))
        except BadSetting as error:
            fail(str(error))
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)
        except OSError as error:
            fail(f"{error.filename or 'The file'} cannot be used: {(error.strerror or 'unknown reason').lower()}.")
        except DBAPIError as error:
            fail(Busy("The database is busy; try again.").sentence if is_busy(error) else _database_sentence(error))
        except SQLAlchemyError as error:
            fail(f"The database address cannot be used: {str(error).splitlines()[0]}.")
        except OverflowError:
            # A number of the command line larger than the database's integers: no such record.
            fail("There is nothing with so large a number.")
        sys.exit(result if isinstance(result, int) else 0)


def fail(sentence: str) -> None:
    """Say the sentence on stderr and end with status 2."""
    click.echo(sentence, err=True)
    sys.exit(2)


def _database_sentence(error: DBAPIError) -> str:
    text = str(error.orig).strip().splitlines()
    if "no such table" in str(error.orig) or "does not exist" in str(error.orig):
        return "The database is not set up for this version. Run `portfolio init` first."
    return f"The database refused: {text[0] if text else 'no reason given'}."


def read_settings(**given: Any) -> Settings:
    """The settings, `given` values first. Raises BadSetting, also for a database address that no program could use."""
    settings = Settings.from_environment(**given)
    try:
        address = sa.make_url(settings.resolved_database_url())
    except (ValueError, SQLAlchemyError):
        raise BadSetting("PORTFOLIO_DATABASE_URL is not the address of a database.") from None
    if address.database in (None, "", ":memory:") and address.get_backend_name() == "sqlite":
        # A database in memory would be gone before the next command.
        raise BadSetting("PORTFOLIO_DATABASE_URL must name a file after sqlite:///.")
    return settings


def in_application(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run `command` with the application's context; the database must be set up."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with _opened(create_app(read_settings())):
            installation.require_ready(db.engine)
            return command(*args, **kwargs)

    return run


@contextmanager
def _opened(app: Flask) -> Iterator[None]:
    """The application's context; its connections are closed on leaving."""
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cyber-portfolio", prog_name="portfolio")
def main() -> None:
    """Cyber Portfolio: which objective is served where, until when, and where nobody is."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


@main.command()
def init() -> None:
    """Make or migrate the database and load the reference data. Safe to run again."""
    settings = read_settings()
    installation.migrate(settings)
    with _opened(create_app(settings)):
        installation.load_reference(db.session)
    click.echo("The database is ready.")


@main.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there are projects already.")
@in_application
def demo(if_empty: bool) -> None:
    """Load the demo portfolio: public information on cyber capacity-building projects, with its sources."""
    if if_empty and not installation.is_empty(db.session):
        click.echo("There are projects already; the demo portfolio was not loaded.")
        return
    counts = demonstration.load_demo(db.session, _settings())
    click.echo(f"The demo portfolio is loaded: {counts['create']} projects added, {counts['update']} changed.")


@main.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--sign-in-link", is_flag=True, help="Print a one-time sign-in link for the local administrator.")
def serve(host: str | None, port: int | None, sign_in_link: bool) -> None:
    """Run the server."""
    import waitress

    settings = read_settings(host=host, port=port)
    app = create_app(settings)
    with _opened(app):
        installation.require_ready(db.engine)
        host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
        address = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
        line = f"Cyber Portfolio is at {address}"
        if sign_in_link:
            line += f" - sign in once as administrator: {address}/sign-in/once/{_administrator_link()}"
    try:
        server = waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            connection_limit=1000,
            channel_timeout=30,
            max_request_body_size=(settings.upload_mib + 2) * 2**20,
            ident=None,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror.lower() if isinstance(error, OSError) and error.strerror else "no such address"
        raise BadSetting(f"Nothing can listen on {settings.host!r}, port {settings.port}: {reason}.") from None
    stop = start_beside(app, settings.workers)
    try:
        # Said last: whoever reads it may end the server at once, and then its workers have to end as well.
        click.echo(line)
        sys.stdout.flush()
        server.run()
    finally:
        stop()


@main.command()
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Jobs at a time.")
def worker(workers: int) -> None:
    """Work on long imports, in a process of its own beside the server (which then has PORTFOLIO_WORKERS=0)."""
    app = create_app(read_settings())
    with _opened(app):
        installation.require_ready(db.engine)
    click.echo("Waiting for work.")
    sys.stdout.flush()
    run_workers(app, workers)


@main.command(hidden=True)
@click.argument("number", type=int)
@in_application
def job(number: int) -> int:
    """Do one job that a worker began; the worker starts this and listens."""
    return do_job(db.session, _settings(), {**IMPORT_WORKS, **REPORT_WORKS}, number)


def _administrator_link() -> str:
    with write(db.session, COMMAND_LINE, "one-time link for the local administrator"):
        user = db.session.scalars(sa.select(User).where(User.email == LOCAL_ADMINISTRATOR)).one_or_none()
        if user is None:
            user = accounts.create_user(
                db.session, email=LOCAL_ADMINISTRATOR, role=Role.ADMINISTRATOR, name="Local administrator"
            )
        return accounts.make_link(db.session, user.id)


@main.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What the person may do.")
@click.option("--name", help="The person's name.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@in_application
def user_add(email: str, role: str, name: str | None, password_stdin: bool) -> None:
    """Add a person; without a password, a one-time sign-in path is printed."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with write(db.session, COMMAND_LINE, "add a person"):
        person = accounts.create_user(db.session, email=email, role=Role(role), name=name, password=password)
        link = None if password_stdin else accounts.make_link(db.session, person.id)
    click.echo(f"{person.email} is added as {Role(role).label.lower()}.")
    if link:
        click.echo(f"They sign in once, within a day, at /sign-in/once/{link}")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@in_application
def check(as_json: bool) -> int:
    """Check the data: constraints, links, and the change log's hash chain. Status 1 when something does not hold."""
    faults = installation.find_faults(db.session)
    if as_json:
        click.echo(json.dumps({"faults": faults}, ensure_ascii=False))
    else:
        click.echo("\n".join(faults) if faults else "All data, links and the change log's hash chain hold.")
    return 1 if faults else 0


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _in_application_alone(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a group that works by itself, too: a command below it opens the application of its own accord."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        alone = click.get_current_context().invoked_subcommand is None
        return (in_application(command) if alone else command)(*args, **kwargs)

    return run


def _run_in_application(command: click.Command) -> None:
    if isinstance(command, click.Group):
        for part in command.commands.values():
            _run_in_application(part)
        if command.invoke_without_command and command.callback is not None:
            command.callback = _in_application_alone(command.callback)
    elif command.callback is not None:
        command.callback = in_application(command.callback)


for _command in (*IMPORT_COMMANDS, *COVERAGE_COMMANDS, *PLANNING_COMMANDS, *REPORT_COMMANDS, *EXPORT_COMMANDS):
    _run_in_application(_command)
    main.add_command(_command)
