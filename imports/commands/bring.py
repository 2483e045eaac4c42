"""`portfolio import`: what a file would do, row by row; with --apply it is done.

Status 0: done. 1: nothing was done, because rows were rejected and the rule is all or nothing, or because the same file
was applied before. 2: wrong use, or a file that cannot be read (raised as one sentence).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from imports.again import choices_again
from imports.at_once import Imported, import_bytes
from imports.batches import get_batch_for
from imports.commands.words import OUTCOMES, counts_in_words, short
from imports.decisions import skipped_by_kind
from imports.files import Sibling, file_content
from imports.kinds import KINDS, kind_named
from imports.merge import ConflictRule
from imports.outcomes import Mode, Outcome, Policy
from imports.read import Limits, Unreadable
from imports.read.refusals import refusal
from imports.read.sheets import letters
from imports.returned import of_preview
from imports.steps import limits_of
from portfolio.config import Settings
from portfolio.core.changes import Changes
from portfolio.core.people import COMMAND_LINE
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.words import Names, describe
from portfolio.models.lookup import reference_names

#: Rows printed one by one; --json has them all.
SHOWN = 200
#: Imports of the same file that are named; --json has them all.
SHOWN_EARLIER = 3
#: What --delimiter takes -> the delimiter.
_DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}


@click.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--again", type=click.IntRange(1), metavar="BATCH",
              help="Instead of FILE: the file that this import kept, as a new import.")  # fmt: skip
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the rows are; without it the headings say it.")
@click.option("--sheet", "sheets", multiple=True, metavar="NAME",
              help="The sheet to take; several are read as one table, * takes all with the same headings.")  # fmt: skip
@click.option("--header-row", type=click.IntRange(1), metavar="N",
              help="The row of the headings, as the file numbers it.")  # fmt: skip
@click.option("--take", multiple=True, metavar="ROW",
              help="Read a row that would be left out: its number, or a kind such as total; repeatable.")  # fmt: skip
@click.option("--encoding", help="Encoding of a text file, such as windows-1252; without it the content decides.")
@click.option("--delimiter", type=click.Choice(list(_DELIMITERS)), help="What separates the columns of a text file.")
@click.option("--turned/--not-turned", default=None,
              help="Whether the headings stand in a column, as in forms; without it the content decides.")  # fmt: skip
@click.option("--mode", type=click.Choice([mode.value for mode in Mode]), default=Mode.BOTH.value, show_default=True,
              help="What the import may do.")  # fmt: skip
@click.option("--rows", type=click.Choice([policy.value for policy in Policy]), default=Policy.ALL_OR_NOTHING.value,
              show_default=True, help="What happens when rows cannot come in.")  # fmt: skip
@click.option("--answer", "answers", multiple=True, metavar="KEY=VALUE",
              help="Answer to a question of the plan, such as currency=EUR; may be given several times.")  # fmt: skip
@click.option("--conflicts", type=click.Choice([rule.value for rule in ConflictRule]), default=ConflictRule.ASK.value,
              show_default=True, help="Who wins where a field was changed here and in the file.")  # fmt: skip
@click.option("--source", help="Whose list it is; without it, its headings and the file's name tell.")
@click.option("--leave", multiple=True, metavar="ROW",
              help="Leave this row of the file out, of several sheets like 2024!9; repeatable.")  # fmt: skip
@click.option("--marked", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.xlsx",
              help="Write the file's workbook there, its problems marked and listed.")  # fmt: skip
@click.option("--failed", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.xlsx",
              help="Write the rows that are rejected or asked about there, to be corrected.")  # fmt: skip
@click.option("--anyway", is_flag=True, help="Apply a file whose very bytes were applied before.")
@click.option("--apply/--dry-run", "apply", default=False, help="Carry it out; without --apply nothing is changed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def import_command(
    file: Path | None,
    again: int | None,
    encoding: str | None,
    delimiter: str | None,
    answers: tuple[str, ...],
    marked: Path | None,
    failed: Path | None,
    apply: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Say what importing FILE would do, row by row; with --apply, do it."""
    settings = Settings.from_environment()
    for path in (marked, failed):
        _refuse_existing(path)
    try:
        data, name, options = _brought(file, again, limits_of(settings), options)
        found = import_bytes(
            db.session, settings, COMMAND_LINE, data, name, again_of=again,
            answers=_answers(answers), encoding=encoding, delimiter=_DELIMITERS[delimiter] if delimiter else None,
            apply=apply, **options,
        )  # fmt: skip
    except Unreadable as refusal:
        raise Refused(refusal.sentence, refusal.remedy) from None
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    if found.preview.plan is None:
        stop = found.preview.stop
        raise Refused(
            stop.message if stop else "The file has no table that could be read.", stop.remedy if stop else ""
        )
    if not as_json:
        click.echo("\n".join(_lines(found, reference_names(db.session()))))
    for line in _give_back(found, data, limits_of(settings), marked, failed):
        click.echo(line, err=as_json)
    return 1 if found.blocked or found.withheld else 0


