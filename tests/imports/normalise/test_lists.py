"""Objectives, organisations, terms and texts in cells."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.fields import field_named
from imports.mapping import ColumnMatch
from imports.normalise.answers import Answers
from imports.normalise.flaws import BLANK, EMPTIED
from imports.normalise.objectives import ObjectiveReader
from imports.normalise.organisations import OrganisationReader
from imports.normalise.readers import Context, read_column
from imports.normalise.texts import text_reader, tidy
from imports.normalise.words import _STATUS, _STRAND, TermReader
from portfolio.core.terms import Status, Strand, Term, Visibility
from portfolio.core.text import clean, fold
from tests.imports.normalise.words import vocabulary_of

VOCABULARY = vocabulary_of(
    aliases={"objective": {"kapazitaeten": "eu-cyber-diplomacy-15:7"}, "status": {"dormant": "suspended"}}
)


def objectives(value: object) -> tuple[list[tuple[int, str | None, str | None]], list[str]]:
    cell = ObjectiveReader(VOCABULARY).read(value)
    served = [] if cell.value is BLANK else [(number, level, share) for _, number, level, share in cell.value]
    return served, [flaw.code for flaw in cell.flaws]


@pytest.mark.parametrize(
    ("value", "served"),
    [
        (6, [(6, None, None)]), (6.0, [(6, None, None)]), ("6", [(6, None, None)]), ("Obj. 6; 8", [(6, None, None),
        (8, None, None)]),
        ("objective 6 (principal)", [(6, "principal", None)]), ("6 (principal); 8", [(6, "principal", None), (8, None,
        None)]),
        ("6, 8, 10", [(6, None, None), (8, None, None), (10, None, None)]), ("6 and 8", [(6, None, None), (8, None,
        None)]), ("6\n8", [(6, None, None), (8, None, None)]),
        ("Objectives 6, 8", [(6, None, None), (8, None, None)]), ("6 (50%); 8 (secondary, 50%)", [(6, None, "50"), (8,
        "significant", "50")]),
        ("Human rights online", [(1, None, None)]), ("3. Human rights defenders", [(3, None, None)]),
        ("objective 3: Human rights defenders", [(3, None, None)]),
        ("6/8", [(6, None, None), (8, None, None)]), ("6+8", [(6, None, None), (8, None, None)]), ("objectif 6 et 8",
        [(6, None, None), (8, None, None)]), ("Objectives 6, 8 and 10", [(6, None, None), (8, None, None), (10, None,
        None)]), ("6 (principal) and 8 (significant)", [(6, "principal", None), (8, "significant", None)]),
        ("principal: 6, 8; significant: 10", [(6, "principal", None), (8, "principal", None), (10, "significant",
        None)]), ("6.", [(6, None, None)]), ("6*", [(6, None, None)]), ("SO6", [(6, None, None)]), ("6 8", [(6, None,
        None), (8, None, None)]), ("eu-cyber-measures: 3", [(3, None, None)]),
        ("1, 6 and 8", [(1, None, None), (6, None, None), (8, None, None)]),
        ("6; 6 (principal)", [(6, "principal", None)]), ("kapazitaeten", [(7, None, None)]),
    ],
)  # fmt: skip
def test_objectives_are_numbers_or_titles_with_significance(value: object, served: list[object]) -> None:
    assert objectives(value)[0] == served


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (6.8, "objective-range"), ("6-8", "objective-range"), ("6.8", "objective-range"), ("99", "unknown-objective"),
        (0, "unknown-objective"),
        (True, "unknown-objective"), (date(2024, 6, 8), "unknown-objective"), (float("nan"), "objective-range"),
        ("to train police", "unknown-objective"),
        ("human rights defender", "objective-in-words"), ("6. Poverty and hunger in the world", "unknown-objective"),
        ("6 (150%)", "unreadable-share"),
    ],
)  # fmt: skip
def test_what_names_no_objective_for_sure_is_not_taken(value: object, code: str) -> None:
    assert objectives(value) == ([], [code])


@pytest.mark.parametrize(
    ("others", "known"),
    [
        (["6", "3"], True), ([6, 3], True), (["6; 8"], True), (["1,2,3"], True),
        (["3,4", "2,5"], False), ([3.4, 6], False), (["3.4", "6"], False), ([None], False),
    ],
)  # fmt: skip
def test_two_figures_and_a_comma_are_a_list_where_other_cells_of_the_column_are(others: list[Any], known: bool) -> None:
    match = ColumnMatch(1, "Objectives", "objectives", "", 100, True)
    column = read_column(match, ["1,2", *others], Context(VOCABULARY, Answers(), None, OrganisationReader(VOCABULARY)))
    assert (column.values[0] is not BLANK, not column.questions) == (known, known)
    if not known:
        assert [one.answer for one in column.questions[0].choices][-2:] == ["both", "neither"]


@pytest.mark.parametrize(("answer", "numbers"), [("both", [1, 2]), ("neither", []), (None, [])])
def test_what_two_figures_and_a_comma_mean_is_asked_once(answer: str | None, numbers: list[int]) -> None:
    cell = ObjectiveReader(VOCABULARY, answer, pairs=False).read("1,2")
    assert [one[1] for one in (cell.value if cell.value is not BLANK else ())] == numbers


def test_a_number_with_the_words_of_another_objective_is_asked_number_first() -> None:
    cell = ObjectiveReader(VOCABULARY).read("Objective 4: Awareness")
    assert [(flaw.code, flaw.nearest) for flaw in cell.flaws] == [("objective-differs", ("4", "7"))]
    assert ObjectiveReader(VOCABULARY).read("Objective 7: Awareness").value[0][1] == 7
    assert [flaw.code for flaw in ObjectiveReader(VOCABULARY).read("Objective 4: Feed the hungry").flaws] == [
        "unknown-objective"
    ]


def test_another_framework_can_be_named() -> None:
    cell = ObjectiveReader(VOCABULARY).read("eu-cyber-measures 3; 6")
    assert [one[:2] for one in cell.value] == [("eu-cyber-diplomacy-15", 6), ("eu-cyber-measures", 3)]


def organisations(
    text: str, commas: bool | None = None
) -> tuple[list[tuple[str, str | None]], list[str], OrganisationReader]:
    reader = OrganisationReader(VOCABULARY)
    cell = reader.read(text, commas)
    return list(cell.value) if cell.value is not BLANK else [], [flaw.code for flaw in cell.flaws], reader


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("INTERPOL; Council of Europe", ["INTERPOL", "Council of Europe"]), ("CoE", ["Council of Europe"]),
        ("interpol", ["INTERPOL"]),
        ("INTERPOL, CoE", ["INTERPOL", "Council of Europe"]), ("Ministry of Justice, Security and Peace",
        ["Ministry of Justice, Security and Peace"]),
        ("Ministry of Interior, Police and Prisons", ["Ministry of Interior, Police and Prisons"]),
        ("INTERPOL, Somebody new", ["INTERPOL, Somebody new"]),
        ("A Agency\nB Agency | C Agency", ["A Agency", "B Agency", "C Agency"]), ("INTERPOL; interpol", ["INTERPOL"]),
        ("CoE and INTERPOL", ["Council of Europe", "INTERPOL"]), ("CoE/INTERPOL", ["Council of Europe", "INTERPOL"]),
        ("INTERPOL & Somebody new", ["INTERPOL & Somebody new"]), ("Trade and Industry", ["Trade and Industry"]),
    ],
)  # fmt: skip
def test_commas_belong_to_a_name_unless_every_part_is_known(text: str, names: list[str]) -> None:
    assert [name for name, _ in organisations(text)[0]] == names


def test_a_person_can_say_that_commas_separate() -> None:
    assert [name for name, _ in organisations("Care, Caritas", True)[0]] == ["Care", "Caritas"]
    assert organisations("Care, Caritas")[2].comma_names == ["Care, Caritas"]


def test_a_new_name_is_taken_in_its_first_spelling_and_a_near_one_is_said() -> None:
    found, flaws, reader = organisations("GIZ; giz; Counsil of Europe")
    assert [name for name, _ in found] == ["GIZ", "Counsil of Europe"]
    assert flaws == ["close-organisation"]
    assert list(reader.new.values()) == ["GIZ", "Counsil of Europe"]
    assert organisations("INTERPOL 60%; CoE (40%)")[0] == [("INTERPOL", "60"), ("Council of Europe", "40")]
    assert organisations("x" * 301)[1] == ["name-too-long"]


def test_spellings_of_one_new_organisation_are_asked_each_once_and_figures_tell_two_apart() -> None:
    reader = OrganisationReader(VOCABULARY)

    def near(text: str) -> list[tuple[str, ...]]:
        return [flaw.nearest for flaw in reader.read(text, None).flaws]

    assert near("Ministry of Digital Affairs (MDA)") == []
    assert near("Ministry of Digital Affairs") == [("Ministry of Digital Affairs (MDA)",)]
    assert near("MDA") == [("Ministry of Digital Affairs (MDA)",)]
    assert near("MDA") == []
    assert near("Minstry of Digital Affairs") == [("Ministry of Digital Affairs (MDA)",)]
    assert near("Acme GmbH") == []
    assert near("ACME Ltd.") == [("Acme GmbH",)]
    assert near("Region 3 Office") == near("Region 4 Office") == []


def test_a_name_with_its_acronym_in_brackets_is_the_known_organisation() -> None:
    reader = OrganisationReader(VOCABULARY)
    for text in ("Council of Europe (CoE)", "CoE", "COUNCIL OF EUROPE (COE)"):
        assert reader.read(text, None).value == (("Council of Europe", None),)
        assert reader.read(text, None).flaws == ()
    assert reader.read("Council of Europe (Strasbourg office)", None).value != (("Council of Europe", None),)


def test_every_word_for_a_status_or_strand_means_one_of_them() -> None:
    for words in (_STATUS, _STRAND):
        meanings: dict[str, set[Term]] = {}
        for term, texts in words.items():
            for text in (term.label, *texts.split(";")):
                meanings.setdefault(fold(text), set()).add(term)
        assert {text: terms for text, terms in meanings.items() if len(terms) > 1} == {}


@pytest.mark.parametrize(
    ("terms", "value", "code"),
    [
        (Status, "Ongoing", "implementation"), (Status, "en cours", "implementation"), (Status, "abgeschlossen",
        "closed"), (Status, 2, "implementation"),
        (Status, 4.0, "closed"), (Status, "2", "implementation"), (Status, "2 - Implementation", "implementation"),
        (Status, "Pipeline", "pipeline"),
        (Status, "dormant", "suspended"), (Status, "cancelled", "cancelled"), (Strand, "Cyber resilience",
        "cyber-resilience"), (Strand, "both", "both"),
        (Strand, "Cybercriminalité", "cybercrime"), (Visibility, "PUBLIC", "public"), (Visibility, "restricted",
        "restricted"),
    ],
)  # fmt: skip
def test_a_term_is_known_by_its_words(terms: type[Term], value: object, code: str) -> None:
    assert TermReader(terms, "status", "Status", VOCABULARY).read(value).value == code


@pytest.mark.parametrize("value", ["so so", 7, True, None, "2 - Closed", 2.5, ""])
def test_an_unknown_term_is_a_problem_that_lists_the_choices(value: object) -> None:
    cell = TermReader(Status, "status", "Status", VOCABULARY).read(value)
    assert cell.value is BLANK
    assert cell.flaws[0].code == "unknown-term"
    assert "Pipeline" in cell.flaws[0].nearest


@pytest.mark.parametrize(
    ("field", "value", "kept", "codes"),
    [
        ("title", "  Two\u00a0 words\u200b ", "Two words", []), ("title", "line\nbreak", "line break", []), ("summary",
        "line \n\n break", "line\nbreak", []),
        ("title", "'=SUM(1)", "=SUM(1)", []), ("title", "'quoted'", "'quoted'", []), ("title", "''-x", "''-x", []),
        ("title", 2024, "2024", []), ("code", 12.0, "12", []),
        ("code", date(2024, 3, 1), "2024-03-01", ["date-in-text"]), ("title", "", BLANK, []), ("title", " \n ", BLANK,
        []), ("title", "\u200b", BLANK, []),
        ("title", None, BLANK, []), ("title", "N/A", BLANK, ["blank-word"]), ("title", "-", BLANK, ["blank-word"]),
        ("acronym", "#clear", EMPTIED, []),
        ("title", "x" * 501, BLANK, ["title-too-long"]), ("code", "x" * 81, BLANK, ["code-too-long"]), ("acronym", "x"
        * 101, BLANK, ["too-long"]),
        ("title", "Веnin cyber", "Веnin cyber", ["mixed-scripts"]), ("title", "x\u202egnp", "xgnp", []), ("title",
        "e\u0301te\u0301", "été", []),
        ("website", "https://a.org/x", "https://a.org/x", []), ("website", "www.a.org", "https://www.a.org",
        ["website-completed"]), ("website", "see annex", BLANK, ["bad-website"]),
        ("website", "javascript:alert(1)", BLANK, ["bad-website"]), ("website", "https://a.org/1, https://b.org/2",
        "https://a.org/1", ["several-websites"]),
        ("website", "https://a.org/" + "x" * 500, BLANK, ["too-long"]), ("title", float("nan"), BLANK, ["not-text"]),
    ],
)  # fmt: skip
def test_text_is_clean_bounded_and_says_what_it_lost(field: str, value: object, kept: object, codes: list[str]) -> None:
    cell = text_reader(field_named(field))(value)
    assert (cell.value, [flaw.code for flaw in cell.flaws]) == (kept, codes)


@given(st.text(max_size=60), st.booleans())
def test_quick_tidying_gives_what_cleaning_gives(text: str, lines: bool) -> None:
    if text[:1] != "'":
        assert tidy(text, lines=lines) == clean(text, lines=lines)


@given(st.text(alphabet=st.sampled_from("ab \n\t\u00a0\u200b;é'=e\u0301"), max_size=12), st.booleans())
def test_quick_tidying_of_white_space_gives_what_cleaning_gives(text: str, lines: bool) -> None:
    if text[:1] != "'":
        assert tidy(text, lines=lines) == clean(text, lines=lines)
