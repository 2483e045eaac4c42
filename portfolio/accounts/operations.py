"""The only writer of accounts: people, roles, passwords, one-time links, sign-in, visits; inside the write door."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.accounts.passwords import hash_password, verify_password
from portfolio.accounts.sessions import close_all_sessions, token_hash
from portfolio.config import Settings
from portfolio.core.changes import Changes
from portfolio.core.terms import Role
from portfolio.core.text import clean
from portfolio.errors import Conflict, NotFound, Refused, TooMany
from portfolio.history.record import record, writing
from portfolio.models.account import SignInFailure, SignInLink, User, Visit

#: Failed sign-ins are counted over this time.
WINDOW = timedelta(minutes=15)
#: How long a one-time link opens its account.
LINK_LIFE = timedelta(hours=24)


def normal_email(given: str) -> str:
    """An address in lower case; Refused with a sentence when it cannot be one."""
    email = clean(given, lines=False).lower()
    name, at, host = email.partition("@")
    if (
        not (name and at and host)
        or "@" in host
        or " " in email
        or not 3 <= len(email) <= 254
        or not email.isprintable()
    ):
        raise Refused(f"“{email[:60]}” is not an e-mail address.", "Write it like name@example.org.")
    return email


def create_user(
    session: Session, *, email: str, role: Role, name: str | None = None, password: str | None = None
) -> User:
    """Add a person. Refused when the address is odd or known already, or the password too short."""
    email = normal_email(email)
    if session.scalar(sa.select(User.id).where(User.email == email)) is not None:
        raise Refused(f"There is an account for {email} already.", "Change that account instead.")
    user = User(
        email=email,
        name=clean(name or "", lines=False)[:200] or None,
        role=role.value,
        active=True,
        password_hash=_hashed(password) if password is not None else None,
        created_at=datetime.now(UTC),
        version=1,
    )
    session.add(user)
    session.flush()
    changes: Changes = {field: [None, getattr(user, field)] for field in ("email", "name", "role", "active")}
    if password is not None:
        changes["password_hash"] = [None, None]
    record(session, "user", user.id, email, "create", changes)
    return user


def get_user(session: Session, user_id: int) -> User:
    """The account; NotFound where there is none."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such account.")
    return user


def update_user(
    session: Session, user_id: int, *, seen_version: int, name: str | None, role: Role, active: bool
) -> User:
    """Change a person's name, role or access. The last active administrator stays one; Refused otherwise."""
    user = get_user(session, user_id)
    if user.version != seen_version:
        raise Conflict("Somebody changed this account since the form was opened.", "Reload it and try again.")
    name = clean(name or "", lines=False)[:200] or None
    loses_power = user.role == Role.ADMINISTRATOR and user.active and (role is not Role.ADMINISTRATOR or not active)
    if loses_power and not _other_administrators(session, user_id):
        raise Refused("This is the last administrator.", "Make somebody else an administrator first.")
    changes = {}
    for field, new in (("name", name), ("role", role.value), ("active", active)):
        old = getattr(user, field)
        if old != new:
            changes[field] = [old, new]
            setattr(user, field, new)
    if changes:
        user.version += 1
        record(session, "user", user.id, user.email, "update", changes)
        if "role" in changes or "active" in changes:
            close_all_sessions(session, user.id)
    session.flush()
    return user


def set_password(session: Session, user_id: int, *, password: str) -> None:
    """Give a person a new password and end every session of theirs."""
    user = get_user(session, user_id)
    user.password_hash = _hashed(password)
    user.version += 1
    record(session, "user", user.id, user.email, "update", {"password_hash": [None, None]})
    close_all_sessions(session, user.id)
    session.flush()


def _hashed(password: str) -> str:
    try:
        return hash_password(password)
    except ValueError as error:
        raise Refused(str(error), "Choose another one.") from None


def _other_administrators(session: Session, user_id: int) -> bool:
    administrators = sa.select(User.id).where(User.role == Role.ADMINISTRATOR.value, User.active == sa.true())
    return session.scalar(administrators.where(User.id != user_id).limit(1)) is not None


def make_link(session: Session, user_id: int) -> str:
    """A token that signs this person in once within a day; earlier unused ones end."""
    get_user(session, user_id)
    session.execute(sa.delete(SignInLink).where(SignInLink.user_id == user_id, SignInLink.used_at.is_(None)))
    token = secrets.token_urlsafe(32)
    session.execute(
        sa.insert(SignInLink).values(
            token_hash=token_hash(token), user_id=user_id, expires_at=datetime.now(UTC) + LINK_LIFE
        )
    )
    return token


def use_link(session: Session, token: str) -> User:
    """Whose link this is; the link is spent by a conditional change, so two clicks sign in once. NotFound otherwise."""
    now = datetime.now(UTC)
    spent = session.execute(
        sa.update(SignInLink)
        .where(SignInLink.token_hash == token_hash(token), SignInLink.used_at.is_(None), SignInLink.expires_at > now)
        .values(used_at=now)
    )
    if spent.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound("This link was used already, or has expired.", "Ask for a new one.")
    user = session.scalars(
        sa.select(User)
        .join(SignInLink, SignInLink.user_id == User.id)
        .where(SignInLink.token_hash == token_hash(token))
    ).one()
    if not user.active:
        raise NotFound("This account is closed.", "Ask an administrator.")
    return user


def check_throttle(session: Session, *, email: str, address: str, most: int) -> None:
    """TooMany when this account, or this address, failed too often in the last quarter of an hour."""
    since = datetime.now(UTC) - WINDOW
    for column, value, limit in ((SignInFailure.email, email, most), (SignInFailure.address, address, most * 5)):
        count = session.scalar(
            sa.select(sa.func.count())
            .select_from(SignInFailure)
            .where(column == value, SignInFailure.failed_at > since)
        )
        if (count or 0) >= limit:
            raise TooMany("There were too many failed sign-ins.", "Wait a quarter of an hour, or use a one-time link.")


def find_user_by_password(session: Session, *, email: str, password: str) -> User | None:
    """The active person with this address and password, or None; takes as long either way."""
    user = session.scalars(sa.select(User).where(User.email == email)).one_or_none()
    right = verify_password(user.password_hash if user else None, password)
    return user if user is not None and right and user.active else None


def note_failure(session: Session, *, email: str, address: str) -> None:
    """Remember a failed sign-in for the throttle, and forget those too old to count."""
    now = datetime.now(UTC)
    session.execute(sa.delete(SignInFailure).where(SignInFailure.failed_at < now - WINDOW))
    session.execute(sa.insert(SignInFailure).values(email=email[:254], address=address[:64], failed_at=now))


def begin_visit(session: Session, user_id: int, settings: Settings) -> None:
    """Note a sign-in; one soon after the person was last seen goes on with the same visit, in another browser too.

    A visit that nobody signed out of ended, for all that is known, when it began: better told twice than missed.
    """
    now = writing(session).at
    visit = session.get(Visit, user_id)
    if visit is None:
        session.add(Visit(user_id=user_id, seen_at=now))
        return
    if now - visit.seen_at > timedelta(minutes=settings.idle_minutes):
        visit.before_at = visit.seen_at
    visit.seen_at = max(now, visit.seen_at)


def leave(session: Session, user_id: int) -> None:
    """Note that a person signs out."""
    session.execute(sa.update(Visit).where(Visit.user_id == user_id).values(seen_at=writing(session).at))
