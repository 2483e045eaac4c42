"""A manager signs in for the first time, brings the list they have always kept, sees the gaps, and takes it back."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from flask import Flask

from portfolio.core.terms import Role
from tests.coverage.world import load
from tests.journeys.desk import (
    batch_of,
    everything,
    faults,
    inputs_of,
    portfolio_of,
    press,
    sign_in_by_link,
    upload,
    words,
)
from tests.journeys.messy import NAME, messy_workbook


def test_from_the_one_time_link_to_the_gap_list_and_back(app: Flask) -> None:
    load(app)
    data = messy_workbook()
    before = portfolio_of(app)
    client = sign_in_by_link(app, Role.MANAGER)

    # The file is taken as it is; what only a person can say is asked.
    answer = upload(client, data, NAME, rows="good")
    batch = batch_of(answer)
    assert answer.location == f"/imports/{batch}/columns"
    columns = client.get(answer.location)
    said = words(columns)
    assert "Liste 2026" in said
    for heading in ("Ref.", "Project title", "Remarks of the desk", "What does “Nowhereland” mean?"):
        assert heading in said
    assert "Row 11" in said
    form = inputs_of(columns.get_data(as_text=True))
    assert (form["header_row"], form["field-0"], form["field-1"], form["field-10"]) == ("4", "code", "title", "")
    assert portfolio_of(app) == before

    # The check page: what is rejected comes first, with the file's own rows and cells.
    answer = client.post(f"/imports/{batch}/columns", data={**form, "unanswered": "1"})
    assert (answer.status_code, answer.location) == (303, f"/imports/{batch}")
    check = client.get(answer.location)
    said = words(check)
    assert "Adds 4 projects, changes 2 fields of 1 project, rejects 1 row" in said
    assert "headings on row 4. Nothing is saved yet." in said
    page = check.get_data(as_text=True)
    assert '<th scope="row"><span class="sr">Row </span>8</th>' in page
    assert "B8" in said
    assert "X-04" in said
    assert "Somewhere else" not in said, "the first tab shows what is rejected and nothing else"
    new = words(client.get(f"/imports/{batch}?tab=create"))
    for part in ("Cyber, Peace and Trust, phase II", "C9", "“Nowhereland”", "=Sum of trust"):
        assert part in new
    changed = words(client.get(f"/imports/{batch}?tab=update"))
    assert "LAST" in changed
    assert "Places added: Togo" in changed
    assert portfolio_of(app) == before

    # Applied: the good rows are in, the receipt lists the others.
    answer = press(client, f"/imports/{batch}", f"/imports/{batch}/apply")
    assert (answer.status_code, answer.location) == (303, f"/imports/{batch}/receipt")
    said = words(client.get(answer.location))
    assert "The row has" in said or "A new project needs a title" in said
    receipt = json.loads(client.get(f"/imports/{batch}/receipt.json").data)
    assert (receipt["counts"]["create"], receipt["counts"]["update"], receipt["counts"]["rejected"]) == (4, 1, 1)
    stored = {project["code"]: project for project in portfolio_of(app)["projects"]}
    first = stored["X-01"]
    assert (first["planned_start"], first["planned_end"]) == ("2025-03-01", "2028-12-31")
    assert first["budget"]["amount"] == "1234567.89"
    assert [(place["code"], place["share"]) for place in first["places"]] == [("KE", None), ("UG", "40")]
    assert {one["name"] for one in first["organisations"]} == {
        "European Union", "Bangladesh, Bhutan and India Centre, Ltd.",
    }  # fmt: skip
    assert (stored["X-02"]["planned_start"], stored["X-02"]["planned_end"]) == ("2025-06", "2027")
    assert stored["X-05"]["budget"]["amount"] == "75000.00"
    assert "X-04" not in stored
    assert client.get(f"/imports/{batch}/file").data == data

    # The gaps, on the page, as JSON and in the workbook, are the same.
    assert client.get("/gaps").status_code == 200
    gaps = json.loads(client.get("/gaps.json").data)["gaps"]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/coverage.xlsx").data))["Gaps"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(str(row[1]), row[5], pytest.approx(row[0], abs=1e-4)) for row in rows] == [
        (gap["row"], gap["reason"], gap["priority"]) for gap in gaps
    ]
    page_rows = words(client.get("/gaps"))
    assert all(gap["reason"] in page_rows for gap in gaps[:40])

    # The same file once more changes nothing.
    again = upload(client, data, NAME, rows="good")
    second = batch_of(again)
    form = inputs_of(client.get(f"/imports/{second}/columns").get_data(as_text=True))
    client.post(f"/imports/{second}/columns", data={**form, "unanswered": "1"})
    said = words(client.get(f"/imports/{second}"))
    assert "leaves 5 alone, rejects 1 row" in said
    assert "Nothing to import" in said
    assert press(client, f"/imports/{second}", f"/imports/{second}/cancel").status_code == 303

    # Taken back: as if it had never been, and the log knows all of it.
    position = everything(app)["position"]
    answer = press(client, f"/imports/{batch}/receipt", f"/imports/{batch}/undo")
    assert answer.status_code == 303
    assert "4 added projects removed, 1 changed one reversed" in words(client.get(answer.location))
    assert portfolio_of(app) == before
    assert everything(app)["position"] > position
    assert faults(app) == []


def test_an_answer_given_once_is_remembered_for_the_next_file(app: Flask) -> None:
    load(app)
    client = sign_in_by_link(app, Role.MANAGER)
    batch = batch_of(upload(client, messy_workbook(), NAME, rows="good"))
    form = inputs_of(client.get(f"/imports/{batch}/columns").get_data(as_text=True))
    question = next(name for name in form if name.startswith("answer-place:"))
    commas = next(name for name in form if name.startswith("answer-commas:"))
    text = client.get(f"/imports/{batch}/columns").get_data(as_text=True)
    assert f'name="{question}"' in text
    given = {**form, question: "country:NL", commas: "?", "field-10": "summary", "unanswered": "1"}
    answer = client.post(f"/imports/{batch}/columns", data=given)
    assert answer.location == f"/imports/{batch}", words(client.get(answer.location))
    assert press(client, f"/imports/{batch}", f"/imports/{batch}/apply").status_code == 303
    stored = {project["code"]: project for project in portfolio_of(app)["projects"]}
    assert {place["code"] for place in stored["X-05"]["places"]} == {"NL", "SN"}
    assert stored["X-01"]["summary"] == "call Anna"
    second = batch_of(upload(client, messy_workbook(), "next-quarter.xlsx", rows="good"))
    page = client.get(f"/imports/{second}/columns")
    assert "Nowhereland” mean" not in words(page)
    assert inputs_of(page.get_data(as_text=True))["field-10"] == "summary"
    assert faults(app) == []


def test_what_somebody_edited_after_the_import_survives_its_undo(app: Flask) -> None:
    load(app)
    client = sign_in_by_link(app, Role.MANAGER)
    batch = batch_of(upload(client, b"Code,Title,Countries\nN-1,First,KE\nN-2,Second,UG\n", "two.csv"))
    assert press(client, f"/imports/{batch}", f"/imports/{batch}/apply").status_code == 303
    planner = sign_in_by_link(app, Role.PLANNER)
    page = planner.get("/projects/by-code/N-1").location + "/edit"
    form = inputs_of(planner.get(page).get_data(as_text=True))
    assert planner.post(page, data={**form, "title": "First, improved by hand"}).status_code == 303
    done = press(client, f"/imports/{batch}/receipt", f"/imports/{batch}/undo")
    said = words(client.get(done.location))
    assert "1 added project removed" in said
    assert "Kept because edited since" in said
    stored = {project["code"]: project["title"] for project in portfolio_of(app)["projects"]}
    assert stored["N-1"] == "First, improved by hand"
    assert "N-2" not in stored
    assert faults(app) == []


def test_a_double_click_on_import_and_on_undo_does_it_once(app: Flask) -> None:
    client = sign_in_by_link(app, Role.MANAGER)
    batch = batch_of(upload(client, b"Code,Title\nN-1,First\n", "one.csv"))
    form = inputs_of(client.get(f"/imports/{batch}").get_data(as_text=True))
    sent = {"csrf_token": form["csrf_token"], "version": form["version"]}
    answers = [client.post(f"/imports/{batch}/apply", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [project["code"] for project in portfolio_of(app)["projects"]] == ["N-1"]
    undone = [client.post(f"/imports/{batch}/undo", data=sent).status_code for _ in range(2)]
    assert undone == [303, 409]
    assert portfolio_of(app)["projects"] == []
    assert faults(app) == []
