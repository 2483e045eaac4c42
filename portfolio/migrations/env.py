"""Alembic's environment: runs on the connection that `upgrade` opened, in its transaction."""

from alembic import context

from portfolio.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
