"""Rules that turn an index into needs: reading them, and the only writer of them and of the needs that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.changes import apply
from portfolio.core.needrules import (
    BOUNDS,
    NEED_RULE,
    Derived,
    KnownNeed,
    NeedPlan,
    derive,
    falls,
    plan_needs,
    tier_needs,
)
from portfolio.core.people import Actor
from portfolio.core.project import FieldProblem
from portfolio.core.shape import Stored, Value
from portfolio.core.terms import NeedOrigin
from portfolio.errors import NotFound
from portfolio.history.keyed import RecordUpdate
from portfolio.history.queries import ReadableChange, changes_of
from portfolio.history.writer import Writer
from portfolio.models.lookup import objective_ids
from portfolio.models.need import CountryIndex, NeedRule
from portfolio.models.objective import Framework, Objective
from portfolio.planning.operations import NEEDS
from portfolio.planning.queries import get_index, load_index_values, load_indices, load_needs, rows_of
from portfolio.web.display import plural

#: Versions that the page of a rule shows; the history has them all.
SHOWN_VERSIONS = 50


def load_rules(session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
    """Rules by id, all of them where `ids` is None."""
    rule = NeedRule
    query = (
        sa.select(
            rule.id, rule.version, CountryIndex.code, Framework.code, Objective.number, rule.high, rule.medium,
            rule.low, rule.code, rule.title, rule.tiers, rule.oldest_year, rule.note,
        )
        .join(CountryIndex, CountryIndex.id == rule.index_id)
        .outerjoin(Objective, Objective.id == rule.objective_id)
        .outerjoin(Framework, Framework.id == Objective.framework_id)
    )  # fmt: skip
    found = {}
    for number, version, index, framework, objective, high, medium, low, *rest in rows_of(session, query, rule.id, ids):
        value = dict(zip(("code", "title", "tiers", "oldest_year", "note"), rest, strict=True))
        value |= {"index": index, "objective": None if framework is None else f"{framework}:{objective}"}
        bounds = zip((name for name, _ in BOUNDS), (high, medium, low), strict=True)
        value |= {name: None if bound is None else format(bound.normalize(), "f") for name, bound in bounds}
        found[number] = Stored(number, version, NEED_RULE.normal(value))
    return found


def get_rule(session: Session, code: str) -> Stored:
    """The rule with this code; NotFound where there is none."""
    found = session.scalar(sa.select(NeedRule.id).where(NeedRule.code == code)) if "\0" not in code else None
    if found is None:
        raise NotFound("There is no such rule.", "Look for it in the list of rules.")
    return load_rules(session, [found])[found]


class _Ground(NamedTuple):
    """What rules name: ids of objectives, indices by code, and which rule makes the needs of an objective."""

    objectives: dict[str, int]
    indices: dict[str, tuple[int, Value]]
    makers: dict[str | None, str]


class _NeedRules(Writer[_Ground]):
    entity, model, shape, key = "need rule", NeedRule, NEED_RULE, ("code",)

    def load(self, session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
        return load_rules(session, ids)

    def known(self, session: Session) -> _Ground:
        indices = {stored.value["code"]: (number, stored.value) for number, stored in load_indices(session).items()}
        makers = {one.value["objective"]: one.value["code"] for one in load_rules(session).values()}
        return _Ground(objective_ids(session), indices, makers)

    def missing(self, known: _Ground, value: Value) -> list[FieldProblem]:
        found = []
        if value["objective"] is not None and value["objective"] not in known.objectives:
            found.append(FieldProblem("objective", f"There is no objective {value['objective']}."))
        maker = known.makers.get(value["objective"], value["code"])
        if maker != value["code"]:
            found.append(FieldProblem("objective", f"The rule “{maker}” makes these needs already."))
        if value["index"] not in known.indices:
            return [*found, FieldProblem("index", f"There is no index {value['index']}.")]
        index = known.indices[value["index"]][1]
        strange = [tier for tier in tier_needs(value) if index["tiers"] and tier not in index["tiers"]]
        if strange:
            found.append(FieldProblem("tiers", f"“{strange[0]}” is not a tier of it: {', '.join(index['tiers'])}."))
        if falls(value) is index["higher_is_better"]:
            better, way = ("higher", "rise") if index["higher_is_better"] else ("lower", "fall")
            sentence = f"Of this index {better} is better, so the bounds of need 3, 2 and 1 {way} in this order."
            found.append(FieldProblem("high", sentence))
        return found

    def columns(self, known: _Ground, value: Value) -> dict[str, Any]:
        bounds = {name: None if value[name] is None else Decimal(value[name]) for name, _ in BOUNDS}
        plain = {name: value[name] for name in ("code", "title", "tiers", "oldest_year", "note")}
        objective = known.objectives.get(value["objective"])
        return {**plain, **bounds, "index_id": known.indices[value["index"]][0], "objective_id": objective}

    def name(self, value: Mapping[str, Any]) -> str:
        return str(value["code"])

    def delete_links(self, session: Session, ids: Sequence[int]) -> None:
        """A rule goes with the needs that it made: they are unknown again."""
        codes = {stored.value["code"] for stored in self.load(session, ids).values()}
        made = {need.id: need.version for need in known_needs(session) if need.rule_code in codes}
        NEEDS.delete(session, made)


NEED_RULES = _NeedRules()


def known_needs(session: Session) -> list[KnownNeed]:
    """Every recorded need as rules look at it."""
    return [
        KnownNeed(
            number,
            stored.version,
            *(stored.value[name] for name in ("country", "objective", "level", "origin", "rule")),
        )
        for number, stored in load_needs(session).items()
    ]


@dataclass(frozen=True)
class Reckoning:
    """A rule over what is recorded: its index, the need of each country, and what applying it does."""

    rule: Value
    index: Value
    derived: dict[str, Derived]
    plan: NeedPlan

    @property
    def made(self) -> int:
        """How many recorded needs are this rule's."""
        return len(self.plan.same) + len(self.plan.changed) + len(self.plan.removed)


