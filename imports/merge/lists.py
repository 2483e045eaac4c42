"""A row's list fields beside the stored ones: what the row states replaces, what it says nothing of stays. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from portfolio.core.project import LIST_FIELDS
from portfolio.core.terms import OrganisationRole, Tier
from portfolio.core.text import fold

Link = dict[str, Any]

#: Rows that state all of these say nothing outside of what they state.
_EVERY = {
    "role": frozenset(role.value for role in OrganisationRole),
    "tier": frozenset(tier.value for tier in Tier),
}


class Lists(Protocol):
    """What merging reads of a draft; see imports.normalise.Draft."""

    @property
    def roles(self) -> frozenset[str]: ...

    @property
    def tiers(self) -> frozenset[str]: ...

    @property
    def assumed(self) -> Mapping[str, frozenset[str]]: ...

    @property
    def partial(self) -> frozenset[str]: ...


def merge_lists(draft: Lists, stated: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, list[Link]]:
    """The list fields that the row states, as they would be kept.

    A list replaces the stored one, within the roles or tiers that the row has columns for. A tier, significance, note
    or share that nobody wrote stays as it is stored. Where a part of a cell could not be read, nothing is removed.
    """
    return {name: _merged(name, draft, stated[name] or [], current[name]) for name in LIST_FIELDS if name in stated}


def word_of(draft: Lists, stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the row itself says: the stated values without links of roles or tiers that it has no columns for."""
    said = stated
    for name, part, scope in (("organisations", "role", draft.roles), ("places", "tier", draft.tiers)):
        links = said.get(name)
        if links and scope and scope != _EVERY[part]:
            for link in links:
                if link[part] not in scope:
                    said = {**said, name: [link for link in links if link[part] in scope]}
                    break
    return said


def _merged(name: str, draft: Lists, stated: Sequence[Link], current: Sequence[Link]) -> list[Link]:
    stored = {link_name(link): link for link in current}
    links = {link_name(link): dict(link) for link in reversed(stated)}  # of two alike the first stays
    assumed = draft.assumed.get(name, frozenset())
    for key, link in links.items():
        if key in stored:
            _keep_unsaid(link, stored[key], _named(link) in assumed)
    if not any(link["share"] is not None for link in stated) and links.keys() == stored.keys():
        for key, link in links.items():
            link["share"] = stored[key]["share"]
    scope = {"organisations": draft.roles, "places": draft.tiers}.get(name, frozenset())
    part = {"organisations": "role", "places": "tier"}.get(name, "")
    for key, link in stored.items():
        outside = bool(scope) and link[part] not in scope
        if key not in links and (outside or name in draft.partial):
            links[key] = link
    return list(links.values())


def _keep_unsaid(link: Link, stored: Link, is_assumed: bool) -> None:
    """Take over what the row does not say about a link that is stored."""
    if "name" in link:
        link["name"] = stored["name"]  # another spelling of a name is no change
    if is_assumed:
        for part in ("tier", "significance"):
            if part in link:
                link[part] = stored[part]
    if link.get("note", "") is None:
        link["note"] = stored["note"]


def link_name(link: Mapping[str, Any]) -> tuple[str, ...]:
    """What a link points to; two spellings of an organisation's name are one."""
    if "number" in link:
        return str(link["framework"]), str(link["number"])
    if "kind" in link:
        return str(link["kind"]), str(link["code"])
    return str(link["role"]), fold(str(link["name"])) or str(link["name"])


def _named(link: Mapping[str, Any]) -> str:
    """A link as `assumed` names it: "kind:code" or "framework:number"."""
    if "number" in link:
        return f"{link['framework']}:{link['number']}"
    return f"{link['kind']}:{link['code']}" if "kind" in link else ""
