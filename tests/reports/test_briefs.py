"""Briefs say of one objective, place or dialogue what the pages say, on one page; the coverage report has the grid."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import CellState, Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.policy.operations import DIALOGUES
from portfolio.projects.operations import create_projects
from tests.cast import sign_in
from tests.coverage.world import FIFTEEN, country, load, objective
from tests.reports.test_formats import alts, squeezed, texts
from tests.reports.test_gap_report import book, rows

DAY = "as-of=2026-06-01"
DIALOGUE = {
    "code": "EU-FJ/1",
    "title": "First talks with Fiji",
    "place": "country:FJ",
    "starts_on": "2026-09",
    "status": "planned",
    "objectives": [f"{FIFTEEN}:6", f"{FIFTEEN}:9"],
}


def stocked(app: Flask) -> FlaskClient:
    """A viewer of the small portfolio, with a dialogue to come."""
    load(app)
    with app.app_context(), write(db.session, COMMAND_LINE, "a dialogue"):
        DIALOGUES.create(db.session, [DIALOGUE])
    return sign_in(app, Role.VIEWER)


def said(client: FlaskClient, address: str) -> str:
    """The text of a page's document."""
    answer = client.get(address)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text
    inner = text[text.index('class="content document"') : text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inner)).split())


def test_briefs_say_what_can_be_counted_by_hand(app: Flask) -> None:
    client = stocked(app)
    fiji = said(client, f"/reports/brief/country/FJ?{DAY}")
    assert "Active projects 1 Ending in the window 1 To come 0 Gaps 13 of 15 cells At risk 2 Money EUR 50" in fiji
    assert "Ending work 31 December 2026, in the window direct" in fiji
    assert (
        "6 Cybercrime and the Budapest Convention: ending. Coverage ends on 31 December 2026 with “Ending work”" in fiji
    )
    assert "Dialogue planned for September 2026." in fiji
    pacific = said(client, f"/reports/brief/region/pacific?{DAY}")
    assert "EUR 100.01 are linked here" in pacific
    six = said(client, f"/reports/brief/objective/6?{DAY}")
    assert "Active projects 2 Ending in the window 1" in six
    assert "Pacific Ending 31 December 2026 1 EUR 50" in six, six
    assert "West Africa Covered, 3 of 16 countries 1 EUR 900" in six, six
    assert "European Union (funder, 1 project)" in six
    asean = said(client, f"/reports/brief/organisation/ASEAN?{DAY}")
    assert "15 Work with regional organisations Covered" in asean
    assert "Indonesia" not in asean


def test_a_dialogues_brief_is_about_its_topics_with_its_place(app: Flask) -> None:
    client = stocked(app)
    with app.app_context():
        number = db.session.execute(db.text("SELECT id FROM dialogue")).scalar_one()
    text = said(client, f"/reports/brief/dialogue/{number}?{DAY}&language=fr")
    assert "Sujets : 6 Cybercriminalité et convention de Budapest ; 9 Droit international" in text.replace(
        "\u00a0", " "
    )
    assert "8 Projets" not in text
    assert f"/reports/brief/dialogue/{number}" in client.get(f"/dialogues/{number}").get_data(as_text=True)


@pytest.mark.parametrize(
    "address", ["objective/99", "country/XQ", "region/nowhere", "organisation/NOPE", "dialogue/7", "planet/mars"]
)
def test_a_brief_on_nothing_is_not_found(sqlite_app: Flask, address: str) -> None:
    answer = sign_in(sqlite_app, Role.VIEWER).get(f"/reports/brief/{address}")
    assert answer.status_code == 404
    assert "There is no such" in answer.get_data(as_text=True) or "There are no such" in answer.get_data(as_text=True)


