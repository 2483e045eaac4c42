"""`portfolio export`: projects and places for scripts and spreadsheets; other lists join it in `imports.commands`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.places.export import export_places
from portfolio.projects.export import export_projects, projects_csv, projects_xlsx
from portfolio.web.pages import today


@click.group("export")
def export() -> None:
    """Write projects, places or another list to a file or to standard output."""


def deliver(content: str | bytes, output: Path | None) -> None:
    """Write `content` to `output`, or to standard output where none is given; bytes need a file or a pipe."""
    if output is not None:
        data = content.encode("utf-8") if isinstance(content, str) else content
        output.write_bytes(data)
    elif isinstance(content, bytes):
        sys.stdout.buffer.write(content)
    else:
        click.echo(content, nl=not content.endswith("\n"))


def deliver_json(value: Any, output: Path | None = None) -> None:
    """Write a JSON value as text, as `deliver` does."""
    deliver(json.dumps(value, ensure_ascii=False, indent=1), output)


def deliver_as(shape: str, output: Path | None, **makers: Callable[[], Any]) -> None:
    """Write what the maker of that shape gives: a JSON value for "json", text or bytes for any other."""
    made = makers[shape]()
    if shape == "json":
        deliver_json(made, output)
    else:
        deliver(made, output)


@export.command("projects")
@click.option("--format", "shape", type=click.Choice(["json", "csv", "xlsx"]), default="json", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def export_projects_command(shape: str, output: Path | None) -> None:
    """All projects."""
    deliver_as(
        shape,
        output,
        json=lambda: export_projects(db.session, COMMAND_LINE, None, today()),
        csv=lambda: projects_csv(db.session, COMMAND_LINE, None),
        xlsx=lambda: projects_xlsx(db.session, COMMAND_LINE, None, today()),
    )


@export.command("places")
@click.option("--format", "shape", type=click.Choice(["json"]), default="json", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def export_places_command(shape: str, output: Path | None) -> None:
    """Regions with their countries, partner organisations with their members."""
    deliver_json(export_places(db.session), output)


COMMANDS = [export]
