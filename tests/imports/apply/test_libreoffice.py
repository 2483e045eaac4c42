"""An export that LibreOffice opened and saved again plans nothing: in a file that it saved, and live where it is here.

The file of this folder's `files` holds PROJECTS as LibreOffice Calc 7.4 saved them; `save_again` made it.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

from portfolio.core.people import COMMAND_LINE
from portfolio.core.round_trip import unpack
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.export import projects_xlsx
from portfolio.projects.operations import create_projects
from tests.imports.books import edit, project, run

SAVED = Path(__file__).parents[2] / "files" / "export-saved-by-libreoffice.xlsx"
LIBREOFFICE = shutil.which("soffice")
PROJECTS: list[dict[str, Any]] = [
    {
        "code": "007", "title": "=SUM(A1) & 'quoted'", "acronym": "+PRG", "summary": "Two lines\nof text; “quoted”.",
        "status": "implementation", "planned_start": "2024", "planned_end": "2027-03", "actual_start": "2024-02-29",
        "budget_amount": "1234567.89", "budget_currency": "EUR", "visibility": "public",
        "places": [{"kind": "country", "code": "KE", "tier": "hub", "share": "33.33"},
                   {"kind": "region", "code": "western-balkans-turkiye"}],
        "objectives": [{"framework": "eu-cyber-diplomacy-15", "number": 6, "share": "60"},
                       {"framework": "eu-cyber-diplomacy-15", "number": 8, "significance": "significant"}],
        "organisations": [{"name": "=cmd", "role": "funder", "share": "90"}, {"name": "@handle", "role": "partner"}],
    },
    {"code": "1E5", "title": "2026-01-01", "acronym": "TRUE", "summary": "x" * 10_000},
    {"code": "C-2", "title": "مشروع 5 — Україна", "acronym": "_x0041_", "parent": "007", "budget_amount": "500",
     "budget_currency": "JPY"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_application(sqlite_app: Flask) -> Any:
    with sqlite_app.app_context():
        with write(db.session, COMMAND_LINE, "three projects"):
            create_projects(db.session, PROJECTS)
        yield


def export() -> bytes:
    return projects_xlsx(db.session, COMMAND_LINE, None, date(2026, 3, 1))


def save_again(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice writes it after opening it."""
    assert LIBREOFFICE is not None
    (folder / "export.xlsx").write_bytes(data)
    command = [LIBREOFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
               "xlsx:Calc MS Excel 2007 XML",
               "--outdir", f"{folder}/saved", f"{folder}/export.xlsx"]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "saved" / "export.xlsx").read_bytes()


def refuses_nothing(app: Flask, data: bytes) -> None:
    found = run(app, data, apply=False)
    plan = found.preview.plan
    assert plan is not None
    assert [(row.code, row.outcome.value, row.changes) for row in plan.rows if row.outcome != "unchanged"] == []
    assert found.preview.exported is not None
    assert len(plan.rows) == len(PROJECTS)
    # What is stored meanwhile stays: the file says no more than it did.
    edit("C-2", title="Renamed here")
    assert run(app, data).counts["unchanged"] == len(PROJECTS)
    assert project("C-2")["title"] == "Renamed here"


def test_a_file_that_libreoffice_saved_comes_back_unchanged(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    data = SAVED.read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Round trip"]
    assert sheet.sheet_state == "hidden"
    made_by = unpack([row[0] for row in sheet.iter_rows(values_only=True)]).installation
    monkeypatch.setattr("imports.directory.installation_mark", lambda session: made_by)
    refuses_nothing(sqlite_app, data)


@pytest.mark.skipif(LIBREOFFICE is None, reason="LibreOffice is not here; the file that it saved is tested anyway")
def test_libreoffice_itself_keeps_what_counts(sqlite_app: Flask, tmp_path: Path) -> None:
    refuses_nothing(sqlite_app, save_again(export(), tmp_path))
