"""A whole table: drafts in the shape of the project value, problems with their cells, questions once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.mapping import choose, propose
from imports.normalise import Answers, Draft, Drafts, normalise
from imports.problems import CATALOGUE, Severity
from imports.read.sheets import Sheet
from imports.table import Table, Wishes, find_table
from imports.table.amounts import with_units
from imports.table.continuations import gather
from portfolio.core.project import normal, problems
from tests.imports.normalise.words import vocabulary_of
from tests.imports.table.written import sheet_of, written

VOCABULARY = vocabulary_of()


def drafted(sheet: Sheet, answers: dict[str, Any] | None = None, **facts: Any) -> Drafts:
    """The drafts of a sheet; answers by question key, `choices` for columns."""
    choices = facts.pop("choices", {})
    wishes = Wishes(0, facts.pop("header_row", None), facts.pop("taken", frozenset()))
    table = find_table([sheet], wishes)
    assert isinstance(table, Table), table
    mapping = choose(propose(table.headings, table.samples(), recogniser=VOCABULARY), choices)
    mapping = with_units(mapping, table)
    gathered = gather(table, mapping)
    found = normalise(gathered, mapping, VOCABULARY, Answers.from_keys(answers or {}), wishes=wishes, **facts)
    if mapping.has_identity:
        rows = [draft.row for draft in found.rows] + [one.row for one in found.skipped]
        assert sorted(rows) == list(gathered.data_rows), "a row disappeared or was counted twice"
    return found


def codes(draft: Draft) -> list[tuple[str | None, str]]:
    return [(one.cell, one.code) for one in draft.problems]


FULL = """
Code | Title | Status | Start | End | Budget | Currency | Country | Objectives | Funder | Uitvoerder | Web | Parent
A1 | First | ongoing | 2020-03 | <day> | =1500.5 | EUR | <places> | 6 (principal); 8 | EU; CoE | UNODC | <site> | P1
A2 | Second | | | | | | | | | | |
"""


def test_a_row_becomes_the_fields_of_a_project_that_it_states() -> None:
    first, second = drafted(
        written(FULL, {"day": date(2023, 2, 28), "places": "Kenya (hub) 60%; UG 40%", "site": "https://a.org"})
    ).rows
    assert first.values == {
        "code": "A1", "title": "First", "status": "implementation", "planned_start": "2020-03", "planned_end":
        "2023-02-28",
        "budget_amount": "1500.50", "budget_currency": "EUR", "website": "https://a.org", "parent": "P1",
        "places": [{"kind": "country", "code": "KE", "tier": "hub", "share": "60"}, {"kind": "country", "code": "UG",
        "tier": "priority", "share": "40"}],
        "objectives": [
            {"framework": "eu-cyber-diplomacy-15", "number": 6, "significance": "principal", "share": None, "note":
            None},
            {"framework": "eu-cyber-diplomacy-15", "number": 8, "significance": "principal", "share": None, "note":
            None},
        ],
        "organisations": [
            {"name": "Council of Europe", "role": "funder", "share": None}, {"name": "EU", "role": "funder", "share":
            None},
            {"name": "UNODC", "role": "implementer", "share": None},
        ],
    }  # fmt: skip
    assert first.problems == ()
    assert first.cells["places"] == "H2"
    assert first.roles == {"funder", "implementer"}
    assert first.assumed == {"places": frozenset({"country:UG"}), "objectives": frozenset({"eu-cyber-diplomacy-15:8"})}
    assert normal(first.values) == normal({**first.values, "archived": False})
    assert [one for one in problems(normal(first.values)) if one.field != "parent"] == []
    assert second.values == {"code": "A2", "title": "Second"}
    assert second.roles == second.tiers == second.partial == frozenset()


def test_a_blank_cell_keeps_and_clear_empties() -> None:
    sheet = written("""
        Code | Title | Acronym | Start | Budget | Countries | Funder | Implementer
        A1 | #CLEAR | #CLEAR | #clear | #CLEAR | #CLEAR | #CLEAR |
    """)
    (draft,) = drafted(sheet).rows
    assert draft.values == {
        "code": "A1", "acronym": None, "planned_start": None, "budget_amount": None, "budget_currency": None, "places":
        [], "organisations": [],
    }  # fmt: skip
    assert codes(draft) == [("B2", "cannot-clear")]
    assert draft.roles == {"funder"}


def test_the_order_of_dates_is_proved_by_the_column_or_hinted_or_asked_once() -> None:
    rows = "Title | Start\nOne | 03/04/2025\nTwo | {}\nThree | 05/06/2025"
    assert [draft.values["planned_start"] for draft in drafted(written(rows.format("31/12/2024"))).rows] == [
        "2025-04-03",
        "2024-12-31",
        "2025-06-05",
    ]
    assert drafted(written(rows.format("12/31/2024"))).rows[0].values["planned_start"] == "2025-03-04"
    assert drafted(written(rows.format("2024")), language="de").rows[0].values["planned_start"] == "2025-04-03"
    assert drafted(written(rows.format("2024")), language="en-US").rows[0].values["planned_start"] == "2025-03-04"
    by_language = drafted(written(rows.format("2024")), language="el")
    assert ([one.code for one in by_language.problems], by_language.questions[0].assumed) == (
        ["date-order-by-language"],
        "dmy",
    )
    for other, code in (("2024", "date-order"), ("x", "date-order")):
        asked = drafted(written(rows.format(other)), language="en")
        assert [one.code for one in asked.problems] == [code]
        assert asked.problems[0].cell == "B2"
        assert asked.rows[0].values == {"title": "One"}
        (question,) = asked.questions
        assert (question.key, question.rows) == ("date_order:1", 2)
        assert [choice.answer for choice in question.choices] == ["dmy", "mdy"]
        answered = drafted(written(rows.format(other)), {question.key: "mdy"})
        assert answered.rows[0].values["planned_start"] == "2025-03-04"
        assert answered.questions == ()
    mixed = drafted(
        sheet_of([["Title", "Start"], ["One", "03/04/2025"], ["Two", "31/12/2024"], ["Three", "12/31/2024"]])
    )
    assert [one.code for one in mixed.problems] == ["date-order-mixed"]
    assert [draft.values.get("planned_start") for draft in mixed.rows] == [None, "2024-12-31", "2024-12-31"]


def test_dates_that_contradict_one_another_lose_the_end() -> None:
    sheet = written("Title | Start | End\nOne | 03.2021 | 31.12.20\nTwo | 2020-06-01 | 2020\nThree | 2020-02-30 | 2021")
    one, two, three = drafted(sheet).rows
    assert (one.values, codes(one)) == ({"title": "One", "planned_start": "2021-03"}, [("C2", "end-before-start")])
    assert one.problems[0].message == "The end “31.12.20” lies before the start March 2021."
    assert two.values["planned_end"] == "2020"
    assert (three.values, codes(three)) == ({"title": "Three", "planned_end": "2021"}, [("B4", "impossible-date")])


def test_a_start_that_does_not_say_of_which_kind_gives_way_to_the_planned_one() -> None:
    sheet = written("Title | Start | Planned start\nOne | 2020 | 2021\nTwo | 2020 |\nThree | 2020 | 2020")
    one, two, three = drafted(sheet).rows
    assert [draft.values["planned_start"] for draft in (one, two, three)] == ["2021", "2020", "2020"]
    assert [codes(draft) for draft in (one, two, three)] == [[("B2", "start-twice")], [], []]


def test_the_currency_comes_from_the_cell_the_column_the_heading_or_a_person() -> None:
    assert drafted(written("Title | Budget (USD)\nOne | =5")).rows[0].values["budget_currency"] == "USD"
    assert drafted(written("Title | Budget (USD)\nOne | 5 EUR")).rows[0].values["budget_currency"] == "EUR"
    assert drafted(written("Title | Budget | Currency\nOne | =5 | CHF")).rows[0].values["budget_currency"] == "CHF"
    clash = drafted(written("Title | Budget | Currency\nOne | 5 EUR | CHF")).rows[0]
    assert (clash.values, codes(clash)) == ({"title": "One"}, [("B2", "currency-clash")])
    dollar = drafted(written("Title | Budget\nOne | $5m")).rows[0]
    assert (dollar.values["budget_currency"], codes(dollar)) == ("USD", [("B2", "dollar-read-as-usd")])
    assert drafted(written("Title | Budget | Currency\nOne | $5 | CAD")).rows[0].values["budget_currency"] == "CAD"
    some = drafted(written("Title | Budget\nOne | =5\nTwo | 6 CHF"))
    assert [one.code for one in some.problems] == ["no-currency"]
    assert [(one.key, one.rows) for one in some.questions] == [("currency", 1)]
    assert some.rows[0].values == {"title": "One"}
    sheet = written("Title | Budget\nOne | =5\nTwo | =6.5")
    assumed = drafted(sheet)
    assert [one.code for one in assumed.problems] == ["currency-assumed"]
    assert [(one.key, one.rows) for one in assumed.questions] == [("currency", 2)]
    assert [draft.values["budget_currency"] for draft in assumed.rows] == ["EUR", "EUR"]
    assert [draft.values["budget_amount"] for draft in drafted(sheet, {"currency": "EUR"}).rows] == ["5.00", "6.50"]
    assert [draft.values["budget_amount"] for draft in drafted(sheet, {"currency": "JPY"}).rows] == ["5", "6"]


def test_a_mark_that_may_be_either_is_proved_by_the_column_or_asked_once() -> None:
    rows = "Title | Budget (EUR)\nOne | 1.234\nTwo | {}"
    assert drafted(written(rows.format("2.254,62"))).rows[0].values["budget_amount"] == "1234.00"
    assert drafted(written(rows.format("2254.621"))).rows[0].values["budget_amount"] == "1.23"
    asked = drafted(written(rows.format("7")))
    assert [one.code for one in asked.problems] == ["amount-separator"]
    assert asked.rows[0].values == {"title": "One"}
    (question,) = asked.questions
    assert [(choice.answer, choice.label) for choice in question.choices] == [(",", "1234"), (".", "1.234")]
    assert drafted(written(rows.format("7")), {question.key: ","}).rows[0].values["budget_amount"] == "1234.00"
    mixed = drafted(written("Title | Budget (EUR)\nOne | 1.234\nTwo | 2,5\nThree | 2.5"))
    assert [one.code for one in mixed.problems] == ["amount-separator-mixed"]


def test_an_amount_that_would_have_three_decimals_is_asked_about_and_the_others_are_not() -> None:
    sheet = written("Title | Budget (EUR)\nOne | 900,000\nTwo | 3.500\nThree | 2,5 Mio\nFour | 1,234 Mio\nFive | 7")
    asked = drafted(sheet)
    assert [one.code for one in asked.problems] == ["amount-separator-mixed"]
    assert [row.values.get("budget_amount") for row in asked.rows] == [
        None,
        "3500.00",
        "2500000.00",
        "1234000.00",
        "7.00",
    ]
    (question,) = asked.questions
    assert ([choice.label for choice in question.choices], question.rows) == (["900000", "900.000"], 1)
    told = drafted(sheet, {question.key: "."})
    assert [row.values["budget_amount"] for row in told.rows[:4]] == [
        "900000.00",
        "3500.00",
        "2500000.00",
        "1234000.00",
    ]
    in_millions = drafted(written("Title | Budget (EUR million)\nOne | 1,234\nTwo | 2,5"))
    assert ([row.values["budget_amount"] for row in in_millions.rows], in_millions.questions) == (
        ["1234000.00", "2500000.00"],
        (),
    )


def test_millions_in_the_heading_are_believed_unless_the_amounts_are_beyond_belief() -> None:
    assert drafted(written("Title | Budget (EUR million)\nOne | =2.5")).rows[0].values["budget_amount"] == "2500000.00"
    assert drafted(written("Title | Budget (EUR million)\nOne | 300k")).rows[0].values["budget_amount"] == "300000.00"
    sheet = written("Title | Total project costs £m\nOne | =2390607")
    asked = drafted(sheet)
    assert [one.code for one in asked.problems] == ["scale-in-doubt"]
    assert "budget_amount" not in asked.rows[0].values
    assert drafted(sheet, {asked.questions[0].key: "1"}).rows[0].values["budget_amount"] == "2390607.00"


def test_an_unreadable_amount_is_a_problem_with_what_the_user_sees() -> None:
    (draft,) = drafted(written("Title | Budget (EUR)\nOne | 100'000 - 500'000\nOnly | =1")).rows[:1]
    assert codes(draft) == [("B2", "amount-range")]
    assert draft.problems[0].value == "100'000 - 500'000"
    assert draft.values == {"title": "One"}


def test_words_for_nothing_are_blank_and_said() -> None:
    sheet = written("Title | Start | Country | Status\nOne | N/A | - | TBC\nTwo | 2020 | Kenya | closed")
    one = drafted(sheet).rows[0]
    assert one.values == {"title": "One"}
    assert codes(one) == [("B2", "blank-word"), ("C2", "blank-word"), ("D2", "blank-word")]


def test_na_is_namibia_among_codes_and_asked_elsewhere() -> None:
    assert (
        drafted(written("Title | Country\nOne | NA\nTwo | KE\nThree | UG")).rows[0].values["places"][0]["code"] == "NA"
    )
    asked = drafted(written("Title | Country\nOne | NA\nTwo | Kenya\nThree | Uganda"))
    assert codes(asked.rows[0]) == [("B2", "namibia-or-nothing")]
    assert asked.rows[0].problems[0].severity is Severity.ASK


def test_a_word_is_asked_once_and_the_answer_holds_for_all_rows() -> None:
    sheet = written("Title | Country\nOne | Korea\nTwo | Korea; Kenya\nThree | Utopia")
    asked = drafted(sheet)
    question = next(one for one in asked.questions if one.key == "place:korea")
    assert question.rows == 2
    assert [choice.answer for choice in question.choices] == [
        "country:KR",
        "country:KP",
        "country:KR;country:KP",
        "global:world",
    ]
    assert asked.rows[1].values["places"] == [{"kind": "country", "code": "KE", "tier": "priority", "share": None}]
    assert asked.rows[1].partial == {"places"}
    answered = drafted(sheet, {question.key: "country:KR", "place:utopia": ""})
    assert [[one["code"] for one in draft.values.get("places", [])] for draft in answered.rows] == [
        ["KR"],
        ["KE", "KR"],
        [],
    ]
    status = drafted(written("Title | Status\nOne | Bewilligt\nTwo | closed"))
    assert [one.key for one in status.questions] == ["status:bewilligt"]


def test_several_columns_of_places_and_tiers_are_joined() -> None:
    sheet = written("""
        Title | Country 1 | Country 2 | Hub countries
        One | Kenya | Uganda; Mali | Kenya
        Two | | | Ghana
    """)
    one, two = drafted(sheet).rows
    assert [(place["code"], place["tier"]) for place in one.values["places"]] == [
        ("KE", "hub"),
        ("ML", "priority"),
        ("UG", "priority"),
    ]
    assert (one.tiers, two.tiers) == (frozenset({"hub", "priority", "associate"}), frozenset({"hub"}))
    assert one.assumed["places"] == {"country:ML", "country:UG"}


def test_commas_in_names_are_kept_and_asked_about_once() -> None:
    sheet = written("Title | Implementer\nOne | Care, Caritas\nTwo | Concern, Cordaid\nThree | INTERPOL, CoE")
    asked = drafted(sheet)
    assert [len(draft.values["organisations"]) for draft in asked.rows] == [1, 1, 2]
    assert [one.code for one in asked.problems] == ["comma-kept"]
    assert [(one.key, one.rows) for one in asked.questions] == [("commas:1", 2)]
    assert asked.new_organisations == ("Care, Caritas", "Concern, Cordaid")
    assert [len(draft.values["organisations"]) for draft in drafted(sheet, {"commas:1": "yes"}).rows] == [2, 2, 2]


def test_a_note_on_objectives_goes_to_each_of_them_and_needs_one() -> None:
    sheet = written("Title | Objectives | Note on objectives\nOne | 6; 8 | Because\nTwo | | Alone")
    one, two = drafted(sheet).rows
    assert [link["note"] for link in one.values["objectives"]] == ["Because", "Because"]
    assert codes(two) == [("C3", "note-alone")]


def test_error_cells_and_formulas_without_a_result_are_problems_of_their_cells() -> None:
    sheet = sheet_of(
        [["Title", "Budget (EUR)", "Start", "Other"], ["One", None, None, None], [None, 5, 2020, None], ["Three", 6,
        None, None]],
        errors={(2, 1): "#REF!", (3, 0): "#N/A", (2, 3): "#DIV/0!"}, uncached_formulas=frozenset({(4, 2)}),
    )  # fmt: skip
    one, two, three = drafted(sheet).rows
    assert codes(one) == [("B2", "error-cell")]
    assert "#REF!" in one.problems[0].message
    assert (codes(two), two.rejected) == ([("A3", "identity-error")], True)
    assert (codes(three), three.rejected) == ([("C4", "uncached-formula")], False)


def test_results_of_formulas_are_noted_once_for_each_column_that_is_read() -> None:
    """The total under the rows and the column that is not imported say nothing."""
    rows: list[list[Any]] = [["Title", "Budget (EUR)", "Rest"], *([f"Project {at}", at, at] for at in range(2, 9))]
    rows[4][1] = None
    sheet = sheet_of([*rows, ["Total", 40, 40]], computed=((1, 2, 6), (1, 8, 9), (2, 2, 9)), formulas=15)
    found = [one for one in drafted(sheet).problems if one.code == "computed-cells"]
    assert [(one.severity, one.cell) for one in found] == [("note", None)]
    assert found[0].message == "In 5 cells, the budget is the stored result of a formula: B2 to B4, B6, B8."


def test_a_row_without_title_and_code_is_rejected_unless_it_continues_another() -> None:
    sheet = written("""
        Code | Title | Location | Postcode | Start | Budget (EUR) | Funder
        A1 | First | Kerry | V92 | 2020 | =10 | EU
        | | Cork | T12 | | |
        | | Mayo | F26 | | |
        | | | | 2021 | =20 | EU
    """)
    found = drafted(sheet)
    assert [draft.row for draft in found.rows] == [2, 5]
    assert codes(found.rows[1]) == [(None, "no-title-no-code")]
    assert found.rows[1].rejected
    assert [draft.row for draft in drafted(sheet, taken=frozenset({4})).rows] == [2, 4, 5]


def test_one_code_in_two_rows_is_left_to_the_plan_if_they_differ_and_skipped_if_not() -> None:
    found = drafted(written("Code | Title\nA1 | One\nA1 | Other\nA1 | One\na1 | Lower case"))
    assert [(draft.row, draft.rejected) for draft in found.rows] == [(2, False), (3, False), (5, False)]
    assert [(one.row, one.kind) for one in found.skipped] == [(4, "repeat")]


def test_without_a_title_or_a_code_column_there_is_one_problem() -> None:
    found = drafted(written("Country | Budget (EUR) | Start\nKenya | =5 | 2020"))
    assert found.rows == ()
    assert [one.code for one in found.problems] == ["no-identity-column"]


def test_a_project_is_not_its_own_parent() -> None:
    (draft,) = drafted(written("Code | Title | Parent\nA1 | One | A1")).rows
    assert ("parent" in draft.values, codes(draft)) == (False, [("C2", "own-parent")])


def test_yes_and_no_are_not_confused_with_one_and_nought() -> None:
    sheet = sheet_of([["Title", "Budget (EUR)"], ["One", 1], ["Two", True], ["Three", 0], [True, 5]])
    rows = drafted(sheet).rows
    assert [draft.values.get("budget_amount") for draft in rows] == ["1.00", None, "0.00", "5.00"]
    assert rows[3].values["title"] == "TRUE"


def test_answers_are_read_by_their_keys_and_odd_ones_passed_over() -> None:
    given_answers = {
        "date_order:3": "mdy", "date_order:x": "mdy", "date_order:4": "?", "currency": "EUR", "decimal:1": ",",
        "scale:2": "1000", "scale:3": "many",
        "commas:7": "no", "place:korea": "country:KR", "place:hq": "", "nonsense": 1,
    }  # fmt: skip
    answers = Answers.from_keys(given_answers)
    assert answers == Answers(
        {3: "mdy"}, {1: ","}, {2: 1000}, {7: False}, "EUR", {"place": {"korea": "country:KR", "hq": None}}
    )


CELLS = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.dates(), st.times(),
    st.timedeltas(), st.decimals(),
    st.sampled_from(["Kenya", "KE 60%; UG", "6; 8", "03/04/2025", "1.234", "#CLEAR", "EUR", "N/A", "ongoing",
    "https://a.org", "Korea"]),
)  # fmt: skip
HEADINGS = ("Code", "Title", "Summary", "Status", "Start", "Planned end", "Budget", "Currency", "Country", "Hubs",
"Objectives",
            "Funder", "Website", "Parent", "Visibility", "Last reviewed on", "Note on objectives")  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=len(HEADINGS), max_size=len(HEADINGS)), min_size=1, max_size=4))
def test_no_cell_whatever_breaks_the_stage_and_every_value_can_be_kept(rows: list[list[Any]]) -> None:
    table = find_table([sheet_of([list(HEADINGS), *rows])], Wishes(0, 1))
    assert isinstance(table, Table)
    mapping = choose(propose(table.headings, {}), dict.fromkeys((0,), "code"))
    found = normalise(table, mapping, VOCABULARY, Answers(currency="EUR"))
    assert len(found.rows) + len(found.skipped) == len(table.data_rows)
    for draft in found.rows:
        stated = {name: value for name, value in draft.values.items() if value is not None}
        stated.setdefault("code", "X")
        stated.setdefault("title", "X")
        assert [one for one in problems(normal(stated)) if one.field not in ("parent", "predecessor")] == []
        assert all(one.code in CATALOGUE and one.sheet == "Projects" for one in draft.problems)


@pytest.mark.parametrize("heading", ["Budget", "Start", "Country", "Objectives", "Funder"])
def test_a_long_column_of_one_kind_of_rubbish_does_no_harm(heading: str) -> None:
    rows = [[f"T{at}", "rubbish;,%()" * (at % 5)] for at in range(50)]
    found = drafted(sheet_of([["Title", heading], *rows]), choices={1: {"Budget": "budget_amount", "Start": "start",
    "Country": "places",
                    "Objectives": "objectives", "Funder": "funders"}[heading]})  # fmt: skip
    assert len(found.rows) == 50


def test_what_is_no_iati_identifier_stays_out_and_the_row_comes_in() -> None:
    sheet = sheet_of([["Title", "IATI identifier"], ["One", "XI-IATI-EC_FPI-2015/37982"], ["Two", "no identifier"]])
    one, two = drafted(sheet).rows
    assert one.values["iati_identifier"] == "XI-IATI-EC_FPI-2015/37982"
    assert (codes(two), two.rejected) == ([("B3", "bad-iati-identifier")], False)


def test_of_an_amount_in_two_currencies_the_one_of_the_heading_is_taken_and_said() -> None:
    (row,) = drafted(written("Title | Budget (EUR)\nOne | USD 5m (EUR 4.6m)")).rows
    assert (row.values["budget_amount"], row.values["budget_currency"]) == ("4600000.00", "EUR")
    assert codes(row) == [("B2", "one-of-two-amounts")]


def test_an_amount_in_two_currencies_is_asked_where_nothing_says_which() -> None:
    sheet = written("Title | Budget\nOne | USD 5m (EUR 4.6m)\nTwo | GBP 3m (EUR 3.5m)")
    asked = drafted(sheet)
    assert "budget_amount" not in asked.rows[0].values
    assert [question.key for question in asked.questions] == ["currency"]
    answered = drafted(sheet, {"currency": "EUR"}).rows
    assert [row.values["budget_amount"] for row in answered] == ["4600000.00", "3500000.00"]


def test_a_programme_whose_parts_cost_more_is_said_with_both_sums() -> None:
    sheet = written(
        "Code | Title | Parent | Budget (EUR)\nP | Programme | | 100\nP-1 | One | P | 60\nP-2 | Two | P | 50\n"
        "Q | Other | | 100\nQ-1 | Three | Q | 60"
    )
    rows = drafted(sheet).rows
    assert codes(rows[0]) == [("D2", "parts-above-whole")]
    assert "110.00 EUR" in rows[0].problems[0].message
    assert "100.00 EUR" in rows[0].problems[0].message
    assert [codes(row) for row in rows[1:]] == [[], [], [], []]
    assert [row.values["budget_amount"] for row in rows] == ["100.00", "60.00", "50.00", "100.00", "60.00"]
