"""All regions that are shown as one: the same facts with every link to one of them taken as a link to their whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from portfolio.core.columns import Links
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography, Place
from portfolio.core.terms import Axis, PlaceKind

#: Code and key of the whole; ids of a database are above 0, so no place has this key.
EVERYWHERE = "everywhere"
_KEY = -1


def gather(facts: Facts, geography: Geography, *, include_non_partner: bool = False) -> tuple[Facts, Geography, Place]:
    """Facts and a geography in which one region stands for all partner regions (or for all), and that region.

    A country of one of them lies in the whole, and a project that links one of them links the whole; the rules of
    presence, state and money then say of the whole what they say of any region. Kept with the facts.
    """

    def make() -> tuple[Geography, Facts, Geography, Place]:
        every = geography.columns(Axis.REGION)
        inside = {place.key for place in every if include_non_partner or geography.is_partner(place)}
        title = "All regions" if include_non_partner else "All partner regions"
        whole = Place(_KEY, PlaceKind.REGION, EVERYWHERE, title)
        places = [
            replace(place, region=_KEY) if place.region in inside else place
            for place in geography.places
            if place.key not in inside
        ]
        return geography, _linked(facts, inside), Geography.of([whole, *places], geography.memberships), whole

    _, gathered, whole_world, whole = facts.kept(("everywhere", id(geography), include_non_partner), make)
    return gathered, whole_world, whole


def _linked(facts: Facts, inside: set[int]) -> Facts:
    links = facts.places
    key = np.where(np.isin(links.key, list(inside)), np.int64(_KEY), links.key)
    order = np.lexsort((key, links.project))
    moved = Links(links.project[order], key[order], links.grade[order], links.share[order])
    return replace(facts, places=moved, descent=None, _kept={})
