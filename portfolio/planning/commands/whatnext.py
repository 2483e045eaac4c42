"""`portfolio what-next`: the best set of next projects for scripts and for the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import current_app

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Axis
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.planning.whatnext.answer import build_answer
from portfolio.planning.whatnext.export import answer_json, answer_workbook
from portfolio.planning.whatnext.question import UNIT, parse_question
from portfolio.planning.whatnext.saving import save_answer
from portfolio.planning.whatnext.words import lines
from portfolio.projects.commands import deliver_as
from portfolio.web.pages import today

#: Option and its help, passed on under the names that the page's address has.
_OPTIONS = (
    ("--budget EUR", "What may be spent; 10000000 unless given."),
    ("--unit-cost EUR", "What a new project costs; 1000000 unless given."),
    ("--template-months MONTHS", "How long a new project runs; 36 unless given."),
    ("--extension-months MONTHS", "How much longer an extended project runs; 12 unless given."),
    ("--scenario NUMBER", "With the drafts and extensions of this scenario."),
    ("--each-region NUMBER", "Projects in each region with a gap, at least."),
    ("--most-per-region EUR", "Money in one region, at most."),
    ("--most-per-country EUR", "Money in one country, at most."),
    ("--most-projects NUMBER", "Projects, at most."),
    ("--least-resilience PERCENT", "Share of the money for cyber resilience, at least."),
    ("--least-cybercrime PERCENT", "Share of the money for cybercrime, at least."),
    ("--take KEYS", "Candidates that must be in the set, by their keys, with commas."),
    ("--leave KEYS", "Candidates that must not be in it."),
    ("--framework CODE", "Framework of the objectives; the fifteen unless given."),
    ("--within CODE", "A region or partner organisation: its countries as places."),
    ("--as-of DATE", "The day the report looks from, like 2026-11-23; today unless given."),
    ("--horizon MONTHS", "Months the report looks ahead."),
    ("--q TEXT", "Only projects with this text count today."),
    ("--strand STRAND", "Only projects of this strand count today."),
    ("--funder NAME", "Only projects of this funder count today."),
    ("--implementer NAME", "Only projects of this implementer count today."),
)


def _with_options(command: Any) -> Any:
    for option, words in reversed(_OPTIONS):
        name, metavar = option.split(" ")
        command = click.option(name, metavar=metavar, help=words)(command)
    return command


@click.command("what-next")
@_with_options
@click.option("--cost", "costs", multiple=True, metavar="NUMBER=EUR", help="A new project's cost for one objective.")
@click.option("--columns", type=click.Choice([axis.value for axis in Axis]), default="region", show_default=True)
@click.option("--without-templates", is_flag=True, help="Leave out new projects.")
@click.option("--without-extensions", is_flag=True, help="Leave out extensions.")
@click.option("--save", "save_as", metavar="NAME", help="Keep the set as a scenario of this name.")
@click.option("--format", "shape", type=click.Choice(["table", "json", "xlsx"]), default="table", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def what_next(costs: tuple[str, ...], save_as: str | None, shape: str, output: Path | None, **options: Any) -> int:
    """The set of projects that removes the most need-weighted gap for a budget; status 1 where there is none."""
    arguments = {name.replace("_", "-"): value for name, value in options.items() if isinstance(value, str)}
    arguments |= {name.replace("_", "-"): "1" for name, value in options.items() if value is True}
    for cost in costs:
        row, equals, euro = cost.partition("=")
        if not equals:
            raise click.UsageError(f"“{cost[:40]}” is not a cost like 4=2500000.")
        arguments[f"{UNIT}{row.strip()}"] = euro
    settings = current_app.config["SETTINGS"]
    answer = build_answer(
        db.session(),
        current_app.extensions["shelf"],
        COMMAND_LINE,
        parse_question(arguments),
        today=today(),
        horizon_months=settings.horizon_months,
        seconds=settings.solve_seconds,
    )
    if save_as is not None:
        with write(db.session(), COMMAND_LINE, "saved from what-next"):
            number = save_answer(db.session(), answer, save_as)
        click.echo(f"The set is scenario {number}.", err=True)
    deliver_as(
        shape,
        output,
        json=lambda: answer_json(answer),
        xlsx=lambda: answer_workbook(answer, settings.site_name),
        table=lambda: "\n".join(lines(answer)),
    )
    return 0 if answer.solution else 1
