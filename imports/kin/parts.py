"""Rows whose codes extend the code of another row or of a stored project: proposed as its parts, asked once. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from imports.mapping.outline import outline_of
from imports.match import Directory, Row
from imports.normalise import Choice, Draft, Question
from imports.problems import problem, shown
from imports.read.sheets import CellValue

#: The key of the question, and its answers.
PARTS, YES, NO = "parts", "yes", "no"
#: So many codes extend another one in the same way before it is taken for a pattern.
_SEVERAL = 2
#: Pairs of codes that the question names.
_SHOWN = 3
_MARKS = re.compile(r"[-./_: ]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A row whose `code` extends that of `whole`, a row of the file or a stored project.

    Where the list numbers its parts, `code` is that number, in `column`, and `whole` what the other row is called.
    """

    row: int
    code: str
    whole: str
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """The column in which a list numbers its parts, and its cells by row."""

    column: int
    cells: Mapping[int, CellValue]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Rows that may be parts of others, in the order of the file; `dear` counts wholes that cost less than their parts.

    The parts of these are not proposed: the sums say that the codes mean something else.
    """

    parts: tuple[Part, ...] = ()
    dear: int = 0

    def question(self, remembered: str = "") -> Question | None:
        """What is to be asked about the file; `remembered` is the answer that the list's last file was given."""
        if not self.parts:
            return None
        count, several = len(self.parts), len(self.parts) > 1
        shown = ", ".join(f"{part.code} of {part.whole}" for part in self.parts[:_SHOWN])
        shown += f" and {count - _SHOWN} more" if count > _SHOWN else ""
        these = f"these {count} projects parts" if several else "this project a part"
        by = "code" if self.parts[0].column is None else "number"
        whose = f"the programmes whose {by}s they extend" if several else f"the programme whose {by} it extends"
        hint = "A programme then counts only with what its parts do not use. Without an answer each stays by itself."
        if self.dear:
            hint += f" Left aside: parts of {self.dear} whose sum is more than the programme has."
        return Question(
            PARTS, f"{'Are' if several else 'Is'} {these} of {whose}? {shown}.",
            (Choice(YES, "Yes, they are parts"), Choice(NO, "No, each is a project of its own")), "parent",
            None, self.parts[0].code, count, assumed=remembered or None, hint=hint,
        )  # fmt: skip


def propose_parts(drafts: Sequence[Row], directory: Directory, outline: Outline | None = None) -> Proposal:
    """The rows whose code, else IATI identifier, extends another one by a mark and more, as several of the file do.

    A row that states its programme, or whose stored project has one, needs no proposal. Where the budgets of the
    parts add up to more than the whole's, none of them is proposed. Where the list numbers its parts, that counts.
    """
    if outline is not None:
        return _numbered(drafts, directory, outline)
    own = {_key(name): draft for draft in drafts if (name := _name(draft.values))}
    codes = _Codes(own, directory)
    found: list[tuple[Part, str]] = []
    ways: Counter[str] = Counter()
    for draft in own.values():
        name = _name(draft.values)
        cut = codes.extended(name)
        if cut is None:
            continue
        whole, way = cut
        ways[way] += 1
        if not draft.values.get("parent") and not _has_programme(draft.values, directory):
            found.append((Part(draft.row, name, whole), way))
    parts = [part for part, way in found if ways[way] >= _SEVERAL]
    dear = _too_dear(parts, own, directory, {draft.row: draft for draft in own.values()})
    kept = sorted((part for part in parts if _key(part.whole) not in dear), key=lambda part: part.row)
    return Proposal(tuple(kept), len(dear))


def _numbered(drafts: Sequence[Row], directory: Directory, outline: Outline) -> Proposal:
    """The rows that the list numbers as parts of a row above them, “1.2” under “1”."""
    titles = Counter(str(draft.values.get("title") or "").casefold() for draft in drafts)
    above: dict[tuple[str, ...], str] = {}
    wholes: dict[str, Row] = {}
    parts = []
    for draft in drafts:
        number = outline_of(outline.cells.get(draft.row))
        if not number:
            continue
        whole = next((above[number[:end]] for end in range(len(number) - 1, 0, -1) if number[:end] in above), "")
        if whole and not draft.values.get("parent") and not _has_programme(draft.values, directory):
            parts.append(Part(draft.row, shown(outline.cells[draft.row]), whole, outline.column))
        title = str(draft.values.get("title") or "")
        name = _name(draft.values) or (title if titles[title.casefold()] == 1 else "")
        above[number] = name
        wholes[_key(name)] = draft
    dear = _too_dear(parts, wholes, directory, {draft.row: draft for draft in drafts})
    return Proposal(tuple(part for part in parts if _key(part.whole) not in dear), len(dear))


