"""The one filter object: parsed once from the query string, it serves page, fragment, workbook and saved link alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from portfolio.core.periods import FIRST_REPORT_DAY, LAST_REPORT_DAY
from portfolio.core.terms import Axis, CellState, GapStatus, Rows, Scope, Status, Strand, Term
from portfolio.core.text import clean
from portfolio.errors import Refused

LONGEST_HORIZON = 120
#: What a snapshot's number follows where a day of the past could stand.
SNAPSHOT = "snapshot-"
#: A moment of a day, by the minute or the second.
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")
LONGEST_TEXT = 200

#: Measures a coverage grid can show, in the order of the switch.
MEASURES = {"state": "State", "projects": "Projects", "money": "Money", "depth": "Depth", "cliff": "Cliff"}
#: What the columns can be: the places of an axis, or years.
BY_YEAR = "year"
COLUMNS = {**dict(Axis.choices()), BY_YEAR: "Years"}
#: Years before and after the report's own that a grid by year shows, and the most that it can.
YEARS_BACK, YEARS_AHEAD, MOST_YEARS = 4, 5, 30

#: What a gap list can be narrowed to: gaps or cells at risk, or one of their states.
GAP_STATES = {
    "gap": "Gaps",
    "risk": "At risk",
    **{state.value: state.label for state in CellState if state.is_gap or state.is_at_risk},
}
GAP_NEEDS = {"unknown": "Unknown", "3": "3, high", "2": "2, medium", "1": "1, low"}
GAP_NOTES = {"none": "Nobody", **dict(GapStatus.choices())}
#: The gaps of whoever asks, where a person is asked for.
MINE = "me"
#: How a gap list is laid out.
GAP_GROUPS = {"objective": "Objective", "place": "Place", "state": "State", "none": "One list"}
GAP_SORTS = {
    "priority": "Highest priority",
    "objective": "Objective",
    "place": "Place",
    "state": "State",
    "cliff": "Cliff date",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which projects, seen from which day, laid out how. Empty text and None mean "not asked for"."""

    text: str = ""
    strand: str = ""
    status: str = ""
    funder: str = ""
    implementer: str = ""
    region: str = ""
    place: str = ""
    objective: str = ""
    as_of: date | None = None
    horizon_months: int | None = None
    scope: str = Scope.CURRENT.value
    framework: str = ""
    columns: str = Axis.REGION.value
    within: str = ""
    measure: str = "state"
    every_region: bool = False
    archived: bool = False
    rows: str = Rows.OBJECTIVE.value
    gap_state: str = ""
    gap_need: str = ""
    gap_note: str = ""
    gap_person: str = ""
    gap_group: str = "objective"
    gap_sort: str = "priority"
    recorded: str = ""
    opened: str = ""
    first_year: int | None = None
    last_year: int | None = None

    @property
    def by_year(self) -> bool:
        """Whether the columns are years."""
        return self.columns == BY_YEAR

    @property
    def axis(self) -> Axis:
        """The axis of places; pages that know no years show regions where they are asked for."""
        return Axis.REGION if self.by_year else Axis(self.columns)

    @property
    def opened_codes(self) -> tuple[str, ...]:
        """Codes of the columns that are opened into their countries, each once."""
        return tuple(dict.fromkeys(code for part in self.opened.split(",") if (code := part.strip())))

    def toggled(self, code: str) -> str:
        """What `opened` is once this column is opened, or closed where it is open."""
        codes = self.opened_codes
        return ",".join([one for one in codes if one != code] if code in codes else [*codes, code])

    def years(self, as_of: date) -> range:
        """The years of a grid by year, seen from a day; Refused where they are too many or in the wrong order."""
        earliest, latest = FIRST_REPORT_DAY.year, LAST_REPORT_DAY.year
        first = self.first_year or max(min(as_of.year - YEARS_BACK, self.last_year or latest), earliest)
        last = self.last_year or min(max(as_of.year + YEARS_AHEAD, first), latest)
        if not 0 <= last - first < MOST_YEARS:
            raise Refused(
                f"Years from {first} to {last} cannot be shown.",
                f"Give a first year that is not after the last, at most {MOST_YEARS} years.",
            )
        return range(first, last + 1)

    def query(self, **changes: Any) -> dict[str, Any]:
        """The query string's arguments of this filter with `changes`, defaults left out, in one order."""
        asked = replace(self, **changes) if changes else self
        default = Filter()
        found = {}
        for item in fields(asked):
            value = getattr(asked, item.name)
            if value != getattr(default, item.name):
                found[PARAMETERS[item.name]] = "1" if value is True else str(value)
        return found

    @property
    def narrows(self) -> bool:
        """Whether it leaves out any project."""
        return any(getattr(self, name) for name in NARROWING)

    def words(self, named: Callable[[str, str], str] | None = None) -> list[tuple[str, str]]:
        """What is asked for, as (label, value) pairs for a page's or a workbook's filter line.

        `named` gives the name of what a field asks for by its code.
        """
        labels = {
            "text": "Text",
            "strand": "Strand",
            "status": "Status",
            "funder": "Funder",
            "implementer": "Implementer",
            "region": "Region",
            "place": "Place",
            "objective": "Objective",
        }
        asked = {name: str(getattr(self, name)) for name in labels if getattr(self, name)}
        for name, terms in (("strand", Strand), ("status", Status)):
            if asked.get(name) in (codes := dict(terms.choices())):
                asked[name] = codes[asked[name]]
        found = [(labels[name], named(name, given) if named else given) for name, given in asked.items()]
        if self.archived:
            found.append(("Archived", "only archived projects"))
        return found

    def gap_words(self) -> list[tuple[str, str]]:
        """What narrows the gap list, as (label, value) pairs."""
        found = [
            ("State", GAP_STATES.get(self.gap_state)),
            ("Need", GAP_NEEDS.get(self.gap_need)),
            ("Looked after", GAP_NOTES.get(self.gap_note)),
            ("By", self.gap_person),
        ]
        return [(label, word) for label, word in found if word]


