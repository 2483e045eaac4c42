"""What a sent form means for a project: its values in their one spelling, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.core.project import FieldProblem, ProjectValue, link_key, normal, problems
from portfolio.history.queries import HIDDEN, visible_codes
from portfolio.organisations.operations import canonical_names

_KIN = {"parent": "programme", "predecessor": "predecessor"}


def normal_fields(session: Session, stored: Mapping[str, Any], sent: Mapping[str, Any]) -> ProjectValue:
    """The sent fields as the project's value would have them, organisations by the names under which they are kept."""
    whole = normal({**stored, **sent})
    names = {link["name"] for link in whole["organisations"] if isinstance(link["name"], str)}
    spelling = canonical_names(session, names)
    for link in whole["organisations"]:
        link["name"] = spelling.get(link["name"], link["name"])
    whole["organisations"].sort(key=link_key)
    return {name: whole[name] for name in sent}


def find_problems(
    session: Session, actor: Actor, stored: Mapping[str, Any], fields: Mapping[str, Any], unread: list[FieldProblem]
) -> list[FieldProblem]:
    """What is wrong with the project once it has these fields; a field that could not be read says so once."""
    silent = {problem.field for problem in unread}
    whole = normal({**stored, **fields})
    found = unread + [problem for problem in problems(whole) if problem.field not in silent]
    asked = {name: fields[name] for name in _KIN if fields.get(name) and fields[name] != stored[name]}
    seen = visible_codes(session, actor, asked.values())
    # The very sentence that the writer has for a project that does not exist: no difference tells of a hidden one.
    found += [
        FieldProblem(name, f"There is no project {code[:80]} to be the {_KIN[name]}.")
        for name, code in asked.items()
        if code not in seen
    ]
    return found


def hidden_kin(session: Session, actor: Actor, value: ProjectValue) -> list[str]:
    """Those of parent and predecessor that name a project this person may not see: the form leaves them out."""
    named = {name: value[name] for name in _KIN if value[name]}
    seen = visible_codes(session, actor, named.values())
    return [name for name, code in named.items() if code not in seen]


def masked_kin(session: Session, actor: Actor, value: ProjectValue) -> ProjectValue:
    """The value as this person may read it: a project that is hidden from them is not named."""
    hidden = hidden_kin(session, actor, value)
    return {**value, **dict.fromkeys(hidden, HIDDEN)}
