"""What a report's rows, places, cells and filter are called in a document's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from portfolio.core.gaps import Gap
from portfolio.core.geography import Place
from portfolio.core.grid import Cell
from portfolio.core.nearby import Nearby
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.sentences import Euro, Name, Sentence, sentence
from portfolio.core.terms import CellState, PlaceKind, Scope, Status, Strand
from portfolio.coverage.caveats import say_caveats, say_totals
from portfolio.coverage.report import Report
from portfolio.coverage.stock import Row
from portfolio.reports.document import State
from portfolio.reports.language import Language
from portfolio.web.filters import MINE

#: Asked for where projects have nothing recorded.
NONE = "none"
#: Labels of what narrows a report; the values are text from people, or terms.
_NARROWED = {
    "text": "Text",
    "strand": "Strand",
    "status": "Status",
    "funder": "Funder",
    "implementer": "Implementer",
    "region": "Region",
    "place": "Place",
    "objective": "Objective",
}

#: How many names stand in a list, and how long a text in it may be.
NAMES, LONGEST = 8, 150


@dataclass(frozen=True)
class Wording:
    """A report in a language."""

    report: Report
    language: Language

    def word(self, text: str) -> str:
        """A fixed word or sentence."""
        return self.language.word(text)

    def say(self, text: str, many: str = "", **values: object) -> str:
        """A sentence with its values."""
        return self.language.say(Sentence(text, values, many))

    def money(self, cents: int, unsaid: bool) -> Euro | str:
        """Euro cents for a table; a word where there are budgets and none of them is known."""
        return self.word("unknown") if unsaid and not cents else Euro(cents)

    def row(self, row: Row) -> str:
        """A row's number and title."""
        return f"{row.number} {self.row_title(row)}"

    def row_title(self, row: Row) -> str:
        """A row's title."""
        return self.language.say(Name("objective", row.code, row.title) if self.report.by_objective else row.title)

    def place(self, place: Place) -> str:
        """A place's name, with its star where a footnote belongs to it."""
        star = "*" if place.key in self.report.portfolio.footnotes else ""
        return self.language.say(place) + star

    def state(self, cell: Cell) -> State:
        """A cell's state with the day that matters."""
        return State(cell.state, self.language.say(state_of(cell)))

    def nearby(self, gap: Gap) -> str:
        """Who could act, in a sentence or two; empty where nobody is near."""
        close, here = "On this objective close by: {organisations}.", "Here on other objectives: {organisations}."
        if not self.report.by_objective:
            close, here = "In this row close by: {organisations}.", "Here in other rows: {organisations}."
        same = tuple(self._near(near) for near in gap.nearby if near.same_objective)
        other = tuple(self._near(near) for near in gap.nearby if not near.same_objective)
        parts = ((close, same), (here, other))
        return " ".join(self.language.say(sentence(text, organisations=found)) for text, found in parts if found)

    def _near(self, near: Nearby) -> Sentence:
        name = self.report.portfolio.organisations.get(near.organisation, "")
        text, many = "{organisation} ({n} project)", "{organisation} ({n} projects)"
        return sentence(text, many, organisation=name, n=near.projects)

    def reason(self, gap: Gap) -> str:
        """Why a cell is a gap or at risk, and who looks after it."""
        said = " ".join(map(self.language.say, gap.said))
        note = self.report.note(gap)
        if note is None:
            return said
        who = f"{self.language.say(note.status)}{f' ({note.person})' if note.person else ''}."
        return " ".join(part for part in (said, who, note.note) if part)

    def need(self, need: int | None) -> str:
        """A need as a cell."""
        return self.word("unknown") if need is None else str(need)

    @cached_property
    def cover(self) -> tuple[tuple[str, str], ...]:
        """Everything that dates or narrows the report."""
        report, asked, say = self.report, self.report.asked, self.language.say
        months = sentence("{n} month", "{n} months", n=report.horizon_months)
        framework = Name("framework", report.framework, report.framework_title)
        pairs: list[tuple[str, object]] = [
            ("Seen from", report.as_of),
            ("Looking ahead", months),
            ("Money", Scope(asked.scope)),
            ("Objectives", framework),
        ]
        if report.portfolio.recorded:
            pairs.append(("As recorded", report.portfolio.recorded.said))
        if report.within:
            pairs.append(("Countries of", report.within))
        pairs += [(label, self._asked(name)) for name, label in _NARROWED.items() if getattr(asked, name)]
        if asked.archived:
            pairs.append(("Archived", sentence("only archived projects")))
        return tuple((self.word(label), say(value)) for label, value in pairs)

    def _asked(self, name: str) -> object:
        """What a field of the filter asks for, by its name: a code says little to who never saw the product."""
        given: str = getattr(self.report.asked, name)
        if given == NONE:
            return sentence("none recorded")
        if name in ("strand", "status"):
            return (Strand if name == "strand" else Status)(given)
        if name in ("region", "place"):
            kind, _, code = given.rpartition(":")
            kinds = {"region"} if name == "region" else {kind} if kind else {one.value for one in PlaceKind}
            return next((one for one in self._places if one.kind.value in kinds and one.code == code.strip()), given)
        if name == "objective":
            framework, _, code = given.rpartition(":")
            _, rows = self.report.portfolio.frameworks.get(framework or DEFAULT_FRAMEWORK, ("", ()))
            found = next((row for row in rows if row.code == code), None)
            return given if found is None else f"{code} {self.language.say(Name('objective', code, found.title))}"
        return given

    @property
    def _places(self) -> tuple[Place, ...]:
        return self.report.grid.geography.places

    @property
    def narrowed_gaps(self) -> tuple[tuple[str, str], ...]:
        """What narrows the gap list; a person is called as they call themselves."""
        asked = self.report.asked
        address = self.report.reader if asked.gap_person == MINE else asked.gap_person
        pairs = [(self.word(label), value) for label, value in asked.gap_words() if value]
        return tuple((label, address if value == asked.gap_person else self.word(value)) for label, value in pairs)

    @property
    def caveats(self) -> tuple[str, ...]:
        """What the numbers do not know."""
        return tuple(map(self.language.say, say_caveats(self.report)))

    @property
    def totals(self) -> str:
        """What the money adds up to."""
        parts, total = say_totals(self.report)
        return " ".join([" + ".join(map(self.language.say, parts)), self.language.say(total)]).strip()

    @property
    def notes(self) -> tuple[str, ...]:
        """The standing notes on places, and the footnotes of those shown."""
        notes = [f"{self._named(name)}*: {self.word(text)}" for name, text in self.report.footnotes]
        return (*notes, self.word("Names of places do not imply the expression of any opinion on their status."))

    def _named(self, title: str) -> str:
        places = self.report.grid.geography.places
        return next((self.language.say(place) for place in places if place.title == title), title)

    def listed(self, names: Sequence[str], most: int = NAMES) -> str:
        """Some names, and how many more there are."""
        shown = self.language.say(tuple(shortened(name) for name in names[:most]))
        more = len(names) - most
        return shown if more <= 0 else self.say("{names} and {n} more", "{names} and {n} more", names=shown, n=more)


