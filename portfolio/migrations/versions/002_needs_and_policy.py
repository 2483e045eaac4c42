"""Needs of countries, indices with their values, dialogues; instruments with kind, status, place and objectives."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "country_index",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("higher_is_better", types.Flag(), nullable=False),
        sa.Column("tiers", types.Json(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 60", name=op.f("ck_country_index_code_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name=op.f("ck_country_index_title_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country_index")),
        sa.UniqueConstraint("code", name=op.f("uq_country_index_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "country_index_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("index_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("score", types.Score(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(tier) BETWEEN 1 AND 60", name=op.f("ck_country_index_value_tier_length")),
        sa.CheckConstraint("score IS NOT NULL OR tier IS NOT NULL", name=op.f("ck_country_index_value_score_or_tier")),
        sa.CheckConstraint("year BETWEEN 1950 AND 2150", name=op.f("ck_country_index_value_year_range")),
        sa.ForeignKeyConstraint(["index_id"], ["country_index.id"], name=op.f("fk_country_index_value_index_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_country_index_value_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country_index_value")),
        sa.UniqueConstraint("index_id", "place_id", "year", name=op.f("uq_country_index_value_index_id_place_id_year")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_country_index_value_place_id"), "country_index_value", ["place_id"], unique=False)
    op.create_table(
        "dialogue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("starts_on", types.Day(), nullable=True),
        sa.Column("starts_on_precision", sa.Text(), nullable=True),
        sa.Column("ends_on", types.Day(), nullable=True),
        sa.Column("ends_on_precision", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("archived", types.Flag(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on_precision IN ('day', 'month', 'year')", name=op.f("ck_dialogue_ends_on_precision_known")
        ),
        sa.CheckConstraint(
            "starts_on_precision IN ('day', 'month', 'year')", name=op.f("ck_dialogue_starts_on_precision_known")
        ),
        sa.CheckConstraint("status IN ('planned', 'held')", name=op.f("ck_dialogue_status_known")),
        sa.CheckConstraint(
            "(ends_on IS NULL) = (ends_on_precision IS NULL)", name=op.f("ck_dialogue_ends_on_has_precision")
        ),
        sa.CheckConstraint(
            "(starts_on IS NULL) = (starts_on_precision IS NULL)", name=op.f("ck_dialogue_starts_on_has_precision")
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_dialogue_ends_after_start")),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 80", name=op.f("ck_dialogue_code_length")),
        sa.CheckConstraint("length(note) BETWEEN 0 AND 4000", name=op.f("ck_dialogue_note_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 400", name=op.f("ck_dialogue_title_length")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_dialogue_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue")),
        sa.UniqueConstraint("code", name=op.f("uq_dialogue_code")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_dialogue_place_id"), "dialogue", ["place_id"], unique=False)
    # A check cannot be added to a table of SQLite, so the instruments move through a table of the same rows.
    op.execute("CREATE TABLE instrument_kept AS SELECT id, identifier, title, dated_on, url, shipped FROM instrument")
    op.drop_table("instrument")
    op.create_table(
        "instrument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("dated_on", types.Day(), nullable=True),
        sa.Column("dated_on_precision", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("archived", types.Flag(), nullable=False),
        sa.Column("shipped", types.Json(), nullable=True),
        sa.Column("shipped_objectives", types.Json(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "dated_on_precision IN ('day', 'month', 'year')", name=op.f("ck_instrument_dated_on_precision_known")
        ),
        sa.CheckConstraint(
            "kind IN ('convention', 'regulation', 'directive', 'decision', 'recommendation', 'strategy', "
            "'conclusions', 'guidelines', 'agreement', 'other')",
            name=op.f("ck_instrument_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'adopted', 'in-force', 'repealed')", name=op.f("ck_instrument_status_known")
        ),
        sa.CheckConstraint(
            "(dated_on IS NULL) = (dated_on_precision IS NULL)", name=op.f("ck_instrument_dated_on_has_precision")
        ),
        sa.CheckConstraint("length(identifier) BETWEEN 1 AND 120", name=op.f("ck_instrument_identifier_length")),
        sa.CheckConstraint("length(note) BETWEEN 0 AND 4000", name=op.f("ck_instrument_note_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 400", name=op.f("ck_instrument_title_length")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_instrument_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sa.UniqueConstraint("identifier", name=op.f("uq_instrument_identifier")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_instrument_place_id"), "instrument", ["place_id"], unique=False)
    op.execute(
        "INSERT INTO instrument (id, identifier, title, dated_on, dated_on_precision, url, shipped, archived, version) "
        "SELECT id, identifier, title, dated_on, CASE WHEN dated_on IS NULL THEN NULL ELSE 'day' END, url, shipped, "
        "1 = 0, 1 FROM instrument_kept"
    )
    op.execute("DROP TABLE instrument_kept")
    _advance_ids()
    op.create_table(
        "dialogue_objective",
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_dialogue_objective_dialogue_id")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_dialogue_objective_objective_id")),
        sa.PrimaryKeyConstraint("dialogue_id", "objective_id", name=op.f("pk_dialogue_objective")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_dialogue_objective_objective_id"), "dialogue_objective", ["objective_id"], unique=False)
    op.create_table(
        "instrument_objective",
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_instrument_objective_instrument_id")
        ),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_instrument_objective_objective_id")),
        sa.PrimaryKeyConstraint("instrument_id", "objective_id", name=op.f("pk_instrument_objective")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_instrument_objective_objective_id"), "instrument_objective", ["objective_id"], unique=False
    )
    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("origin IN ('entered', 'rule', 'import')", name=op.f("ck_need_origin_known")),
        sa.CheckConstraint("length(note) BETWEEN 0 AND 1000", name=op.f("ck_need_note_length")),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name=op.f("ck_need_level_range")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_need_objective_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_need_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("objective_id", "place_id", name=op.f("uq_need_objective_id_place_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_need_place_id"), "need", ["place_id"], unique=False)
    op.create_index(
        "uq_need_place_id_for_all",
        "need",
        ["place_id"],
        unique=True,
        sqlite_where=sa.text("objective_id IS NULL"),
        postgresql_where=sa.text("objective_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_need_place_id_for_all",
        table_name="need",
        sqlite_where=sa.text("objective_id IS NULL"),
        postgresql_where=sa.text("objective_id IS NULL"),
    )
    op.drop_index(op.f("ix_need_place_id"), table_name="need")
    op.drop_table("need")
    op.drop_index(op.f("ix_instrument_objective_objective_id"), table_name="instrument_objective")
    op.drop_table("instrument_objective")
    op.drop_index(op.f("ix_dialogue_objective_objective_id"), table_name="dialogue_objective")
    op.drop_table("dialogue_objective")
    op.drop_index(op.f("ix_instrument_place_id"), table_name="instrument")
    op.execute("CREATE TABLE instrument_kept AS SELECT id, identifier, title, dated_on, url, shipped FROM instrument")
    op.drop_table("instrument")
    op.create_table(
        "instrument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("dated_on", types.Day(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("shipped", types.Json(), nullable=True),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 400", name=op.f("ck_instrument_title_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sa.UniqueConstraint("identifier", name=op.f("uq_instrument_identifier")),
        sqlite_strict=True,
    )
    op.execute(
        "INSERT INTO instrument (id, identifier, title, dated_on, url, shipped) "
        "SELECT id, identifier, title, dated_on, url, shipped FROM instrument_kept"
    )
    op.execute("DROP TABLE instrument_kept")
    _advance_ids()
    op.drop_index(op.f("ix_dialogue_place_id"), table_name="dialogue")
    op.drop_table("dialogue")
    op.drop_index(op.f("ix_country_index_value_place_id"), table_name="country_index_value")
    op.drop_table("country_index_value")
    op.drop_table("country_index")


def _advance_ids() -> None:
    """Rows that were copied with their ids left PostgreSQL's counter at its start."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('instrument', 'id'), "
            "(SELECT COALESCE(max(id), 0) + 1 FROM instrument), FALSE)"
        )
