"""Base, theirs and ours: what comes in silently, what stays, and what a person is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from imports.merge import Merged, Said, reconcile
from portfolio.core.project import normal


@dataclass
class Row:
    """What merging reads of a draft."""

    roles: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    assumed: dict[str, frozenset[str]] = field(default_factory=dict)
    partial: frozenset[str] = frozenset()


def place(code: str, tier: str = "priority", share: str | None = None) -> dict[str, Any]:
    return {"kind": "country", "code": code, "tier": tier, "share": share}


def held(base: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any], row: Row | None = None) -> Merged:
    before = {name: value for name, value in normal(base).items() if name in base}
    stated = {name: value for name, value in normal(theirs).items() if name in theirs}
    return reconcile(row or Row(), stated, Said(before), normal({**base, **ours}))


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "stated", "clashes"),
    [
        ("Old", "Old", "Old", {}, []),
        ("Old", "New", "Old", {"title": "New"}, []),
        ("Old", "Old", "New", {}, []),
        ("Old", "New", "New", {"title": "New"}, []),
        ("Old", "One", "Other", {}, ["title"]),
    ],
)
def test_a_single_value(base: str, theirs: str, ours: str, stated: dict[str, Any], clashes: list[str]) -> None:
    found = held({"title": base}, {"title": theirs}, {"title": ours})
    assert (found.stated, [clash.field for clash in found.clashes]) == (stated, clashes)


def test_a_clash_has_all_three_values_and_both_ways_out() -> None:
    (clash,) = held({"status": "pipeline"}, {"status": "closed"}, {"status": "implementation"}).clashes
    assert (clash.base, clash.ours, clash.theirs) == ("pipeline", "implementation", "closed")
    assert (clash.keep, clash.take) == ({"status": "implementation"}, {"status": "closed"})


def test_what_the_file_repeats_is_told_where_something_else_is_stored_by_now() -> None:
    assert held({"title": "Old"}, {"title": "Old"}, {"title": "New"}).repeated == ("title",)
    assert held({"title": "Old"}, {"title": "Old"}, {}).repeated == ()


def test_a_field_of_which_nothing_was_said_before_replaces_what_is_stored() -> None:
    found = reconcile(Row(), {"title": "File"}, Said({}), normal({"title": "Here"}))
    assert found.stated == {"title": "File"}


def test_a_cell_that_was_cut_in_the_export_says_nothing() -> None:
    found = reconcile(Row(), {"places": []}, Said({"places": [place("KE")]}, frozenset({"places"})), normal({}))
    assert (found.stated, found.clashes) == ({}, ())


def test_links_that_both_sides_add_and_remove_are_merged() -> None:
    base = {"places": [place("KE"), place("UG"), place("TZ")]}
    found = held(base, {"places": [place("KE"), place("UG"), place("RW")]},
                 {"places": [place("KE"), place("TZ"), place("ET")]})  # fmt: skip
    assert sorted(link["code"] for link in found.stated["places"]) == ["ET", "KE", "RW"]
    assert found.clashes == ()


def test_a_link_that_both_changed_differently_is_asked_about_and_the_others_are_merged() -> None:
    base = {"places": [place("KE"), place("UG")]}
    theirs = {"places": [place("KE", "hub"), place("UG"), place("RW")]}
    found = held(base, theirs, {"places": [place("KE", "associate"), place("UG"), place("ET")]})
    (clash,) = found.clashes
    assert [[link["tier"] for link in side] for side in (clash.base, clash.ours, clash.theirs)] == [
        ["priority"], ["associate"], ["hub"],
    ]  # fmt: skip
    for side, tier in ((clash.keep, "associate"), (clash.take, "hub")):
        assert {link["code"]: link["tier"] for link in side["places"]} == {
            "KE": tier, "UG": "priority", "RW": "priority", "ET": "priority",
        }  # fmt: skip


def test_a_link_removed_there_and_changed_here_is_asked_about() -> None:
    base = {"places": [place("KE"), place("UG")]}
    found = held(base, {"places": [place("UG")]}, {"places": [place("KE", "hub"), place("UG")]})
    (clash,) = found.clashes
    assert (len(clash.theirs), [link["tier"] for link in clash.ours]) == (0, ["hub"])
    assert [link["code"] for link in clash.take["places"]] == ["UG"]


def test_a_tier_that_nobody_wrote_is_no_change() -> None:
    row = Row(assumed={"places": frozenset({"country:KE"})})
    found = held(
        {"places": [place("KE", "hub")]}, {"places": [place("KE")]}, {"places": [place("KE", "associate")]}, row
    )
    assert (found.stated, found.clashes) == ({}, ())


def test_organisations_of_roles_that_the_file_does_not_state_are_left_alone() -> None:
    base = {"organisations": [{"name": "Giver", "role": "funder"}, {"name": "Doer", "role": "implementer"}]}
    theirs = {"organisations": [{"name": "Other giver", "role": "funder"}]}
    found = held(base, theirs, {}, Row(roles=frozenset({"funder"})))
    assert sorted(link["name"] for link in found.stated["organisations"]) == ["Doer", "Other giver"]


@pytest.mark.parametrize(
    ("theirs", "ours", "stated", "clash"),
    [
        (("200.00", "EUR"), ("100.00", "EUR"), {"budget_amount": "200.00", "budget_currency": "EUR"}, None),
        (("100.00", "EUR"), ("100.00", "USD"), {}, None),
        (("200.00", "EUR"), ("100.00", "USD"), {}, ("100.00 EUR", "100.00 USD", "200.00 EUR")),
        (("200.00", "EUR"), ("300.00", "EUR"), {}, ("100.00 EUR", "300.00 EUR", "200.00 EUR")),
    ],
)
def test_an_amount_and_its_currency_are_one_thing(
    theirs: tuple[str, str], ours: tuple[str, str], stated: dict[str, Any], clash: tuple[str, ...] | None
) -> None:
    def money(pair: tuple[str, str]) -> dict[str, Any]:
        return {"budget_amount": pair[0], "budget_currency": pair[1]}

    found = held(money(("100.00", "EUR")), money(theirs), money(ours))
    assert found.stated == stated
    assert [(one.base, one.ours, one.theirs) for one in found.clashes] == ([clash] if clash else [])
