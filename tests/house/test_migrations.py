"""The migrations lead from nothing to exactly the models, on both databases, and there is one head."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portfolio import migrations
from portfolio.models import Base


def test_there_is_one_migration_head() -> None:
    heads = ScriptDirectory.from_config(migrations.alembic_config()).get_heads()
    assert heads == [migrations.newest()]


def test_a_migrated_database_is_what_the_models_say(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    try:
        assert migrations.current(engine) == migrations.newest()
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
    finally:
        engine.dispose()


def test_migrations_can_be_taken_back_and_done_again(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    migrations.downgrade(engine, "base")
    assert migrations.current(engine) is None
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(engine)
    assert migrations.current(engine) == migrations.newest()
    engine.dispose()


def test_what_was_learnt_of_rows_comes_to_the_sources_of_its_headings(database_url: str) -> None:
    """Of two sources with the same headings each knows it; headings that no source has get one; and back again."""
    engine = sa.create_engine(database_url)
    migrations.downgrade(engine, "013")
    moment = "2026-01-02 00:00:00+00:00" if engine.dialect.name == "postgresql" else "2026-01-02T00:00:00.000000Z"
    with engine.begin() as connection:
        for number, name in ((1, "one"), (2, "two")):
            connection.execute(
                sa.text("INSERT INTO source (id, name, folded, created_at) VALUES (:id, :name, :name, :at)"),
                {"id": number + 1000, "name": name, "at": moment},
            )
            connection.execute(
                sa.text("INSERT INTO source_mark (signature, stem, source_id) VALUES ('shared', :stem, :id)"),
                {"stem": name, "id": number + 1000},
            )
        for number, source in ((1, "shared"), (2, "nobody's")):
            connection.execute(
                sa.text("INSERT INTO recognition (id, source, row_key, project_id, same, said, taught_by, taught_at)"
                        " VALUES (:id, :source, 'id:7', 3, :yes, :yes, 'bo', :at)"),
                {"id": number, "source": source, "yes": _yes(engine), "at": moment},
            )  # fmt: skip
    migrations.upgrade(engine)
    query = sa.text(
        "SELECT source.name, recognition.row_key, recognition.taught_by, source.named_by FROM recognition"
        " JOIN source ON source.id = recognition.source_id ORDER BY source.name"
    )
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(query)] == [
            ("Lists with the headings nobody's", "id:7", "bo", "bo"),
            ("one", "id:7", "bo", None),
            ("two", "id:7", "bo", None),
        ]
    migrations.downgrade(engine, "013")
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT source FROM recognition ORDER BY source")).scalars().all()
        assert found == ["nobody's", "shared"]
    engine.dispose()


def _yes(engine: sa.Engine) -> object:
    return True if engine.dialect.name == "postgresql" else 1


def test_the_change_log_cannot_be_rewritten(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    for statement in ("UPDATE change_log SET reason = 'x' WHERE position = 1", "DELETE FROM change_log"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.text(statement))
    engine.dispose()


def test_a_failing_migration_leaves_nothing_half_done(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/half.sqlite")

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr("alembic.op.execute", fail)
    with pytest.raises(RuntimeError, match="stops here"):
        migrations.upgrade(engine)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
