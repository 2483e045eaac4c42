"""The first shape: reference data, projects, accounts, change log, imports."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("taught_by", sa.Text(), nullable=True),
        sa.Column("taught_at", types.Moment(), nullable=True),
        sa.Column("shipped", types.Json(), nullable=True),
        sa.CheckConstraint("length(folded) BETWEEN 1 AND 300", name=op.f("ck_alias_folded_length")),
        sa.CheckConstraint("length(subject) BETWEEN 1 AND 40", name=op.f("ck_alias_subject_length")),
        sa.CheckConstraint("length(target) BETWEEN 1 AND 300", name=op.f("ck_alias_target_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
        sa.UniqueConstraint("subject", "folded", name=op.f("uq_alias_subject_folded")),
        sqlite_strict=True,
    )
    op.create_table(
        "change_log",
        sa.Column("position", types.Big, autoincrement=False, nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_label", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", types.Big, nullable=False),
        sa.Column("entity_key", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("changes", types.Json(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("length(actor_label) BETWEEN 1 AND 254", name=op.f("ck_change_log_actor_label_length")),
        sa.CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name=op.f("ck_change_log_hash_length")),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 500", name=op.f("ck_change_log_reason_length")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_change_log")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_change_log_batch_id"), "change_log", ["batch_id"], unique=False)
    op.create_index(op.f("ix_change_log_entity_entity_id"), "change_log", ["entity", "entity_id"], unique=False)
    op.create_table(
        "exchange_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rated_on", types.Day(), nullable=False),
        sa.Column("rate", types.Rate(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("shipped", types.Json(), nullable=True),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_exchange_rate_currency_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint("currency", "rated_on", name=op.f("uq_exchange_rate_currency_rated_on")),
        sqlite_strict=True,
    )
    op.create_table(
        "framework",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shipped", types.Json(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 60", name=op.f("ck_framework_code_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name=op.f("ck_framework_title_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework")),
        sa.UniqueConstraint("code", name=op.f("uq_framework_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", types.Moment(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_import_file_hash_length")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_import_file")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("columns", types.Json(), nullable=False),
        sa.Column("taught_by", sa.Text(), nullable=False),
        sa.Column("taught_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("kind", "signature", name=op.f("uq_import_mapping_kind_signature")),
        sqlite_strict=True,
    )
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
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("homepage", sa.Text(), nullable=True),
        sa.Column("role_note", sa.Text(), nullable=True),
        sa.Column("shipped", types.Json(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(acronym) BETWEEN 0 AND 60", name=op.f("ck_organisation_acronym_length")),
        sa.CheckConstraint("length(folded) BETWEEN 1 AND 300", name=op.f("ck_organisation_folded_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 300", name=op.f("ck_organisation_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("folded", name=op.f("uq_organisation_folded")),
        sqlite_strict=True,
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_fr", sa.Text(), nullable=True),
        sa.Column("short", sa.Text(), nullable=True),
        sa.Column("official", sa.Text(), nullable=True),
        sa.Column("iso3", sa.Text(), nullable=True),
        sa.Column("m49", sa.Text(), nullable=True),
        sa.Column("homepage", sa.Text(), nullable=True),
        sa.Column("footnote", sa.Text(), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("partner", types.Flag(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shipped", types.Json(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'country') = (region_id IS NOT NULL)", name=op.f("ck_place_country_has_region")),
        sa.CheckConstraint("kind IN ('country', 'region', 'organisation')", name=op.f("ck_place_kind_known")),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 60", name=op.f("ck_place_code_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name=op.f("ck_place_title_length")),
        sa.ForeignKeyConstraint(["region_id"], ["place.id"], name=op.f("fk_place_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("kind", "code", name=op.f("uq_place_kind_code")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_place_region_id"), "place", ["region_id"], unique=False)
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("acronym", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("strand", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("planned_start", types.Day(), nullable=True),
        sa.Column("planned_start_precision", sa.Text(), nullable=True),
        sa.Column("planned_end", types.Day(), nullable=True),
        sa.Column("planned_end_precision", sa.Text(), nullable=True),
        sa.Column("actual_start", types.Day(), nullable=True),
        sa.Column("actual_start_precision", sa.Text(), nullable=True),
        sa.Column("actual_end", types.Day(), nullable=True),
        sa.Column("actual_end_precision", sa.Text(), nullable=True),
        sa.Column("budget_minor", types.Big, nullable=True),
        sa.Column("budget_currency", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("predecessor_id", sa.Integer(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("last_reviewed_on", types.Day(), nullable=True),
        sa.Column("archived", types.Flag(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("updated_at", types.Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "actual_end_precision IN ('day', 'month', 'year')", name=op.f("ck_project_actual_end_precision_known")
        ),
        sa.CheckConstraint(
            "actual_start_precision IN ('day', 'month', 'year')", name=op.f("ck_project_actual_start_precision_known")
        ),
        sa.CheckConstraint(
            "planned_end_precision IN ('day', 'month', 'year')", name=op.f("ck_project_planned_end_precision_known")
        ),
        sa.CheckConstraint(
            "planned_start_precision IN ('day', 'month', 'year')", name=op.f("ck_project_planned_start_precision_known")
        ),
        sa.CheckConstraint(
            "status IN ('pipeline', 'implementation', 'finalisation', 'closed', 'cancelled', 'suspended')",
            name=op.f("ck_project_status_known"),
        ),
        sa.CheckConstraint(
            "strand IN ('cyber-resilience', 'cybercrime', 'both')", name=op.f("ck_project_strand_known")
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'internal', 'restricted')", name=op.f("ck_project_visibility_known")
        ),
        sa.CheckConstraint(
            "(actual_end IS NULL) = (actual_end_precision IS NULL)", name=op.f("ck_project_actual_end_has_precision")
        ),
        sa.CheckConstraint(
            "(actual_start IS NULL) = (actual_start_precision IS NULL)",
            name=op.f("ck_project_actual_start_has_precision"),
        ),
        sa.CheckConstraint(
            "(budget_minor IS NULL) OR (budget_currency IS NOT NULL)", name=op.f("ck_project_budget_has_currency")
        ),
        sa.CheckConstraint(
            "(planned_end IS NULL) = (planned_end_precision IS NULL)", name=op.f("ck_project_planned_end_has_precision")
        ),
        sa.CheckConstraint(
            "(planned_start IS NULL) = (planned_start_precision IS NULL)",
            name=op.f("ck_project_planned_start_has_precision"),
        ),
        sa.CheckConstraint("budget_minor BETWEEN 0 AND 9007199254740991", name=op.f("ck_project_budget_range")),
        sa.CheckConstraint("length(acronym) BETWEEN 0 AND 100", name=op.f("ck_project_acronym_length")),
        sa.CheckConstraint("length(budget_currency) = 3", name=op.f("ck_project_currency_code")),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 80", name=op.f("ck_project_code_length")),
        sa.CheckConstraint("length(source) BETWEEN 0 AND 1000", name=op.f("ck_project_source_length")),
        sa.CheckConstraint("length(summary) BETWEEN 0 AND 10000", name=op.f("ck_project_summary_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 500", name=op.f("ck_project_title_length")),
        sa.CheckConstraint("length(title_folded) BETWEEN 0 AND 500", name=op.f("ck_project_title_folded_length")),
        sa.CheckConstraint("length(website) BETWEEN 0 AND 500", name=op.f("ck_project_website_length")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_project_not_own_parent")),
        sa.CheckConstraint("predecessor_id <> id", name=op.f("ck_project_not_own_predecessor")),
        sa.ForeignKeyConstraint(["parent_id"], ["project.id"], name=op.f("fk_project_parent_id")),
        sa.ForeignKeyConstraint(["predecessor_id"], ["project.id"], name=op.f("fk_project_predecessor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_project_parent_id"), "project", ["parent_id"], unique=False)
    op.create_index(op.f("ix_project_predecessor_id"), "project", ["predecessor_id"], unique=False)
    op.create_index(op.f("ix_project_title_folded"), "project", ["title_folded"], unique=False)
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("failed_at", types.Moment(), nullable=False),
        sa.CheckConstraint("length(address) BETWEEN 0 AND 64", name=op.f("ck_sign_in_failure_address_length")),
        sa.CheckConstraint("length(email) BETWEEN 0 AND 254", name=op.f("ck_sign_in_failure_email_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sign_in_failure_failed_at"), "sign_in_failure", ["failed_at"], unique=False)
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", types.Flag(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('viewer', 'manager', 'planner', 'administrator')", name=op.f("ck_user_account_role_known")
        ),
        sa.CheckConstraint("length(email) BETWEEN 3 AND 254", name=op.f("ck_user_account_email_length")),
        sa.CheckConstraint("length(name) BETWEEN 0 AND 200", name=op.f("ck_user_account_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_format", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sheets", types.Json(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=True),
        sa.Column("header_row", sa.Integer(), nullable=True),
        sa.Column("mapping", types.Json(), nullable=True),
        sa.Column("options", types.Json(), nullable=False),
        sa.Column("notes", types.Json(), nullable=False),
        sa.Column("counts", types.Json(), nullable=True),
        sa.Column("receipt", types.Json(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("applied_at", types.Moment(), nullable=True),
        sa.Column("applied_by", sa.Text(), nullable=True),
        sa.Column("undone_at", types.Moment(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('uploaded', 'planned', 'applied', 'undone', 'cancelled')",
            name=op.f("ck_import_batch_state_known"),
        ),
        sa.CheckConstraint("length(file_name) BETWEEN 1 AND 300", name=op.f("ck_import_batch_file_name_length")),
        sa.ForeignKeyConstraint(["sha256"], ["import_file.sha256"], name=op.f("fk_import_batch_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_import_batch_created_by_id"), "import_batch", ["created_by_id"], unique=False)
    op.create_index(op.f("ix_import_batch_sha256"), "import_batch", ["sha256"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("country_id", sa.Integer(), nullable=False),
        sa.Column("joined_on", types.Day(), nullable=True),
        sa.Column("left_on", types.Day(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("shipped", types.Json(), nullable=True),
        sa.CheckConstraint(
            "left_on IS NULL OR joined_on IS NULL OR left_on >= joined_on", name=op.f("ck_membership_left_after_joined")
        ),
        sa.ForeignKeyConstraint(["country_id"], ["place.id"], name=op.f("fk_membership_country_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["place.id"], name=op.f("fk_membership_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "organisation_id",
            "country_id",
            "joined_on",
            name=op.f("uq_membership_organisation_id_country_id_joined_on"),
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_membership_country_id"), "membership", ["country_id"], unique=False)
    op.create_table(
        "objective",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("shipped", types.Json(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(statement) BETWEEN 0 AND 2000", name=op.f("ck_objective_statement_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name=op.f("ck_objective_title_length")),
        sa.CheckConstraint("number BETWEEN 1 AND 999", name=op.f("ck_objective_number_range")),
        sa.ForeignKeyConstraint(["framework_id"], ["framework.id"], name=op.f("fk_objective_framework_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
        sa.UniqueConstraint("framework_id", "number", name=op.f("uq_objective_framework_id_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "project_organisation",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('funder', 'implementer', 'partner')", name=op.f("ck_project_organisation_role_known")
        ),
        sa.CheckConstraint("share BETWEEN 0 AND 10000", name=op.f("ck_project_organisation_share_range")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_project_organisation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_organisation_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "organisation_id", "role", name=op.f("pk_project_organisation")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_project_organisation_organisation_id"), "project_organisation", ["organisation_id"], unique=False
    )
    op.create_table(
        "project_place",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.CheckConstraint("tier IN ('hub', 'priority', 'associate')", name=op.f("ck_project_place_tier_known")),
        sa.CheckConstraint("share BETWEEN 0 AND 10000", name=op.f("ck_project_place_share_range")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_project_place_place_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_place_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "place_id", name=op.f("pk_project_place")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_project_place_place_id"), "project_place", ["place_id"], unique=False)
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=False),
        sa.Column("used_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_sign_in_link_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sign_in_link_user_id"), "sign_in_link", ["user_id"], unique=False)
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_sign_in_session_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sign_in_session_user_id"), "sign_in_session", ["user_id"], unique=False)
    op.create_table(
        "treaty_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("treaty", sa.Text(), nullable=False),
        sa.Column("country_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("details", types.Json(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("shipped", types.Json(), nullable=True),
        sa.CheckConstraint("length(treaty) BETWEEN 1 AND 60", name=op.f("ck_treaty_status_treaty_length")),
        sa.ForeignKeyConstraint(["country_id"], ["place.id"], name=op.f("fk_treaty_status_country_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treaty_status")),
        sa.UniqueConstraint("treaty", "country_id", name=op.f("uq_treaty_status_treaty_country_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_row",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("cells", types.Json(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("project_version", sa.Integer(), nullable=True),
        sa.Column("plan", types.Json(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "sheet", "row", name=op.f("pk_import_row")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_import_row_batch_id_outcome"), "import_row", ["batch_id", "outcome"], unique=False)
    op.create_table(
        "project_objective",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("significance", sa.Text(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "significance IN ('principal', 'significant')", name=op.f("ck_project_objective_significance_known")
        ),
        sa.CheckConstraint("length(note) BETWEEN 0 AND 1000", name=op.f("ck_project_objective_note_length")),
        sa.CheckConstraint("share BETWEEN 0 AND 10000", name=op.f("ck_project_objective_share_range")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_project_objective_objective_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_objective_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "objective_id", name=op.f("pk_project_objective")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_project_objective_objective_id"), "project_objective", ["objective_id"], unique=False)
    forbid_rewriting_history()


def forbid_rewriting_history() -> None:
    """The change log only grows, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER change_log_no_{action.lower()} BEFORE {action} ON change_log "
                "BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION change_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the change log is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER change_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON change_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION change_log_is_append_only()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER change_log_no_{action}")
    else:
        op.execute("DROP TRIGGER change_log_append_only ON change_log")
        op.execute("DROP FUNCTION change_log_is_append_only")
    op.drop_index(op.f("ix_project_objective_objective_id"), table_name="project_objective")
    op.drop_table("project_objective")
    op.drop_index(op.f("ix_import_row_batch_id_outcome"), table_name="import_row")
    op.drop_table("import_row")
    op.drop_table("treaty_status")
    op.drop_index(op.f("ix_sign_in_session_user_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_index(op.f("ix_sign_in_link_user_id"), table_name="sign_in_link")
    op.drop_table("sign_in_link")
    op.drop_index(op.f("ix_project_place_place_id"), table_name="project_place")
    op.drop_table("project_place")
    op.drop_index(op.f("ix_project_organisation_organisation_id"), table_name="project_organisation")
    op.drop_table("project_organisation")
    op.drop_table("objective")
    op.drop_index(op.f("ix_membership_country_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_import_batch_sha256"), table_name="import_batch")
    op.drop_index(op.f("ix_import_batch_created_by_id"), table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_table("user_account")
    op.drop_index(op.f("ix_sign_in_failure_failed_at"), table_name="sign_in_failure")
    op.drop_table("sign_in_failure")
    op.drop_index(op.f("ix_project_title_folded"), table_name="project")
    op.drop_index(op.f("ix_project_predecessor_id"), table_name="project")
    op.drop_index(op.f("ix_project_parent_id"), table_name="project")
    op.drop_table("project")
    op.drop_index(op.f("ix_place_region_id"), table_name="place")
    op.drop_table("place")
    op.drop_table("organisation")
    op.drop_table("instrument")
    op.drop_table("import_mapping")
    op.drop_table("import_file")
    op.drop_table("framework")
    op.drop_table("exchange_rate")
    op.drop_index(op.f("ix_change_log_entity_entity_id"), table_name="change_log")
    op.drop_index(op.f("ix_change_log_batch_id"), table_name="change_log")
    op.drop_table("change_log")
    op.drop_table("alias")
