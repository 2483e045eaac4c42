"""What a project's form offers to choose from: objectives by framework, places by kind, names of organisations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.models.lookup import Group, objective_choices, place_choices
from portfolio.models.organisation import Organisation
from portfolio.models.selection import visible_organisations

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
    names = visible_organisations(actor).with_only_columns(Organisation.name).order_by(Organisation.folded)
    return FormChoices(
        objectives=objective_choices(session),
        places=place_choices(session),
        organisations=list(session.scalars(names.limit(NAMES_OFFERED))),
    )
