"""Scenarios and their changes."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("as_of", types.Day(), nullable=True),
        sa.Column("horizon_months", sa.Integer(), nullable=True),
        sa.Column("archived", types.Flag(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_scenario_name_length")),
        sa.CheckConstraint("length(note) BETWEEN 0 AND 2000", name=op.f("ck_scenario_note_length")),
        sa.CheckConstraint("visibility IN ('private', 'shared')", name=op.f("ck_scenario_visibility_known")),
        sa.CheckConstraint("horizon_months BETWEEN 0 AND 1200", name=op.f("ck_scenario_horizon_range")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_scenario_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_scenario_owner_id_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "scenario_change",
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", types.Json(), nullable=False),
        sa.Column("removed", types.Flag(), nullable=False),
        sa.Column("realised", types.Json(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('draft', 'extend', 'shift', 'cut', 'retarget', 'reallocate', 'drop')",
            name=op.f("ck_scenario_change_kind_known"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_scenario_change_number_positive")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_scenario_change_scenario_id")),
        sa.PrimaryKeyConstraint("scenario_id", "number", name=op.f("pk_scenario_change")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("scenario_change")
    op.drop_table("scenario")