def _brought(
    file: Path | None, again: int | None, limits: Limits, options: dict[str, Any]
) -> tuple[bytes, str, dict[str, Any]]:
    """The bytes to import, their file's name, and the options: what an earlier import was told of its file holds."""
    if (file is None) == (again is None):
        raise Refused("Name a file, or an import whose file is read again.", "Write FILE, or --again BATCH.")
    if again is None:
        assert file is not None
        return _bytes_of(file, limits), file.name, options
    batch = get_batch_for(db.session, COMMAND_LINE, again)
    before = choices_again(batch)
    told = {"kind": options["kind"] or before.kind or None, "source": options["source"] or before.source}
    # Whoever asks for a file again by its import knows that it was imported.
    return file_content(db.session, batch), batch.file_name, {**options, **told, "anyway": True}


def _refuse_existing(path: Path | None) -> None:
    if path is not None and path.exists():
        raise Refused(f"{path} is there already.", "Choose another name; nothing is written over.")


def _give_back(found: Imported, data: bytes, limits: Limits, marked: Path | None, failed: Path | None) -> Iterator[str]:
    """Write the workbooks that were asked for, and say where they are."""
    back = of_preview(data, found.workbook.format, found.workbook.sheets, found.preview)
    if marked is not None:
        marked.write_bytes(back.marked(limits))
        yield f"The workbook with its problems marked is in {marked}."
    if failed is not None and found.counts["rejected"] + found.counts["conflict"]:
        failed.write_bytes(back.failed())
        yield f"The rows to correct are in {failed}."
    elif failed is not None:
        yield f"No row has to be corrected, so {failed} is not written."


def _bytes_of(file: Path, limits: Limits) -> bytes:
    size = file.stat().st_size
    if size > limits.upload_bytes:  # told before a file of any size is taken into memory
        raise refusal("too_large", size=size, limit=limits.upload_bytes)
    return file.read_bytes()


def _answers(given: tuple[str, ...]) -> dict[str, str]:
    answers = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise Refused(f"“{text[:60]}” is not an answer.", "Write it like currency=EUR.")
        answers[key.strip()] = value.strip()
    return answers


