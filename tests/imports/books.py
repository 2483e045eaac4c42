"""Spreadsheets that tests of the import write themselves, and the import run on them without a page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from flask import Flask

from imports.at_once import Imported, import_bytes
from portfolio.core.people import COMMAND_LINE, Actor
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import update_project
from portfolio.projects.queries import get_project_by_code_for, load_projects


def csv_of(*lines: str) -> bytes:
    """The lines as a csv file."""
    return ("\n".join(lines) + "\n").encode()


def xlsx_of(rows: Sequence[Sequence[Any]], sheet: str = "Projects") -> bytes:
    """The rows as a workbook of one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def book_of(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of these sheets, by name; a sheet's name that is no word of Python is given as `**{"2024": …}`."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def run(app: Flask, data: bytes, *, apply: bool = True, actor: Actor = COMMAND_LINE, **options: Any) -> Imported:
    """Import `data` as the command line does; `options` are those of import_bytes."""
    return import_bytes(db.session, app.config["SETTINGS"], actor, data, "projects.csv", apply=apply, **options)


def project(code: str) -> dict[str, Any]:
    """A stored project's value, by code."""
    stored = get_project_by_code_for(db.session, COMMAND_LINE, code)
    return load_projects(db.session, [stored.id])[stored.id].value


def codes() -> list[str]:
    """Codes of all stored projects."""
    db.session.rollback()
    return sorted(one.value["code"] for one in load_projects(db.session).values())


def edit(code: str, /, actor: Actor = COMMAND_LINE, **values: Any) -> None:
    """Change a stored project as a form does."""
    stored = get_project_by_code_for(db.session, COMMAND_LINE, code)
    number, version = stored.id, stored.version
    with write(db.session, actor, "edit"):
        update_project(db.session, number, seen_version=version, values=values)
