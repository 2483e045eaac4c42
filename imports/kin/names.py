"""Programmes and predecessors that a file names: found among stored projects and the file's own rows. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from imports.match import Directory, Known
from portfolio.core.text import fold

KIN_FIELDS = ("parent", "predecessor")


@dataclass
class Names:
    """What rows of the file and stored projects are called: by code, IATI identifier, title or acronym."""

    directory: Directory
    codes: dict[str, str] = field(default_factory=dict)
    identifiers: dict[str, str] = field(default_factory=dict)
    called: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    named: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, code: str, values: Mapping[str, Any]) -> None:
        """Note a project that the file would add, or names; `values` are what its row states."""
        self.called.append((code, values))

    def _index(self) -> None:
        """Put what was noted where it is looked up: most files name no kin, so nobody pays for it before."""
        for code, values in self.called:
            self.codes[code] = self.codes[code.casefold()] = code
            if identifier := values.get("iati_identifier"):
                self.identifiers.setdefault(identifier.casefold(), code)
            for text in (values.get("title"), values.get("acronym")):
                if text and (key := fold(text)):
                    self.named[key].add(code)
        self.called.clear()

    def find(self, text: str) -> str | None:
        """The code of the one project called `text`; None where there is none, or more than one."""
        self._index()
        if text not in self.codes and (known := self.directory.find_code(text)):
            return str(known.value["code"])
        if code := self.codes.get(text) or self.codes.get(text.casefold()):
            return code
        if known := self.directory.find_identifier(text):
            return str(known.value["code"])
        if code := self.identifiers.get(text.casefold()):
            return code
        found = _codes(self.directory.with_title(text)) | self.named.get(fold(text), set())
        if not found:
            found = _codes(self.directory.with_acronym(text))
        return found.pop() if len(found) == 1 else None


def codes_in_circles(directory: Directory, field_name: str, changed: Mapping[str, str | None]) -> set[str]:
    """Codes of `changed` ({code: code above it}) that would stand above themselves."""
    if not any(changed.values()):
        return set()
    above = {str(known.value["code"]): known.value[field_name] for known in directory.projects}
    above.update(changed)
    return {code for code in changed if changed[code] and _returns(code, above)}


def _returns(start: str, above: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    step = above.get(start)
    while step is not None and step not in seen:
        if step == start:
            return True
        seen.add(step)
        step = above.get(step)
    return False


def _codes(projects: Iterable[Known]) -> set[str]:
    return {str(known.value["code"]) for known in projects}
