"""What every page knows: its name, its navigation, who reads it, and the addresses of static files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for

from portfolio.core.people import Permission
from portfolio.web.access import current_actor


@dataclass(frozen=True)
class Reader:
    """Who reads the page, as templates name them."""

    email: str
    name: str
    role_label: str


@dataclass(frozen=True)
class Entry:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool


#: Label, endpoint, permission: the main navigation, in order.
NAVIGATION: tuple[tuple[str, str, Permission], ...] = (
    ("Overview", "coverage.overview", Permission.read),
    ("Projects", "projects.index", Permission.read),
    ("Coverage", "coverage.show", Permission.read),
    ("Gaps", "coverage.gaps", Permission.read),
    ("Planning", "needs.index", Permission.read),
    ("Reports", "reports.index", Permission.read),
    ("Imports", "imports.index", Permission.load),
    ("Reference", "objectives.index", Permission.read),
    ("History", "history.index", Permission.read),
    ("People", "accounts.index", Permission.administer),
)


#: Rooms under the entries "Planning" and "Reference".
PLANNING = ("needs", "needrules", "indices", "overlaps", "declarations", "snapshots", "since", "scenarios", "whatnext")
#: Pages of coverage without an entry of their own.
COVERAGE = ("coverage.cliffs", "coverage.timeline", "coverage.map")
REFERENCE = ("objectives", "instruments", "dialogues", "places", "organisations")


def navigation() -> list[Entry]:
    """The entries that the person may open, the present room marked."""
    somebody = current_actor()
    if somebody is None:
        return []
    endpoint = request.endpoint or ""
    return [
        Entry(label, url_for(target), endpoint == target or _same_room(endpoint, target))
        for label, target, permission in NAVIGATION
        if somebody.may(permission) and target in current_app.view_functions
    ]


def _same_room(endpoint: str, target: str) -> bool:
    room = target.split(".")[0]
    for shared in (REFERENCE, PLANNING):
        if room in shared:
            return endpoint.split(".")[0] in shared
    if endpoint in COVERAGE:
        return target == "coverage.show"
    return room != "coverage" and endpoint.split(".")[0] == room


def _reader() -> Reader | None:
    somebody = current_actor()
    if somebody is None:
        return None
    return Reader(somebody.label, somebody.label.partition("@")[0], somebody.role.label)


@lru_cache(maxsize=512)
def _stamp(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file with a stamp of its content, so that browsers may keep it."""
    path = Path(current_app.static_folder or "") / name
    try:
        return url_for("static", filename=name, v=_stamp(path, path.stat().st_mtime_ns))
    except OSError:
        return url_for("static", filename=name)


def today() -> date:
    """Today in UTC; the one clock of pages, so that tests can set it."""
    fixed = current_app.config.get("TODAY")
    return fixed if isinstance(fixed, date) else datetime.now(UTC).date()


def safe_path(given: str | None) -> str | None:
    """`given` if it is a path on this site, else None: no scheme, no host, no tricks with slashes or controls."""
    if not given or not given.startswith("/") or given.startswith(("//", "/\\")) or len(given) > 2000:
        return None
    if any(ord(character) < 33 or character == "\\" for character in given):
        return None
    parts = urlsplit(given)
    return given if not parts.scheme and not parts.netloc else None


def page_context() -> dict[str, Any]:
    """Context of every template."""
    return {
        "site_name": current_app.config["SETTINGS"].site_name,
        "navigation": navigation(),
        "current_user": _reader(),
        "today": today(),
        "asset": asset,
    }
