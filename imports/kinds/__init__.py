"""The kinds of lists that can be brought in: projects, and keyed records of other rooms, one module for each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from imports.kinds.aliases import ALIAS_LISTS
from imports.kinds.frameworks import FRAMEWORK_LISTS
from imports.kinds.indices import INDEX_LISTS
from imports.kinds.kind import OF_PROJECTS, Entity, Kind, Records, with_words
from imports.kinds.needs import NEED_LISTS
from imports.kinds.organisations import ORGANISATION_LISTS
from imports.kinds.policy import DIALOGUE_LISTS, INSTRUMENT_LISTS
from imports.kinds.rates import RATE_LISTS
from portfolio.core.people import Actor
from portfolio.errors import NotAllowed, Refused

__all__ = ["KINDS", "OF_PROJECTS", "Entity", "Kind", "Records", "kind_named", "kinds_for", "require_kind", "with_words"]

#: By name, in the order in which they are offered.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            OF_PROJECTS,
            NEED_LISTS,
            INDEX_LISTS,
            DIALOGUE_LISTS,
            INSTRUMENT_LISTS,
            ORGANISATION_LISTS,
            ALIAS_LISTS,
            FRAMEWORK_LISTS,
            RATE_LISTS,
        )
    }
)


def kind_named(name: str) -> Kind:
    """The kind; Refused if there is none of that name."""
    kind = KINDS.get(name)
    if kind is None:
        raise Refused(f"“{name[:40]}” cannot be imported.", f"What can be: {', '.join(KINDS)}.")
    return kind


def kinds_for(actor: Actor) -> list[Kind]:
    """The kinds that a person may bring in."""
    return [kind for kind in KINDS.values() if actor.may(kind.permission)]


def require_kind(actor: Actor, name: str) -> Kind:
    """The kind, if the person may bring it in; NotAllowed otherwise."""
    kind = kind_named(name)
    if not actor.may(kind.permission):
        raise NotAllowed(f"Your role does not allow you to import {kind.noun[1]}.", "Ask somebody whose role does.")
    return kind
