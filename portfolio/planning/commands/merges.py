"""`portfolio overlaps merge` and `take-back`: two records of one project become one, and two again."""

from __future__ import annotations

import click

from portfolio.core.merging import BOTH, KEPT, LOST
from portfolio.core.people import COMMAND_LINE
from portfolio.core.project import LABELS
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.commands import deliver
from portfolio.projects.merging import merge_projects, take_back_merge
from portfolio.projects.queries import get_project_by_code_for

_SIDES = {"a": KEPT, "b": LOST, "both": BOTH}


@click.command("merge")
@click.argument("a")
@click.argument("b")
@click.option("--take", "chosen", multiple=True, metavar="FIELD=a|b|both", help="Whose value of a field stays.")
def merge(a: str, b: str, chosen: tuple[str, ...]) -> None:
    """Project A stays with what is taken of both; project B is archived and leads to it. Both by their codes."""
    taken = dict(map(_choice, chosen))
    kept = get_project_by_code_for(db.session(), COMMAND_LINE, a)
    lost = get_project_by_code_for(db.session(), COMMAND_LINE, b)
    seen = {kept.id: kept.version, lost.id: lost.version}
    kept_id, lost_id = kept.id, lost.id
    with write(db.session(), COMMAND_LINE, "two records of one project merged"):
        changes = merge_projects(db.session(), kept_id, lost_id, seen=seen, taken=taken)
    said = ", ".join(LABELS[name].lower() for name in changes) or "nothing"
    deliver(f"{b} is merged into {a}; changed of {a}: {said}.", None)


def _choice(written: str) -> tuple[str, str]:
    name, equals, side = written.partition("=")
    if not equals or side not in _SIDES:
        raise Refused(f"“{written[:60]}” chooses nothing.", "Write --take title=a, --take places=both or the like.")
    return name, _SIDES[side]


@click.command("take-back")
@click.argument("b")
def take_back(b: str) -> None:
    """Undo the merge of project B into another: both are as they were, but for what was edited since."""
    number = get_project_by_code_for(db.session(), COMMAND_LINE, b).id
    with write(db.session(), COMMAND_LINE, "a merge taken back"):
        stays = take_back_merge(db.session(), number)
    left = f" Edited since and left as it is: {', '.join(stays)}." if stays else ""
    deliver(f"{b} is a project of its own again.{left}", None)
