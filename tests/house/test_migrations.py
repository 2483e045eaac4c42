"""The migrations lead from nothing to exactly the models, on both databases, and there is one head."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portfolio import migrations
from portfolio.models import Base


def test_there_is_one_migration_head() -> None:
    assert len(migrations.heads()) == 1


def test_a_migrated_database_is_what_the_models_say(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    try:
        assert migrations.current(engine) == migrations.heads()[0]
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
    assert migrations.current(engine) == migrations.heads()[0]
    engine.dispose()


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
