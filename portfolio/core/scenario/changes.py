"""The kinds of changes of a scenario: what each is about, which fields it rests on, and what it makes of a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from portfolio.core.money import LARGEST_MINOR, Money
from portfolio.core.periods import PartialDate, add_months
from portfolio.core.project import DATE_FIELDS, ProjectValue, parse_date, parse_money
from portfolio.core.sentences import grouped
from portfolio.core.terms import Precision, Status

#: {project id: {field: what it said when the change was made}}.
Base = Mapping[int, Mapping[str, Any]]
#: {project id: {field: what it says in the scenario}}.
Effect = dict[int, dict[str, Any]]
Values = Mapping[int, ProjectValue]

_MONEY = ("budget_amount", "budget_currency")


class Impossible(ValueError):
    """A change cannot be made on what the project says now; the sentence says why."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one change has whatever its kind. `number` names it within its scenario and is never used twice."""

    kind: ClassVar[str] = ""
    #: The fields of a project on which the change rests.
    rests_on: ClassVar[tuple[str, ...]] = ()

    number: int = 0
    note: str = ""
    base: Base = field(default_factory=dict)

    @property
    def projects(self) -> tuple[int, ...]:
        """Ids of the projects it is about; negative ones are drafts of the same scenario."""
        raise NotImplementedError

    def effect(self, now: Values) -> Effect:
        """New values of fields, from the values in the scenario so far. Raises Impossible."""
        raise NotImplementedError

    def fields(self) -> tuple[str, ...]:
        """The fields on which this very change rests."""
        return self.rests_on


@dataclass(frozen=True, kw_only=True)
class AddDraft(Change):
    """A project that does not exist: a project value, in the pipeline unless it says otherwise."""

    kind: ClassVar[str] = "draft"

    value: ProjectValue

    @property
    def projects(self) -> tuple[int, ...]:
        """None but itself, which is no project yet."""
        return ()

    def effect(self, now: Values) -> Effect:
        """The draft, under its own number."""
        return {-self.number: dict(self.value)}


@dataclass(frozen=True, kw_only=True)
class _OfOne(Change):
    project_id: int

    @property
    def projects(self) -> tuple[int, ...]:
        """The one project it is about."""
        return (self.project_id,)


@dataclass(frozen=True, kw_only=True)
class Extend(_OfOne):
    """Another last day, later or earlier: of the actual end where there is one, else of the planned one."""

    kind: ClassVar[str] = "extend"
    rests_on: ClassVar[tuple[str, ...]] = ("planned_end", "actual_end")

    ends_on: str

    def effect(self, now: Values) -> Effect:
        """The end that decides."""
        value = now[self.project_id]
        starts = value["actual_start"] or value["planned_start"]
        if starts and parse_date(self.ends_on).last() < parse_date(starts).first():
            raise Impossible(f"It would end before it starts ({parse_date(starts).in_words()}).")
        return {self.project_id: {"actual_end" if value["actual_end"] else "planned_end": self.ends_on}}


@dataclass(frozen=True, kw_only=True)
class Shift(_OfOne):
    """The planned dates some months and days later (earlier below 0), of a project that has not begun."""

    kind: ClassVar[str] = "shift"
    rests_on: ClassVar[tuple[str, ...]] = DATE_FIELDS

    months: int = 0
    days: int = 0

    def effect(self, now: Values) -> Effect:
        """Both planned dates, as far as they are known."""
        value = now[self.project_id]
        if value["actual_start"] or value["actual_end"]:
            raise Impossible("It has begun: only its end can be moved.")
        found = {name: self._moved(name, value[name]) for name in ("planned_start", "planned_end") if value[name]}
        if not found:
            raise Impossible("It has no planned dates to shift.")
        return {self.project_id: found}

    def _moved(self, name: str, written: str) -> str:
        partial = parse_date(written)
        day = partial.last() if name.endswith("_end") else partial.first()
        precision = partial.precision
        if self.days:
            precision = Precision.DAY
        elif precision is Precision.YEAR and self.months % 12:
            precision = Precision.MONTH
        try:
            moved = add_months(day, self.months)
            moved = moved.fromordinal(moved.toordinal() + self.days)
        except (ValueError, OverflowError):
            raise Impossible("A date would leave the calendar.") from None
        return str(PartialDate.of(moved, precision))


