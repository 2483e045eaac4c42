"""Pages of dialogues and instruments: lists, records, forms, archive and delete, for everybody who may knock."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.policy.operations import DIALOGUES, INSTRUMENTS
from portfolio.policy.queries import load_dialogues, load_instruments
from tests.cast import sign_in, token_of
from tests.planning.stock import objective, written
from tests.policy.stock import agreement, dialogue
from tests.projects.battery import ODD_IDS, needs_editor, needs_sign_in, page, says_so, takes_only

ROOMS = ("dialogues", "instruments")


def _post(client: FlaskClient, address: str, source: str | None = None, **fields: Any) -> Any:
    data = MultiDict({"csrf_token": token_of(client, source or address)})
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return client.post(address, data=data)


def _sent(**more: Any) -> dict[str, Any]:
    return {
        "code": "EU-UA-5",
        "title": "Fifth cyber dialogue",
        "place": "country:UA",
        "status": "held",
        "starts_on": "12.3.2026",
        "objectives": [objective(10), objective(6)],
        **more,
    }


@pytest.mark.parametrize("room", ROOMS)
def test_only_who_may_gets_in(app: Flask, room: str) -> None:
    written(app, DIALOGUES, dialogue("D"))
    for address in (f"/{room}", f"/{room}/1", f"/{room}/new", f"/{room}/1/edit"):
        needs_sign_in(app, address)
    for act in ("new", "1/edit", "1/archive", "1/restore", "1/delete"):
        needs_editor(app, f"/{room}/{act}", "POST")
    client = sign_in(app, Role.MANAGER)
    takes_only(client, f"/{room}", "GET")
    takes_only(client, f"/{room}/1/archive", "POST")
    for odd in ODD_IDS:
        says_so(client, f"/{room}/{odd}")
    for query in ("status=gone", "objective=x:1", "page=0", "page=99", "q=" + "x" * 201):
        says_so(client, f"/{room}?{query}")


def test_the_list_of_dialogues_is_narrowed_and_ordered(app: Flask) -> None:
    written(
        app,
        DIALOGUES,
        dialogue("OLD", starts_on="2020"),
        dialogue("NEW", starts_on="2026-01-15", place="organisation:ASEAN", objectives=[objective(6)]),
        dialogue("SOON", status="planned", starts_on=None),
        dialogue("GONE", archived=True),
    )
    viewer = sign_in(app, Role.VIEWER)
    text = page(viewer, "/dialogues")
    assert text.index("SOON") < text.index("NEW") < text.index("OLD")
    assert "GONE" not in text
    assert "Add a dialogue" not in text
    assert "Association of Southeast Asian Nations" in text
    for query, shown in (
        ("q=southeast", {"NEW"}),
        ("status=planned", {"SOON"}),
        (f"objective={objective(6)}", {"NEW"}),
        ("archived=1", {"GONE"}),
        ("q=nothing", set()),
    ):
        text = page(viewer, f"/dialogues?{query}")
        assert {code for code in ("OLD", "NEW", "SOON", "GONE") if f">{code}</span>" in text} == shown, query


def test_shipped_instruments_are_listed_with_their_objectives(app: Flask) -> None:
    text = page(sign_in(app, Role.VIEWER), "/instruments?q=budapest")
    for said in ("ETS 185", "Convention or treaty", "23 November 2001", "In force", "6 Cybercrime and the Budapest"):
        assert said in text, said
    assert "Dialogue" in text
    assert "NIS 2" not in text


def test_a_dialogue_is_added_in_the_form(app: Flask) -> None:
    client = sign_in(app, Role.MANAGER)
    assert "Regular talks" not in page(client, "/dialogues/new")
    answer = _post(client, "/dialogues/new", **_sent(reason="From the press"))
    assert answer.status_code == 303
    text = page(client, answer.location)
    for said in ("Fifth cyber dialogue", "12 March 2026", "Ukraine", "6 Cybercrime", "From the press", "added"):
        assert said in text, said
    with app.app_context():
        (stored,) = load_dialogues(db.session).values()
    assert stored.value["objectives"] == [objective(6), objective(10)]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"starts_on": "3/4/2026"}, "may be 3 April 2026 or 4 March 2026"),
        ({"starts_on": ""}, "A dialogue that was held has a date"),
        ({"title": " "}, "Title is missing."),
        ({"place": "country:ZZ"}, "There is no country ZZ."),
        ({"objectives": ["x:99"]}, "There is no objective x:99."),
        ({"status": "cancelled"}, "is not one of: planned, held"),
        ({"url": "ftp://x"}, "A link starts with http"),
        ({"code": "TAKEN"}, "another dialogue “TAKEN” already"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    app: Flask, changed: dict[str, Any], sentence: str
) -> None:
    written(app, DIALOGUES, dialogue("TAKEN"))
    answer = _post(sign_in(app, Role.MANAGER), "/dialogues/new", **_sent(note="Typed with care", **changed))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text
    assert "Typed with care" in text
    with app.app_context():
        assert len(load_dialogues(db.session)) == 1


def test_a_dialogue_is_changed_by_the_form_that_shows_it(app: Flask) -> None:
    (number,) = written(app, DIALOGUES, dialogue("D", ends_on="2026-03-13"))
    client = sign_in(app, Role.PLANNER)
    text = page(client, f"/dialogues/{number}/edit")
    assert 'value="2026-03-13"' in text
    assert f'value="{objective(10)}" checked' in text
    answer = _post(client, f"/dialogues/{number}/edit", **_sent(code="D", version="1", ends_on="", objectives=[]))
    assert answer.status_code == 303
    with app.app_context():
        stored = load_dialogues(db.session)[number]
    assert (stored.version, stored.value["title"], stored.value["objectives"]) == (2, "Fifth cyber dialogue", [])
    assert stored.value["ends_on"] is None


def test_a_save_that_comes_too_late_loses_nobodys_work(app: Flask) -> None:
    (number,) = written(app, DIALOGUES, dialogue("D"))
    client = sign_in(app, Role.MANAGER)
    address = f"/dialogues/{number}/edit"
    assert _post(client, address, **_sent(code="D", title="Theirs", version="1")).status_code == 303
    late = _post(client, address, **_sent(code="D", title="Mine", version="1"))
    text = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Title: Theirs" in text
    assert 'value="Mine"' in text
    assert 'name="version" type="hidden" value="2"' in text
    assert _post(client, address, **_sent(code="D", title="Mine", version="2")).status_code == 303
    with app.app_context():
        assert load_dialogues(db.session)[number].value["title"] == "Mine"


@pytest.mark.parametrize("version", ["", "x", "9" * 17, "-1"])
def test_a_form_without_a_version_is_refused(app: Flask, version: str) -> None:
    (number,) = written(app, DIALOGUES, dialogue("D"))
    client = sign_in(app, Role.MANAGER)
    for act in ("edit", "archive", "delete"):
        answer = _post(client, f"/dialogues/{number}/{act}", f"/dialogues/{number}/edit", **_sent(version=version))
        assert answer.status_code == 422
        assert "does not say which version" in answer.get_data(as_text=True)


def test_a_record_is_archived_brought_back_and_deleted_each_with_its_record(app: Flask) -> None:
    (number,) = written(app, INSTRUMENTS, agreement("EU-JP"))
    client = sign_in(app, Role.MANAGER)
    at = f"/instruments/{number}"
    assert "Japan" in page(client, at)
    assert _post(client, f"{at}/archive", at, version="1").status_code == 303
    assert "It marks nothing in coverage" in page(client, at)
    assert _post(client, f"{at}/restore", at, version="1").status_code == 409
    assert _post(client, f"{at}/restore", at, version="2").status_code == 303
    assert _post(client, f"{at}/delete", at, version="3").status_code == 303
    says_so(client, at, (404,))
    with app.app_context():
        assert number not in load_instruments(db.session)
    text = page(client, f"/history?entity=instrument&id={number}")
    assert "Instrument EU-JP removed" in text


def test_a_shipped_instrument_says_why_it_cannot_be_deleted(app: Flask) -> None:
    client = sign_in(app, Role.MANAGER)
    text = page(client, "/instruments/1")
    version = text.split('name="version" value="', 1)[1].split('"', 1)[0]
    answer = _post(client, "/instruments/1/delete", "/instruments/1", version=version)
    assert answer.status_code == 422
    assert "comes with the product and cannot be deleted" in answer.get_data(as_text=True)


def test_the_history_says_a_change_in_words(app: Flask) -> None:
    (number,) = written(app, DIALOGUES, dialogue("D", status="planned", starts_on=None))
    client = sign_in(app, Role.MANAGER)
    _post(client, f"/dialogues/{number}/edit", **_sent(code="D", version="1", place="organisation:ASEAN"))
    text = page(client, f"/dialogues/{number}")
    for said in ("Ukraine", "ASEAN", "6 Cybercrime and the Budapest Convention", "held", "12 March 2026"):
        assert said in text, said


def test_the_pages_queries_do_not_grow_with_their_rows(app: Flask) -> None:
    client = sign_in(app, Role.VIEWER)
    counts = []
    for start in (0, 20):
        written(app, DIALOGUES, *(dialogue(f"D{start + n}") for n in range(20)))
        seen: list[str] = []

        def note(*call: Any, into: list[str] = seen) -> None:
            into.append(call[2])

        with app.app_context():
            sa.event.listen(db.engine, "before_cursor_execute", note)
            page(client, "/dialogues")
            sa.event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len([statement for statement in seen if statement.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 12