def test_a_full_brief_fits_one_page_and_all_formats_say_the_same(sqlite_app: Flask) -> None:
    client = stocked(sqlite_app)
    many = [
        {
            "code": f"MANY{at}",
            "title": f"{at} " + "A title as long as somebody could make it, and then some more of it, " * 4,
            "planned_start": "2025",
            "planned_end": f"{2026 + at % 4}-10",
            "budget_amount": "1234567.89",
            "budget_currency": "EUR",
            "objectives": [objective(1 + at % 15, "significant")],
            "places": [country("FJ", "associate")],
            "organisations": [{"name": f"An organisation with quite a long name, number {at}", "role": "implementer"}],
        }
        for at in range(20)
    ]
    with sqlite_app.app_context(), write(db.session, COMMAND_LINE, "many projects"):
        create_projects(db.session, many)
    found = texts(client, f"/reports/brief/country/FJ?{DAY}&language=fr")
    money = squeezed(said(client, f"/reports/brief/country/FJ?{DAY}&language=fr"))
    total = re.search(r"([\d,]+EUR)sontliésici", money)
    assert total
    for shape in ("html", "docx", "pdf"):
        assert total.group(1) in found[shape], shape
        assert "21projets,vusdu1erjuin2026" in found[shape], shape
    read = pypdf.PdfReader(io.BytesIO(client.get(f"/reports/brief/country/FJ/as/pdf?{DAY}").data))
    assert len(read.pages) == 1
    assert "more: see the page of this brief." in read.pages[0].extract_text()
    assert min(letters_of(read.pages[0])) >= 8
    page = said(client, f"/reports/brief/country/FJ?{DAY}")
    assert page.count("A title as long as somebody could make it") >= 20, "the page leaves nothing out"
    assert "What these numbers do not know" in read.pages[0].extract_text()
    for code in ("en", "fr"):
        data = client.get(f"/reports/brief/country/FJ/as/docx?{DAY}&language={code}").data
        file = docx.Document(io.BytesIO(data))
        # A word processor lays it out: the lists are short enough by an estimate, the letters large enough to be read.
        assert min(sizes_in(file)) >= 8
        said_more = " ".join(one.text for one in file.paragraphs)
        assert ("more: see the page of this brief" if code == "en" else "voir la page de cette note") in said_more
        assert pages_of(data) in (1, None)


