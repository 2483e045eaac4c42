"""Regions, countries and partner organisations: who belongs to what, and which visible projects work there."""

from __future__ import annotations

from flask import Flask

from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.places.export import export_places
from tests.cast import sign_in
from tests.projects.battery import ODD_IDS, needs_sign_in, page, says_so, takes_only
from tests.projects.stock import CANARY, add, bare, country, full, hidden, region


def test_all_places_are_listed_with_their_projects(app: Flask) -> None:
    add(app, full("CYB-1"), bare("R", places=[region("eastern-africa")]), hidden("SECRET"))
    text = page(sign_in(app, Role.VIEWER), "/places")
    for said in ("Eastern Africa</a> (1)", "Kenya</a> (1)", "Pacific", "African Union", "not a partner"):
        assert said in text, said
    assert "Kenya</a> (2)" in page(sign_in(app, Role.PLANNER), "/places")


def test_a_country_has_its_region_memberships_and_treaty_status(app: Flask) -> None:
    add(app, full("CYB-1"), hidden("SECRET"))
    text = page(sign_in(app, Role.VIEWER), "/places/country/KE")
    for said in (
        '<a href="/places/region/eastern-africa">Eastern Africa</a>', "African Union", "East African Community", "KEN",
        "Budapest Convention", "Résilience of CYB-1", "Hub, 60 %",
    ):  # fmt: skip
        assert said in text, said
    assert CANARY not in text
    assert "Party" in page(sign_in(app, Role.VIEWER), "/places/country/ES")


def test_a_region_has_its_countries_and_the_projects_of_all_of_them(app: Flask) -> None:
    add(
        app,
        full("CYB-1"),
        bare("R", "Regional one", places=[region("eastern-africa")]),
        bare("O", places=[country("AL")]),
    )
    text = page(sign_in(app, Role.VIEWER), "/places/region/eastern-africa")
    for said in ("Kenya", "Uganda", "Résilience of CYB-1", "Regional one"):
        assert said in text, said
    assert "Project O" not in text


def test_an_organisation_has_its_members_since_and_until(app: Flask) -> None:
    text = page(sign_in(app, Role.VIEWER), "/places/organisation/CoE")
    for said in ("Members", "Albania", "13 July 1995", "Russia", "2022"):
        assert said in text, said


def test_a_footnote_stands_with_its_place(app: Flask) -> None:
    assert "1244" in page(sign_in(app, Role.VIEWER), "/places/country/XK")


def test_codes_are_taken_in_any_letter_case(app: Flask) -> None:
    assert "Kenya" in page(sign_in(app, Role.VIEWER), "/places/country/ke")


def test_odd_addresses_are_not_found(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for odd in (*ODD_IDS, "QQ", "x" * 3000):
        says_so(client, f"/places/country/{odd}", (404,))
        says_so(client, f"/places/{odd}/KE", (404,))
    for query in ("page=0", "page=2", "page=x", "page=1000000000"):
        says_so(client, f"/places/country/KE?{query}")


def test_the_pages_need_a_sign_in_and_take_no_other_method(app: Flask) -> None:
    client = sign_in(app, Role.ADMINISTRATOR)
    for address in ("/places", "/places/country/KE"):
        needs_sign_in(app, address)
        takes_only(client, address, "GET")


def test_the_export_holds_every_region_and_organisation(app: Flask) -> None:
    with app.app_context():
        data = export_places(db.session())
    regions = {one["code"]: one for one in data["regions"]}
    assert list(regions["eastern-africa"]) == ["code", "title", "partner", "countries"]
    assert {"KE", "UG"} <= set(regions["eastern-africa"]["countries"])
    every = [code for one in data["regions"] for code in one["countries"]]
    assert len(every) == len(set(every))
    bodies = {one["code"]: one for one in data["organisations"]}
    assert list(bodies["CoE"]) == ["code", "title", "members"]
    members = {one["country"]: one for one in bodies["CoE"]["members"]}
    assert members["AL"] == {"country": "AL", "from": "1995-07-13", "to": None}
    assert members["RU"]["to"] is not None
