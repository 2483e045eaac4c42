"""The pure stages for keyed records in one call: sheets and choices -> table, mapping, drafts and plan."""

from __future__ import annotations

from collections.abc import Sequence

from imports.mapping.records import choose_records, propose_records
from imports.normalise.records import read_records
from imports.preview import SAMPLES_JUDGED, Choices, Preview, without_collector
from imports.problems import Problem, problem
from imports.read.sheets import Sheet
from imports.records.plan import plan_records
from imports.records.shelf import Shelf
from imports.table import find_table
from imports.table.sections import with_beside


def build_records_preview(sheets: Sequence[Sheet], choices: Choices, shelf: Shelf, file_name: str) -> Preview:
    """Run the stages over the sheets of a file; `file_name` is the source of records that name none."""
    with without_collector():
        return _build(sheets, choices, shelf, file_name)


def _build(sheets: Sequence[Sheet], choices: Choices, shelf: Shelf, file_name: str) -> Preview:
    registry = shelf.registry
    table = find_table(sheets, choices.wishes, registry.headings, layouts=shelf.layouts)
    if isinstance(table, Problem) and table.code == "no-cells":
        return Preview(None, None, None, stop=table)
    if isinstance(table, Problem):
        stop = problem("no-record-table", sheet=table.sheet, row=table.row, words={"many": registry.noun[1]})
        return Preview(None, None, None, stop=stop)
    mapping = propose_records(table.headings, table.samples(SAMPLES_JUDGED), registry, shelf.memory, table.signature)
    mapping = with_beside(mapping, table, shelf.memory, lambda name: registry.by_name[name].multiple)
    known = {match.column for match in mapping.columns}
    mapping = choose_records(
        mapping,
        {
            column: name
            for column, name in choices.columns.items()
            if column in known and (name is None or name in registry.by_name)
        },
        registry,
    )
    if not mapping.has_identity:
        lost = mapping.identity[0] - {match.field for match in mapping.taken}
        labels = " and ".join(f"“{registry.by_name[name].label}”" for name in registry.key if name in lost)
        stop = problem("record-columns", sheet=table.sheet.name, words={"labels": labels})
        return Preview(table, mapping, None, stop=stop, skipped=table.skipped, notes=table.problems)
    drafts = read_records(table, mapping, registry, shelf.vocabulary, choices.answers)
    plan = plan_records(
        drafts.rows,
        registry,
        shelf.records,
        sheet=table.sheet.name,
        columns=drafts.columns,
        file_name=file_name,
        mode=choices.mode,
        policy=choices.policy,
        answers=choices.rows,
    )
    notes = (*table.problems, *drafts.problems)
    return Preview(table, mapping, plan, skipped=table.skipped, notes=notes, questions=drafts.questions)
