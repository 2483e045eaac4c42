"""Columns and fields: remembered, known, seen in the cells, merely alike; and what is never taken."""

from __future__ import annotations

import pytest

from imports.mapping import ColumnMatch, Mapping, choose, propose, signature
from tests.imports.normalise.words import vocabulary_of

VOCABULARY = vocabulary_of()


def mapped(*headings: str, **cells: list[object]) -> Mapping:
    """The mapping of these headings; `c0`, `c1` … are cells of the columns."""
    samples = {int(name[1:]): tuple(values) for name, values in cells.items()}
    return propose(list(enumerate(headings)), samples, recogniser=VOCABULARY)  # type: ignore[arg-type]


def fields(mapping: Mapping) -> list[str | None]:
    return [match.field if match.taken else None for match in mapping.columns]


def test_known_headings_are_taken_one_column_each() -> None:
    mapping = mapped("Code", "Title", "Budget (EUR)", "Start date", "End date", "Country", "Funder", "Shoe size")
    assert fields(mapping) == ["code", "title", "budget_amount", "start", "end", "places", "funders", None]
    assert mapping.columns[2].currency == "EUR"
    assert mapping.has_identity
    assert mapping.column_of("start") == 3
    assert all(match.reason.endswith(".") for match in mapping.columns)


@pytest.mark.parametrize(
    "heading", ["Laufzeit", "Time frame", "Période d'exécution", "Start / End", "Von - bis", "Dates", "Doba trvání"]
)
def test_a_period_is_the_start_where_the_cells_say_from_when_to_when(heading: str) -> None:
    spans = ["01.01.2023 - 31.12.2025", "2019-2022", "seit 2021", "three years"]
    assert fields(mapped("Title", heading, c1=spans)) == ["title", "start"]
    months = mapped("Title", heading, c1=["36 months", "24 months", "12"])
    assert fields(months) == ["title", None]
    assert months.columns[1].reason == "The heading names a period, but the values do not say from when to when."
    days = {"c2": ["2023-01-01"], "c3": ["2025-12-31"]}
    assert fields(mapped("Title", heading, "Start", "End", c1=spans, **days)) == ["title", None, "start", "end"]


@pytest.mark.parametrize("heading", ["Duration in months", "Duration (months)", "Reporting period", "Budget period"])
def test_other_periods_are_none_of_ours(heading: str) -> None:
    assert fields(mapped("Title", heading, c1=["2019-2022", "2020-2022", "2021-2023"])) == ["title", None]


@pytest.mark.parametrize(
    "heading", ["Which of the 15 objectives does it serve?", "Projektziele", "Cyber objectives served by the project"]
)
def test_objectives_in_other_words_are_told_by_their_cells(heading: str) -> None:
    assert fields(mapped("Title", heading, c1=["6", "6; 8", "Obj. 3"])) == ["title", "objectives"]
    assert fields(mapped("Title", heading, c1=["To train judges.", "Safer networks"])) == ["title", None]


def test_cells_of_places_with_a_tier_or_joined_by_other_marks_count_as_places() -> None:
    cells = ["Kenya/Uganda", "Kenya (hub), Ghana", "Kenya and Ghana", "Ghana + Uganda"]
    assert fields(mapped("Title", "Whereabouts", c1=cells)) == ["title", "places"]


def test_an_earlier_choice_goes_before_everything_else() -> None:
    headings = ["Title", "Budget", "Shoe size"]
    memory = {signature(reversed(headings)): {"title": "acronym", "budget": None, "shoe size": "summary"}}
    mapping = propose(list(enumerate(headings)), {}, memory)
    assert fields(mapping) == ["acronym", None, "summary"]
    assert {match.score for match in mapping.columns} == {100}
    other = propose(list(enumerate([*headings, "More"])), {}, memory)
    assert fields(other) == ["title", "budget_amount", "summary", None]


def earlier(*meanings: str | None) -> dict[str, dict[str, str | None]]:
    return {str(at): {"shoe size": name} for at, name in enumerate(meanings)}


@pytest.mark.parametrize(
    ("memory", "field", "taken", "reason"),
    [
        (earlier("summary"), "summary", True, "In an earlier file this heading meant “Summary”."),
        (earlier("summary", "summary", "summary"), "summary", True, "In 3 earlier files this heading meant “Summary”."),
        (earlier("summary", "acronym", "summary"), "summary", False,
         "In 2 of 3 earlier files this heading meant “Summary”."),
        (earlier("summary", None, "summary"), "summary", False,
         "In 2 of 3 earlier files this heading meant “Summary”."),
        (earlier(None, None), None, False, "In 2 earlier files this column was left out."),
        (earlier(None), None, False, "The heading is not known."),
        (earlier("a field of long ago"), None, False, "The heading is not known."),
    ],
)  # fmt: skip
def test_a_heading_is_known_from_files_with_other_headings(
    memory: dict[str, dict[str, str | None]], field: str | None, taken: bool, reason: str
) -> None:
    match = propose([(0, "Shoe size"), (1, "Title")], {}, memory).columns[0]
    assert (match.field, match.taken, match.reason) == (field, taken, reason)