def reckon(session: Session, rule: Value) -> Reckoning:
    """What a rule, saved or not, says of the present values and needs. NotFound where its index is not there."""
    index = get_index(session, rule["index"]).value
    readings = [stored.value for stored in load_index_values(session, index=rule["index"]).values()]
    return _reckoned(rule, index, readings, known_needs(session))


def reckon_all(session: Session) -> list[tuple[Stored, Reckoning]]:
    """Every saved rule with what it says now, by code; as many SELECTs for many as for one."""
    rules = sorted(load_rules(session).values(), key=lambda stored: stored.value["code"])
    indices = {stored.value["code"]: stored.value for stored in load_indices(session).values()}
    readings: dict[str, list[Value]] = {code: [] for code in indices}
    for stored in load_index_values(session).values() if rules else ():
        readings[stored.value["index"]].append(stored.value)
    known = known_needs(session)
    return [
        (stored, _reckoned(stored.value, indices[code], readings[code], known))
        for stored in rules
        for code in [stored.value["index"]]
    ]


def _reckoned(rule: Value, index: Value, readings: Sequence[Value], known: Sequence[KnownNeed]) -> Reckoning:
    derived = derive(rule, readings, higher_is_better=index["higher_is_better"])
    return Reckoning(rule, index, derived, plan_needs(rule["code"], rule["objective"], derived, known))


def check_rule(session: Session, values: Mapping[str, Any]) -> tuple[Value, list[FieldProblem]]:
    """A rule in its one spelling, and what is wrong with it, what it names included; for previews."""
    value = NEED_RULE.normal(values)
    return value, NEED_RULE.problems(value) or NEED_RULES.missing(NEED_RULES.known(session), value)


def save_rule(session: Session, values: Mapping[str, Any], stored: Stored | None, seen_version: int) -> NeedPlan:
    """Add or change a rule and make its needs. Inside the write door; raises as its writer does."""
    if stored is None:
        number = NEED_RULES.create(session, [values])[0]
    else:
        number = stored.id
        NEED_RULES.change(session, number, seen_version=seen_version, values=values)
    return apply_rule(session, load_rules(session, [number])[number])


def apply_rule(session: Session, stored: Stored) -> NeedPlan:
    """Make the needs of a saved rule, each naming the rule with its version. Inside the write door."""
    found = reckon(session, stored.value)
    plan, stamp = found.plan, f"{stored.value['code']}@{stored.version}"
    made = {"objective": stored.value["objective"], "origin": NeedOrigin.RULE.value, "rule": stamp}
    NEEDS.delete(session, {need.id: need.version for need in plan.removed})
    NEEDS.create(
        session,
        [
            {**made, "country": country, "level": level, "note": _because(found, country)}
            for country, level in plan.added
        ],
    )
    standing = load_needs(session, [need.id for need in (*(need for need, _ in plan.changed), *plan.same)])
    updates = []
    for need in standing.values():
        country = need.value["country"]
        after = {**made, "level": found.derived[country].level, "note": _because(found, country)}
        changes = {name: [need.value[name], value] for name, value in after.items() if need.value[name] != value}
        if changes:
            # Named even where it stays: a level that changes without a word of the rule is a person's.
            changes["rule"] = [need.value["rule"], stamp]
            updates.append(RecordUpdate(need.id, need.version, changes))
    NEEDS.update(session, updates)
    return plan


def plan_words(plan: NeedPlan) -> str:
    """What applying a rule does, in words."""
    counts = ((plan.added, "added"), (plan.changed, "changed"), (plan.removed, "taken out"))
    return ", ".join(f"{plural(len(needs), 'need')} {what}" for needs, what in counts if needs) or "Nothing changed"


def _because(found: Reckoning, country: str) -> str:
    derived = found.derived[country]
    said = derived.tier if derived.score is None else derived.score
    return f"{found.index['title']} {derived.year}: {said}"


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A version of a rule as it was kept: its number, its value, and the change that made it."""

    number: int
    value: Value
    change: ReadableChange


def list_versions(session: Session, actor: Actor, stored: Stored) -> list[RuleVersion]:
    """Every version of a rule, newest first, read back from the change log: each of its changes is one version."""
    changes = changes_of(session, actor, NEED_RULES.entity, stored.id, SHOWN_VERSIONS)
    found, value = [], stored.value
    for number, change in zip(range(stored.version, 0, -1), changes, strict=False):
        found.append(RuleVersion(number, value, change))
        value = NEED_RULE.normal(apply(value, {name: [new, old] for name, (old, new) in change.changes.items()}))
    return found
