"""When people were here."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", types.Moment(), nullable=False),
        sa.Column("before_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_visit_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_visit")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("visit")
