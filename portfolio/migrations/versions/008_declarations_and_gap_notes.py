"""Declarations that an objective does not apply at a place, and notes on gaps."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("declared_on", types.Day(), nullable=False),
        sa.Column("expires_on", types.Day(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(note) BETWEEN 1 AND 2000", name=op.f("ck_declaration_note_length")),
        sa.CheckConstraint("expires_on >= declared_on", name=op.f("ck_declaration_expires_after_declared")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_declaration_objective_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_declaration_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("objective_id", "place_id", name=op.f("uq_declaration_objective_id_place_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_declaration_place_id"), "declaration", ["place_id"], unique=False)
    op.create_table(
        "gap_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('watching', 'programming', 'accepted')", name=op.f("ck_gap_note_status_known")),
        sa.CheckConstraint("length(note) BETWEEN 0 AND 2000", name=op.f("ck_gap_note_note_length")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_gap_note_objective_id")),
        sa.ForeignKeyConstraint(["person_id"], ["user_account.id"], name=op.f("fk_gap_note_person_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_gap_note_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_note")),
        sa.UniqueConstraint("objective_id", "place_id", name=op.f("uq_gap_note_objective_id_place_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_gap_note_place_id"), "gap_note", ["place_id"], unique=False)
    op.create_index(op.f("ix_gap_note_person_id"), "gap_note", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("gap_note")
    op.drop_table("declaration")
