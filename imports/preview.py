"""The pure stages in one call: sheets, choices and a snapshot -> table, mapping, drafts and plan. Writes nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from imports.directory import Snapshot
from imports.fields import FIELD_BY_NAME
from imports.fields.meanings import meaning
from imports.fields.meanings.tongue import language_of
from imports.kin import PARTS, Outline, settle_parts
from imports.mapping import Mapping as ColumnMapping
from imports.mapping import choose, propose
from imports.merge import NO_BASES, ConflictRule, Decisions, bases_of_export
from imports.normalise import Answers, Question, normalise
from imports.normalise.filldown import ask_for_groups, wanted_columns
from imports.normalise.titles import UNTITLED, ask_for_title, with_title
from imports.outcomes import Mode, Outcome, Plan, Policy, sentence
from imports.plan import build_plan
from imports.problems import Problem, problem, shown
from imports.read.placed import Stack, place_json
from imports.read.sheets import Sheet, letters
from imports.recall import Recollection
from imports.sources import Listing
from imports.table import Skipped, Table, Wishes, find_table
from imports.table.amounts import with_units
from imports.table.continuations import gather
from imports.table.filldown import fill_down, grouping_columns
from imports.table.notes import no_identity
from imports.table.sections import with_beside
from portfolio.core.round_trip import Damaged, Exported, is_marked, unpack
from portfolio.core.text import clean

#: First values of a column that the page shows.
_SAMPLES_SHOWN = 3
SAMPLES_JUDGED = 40
#: Codes of missing projects that the note names; the plan has them all.
_CODES_SAID = 8


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose; everything has a default. `sheet` is an index, rows are the file's, columns count from 0.

    `taken`, `left_out` and `taken_kinds` are those of imports.table, `answers` those of imports.normalise by question
    key, `rows` those of imports.match by row. `kind` is what the rows are, one of imports.kinds; `recognised` that the
    headings said so, and no person. `sides` say by (row, field) which side of a conflict stands, `conflicts` what holds
    for all the others. `source` names whose list it is. `sheets` are read with `sheet` as one table (None: as an
    earlier file was), `every` takes all that have its headings; rows are then those of imports.read.placed.
    """

    sheet: int | None = None
    header_row: int | None = None
    columns: Mapping[int, str | None] = field(default_factory=dict)
    taken: frozenset[int] = frozenset()
    mode: Mode = Mode.BOTH
    policy: Policy = Policy.ALL_OR_NOTHING
    answers: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[int, str] = field(default_factory=dict)
    kind: str = "projects"
    recognised: bool = False
    left_out: frozenset[int] = frozenset()
    taken_kinds: frozenset[str] | None = None
    conflicts: ConflictRule = ConflictRule.ASK
    sides: Mapping[tuple[int, str], str] = field(default_factory=dict)
    source: str | None = None
    sheets: frozenset[int] | None = None
    every: bool = False

    @property
    def wishes(self) -> Wishes:
        """What of it is about the table."""
        return Wishes(self.sheet, self.header_row, self.taken, self.left_out, self.taken_kinds,
                      self.sheets, self.every)  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """The choices as a batch keeps them."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": {str(column): name for column, name in sorted(self.columns.items())},
            "taken": sorted(self.taken),
            "mode": self.mode.value,
            "rows": self.policy.value,
            "answers": dict(self.answers),
            "row_answers": {str(row): answer for row, answer in sorted(self.rows.items())},
            "kind": self.kind,
            "recognised": self.recognised,
            "left_out": sorted(self.left_out),
            "taken_kinds": None if self.taken_kinds is None else sorted(self.taken_kinds),
            "conflicts": self.conflicts.value,
            "sides": [[row, name, side] for (row, name), side in sorted(self.sides.items())],
            "source": self.source,
            "sheets": None if self.sheets is None else sorted(self.sheets),
            "every": self.every,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Choices:
        """The choices that `as_json` made `kept` of."""
        return cls(
            kept["sheet"],
            kept["header_row"],
            {int(column): name for column, name in kept["columns"].items()},
            frozenset(kept["taken"]),
            Mode(kept["mode"]),
            Policy(kept["rows"]),
            dict(kept["answers"]),
            {int(row): answer for row, answer in kept["row_answers"].items()},
            kept.get("kind", "projects"),
            kept.get("recognised", False),
            frozenset(kept.get("left_out", ())),
            None if kept.get("taken_kinds") is None else frozenset(kept["taken_kinds"]),
            ConflictRule(kept.get("conflicts", ConflictRule.ASK.value)),
            {(row, name): side for row, name, side in kept.get("sides", ())},
            kept.get("source"),
            None if kept.get("sheets") is None else frozenset(kept["sheets"]),
            kept.get("every", False),
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. Where it cannot go on, `stop` says why, and `plan` is None.

    `exported` is what the file held when this product made it, where it did; `listing` says whose list it is.
    `parts` is what holds of codes that extend other codes: "yes", "no", or nothing where nobody said.
    `columns` (from 0) are those that state each field. `filled` are columns (folded headings) that name groups and hold
    downwards.
    """

    table: Table | None
    mapping: ColumnMapping | None
    plan: Plan | None
    stop: Problem | None = None
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    exported: Exported | None = None
    listing: Listing | None = None
    columns: Mapping[str, int] = field(default_factory=dict)
    parts: str = ""
    filled: frozenset[str] = frozenset()

    @property
    def sheet_index(self) -> int | None:
        """The index of the sheet that is taken."""
        return self.table.sheet.index if self.table else None

    @property
    def header_row(self) -> int | None:
        """The file's number of the row of headings, of several sheets that of the leading one."""
        return self.table.header_row if self.table else None

    @property
    def stack(self) -> Stack | None:
        """The sheets that are read as one table, where there are several."""
        return self.table.stack if self.table else None

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The names of the sheets that are read."""
        if self.table is None:
            return ()
        return self.stack.names if self.stack is not None else (self.table.sheet.name,)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome; "skipped" counts totals, notes and the like as well."""
        counts = self.plan.counts if self.plan else dict.fromkeys((outcome.value for outcome in Outcome), 0)
        return {**counts, Outcome.SKIPPED.value: counts[Outcome.SKIPPED] + len(self.skipped)}

    @property
    def sentence(self) -> str:
        """The plan in words, or why there is none."""
        if self.plan is None:
            return self.stop.message if self.stop else ""
        return sentence({**self.counts, **self.plan.records}, self.plan.changed_fields, self.plan.noun)

    @property
    def is_certain(self) -> bool:
        """Whether no column needs a person: each is taken or known to be none, and no question is open."""
        if self.mapping is None or self.plan is None or self.questions:
            return False
        return all(match.taken or match.field is None for match in self.mapping.columns)

    def column_name(self, column: int) -> str:
        """What people call a column: its letter, of a form the number of its row, nothing for the sheets' names."""
        if self.table is not None and column == self.table.tabs:
            return ""
        return str(column + 1) if self.stack is not None and self.stack.is_form else letters(column)

    def mapping_json(self) -> list[dict[str, Any]] | None:
        """Every column with its match and first values."""
        if self.table is None or self.mapping is None:
            return None
        samples = self.table.samples(_SAMPLES_SHOWN)
        return [
            {
                **match.as_json(),
                "letter": self.column_name(match.column),
                "samples": [clean(shown(cell), lines=False) for cell in samples.get(match.column, ())],
            }
            for match in self.mapping.columns
        ]

    def origin_json(self) -> dict[str, Any] | None:
        """Where the list comes from: an export of this product, or a source."""
        if self.exported is not None:
            return {"made_at": self.exported.made_at, "made_for": self.exported.made_for}
        if self.listing is None:
            return None
        origin = self.listing.origin
        return {"name": origin.name, "known": origin.id is not None, "others": list(origin.others)}

    def skipped_json(self) -> list[dict[str, Any]]:
        """{row, reason, kind, text}, and sheet of several, of every row that is left out without being wrong.

        `text` is how the row begins.
        """
        rows: list[tuple[int, dict[str, Any]]] = [
            (one.row, {"reason": one.reason, "kind": one.kind, "text": one.text}) for one in self.skipped
        ]
        rows += (
            (row.row, {"reason": row.reason, "kind": "plan", "text": row.title or row.code or ""})
            for row in (self.plan.rows if self.plan else ())
            if row.outcome is Outcome.SKIPPED
        )
        return [{**place_json(row), **said} for row, said in sorted(rows, key=lambda one: one[0])]


