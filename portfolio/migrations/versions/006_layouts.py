"""What was chosen about sheets and rows is remembered beside the columns."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_mapping", sa.Column("layout", types.Json(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE import_mapping DROP COLUMN layout")
