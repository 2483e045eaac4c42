"""What people in the stories do at their desk: sign in by a link, upload, press buttons, compare portfolios."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portfolio import installation
from portfolio.accounts.operations import make_link
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.record import position
from portfolio.models.base import Base
from portfolio.projects.export import export_projects
from tests.cast import add, token_of
from tests.coverage.world import AS_OF

BATCH = re.compile(r"/imports/(\d+)")


def sign_in_by_link(app: Flask, role: Role) -> FlaskClient:
    """A client whose person has opened their one-time link and pressed its button."""
    person = add(app, role)
    assert person.id is not None
    with app.app_context(), write(db.session, COMMAND_LINE, "a link"):
        link = f"/sign-in/once/{make_link(db.session, person.id)}"
    client = app.test_client()
    answer = client.post(link, data={"csrf_token": token_of(client, link)})
    assert (answer.status_code, answer.location) == (303, "/")
    return client


def words(answer: TestResponse) -> str:
    """What a page says, without its markup, on one line."""
    text = answer.get_data(as_text=True)
    text = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def upload(client: FlaskClient, data: bytes, name: str, rows: str = "all-or-nothing") -> TestResponse:
    """The answer to the upload form."""
    form = {
        "csrf_token": token_of(client, "/imports/new"),
        "file": FileStorage(io.BytesIO(data), name, content_type="application/octet-stream"),
        "mode": "both",
        "rows": rows,
    }
    # As bytes: for a large file the client's own encoder would leave a temporary file open.
    boundary, body = encode_multipart(form)
    return client.post("/imports/new", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def batch_of(answer: TestResponse) -> int:
    """The number of the import that an upload has begun."""
    assert answer.status_code == 303, words(answer)
    found = BATCH.search(answer.location)
    assert found is not None, answer.location
    return int(found[1])


def inputs_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's largest form: inputs with a value, selects with the chosen option."""
    form = max(re.findall(r"(?s)<form\b[^>]*method=\"post\".*?</form>", page), key=len)
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticked = facts.get("type") not in ("checkbox", "radio") or re.search(r"\schecked\b", tag)
        if "name" in facts and ticked:
            found[facts["name"]] = html.unescape(facts.get("value", ""))
    for name, options in re.findall(r"(?s)<select\b[^>]*\bname=\"([^\"]+)\"[^>]*>(.*?)</select>", form):
        tags = re.findall(r"<option\b[^>]*>", options)
        chosen = next((tag for tag in tags if re.search(r"\sselected\b", tag)), tags[0] if tags else "")
        value = re.search(r'\bvalue="([^"]*)"', chosen)
        found[name] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r"(?s)<textarea\b[^>]*\bname=\"([^\"]+)\"[^>]*>(.*?)</textarea>", form):
        found[name] = html.unescape(text).removeprefix("\r").removeprefix("\n")
    return found


def press(client: FlaskClient, page: str, target: str, **fields: str) -> TestResponse:
    """Press the button of `page` whose form goes to `target`, with what that form holds and `fields`."""
    text = client.get(page).get_data(as_text=True)
    for form in re.findall(r"(?s)<form\b.*?</form>", text):
        if f'action="{target}"' in form:
            return client.post(target, data={**inputs_of(form), **fields})
    raise AssertionError(f"{page} has no form that goes to {target}")


def portfolio_of(app: Flask) -> dict[str, Any]:
    """All projects as the command line exports them."""
    with app.app_context():
        return json.loads(json.dumps(export_projects(db.session, COMMAND_LINE, None, AS_OF)))  # type: ignore[no-any-return]


def everything(app: Flask) -> dict[str, int]:
    """How many rows every table has, and where the change log stands."""
    with app.app_context():
        counts = {
            table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
        return {**counts, "position": position(db.session)}


def faults(app: Flask) -> list[str]:
    """What `portfolio check` would say."""
    with app.app_context():
        return installation.find_faults(db.session)