@dataclass(frozen=True, slots=True)
class Settled:
    """The drafts as they are planned, what is asked about them, and what holds of codes that extend other codes."""

    rows: Sequence[Draft]
    questions: tuple[Question, ...]
    said: str


def settle_parts(
    drafts: Sequence[Draft],
    directory: Directory,
    sheet: str,
    answer: str | None,
    remembered: str,
    *,
    asking: bool,
    outline: Outline | None = None,
) -> Settled:
    """Drafts with the programmes that their codes tell, if a person said so of this file or, before, of this list."""
    said = remembered if answer not in (YES, NO) else answer
    if not asking:
        return Settled(drafts, (), said)
    proposal = propose_parts(drafts, directory, outline)
    question = proposal.question(remembered) if answer not in (YES, NO) else None
    rows = _with_parents(drafts, proposal, sheet) if said == YES else drafts
    return Settled(rows, (question,) if question else (), said)


def _with_parents(drafts: Sequence[Draft], proposal: Proposal, sheet: str) -> list[Draft]:
    """The drafts with their programmes by code, each with a note that says so, once a person agreed."""
    wholes = {part.row: part for part in proposal.parts}
    return [_under(draft, wholes[draft.row], sheet) if draft.row in wholes else draft for draft in drafts]


def _under(draft: Draft, part: Part, sheet: str) -> Draft:
    at = draft.columns.get("code", draft.columns.get("iati_identifier")) if part.column is None else part.column
    said = problem(
        "part-by-code" if part.column is None else "part-by-number",
        sheet=sheet, row=draft.row, column=at, field="parent", value=part.code, words={"whole": part.whole},
    )  # fmt: skip
    return replace(draft, values={**draft.values, "parent": part.whole}, problems=(*draft.problems, said))


def _name(values: Mapping[str, Any]) -> str:
    return str(values.get("code") or values.get("iati_identifier") or "")


def _key(name: str) -> str:
    """How codes are compared: “1.” is “1”, of which “1.1.” is a part."""
    return name.casefold().rstrip(".") or name


class _Codes:
    """The codes of a file and of what is stored, and which of them others extend."""

    def __init__(self, own: Mapping[str, Row], directory: Directory) -> None:
        self.own = own
        self.directory = directory
        self._known: dict[str, str | None] = {}

    def extended(self, name: str) -> tuple[str, str] | None:
        """The longest known code that `name` extends, as it is written there, and the way in which it does."""
        for mark in reversed(list(_MARKS.finditer(name))):
            before, tail = name[: mark.start()], name[mark.end() :]
            if not before or not tail:
                continue
            if before not in self._known:  # the codes of a list begin alike
                self._known[before] = self._find(before)
            whole = self._known[before]
            if whole is not None:
                return whole, f"{mark.group()[0]}{_shape(tail)}"
        return None

    def _find(self, name: str) -> str | None:
        row = self.own.get(_key(name))
        if row is not None:
            return _name(row.values)
        stored = self.directory.find_code(name) or self.directory.find_identifier(name)
        return str(stored.value["code"]) if stored is not None else None


def _shape(tail: str) -> str:
    """Figures or letters: "1" and "02" are one way to number parts, "a" another."""
    return "9" if tail[0].isdigit() else "a"


def _has_programme(values: Mapping[str, Any], directory: Directory) -> bool:
    code = values.get("code")
    stored = directory.find_code(code) if code else directory.find_identifier(values.get("iati_identifier") or "")
    return stored is not None and stored.value["parent"] is not None


def _too_dear(parts: Sequence[Part], own: Mapping[str, Row], directory: Directory, rows: Mapping[int, Row]) -> set[str]:
    """The wholes, by key, whose parts would use more than they have, currency by currency."""
    used: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for part in parts:
        for amount, currency in _budget(rows[part.row].values):
            used[_key(part.whole), currency] += amount
    dear = set()
    for (whole, currency), total in used.items():
        for amount, same in _budget_of(whole, own, directory):
            if same == currency and total > amount:
                dear.add(whole)
    return dear


def _budget_of(whole: str, own: Mapping[str, Row], directory: Directory) -> Iterator[tuple[Decimal, str]]:
    if whole in own:
        return _budget(own[whole].values)
    stored = directory.find_code(whole)
    return _budget(stored.value if stored is not None else {})


def _budget(values: Mapping[str, Any]) -> Iterator[tuple[Decimal, str]]:
    if amount := values.get("budget_amount"):
        yield Decimal(str(amount)), str(values.get("budget_currency"))
