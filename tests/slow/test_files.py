"""Files of every format with something wrong in them: each is read or refused in a sentence, and the server lives on.

FUZZ_FILES says how many in all (`make test-slow`: a hundred thousand). A failure is found again from format and seed.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from imports import batches
from imports.read import Limits, Unreadable, Workbook, process, read
from imports.staging import restore_sheet, sheet_facts, stage_rows
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from tests.cast import sign_in
from tests.journeys.desk import batch_of, upload, words
from tests.slow.forked import Reader
from tests.slow.mutants import FORMATS, Mutant, mutant
from tests.slow.test_values import said

pytestmark = pytest.mark.slow
SIZE = int(os.environ.get("FUZZ_FILES", "120")) // len(FORMATS)
#: One of so many is read a second time, and of so many one by the product's own start of the reading process, the
#: others by one process that is used again; one of so many is uploaded.
AGAIN, STARTED, UPLOADED = 7, 40, 20
SMALL = Limits(inflated_bytes=8_000_000, part_bytes=4_000_000, wall_seconds=20, cpu_seconds=10)
#: What ended the reading process depends on the machine's clock and memory, so it need not come out the same again.
DEATHS = ("reader_died", "too_slow", "too_hungry")


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A reading process for many files."""
    one = Reader()
    yield one
    one.close()


def outcome(file: Mutant) -> Workbook | str:
    """What reading gives: a workbook, or the code of a refusal in plain sentences; anything else raises."""
    try:
        return read(file.data, file.name, SMALL)
    except Unreadable as caught:
        refusal = caught
    assert refusal.sentence.endswith((".", "”.")), refusal.sentence
    assert refusal.remedy.endswith("."), refusal.remedy
    return refusal.code


def staged(book: Workbook) -> list[object]:
    """The rows as they are kept, which are read back as what they were."""
    kept = []
    for sheet in book.sheets:
        facts, rows = sheet_facts(sheet), list(stage_rows(sheet))
        again = restore_sheet(facts, rows)
        assert (sheet_facts(again), list(stage_rows(again))) == (facts, rows)
        kept.append((facts, rows))
    return kept


@pytest.mark.parametrize("kind", FORMATS)
def test_a_changed_file_is_read_or_refused_in_sentences_and_alike_each_time(
    monkeypatch: pytest.MonkeyPatch, reader: Reader, kind: str
) -> None:
    counts: Counter[str] = Counter()
    started = process.converse
    for seed in range(SIZE):
        file = mutant(kind, seed)
        monkeypatch.setattr(process, "converse", reader.converse)
        found = outcome(file)
        if seed % STARTED == 0:
            monkeypatch.setattr(process, "converse", started)
        counts["read" if isinstance(found, Workbook) else found] += 1
        if (seed % AGAIN == 0 or seed % STARTED == 0) and found not in DEATHS:
            again = outcome(file)
            if isinstance(found, Workbook):
                assert isinstance(again, Workbook), f"{kind} {seed}: {again}"
                assert staged(found) == staged(again), f"{kind} {seed}"
            else:
                assert again == found, f"{kind} {seed}"
    said(f"{kind}: {SIZE} files read; " + ", ".join(f"{number} {code}" for code, number in counts.most_common()))
    assert counts["read"], "no file was read: the changes are too coarse to try anything"
    assert len(counts) > 1 or SIZE < 200, "no file was refused: the changes are too fine"


@pytest.mark.parametrize("kind", FORMATS)
def test_a_changed_file_is_answered_by_a_page_whatever_is_in_it(
    monkeypatch: pytest.MonkeyPatch, reader: Reader, sqlite_app: Flask, kind: str
) -> None:
    monkeypatch.setattr(process, "converse", reader.converse)
    client = sign_in(sqlite_app, Role.MANAGER)
    counts: Counter[int] = Counter()
    for seed in range(0, SIZE, UPLOADED):
        file = mutant(kind, seed)
        answer = upload(client, file.data, file.name)
        counts[answer.status_code] += 1
        assert answer.status_code in (303, 422), f"{kind} {seed}: {answer.status_code}"
        if answer.status_code == 422:
            assert "Traceback" not in words(answer)
            continue
        assert client.get(answer.location).status_code == 200, f"{kind} {seed}"
        _give_up(sqlite_app, batch_of(answer))
    said(f"{kind}: {sum(counts.values())} files uploaded; {counts[303]} previews, {counts[422]} refusals")
    _still_open(sqlite_app, client)


def _give_up(app: Flask, batch_id: int) -> None:
    with app.app_context(), write(db.session, COMMAND_LINE, "given up"):
        batches.cancel_batch(db.session, batches.get_batch_for(db.session, COMMAND_LINE, batch_id))


def _still_open(app: Flask, client: FlaskClient) -> None:
    """The next good file comes in."""
    _give_up(app, batch_of(upload(client, b"Code,Title\nG-1,Good\n", "good.csv")))