def test_what_somebody_once_chose_does_not_turn_a_well_known_heading() -> None:
    assert fields(propose([(0, "Title")], {}, {"x": {"title": "acronym"}, "y": {"title": "acronym"}})) == ["title"]


def test_what_persons_chose_goes_before_a_guess_and_opens_what_a_heading_closes() -> None:
    memory = {"x": {"beneficiary": "partners", "eu contribution": "budget_amount"}}
    mapping = propose([(0, "Title"), (1, "Beneficiary"), (2, "EU contribution")], {}, memory)
    assert fields(mapping) == ["title", "partners", "budget_amount"]


def test_a_signature_is_the_same_for_the_same_headings_in_any_order_and_dress() -> None:
    assert signature(["Título", "Budget (EUR)"]) == signature(["BUDGET EUR", "", "titulo "])
    assert signature(["Title"]) != signature(["Title", "Title"])
    assert len(signature([])) == 32


def test_what_was_chosen_can_be_remembered_and_gives_the_same_mapping_again() -> None:
    mapping = choose(mapped("Name", "Money", "Country"), {1: "budget_amount", 2: None})
    assert fields(mapping) == ["title", "budget_amount", None]
    assert mapping.as_memory() == {"name": "title", "money": "budget_amount", "country": None}
    again = propose(list(enumerate(["Name", "Money", "Country"])), {}, {mapping.signature: mapping.as_memory()})
    assert fields(again) == fields(mapping)


def test_a_choice_takes_a_single_field_away_from_another_column() -> None:
    mapping = choose(mapped("Title", "Long title"), {1: "title"})
    assert fields(mapping) == [None, "title"]
    with pytest.raises(KeyError):
        choose(mapping, {0: "no such field"})


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Projct title", "title"), ("Implmenting partner", "implementers"), ("Beneficary country", "places")],
)
def test_a_misspelt_heading_is_taken(heading: str, field: str) -> None:
    match = mapped(heading).columns[0]
    assert (match.field, match.taken) == (field, True)
    assert "spelt" in match.reason


@pytest.mark.parametrize(
    "heading", ["County", "EU budget", "EU contribution", "Programme", "Counties", "Donor country", "Budget 2024"]
)
def test_a_heading_that_is_only_alike_is_not_taken(heading: str) -> None:
    assert not mapped(heading).columns[0].taken


def test_the_cells_decide_whether_a_location_is_a_place() -> None:
    assert fields(mapped("Location", c0=["Kenya", "Ghana, Mali", "Guinée"])) == ["places"]
    town = mapped("Location", c0=["Altstadt, 28195", "Hafen", "Bahnhof"]).columns[0]
    assert (town.field, town.taken) == ("places", False)
    assert fields(mapped("Beneficiaries", c0=["KE;UG", "ML;NE;Global"])) == ["places"]
    body = mapped("Name of beneficiary", c0=["RKW Bremen GmbH", "Brusoc SA"]).columns[0]
    assert (body.field, body.taken) == ("implementers", True)


def test_cells_speak_where_the_heading_is_silent() -> None:
    mapping = mapped("Title", "", "", "End date", c1=["Kenya", "Ghana", "Mali"], c2=["2020-01-01", "2021-05-01"],
                     c3=["2022-01-01", "2023-05-01"])  # fmt: skip
    assert fields(mapping) == ["title", "places", "start", "end"]
    donors = mapped("Title", "Whose money", c1=["Germany", "Japan"]).columns[1]
    assert (donors.field, donors.taken) == ("places", False)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Country", ["TRUE", "FALSE"]), ("Objectives", ["To strengthen capacities", "To train police", "Other"]),
        ("ID", ["1", "2", "3", "4"]), ("ID", [1, 2, 3, 4]), ("Budget", ["high", "low"]), ("Start", ["soon", "later"]),
        ("Country", ["Lancashire", "Kent", "Dorset"]),
    ],
)  # fmt: skip
def test_a_known_heading_over_other_cells_waits_for_a_person(heading: str, cells: list[object]) -> None:
    match = mapped(heading, c0=cells).columns[0]
    assert match.field is not None
    assert not match.taken


