"""Plan: matches and current values -> what the import would do, row by row, and in a sentence. Pure, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from imports.codes import free_code
from imports.kin import KIN_FIELDS, Names, codes_in_circles
from imports.match import NEW, Directory, Known, Match, Row, alike_rows, differences, join_rows, match_drafts
from imports.merge import (
    NO_BASES,
    THEIRS,
    Bases,
    Clash,
    Decisions,
    Lists,
    Merged,
    Said,
    merge_lists,
    reconcile,
    word_of,
)
from imports.normalise.lists import at_commas, separate
from imports.outcomes import Mode, Outcome, Plan, PlannedRow, Policy, Twin
from imports.problems import Problem, Severity, problem
from imports.recall import Recollection, row_key
from imports.returning import find_missing, match_returned
from portfolio.core.changes import Changes, diff
from portfolio.core.periods import PartialDate
from portfolio.core.project import FIELDS, LABELS, LIST_FIELDS, assembled, completed, link_key, problems
from portfolio.core.text import fold

#: What a row states that is looked up among other projects, or is none of its project's.
_OF_OTHERS = frozenset({*KIN_FIELDS, "iati_identifier", "source_id"})


class Draft(Lists, Protocol):
    """What planning reads of a draft: row number, stated values (absent: left as it is; None: emptied), problems."""

    @property
    def row(self) -> int: ...

    @property
    def values(self) -> Mapping[str, Any]: ...

    @property
    def problems(self) -> Sequence[Problem]: ...


def build_plan(
    drafts: Sequence[Draft],
    directory: Directory,
    *,
    sheet: str,
    columns: Mapping[str, int] | None = None,
    mode: Mode = Mode.BOTH,
    policy: Policy = Policy.ALL_OR_NOTHING,
    answers: Mapping[int, str] | None = None,
    bases: Bases = NO_BASES,
    decisions: Decisions = Decisions(),
    recollection: Recollection = Recollection(),
) -> Plan:
    """What the import would do. `columns` (field -> column from 0) puts a row's problems at a cell; `answers` are those
    of imports.match, by row. Blank cells leave fields as they are, lists are replaced whole, organisations by role.
    Where `bases` know what a row said before, it changes what it says anew, and `decisions` settle its conflicts.
    `recollection` is what was learnt of earlier lists of the same source.
    """
    planner = _Planner(directory, sheet, columns or {}, mode, answers or {}, bases, decisions, recollection)
    rows = tuple(planner.plan(drafts))
    decided = sum(_teaches(row, bases) for row in rows)
    return Plan(rows, mode, policy, missing=planner.missing, decided=decided)


def _teaches(row: PlannedRow, bases: Bases) -> bool:
    """Whether a row that changes nothing holds a person's answer that the list's next file need not ask for again."""
    if row.outcome is not Outcome.UNCHANGED:
        return False
    return bool(row.sides and bases.source is not None) or (row.chosen and row.key is not None)


class _Planner:
    """One pass over the drafts; keeps what rows need to know of each other."""

    def __init__(
        self,
        directory: Directory,
        sheet: str,
        columns: Mapping[str, int],
        mode: Mode,
        answers: Mapping[int, str],
        bases: Bases,
        decisions: Decisions,
        recollection: Recollection,
    ) -> None:
        self.directory = directory
        self.sheet = sheet
        self.columns = columns
        self.mode = mode
        self.answers = answers
        self.bases = bases
        self.decisions = decisions
        self.recollection = recollection
        self.missing: tuple[tuple[str, str], ...] = ()
        self.names = Names(directory)
        self.drafts: dict[int, Draft] = {}
        self.coded: set[int] = set()
        self.of_code: dict[str, int] = {}
        self.given: set[str] = set()
        self.first: dict[object, PlannedRow] = {}
        self.identifiers: dict[str, int] = {}
        self.kin_named: set[str] = set()

    def plan(self, drafts: Sequence[Draft]) -> list[PlannedRow]:
        """All rows, in the file's order."""
        every = drafts
        drafts, joined = join_rows(drafts, self.answers)
        self.drafts = {draft.row: draft for draft in drafts}
        matches = match_drafts(drafts, self.directory, self.answers, self.recollection)
        matches = match_returned(drafts, matches, self.bases, self.directory, self.answers)
        self.missing = find_missing(matches, self.bases, self.directory)
        codes = self._codes(drafts, matches)
        alike = self._alike(drafts, matches, codes)
        rows = []
        for draft, match, code in zip(drafts, matches, codes, strict=True):
            row = self._row(draft, match, code)
            if row.outcome is Outcome.CREATE and draft.row in alike:
                row = self._ask_about_alike(row, *alike[draft.row])
            rows.append(self._once(row))
        if joined:
            code_of = {row.row: row.code for row in rows}
            rows += [self._joined(one, joined[one.row], code_of) for one in every if one.row in joined]
            rows.sort(key=lambda row: row.row)
        return self._without_lost_kin(rows)

    def _joined(self, draft: Draft, first: int, code_of: Mapping[int, str | None]) -> PlannedRow:
        """A row that a person called one project with an earlier one; what it says is read there."""
        said = tuple(wrong for wrong in draft.problems if wrong.code != "duplicate-in-file")
        match, reason = Match("same", "One project by your choice."), f"Read with row {first}, by your choice."
        return PlannedRow(draft.row, Outcome.UNCHANGED, code_of[first], draft.values.get("title"), match,
                          problems=said, reason=reason, key=row_key(draft.values), chosen=True)  # fmt: skip

    def _codes(self, drafts: Sequence[Draft], matches: Sequence[Match]) -> list[str | None]:
        """The code of each row's project; made up where a new project's row states none."""
        for draft in drafts:
            if stated := draft.values.get("code"):
                self.coded.add(draft.row)
                self.given.add(stated.casefold())
                self.of_code.setdefault(stated, draft.row)
        codes: list[str | None] = []
        for draft, match in zip(drafts, matches, strict=True):
            code: str | None = draft.values.get("code") or None
            if match.known is not None:
                code = match.known.value["code"]
            elif code is None and match.kind == "new" and (draft.values.get("title") or draft.values.get("acronym")):
                code = free_code(draft.values, self._is_taken)
                self.given.add(code.casefold())
            if code is not None:
                self.names.add(code, draft.values)
            codes.append(code)
        return codes

    def _is_taken(self, code: str) -> bool:
        return code.casefold() in self.given or self.directory.is_taken(code)

    def _alike(
        self, drafts: Sequence[Draft], matches: Sequence[Match], codes: Sequence[str | None]
    ) -> dict[int, tuple[int, str]]:
        new = [draft for draft, match in zip(drafts, matches, strict=True) if match.kind == "new"]
        if self.coded.issuperset(draft.row for draft in new):
            return {}
        code_of = {draft.row: code for draft, code in zip(drafts, codes, strict=True)}

        def under(part: Row, whole: Row) -> bool:
            parent = part.values.get("parent")
            return parent is not None and self.names.find(parent) == code_of[whole.row]

        found = alike_rows(new, lambda one, two: under(one, two) or under(two, one))
        return {row: pair for row, pair in found.items() if self.answers.get(row) != NEW}

    def _row(self, draft: Draft, match: Match, code: str | None) -> PlannedRow:
        title = draft.values.get("title") or (match.known.value["title"] if match.known else None)
        said = tuple(draft.problems)
        found = PlannedRow(draft.row, Outcome.SKIPPED, code, title, match, problems=said, reason=match.how)
        chosen = draft.row in self.answers
        if chosen or match.recalled or "source_id" in draft.values:
            found = replace(found, key=row_key(draft.values), chosen=chosen)
        if match.known is not None:
            found = replace(found, project_id=match.known.id, project_version=match.known.version)
        if match.kind == "left-out":
            return found
        twice = next((wrong for wrong in said if wrong.code == "duplicate-in-file"), None) if said else None
        if twice is not None and (first := self.of_code[draft.values["code"]]) != draft.row:
            return self._twins(found, first, twice.message, "same code", may_differ=False)
        if said and any(wrong.severity is Severity.REJECT for wrong in said):
            return self._rejected(found)
        if match.kind == "unsure":
            return self._unsure(found)
        if match.known is not None:
            return self._update(found, draft, match.known)
        return self._create(found, draft)

    def _problem(self, code: str, row: PlannedRow, field_name: str, value: object, **words: object) -> Problem:
        at = self.columns.get(field_name, self.columns.get("code", self.columns.get("title")))
        return problem(
            code, sheet=self.sheet, row=row.row, column=at, field=field_name, value=value,
            words={"label": LABELS.get(field_name, field_name).lower(), **words},
        )  # fmt: skip

    def _rejected(self, row: PlannedRow, *found: Problem) -> PlannedRow:
        every = row.problems + found
        reasons = [wrong.message for wrong in every if wrong.severity is Severity.REJECT]
        return replace(row, outcome=Outcome.REJECTED, problems=every, reason=" ".join(reasons), edits=None, values={})

    def _unsure(self, row: PlannedRow) -> PlannedRow:
        near = tuple(one.code for one in row.match.candidates)
        code = "unsure-match" if len(near) == 1 else "several-matches"
        wrong = self._problem(code, row, "title", row.title or "", near=", ".join(near))
        wrong = replace(wrong, nearest=near)
        return replace(row, outcome=Outcome.CONFLICT, problems=(*row.problems, wrong), reason=wrong.message)

    def _ask_about_alike(self, row: PlannedRow, other: int, why: str) -> PlannedRow:
        first = next((kept for kept in self.first.values() if kept.row == other), None)
        if first is not None and _says_no_more(row.values, first.values):
            return replace(row, outcome=Outcome.UNCHANGED, edits=None, values={}, code=first.code,
                           reason=f"Row {other} says the same.")  # fmt: skip
        wrong = self._problem("same-project-twice", row, "title", row.title or "", other=other)
        row = replace(row, problems=(*row.problems, wrong))
        return self._twins(row, other, f"Row {other} may be about the same project ({why}).", why)

    def _twins(self, row: PlannedRow, other: int, reason: str, why: str, *, may_differ: bool = True) -> PlannedRow:
        """The row waits for a person, who sees what it and an earlier row of the file differ in."""
        differs = differences(self.drafts[other].values, self.drafts[row.row].values)
        twin = Twin(other, why, differs, may_differ)
        return replace(row, outcome=Outcome.CONFLICT, edits=None, values={}, reason=reason, twin=twin)

    def _create(self, row: PlannedRow, draft: Draft) -> PlannedRow:
        if not draft.values.get("title"):
            for name, by in (("code", "code"), ("iati_identifier", "IATI identifier"), ("source_id", "id")):
                if sought := draft.values.get(name):
                    return self._rejected(row, self._problem("no-such-project", row, "title", "", by=by, sought=sought))
            return self._rejected(row, self._problem("title-needed", row, "title", ""))
        assert row.code is not None
        if self.directory.is_hidden(row.code):
            return self._rejected(row, self._problem("not-allowed", row, "code", row.code))
        if self.mode is Mode.UPDATE:
            return replace(row, reason="There is no such project, and this import only updates.")
        stated, found = self._stated(draft, row.code)
        said = word_of(draft, stated)
        if found:
            row = replace(row, problems=(*row.problems, *found))
        value, row = self._valid({}, stated if "code" in stated else {**stated, "code": row.code}, row)
        if row.outcome is Outcome.REJECTED:
            return row
        # The row was made for this draft alone: filled in, it need not be made a second time.
        row.outcome, row.values, row.said = Outcome.CREATE, value, said
        return row

    def _update(self, row: PlannedRow, draft: Draft, known: Known) -> PlannedRow:
        base = self.bases.said.get(known.id)
        said, found = self._stated(draft, known.value["code"], base)
        stated = dict(said)
        if found:
            row = replace(row, problems=(*row.problems, *found))
        code = stated.get("code")
        if code is not None and (code.casefold() == known.value["code"].casefold() or known.was_called(code)):
            del stated["code"]  # another letter case is no other code, and what was merged is called as what it became
        elif code is not None and base is not None and base.values.get("code") == code:
            del stated["code"]  # the row was made under this code
        elif code is not None and self.directory.is_taken(code):
            return self._rejected(row, self._problem("not-allowed", row, "code", code))
        if stated.get("iati_identifier") in known.identifiers:
            del stated["iati_identifier"]
        if base is None:
            stated.update(merge_lists(draft, stated, known.value))
            row = replace(row, said=word_of(draft, stated))
        else:
            merged = reconcile(draft, stated, base, known.value)
            row = replace(self._decided(row, merged), said=word_of(draft, merged.said))
            stated = merged.stated
        value, row = self._valid(known.value, stated, row)
        if row.outcome is Outcome.REJECTED:
            return row
        changes = diff(known.value, value, [name for name in FIELDS if name in stated or name == "budget_currency"])
        if row.asked:
            return self._clashing(row, changes)
        if not changes:
            return replace(row, outcome=Outcome.UNCHANGED, values={})
        if known.value["archived"]:
            return self._rejected(row, self._problem("archived-project", row, "code", known.value["code"]))
        if self.mode is Mode.ADD:
            return replace(row, reason="The project is there already, and this import only adds.")
        return replace(row, outcome=Outcome.UPDATE, edits=changes, values={name: value[name] for name in changes})

    def _decided(self, row: PlannedRow, merged: Merged) -> PlannedRow:
        """The row with its clashes; those that are decided already are put among the stated values."""
        sides = {}
        for clash in merged.clashes:
            side = self.decisions.side(row.row, clash.field)
            merged.stated.update(clash.take if side == THEIRS else clash.keep)
            sides.update({clash.field: side} if side else {})
        asked = frozenset(clash.field for clash in merged.clashes if clash.field not in sides)
        found = row.problems
        if self.bases.source is not None:
            found += tuple(
                self._problem("repeated-by-source", row, name, "", source=self.bases.source) for name in merged.repeated
            )
        return replace(row, clashes=merged.clashes, asked=asked, sides=sides, problems=found)

    def _clashing(self, row: PlannedRow, changes: Changes) -> PlannedRow:
        """The row waits for a person, who sees what would come in besides."""
        found = tuple(self._problem("conflict", row, clash.field, _clash_words(clash))
                      for clash in row.clashes if clash.field in row.asked)  # fmt: skip
        reason = " ".join(wrong.message for wrong in found)
        problems = (*row.problems, *found)
        return replace(row, outcome=Outcome.CONFLICT, edits=changes, values={}, problems=problems, reason=reason)

    def _stated(self, draft: Draft, code: str, base: Said | None = None) -> tuple[Mapping[str, Any], list[Problem]]:
        """The stated values with programme and predecessor as codes; unknown ones are left out and named."""
        if _OF_OTHERS.isdisjoint(draft.values):
            return draft.values, []
        stated: dict[str, Any] = dict(draft.values)
        found: list[Problem] = []
        stated.pop("source_id", None)  # it says whose row this is, and nothing of the project
        for name in KIN_FIELDS:
            text = stated.get(name)
            if not text:
                continue
            self.kin_named.add(name)
            if base is not None and text == base.values.get(name):
                continue  # what the file said before is no news, though the project was renamed since
            kin, several = self._kin(text)
            at = PlannedRow(draft.row, Outcome.SKIPPED, code, None, Match("new", ""))
            if several > 1:
                found.append(self._problem("several-kin", at, name, text, count=several))
                del stated[name]
            elif kin is None or kin == code:
                found.append(self._problem("own-parent" if kin else "unknown-project", at, name, text))
                del stated[name]
            else:
                stated[name] = kin
        identifier = stated.get("iati_identifier")
        if identifier and (owner := self._owner(identifier, draft.row, code)):
            at = PlannedRow(draft.row, Outcome.SKIPPED, code, None, Match("new", ""))
            found.append(self._problem("identifier-taken", at, "iati_identifier", identifier, other=owner))
            del stated["iati_identifier"]
        return stated, found

    def _kin(self, text: str) -> tuple[str | None, int]:
        """The code of the one project that a cell names, and how many it names where these are several."""
        line = " ".join(text.split())
        if kin := self.names.find(line):
            return kin, 1
        parts = list(dict.fromkeys(separate(text)))
        if len(parts) > 1:
            return None, len(parts)
        # A comma may stand inside a title: it separates only where each part is a project.
        codes = [self.names.find(part) for part in at_commas(line)]
        if len(codes) > 1 and None not in codes:
            return (codes[0], 1) if len(set(codes)) == 1 else (None, len(set(codes)))
        return (self.names.find(parts[0]) if parts[0] != line else None), 1

    def _owner(self, identifier: str, row: int, code: str) -> str:
        """Whose an IATI identifier is, in words, where it is not this row's; the first row that states one has it."""
        known = self.directory.find_identifier(identifier)
        if known is not None and known.value["code"] != code:
            return f"the project {known.value['code']}"
        if identifier in self.directory.hidden_identifiers:
            return "another project"
        first = self.identifiers.setdefault(identifier, row)
        return f"row {first}" if first != row else ""

    def _valid(
        self, current: Mapping[str, Any], stated: Mapping[str, Any], row: PlannedRow
    ) -> tuple[dict[str, Any], PlannedRow]:
        """`current` with the stated values, without stated dates that do not fit; rejected where it cannot be kept."""
        for _ in range(3):
            value = assembled(current, stated) if current else completed(stated)
            value["organisations"] = _each_once(value["organisations"])
            wrong = problems(value, links=bool(current))
            if not wrong:
                return value, row
            late = [one for one in wrong if one.field.endswith("_end") and "before it starts" in one.sentence]
            if len(late) != len(wrong):
                break
            for one in late:
                # The stored end and a new start may not fit either: what the row states stays out, not what is kept.
                blamed = one.field if one.field in stated else one.field.replace("_end", "_start")
                start, end = (
                    PartialDate.parse(value[name]).in_words()
                    for name in (one.field.replace("_end", "_start"), one.field)
                )
                found = self._problem("end-before-start", row, blamed, end, start=start)
                row = replace(row, problems=(*row.problems, found))
                stated = {name: said for name, said in stated.items() if name != blamed}
        why = "; ".join(one.sentence.rstrip(".") for one in wrong)
        return value, self._rejected(row, self._problem("invalid-value", row, wrong[0].field, "", why=why))

    def _once(self, row: PlannedRow) -> PlannedRow:
        """A project is written by one row of a file; a second one says the same, or is rejected with both named."""
        if row.outcome not in (Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED):
            return row
        # Lists hold codes that differ by letter case alone and mean two projects; the same title as well means one.
        key: object = row.project_id
        if row.project_id is not None:
            first = self.first.setdefault(key, row)
        else:
            key, code = row.code, row.code or ""
            named = code.casefold(), fold(row.title or "")
            first = self.first.get(key) or self.first.get(named) or row
            self.first[key] = self.first[named] = first
        if first is row or row.outcome is Outcome.UNCHANGED:
            return row
        if _but_code(first.changes) == _but_code(row.changes):
            same = f"Row {first.row} says the same."
            return replace(row, outcome=Outcome.UNCHANGED, edits=None, values={}, reason=same)
        if row.match.said:
            kept = f"{row.match.how} The values of row {first.row} stand, which is the same project."
            return replace(row, outcome=Outcome.UNCHANGED, edits=None, values={}, reason=kept)
        wrong = self._problem("same-project-twice", row, "code", row.code or "", other=first.row)
        row = replace(row, problems=(*row.problems, wrong))
        # Where only its title or likeness brought the row here, it may be another project.
        return self._twins(row, first.row, wrong.message, row.match.how.rstrip(".").lower(),
                           may_differ=row.row not in self.coded)  # fmt: skip

    def _without_lost_kin(self, rows: list[PlannedRow]) -> list[PlannedRow]:
        """Leave out programmes and predecessors that do not come in after all, or that would stand in a circle."""
        writing = (Outcome.CREATE, Outcome.UPDATE)
        coming = {row.code for row in rows if row.outcome is Outcome.CREATE}
        named = {row.code: row.row for row in rows if row.code}
        renamed = {row.values["code"] for row in rows if row.outcome is Outcome.UPDATE and "code" in row.values}
        for name in KIN_FIELDS:
            if name not in self.kin_named:
                continue
            lost = {
                row.row: ("kin-left-out" if kin in named else "unknown-project", named.get(kin, 0))
                for row in rows
                if row.outcome in writing
                and (kin := row.values.get(name))
                and kin not in coming | renamed
                and self.directory.find_code(kin) is None
            }
            changed = {
                row.code: row.values[name]
                for row in rows
                if row.outcome in writing and row.code and name in row.changes and row.row not in lost
            }
            circles = codes_in_circles(self.directory, name, changed)
            lost.update({row.row: ("parent-circle", 0) for row in rows if row.code in circles and name in row.changes})
            if lost:
                rows = [self._without(row, name, *lost[row.row]) if row.row in lost else row for row in rows]
        return rows

    def _without(self, row: PlannedRow, name: str, code: str, other: int) -> PlannedRow:
        found = self._problem(code, row, name, row.values[name], other=other)
        row = replace(row, problems=(*row.problems, found))
        if row.edits is None:
            return replace(row, values={**row.values, name: None})
        edits, values = dict(row.edits), dict(row.values)
        del edits[name], values[name]
        return replace(row, edits=edits, values=values, outcome=row.outcome if edits else Outcome.UNCHANGED)


def _each_once(links: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Organisations without a second spelling of one name in one role."""
    if len({link["role"] for link in links}) == len(links):
        return links  # one for each role, as most lists have it
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for link in links:
        seen.setdefault((link["role"], fold(link["name"])), link)
    return links if len(seen) == len(links) else sorted(seen.values(), key=link_key)


def _clash_words(clash: Clash) -> str:
    """What the file says, where that is one text."""
    return clash.theirs if isinstance(clash.theirs, str) else ""


def _but_code(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: pair for name, pair in changes.items() if name != "code"}


def _says_no_more(values: Mapping[str, Any], first: Mapping[str, Any]) -> bool:
    """Whether a row states nothing that an earlier one does not; the made-up code left aside."""
    return all(
        said == first.get(name) or said in (None, [], "")
        for name, said in values.items()
        if name != "code" and (name not in LIST_FIELDS or said)
    )