#: Fields that leave projects out.
NARROWING = ("text", "strand", "status", "funder", "implementer", "region", "place", "objective", "archived")
#: Those fields as they are where nothing is left out.
NOTHING_NARROWED: dict[str, Any] = {name: getattr(Filter(), name) for name in NARROWING}

#: Field -> name in the query string.
PARAMETERS = {
    "text": "q",
    "strand": "strand",
    "status": "status",
    "funder": "funder",
    "implementer": "implementer",
    "region": "region",
    "place": "place",
    "objective": "objective",
    "as_of": "as-of",
    "horizon_months": "horizon",
    "scope": "scope",
    "framework": "framework",
    "columns": "columns",
    "within": "within",
    "measure": "measure",
    "every_region": "every-region",
    "archived": "archived",
    "rows": "rows",
    "gap_state": "gap-state",
    "gap_need": "gap-need",
    "gap_note": "gap-note",
    "gap_person": "gap-person",
    "gap_group": "gap-group",
    "gap_sort": "gap-sort",
    "recorded": "recorded",
    "opened": "open",
    "first_year": "from-year",
    "last_year": "to-year",
}


def parse_filter(arguments: Mapping[str, str]) -> Filter:
    """The filter that a query string (or the command line's options under the same names) asks for.

    Unknown names are left alone; a value that cannot be used raises Refused with a sentence.
    """
    given = {name: clean(arguments.get(parameter, ""), lines=False) for name, parameter in PARAMETERS.items()}
    for name, text in given.items():
        if len(text) > LONGEST_TEXT:
            raise Refused(f"The filter “{PARAMETERS[name]}” is longer than {LONGEST_TEXT} characters.", "Shorten it.")
    return Filter(
        text=given["text"],
        strand=_one_of(given["strand"], Strand, "strand"),
        status=_one_of(given["status"], Status, "status"),
        funder=given["funder"],
        implementer=given["implementer"],
        region=given["region"],
        place=given["place"],
        objective=given["objective"],
        as_of=parse_day(given["as_of"]),
        horizon_months=parse_horizon(given["horizon_months"]),
        scope=_one_of(given["scope"], Scope, "scope") or Scope.CURRENT.value,
        framework=given["framework"],
        columns=_known(given["columns"], COLUMNS, "columns") or Axis.REGION.value,
        within=given["within"],
        measure=_known(given["measure"], MEASURES, "measure") or "state",
        every_region=given["every_region"] in ("1", "yes", "true", "on"),
        archived=given["archived"] in ("1", "yes", "true", "on"),
        rows=_one_of(given["rows"], Rows, "kind of rows") or Rows.OBJECTIVE.value,
        gap_state=_known(given["gap_state"], GAP_STATES, "state of a gap"),
        gap_need=_known(given["gap_need"], GAP_NEEDS, "need"),
        gap_note=_known(given["gap_note"], GAP_NOTES, "status of a gap"),
        gap_person=given["gap_person"],
        gap_group=_known(given["gap_group"], GAP_GROUPS, "grouping") or "objective",
        gap_sort=_known(given["gap_sort"], GAP_SORTS, "order of gaps") or "priority",
        recorded=parse_recorded(given["recorded"]),
        opened=given["opened"],
        first_year=_year(given["first_year"]),
        last_year=_year(given["last_year"]),
    )


