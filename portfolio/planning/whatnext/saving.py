"""A chosen set as changes of a scenario: drafts for what is new, other last days and budgets for what runs longer."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portfolio.core.interventions import Candidate
from portfolio.core.money import Money
from portfolio.core.project import ProjectValue, normal
from portfolio.core.scenario import CHANGES_AT_MOST, AddDraft, Change, Cut, Extend, rebased
from portfolio.core.terms import Strand
from portfolio.errors import Refused
from portfolio.planning.scenarios.operations import create_scenario
from portfolio.planning.whatnext.answer import Answer
from portfolio.planning.whatnext.candidates import RUNNING
from portfolio.planning.whatnext.words import points, proof, reason
from portfolio.projects.queries import load_projects
from portfolio.web.display import day, eur

#: The longest note that a change of a scenario keeps.
_LONGEST_NOTE = 2000


def usual_name(answer: Answer) -> str:
    """What a scenario of this answer is called unless somebody says otherwise."""
    return f"What next: {eur(answer.question.budget)}, seen from {day(answer.report.as_of)}"


def save_answer(session: Session, answer: Answer, name: str) -> int:
    """Write the chosen set as a new scenario, inside the write door; gives its id.

    Raises Refused where there is nothing to keep or too much, InvalidRecords for a name that cannot be.
    """
    if not answer.solution or not answer.items:
        raise Refused("There is no set to keep.", "Ask for one that can be kept, then save it.")
    changes = _changes(session, answer)
    if len(changes) > CHANGES_AT_MOST:
        raise Refused(
            f"The set makes {len(changes)} changes; a scenario has at most {CHANGES_AT_MOST}.",
            "Ask for a smaller budget or fewer places.",
        )
    note = (
        f"Removes {points(answer.solution.gain)} of {points(answer.before_loss)} points of need-weighted gap for"
        f" {eur(answer.cost)}; {proof(answer.solution)}."
    )
    value = {
        "name": name,
        "note": note,
        "as_of": answer.report.as_of.isoformat(),
        "horizon_months": answer.report.horizon_months,
    }
    return create_scenario(session, value, changes)


def _changes(session: Session, answer: Answer) -> list[Change]:
    longer = [item.candidate for item in answer.items if item.candidate.extends is not None]
    ids = [int(answer.report.grid.facts.ids[one.extends or 0]) for one in longer]
    stored = load_projects(session, ids)
    values = {number: found.value for number, found in stored.items()}
    reasons = {item.candidate.key: reason(answer, item)[:_LONGEST_NOTE] for item in answer.items}
    made: list[Change] = []
    for item in answer.items:
        one = item.candidate
        if one.extends is None:
            made.append(AddDraft(note=reasons[one.key], value=_draft(answer, one)))
    for number, one in zip(ids, longer, strict=True):
        made += [rebased(change, values) for change in _longer(number, one, values[number], reasons[one.key])]
    return made


def _longer(number: int, one: Candidate, value: ProjectValue, why: str) -> list[Change]:
    """The other last day and, where the project counts in euro, the budget with what that costs."""
    assert one.ends_on is not None
    found: list[Change] = [Extend(note=why, project_id=number, ends_on=one.ends_on.isoformat())]
    if value["budget_currency"] == "EUR" and value["budget_amount"] is not None:
        budget = Money.from_minor(Money.parse(value["budget_amount"], "EUR").minor + one.cost_eur_cents, "EUR")
        found.append(Cut(note="What the extension costs.", project_id=number, budget_amount=f"{budget.amount:f}"))
    return found


def _draft(answer: Answer, one: Candidate) -> ProjectValue:
    """A draft of the scenario it came from as it is; a new project with the links of its cell."""
    if one.key in answer.offer.drafts:
        return answer.offer.drafts[one.key]
    assert one.project is not None
    assert one.row is not None
    assert one.column is not None
    row, place = answer.report.rows[one.row], answer.report.grid.columns[one.column]
    value: dict[str, Any] = {
        "code": f"NEXT-{row.code}-{place.code}"[:60],
        "title": one.title,
        "strand": Strand(one.project.strand or Strand.BOTH).value,
        "status": RUNNING,
        "planned_start": str(one.project.planned_start),
        "planned_end": str(one.project.planned_end),
        "budget_amount": f"{Money.from_minor(one.cost_eur_cents, 'EUR').amount:f}",
        "budget_currency": "EUR",
        "objectives": [{"framework": answer.report.framework, "number": row.number, "significance": "principal"}],
        "places": [{"kind": place.kind.value, "code": place.code, "tier": "priority"}],
    }
    return normal(value)
