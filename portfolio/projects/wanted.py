"""Which project values a filter asks for: the rules of the list of projects, read from values, not tables; pure."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Any

from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.terms import OrganisationRole
from portfolio.core.text import fold, fold_name
from portfolio.web.filters import Filter

#: What the filter says for projects without a link of a kind.
NONE = "none"
Value = Mapping[str, Any]
Test = Callable[[Value], bool]
#: The (kind, code) pairs of a region and the countries in it.
Inside = Callable[[str], Container[tuple[str, str]]]


def wanted_by(asked: Filter, inside: Inside) -> Test:
    """Whether a value is one that the filter asks for; `inside` names a region and its countries by its code."""
    tests = _tests(asked, inside)
    return lambda value: all(test(value) for test in tests)


def _tests(asked: Filter, inside: Inside) -> list[Test]:
    found: list[Test] = [lambda value: value["archived"] == asked.archived]
    found += [_says(word) for word in asked.text.split()]
    for name in ("strand", "status"):
        if wanted := getattr(asked, name):
            found.append(lambda value, name=name, wanted=wanted: value[name] == wanted)  # type: ignore[misc]
    for name, role in ((asked.funder, OrganisationRole.FUNDER), (asked.implementer, OrganisationRole.IMPLEMENTER)):
        if name:
            found.append(_with_organisation(name, role))
    if asked.region:
        found.append(_in_region(asked.region, inside))
    if asked.place:
        found.append(_at_place(asked.place))
    if asked.objective:
        found.append(_serving(asked.objective))
    return found


def _says(word: str) -> Test:
    lowered, folded = word.lower(), fold(word)

    def says(value: Value) -> bool:
        texts = (value[name] or "" for name in ("code", "acronym", "title", "summary"))
        return any(lowered in text.lower() for text in texts) or bool(folded and folded in fold(value["title"])[:500])

    return says


def _with_organisation(name: str, role: OrganisationRole) -> Test:
    def names(value: Value) -> set[str]:
        return {fold_name(link["name"]) for link in value["organisations"] if link["role"] == role.value}

    if name == NONE:
        return lambda value: not names(value)
    return lambda value: fold_name(name) in names(value)


def _in_region(code: str, inside: Inside) -> Test:
    if code == NONE:
        return lambda value: not value["places"]
    places = inside(code)
    return lambda value: any((link["kind"], link["code"]) in places for link in value["places"])


def _at_place(written: str) -> Test:
    if written == NONE:
        return lambda value: not value["places"]
    kind, colon, code = written.partition(":")
    code = (code if colon else written).lower()
    return lambda value: any(
        link["code"].lower() == code and (not colon or link["kind"] == kind) for link in value["places"]
    )


def _serving(written: str) -> Test:
    framework, _, number = written.rpartition(":")
    if written == NONE:
        return lambda value: not value["objectives"]
    wanted = framework or DEFAULT_FRAMEWORK
    if number == NONE:
        return lambda value: all(link["framework"] != wanted for link in value["objectives"])
    return lambda value: any(
        link["framework"] == wanted and str(link["number"]) == number for link in value["objectives"]
    )
