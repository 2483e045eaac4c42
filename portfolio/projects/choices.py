"""What a project's form offers to choose from: objectives by framework, places by kind, names of organisations."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.core.terms import PlaceKind
from portfolio.core.text import fold
from portfolio.models.objective import Framework, Objective
from portfolio.models.organisation import Organisation
from portfolio.models.place import Place
from portfolio.models.selection import visible_organisations

#: A heading and the (value, label) pairs below it.
Group = tuple[str, list[tuple[str, str]]]

#: Names offered while an organisation is typed; any other name can be typed.
NAMES_OFFERED = 1000


@dataclass(frozen=True, slots=True)
class FormChoices:
    """Choices of the link rows."""

    objectives: list[Group]
    places: list[Group]
    organisations: list[str]


def load_choices(session: Session, actor: Actor) -> FormChoices:
    """The form's choices, in three SELECTs."""
    objectives: dict[str, list[tuple[str, str]]] = {}
    query = (
        sa.select(Framework.code, Framework.title, Objective.number, Objective.title)
        .join(Objective, Objective.framework_id == Framework.id)
        .order_by(Framework.position, Framework.code, Objective.number)
    )
    for code, framework, number, title in session.execute(query):
        objectives.setdefault(framework, []).append((f"{code}:{number}", f"{number} {title}"))
    places: dict[str, list[tuple[str, str]]] = {kind.value: [] for kind in PlaceKind}
    rows = session.execute(sa.select(Place.kind, Place.code, Place.title)).all()
    for kind, code, title in sorted(rows, key=lambda row: (fold(row[2]), row[1])):
        places[kind].append((f"{kind}:{code}", title))
    names = visible_organisations(actor).with_only_columns(Organisation.name).order_by(Organisation.folded)
    return FormChoices(
        objectives=list(objectives.items()),
        places=[(PlaceKind[kind.upper()].label, pairs) for kind, pairs in places.items()],
        organisations=list(session.scalars(names.limit(NAMES_OFFERED))),
    )
