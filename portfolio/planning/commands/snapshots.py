"""`portfolio snapshot`: take, list, show and verify snapshots, and what changed since one or since a day."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click
from flask import current_app

from portfolio.core.people import COMMAND_LINE
from portfolio.coverage.recorded import load_frozen
from portfolio.coverage.workbook import coverage_workbook
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.lookup import reference_names
from portfolio.planning.since import build_since, parse_since, usual_moment
from portfolio.planning.since_export import since_json, since_lines, since_workbook
from portfolio.planning.snapshots import (
    SnapshotLine,
    check_snapshot,
    find_snapshot,
    list_snapshots,
    snapshot_content,
    snapshot_report,
    take_snapshot,
)
from portfolio.projects.commands import deliver, deliver_as
from portfolio.web.filters import SNAPSHOT, parse_day, parse_horizon
from portfolio.web.pages import today

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T|$)")
_output = click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")


@click.group("snapshot")
def snapshot() -> None:
    """Snapshots: the portfolio frozen at a cut-off day, and what changed since."""


@snapshot.command("take")
@click.argument("name")
@click.option("--note", default="", help="What it is taken for.")
@click.option("--as-of", metavar="DATE", help="The cut-off day that it is seen from; today unless given.")
@click.option("--horizon", metavar="MONTHS", help="Months to look ahead.")
@click.option("--recorded-on", metavar="DATE", help="As recorded at the end of a day that is over; now unless given.")
def take(name: str, note: str, as_of: str | None, horizon: str | None, recorded_on: str | None) -> None:
    """Freeze the portfolio under a NAME; nobody can alter or remove it."""
    months = parse_horizon(horizon or "")
    with write(db.session(), COMMAND_LINE, "snapshot taken by command"):
        number = take_snapshot(
            db.session(),
            name=name,
            note=note,
            as_of=parse_day(as_of or "") or today(),
            horizon_months=current_app.config["SETTINGS"].horizon_months if months is None else months,
            recorded_on=parse_day(recorded_on or ""),
            today=today(),
        )
    line = find_snapshot(db.session(), str(number))
    deliver(f"Snapshot {line.id}, {line.projects} projects, SHA-256 {line.hash}", None)


def _described(line: SnapshotLine) -> dict[str, object]:
    return {name: part.isoformat() if isinstance(part, date) else part for name, part in asdict(line).items()}


@snapshot.command("list")
@click.option("--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True)
@_output
def list_all(shape: str, output: Path | None) -> None:
    """All snapshots, the newest first."""
    lines = list_snapshots(db.session())
    table = [f"{one.id:>4}  {one.as_of}  {one.projects:>6} projects  {one.hash[:12]}  {one.name}" for one in lines]
    deliver_as(
        shape,
        output,
        json=lambda: {"snapshots": [_described(line) for line in lines]},
        table=lambda: "\n".join(table or ["No snapshot has been taken yet."]),
    )


@snapshot.command("show")
@click.argument("called", metavar="SNAPSHOT")
@click.option("--format", "shape", type=click.Choice(["json", "xlsx"]), default="json", show_default=True)
@_output
def show(called: str, shape: str, output: Path | None) -> None:
    """The frozen content of a SNAPSHOT, by its number or name; the JSON is the text that was hashed."""
    line = find_snapshot(db.session(), called)
    shelf = current_app.extensions["shelf"]
    if shape == "json":
        content = snapshot_content(db.session(), shelf, COMMAND_LINE, line)
        assert isinstance(content, bytes)
        deliver(content, output)
    else:
        report = snapshot_report(db.session(), shelf, COMMAND_LINE, line)
        about = [("Snapshot", line.name), ("Note", line.note or ""), ("SHA-256", line.hash)]
        deliver(coverage_workbook(report, current_app.config["SETTINGS"].site_name, about), output)


@snapshot.command("verify")
@click.argument("called", metavar="SNAPSHOT", required=False)
def verify(called: str | None) -> None:
    """Whether a SNAPSHOT (all of them where none is named) is what was frozen, and what the change log rebuilds."""
    lines = [find_snapshot(db.session(), called)] if called else list_snapshots(db.session())
    broken = []
    for line in lines:
        check = check_snapshot(db.session(), load_frozen(db.session(), line.id), against_log=True)
        deliver("\n".join([f"Snapshot {line.id}, {line.name}:", *(f"  {one}" for one in check.sentences())]), None)
        if not check.sound:
            broken.append(str(line.id))
    if broken:
        raise Refused(f"Not what was frozen: snapshot {', '.join(broken)}.", "Restore the database from a backup.")


@snapshot.command("changes")
@click.argument("since", required=False, metavar="[SINCE]")
@click.option("--until", help="A later day or snapshot; now unless given.")
@click.option("--columns", type=click.Choice(["region", "organisation", "country"]), help="What the cells' places are.")
@click.option("--format", "shape", type=click.Choice(["table", "json", "xlsx"]), default="table", show_default=True)
@_output
def changes(since: str | None, until: str | None, columns: str | None, shape: str, output: Path | None) -> None:
    """What changed SINCE a day or a snapshot: projects, gaps opened and closed, and the changes that did it."""
    given = {"since": _moment(since), "until": _moment(until), "columns": columns or ""}
    found = build_since(
        db.session(),
        current_app.extensions["shelf"],
        COMMAND_LINE,
        parse_since(given, usual_moment(db.session(), COMMAND_LINE, today())),
        today=today(),
        horizon_months=current_app.config["SETTINGS"].horizon_months,
    )
    deliver_as(
        shape,
        output,
        json=lambda: since_json(found),
        xlsx=lambda: since_workbook(found, current_app.config["SETTINGS"].site_name, reference_names(db.session())),
        table=lambda: "\n".join(since_lines(found)),
    )


def _moment(written: str | None) -> str:
    """A day or a moment of it as it is, a snapshot by its number or name as filters name it."""
    if not written or _DAY.match(written):
        return written or ""
    return f"{SNAPSHOT}{find_snapshot(db.session(), written).id}"
