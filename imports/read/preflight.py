"""The look at a workbook before any reader: refuses what would cost too much, and collects what the reader drops.

The cell reader gives nothing for an error cell, a formula without a value, hidden rows or merges, and it ends the
whole process on far cells or invented counts. Element names are read without their prefix. Names and defaults of
elements: ECMA-376 part 1, chapter 18.
"""

from __future__ import annotations

from posixpath import normpath

from imports.read.findings import MOST_LINKS
from imports.read.refusals import refusal
from imports.read.rowscan import RowScan, StringScan
from imports.read.xmlscan import XmlScan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from imports.read.archive import Archive
    from imports.read.findings import Findings
    from imports.read.limits import Limits

WORKBOOK = "xl/workbook.xml"
WORKBOOK_LINKS = "xl/_rels/workbook.xml.rels"
#: Longer addresses are none that a person would keep.
LONGEST_LINK = 2000
XML_ENDINGS = (".xml", ".rels")
# Part names (lower case) -> note. What stands there is never opened, run or fetched.
IGNORED = {
    "xl/vbaproject": "macros_ignored",
    "xl/macrosheets/": "macros_ignored",
    "xl/dialogsheets/": "macros_ignored",
    "xl/externallinks/": "external_links_ignored",
    "xl/connections.xml": "connections_ignored",
    "xl/querytables/": "connections_ignored",
    "xl/embeddings/": "embedded_ignored",
    "xl/activex/": "embedded_ignored",
    "xl/ctrlprops/": "embedded_ignored",
    "xl/media/": "pictures_ignored",
    "xl/drawings/drawing": "pictures_ignored",
    "xl/charts/": "pictures_ignored",
    "xl/pivottables/": "pivots_ignored",
}


class Preflight:
    """What was found: the sheets in the workbook's order, each with its findings, and notes by code."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        """Scan every XML part of `archive`; raises Unreadable."""
        self.archive = archive
        self.limits = limits
        self.notes: list[str] = []
        self.sheets: list[tuple[SheetEntry, Findings | None]] = []
        self.spanned = 0
        by_name = {name.lower(): name for name in archive.parts}
        for start, note in IGNORED.items():
            if note not in self.notes and any(name.startswith(start) for name in by_name):
                self.notes.append(note)
        if WORKBOOK not in by_name or WORKBOOK_LINKS not in by_name:
            raise refusal("damaged", what="its workbook part is missing")
        book = WorkbookScan(limits)
        book.scan(archive.chunks(by_name[WORKBOOK]))
        links = LinkScan(limits)
        links.scan(archive.chunks(by_name[WORKBOOK_LINKS]))
        if book.dates_from_1904:
            self.notes.append("dates_from_1904")
        if len(book.sheets) > limits.sheets:
            raise refusal("too_many_sheets", found=len(book.sheets), limit=limits.sheets)
        self.scanned = {by_name[WORKBOOK], by_name[WORKBOOK_LINKS]}
        for entry in book.sheets:
            part = self._part_of(entry, links, by_name)
            self.sheets.append((entry, self._scan_sheet(entry, part) if part else None))
            self.scanned.add(part or "")
        self._scan_others()

    def _part_of(self, entry: SheetEntry, links: LinkScan, by_name: dict[str, str]) -> str | None:
        """The part that holds a worksheet's cells; None for sheets without cells (charts, dialogs, macros)."""
        kind, target = links.targets.get(entry.link, ("", ""))
        if not kind.endswith("/worksheet"):
            if kind.endswith(("/chartsheet", "/dialogsheet", "/xlMacrosheet", "/xlIntlMacrosheet")):
                return None
            raise refusal("damaged", what="a sheet is listed that is not there")
        target = target.lstrip("/") if target.startswith(("/", "xl/")) else "xl/" + target
        found = by_name.get(normpath(target).lower())
        if found is None:
            raise refusal("damaged", what="a sheet is listed that is not there")
        return found

    def _scan_sheet(self, entry: SheetEntry, part: str) -> Findings:
        scan = RowScan(self.limits, entry.name, part, self.spanned)
        scan.scan(self.archive.chunks(part))
        self.spanned += scan.findings.span
        if scan.findings.links:
            self._resolve(scan.findings, part)
        return scan.findings

    def _resolve(self, findings: Findings, part: str) -> None:
        """Put web addresses for the relationships that cells link by; nothing is opened, and other targets go."""
        folder, _, name = part.rpartition("/")
        wanted = f"{folder}/_rels/{name}.rels".lower()
        found = next((each for each in self.archive.parts if each.lower() == wanted), None)
        outside = OutsideScan(self.limits)
        if found is not None:
            self.scanned.add(found)
            outside.scan(self.archive.chunks(found))
        targets = outside.targets
        findings.links = {at: targets[link] for at, link in findings.links.items() if link in targets}

    def _scan_others(self) -> None:
        """Everything else: inflated so that its size and checksum are known, and parsed where it is XML."""
        for name, part in self.archive.parts.items():
            lower = name.lower()
            if name in self.scanned:
                continue
            if lower.endswith("sharedstrings.xml"):
                StringScan(self.limits, part.size).scan(self.archive.chunks(name))
            elif lower.endswith(XML_ENDINGS) and part.size:
                XmlScan(self.limits).scan(self.archive.chunks(name))
            else:
                for _ in self.archive.chunks(name):
                    pass