def test_two_columns_that_fit_equally_well_wait_for_a_person() -> None:
    mapping = mapped("Title", "Budget", "Budget", c1=[1], c2=[2])
    assert fields(mapping) == ["title", None, None]
    assert "C" in mapping.columns[1].reason
    same = mapped("Title", "Budget", "Budget", c1=[1], c2=[1])
    assert fields(same) == ["title", "budget_amount", None]
    empty = mapped("Title", "Budget", "Budget", c2=[2])
    assert fields(empty) == ["title", None, "budget_amount"]


def test_the_better_heading_wins_and_several_columns_may_be_places() -> None:
    assert fields(mapped("Name", "Project title")) == [None, "title"]
    assert fields(mapped("Title", "Country 1", "Country 2", "Hub countries")) == [
        "title", "places", "places", "places_hub",
    ]  # fmt: skip


def test_an_hxl_tag_names_a_column_whose_heading_says_nothing() -> None:
    mapping = propose([(0, "Actividad X"), (1, "Dónde")], {}, tags={0: "#activity+name", 1: "#country+es"})
    assert fields(mapping) == ["title", "places"]
    assert "HXL" in mapping.columns[0].reason


def test_a_match_goes_out_as_json() -> None:
    match = ColumnMatch(27, "Title", "title", "Because.", 100, True)
    assert match.as_json() == {
        "column": 27, "letter": "AB", "heading": "Title", "field": "title", "reason": "Because.", "score": 100,
        "taken": True, "candidates": [],
    }  # fmt: skip


def test_no_headings_and_odd_headings_do_no_harm() -> None:
    assert propose([], {}).columns == ()
    odd = mapped("", "\u202e", "x" * 5000, "=1+1", "%", "\ud800", "#", "/" * 50)
    assert fields(odd) == [None] * 8


COUNTRIES = ["Kenya", "Ghana", "Mali", "Uganda"]


@pytest.mark.parametrize("heading", ["Name", "Partner", "Beneficiary", "Sector", "Xyzzy", "", "Region", "Programme"])
def test_a_column_of_countries_is_places_whatever_its_heading(heading: str) -> None:
    mapping = mapped("Project title", heading, c0=["A", "B", "C"], c1=COUNTRIES)
    assert fields(mapping) == ["title", "places"]
    assert "4 of 4 values are places" in mapping.columns[1].reason


@pytest.mark.parametrize("heading", ["Donor country", "Donor", "Country of origin", "Nationality of the expert"])
def test_countries_of_donors_and_of_origin_are_not_where_a_project_works(heading: str) -> None:
    assert "places" not in fields(mapped("Project title", heading, c0=["A", "B"], c1=COUNTRIES))


def test_a_column_that_is_mostly_something_else_is_not_places() -> None:
    assert fields(mapped("Title", "Xyzzy", c1=["Kenya", "Ghana", "Hospital", "School", "Road"])) == ["title", None]


def test_places_in_a_second_column_wait_where_another_is_headed_so() -> None:
    mapping = mapped("Title", "Country", "Xyzzy", c1=COUNTRIES, c2=["Mali", "Kenya", "Ghana"])
    assert fields(mapping) == ["title", "places", None]
    assert mapping.columns[2].field == "places"


@pytest.mark.parametrize(
    ("cells", "field", "taken"),
    [
        (["EUR", "USD"], "budget_currency", True), (["https://a.example", "www.b.example/x"], "website", True),
        (["CYB-2024-01", "CYB-2024-02", "CYB-2025-11"], "code", False),
        ([125000.0, 48250.5, 2310000], "budget_amount", False),
        (["1.250.000", "48.250,50", "€ 12.000"], "budget_amount", False),
    ],
)  # fmt: skip
def test_cells_under_a_silent_heading_tell_their_field(cells: list[object], field: str, taken: bool) -> None:
    match = mapped("Title", "", c1=cells).columns[1]
    assert (match.field, match.taken) == (field, taken)
    assert f"{len(cells)} of {len(cells)} values are" in match.reason


def test_telling_cells_say_nothing_where_a_heading_names_their_field() -> None:
    assert fields(mapped("Title", "Currency", "", c1=["EUR"], c2=["USD", "GBP"])) == ["title", "budget_currency", None]


def test_dates_right_of_the_start_are_the_end() -> None:
    mapping = mapped("Title", "Start date", "", c1=["2020-01-01", "2021-05-01"], c2=["2022-01-01", "2023-05-01"])
    assert fields(mapping) == ["title", "start", "end"]


