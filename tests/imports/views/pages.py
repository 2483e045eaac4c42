"""What the tests of the wizard do with its pages: send a file, press a button, read and judge the HTML."""

from __future__ import annotations

import io
import re
from typing import Any

import html5lib
import sqlalchemy as sa
from flask.testing import FlaskClient

from portfolio.extensions import db
from portfolio.models.batch import ImportBatch
from tests import cast


def text_of(answer: Any) -> str:
    """The text of an answer, checked to be valid HTML with one heading and no id twice."""
    page: str = answer.get_data(as_text=True)
    if answer.mimetype == "text/html" and answer.status_code != 303:
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(page)
        assert [fault for fault in parser.errors if fault[1] != "expected-doctype-but-got-chars"] == []
        assert page.count("<h1") == 1
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
    return page


def upload(client: FlaskClient, data: bytes, name: str = "projects.csv", **options: str) -> Any:
    form: dict[str, Any] = {"mode": "both", "rows": "all-or-nothing", **options}
    form.update(csrf_token=cast.token_of(client, "/imports/new"), file=(io.BytesIO(data), name))
    return client.post("/imports/new", data=form, content_type="multipart/form-data")


def post(client: FlaskClient, path: str, **data: Any) -> Any:
    """Send a form of the wizard with the token and, unless given, the batch's present version."""
    number = path.split("/")[2]
    if "version" not in data:
        with client.application.app_context():
            data["version"] = db.session.scalar(sa.select(ImportBatch.version).where(ImportBatch.id == int(number)))
    return client.post(path, data={"csrf_token": cast.token_of(client, "/imports/new"), **data})