@contextmanager
def without_collector() -> Iterator[None]:
    """Let the garbage collector rest: a plan makes hundreds of thousands of objects, none of them in circles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Frozen and thawed, what was made counts as old: the collector need not walk it all when it wakes.
        gc.freeze()
        gc.unfreeze()
        if was_on:
            gc.enable()


def build_preview(sheets: Sequence[Sheet], choices: Choices, snapshot: Snapshot, file_name: str = "") -> Preview:
    """Run table, mapping, normalise, match and plan over the sheets of a file."""
    with without_collector():
        return _build_preview(sheets, choices, snapshot, file_name)


def _build_preview(sheets: Sequence[Sheet], choices: Choices, snapshot: Snapshot, file_name: str) -> Preview:
    sheets, exported, said = _without_round_trip(sheets, snapshot.installation)
    table = find_table(sheets, choices.wishes, layouts=snapshot.layouts)
    alone = None if choices.sheet is not None else _headings_alone(sheets)
    if isinstance(table, Problem):
        return Preview(None, None, None, stop=alone or table)
    vocabulary = snapshot.vocabulary
    mapping = propose(
        table.headings, table.samples(SAMPLES_JUDGED), snapshot.memory, recogniser=vocabulary, tags=table.tags,
        key=table.signature,
    )  # fmt: skip
    mapping = with_beside(mapping, table, snapshot.memory, lambda name: FIELD_BY_NAME[name].multiple)
    known = {match.column for match in mapping.columns}
    mapping = choose(mapping, {
        column: name
        for column, name in choices.columns.items()
        if column in known and (name is None or name in FIELD_BY_NAME)
    })  # fmt: skip
    mapping = with_units(with_title(table, mapping, choices.answers), table)
    if not mapping.has_identity:
        stop = alone or no_identity(table)
        return Preview(table, mapping, None, stop=stop, skipped=table.skipped, notes=table.problems)
    before = snapshot.layouts.get(mapping.signature)
    table = gather(table, mapping)
    groupings, kept_down = grouping_columns(table, mapping), before.filled if before else frozenset()
    filled = wanted_columns(groupings, choices.answers, kept_down)
    table, said_of_groups = fill_down(table, groupings, filled)
    drafts = normalise(
        table, mapping, vocabulary, Answers.from_keys(choices.answers), wishes=table.wishes,
        language=language_of(text for _, text in table.headings),
    )  # fmt: skip
    columns = {match.field: match.column for match in reversed(mapping.taken) if match.field}
    origin, bases, sources = None, NO_BASES, snapshot.sources
    stating = drafts.rows[0].columns if drafts.rows else {}
    if exported is not None:
        bases = bases_of_export(exported)
        origin = sources.made_here() if sources is not None else None
    elif sources is not None:
        origin = sources.origin_of(mapping.signature, file_name, choices.source)
        bases = sources.bases_of(origin)
    parts = settle_parts(
        drafts.rows, snapshot.directory, table.sheet.name, choices.answers.get(PARTS), before.parts if before else "",
        asking=exported is None,  # an export says of each project whether it is a part
        outline=_outline(table, mapping),
    )  # fmt: skip
    plan = build_plan(
        parts.rows,
        snapshot.directory,
        sheet=table.sheet.name,
        columns=columns,
        mode=choices.mode,
        policy=choices.policy,
        answers=choices.rows,
        bases=bases,
        decisions=Decisions(choices.conflicts, choices.sides),
        recollection=snapshot.recall(origin.id) if origin and origin.id and origin.recalls else Recollection(),
    )
    untitled = sum(1 for row in plan.rows if row.problems and any(one.code in UNTITLED for one in row.problems))
    asked = ask_for_title(table, mapping, untitled)
    questions = drafts.questions if asked is None else (asked, *drafts.questions)
    questions = (*ask_for_groups(groupings, choices.answers, kept_down), *questions)
    skipped = tuple(sorted((*table.skipped, *drafts.skipped), key=lambda one: one.row))
    notes = (*said, *table.problems, *said_of_groups, *drafts.problems, *_missing(plan, table.sheet.name))
    listing = Listing(origin, stating) if origin is not None else None
    return Preview(table, mapping, plan, skipped=skipped, notes=notes, exported=exported, listing=listing,
                   columns=stating, questions=(*questions, *parts.questions), parts=parts.said,
                   filled=filled)  # fmt: skip


def _without_round_trip(
    sheets: Sequence[Sheet], installation: str
) -> tuple[list[Sheet], Exported | None, list[Problem]]:
    """The sheets that a person filled in, what the file was made with, and a note where that cannot be told."""
    ours = [sheet for sheet in sheets if is_marked(sheet.value(1, 0))]
    if not ours:
        return list(sheets), None, []
    rest = [sheet for sheet in sheets if sheet not in ours]
    name = ours[0].name
    try:
        exported = unpack([row[0] for row in ours[0].rows])
    except Damaged as damage:
        return rest, None, [problem("round-trip-damaged", sheet=name, words={"why": damage})]
    if exported.installation != installation:
        return rest, None, [problem("round-trip-elsewhere", sheet=name)]
    return rest, exported, []


def _outline(table: Table, mapping: ColumnMapping) -> Outline | None:
    """The column in which the list numbers its parts, where there is one."""
    column = mapping.column_of("outline")
    if column is None:
        return None
    return Outline(column, dict(zip(table.data_rows, table.column(column), strict=True)))


def _missing(plan: Plan, sheet: str) -> list[Problem]:
    codes = [code for code, _ in plan.missing]
    if not codes:
        return []
    more = f" and {len(codes) - _CODES_SAID} more" if len(codes) > _CODES_SAID else ""
    return [problem("rows-missing", sheet=sheet, words={"codes": ", ".join(codes[:_CODES_SAID]) + more})]


def _headings_alone(sheets: Sequence[Sheet]) -> Problem | None:
    """The problem of a sheet that holds headings of projects and nothing under them, as an empty template does."""
    for sheet in sheets:
        filled = list(islice((row for row in sheet.rows if any(cell not in (None, "") for cell in row)), 2))
        if sheet.hidden or len(filled) != 1:
            continue
        fields = {meaning(cell).field for cell in filled[0] if isinstance(cell, str) and cell.strip()} - {None}
        if len(fields) > 1 and fields & {"title", "code"}:
            return replace(
                problem("no-table", sheet=sheet.name),
                message=f"The sheet “{shown(sheet.name)}” has headings and no projects under them.",
                remedy="Fill in a row for each project, save the file, and upload it again.",
            )
    return None
