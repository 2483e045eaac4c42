"""A text file that was read wrongly is read again with another encoding or delimiter; nothing else is touched."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from imports.read import process
from imports.read.refusals import refusal
from portfolio.core.terms import Role
from tests import cast
from tests.imports.views.pages import post, text_of, upload

#: Cyrillic in Windows-1251 and the same bytes in Latin letters: too few to be told apart.
LIST = "Code;Title\nA-1;Щит, Дон\nA-2;Beta, Nil\n".encode("cp1251")


@pytest.fixture
def bo(app: Flask) -> FlaskClient:
    """A project manager who is signed in."""
    return cast.sign_in(app, Role.MANAGER)


def test_a_text_file_is_read_again_with_another_encoding(bo: FlaskClient) -> None:
    upload(bo, LIST)
    assert "Letters or columns look wrong?" in text_of(bo.get("/imports/1/columns"))
    page = text_of(bo.get("/imports/1/reading"))
    assert "Read the file again" in page
    answer = post(bo, "/imports/1/reading", version=1, encoding="koi8-r", delimiter="semicolon")
    assert answer.location == "/imports/1/columns"
    assert "ыХР" in text_of(bo.get("/imports/1/reading"))
    post(bo, "/imports/1/reading", version=2, encoding="cp1251", delimiter="semicolon")
    assert "Щит, Дон" in text_of(bo.get("/imports/1"))
    post(bo, "/imports/1/apply", version=3)
    assert "Added 2 projects" in text_of(bo.get("/imports/1/receipt"))


def test_another_delimiter_cuts_the_columns_anew(bo: FlaskClient) -> None:
    upload(bo, b"Code;Title,Status\nA-1;Alpha,closed\nA-2;Beta,closed\n")
    post(bo, "/imports/1/reading", version=1, encoding="utf-8", delimiter="comma")
    assert "Code;Title" in text_of(bo.get("/imports/1/columns"))
    post(bo, "/imports/1/reading", version=2, encoding="utf-8", delimiter="")
    assert "Alpha,closed" in text_of(bo.get("/imports/1/reading"))


def test_a_reading_that_fails_changes_nothing_and_says_where(bo: FlaskClient) -> None:
    upload(bo, LIST)
    before = _without_tokens(bo)
    answer = post(bo, "/imports/1/reading", version=1, encoding="utf-8", delimiter="semicolon")
    assert answer.status_code == 422
    assert "Line 2 cannot be read as UTF-8." in text_of(answer)
    assert _without_tokens(bo) == before


def _without_tokens(bo: FlaskClient) -> str:
    """The columns page; its tokens tell the second at which it was made."""
    return re.sub('name="csrf_token"[^>]*>', "", text_of(bo.get("/imports/1/columns")))


def test_an_encoding_that_is_not_on_the_list_is_refused(bo: FlaskClient) -> None:
    upload(bo, LIST)
    assert post(bo, "/imports/1/reading", version=1, encoding="utf-7", delimiter="").status_code == 422
    assert post(bo, "/imports/1/reading", version=1, encoding="cp1251", delimiter="x").status_code == 422


def test_a_page_that_was_overtaken_reads_nothing(bo: FlaskClient) -> None:
    upload(bo, LIST)
    post(bo, "/imports/1/reading", version=1, encoding="cp1251", delimiter="semicolon")
    assert post(bo, "/imports/1/reading", version=1, encoding="koi8-r", delimiter="semicolon").status_code == 409


def test_a_workbook_and_an_import_that_is_done_have_no_other_reading(bo: FlaskClient) -> None:
    upload(bo, b"Code,Title\nA-1,Alpha\n")
    post(bo, "/imports/1/apply")
    assert bo.get("/imports/1/reading").status_code == 303


def test_a_web_page_has_an_encoding_and_no_delimiter(bo: FlaskClient) -> None:
    rows = "<tr><td>Code</td><td>Title</td></tr><tr><td>A-1</td><td>Żółć</td></tr>"
    upload(bo, f"<table>{rows}</table>".encode("cp1250"), "list.xls")
    page = text_of(bo.get("/imports/1/reading"))
    assert "Encoding" in page
    assert "separated by" not in page
    post(bo, "/imports/1/reading", version=1, encoding="cp1250")
    assert "Żółć" in text_of(bo.get("/imports/1/reading"))


def test_strangers_find_nothing(app: Flask, bo: FlaskClient) -> None:
    upload(bo, LIST)
    other = cast.sign_in(app, Role.MANAGER, "other@example.org")
    assert other.get("/imports/1/reading").status_code == 404


def test_while_other_files_are_read_the_upload_says_when_to_come_back(
    bo: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise refusal("busy")

    monkeypatch.setattr(process, "a_turn", busy)
    answer = upload(bo, b"<table><tr><td>Code</td></tr><tr><td>A-1</td></tr></table>", "list.xls")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Other files are being read at the moment." in text_of(answer)


def test_a_form_is_read_column_by_column_and_row_by_row_again(bo: FlaskClient) -> None:
    upload(bo, b"Project title,One,Two\nCountry,Kenya,Ghana\nEnd date,2027,2028\nMade by,me,you\n", "form.csv")
    assert "read column by column" in text_of(bo.get("/imports/1"))
    assert "Column of the headings" in text_of(bo.get("/imports/1/columns"))
    assert post(bo, "/imports/1/turn").location == "/imports/1/columns"
    page = text_of(bo.get("/imports/1/columns"))
    assert "Row of the headings" in page
    assert "Read column by column" in page
    assert post(bo, "/imports/1/turn", version=1).status_code == 409  # another page turned it meanwhile
    post(bo, "/imports/1/turn")
    post(bo, "/imports/1/apply")
    assert "Added 2 projects" in text_of(bo.get("/imports/1/receipt"))


def test_a_sheet_of_many_rows_is_not_turned(bo: FlaskClient) -> None:
    upload(bo, b"Title,Country\n" + b"\n".join(b"Project %d,Kenya" % number for number in range(600)))
    assert "Read column by column" not in text_of(bo.get("/imports/1/columns"))
    answer = post(bo, "/imports/1/turn")
    assert answer.status_code == 422
    assert "too many rows" in text_of(answer)
