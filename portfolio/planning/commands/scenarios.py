"""`portfolio scenario`: scenarios for scripts and for the terminal; projects go by their codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask import current_app

from portfolio.core.people import COMMAND_LINE
from portfolio.core.scenario import KINDS, InvalidChange
from portfolio.core.terms import Axis, Scope
from portfolio.coverage.cellwords import cell_text
from portfolio.coverage.commands import NARROWING_OPTIONS
from portfolio.coverage.compare import title_of, total_lines
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.planning.scenarios.export import scenario_json, trial_json, trial_workbook
from portfolio.planning.scenarios.figures import figure_text, state_of, step_words
from portfolio.planning.scenarios.months import build_months, month_lines
from portfolio.planning.scenarios.operations import add_changes, create_scenario, remove_change
from portfolio.planning.scenarios.queries import StoredScenario, get_scenario_for, list_scenarios
from portfolio.planning.scenarios.realising import realise_change, take_back
from portfolio.planning.scenarios.sandbox import Trial, build_trial, load_sandbox, load_sandboxes, scenario_filter
from portfolio.planning.scenarios.sidebyside import MOST, SideBySide, side_workbook, sides_json
from portfolio.planning.scenarios.trying import find_project, make_change
from portfolio.projects.commands import deliver_as, deliver_json
from portfolio.projects.queries import codes_of
from portfolio.web.filters import Filter, parse_filter
from portfolio.web.pages import today

#: What a change's JSON calls a project, and the field that it becomes.
_BY_CODE = {"project": "project_id", "from": "from_id", "to": "to_id"}

_SHAPE = click.option(
    "--format", "shape", type=click.Choice(["table", "json", "xlsx"]), default="table", show_default=True
)
_OUTPUT = click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
_LOOK = (
    click.option("--framework", help="Code of the framework; the fifteen objectives unless given."),
    click.option("--columns", type=click.Choice([axis.value for axis in Axis]), default="region", show_default=True),
    click.option("--within", help="Code of a region or partner organisation: its countries as columns."),
    click.option("--as-of", metavar="DATE", help="The day to look from; the scenario's own, or today, unless given."),
    click.option("--horizon", metavar="MONTHS", help="Months to look ahead."),
    click.option("--scope", type=click.Choice([scope.value for scope in Scope]), default="current", show_default=True),
    click.option("--every-region", is_flag=True, help="Also regions that are not partners."),
    *NARROWING_OPTIONS,
)


@click.group("scenario")
def scenario() -> None:
    """What the portfolio would be with some things different; nothing real is touched but by `realise`."""


def _looking(command: Any) -> Any:
    for option in reversed(_LOOK):
        command = option(command)
    return command


def _get(number: int, *, to: str = "read") -> StoredScenario:
    return get_scenario_for(db.session(), COMMAND_LINE, number, to=to)


def _trial(found: StoredScenario, asked: Filter, *, own_day: bool = True) -> Trial:
    return build_trial(
        db.session(),
        current_app.extensions["shelf"],
        COMMAND_LINE,
        load_sandbox(db.session(), COMMAND_LINE, found),
        asked,
        today=today(),
        horizon_months=current_app.config["SETTINGS"].horizon_months,
        own_day=own_day,
    )


def _asked(look: Mapping[str, Any]) -> Filter:
    return parse_filter(
        {name.replace("_", "-"): "1" if value is True else value for name, value in look.items() if value}
    )


@scenario.command("list")
@click.option("--archived", is_flag=True, help="Those that are archived.")
@click.option("--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_command(archived: bool, shape: str) -> None:
    """All scenarios, the one changed last first."""
    found = list_scenarios(db.session(), COMMAND_LINE, archived=archived)
    if shape == "json":
        sandboxes = load_sandboxes(db.session(), COMMAND_LINE, found)
        deliver_json({"scenarios": [scenario_json(sandbox) for sandbox in sandboxes]})
        return
    for one in found:
        click.echo(f"{one.id:>4}  {one.name} ({len(one.changes)} changes, {one.owner or 'every planner'})")


@scenario.command("show")
@click.argument("number", type=int)
@_looking
@_SHAPE
@_OUTPUT
def show(number: int, shape: str, output: Path | None, **look: Any) -> None:
    """One scenario: its changes, and what they make of the portfolio."""
    trial = _trial(_get(number), _asked(look))
    deliver_as(
        shape,
        output,
        json=lambda: trial_json(trial),
        xlsx=lambda: trial_workbook(trial, current_app.config["SETTINGS"].site_name),
        table=lambda: "\n".join(_lines(trial)),
    )


def _lines(trial: Trial) -> list[str]:
    sandbox = trial.sandbox
    lines = [trial.scenario.name, f"{trial.before.title()}, {title_of(trial.after)}", ""]
    lines += [
        f"{step.number:>3}  {state_of(sandbox, step):8}  {step_words(sandbox, step)}"
        for step in trial.scenario.steps
        if not step.removed
    ]
    lines += [f"     conflict  {one.number}: {one.sentence}" for one in sandbox.applied.conflicts]
    lines += ["", *(f"{label}: {one}, then {other} ({differs})" for label, one, other, differs in _totals(trial)), ""]
    for pair in trial.comparison.changed:
        row = trial.before.rows[pair.before.row]
        lines.append(
            f"{pair.difference.label:18} {row.number:>2} {row.title} - {pair.before.place.title}:"
            f" {cell_text(pair.before)}; {cell_text(pair.after)}"
        )
    return [*lines, "", "Today and in the scenario, every six months:", *month_lines(build_months(trial))]


def _totals(trial: Trial) -> list[tuple[str, str, str, str]]:
    return total_lines(trial.comparison)


@scenario.command("create")
@click.argument("name")
@click.option("--note", help="What is tried, and why.")
@click.option("--owner", metavar="EMAIL", help="Whose it is; without one, every planner's.")
@click.option("--shared", is_flag=True, help="Everybody who may read sees it.")
@click.option("--as-of", metavar="DATE", help="The day it is looked at from; today unless given.")
@click.option("--horizon", metavar="MONTHS", help="Months it looks ahead.")
def create(name: str, note: str, owner: str, shared: bool, as_of: str, horizon: str) -> None:
    """Make a scenario; prints its number as JSON."""
    value = {
        "name": name,
        "note": note,
        "owner": owner,
        "visibility": "shared" if shared or not owner else "private",
        "as_of": as_of,
        "horizon_months": horizon,
    }
    with write(db.session(), COMMAND_LINE, "made by command"):
        number = create_scenario(db.session(), value)
    deliver_json({"id": number})


@scenario.command("add")
@click.argument("number", type=int)
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("value")
def add(number: int, kind: str, value: str) -> None:
    """Add a change from JSON, such as: extend '{"project": "GLACY-E", "ends_on": "2029-06"}'; prints its number.

    A draft is '{"value": {...}}' with a project as `export projects` writes it; `project`, `from` and `to` are codes of
    projects or of drafts of the scenario.
    """
    found = _get(number, to="edit")
    try:
        raw = json.loads(value)
    except json.JSONDecodeError as error:
        raise Refused(f"This is not JSON: {error}.", "Quote the value for your shell.") from None
    if not isinstance(raw, dict):
        raise Refused("A change is a JSON object.", "Write it in curly brackets.")
    try:
        for name, becomes in _BY_CODE.items():
            if name in raw:
                raw[becomes] = find_project(db.session(), COMMAND_LINE, found, str(raw.pop(name)))
        change = make_change(db.session(), COMMAND_LINE, found, kind, raw)
        with write(db.session(), COMMAND_LINE, "planned by command"):
            numbers = add_changes(db.session(), number, [change], seen_version=found.version)
    except InvalidChange as invalid:
        sentences = [f"{one.field}: {one.sentence}" if one.field else one.sentence for one in invalid.found]
        raise Refused(" ".join(sentences), "Nothing was saved.") from None
    except ValueError as error:
        raise Refused(str(error), "Nothing was saved.") from None
    deliver_json({"id": number, "change": numbers[0]})


@scenario.command("remove")
@click.argument("number", type=int)
@click.argument("change", type=int)
@click.option("--back", is_flag=True, help="Bring it back instead.")
def remove(number: int, change: int, back: bool) -> None:
    """Take a change out of a scenario."""
    found = _get(number, to="edit")
    with write(db.session(), COMMAND_LINE, "brought back by command" if back else "taken out by command"):
        remove_change(db.session(), number, change, seen_version=found.version, removed=not back)


@scenario.command("compare")
@click.argument("numbers", type=int, nargs=-1, required=True)
@_looking
@_SHAPE
@_OUTPUT
def compare(numbers: tuple[int, ...], shape: str, output: Path | None, **look: Any) -> None:
    """Up to four scenarios beside today's portfolio."""
    if len(numbers) > MOST:
        raise Refused(f"At most {MOST} scenarios fit side by side.", "Name fewer.")
    found = [_get(number) for number in dict.fromkeys(numbers)]
    asked = scenario_filter(found[0], _asked(look))
    sides = SideBySide(tuple(_trial(one, asked, own_day=False) for one in found))
    deliver_as(
        shape,
        output,
        json=lambda: sides_json(sides),
        xlsx=lambda: side_workbook(sides, current_app.config["SETTINGS"].site_name),
        table=lambda: "\n".join(_side_lines(sides)),
    )


