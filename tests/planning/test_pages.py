"""Pages of needs and indices: tables, forms, history, for everybody who may knock."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.planning.queries import load_index_values, load_indices, load_needs
from tests.cast import sign_in, token_of
from tests.planning.stock import gci, index, need, needs, objective, reading
from tests.projects.battery import ODD_IDS, needs_sign_in, page, says_so, takes_only


def _post(client: FlaskClient, address: str, source: str | None = None, **fields: Any) -> Any:
    return client.post(address, data={"csrf_token": token_of(client, source or address), **fields})


def _levels(app: Flask) -> dict[tuple[str, str | None], int]:
    with app.app_context():
        found = load_needs(db.session).values()
        return {(stored.value["country"], stored.value["objective"]): stored.value["level"] for stored in found}


def test_only_planners_set_needs_and_keep_indices(app: Flask) -> None:
    index(app, reading("UA", 2024, "85"))
    for address in ("/needs", "/needs/KE", "/indices", "/indices/GCI", "/indices/new", "/indices/GCI/values/1"):
        needs_sign_in(app, address)
    manager, viewer = sign_in(app, Role.MANAGER), sign_in(app, Role.VIEWER)
    for address in ("/needs", "/indices", "/indices/GCI"):
        for who in (manager, viewer):
            text = page(who, address)
            assert "/needs/KE" not in text
            assert "Add a" not in text
    for address in ("/needs/KE", "/indices/new", "/indices/GCI/edit", "/indices/GCI/values/new"):
        assert manager.get(address).status_code == 403, address
    planner = sign_in(app, Role.PLANNER)
    for address in (*(f"/needs/{odd}" for odd in ODD_IDS), *(f"/indices/GCI/values/{odd}" for odd in ODD_IDS)):
        says_so(planner, address)
    for address in ("/needs?region=x", "/needs?framework=x", "/needs?page=9", "/needs/KE?objective=x:1", "/indices/x"):
        says_so(planner, address)
    takes_only(planner, "/needs", "GET")
    takes_only(planner, "/indices/GCI/delete", "POST")


def test_the_table_shows_what_is_recorded_what_follows_and_what_is_unknown(app: Flask) -> None:
    needs(app, need("KE", 2), need("KE", 0, 6), need("UG", 3, 1))
    text = page(sign_in(app, Role.PLANNER), "/needs?region=eastern-africa")
    for words in (
        "Kenya, All objectives: need 2, medium",
        "Kenya, 6 Cybercrime and the Budapest Convention: need 0, none",
        "Kenya, 1 Human rights online: need 2, medium, as for all objectives",
        "Uganda, 1 Human rights online: need 3, high",
        "Uganda, All objectives: need unknown",
    ):
        assert words in text, words
    assert "Ghana" not in text
    assert "3 needs recorded in all" in text
    assert "/needs/KE?objective=eu-cyber-diplomacy-15:6" in text
    assert "of Kenya" not in page(sign_in(app, Role.VIEWER), "/needs?region=west-africa")


def test_a_need_is_set_changed_and_taken_out_in_its_form(app: Flask) -> None:
    client = sign_in(app, Role.PLANNER)
    address = f"/needs/KE?objective={objective(6)}"
    assert "Need of Kenya: 6 Cybercrime" in page(client, address)
    assert _post(client, address, level="0", note="Well served").status_code == 303
    assert _levels(app) == {("KE", objective(6)): 0}
    text = page(client, address)
    assert 'checked id="level-1"' in text
    assert "Well served" in text
    assert "Entered by hand" in text
    assert _post(client, address, level="3", version="1", note="").status_code == 303
    assert _levels(app) == {("KE", objective(6)): 3}
    assert _post(client, address, level="", version="2").status_code == 303
    assert _levels(app) == {}
    assert "Need KE eu-cyber-diplomacy-15:6 removed" in page(client, "/history?entity=need")
    assert _post(client, "/needs/KE", level="1").status_code == 303
    assert _levels(app) == {("KE", None): 1}


@pytest.mark.parametrize("level", ["4", "-1", "high", "1.5"])
def test_a_need_outside_the_scale_is_refused(app: Flask, level: str) -> None:
    answer = _post(sign_in(app, Role.PLANNER), "/needs/KE", level=level)
    assert answer.status_code == 422
    assert "not a whole number from 0 to 3" in answer.get_data(as_text=True)
    assert _levels(app) == {}


@pytest.mark.parametrize("level", ["", "2"])
def test_a_need_that_somebody_set_meanwhile_is_not_lost(app: Flask, level: str) -> None:
    client = sign_in(app, Role.PLANNER)
    needs(app, need("KE", 1))
    answer = _post(client, "/needs/KE", level=level, version="")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Need: 1" in text
    assert _levels(app) == {("KE", None): 1}
    assert _post(client, "/needs/KE", level=level, version="1").status_code == 303
    assert _levels(app) == ({} if level == "" else {("KE", None): 2})


def test_a_form_of_a_need_names_what_indices_say_of_the_country(app: Flask) -> None:
    index(app, reading("KE", 2020, "81.7"), reading("KE", 2024, "98.5", "T1"), reading("UG", 2024, "70"))
    text = page(sign_in(app, Role.PLANNER), "/needs/KE")
    assert "98.5 (T1) in 2024" in text
    assert "81.7" not in text


def test_an_index_shows_its_values_by_year_and_its_tiers_best_first(app: Flask) -> None:
    index(
        app,
        reading("KE", 2024, "98.50", "T1"),
        reading("UG", 2024, "70", "T3"),
        reading("UA", 2024, "85", "T2"),
        reading("KE", 2020, "81.7"),
    )
    text = page(sign_in(app, Role.VIEWER), "/indices/GCI")
    assert text.index(">T1<") < text.index(">T2<") < text.index(">T3<") < text.index("no tier")
    assert text.index(">2024<") < text.index(">2020<")
    for said in ("98.5 (T1)", "81.7", "higher is better", "T1, T2, T3, T4, T5", "3 countries"):
        assert said in text, said
    listed = page(sign_in(app, Role.VIEWER), "/indices")
    assert "2020 to 2024" in listed
    assert "1 index" in listed


def test_an_index_and_its_values_are_kept_in_forms(app: Flask) -> None:
    client = sign_in(app, Role.PLANNER)
    given = {**gci(), "tiers": "T1\nT2\r\n\r\nT1", "higher_is_better": "y"}
    assert _post(client, "/indices/new", **given).status_code == 303
    with app.app_context():
        (stored,) = load_indices(db.session).values()
    assert stored.value["tiers"] == ["T1", "T2"]
    assert "T1\nT2" in page(client, "/indices/GCI/edit").replace("\r", "")
    answer = _post(client, "/indices/GCI/values/new", country="KE", year="2024", score="98,5", tier="T1")
    assert answer.status_code == 303
    odd = _post(client, "/indices/GCI/values/new", country="KE", year="24", score="many", tier="T9")
    text = odd.get_data(as_text=True)
    assert odd.status_code == 422
    for sentence in ("“many” is not an amount", "from 1950 to 2150"):
        assert sentence in text, sentence
    odd = _post(client, "/indices/GCI/values/new", country="UG", year="2024", score="", tier="T9")
    assert "not a tier of this index: T1, T2" in odd.get_data(as_text=True)
    with app.app_context():
        ((number, value),) = load_index_values(db.session).items()
    assert value.value["score"] == "98.5"
    at = f"/indices/GCI/values/{number}"
    assert _post(client, at, country="KE", year="2024", score="99", tier="", version="1").status_code == 303
    assert "99" in page(client, "/indices/GCI")
    assert _post(client, f"{at}/delete", at, version="2").status_code == 303
    assert _post(client, "/indices/GCI/delete", "/indices/GCI", version="1").status_code == 303
    with app.app_context():
        assert load_indices(db.session) == {}


@pytest.mark.parametrize("code", ["new", "a/b", "<x>", ""])
def test_a_code_that_cannot_stand_in_an_address_is_refused(app: Flask, code: str) -> None:
    answer = _post(sign_in(app, Role.PLANNER), "/indices/new", **{**gci(code=code), "tiers": ""})
    assert answer.status_code == 422
    with app.app_context():
        assert load_indices(db.session) == {}