@dataclass(frozen=True, kw_only=True)
class Cut(_OfOne):
    """Another budget, smaller or larger, in the project's own currency (or, where it has none, the given one)."""

    kind: ClassVar[str] = "cut"
    rests_on: ClassVar[tuple[str, ...]] = _MONEY

    budget_amount: str
    budget_currency: str = "EUR"

    def effect(self, now: Values) -> Effect:
        """Amount and currency."""
        return {self.project_id: {"budget_amount": self.budget_amount, "budget_currency": self.budget_currency}}


@dataclass(frozen=True, kw_only=True)
class Retarget(_OfOne):
    """Other links, with their shares, to objectives, to places or to both; None leaves a list as it is."""

    kind: ClassVar[str] = "retarget"

    objectives: list[dict[str, Any]] | None = None
    places: list[dict[str, Any]] | None = None

    def fields(self) -> tuple[str, ...]:
        """The lists that are given."""
        return tuple(name for name in ("objectives", "places") if getattr(self, name) is not None)

    def effect(self, now: Values) -> Effect:
        """The lists that are given, in place of those the project has."""
        return {self.project_id: {name: getattr(self, name) for name in self.fields()}}


@dataclass(frozen=True, kw_only=True)
class Reallocate(Change):
    """Part of one project's budget given to another project or draft, to the cent; both count in one currency."""

    kind: ClassVar[str] = "reallocate"
    rests_on: ClassVar[tuple[str, ...]] = _MONEY

    from_id: int
    to_id: int
    amount: str

    @property
    def projects(self) -> tuple[int, ...]:
        """Who gives, who gets."""
        return (self.from_id, self.to_id)

    def effect(self, now: Values) -> Effect:
        """Both budgets."""
        giver, getter = now[self.from_id], now[self.to_id]
        currency = giver["budget_currency"]
        if giver["budget_amount"] is None:
            raise Impossible(f"{giver['code']} has no budget to give from.")
        if getter["budget_amount"] is not None and getter["budget_currency"] != currency:
            other = getter["budget_currency"]
            raise Impossible(f"{giver['code']} counts in {currency}, {getter['code']} in {other}: change each budget.")
        try:
            moved = parse_money(self.amount, currency)
        except ValueError as error:
            raise Impossible(str(error)) from None
        has = parse_money(giver["budget_amount"], currency)
        if moved.minor > has.minor:
            owned, wanted = amount_words(str(has.amount), currency), amount_words(str(moved.amount), "")
            raise Impossible(f"{giver['code']} has {owned}, which is less than {wanted}.")
        got = parse_money(getter["budget_amount"] or "0", currency)
        if got.minor + moved.minor > LARGEST_MINOR:
            raise Impossible("The sum is too large to be kept exactly.")
        return {
            self.from_id: {"budget_amount": _sum(has, -moved.amount), "budget_currency": currency},
            self.to_id: {"budget_amount": _sum(got, moved.amount), "budget_currency": currency},
        }


@dataclass(frozen=True, kw_only=True)
class Drop(_OfOne):
    """A project that does not take place: cancelled, so it counts in no cell and in no total."""

    kind: ClassVar[str] = "drop"
    rests_on: ClassVar[tuple[str, ...]] = ("status",)

    def effect(self, now: Values) -> Effect:
        """The status."""
        return {self.project_id: {"status": Status.CANCELLED.value}}


def amount_words(amount: str, currency: str) -> str:
    """An amount for a reader: "EUR 1 234.50"."""
    whole, point, rest = f"{Decimal(amount):f}".partition(".")
    return f"{currency} {grouped(int(whole))}{point}{rest}".strip()


def _sum(one: Money, other: Decimal) -> str:
    return format(Money(one.amount + other, one.currency).amount, "f")
