"""An applied import: everything or nothing, once, and the same file again does nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

import imports.apply
import imports.batches
import portfolio.projects.operations as operations
from imports import pipeline
from imports.apply import RowsMoved, RowsRejected
from imports.outcomes import Policy
from imports.preview import Choices
from portfolio.core.people import COMMAND_LINE
from portfolio.errors import Conflict
from portfolio.extensions import db
from portfolio.history.record import broken_links
from portfolio.models.batch import ImportBatch, ImportRow
from portfolio.models.change import Change
from portfolio.models.place import Alias
from tests.imports.books import codes, csv_of, edit, project, run, xlsx_of

TWO = csv_of("Code,Title,Status,Countries", "A-1,Alpha,implementation,KE; UG", "A-2,Beta,closed,TZ")


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> Any:
    with app.app_context():
        yield


def uploaded(app: Flask, data: bytes, policy: Policy = Policy.ALL_OR_NOTHING, name: str = "projects.csv") -> int:
    choices = Choices(policy=policy)
    return pipeline.upload(db.session, app.config["SETTINGS"], COMMAND_LINE, data, name, choices)[0]


def state(batch_id: int) -> str:
    db.session.rollback()
    return str(db.session.scalar(sa.select(ImportBatch.state).where(ImportBatch.id == batch_id)))


def test_a_dry_run_keeps_nothing_at_all(app: Flask) -> None:
    done = run(app, TWO, apply=False)
    assert (done.counts["create"], done.batch_id, codes()) == (2, None, [])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 0


def test_new_projects_come_in_with_their_links_and_one_change_record_each(app: Flask) -> None:
    done = run(app, TWO)
    assert codes() == ["A-1", "A-2"]
    assert [place["code"] for place in project("A-1")["places"]] == ["KE", "UG"]
    logged = sa.select(Change.entity_key).where(Change.batch_id == done.batch_id, Change.entity == "project")
    assert sorted(db.session.scalars(logged)) == ["A-1", "A-2"]


def test_the_same_file_applied_twice_plans_nothing_the_second_time(app: Flask) -> None:
    run(app, TWO)
    again = run(app, TWO)
    assert {name: count for name, count in again.counts.items() if count} == {"unchanged": 2}


def test_a_file_without_codes_plans_nothing_the_second_time(app: Flask) -> None:
    data = csv_of("Title;Acronym;Start", "Global action;GA;2020", "Кибербезопасность;;2021", "Global action+;GA+;2022")
    assert run(app, data).counts["create"] == 3
    assert len(codes()) == 3
    assert run(app, data).counts["unchanged"] == 3


def test_a_workbook_with_real_dates_and_numbers_comes_in(app: Flask) -> None:
    rows = [["Title", "Planned start", "Budget", "Currency"], ["Alpha", date(2024, 3, 15), 1234.5, "EUR"]]
    run(app, xlsx_of(rows))
    assert (project("ALPHA")["planned_start"], project("ALPHA")["budget_amount"]) == ("2024-03-15", "1234.50")


def test_blank_cells_keep_and_clear_empties(app: Flask) -> None:
    run(app, TWO)
    run(app, csv_of("Code,Status,Countries", "A-1,,#CLEAR", "A-2,#CLEAR,"))
    assert (project("A-1")["status"], project("A-1")["places"]) == ("implementation", [])
    assert (project("A-2")["status"], len(project("A-2")["places"])) == (None, 1)


def test_one_rejected_row_keeps_all_out_unless_good_rows_may_come_in(app: Flask) -> None:
    bad = csv_of("Code,Title", "A-1,Alpha", "Z-9,")
    assert run(app, bad).blocked
    assert codes() == []
    done = run(app, bad, rows="good")
    assert (codes(), done.counts["rejected"]) == (["A-1"], 1)


def test_one_bad_row_of_many_blocks_all_or_nothing(app: Flask) -> None:
    lines = [f"P-{number},Project {number}" for number in range(1200)]
    assert run(app, csv_of("Code,Title", *lines, "Z-9,")).blocked
    assert codes() == []


def test_every_row_bad_is_a_plan_that_rejects_every_row(app: Flask) -> None:
    done = run(app, csv_of("Code,Title", "Z-1,", "Z-2,"), rows="good")
    assert (done.counts["rejected"], codes()) == (2, [])


def test_the_same_project_twice_with_different_values_names_both_rows(app: Flask) -> None:
    done = run(app, csv_of("Code,Title,Status", "A-1,Alpha,closed", "A-1,Alpha,pipeline"), rows="good")
    second = done.as_json()["rows"][1]
    assert (second["row"], second["outcome"]) == (3, "conflict")
    assert "ow 2" in second["problems"][0]["message"]


def test_a_retry_gets_the_first_receipt_and_writes_nothing(app: Flask) -> None:
    batch_id = uploaded(app, TWO)
    first = pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)
    again = pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)
    assert first == again
    logged = sa.select(sa.func.count()).where(Change.batch_id == batch_id, Change.entity == "project")
    assert db.session.scalar(logged) == 2


def test_eight_requests_at_once_apply_once(app: Flask) -> None:
    batch_id = uploaded(app, TWO)
    db.session.rollback()
    answers: list[Any] = []

    def request() -> None:
        with app.app_context():
            answers.append(pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)["created"])

    threads = [threading.Thread(target=request) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [["A-1", "A-2"]] * 8
    assert codes() == ["A-1", "A-2"]


def test_a_project_edited_since_the_preview_stops_all_or_nothing_and_is_shown_anew(app: Flask) -> None:
    run(app, TWO)
    batch_id = uploaded(app, csv_of("Code,Status", "A-1,closed", "A-2,suspended"))
    edit("A-1", title="Alpha, edited")
    with pytest.raises(RowsMoved) as refusal:
        pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)
    assert refusal.value.rows == (2,)
    assert (state(batch_id), project("A-2")["status"]) == ("planned", "closed")
    assert pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)["counts"]["update"] == 2


def test_a_project_edited_since_the_preview_stays_out_alone_where_good_rows_may_come_in(app: Flask) -> None:
    run(app, TWO)
    batch_id = uploaded(app, csv_of("Code,Status", "A-1,closed", "A-2,suspended"), Policy.GOOD)
    edit("A-1", title="Alpha, edited")
    receipt = pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)
    assert [row["row"] for row in receipt["left_out"]] == [2]
    assert (project("A-1")["status"], project("A-2")["status"]) == ("implementation", "suspended")


def test_two_imports_over_the_same_projects_in_opposite_order_do_not_overwrite_each_other(app: Flask) -> None:
    run(app, TWO)
    one = uploaded(app, csv_of("Code,Status", "A-1,closed", "A-2,suspended"))
    two = uploaded(app, csv_of("Code,Status", "A-2,pipeline", "A-1,cancelled"))
    pipeline.apply_batch(db.session, COMMAND_LINE, one)
    with pytest.raises(RowsMoved):
        pipeline.apply_batch(db.session, COMMAND_LINE, two)
    assert project("A-1")["status"] == "closed"


def test_a_project_added_since_the_preview_is_not_added_a_second_time(app: Flask) -> None:
    batch_id = uploaded(app, TWO)
    run(app, csv_of("Code,Title", "A-1,Alpha"))
    with pytest.raises(RowsMoved):
        pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)
    assert codes() == ["A-1"]


@pytest.mark.parametrize(
    ("edits", "planned"),
    [
        ([{"summary": "Said anew"}], 1),  # tells no project from another, and is about none of the file
        ([{"title": "Another work"}], 2),
        ([{"title": "One"}, {"title": "Two"}, {"title": "Three"}], 4),  # at last inside the door, where nobody edits
    ],
)
def test_an_edit_while_an_import_is_planned_has_it_planned_again_where_it_may_matter(
    app: Flask, monkeypatch: pytest.MonkeyPatch, edits: list[dict[str, str]], planned: int
) -> None:
    run(app, csv_of("Code,Title", "Z-9,Other work"))
    batch_id = uploaded(app, TWO)
    waiting, plan_again, plans = list(edits), pipeline.preview_batch, []

    def planned_beside_an_edit(*args: Any, **kwargs: Any) -> Any:
        plans.append(plan_again(*args, **kwargs))
        if waiting:
            edit("Z-9", **waiting.pop(0))
        return plans[-1]

    monkeypatch.setattr(pipeline, "preview_batch", planned_beside_an_edit)
    assert pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)["counts"]["create"] == 2
    assert (len(plans), codes()) == (planned, ["A-1", "A-2", "Z-9"])
    assert broken_links(db.session) == []


def test_a_page_of_an_older_plan_is_refused(app: Flask) -> None:
    batch_id = uploaded(app, TWO)
    with pytest.raises(Conflict):
        pipeline.apply_batch(db.session, COMMAND_LINE, batch_id, seen_version=99)
    assert state(batch_id) == "planned"


def test_a_batch_with_rejected_rows_is_refused_as_a_whole(app: Flask) -> None:
    batch_id = uploaded(app, csv_of("Code,Title", "A-1,Alpha", "Z-9,"))
    with pytest.raises(RowsRejected):
        pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)
    assert (state(batch_id), codes()) == ("planned", [])


class Killed(BaseException):
    """Stands for the end of the process at a point."""


POINTS: list[tuple[Any, str]] = [
    (imports.apply, "_moved"),
    (imports.apply, "create_projects"),
    (imports.apply, "update_projects"),
    (imports.apply, "_receipt"),
    (operations, "_write_kin"),
    (operations, "_insert_links"),
    (operations, "_update_rows"),
    (operations, "record"),
]


def test_killed_at_any_point_an_import_leaves_nothing_and_can_be_applied_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(app, csv_of("Code,Title,Acronym", "A-1,Alpha,start"))
    known = ["A-1"]
    for module, name in POINTS:
        for when in ("before", "after"):
            before, new = project("A-1")["acronym"], f"N-{len(known)}"
            lines = (f"A-1,Alpha,{new},KE", f"{new},{new} title,,UG")
            batch_id = uploaded(app, csv_of("Code,Title,Acronym,Countries", *lines))
            real: Callable[..., Any] = getattr(module, name)
            monkeypatch.setattr(module, name, killing(real, when))
            with pytest.raises(Killed):
                pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)
            monkeypatch.undo()
            assert (codes(), project("A-1")["acronym"], state(batch_id)) == (sorted(known), before, "planned"), name
            assert pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)["created"] == [new]
            known.append(new)


def killing(real: Callable[..., Any], when: str) -> Callable[..., Any]:
    """`real`, but the process ends before or after it."""

    def killed(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            real(*args, **kwargs)
        raise Killed

    return killed


@pytest.mark.parametrize("name", ["stage_rows", "_describe", "record"])
def test_killed_while_staging_an_upload_leaves_no_batch(app: Flask, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(imports.batches, name, killing(print, "before"))
    with pytest.raises(Killed):
        uploaded(app, TWO)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportRow)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 0


def test_what_a_person_answers_about_a_word_is_remembered_for_everybody(app: Flask) -> None:
    data = csv_of("Code,Title,Countries", "A-1,Alpha,Kenyia")
    batch_id = uploaded(app, data)
    batch = db.session.get(ImportBatch, batch_id)
    assert batch is not None
    key = batch.options["questions"][0]["key"]
    choices = Choices.from_json(batch.options)
    choices = Choices(sheet=batch.sheet, header_row=batch.header_row, answers={**choices.answers, key: "country:KE"})
    pipeline.choose(db.session, COMMAND_LINE, batch_id, batch.version, choices, teaching=True)
    pipeline.apply_batch(db.session, COMMAND_LINE, batch_id)
    assert [place["code"] for place in project("A-1")["places"]] == ["KE"]
    alias = db.session.scalars(sa.select(Alias).where(Alias.folded == "kenyia")).one()
    assert (alias.target, alias.taught_by) == ("country:KE", "command line")
    assert run(app, csv_of("Code,Title,Countries", "A-2,Beta,kenyia")).preview.questions == ()
