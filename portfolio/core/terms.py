"""The closed lists of words the product uses: each value is the code that is stored and sent, `.label` is English."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A code of a closed list, with an English label and a number (an outside standard's code, or an order)."""

    label: str
    number: int

    def __new__(cls, code: str, label: str = "", number: int = 0) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.number = number
        return member

    @classmethod
    def from_number(cls, number: int) -> Self:
        """The term with this number; ValueError if the list has none."""
        for member in cls:
            if member.number == number:
                return member
        raise ValueError(f"{number} is not a number of {cls.__name__}.")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, label) pairs in the order of the list, as a select field wants them."""
        return [(member.value, member.label) for member in cls]


class Strand(Term):
    """What a project works on; `number` is the order of the list."""

    CYBER_RESILIENCE = "cyber-resilience", "Cyber resilience", 1
    CYBERCRIME = "cybercrime", "Cybercrime", 2
    BOTH = "both", "Cyber resilience and cybercrime", 3


class Status(Term):
    """IATI's ActivityStatus code list; `number` is the IATI code."""

    PIPELINE = "pipeline", "Pipeline", 1
    IMPLEMENTATION = "implementation", "Implementation", 2
    FINALISATION = "finalisation", "Finalisation", 3
    CLOSED = "closed", "Closed", 4
    CANCELLED = "cancelled", "Cancelled", 5
    SUSPENDED = "suspended", "Suspended", 6


class Tier(Term):
    """How closely a project works with a place; `number` grows with closeness."""

    HUB = "hub", "Hub", 3
    PRIORITY = "priority", "Priority", 2
    ASSOCIATE = "associate", "Associate", 1


class Significance(Term):
    """How far a project is about an objective; `number` is the value of the OECD DAC policy marker."""

    PRINCIPAL = "principal", "Principal", 2
    SIGNIFICANT = "significant", "Significant", 1


class OrganisationRole(Term):
    """What an organisation does in a project; `number` is the order of the list."""

    FUNDER = "funder", "Funder", 1
    IMPLEMENTER = "implementer", "Implementer", 2
    PARTNER = "partner", "Partner", 3


class OrganisationType(Term):
    """IATI's OrganisationType code list; value and `number` are the IATI code."""

    GOVERNMENT = "10", "Government", 10
    LOCAL_GOVERNMENT = "11", "Local Government", 11
    OTHER_PUBLIC_SECTOR = "15", "Other Public Sector", 15
    INTERNATIONAL_NGO = "21", "International NGO", 21
    NATIONAL_NGO = "22", "National NGO", 22
    REGIONAL_NGO = "23", "Regional NGO", 23
    PARTNER_COUNTRY_NGO = "24", "Partner Country based NGO", 24
    PUBLIC_PRIVATE_PARTNERSHIP = "30", "Public Private Partnership", 30
    MULTILATERAL = "40", "Multilateral", 40
    FOUNDATION = "60", "Foundation", 60
    PRIVATE_SECTOR = "70", "Private Sector", 70
    PRIVATE_SECTOR_PROVIDER = "71", "Private Sector in Provider Country", 71
    PRIVATE_SECTOR_RECIPIENT = "72", "Private Sector in Aid Recipient Country", 72
    PRIVATE_SECTOR_THIRD = "73", "Private Sector in Third Country", 73
    ACADEMIC = "80", "Academic, Training and Research", 80
    OTHER = "90", "Other", 90


class Subject(Term):
    """What another name (alias) stands for; `number` is the order of the list."""

    PLACE = "place", "Place", 1
    ORGANISATION = "organisation", "Organisation", 2
    OBJECTIVE = "objective", "Objective", 3
    STATUS = "status", "Status", 4
    STRAND = "strand", "Strand", 5
    VISIBILITY = "visibility", "Visibility", 6


class Visibility(Term):
    """Who may see a project; `number` grows with secrecy."""

    PUBLIC = "public", "Public", 1
    INTERNAL = "internal", "Internal", 2
    RESTRICTED = "restricted", "Restricted", 3


