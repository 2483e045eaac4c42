"""Documents are wholly in their language: every sentence is in the catalogue, with the same holes, well set."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.pofile import read_po
from flask import Flask

from portfolio import reference
from portfolio.core.people import COMMAND_LINE
from portfolio.core.periods import PartialDate
from portfolio.core.sentences import Euro, Name, sentence
from portfolio.core.terms import (
    CellState,
    GapStatus,
    OrganisationRole,
    Rows,
    Scope,
    Status,
    Strand,
)
from portfolio.coverage import caveats, cellwords, rows
from portfolio.coverage.trust import LABELS
from portfolio.coverage.world import STEPS
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.planning.operations import GAP_NOTES as GAP_NOTES_DOOR
from portfolio.planning.snapshots import take_snapshot
from portfolio.reports.briefs import brief
from portfolio.reports.coverage import coverage_report
from portfolio.reports.document import Document
from portfolio.reports.gaps import gap_report
from portfolio.reports.language import LANGUAGES, Language, known
from portfolio.reports.parts import CAVEATS_TITLE
from portfolio.reports.sources import Desk, Press
from portfolio.reports.surroundings import overlaps_said
from portfolio.reports.webpage import write_webpage
from portfolio.reports.wording import STATES
from portfolio.reports.workbook import write_workbook
from portfolio.web.filters import GAP_NEEDS, GAP_NOTES, GAP_STATES, Filter
from tests.coverage.world import AS_OF, FIFTEEN, load
from tests.house import TREE

#: Where sentences are thought of, and the calls that take one.
SOURCES = (
    "portfolio/reports/*.py",
    "portfolio/core/gaps.py",
    "portfolio/core/marks.py",
    "portfolio/coverage/caveats.py",
    "portfolio/coverage/cellwords.py",
    "portfolio/coverage/recorded.py",
)
CALLS = {"word", "say", "sentence", "Sentence", "_talk"}
IN_MAY = sentence("in {day}", day=PartialDate(2023, 5))
#: A filter that asks for something in every field that the face of a document names.
EVERYTHING = Filter(
    text="cyber",
    strand=Strand.CYBERCRIME.value,
    status=Status.IMPLEMENTATION.value,
    funder="European Union",
    implementer="none",
    region="pacific",
    place="country:FJ",
    objective="6",
    within="pacific",
    gap_state="risk",
    gap_need="unknown",
    gap_note="none",
    gap_person="somebody@example.org",
)
TRANSLATED = [code for code in LANGUAGES if code != "en"]


def written() -> Iterator[str]:
    """Every text that a call says, wherever it stands in the call's first arguments."""
    paths = sorted(path for pattern in SOURCES for path in TREE.glob(pattern))
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in CALLS and node.args:
                    first = node.args[0]
                    branches = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                    yield from (one.value for one in branches if isinstance(one, ast.Constant) and one.value)
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in (
                "text",
                "texts",
                "marks",
                "months",
            ):
                parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                yield from (one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str))


def composed() -> Iterator[str]:
    """The texts that code puts together from parts of closed lists."""
    yield from STATES
    yield from (CAVEATS_TITLE, cellwords.FORMULA, *LABELS.values())
    yield from (*GAP_STATES.values(), *GAP_NEEDS.values(), *GAP_NOTES.values())
    yield from (label for label, _ in EVERYTHING.gap_words())
    yield from (words for _, words in STEPS)
    yield from (text for _, text in caveats._PARTS)
    for terms in (CellState, Scope, Strand, Status, Rows, OrganisationRole, GapStatus):
        yield from (term.label for term in terms)
    for words in (*(words for _, words in caveats._SENTENCES), *caveats._DISAGREEMENTS.values()):
        yield f"{{n}} project {words}."
    yield from (f"{{n}} project without {what}." for what in rows.WITHOUT.values())
    yield from (f"“{{project}}” runs here, but {lacking} not recorded." for lacking in rows.UNNAMED.values())
    for how in ("", " only through a member", " only through a group", " only as an associate"):
        yield f"“{{project}}” works here{how}."
        yield f"“{{project}}” works here{how}, {'and' if how else 'but'} this is not a principal objective of it."
    for column in ("region", "partner organisation", "country"):
        for within in ("", " of {within}"):
            yield f"Coverage of {{framework}} by {column}{within}"
            yield f"Coverage by {{rows:lower}} and {column}{within}"
    yield from (row["footnote"] for row in reference.read("countries").rows if row["footnote"])