def parse_day(text: str) -> date | None:
    """A report's day; Refused unless it is a date like 2026-11-23 from 1900 to 2199. Empty: None."""
    if not text:
        return None
    try:
        # fromisoformat alone would also take 20261123 and weeks such as 2026-W48-1.
        day = date.fromisoformat(text if len(text) == 10 and text[4] == text[7] == "-" else "")
    except ValueError:
        raise Refused(f"“{text[:40]}” is not a day.", "Write it like 2026-11-23.") from None
    if not FIRST_REPORT_DAY <= day <= LAST_REPORT_DAY:
        raise Refused("A report can be dated from 1900 to 2199.", "Choose another day.")
    return day


def parse_recorded(text: str) -> str:
    """A day of the past, "2026-06-30", a moment of it (UTC), "2026-06-30T14:05:00", or a snapshot, "snapshot-3".

    Refused for anything else. Empty is now.
    """
    number = text.removeprefix(SNAPSHOT)
    if number != text and number.isascii() and number.isdigit() and len(number) <= 10:
        return SNAPSHOT + str(int(number))
    if "T" in text:
        return _moment(text)
    day = parse_day(text)
    return "" if day is None else day.isoformat()


def recorded_at(moment: datetime) -> str:
    """How a filter writes a moment of the past: UTC, to the second below."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def _moment(text: str) -> str:
    if not MOMENT.fullmatch(text):
        raise Refused(f"“{text[:40]}” is not a moment.", "Write it like 2026-11-23T14:05.")
    parse_day(text[:10])
    return datetime.fromisoformat(text).isoformat(timespec="seconds")


def parse_horizon(text: str) -> int | None:
    """Months that a report looks ahead; Refused unless they are whole and from 0 to 120. Empty: None."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 3 or int(text) > LONGEST_HORIZON:
        raise Refused(f"“{text[:20]}” is not a horizon.", f"Give whole months from 0 to {LONGEST_HORIZON}.")
    return int(text)


def _year(text: str) -> int | None:
    if not text:
        return None
    first, last = FIRST_REPORT_DAY.year, LAST_REPORT_DAY.year
    if not (text.isascii() and text.isdigit() and len(text) == 4) or not first <= int(text) <= last:
        raise Refused(f"“{text[:20]}” is not a year.", f"Give one from {first} to {last}.")
    return int(text)


def _known(text: str, choices: Mapping[str, str], word: str) -> str:
    if text and text not in choices:
        raise Refused(f"“{text[:40]}” is not a {word}.", f"Choose one of {', '.join(choices)}.")
    return text


def _one_of(text: str, terms: type[Term], word: str) -> str:
    if text and text not in terms._value2member_map_:
        raise Refused(f"“{text[:40]}” is not a {word}.", f"Choose one of {', '.join(term.value for term in terms)}.")
    return text


def parse_page(text: str | None, most: int = 1_000_000) -> int:
    """A page number from a query string; Refused unless it is a whole number from 1."""
    if not text:
        return 1
    if not text.isascii() or not text.isdigit() or len(text) > 7 or not 1 <= int(text) <= most:
        raise Refused(f"“{text[:20]}” is not a page.", "Pages are numbered from 1.")
    return int(text)
