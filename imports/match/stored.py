"""The stored projects that rows are held against, by code, identifier, title, acronym and the words of titles. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from imports.candidates import Titles
from imports.likeness import NEAR, Face, face_of
from portfolio.core.project import ProjectValue
from portfolio.core.text import fold

#: An acronym that more projects or rows than this carry names a series, not a project.
SERIES = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A stored project: number, version and value, and what was merged into it."""

    id: int
    version: int
    value: ProjectValue
    #: Codes, IATI identifiers and titles of projects that were merged into it.
    codes: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()

    def was_called(self, code: str) -> bool:
        """Whether a project of this code was merged into it."""
        return code.casefold() in {own.casefold() for own in self.codes}


@dataclass
class Directory:
    """Stored projects that the person may see, and codes of those they may not; indexes are made when first asked."""

    projects: Sequence[Known]
    hidden_codes: frozenset[str] = frozenset()
    hidden_identifiers: frozenset[str] = frozenset()
    _identifiers: dict[str, Known] = field(default_factory=dict, repr=False)
    _codes: dict[str, Known] = field(default_factory=dict, repr=False)
    _folded_codes: dict[str, list[Known]] = field(default_factory=dict, repr=False)
    _titles: dict[str, list[Known]] | None = field(default=None, repr=False)
    _acronyms: dict[str, list[Known]] = field(default_factory=dict, repr=False)
    _near: Titles | None = field(default=None, repr=False)
    _ids: dict[int, Known] | None = field(default=None, repr=False)
    _faces: dict[int, Face] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.hidden_codes = frozenset(code.casefold() for code in self.hidden_codes)
        self._codes = {known.value["code"]: known for known in self.projects}
        self._identifiers = {own: known for known in self.projects if (own := known.value["iati_identifier"])}
        folded: dict[str, list[Known]] = defaultdict(list)
        for known in self.projects:
            folded[known.value["code"].casefold()].append(known)
        for known in self.projects:
            for code in known.codes:
                folded.setdefault(code.casefold(), [known])
                self._codes.setdefault(code, known)
            for own in known.identifiers:
                self._identifiers.setdefault(own, known)
        self._folded_codes = dict(folded)

    def find_code(self, code: str) -> Known | None:
        """The project with this code: exactly, else in other letter case where only one is."""
        if exact := self._codes.get(code):
            return exact
        alike = self._folded_codes.get(code.casefold(), ())
        return alike[0] if len(alike) == 1 else None

    def find_exact(self, code: str) -> Known | None:
        """The project with exactly this code."""
        return self._codes.get(code)

    def by_id(self, project_id: int) -> Known | None:
        """The project of this number, if the person may see it."""
        if self._ids is None:
            self._ids = {known.id: known for known in self.projects}
        return self._ids.get(project_id)

    def find_identifier(self, identifier: str) -> Known | None:
        """The project with this IATI identifier."""
        return self._identifiers.get(identifier)

    def is_taken(self, code: str) -> bool:
        """Whether a project has this code in any letter case, visible or not."""
        folded = code.casefold()
        return folded in self._folded_codes or folded in self.hidden_codes

    def is_hidden(self, code: str) -> bool:
        """Whether a project that the person may not see has this code."""
        return code.casefold() in self.hidden_codes

    def with_title(self, text: str) -> list[Known]:
        """Projects of this very title, but for case, accents and punctuation."""
        return self._by_title().get(fold(text), [])

    def with_acronym(self, text: str) -> list[Known]:
        """Projects of this very acronym; none where so many share it that it names a series."""
        self._by_title()
        found = self._acronyms.get(fold(text), [])
        return found if len(found) <= SERIES else []

    def near(self, title: str) -> list[Known]:
        """Projects whose titles are worth comparing with this one."""
        if self._near is None:
            self._near = Titles([fold(known.value["title"]) for known in self.projects])
        return [self.projects[index] for index in self._near.near(fold(title), NEAR)]

    def face(self, known: Known) -> Face:
        """The comparable face of a project, made once."""
        face = self._faces.get(known.id)
        if face is None:
            face = self._faces[known.id] = face_of(known.value)
        return face

    def _by_title(self) -> dict[str, list[Known]]:
        if self._titles is None:
            titles: dict[str, list[Known]] = defaultdict(list)
            acronyms: dict[str, list[Known]] = defaultdict(list)
            for known in self.projects:
                for title in {fold(known.value["title"]), *map(fold, known.titles)}:
                    titles[title].append(known)
                if known.value["acronym"] and (short := fold(known.value["acronym"])):
                    acronyms[short].append(known)
            self._titles, self._acronyms = dict(titles), dict(acronyms)
        return self._titles
