"""Shares in a column of their own beside a list of places or objectives."""

from __future__ import annotations

import pytest

from imports.mapping import Mapping, propose
from imports.mapping.shares import parts_of
from imports.read.sheets import Sheet
from imports.table import Table, find_table
from tests.imports.normalise.test_normalise import codes, drafted
from tests.imports.normalise.words import vocabulary_of
from tests.imports.table.written import written


def mapped(sheet: Sheet) -> Mapping:
    table = find_table([sheet])
    assert isinstance(table, Table)
    return propose(table.headings, table.samples(40), recogniser=vocabulary_of())


@pytest.mark.parametrize("heading", ["Share %", "Quota %", "Anteil (%)", "Part (%)", "Share", "Allocation (%)", "%"])
def test_shares_beside_a_list_are_those_of_its_places(heading: str) -> None:
    sheet = written(f"Title | Country | {heading}\nOne | Kenya; Uganda | 60; 40\nTwo | Ghana | 100\nThree | Mali |")
    assert mapped(sheet).columns[2].field == "shares_before"
    assert [
        [(place["code"], place["share"]) for place in row.values["places"]] for row in drafted(sheet).rows
    ] == [[("KE", "60"), ("UG", "40")], [("GH", "100")], [("ML", None)]]  # fmt: skip


def test_a_heading_that_names_objectives_or_countries_says_whose_shares_they_are() -> None:
    sheet = written("Title | Country | Objectives | Country share % | Objective share %\n"
                    "One | Kenya and Uganda | 6,8 | 60 %, 40 % | 70/30")  # fmt: skip
    (one,) = drafted(sheet).rows
    assert [place["share"] for place in one.values["places"]] == ["60", "40"]
    assert [(each["number"], each["share"]) for each in one.values["objectives"]] == [(6, "70"), (8, "30")]
    assert not one.problems


@pytest.mark.parametrize(
    ("cell", "share", "code"),
    [
        ("Kenya; Uganda; Mali", "60; 40", "shares-uncounted"),
        ("Kenya, Uganda", "60", "shares-uncounted"),
        ("Kenya; Uganda", "60", "shares-uncounted"),
        ("", "60; 40", "shares-uncounted"),
        ("Kenya (60%); Uganda", "60; 40", "shares-twice"),
        ("Kenya; Uganda", "most of it", "unreadable-share"),
    ],
)
def test_shares_that_do_not_fit_their_list_are_named_by_cell_and_not_dealt_out(
    cell: str, share: str, code: str
) -> None:
    rows = "".join(f"P{at} | Kenya; Uganda | 60; {at}\n" for at in range(20, 30))
    one = drafted(written(f"Title | Country | Share %\n{rows}One | {cell} | {share}")).rows[-1]
    assert codes(one) == [("C12", code)]
    assert {place["share"] for place in one.values.get("places", ())} <= {None, "60"}
    assert "60" not in [place["share"] for place in one.values.get("places", ())] or "60%" in cell


def test_a_name_with_and_or_a_comma_is_one_place() -> None:
    sheet = written("Title | Country | Share %\nOne | Bosnia and Herzegovina | 100\nTwo | Kenya; Uganda | 60; 40")
    assert [place["share"] for place in drafted(sheet).rows[0].values["places"]] == ["100"]


@pytest.mark.parametrize("heading", ["EU share %", "Union co-financing rate", "Completion %", "Beneficiary share %"])
def test_a_percentage_of_something_else_is_not_taken(heading: str) -> None:
    found = mapped(written(f"Title | Country | {heading}\nOne | Kenya; Uganda | 60; 40\nTwo | Ghana | 85"))
    assert found.columns[2].field is None


def test_single_percentages_are_proposed_and_not_taken() -> None:
    found = mapped(written("Title | Country | Share %\nOne | Kenya | 60\nTwo | Ghana | 40")).columns[2]
    assert (found.field, found.taken) == ("shares_before", False)


def test_percentages_are_read_as_people_write_them() -> None:
    assert parts_of("60%, 40%") == parts_of("60;40") == parts_of("60,40") == parts_of("0.6; 0.4") == ("60", "40")
    assert parts_of("33,3; 66,7") == ("33.3", "66.7")
    assert (parts_of(0.6, fractions=True), parts_of(60), parts_of(True), parts_of("x"), parts_of("160")) == (
        ("60",), ("60",), None, None, None,
    )  # fmt: skip