@cache
def texts(code: str) -> list[tuple[str, str]]:
    """(English, translated) of every sentence of a catalogue; of plurals each with its own."""
    data = files("portfolio").joinpath("translations", code, "documents.po").read_bytes()
    found = []
    for message in read_po(io.BytesIO(data), code):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        found += [(ids[min(at, len(ids) - 1)], text) for at, text in enumerate(strings)]
    return [(english, text) for english, text in found if english]


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_of_the_documents_is_in_the_catalogue(code: str) -> None:
    said = set(written())
    assert len(said) > 130
    assert sorted((said | set(composed())) - known(code)) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translated_sentence_has_the_holes_of_the_english_one(code: str) -> None:
    hole = re.compile(r"\{\w+")
    for english, text in texts(code):
        assert text, english
        assert sorted(hole.findall(text)) == sorted(hole.findall(english)), english


def test_french_is_set_with_no_break_spaces_and_its_own_quotes() -> None:
    for _, text in texts("fr"):
        assert not re.search(r" [:;?!»%]|« |[“”]|\w'\w", text), text


@pytest.mark.parametrize("name", ["objective", "statement", "framework"])
def test_every_shipped_objective_and_framework_has_a_french_name(name: str) -> None:
    french = {row["english"] for row in reference.read("names_fr").rows if row["kind"] == name}
    table, column = (
        ("frameworks", "title") if name == "framework" else ("objectives", name.replace("objective", "title"))
    )
    assert french == {row[column] for row in reference.read(table).rows}


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (date(2026, 3, 1), "1 March 2026", "1er mars 2026"),
        (PartialDate(2026, 8), "August 2026", "août 2026"),
        (PartialDate(2026), "2026", "2026"),
        (1234567, "1\u202f234\u202f567", "1\u202f234\u202f567"),
        (1.5, "1.50", "1,50"),
        (Euro(123456789), "EUR\u00a01\u202f234\u202f567.89", "1\u202f234\u202f567,89\u00a0EUR"),
        (CellState.ENDING, "Ending", "S’achève"),
        (Name("objective", "6", "Cybercrime and the Budapest Convention"),) * 2
        + ("Cybercriminalité et convention de Budapest",),
        (Name("objective", "6", "Renamed by somebody"), "Renamed by somebody", "Renamed by somebody"),
        (
            sentence("Nothing since “{project}” ended {when}.", project="{when} 100 %", when=IN_MAY),
            "Nothing since “{when} 100 %” ended in May 2023.",
            "Rien depuis que «\u00a0{when} 100 %\u00a0» s’est achevé en mai 2023.",
        ),
        (
            sentence("{n} project suspended.", "{n} projects suspended.", n=2),
            "2 projects suspended.",
            "2 projets suspendus.",
        ),
        (
            sentence("{n} project suspended.", "{n} projects suspended.", n=0),
            "0 projects suspended.",
            "0 projet suspendu.",
        ),
    ],
)  # fmt: skip
def test_values_are_said_as_the_language_says_them(value: object, english: str, french: str) -> None:
    if isinstance(english, Name):
        english = english.title
    assert Language("en").say(value) == english
    assert Language("fr").say(value) == french


def test_no_document_says_anything_that_the_catalogue_lacks(sqlite_app: Flask) -> None:
    load(sqlite_app)
    with sqlite_app.app_context():
        desk = desk_of(sqlite_app)
        subjects = (("objective", "6"), ("country", "FJ"), ("region", "caribbean"), ("organisation", "ASEAN"))
        filters = (
            Filter(),
            Filter(within="pacific", funder="European Union"),
            Filter(rows="funder", columns="organisation"),
        )
        made = [brief(desk, Filter(), kind, code, "fr") for kind, code in subjects]
        made += [report(desk, asked, "fr") for report in (gap_report, coverage_report) for asked in filters]
        for document in made:
            write_webpage(document)
            write_workbook(document)
            assert document.language.unknown == set(), document.title


def desk_of(app: Flask) -> Desk:
    """The desk of who sees everything."""
    settings = app.config["SETTINGS"]
    press = Press(app.jinja_env, Path(app.static_folder or "") / "css")
    return Desk(
        db.session(), app.extensions["shelf"], COMMAND_LINE, AS_OF, settings.horizon_months, settings.site_name, press
    )


