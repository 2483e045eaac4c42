"""Rules that turn an index into needs; a need that a rule made names it with its version."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written out: with the column's own check, SQLite adds it without copying the table.
    op.execute(
        "ALTER TABLE need ADD COLUMN rule TEXT CONSTRAINT ck_need_rule_length CHECK (length(rule) BETWEEN 1 AND 80)"
    )
    op.create_table(
        "need_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("index_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=True),
        sa.Column("high", types.Score(), nullable=True),
        sa.Column("medium", types.Score(), nullable=True),
        sa.Column("low", types.Score(), nullable=True),
        sa.Column("tiers", types.Json(), nullable=False),
        sa.Column("oldest_year", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 60", name=op.f("ck_need_rule_code_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name=op.f("ck_need_rule_title_length")),
        sa.CheckConstraint("length(note) BETWEEN 0 AND 1000", name=op.f("ck_need_rule_note_length")),
        sa.CheckConstraint("oldest_year BETWEEN 1950 AND 2150", name=op.f("ck_need_rule_oldest_year_range")),
        sa.ForeignKeyConstraint(["index_id"], ["country_index.id"], name=op.f("fk_need_rule_index_id")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_need_rule_objective_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_rule")),
        sa.UniqueConstraint("code", name=op.f("uq_need_rule_code")),
        sa.UniqueConstraint("objective_id", name=op.f("uq_need_rule_objective_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("need_rule")
    op.execute("ALTER TABLE need DROP COLUMN rule")