def test_a_beneficiary_carries_the_project_out_unless_other_columns_name_the_parties() -> None:
    bodies = ["Ministry of Justice", "City of Riga", "Networks Ltd"]
    assert fields(mapped("Operation name", "Name of beneficiary", c1=bodies)) == ["title", "implementers"]
    for other in ("Implementing partner", "Donor", "Project partners"):
        mapping = mapped("Operation name", other, "Beneficiary", c1=["Council of Europe", "INTERPOL"], c2=bodies)
        assert not mapping.columns[2].taken
        assert mapping.columns[2].field == "implementers"
        assert "who benefits" in mapping.columns[2].reason
    assert not mapped("Title", "Beneficiaries reached", c1=[120, 400]).columns[1].taken
    assert not mapped("Title", "Beneficiary", c1=["120", "400"]).columns[1].taken


def test_the_nearest_to_the_whole_cost_is_the_budget() -> None:
    assert fields(mapped("Title", "Grant amount", "Total eligible cost", "Total cost", "EU contribution")) == [
        "title", None, None, "budget_amount", None,
    ]  # fmt: skip


def test_a_heading_known_in_part_is_proposed_with_its_reason() -> None:
    match = mapped("Start date of flibberwork").columns[0]
    assert (match.field, match.taken) == ("start", False)
    assert match.reason == "Some words of the heading say “Start”, others are not known."


def test_an_acronym_beside_the_name_of_an_organisation_is_not_the_projects() -> None:
    assert fields(mapped("Organisation", "Acronym", "Project"))[1:] == [None, "title"]
    assert fields(mapped("Project", "Acronym", "Donor")) == ["title", "acronym", "funders"]
    assert fields(mapped("Donor", "Project acronym", "Project")) == ["funders", "acronym", "title"]


def test_the_only_column_that_may_be_the_title_is_it_where_nothing_else_tells_rows_apart() -> None:
    names: list[object] = ["Cyber4Dev", "DAP"]
    assert fields(mapped("Country", "Donor", "Project / activity", c2=names)) == ["places", "funders", "title"]
    assert fields(mapped("Code", "Donor", "Project / activity", c2=names)) == ["code", "funders", None]
    assert fields(mapped("Country", "Title of law", "Adopted", c1=names)) == ["places", None, None]
    assert fields(mapped("Project / activity", "Activity / project", c0=names, c1=names)) == [None, None]


def test_a_programme_is_the_project_where_no_other_column_is_about_projects() -> None:
    assert fields(mapped("Programme Title", "Programme Budget", "Programme Description", c1=["£16,100,000"])) == [
        "title", "budget_amount", "summary"
    ]  # fmt: skip
    assert fields(mapped("Project title", "Programme budget", c1=["£16,100,000"])) == ["title", None]


@pytest.mark.parametrize("heading", ["Total", "TOTAL", "Gesamt", "Totale", "Celkem", "Razem"])
def test_a_plain_total_right_of_its_parts_is_the_budget(heading: str) -> None:
    parts: list[object] = [125000, 250000.5]
    found = mapped("Title", "EU contribution", "Co-financing", heading, c1=parts, c2=parts, c3=parts)
    assert fields(found) == ["title", None, None, "budget_amount"]
    assert fields(mapped("Title", "Women trained", "Men trained", heading, c3=parts))[-1] is None
    assert fields(mapped("Title", "Budget", heading, c1=parts, c2=parts))[-1] is None


def test_a_column_headed_by_a_currency_alone_holds_the_budgets_where_no_other_does() -> None:
    found = mapped("Action", "EUR m", "Years", c0=["CyberNet", "ESIWA+"], c1=[10.6, 15])
    assert (fields(found)[1], found.columns[1].currency, found.columns[1].scale) == ("budget_amount", "EUR", 10**6)
    assert fields(mapped("Title", "Budget", "USD", c1=[5, 6], c2=[7, 8])) == ["title", "budget_amount", None]
    assert fields(mapped("Title", "EUR", "USD", c1=[5, 6], c2=[7, 8])) == ["title", None, None]


def test_the_country_of_a_beneficiary_with_a_tax_number_is_a_contractors_seat() -> None:
    found = mapped("Subject of grant or contract", "Name of beneficiary", "VAT number of beneficiary",
                   "Beneficiary country", c3=["France", "Germany", "Estonia"])  # fmt: skip
    assert fields(found) == ["title", "implementers", None, None]
    assert fields(mapped("Title", "Beneficiary country", c1=["Kenya", "Mali", "Chad"])) == ["title", "places"]
