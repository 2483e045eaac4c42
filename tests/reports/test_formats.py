"""Every format says the same, takes text from people as text, and can be read by everybody."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import docx
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import create_projects
from tests.cast import sign_in
from tests.coverage.world import AS_OF, country, load, objective
from tests.reports.test_gap_report import book

#: Texts that mean something to a spreadsheet, a typesetter or a browser, and one that its fonts cannot draw.
ODD = (
    "=1+1",
    "#let x = 1",
    "*bold* _it_ $x$ \\ @ref",
    "<script>alert(1)</script>",
    "@SUM(A1)",
    "turned \u202eround",
    "𐘀𐘁 Côte d’Ivoire",
)


def texts(client: FlaskClient, address: str) -> dict[str, str]:
    """What a document says in each format, white space aside."""
    query = address.partition("?")[2]
    path = address.partition("?")[0]
    data = {shape: client.get(f"{path}/as/{shape}?{query}") for shape in ("html", "xlsx", "docx", "pdf")}
    assert {shape: answer.status_code for shape, answer in data.items()} == dict.fromkeys(data, 200)
    sheets = book(data["xlsx"].data)
    file = docx.Document(io.BytesIO(data["docx"].data))
    parts = [paragraph.text for paragraph in file.paragraphs]
    parts += [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    pages = pypdf.PdfReader(io.BytesIO(data["pdf"].data)).pages
    found = {
        "html": unescape(
            re.sub(r"<style>.*?</style>|<[^>]+>", " ", data["html"].get_data(as_text=True), flags=re.DOTALL)
        ),
        "xlsx": " ".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row),
        "docx": " ".join(parts),
        "pdf": " ".join(page.extract_text() for page in pages),
    }
    return {shape: squeezed(text) for shape, text in found.items()}


def squeezed(text: str) -> str:
    """Without white space and the hyphens that a line end brings."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


@pytest.fixture
def viewer(sqlite_app: Flask) -> FlaskClient:
    load(sqlite_app)
    made: list[dict[str, Any]] = [
        {
            "code": f"ODD{at}",
            "title": text,
            "planned_start": "2025",
            "planned_end": "2026-11",
            "objectives": [objective(1 + at)],
            "places": [country("CI"), country("XK")],
        }
        for at, text in enumerate(ODD)
    ]
    with sqlite_app.app_context(), write(db.session, COMMAND_LINE, "odd titles"):
        create_projects(db.session, made)
    return sign_in(sqlite_app, Role.VIEWER)


def test_all_formats_say_the_same_and_odd_texts_stay_text(viewer: FlaskClient) -> None:
    found = texts(viewer, f"/reports/gaps?as-of={AS_OF.isoformat()}&gap-state=ending")
    for shape, text in found.items():
        for title in ODD[:-1]:
            assert squeezed(title.replace("\u202e", "")) in text, (shape, title)
        assert "\u202e" not in text, shape
        assert "Côted’Ivoire" in text, shape
        for sentence in ("14 projects, seen from 1 June 2026.", "1 project without an objective."):
            assert squeezed(sentence) in text, (shape, sentence)
    assert "𐘀" in found["docx"]
    assert "𐘀" not in found["pdf"]
    assert "cannotbedrawnwiththefontsofthisPDF" in found["pdf"]


def test_a_cell_of_the_workbook_is_never_a_formula(viewer: FlaskClient) -> None:
    found = book(viewer.get(f"/reports/gaps/as/xlsx?as-of={AS_OF.isoformat()}").data)
    assert {cell.data_type for sheet in found for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_the_pdf_is_tagged_says_that_it_is_pdf_ua_and_describes_its_figures(viewer: FlaskClient) -> None:
    read = pypdf.PdfReader(io.BytesIO(viewer.get("/reports/gaps/as/pdf?language=fr").data))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/Lang"] == "fr"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert len([alt for alt in alts(root["/StructTreeRoot"]) if len(alt) > 40]) == 2


def test_a_map_takes_the_room_that_the_page_before_it_still_has(viewer: FlaskClient) -> None:
    read = pypdf.PdfReader(
        io.BytesIO(viewer.get(f"/reports/gaps/as/pdf?gap-state=risk&within=west-africa&as-of={AS_OF.isoformat()}").data)
    )
    pages = [page.extract_text() for page in read.pages]
    (mapped,) = (page for page in pages if "Countries by number of active projects" in page)
    assert "Cells that lose their last strong project" in mapped
    assert "Where projects are active" in mapped


def alts(node: Any) -> list[str]:
    """The texts that stand for figures, anywhere below a node of the structure."""
    node = node.get_object()
    if isinstance(node, list):
        return [alt for item in node for alt in alts(item)]
    if not hasattr(node, "get"):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (alts(node["/K"]) if "/K" in node else [])


def test_the_text_document_has_headings_tables_and_described_pictures(viewer: FlaskClient) -> None:
    file = docx.Document(io.BytesIO(viewer.get(f"/reports/gaps/as/docx?as-of={AS_OF.isoformat()}").data))
    headings = [part.text for part in file.paragraphs if part.style and part.style.name == "Heading 1"]
    assert headings[:2] == ["Gaps and cells at risk", "What ends, and when"]
    alts = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert len(alts) == 2
    assert all(len(alt) > 40 for alt in alts)
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in file.tables)
