"""`portfolio template`, `portfolio export` of lists besides projects, and `portfolio mappings`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
import sqlalchemy as sa

from imports import learned
from imports.commands.words import short
from imports.kinds import KINDS, kind_named
from imports.records.export import export_csv, export_json, export_xlsx
from portfolio.core.people import COMMAND_LINE
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.place import Place
from portfolio.planning.commands import export_commands
from portfolio.projects.commands import deliver, deliver_json, export


@click.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--kind", type=click.Choice(list(KINDS)), default="projects", show_default=True, help="What the rows are."
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def template_command(file: Path, kind: str, force: bool) -> int:
    """Write the empty workbook to fill in to FILE."""
    from imports.template import build_template

    if file.exists() and not force:
        raise Refused(f"{file} is there already.", "Choose another name, or write over it with --force.")
    places = db.session.scalars(sa.select(Place.title).order_by(Place.kind, Place.title)).all()
    file.write_bytes(build_template(kind_named(kind), places))
    click.echo(f"The template is in {file}.")
    return 0


def _export_command(name: str) -> click.Command:
    """`portfolio export NAME` of a kind of keyed records."""

    @click.command(name, help=f"All {kind_named(name).noun[1]}, in the columns that an import reads back.")
    @click.option("--format", "shape", type=click.Choice(["json", "csv", "xlsx"]), default="json", show_default=True)
    @click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
    def command(shape: str, output: Path | None) -> None:
        kind = kind_named(name)
        if shape == "json":
            found = export_json(db.session, COMMAND_LINE, kind)
            deliver_json(found, output)
        elif shape == "csv":
            deliver(export_csv(db.session, COMMAND_LINE, kind), output)
        else:
            deliver(export_xlsx(db.session, COMMAND_LINE, kind), output)

    return command


def _workbook(name: str) -> bytes:
    return export_xlsx(db.session, COMMAND_LINE, kind_named(name))


for _command in export_commands(_workbook):
    export.add_command(_command)
for _name, _kind in KINDS.items():
    if _kind.records is not None and _name not in export.commands:
        export.add_command(_export_command(_name))


@click.group("mappings")
def mappings_group() -> None:
    """What earlier imports taught about headings."""


@mappings_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def list_mappings(as_json: bool) -> int:
    """List the remembered rows of headings, the newest first: number, teacher, and which heading is which field."""
    kept = learned.all_mappings(db.session)
    if as_json:
        rows = [{**asdict(one), "taught_at": one.taught_at.isoformat()} for one in kept]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for one in kept:
        click.echo(f"{one.id:>6}  {one.kind}, {one.taught_at:%Y-%m-%d}, {one.taught_by}")
        for heading, name in one.columns.items():
            click.echo(f"        {short(heading, 60)}: {name or 'not imported'}")
    if not kept:
        click.echo("No headings are remembered.")
    return 0


@mappings_group.command("forget")
@click.argument("number", type=click.IntRange(1))
def forget_mapping(number: int) -> int:
    """Forget the remembered row of headings NUMBER; the next file with it is matched as if it were the first."""
    with write(db.session, COMMAND_LINE, f"forgetting of headings {number}"):
        learned.forget_mapping(db.session, number)
    click.echo("Forgotten.")
    return 0
