"""Adding a project by the form: what was typed is kept until it is right, and nothing is saved before."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from portfolio.core.project import normal
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.models.change import Change
from portfolio.models.project import Project
from tests.cast import sign_in
from tests.projects.battery import needs_editor, needs_sign_in, page, takes_only
from tests.projects.page_forms import fill, form_of
from tests.projects.stock import FRAMEWORK, add, bare, body, country, hidden, objective, stored

TYPED = {
    "code": " CYB-9 ",
    "title": "Résilience  du réseau",
    "acronym": "RES",
    "summary": "One.\r\n\r\nTwo.",
    "strand": "both",
    "status": "implementation",
    "planned_start": "03/2024",
    "planned_end": "15.3.2027",
    "actual_start": "2024",
    "budget_amount": "2 500 000,50",
    "budget_currency": "EUR",
    "website": "https://example.org",
    "source": "Note",
    "objectives__0__objective": f"{FRAMEWORK}:6",
    "objectives__0__share": "60 %",
    "objectives__0__note": "Why",
    "objectives__2__objective": f"{FRAMEWORK}:8",
    "objectives__2__significance": "significant",
    "places__0__place": "country:KE",
    "places__0__tier": "hub",
    "places__1__place": "region:eastern-africa",
    "places__1__share": "12,5",
    "organisations__0__name": "council of EUROPE",
    "organisations__1__name": "Estonia",
    "organisations__1__role": "funder",
    "visibility": "public",
    "last_reviewed_on": "1.10.2026",
    "reason": "From the annual report",
}


def _projects(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Project)) or 0


def test_a_project_is_added_as_typed(app: Flask) -> None:
    add(app, bare("KNOWN", organisations=[body("Council of Europe")]))
    answer = fill(sign_in(app, Role.MANAGER), "/projects/new", **TYPED)
    assert answer.status_code == 303
    number = int(answer.location.rsplit("/", 1)[1])
    assert stored(app, number).value == normal(
        {
            "code": "CYB-9", "title": "Résilience du réseau", "acronym": "RES", "summary": "One.\nTwo.",
            "strand": "both",
            "status": "implementation", "planned_start": "2024-03", "planned_end": "2027-03-15", "actual_start": "2024",
            "budget_amount": "2500000.50", "budget_currency": "EUR", "website": "https://example.org", "source": "Note",
            "objectives": [objective(6, share="60", note="Why"), objective(8, significance="significant")],
            "places": [country("KE", tier="hub"), {"kind": "region", "code": "eastern-africa", "share": "12.5"}],
            "organisations": [body("Council of Europe", "funder"), body("Estonia", "funder")],
            "visibility": "public", "last_reviewed_on": "2026-10-01",
        }
    )  # fmt: skip
    with app.app_context():
        logged = db.session.scalars(sa.select(Change).where(Change.entity_key == "CYB-9")).one()
    assert (logged.action, logged.actor_label, logged.reason) == ("create", "bo@example.org", "From the annual report")


def test_a_code_and_a_title_are_enough(app: Flask) -> None:
    answer = fill(sign_in(app, Role.MANAGER), "/projects/new", code="A", title="B")
    assert answer.status_code == 303
    assert stored(app, int(answer.location.rsplit("/", 1)[1])).value == normal({"code": "A", "title": "B"})


def test_what_is_wrong_is_said_at_its_input_and_what_was_typed_is_kept(app: Flask) -> None:
    add(app, bare("TAKEN"))
    client = sign_in(app, Role.MANAGER)
    wrong = {
        "code": "TAKEN", "title": "", "acronym": "kept acronym", "planned_start": "3/4/2024", "planned_end": "whenever",
        "actual_start": "2025", "actual_end": "2024", "budget_amount": "a lot", "budget_currency": "EUR",
        "website": "ftp://x", "objectives__0__objective": f"{FRAMEWORK}:6", "objectives__0__share": "120",
        "objectives__1__note": "a note without an objective", "places__0__place": "country:KE",
        "places__1__place": "country:KE", "places__2__share": "5", "organisations__0__name": "x" * 301,
        "parent": "NOWHERE", "last_reviewed_on": "2024-03", "reason": "kept reason",
    }  # fmt: skip
    answer = fill(client, "/projects/new", **wrong)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for said in (
        "Enter a title.", "may be 3 April 2024 or 4 March 2024", "“whenever” is not a date",
        "It ends (2024) before it starts (2025).", "“a lot” is not an amount", "starts with http", "not a percentage",
        "country KE is named twice", "at most 300 characters", "There is no project NOWHERE", "Enter a full day",
    ):  # fmt: skip
        assert said in text, said
    assert text.count("<title>Problem: ") == 1
    assert 'role="alert"' in text
    sent = form_of(text)
    for name, value in wrong.items():
        assert sent[name.replace("__", "-")] == value, name
    assert 'href="#planned_start"' in text
    assert 'aria-describedby="planned_start' in text
    assert _projects(app) == 1


def test_a_taken_code_is_said_at_the_code(app: Flask) -> None:
    add(app, bare("TAKEN"))
    answer = fill(sign_in(app, Role.MANAGER), "/projects/new", code="TAKEN", title="B")
    assert answer.status_code == 422
    assert "The code TAKEN is another project&#39;s." in answer.get_data(as_text=True)


def test_more_rows_come_without_scripts_and_keep_what_was_typed(app: Flask) -> None:
    client = sign_in(app, Role.MANAGER)
    answer = fill(client, "/projects/new", title="Half typed", places__0__place="country:KE", add="places")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    sent = form_of(text)
    assert (sent["title"], sent["places-0-place"]) == ("Half typed", "country:KE")
    assert "places-5-place" in sent
    assert "objectives-3-objective" not in sent
    assert "There is a problem" not in text
    assert _projects(app) == 0


def test_a_hidden_project_cannot_be_guessed_as_programme(app: Flask) -> None:
    add(app, hidden("SECRET-1"))
    client = sign_in(app, Role.MANAGER)
    said = []
    for code in ("SECRET-1", "NOWHERE"):
        answer = fill(client, "/projects/new", code="A", title="B", parent=code)
        assert answer.status_code == 422
        said.append(f"There is no project {code} to be the programme." in answer.get_data(as_text=True))
    assert said == [True, True]
    assert fill(sign_in(app, Role.PLANNER), "/projects/new", code="A", title="B", parent="SECRET-1").status_code == 303


def test_odd_inputs_are_answered_not_stumbled_over(app: Flask) -> None:
    client = sign_in(app, Role.MANAGER)
    for number, odd in enumerate(
        (
            {"places-²-place": "country:KE"},
            {f"places-{'9' * 5000}-place": "country:KE"},
            {"places-9999-place": "country:KE"},
            {"places-0-place": "country"},
            {"places-0-place": "planet:KE"},
            {"objectives-0-objective": ":::"},
            {"objectives-0-objective": f"{FRAMEWORK}:{'9' * 5000}"},
            {"status": "\0", "strand": "x" * 10_000},
            {"title": "nul \0 in it", "summary": "\ud800"},
            {"budget_amount": "9" * 17, "budget_currency": "EUR"},
            {"budget_currency": "ZZZ"},
            {"visibility": ""},
            {"visibility": "top secret"},
            {"version": "-1"},
            {"add": "everything"},
        )
    ):
        data = form_of(client.get("/projects/new").get_data(as_text=True))
        for name, value in {"code": f"ODD-{number}", "title": "T", **odd}.items():
            data[name] = value.encode("utf-8", "replace").decode()
        assert client.post("/projects/new", data=data).status_code in (200, 303, 422), odd


def test_a_form_with_too_many_rows_is_refused_in_words(app: Flask) -> None:
    client = sign_in(app, Role.MANAGER)
    data = form_of(client.get("/projects/new").get_data(as_text=True))
    for name, value in {
        "code": "A",
        "title": "B",
        **{f"organisations-{n}-name": f"Name {n}" for n in range(500)},
    }.items():
        data[name] = value
    answer = client.post("/projects/new", data=data)
    assert answer.status_code == 422
    assert "are too many; 400 fit" in answer.get_data(as_text=True)


def test_the_form_is_for_editors_who_signed_in(app: Flask) -> None:
    needs_sign_in(app, "/projects/new")
    needs_sign_in(app, "/projects/new", "POST")
    needs_editor(app, "/projects/new")
    needs_editor(app, "/projects/new", "POST")
    takes_only(sign_in(app, Role.MANAGER), "/projects/new", "GET", "POST")
    assert page(sign_in(app, Role.MANAGER), "/projects/new")


def test_nothing_is_added_without_the_token(app: Flask) -> None:
    client = sign_in(app, Role.MANAGER)
    assert client.post("/projects/new", data={"code": "A", "title": "B"}).status_code == 400
    assert _projects(app) == 0