def sizes_in(file: Any) -> set[float]:
    """Points of all letters of a text document, of its styles and of its runs."""
    found = {style.font.size.pt for style in file.styles if style.type == 1 and style.font.size}
    cells = [cell for table in file.tables for row in table.rows for cell in row.cells]
    paragraphs = [*file.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
    return found | {run.font.size.pt for paragraph in paragraphs for run in paragraph.runs if run.font.size}


def letters_of(page: pypdf.PageObject) -> set[float]:
    """Points of all letters of a page of a PDF."""
    found: set[float] = set()

    def seen(text: str, _now: Any, matrix: list[float], _font: Any, size: float) -> None:
        if text.strip():
            found.add(round(size * abs(matrix[3] or 1), 2))

    page.extract_text(visitor_text=seen)
    return found


def pages_of(data: bytes) -> int | None:
    """Pages of a text document by a word processor, None where there is none."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "brief.docx"
        written.write_bytes(data)
        settings = f"-env:UserInstallation={(Path(folder) / 'settings').as_uri()}"
        asked = [office, settings, "--headless", "--convert-to", "pdf", "--outdir", folder, str(written)]
        subprocess.run(asked, check=True, capture_output=True, timeout=120)
        return len(pypdf.PdfReader(written.with_suffix(".pdf")).pages)


def test_a_short_brief_has_larger_letters_than_a_full_one(sqlite_app: Flask) -> None:
    client = stocked(sqlite_app)

    def letters(address: str) -> float:
        file = docx.Document(io.BytesIO(client.get(f"{address}?{DAY}").data))
        return float(file.styles["Normal"].font.size.pt)

    assert letters("/reports/brief/country/CA/as/docx") > letters("/reports/brief/objective/6/as/docx")


def test_a_map_of_a_part_of_the_world_does_not_call_itself_the_world(sqlite_app: Flask) -> None:
    client = stocked(sqlite_app)
    for subject, told in (("region/latin-america", "Map of a part of the world."), ("objective/6", "World map.")):
        page = client.get(f"/reports/brief/{subject}?{DAY}").get_data(as_text=True)
        assert f">{told} Projects are active in" in page


def test_the_coverage_report_has_the_grid_of_the_page(app: Flask) -> None:
    client = stocked(app)
    data = json.loads(client.get(f"/coverage.json?{DAY}").data)
    found = book(client.get(f"/reports/coverage/as/xlsx?{DAY}").data)
    titles = {row["title"]: row["code"] for row in data["rows"]}
    places = {column["title"].rstrip("*"): column["code"] for column in data["columns"]}
    headings = [cell.value.rstrip("*") for cell in found["Coverage"][1][1:]]
    states = {(cell["row"], cell["column"]): CellState(cell["state"]).label for cell in data["cells"]}
    for number, *cells in rows(found, "Coverage"):
        row = titles[number.split(" ", 1)[1]]
        for heading, cell in zip(headings, cells, strict=True):
            assert cell.startswith(states[row, places[heading]]), (row, heading)
    (six,) = [row for row in rows(found, "In numbers by row") if row[0].startswith("6 ")]
    assert six[1:5] == (2, 1, 1, 13)


def test_the_form_leads_to_a_brief_of_any_framework(sqlite_app: Flask) -> None:
    client = sign_in(sqlite_app, Role.VIEWER)
    answer = client.get("/reports/choose?document=objective:eu-cyber-measures:2&format=pdf")
    assert answer.location == "/reports/brief/objective/2/as/pdf?framework=eu-cyber-measures"
    answer = client.get("/reports/choose?document=country:KE&format=&language=fr")
    assert answer.location == "/reports/brief/country/KE?language=fr"


def test_every_format_of_a_brief_has_the_map_and_what_stays_covered(sqlite_app: Flask) -> None:
    client = stocked(sqlite_app)
    kept = "Covered or ending on 1 June 2026: 1 of 15 cells. If nothing is added, on 1 January: 0 in 2027;"
    with sqlite_app.app_context():
        number = db.session.execute(db.text("SELECT id FROM dialogue")).scalar_one()
    subjects = ("country/FJ", "region/pacific", "organisation/ASEAN", "objective/6", f"dialogue/{number}")
    for subject in subjects:
        address = f"/reports/brief/{subject}"
        page = client.get(f"{address}?{DAY}").get_data(as_text=True)
        drawn = re.findall(r'<svg class="chart.*?</svg>', page, re.DOTALL)
        assert len(drawn) == 2, subject
        assert all("<title" in one and "<desc" in one for one in drawn)
        assert ("2 cells by state" if "dialogue" in subject else "15 cells by state") in drawn[1]
        pictures = docx.Document(io.BytesIO(client.get(f"{address}/as/docx?{DAY}").data)).inline_shapes
        assert len([alt for one in pictures if len(alt := one._inline.docPr.get("descr")) > 40]) == 2
        pdf = pypdf.PdfReader(io.BytesIO(client.get(f"{address}/as/pdf?{DAY}").data))
        assert len(pdf.pages) == 1, subject
        assert len([alt for alt in alts(pdf.trailer["/Root"]["/StructTreeRoot"]) if len(alt) > 40]) == 2
        data = client.get(f"{address}/as/xlsx?{DAY}").data
        sheets = book(data)
        assert {"Countries", "Months", "Chart Months", "Map"} <= set(sheets.sheetnames)
        assert len(sheets["Chart Months"]._charts) == 1
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            assert parts.read("xl/media/image1.png").startswith(b"\x89PNG")
            drawings = [parts.read(name).decode() for name in parts.namelist() if "drawings/drawing" in name]
        assert any('descr="' in one and ". Projects are active in" in unescape(one) for one in drawings)
    for shape, text in texts(client, f"/reports/brief/country/FJ?{DAY}").items():
        assert squeezed(kept) in text or shape == "xlsx"


def test_the_months_of_a_brief_are_those_of_the_report_of_what_ends(sqlite_app: Flask) -> None:
    client = stocked(sqlite_app)
    months = json.loads(client.get(f"/cliffs.json?{DAY}&columns=country&column=FJ&regions=all").data)["months"]
    told = {one["month"]: one["states"] for one in months}
    found = book(client.get(f"/reports/brief/country/FJ/as/xlsx?{DAY}").data)
    headings = [cell.value for cell in found["Months"][1][1:]]
    codes = {state.label: state.value for state in CellState}
    compared = 0
    for day, *counts in rows(found, "Months"):
        if f"{day:%Y-%m}" in told:
            compared += 1
            assert counts == [told[f"{day:%Y-%m}"].get(codes[heading], 0) for heading in headings], day
    assert compared > 60


def test_the_map_of_a_country_is_cut_around_it_and_outlines_it(sqlite_app: Flask) -> None:
    client = stocked(sqlite_app)
    whole = client.get(f"/reports/brief/objective/6?{DAY}").get_data(as_text=True)
    fiji = client.get(f"/reports/brief/country/FJ?{DAY}").get_data(as_text=True)
    assert 'class="outlined"' in fiji
    assert 'class="outlined"' not in whole
    assert fiji.count('class="land') < whole.count('class="land') / 2
    kosovo = said(client, f"/reports/brief/country/XK?{DAY}")
    assert "Kosovo*: This designation is without prejudice" in kosovo


def test_a_region_is_told_by_the_countries_of_the_grid_and_a_place_that_pages_leave_out_all_the_same(
    sqlite_app: Flask,
) -> None:
    client = stocked(sqlite_app)
    cells = client.get(f"/coverage.json?{DAY}").get_json()["cells"]
    (cell,) = (one for one in cells if (one["row"], one["column"]) == ("6", "west-africa"))
    assert f"Covered, 3 of {sum(cell['countries'].values())} countries" in said(
        client, f"/reports/brief/region/west-africa?{DAY}"
    )
    assert "15 of 15 cells" in said(client, f"/reports/brief/region/european-union?{DAY}")


def test_a_brief_says_which_budgets_nobody_knows(sqlite_app: Flask) -> None:
    client = stocked(sqlite_app)
    free = {"code": "FREE", "title": "Unpriced", "planned_start": "2025", "planned_end": "2028"}
    with sqlite_app.app_context(), write(db.session, COMMAND_LINE, "one without a budget"):
        create_projects(db.session, [{**free, "objectives": [objective(11)], "places": [country("TJ")]}])
    text = said(client, f"/reports/brief/country/TJ?{DAY}")
    assert "The budget of 1 project here is not known." in text
    assert "Unpriced December 2028 direct unknown" in text or "Unpriced 2028 direct unknown" in text
    assert "No budget is linked here (active or upcoming)." in said(client, f"/reports/brief/country/UZ?{DAY}")


def test_a_brief_counts_the_pairs_that_meet_at_its_place_or_at_a_member_of_it(sqlite_app: Flask) -> None:
    client = stocked(sqlite_app)
    near = {"code": "NEAR", "title": "Near work", "planned_start": "2025", "planned_end": "2028"}
    with sqlite_app.app_context(), write(db.session, COMMAND_LINE, "another one in Thailand"):
        create_projects(db.session, [{**near, "objectives": [objective(15)], "places": [country("TH")]}])
    for here in ("country/TH", "organisation/ASEAN", "region/south-east-asia"):
        assert "1 pair of projects overlaps; 1 waits for a verdict." in said(client, f"/reports/brief/{here}?{DAY}")
    for elsewhere in ("country/GH", "organisation/OAS", "region/west-africa"):
        assert "No two projects overlap here." in said(client, f"/reports/brief/{elsewhere}?{DAY}")
