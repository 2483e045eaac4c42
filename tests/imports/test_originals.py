"""Original files: kept once per content in pieces, given back as they were, never held whole by the server."""

from __future__ import annotations

import os
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask

from imports import background, originals
from imports.files import keep_file
from imports.originals import Original, load_pieces
from imports.preview import Choices
from imports.read import Unreadable
from portfolio import migrations
from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.batch import ImportBatch, ImportPiece
from tests import cast
from tests.imports.books import codes
from tests.imports.views.pages import post, upload
from tests.jobs.desk import LONG, work_off


@pytest.mark.parametrize("size", [1, 999, 1000, 1001, 2500])
def test_a_file_is_its_pieces_and_is_kept_once(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(originals, "PIECE", 1000)
    data = os.urandom(size)
    original = Original.of(BytesIO(data))
    assert (original.size, original.sha256) == (size, sha256(data).hexdigest())
    with sqlite_app.app_context():
        for _ in range(2):
            with write(db.session, COMMAND_LINE, "test"):
                keep_file(db.session, original)
        found = list(load_pieces(db.session(), original.sha256))
        assert [len(piece) for piece in found][:-1] == [1000] * ((size - 1) // 1000)
        assert b"".join(found) == data


def test_a_heavy_file_goes_its_whole_way_in_pieces(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "PIECE", 64)
    monkeypatch.setattr(background, "HELD_AT_MOST", 100)
    bo = cast.sign_in(app, Role.MANAGER)
    assert upload(bo, LONG).headers["Location"] == "/imports/1/progress"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportPiece)) == -(-len(LONG) // 64)
    answer = bo.get("/imports/1/file")
    assert (answer.data, answer.mimetype) == (LONG, "application/octet-stream")
    work_off(app)
    post(bo, "/imports/1/apply")
    with app.app_context():
        assert len(codes()) == 7


@pytest.mark.parametrize(("size", "code"), [(0, "empty"), (2**20 + 1, "too_large")])
def test_an_empty_or_too_large_file_is_refused_before_anything_is_kept(sqlite_app: Flask, size: int, code: str) -> None:
    settings = replace(sqlite_app.config["SETTINGS"], upload_mib=1)
    with sqlite_app.app_context():
        with pytest.raises(Unreadable) as refused:
            background.upload_later(db.session, settings, COMMAND_LINE, BytesIO(b"x" * size), "a.csv", Choices())
        assert refused.value.code == code
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 0


def test_files_of_before_are_cut_into_pieces_and_can_be_joined_again(database_url: str) -> None:
    files = {number * 64: os.urandom(size) for number, size in (("1", 2**20), ("2", 2 * 2**20 + 1), ("3", 5))}
    engine = sa.create_engine(database_url)
    kept = sa.text("INSERT INTO import_file (sha256, size, content, kept_at) VALUES (:digest, :size, :content, :at)")
    pieces = sa.text("SELECT number, content FROM import_piece WHERE sha256 = :digest ORDER BY number")
    migrations.downgrade(engine, "016")
    with engine.begin() as connection:
        for digest, content in files.items():
            values = {"digest": digest, "size": len(content), "content": content, "at": "2026-01-01T00:00:00+00:00"}
            connection.execute(kept, values)
    migrations.upgrade(engine)
    with engine.connect() as connection:
        for digest, content in files.items():
            found = connection.execute(pieces, {"digest": digest}).all()
            assert [number for number, _ in found] == list(range(-(-len(content) // 2**20)))
            assert b"".join(piece for _, piece in found) == content
    migrations.downgrade(engine, "016")
    with engine.connect() as connection:
        assert {digest: bytes(content) for digest, content in connection.execute(
            sa.text("SELECT sha256, content FROM import_file")
        )} == files  # fmt: skip
    engine.dispose()
