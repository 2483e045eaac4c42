"""An import may be another reading of the file that an earlier one kept."""

import sqlalchemy as sa
from alembic import op

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_batch", sa.Column("again_of_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("import_batch", "again_of_id")
