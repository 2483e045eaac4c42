"""Coverage worked out slowly from the sentences of its contract: plain Python, fractions, no shortcut, no numpy.

It shares no code with the product but the shapes of its input, so that the two can be held against each other.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from portfolio.core.facts import ProjectFact
from portfolio.core.geography import Geography, Place

HORIZON = date.max
BEGINNING = date.min


def months_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def largest_remainder(total: int, weights: list[Fraction]) -> list[int]:
    """Weights add up to 1; ties go to the earlier."""
    exact = [total * weight for weight in weights]
    parts = [amount.numerator // amount.denominator for amount in exact]
    by_rest = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


def shares(links: list[tuple[int, Fraction | None]]) -> list[tuple[int | None, Fraction]]:
    """(key, share of 1) in the given order; key None is what belongs to no link."""
    if not links:
        return [(None, Fraction(1))]
    stated = sum((share for _, share in links if share is not None), Fraction(0))
    missing = [key for key, share in links if share is None]
    if stated > 1:
        return [(key, Fraction(0) if share is None else share / stated) for key, share in links]
    if missing:
        return [(key, (1 - stated) / len(missing) if share is None else share) for key, share in links]
    known = [(key, share) for key, share in links if share is not None]
    return [*known, (None, 1 - stated)] if stated < 1 else list(known)


@dataclass
class Reference:
    """One grid, asked cell by cell."""

    projects: list[ProjectFact]
    geography: Geography
    framework: tuple[int, ...]
    axis: str
    as_of: date
    months: int = 12
    scope: str = "current"
    not_applicable: frozenset[tuple[int, int]] = frozenset()
    include_non_partner: bool = False

    # Places

    def place(self, key: int) -> Place:
        return next(place for place in self.geography.places if place.key == key)

    def members(self, organisation: int) -> set[int]:
        return {
            m.country
            for m in self.geography.memberships
            if m.organisation == organisation and (m.starts_on or BEGINNING) <= self.as_of <= (m.ends_on or HORIZON)
        }

    def countries_in(self, key: int) -> set[int]:
        place = self.place(key)
        if place.kind == "organisation":
            return self.members(key)
        return {p.key for p in self.geography.places if p.kind == "country" and key in (p.region, p.key)}

    def columns(self, axis: str | None = None) -> list[Place]:
        kind = axis or self.axis
        return sorted((p for p in self.geography.places if p.kind == kind), key=lambda p: (p.position, p.code, p.key))

    # Dates

    @property
    def window_end(self) -> date:
        return months_later(self.as_of, self.months)

    def start(self, project: ProjectFact) -> date | None:
        return project.actual_start or project.planned_start

    def end(self, project: ProjectFact) -> date | None:
        return project.actual_end or project.planned_end

    def activity(self, project: ProjectFact) -> str:
        start, end = self.start(project), self.end(project)
        if project.status in ("cancelled", "suspended"):
            return str(project.status)
        if start is None and end is None:
            return "undated"
        start, end = start or BEGINNING, end or HORIZON
        if project.status == "pipeline":
            if end < self.as_of:
                return "missed"
            return "later" if start > self.window_end else "upcoming"
        if start <= self.as_of <= end:
            return "active"
        if self.as_of < start <= self.window_end:
            return "upcoming"
        return "ended" if end < self.as_of else "later"

    def counts(self, project: ProjectFact) -> bool:
        return self.activity(project) in ("active", "upcoming", *(["ended"] if self.scope == "all" else []))

    def pays(self, project: ProjectFact) -> bool:
        if self.scope == "all":
            return project.status != "cancelled"
        return self.activity(project) in ("active", "upcoming")

    # Presence

    def presence(self, project: ProjectFact, column: Place) -> tuple[str, str | None] | None:
        """(direct, its highest tier), (via, None), or None."""
        tiers, via = [], False
        for key, tier, _ in project.places:
            linked = self.place(key)
            if key == column.key or (column.kind == "region" and linked.region == column.key):
                tiers.append(tier)
            elif column.kind == "country" and linked.kind != "country":
                via |= column.key in self.countries_in(key)
            elif column.kind == "region" and linked.kind == "organisation":
                via |= any(self.place(member).region == column.key for member in self.members(key))
            elif column.kind == "organisation" and linked.kind == "country":
                via |= key in self.members(column.key)
        if tiers:
            return "direct", min(tiers, key=["hub", "priority", "associate"].index)
        return ("via", None) if via else None

    def significance(self, project: ProjectFact, objective: int) -> str | None:
        return next((grade for key, grade, _ in project.objectives if key == objective), None)

    def is_unclassified(self, project: ProjectFact) -> bool:
        return not any(key in self.framework for key, _, _ in project.objectives)

    def present(self, objective: int, column: Place) -> list[ProjectFact]:
        return [p for p in self.projects if self.significance(p, objective) and self.presence(p, column)]

    def is_strong(self, project: ProjectFact, objective: int, column: Place) -> bool:
        presence = self.presence(project, column)
        return (
            self.significance(project, objective) == "principal"
            and presence is not None
            and presence[1] in ("hub", "priority")
        )

    # Cells

    def number(self, objective: int, column: Place, activity: str) -> int:
        return sum(self.activity(p) == activity for p in self.present(objective, column))

    def counted(self, objective: int, column: Place, how: str) -> int:
        there = [p for p in self.present(objective, column) if self.counts(p)]
        return sum((self.presence(p, column) or ("",))[0] == how for p in there)

    def strong_until(self, objective: int, column: Place) -> date | None:
        strong = [
            p
            for p in self.present(objective, column)
            if self.activity(p) == "active" and self.is_strong(p, objective, column)
        ]
        return max((self.end(p) or HORIZON for p in strong), default=None)

    def state(self, objective: int, column: Place) -> str:
        if (objective, column.key) in self.not_applicable:
            return "not-applicable"
        there = self.present(objective, column)
        until = self.strong_until(objective, column)
        if until is not None:
            following = [
                start
                for p in there
                if self.activity(p) == "upcoming" and self.is_strong(p, objective, column) and (start := self.start(p))
            ]
            if until >= self.window_end or any(start <= until + timedelta(days=90) for start in following):
                return "covered"
            return "ending"
        for activity, state in (("active", "thin"), ("upcoming", "planned"), ("ended", "lapsed")):
            if any(self.activity(p) == activity for p in there):
                return state
        somebody = (
            self.activity(p) == "active" and self.is_unclassified(p) and self.presence(p, column) for p in self.projects
        )
        return "unknown" if any(somebody) else "never"

    def depth(self, objective: int, column: Place) -> Fraction:
        total = Fraction(0)
        window = (self.window_end - self.as_of).days + 1
        for p in self.present(objective, column):
            if self.activity(p) not in ("active", "upcoming", "ended", "later") or p.status == "pipeline":
                continue
            first = max(self.start(p) or BEGINNING, self.as_of)
            last = min(self.end(p) or HORIZON, self.window_end)
            days = max((last - first).days + 1, 0)
            how, tier = self.presence(p, column) or ("", None)
            near = Fraction(1, 2) if how == "via" or tier == "associate" else Fraction(1)
            weight = Fraction(1) if self.significance(p, objective) == "principal" else Fraction(1, 2)
            total += weight * near * Fraction(days, window)
        return total

    def last_ended(self, objective: int, column: Place) -> date | None:
        return max(
            (self.end(p) or HORIZON for p in self.present(objective, column) if self.activity(p) == "ended"),
            default=None,
        )

    def next_start(self, objective: int, column: Place) -> date | None:
        coming = [p for p in self.present(objective, column) if self.activity(p) == "upcoming"]
        return min((start for p in coming if (start := self.start(p))), default=None)

    def countries(self, objective: int, column: Place) -> dict[str, int]:
        found: dict[str, int] = {}
        for country in self.columns("country"):
            if country.key in self.countries_in(column.key) and (self.include_non_partner or self.is_partner(country)):
                state = self.state(objective, country)
                found[state] = found.get(state, 0) + 1
        return found

    def is_partner(self, place: Place) -> bool:
        if place.partner is None:
            return place.region is None or self.is_partner(self.place(place.region))
        return place.partner

    # Money

    def own_budget(self, project: ProjectFact) -> int:
        children = [
            child.budget_eur_cents or 0
            for child in self.projects
            if child.parent_id == project.id and child.id != project.id and child.status != "cancelled"
        ]
        return max((project.budget_eur_cents or 0) - sum(children), 0)

    def parts(self, project: ProjectFact) -> list[tuple[int | None, int | None, int]]:
        """(objective or None, place or None, cents)."""
        objectives = sorted(
            (
                (key, None if s is None else Fraction(s) / 100)
                for key, _, s in project.objectives
                if key in self.framework
            ),
            key=lambda link: self.framework.index(link[0]),
        )
        places = sorted(
            ((key, None if s is None else Fraction(s) / 100) for key, _, s in project.places),
            key=lambda link: (
                self.place(link[0]).code,
                ["country", "region", "organisation"].index(self.place(link[0]).kind),
            ),
        )
        pairs = [(o, p, a * b) for o, a in shares(objectives) for p, b in shares(places)]
        cents = largest_remainder(self.own_budget(project), [weight for _, _, weight in pairs])
        return [(o, p, amount) for (o, p, _), amount in zip(pairs, cents, strict=True)]

    def bucket(self, key: int | None) -> int | str:
        """The column the money of a place link stands in: a place's key or the name of an extra column."""
        if key is None:
            return "unplaced"
        place = self.place(key)
        if place.kind == self.axis:
            return key
        if self.axis == "country":
            return "regional"
        if self.axis == "region":
            if place.kind == "country":
                return place.region or "?"
            regions = {self.place(member).region for member in self.members(key)}
            return regions.pop() or "?" if len(regions) == 1 else "several-regions"
        if place.kind == "region":
            return "regional"
        return "members" if any(key in self.members(o.key) for o in self.columns("organisation")) else "elsewhere"

    def money(self, only: ProjectFact | None = None) -> dict[tuple[int | None, int | str], int]:
        found: dict[tuple[int | None, int | str], int] = {}
        for project in self.projects if only is None else [only]:
            if self.pays(project):
                for objective, key, cents in self.parts(project):
                    at = (objective, self.bucket(key))
                    found[at] = found.get(at, 0) + cents
        return {at: cents for at, cents in found.items() if cents}

    def via_money(self, objective: int | None, column: Place) -> int:
        if self.axis != "organisation":
            return 0
        inside = self.members(column.key)
        return sum(
            cents
            for project in self.projects
            if self.pays(project)
            for o, key, cents in self.parts(project)
            if o == objective and key in inside
        )

    def portfolio_total(self) -> int:
        return sum(self.own_budget(p) for p in self.projects if self.pays(p))