class PlaceKind(Term):
    """What a place is; `number` is the order of the list."""

    COUNTRY = "country", "Country", 1
    REGION = "region", "Region", 2
    ORGANISATION = "organisation", "Partner organisation", 3


class Precision(Term):
    """How exactly a date is known; `number` grows with coarseness."""

    DAY = "day", "Day", 1
    MONTH = "month", "Month", 2
    YEAR = "year", "Year", 3


class DialogueStatus(Term):
    """Whether a dialogue has taken place; `number` is the order of the list."""

    PLANNED = "planned", "Planned", 1
    HELD = "held", "Held", 2


class InstrumentKind(Term):
    """What a policy instrument is in law; `number` is the order of the list."""

    CONVENTION = "convention", "Convention or treaty", 1
    REGULATION = "regulation", "Regulation", 2
    DIRECTIVE = "directive", "Directive", 3
    DECISION = "decision", "Decision", 4
    RECOMMENDATION = "recommendation", "Recommendation", 5
    STRATEGY = "strategy", "Strategy or communication", 6
    CONCLUSIONS = "conclusions", "Council conclusions", 7
    GUIDELINES = "guidelines", "Guidelines", 8
    AGREEMENT = "agreement", "Agreement or partnership", 9
    OTHER = "other", "Other", 10


class InstrumentStatus(Term):
    """Where a policy instrument stands; `number` is the order of the list."""

    PROPOSED = "proposed", "Proposed", 1
    ADOPTED = "adopted", "Adopted or open for signature", 2
    IN_FORCE = "in-force", "In force", 3
    REPEALED = "repealed", "Repealed or replaced", 4


class NeedOrigin(Term):
    """Where a need comes from; `number` is the order of the list."""

    ENTERED = "entered", "Entered by hand", 1
    RULE = "rule", "Derived from an index by a rule", 2
    IMPORT = "import", "Brought in by an import", 3


class GapStatus(Term):
    """How far somebody is with a gap; `number` is the order of the list."""

    WATCHING = "watching", "Watching", 1
    PROGRAMMING = "programming", "Being programmed", 2
    ACCEPTED = "accepted", "Accepted", 3


class CellState(Term):
    """The state of one objective at one place; `number` is the order in which the rules are tried, from 0."""

    NOT_APPLICABLE = "not-applicable", "Not applicable", 0
    COVERED = "covered", "Covered", 1
    ENDING = "ending", "Ending", 2
    THIN = "thin", "Thin", 3
    PLANNED = "planned", "Planned", 4
    LAPSED = "lapsed", "Lapsed", 5
    UNKNOWN = "unknown", "Unknown", 6
    NEVER = "never", "Never", 7

    @property
    def is_gap(self) -> bool:
        """Nothing is there and nothing is coming."""
        return self in (CellState.NEVER, CellState.LAPSED, CellState.UNKNOWN)

    @property
    def is_at_risk(self) -> bool:
        """Something is there or coming, but not enough to rely on."""
        return self in (CellState.PLANNED, CellState.THIN, CellState.ENDING)


class Difference(Term):
    """What became of a cell from one report to another; `number` is the order in which lists name them."""

    LOST = "lost", "Lost", 1
    ENDING = "ending", "Ending", 2
    WEAKER = "weaker", "Weaker", 3
    SHORTER = "shorter", "Shorter", 4
    UNPLANNED = "unplanned", "No longer planned", 5
    GAINED = "gained", "Gained", 6
    STRONGER = "stronger", "Stronger", 7
    LONGER = "longer", "Longer", 8
    PLANNED = "planned", "Planned now", 9
    OTHER = "other", "Otherwise changed", 10
    SAME = "same", "As before", 11


class GapChange(Term):
    """What became of a gap between two moments; `number` is the order in which lists name them."""

    OPENED = "gap-opened", "Gap opened", 1
    CLOSED = "gap-closed", "Gap closed", 2
    NOW_AT_RISK = "now-at-risk", "Now at risk", 3
    OUT_OF_RISK = "out-of-risk", "No longer at risk", 4


