"""People, their sessions and visits, one-time links and failed sign-ins. Tokens are kept as SHA-256 alone."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.core.terms import Role
from portfolio.models.base import Base, bounded, one_of, table_rules
from portfolio.models.types import Flag, Moment


class User(Base):
    """A person who signs in. No password: only a one-time link opens the account."""

    __tablename__ = "user_account"
    __table_args__ = table_rules(
        sa.UniqueConstraint("email"), bounded("email", 254, 3), bounded("name", 200), one_of("role", Role)
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.Text, doc="Lower case.")
    name: Mapped[str | None] = mapped_column(sa.Text)
    password_hash: Mapped[str | None] = mapped_column(sa.Text, doc="Argon2id.")
    role: Mapped[str] = mapped_column(sa.Text)
    active: Mapped[bool] = mapped_column(Flag, default=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class SignInSession(Base):
    """A browser that is signed in."""

    __tablename__ = "sign_in_session"
    __table_args__ = table_rules(sa.UniqueConstraint("token_hash"), sa.Index(None, "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.Text)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class Visit(Base):
    """When a person was last seen to come or go, and when they were here before this visit."""

    __tablename__ = "visit"
    __table_args__ = table_rules()

    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    seen_at: Mapped[datetime] = mapped_column(Moment)
    before_at: Mapped[datetime | None] = mapped_column(Moment)


class SignInLink(Base):
    """A link that signs one person in once."""

    __tablename__ = "sign_in_link"
    __table_args__ = table_rules(sa.UniqueConstraint("token_hash"), sa.Index(None, "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.Text)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class SignInFailure(Base):
    """A failed sign-in, for the throttle; rows older than the window are swept."""

    __tablename__ = "sign_in_failure"
    __table_args__ = table_rules(sa.Index(None, "failed_at"), bounded("email", 254), bounded("address", 64))

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.Text)
    address: Mapped[str] = mapped_column(sa.Text)
    failed_at: Mapped[datetime] = mapped_column(Moment)