def _lines(found: Imported, called: Names) -> list[str]:
    """The plan or the receipt for a terminal; `called` are the names of places and objectives."""
    plan, table = found.preview.plan, found.preview.table
    assert plan is not None
    assert table is not None
    lines = [f"The same file was applied before: {_earlier(one)}" for one in found.earlier[:SHOWN_EARLIER]]
    names = ", ".join(f"“{name}”" for name in found.preview.sheet_names)
    stack = table.stack
    sheets = f"sheet {names}" if stack is None or len(stack.parts) == 1 else f"sheets {names} as one table"
    headings = f"in column {letters(table.header_row - 1)}" if stack and stack.is_form else f"on row {table.header_row}"
    lines.append(f"{found.workbook.file_name}, {sheets}, headings {headings}")
    lines += [f"Reading: {note.sentence}" for note in found.workbook.notes]
    if found.preview.mapping:
        lines.append("Columns:")
        for match in found.preview.mapping.columns:
            to = match.field if match.taken else "not imported"
            name = found.preview.column_name(match.column)
            lines.append(f"  {name:>3}  {short(match.heading, 34):34}  {to:16}  {match.reason}")
    order = list(Outcome)
    rows = sorted(plan.rows, key=lambda row: (order.index(row.outcome), row.row))
    rows = [row for row in rows if row.outcome is not Outcome.UNCHANGED]
    if rows:
        lines.append("Rows:")
    for row in rows[:SHOWN]:
        code, title = short(row.code or "", 24), short(row.title or "", 60)
        lines.append(f"  {row.row:>6}  {OUTCOMES[row.outcome]:9}  {code:24}  {title}")
        if row.outcome in (Outcome.SKIPPED, Outcome.CONFLICT):
            lines.append(f"          {short(row.reason, 150)}")
            lines += [f"          near: {one.code}, {short(one.title, 60)} ({one.why}; {one.score:.0f} of 100)"
                      for one in row.match.candidates]  # fmt: skip
        if row.outcome is Outcome.UPDATE:
            lines += [f"          {text}" for text in _changed(found.kind, row.changes, called)]
        for wrong in row.problems:
            lines.append(f"          {wrong.place or f'row {row.row}'}: {short(wrong.message, 150)} {wrong.remedy}")
    if len(rows) > SHOWN:
        lines.append(f"  … and {len(rows) - SHOWN} rows more; --json lists them all.")
    lines += _left_out(found)
    lines += [f"Note: {one.message} {one.remedy}" for one in found.preview.notes]
    lines += [f"Question ({one.key}): {one.sentence} {one.hint}".rstrip() for one in found.preview.questions]
    return lines + _ending(found)


def _earlier(one: Sibling) -> str:
    """An import of the same bytes in words."""
    assert one.applied_at is not None
    counts = counts_in_words(one.counts)
    sheet = f", sheet “{one.sheet}”" if one.sheet else ""
    return f"import {one.id}, {one.applied_at:%Y-%m-%d %H:%M} UTC, {one.applied_by}{sheet}: {counts or 'no rows'}."


def _left_out(found: Imported) -> list[str]:
    """Rows that are no projects, kind by kind, so that a long list of one does not hide the others."""
    lines = []
    for group in skipped_by_kind(found.preview.skipped):
        for one in group.rows:
            text = f" “{short(one.text, 60)}”" if one.text else ""
            lines.append(f"  row {one.row} is left out ({group.kind}):{text} {one.reason}")
        if group.count > len(group.rows):
            lines.append(f"  … and {group.count - len(group.rows)} more ({group.kind}); --json lists them all.")
    return lines


def _changed(kind: str, changes: Changes, called: Names) -> list[str]:
    labels, lines = kind_named(kind).labels, []
    for change in describe("project" if kind == "projects" else kind, changes, called):
        before, after = "; ".join(change.before) or "(empty)", "; ".join(change.after) or "(empty)"
        lines.append(f"{labels.get(change.field, change.field)}: {short(before, 60)} -> {short(after, 60)}")
    return lines


def _ending(found: Imported) -> list[str]:
    counts = found.counts
    lines = [str(found.receipt["sentence"]) if found.applied else found.preview.sentence]
    if counts["conflict"]:
        lines.append(
            "Rows that are asked about wait: they do not come in until a person answers on the web page, or by"
        )
        lines.append("--answer row:9=new, =leave-out, =CODE of its project, =same:2 or =over:2 for that of row 2.")
        if found.preview.plan and any(row.asked for row in found.preview.plan.rows):
            lines.append("Fields changed here and in the file: --conflicts ours or theirs decides them all one way.")
    if found.preview.plan and found.preview.plan.decided:
        lines.append(f"Rows that stay as they are by your answers, which are kept: {found.preview.plan.decided}.")
    if found.withheld:
        lines.append(f"Nothing was imported: import {found.withheld} applied the same file; --anyway applies it again.")
    elif found.applied:
        lines.append(f"This is import {found.batch_id}; `portfolio undo {found.batch_id}` takes it back.")
    elif found.blocked:
        lines.append("Nothing was imported: rows are rejected, and the rule is all or nothing (see --rows good).")
    else:
        lines.append("Nothing was changed; --apply carries it out.")
    return lines