class ProjectChange(Term):
    """What became of a project between two moments; `number` is the order in which lists name them."""

    NEW = "new", "New", 1
    STARTED = "started", "Started", 2
    ENDED = "ended", "Ended", 3
    CHANGED = "changed", "Changed", 4
    GONE = "gone", "Archived, removed or not asked for any more", 5


class Activity(Term):
    """What a project is on a given day; only the first three are present in cells. `number` is the order, from 0."""

    ACTIVE = "active", "Active", 0
    UPCOMING = "upcoming", "Upcoming", 1
    ENDED = "ended", "Ended", 2
    LATER = "later", "Starts after the window", 3
    MISSED = "missed", "Pipeline, past its end", 4
    UNDATED = "undated", "Undated", 5
    SUSPENDED = "suspended", "Suspended", 6
    CANCELLED = "cancelled", "Cancelled", 7


class Presence(Term):
    """How a project is present in a column; `number` grows with closeness."""

    DIRECT = "direct", "Direct", 2
    VIA = "via", "Via a group or its members", 1


class Axis(Term):
    """What the columns of a coverage grid are; `number` is the order of the list."""

    REGION = "region", "Regions", 1
    ORGANISATION = "organisation", "Partner organisations", 2
    COUNTRY = "country", "Countries", 3


class Rows(Term):
    """What the rows of a coverage grid are; `number` is the order of the list."""

    OBJECTIVE = "objective", "Objective", 1
    STRAND = "strand", "Strand", 2
    FUNDER = "funder", "Funder", 3
    IMPLEMENTER = "implementer", "Implementer", 4
    PROGRAMME = "programme", "Programme", 5


class Scope(Term):
    """Which projects' money a grid shows; `number` is the order of the list."""

    CURRENT = "current", "Active or upcoming", 1
    ALL = "all", "Everything but cancelled", 2


class Role(Term):
    """What a person may do in the product; `number` grows with rights."""

    VIEWER = "viewer", "Viewer", 1
    MANAGER = "manager", "Project manager", 2
    PLANNER = "planner", "Planner", 3
    ADMINISTRATOR = "administrator", "Administrator", 4


class Verdict(Term):
    """What a person says of two projects that overlap; `number` is the order of the list."""

    COMPLEMENTARY = "complementary", "Complementary", 1
    COORDINATE = "to-coordinate", "To coordinate", 2
    DUPLICATE = "duplicate", "Duplicate", 3


class ScenarioVisibility(Term):
    """Who may see a scenario; `number` is the order of the list."""

    PRIVATE = "private", "Only I", 1
    SHARED = "shared", "Everybody who may read", 2


class ConflictKind(Term):
    """Why a change of a scenario is not applied; `number` is the order of the list."""

    MOVED = "moved", "Changed since", 1
    ARCHIVED = "archived", "Archived since", 2
    GONE = "gone", "Gone", 3
    IMPOSSIBLE = "impossible", "Cannot be made", 4


class GapTurn(Term):
    """What became of a gap from one report to another; `number` is the order in which lists name them."""

    OPENED = "opened", "Opened", 1
    WORSENED = "worsened", "Worse", 2
    CLOSED = "closed", "Closed", 3
    EASED = "eased", "Eased", 4
    SAME = "same", "As before", 5


class CliffTurn(Term):
    """What became of a cliff from one report to another; `number` is the order in which lists name them."""

    NEW = "new", "New", 1
    EARLIER = "earlier", "Earlier", 2
    LATER = "later", "Later", 3
    AVERTED = "averted", "Averted", 4
    SAME = "same", "As before", 5


class Intervention(Term):
    """What could be paid for next; `number` is the order of the list."""

    EXTENSION = "extension", "Extension", 1
    TEMPLATE = "new", "New project", 2
    DRAFT = "draft", "Draft", 3