def _side_lines(sides: SideBySide) -> list[str]:
    names = ["today", *(trial.scenario.name for trial in sides.trials)]
    return [
        f"{label}: " + ", ".join(f"{name} {figure_text(key, one)}" for name, one in zip(names, values, strict=True))
        for key, label, values in sides.lines()
    ]


@scenario.command("realise")
@click.argument("number", type=int)
@click.argument("change", type=int)
@click.option("--back", is_flag=True, help="Take back what was made real.")
def realise(number: int, change: int, back: bool) -> None:
    """Make a change real; prints the codes of the projects written as JSON."""
    with write(db.session(), COMMAND_LINE, f"{'taken back' if back else 'made real'} from scenario {number}"):
        found = _get(number, to="edit")
        if back:
            take_back(db.session(), found, change)
            return
        ids = realise_change(db.session(), found, change)
        codes = codes_of(db.session(), ids)
    deliver_json({"projects": [codes[one] for one in ids]})


@scenario.command("export")
@click.argument("number", type=int)
@_looking
@click.option("--format", "shape", type=click.Choice(["xlsx", "json"]), default="xlsx", show_default=True)
@_OUTPUT
def export(number: int, shape: str, output: Path | None, **look: Any) -> None:
    """The whole of a scenario as a workbook or as JSON."""
    trial = _trial(_get(number), _asked(look))
    deliver_as(
        shape,
        output,
        json=lambda: trial_json(trial),
        xlsx=lambda: trial_workbook(trial, current_app.config["SETTINGS"].site_name),
    )
