"""Regions with their countries and partner organisations with their members, as JSON-able data."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portfolio.core.terms import PlaceKind
from portfolio.models.place import Membership, Place


def export_places(session: Session) -> dict[str, Any]:
    """{"regions": [{code, title, partner, countries}], "organisations": [{code, title, members}]}.

    Countries are ISO 3166-1 alpha-2 codes (and XK), sorted; a member's `from` and `to` are days, None where not known.
    """
    places = session.scalars(sa.select(Place).order_by(Place.position, Place.code)).all()
    countries: dict[int, list[str]] = {}
    for place in places:
        if place.region_id is not None:
            countries.setdefault(place.region_id, []).append(place.code)
    members = _members(session)
    return {
        "regions": [
            {
                "code": place.code,
                "title": place.title,
                "partner": place.partner,
                "countries": sorted(countries.get(place.id, [])),
            }
            for place in places
            if place.kind == PlaceKind.REGION.value
        ],
        "organisations": [
            {"code": place.code, "title": place.title, "members": members.get(place.id, [])}
            for place in places
            if place.kind == PlaceKind.ORGANISATION.value
        ],
    }


def _members(session: Session) -> dict[int, list[dict[str, Any]]]:
    country = aliased(Place)
    query = sa.select(Membership.organisation_id, country.code, Membership.joined_on, Membership.left_on).join(
        country, country.id == Membership.country_id
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for organisation, code, joined, left in session.execute(query):
        found.setdefault(organisation, []).append(
            {
                "country": code,
                "from": joined.isoformat() if joined else None,
                "to": left.isoformat() if left else None,
            }
        )
    for members in found.values():
        members.sort(key=lambda member: (member["country"], member["from"] or ""))
    return found