def shortened(text: str, longest: int = LONGEST) -> str:
    """A text cut where a page would have no room for it."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def state_of(cell: Cell) -> Sentence:
    """A cell's state with the day that matters, short enough for a grid."""
    said = sentence("{state}", state=cell.state)
    if cell.unneeded:
        return sentence("{state}, need 0", state=cell.state)
    if cell.state is CellState.ENDING and cell.ends_on:
        said = sentence("{state} {day}", state=cell.state, day=cell.ends_on)
    elif cell.state is CellState.LAPSED and cell.last_ended_on:
        said = sentence("{state} since {day}", state=cell.state, day=cell.last_ended_on)
    elif cell.state is CellState.PLANNED and cell.next_start_on:
        said = sentence("{state} from {day}", state=cell.state, day=cell.next_start_on)
    elif cell.state is CellState.COVERED and cell.countries:
        covered, every = cell.countries.get(CellState.COVERED, 0), sum(cell.countries.values())
        said = sentence("{state}, {covered} of {every} countries", state=cell.state, covered=covered, every=every)
    return said


#: What the states mean, for a reader who never saw the product.
STATES = (
    "Covered: a strong project lasts to the end of the window, or a strong one follows within 90 days.",
    "Ending: strong projects are active and all end inside the window; the date is the last day.",
    "Thin: active, but only significant links, associate places, or presence via a group.",
    "Planned: nothing active, something coming.",
    "Lapsed: nothing active or coming, something ended.",
    "Unknown: a project is active there that names no objective.",
    "Never: nothing at all.",
    "A gap is a cell that is lapsed, unknown or never; at risk are planned, thin and ending ones.",
)