class SheetEntry:
    """A sheet as the workbook lists it."""

    __slots__ = ("hidden", "link", "name", "very_hidden")

    def __init__(self, name: str, state: str, link: str) -> None:
        self.name = name
        self.link = link
        self.hidden = state.lower() in ("hidden", "veryhidden")
        self.very_hidden = state.lower() == "veryhidden"


class WorkbookScan(XmlScan):
    """Reads the list of sheets and the epoch of the dates."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.sheets: list[SheetEntry] = []
        self.dates_from_1904 = False

    def started(self, name: str, attributes: list[str]) -> None:
        """Note sheets and the workbook's properties."""
        if name not in ("sheet", "workbookPr"):
            return
        said = {key.rpartition(":")[2]: value for key, value in pairs(attributes)}
        if name == "workbookPr":
            self.dates_from_1904 = said.get("date1904", "") in ("1", "true")
        elif len(self.sheets) <= 10 * self.limits.sheets:
            self.sheets.append(SheetEntry(said.get("name", ""), said.get("state", ""), said.get("id", "")))


class LinkScan(XmlScan):
    """Reads relationships: id -> (type, target)."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.targets: dict[str, tuple[str, str]] = {}

    def started(self, name: str, attributes: list[str]) -> None:
        """Note internal relationships; what points outside is nobody's business here."""
        if name == "Relationship" and len(self.targets) <= 2 * self.limits.parts:
            said = dict(pairs(attributes))
            if said.get("TargetMode", "") != "External":
                self.targets[said.get("Id", "")] = (said.get("Type", ""), said.get("Target", ""))


class OutsideScan(XmlScan):
    """Reads the relationships that lead to the web: id -> address, as text."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.targets: dict[str, str] = {}

    def started(self, name: str, attributes: list[str]) -> None:
        """Note web addresses of a length that people write."""
        if name == "Relationship" and len(self.targets) < MOST_LINKS:
            said = dict(pairs(attributes))
            target = said.get("Target", "")
            web = target.lower().startswith(("http://", "https://")) and len(target) <= LONGEST_LINK
            if web and said.get("Type", "").endswith("/hyperlink"):
                self.targets[said.get("Id", "")] = target


def pairs(attributes: list[str]) -> list[tuple[str, str]]:
    """[name, value, name, value, ...] as pairs."""
    return list(zip(attributes[::2], attributes[1::2], strict=True))
