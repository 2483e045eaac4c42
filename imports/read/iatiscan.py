"""The streaming pass over an IATI activity file: checks it, and hands over one activity at a time as a small tree.

Only activities of version 2 are read: version 1 keeps titles and names in other places, and would come in half empty.
"""

from __future__ import annotations

import re

from imports.read.refusals import refusal
from imports.read.xmlscan import XmlScan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from imports.read.limits import Limits

FILE, ACTIVITY = "iati-activities", "iati-activity"
LANGUAGE = "xml:lang"
VERSION = re.compile(r"2\.\d{1,2}")
BLANKS = re.compile(r"\s+")


class Element:
    """An element of an activity: its name with the file's own prefix, attributes, text and children, in order."""

    __slots__ = ("attributes", "children", "name", "pieces")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Element] = []
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        """Its own text, in one line."""
        return BLANKS.sub(" ", "".join(self.pieces)).strip()

    def get(self, name: str) -> str:
        """An attribute; empty when it has none of that name."""
        return self.attributes.get(name, "").strip()

    def all(self, name: str) -> list[Element]:
        """Its children of that name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Element | None:
        """Its first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def narratives(self, otherwise: str) -> list[tuple[str, str]]:
        """(language, text) of its narratives that hold words; `otherwise` is the language of those that say none."""
        own = self.get(LANGUAGE).lower() or otherwise
        return [(one.get(LANGUAGE).lower() or own, one.text) for one in self.all("narrative") if one.text]

    def narrative(self, otherwise: str) -> str:
        """Its words in English where it has them, else in its first language; empty when it has none."""
        said = self.narratives(otherwise)
        return next((text for language, text in said if language.startswith("en")), said[0][1] if said else "")


class ActivityScan(XmlScan):
    """Reads a file; `emit` gets every activity as it ends. Names keep their prefix: only bare ones are IATI's own."""

    # Expat is the only reader of this kind of file, so what it can follow is read.
    encodings = XmlScan.encodings | {"utf-16", "iso-8859-1", "iso-8859-15", "windows-1252"}

    def __init__(self, limits: Limits, emit: Callable[[Element], None]) -> None:
        super().__init__(limits)
        self.emit = emit
        self.open: list[Element] = []
        self.length = 0

    def name_of(self, tag: str) -> str:
        """The name as the file has it."""
        return tag

    def started(self, name: str, attributes: list[str]) -> None:
        """An element begins; nothing outside of activities is kept."""
        said = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if self.depth == 1:
            _check_root(name, said)
        elif self.open:
            element = Element(name, said)
            self.open[-1].children.append(element)
            self.open.append(element)
            self.length = 0
        elif name == ACTIVITY and self.depth == 2:
            self.open.append(Element(name, said))
            self.parser.CharacterDataHandler = self._texted

    def ended(self, name: str) -> None:
        """An element ends; an activity is handed over."""
        if not self.open:
            return
        element = self.open.pop()
        if not self.open:
            self.parser.CharacterDataHandler = None
            self.emit(element)

    def _texted(self, text: str) -> None:
        if text.isspace():
            return
        self.length += len(text)
        if self.length > self.limits.cell_chars:
            raise refusal("cell_too_long", limit=self.limits.cell_chars, begins=text.strip()[:40])
        self.open[-1].pieces.append(text)


def _check_root(name: str, said: dict[str, str]) -> None:
    if name != FILE:
        raise refusal("iati_damaged", what=f"It begins with “{name[:40]}”.")
    version = said.get("version", "").strip()
    if not VERSION.fullmatch(version):
        raise refusal("iati_version", version=version[:20] or "none")