def said_in(document: Document) -> Iterator[str]:
    """Every text of a document that stands alone: headings, paragraphs, cells, captions, alternatives of figures."""
    for label, value in (*document.cover, *document.rules):
        yield from (label, value)
    yield from (document.title, document.lead, document.caveats_title, *document.caveats, *document.notes)
    for table in document.tables():
        yield table.caption
        yield from (column.heading for column in table.columns)
        yield from (document.write(cell) for row in table.rows for cell in row)
    for section in document.sections:
        yield section.title
        for block in section.blocks:
            yield from getattr(block, "items", ())
            yield getattr(block, "text", "")


def test_no_word_of_a_french_document_stays_english(sqlite_app: Flask) -> None:
    load(sqlite_app)
    with sqlite_app.app_context():
        with write(db.session, COMMAND_LINE, "a note and a snapshot"):
            note = {
                "objective": f"{FIFTEEN}:6",
                "place": "region:pacific",
                "status": GapStatus.PROGRAMMING.value,
                "person": None,
                "note": "Words of a person",
            }
            GAP_NOTES_DOOR.create(db.session(), [note])
            number = take_snapshot(db.session(), name="Yearly", as_of=AS_OF, horizon_months=12, today=AS_OF)
        english = {given for given, french in texts("fr") if given != french}
        desk = desk_of(sqlite_app)
        filters = (EVERYTHING, Filter(), Filter(recorded=f"snapshot-{number}"), Filter(as_of=AS_OF, rows="funder"))
        made = [report(desk, asked, "fr") for report in (gap_report, coverage_report) for asked in filters]
        made += [brief(desk, asked, "country", "FJ", "fr") for asked in filters[1:3]]
        for document in made:
            assert document.language.unknown == set(), document.title
            assert english.isdisjoint(said_in(document)), english & set(said_in(document))
        face = dict(made[0].cover)
        assert face["Volet"] == "Cybercriminalité"
        assert (face["Statut"], face["Lieu"], face["Région"]) == ("Mise en œuvre", "Fidji", "Pacifique")
        assert face["Objectif"] == "6 Cybercriminalité et convention de Budapest"
        assert (face["Suivi par"], face["Par"]) == ("Personne", "somebody@example.org")
        assert "En programmation. Words of a person" in " ".join(said_in(made[1]))
        assert dict(made[2].cover)["Tel qu’enregistré"].startswith("instantané «\u00a0Yearly\u00a0», pris le ")


def test_money_is_short_where_there_is_little_room() -> None:
    amounts = (0, 85000, 1234567, 9931650397, 340000000000)
    assert [Language("en").short_euro(cents).replace("\u00a0", " ").replace("\u202f", " ") for cents in amounts] == [
        "EUR 0", "EUR 850", "EUR 12.3 k", "EUR 99.3 m", "EUR 3.4 bn",
    ]  # fmt: skip
    assert Language("fr").short_euro(9931650397) == "99,3\u202fM\u00a0EUR"


def test_a_language_is_whole_whatever_an_import_read_before() -> None:
    from imports.normalise.territories import further_names

    further_names.cache_clear()
    assert further_names()
    for code, said in (("en", "3 May 2024"), ("fr", "3 mai 2024")):
        assert Language(code).say(date(2024, 5, 3)) == said
        assert Locale.parse({"en": "en_GB"}.get(code, code)).months["format"]["wide"][5]


@pytest.mark.parametrize(
    ("pairs", "waiting", "english", "french"),
    [
        (1, 1, "1 pair of projects overlaps; 1 waits for", "1 paire de projets se chevauche ; 1 attend un"),
        (3, 1, "3 pairs of projects overlap; 1 waits for", "3 paires de projets se chevauchent ; 1 attend un"),
        (3, 2, "3 pairs of projects overlap; 2 wait for", "3 paires de projets se chevauchent ; 2 attendent un"),
        (3, 0, "3 pairs of projects overlap; none waits", "3 paires de projets se chevauchent ; aucune n’attend"),
    ],
)
def test_each_number_of_a_sentence_has_its_own_verb(pairs: int, waiting: int, english: str, french: str) -> None:
    said = overlaps_said(pairs, waiting)
    assert Language("en").say(said).startswith(english)
    assert Language("fr").say(said).replace("\u202f", " ").replace("\u00a0", " ").startswith(french)
