"""Sessions of signed-in browsers: a random token in a cookie, its hash in the database, the role read on every request.

The time of the last request rides in the signed form cookie, so that staying signed in never makes a GET write.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Response, request
from flask import session as form_session
from sqlalchemy.orm import Session

from portfolio.config import Settings
from portfolio.core.people import Actor
from portfolio.core.terms import Role
from portfolio.models.account import SignInSession, User


def cookie_name(settings: Settings) -> str:
    """`__Host-` pins the cookie to this host wherever HTTPS is on."""
    return "__Host-session" if settings.secure_cookies else "session"


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def load_actor(session: Session, settings: Settings) -> Actor | None:
    """Whose request this is: an unexpired session of an active account, used within the idle time."""
    token = request.cookies.get(cookie_name(settings))
    if not token or len(token) > 100:
        return None
    seen = form_session.get("seen")
    now = time.time()
    if not isinstance(seen, int | float) or now - seen > settings.idle_minutes * 60:
        return None
    found = session.execute(
        sa.select(User.id, User.email, User.role)
        .join(SignInSession, SignInSession.user_id == User.id)
        .where(
            SignInSession.token_hash == token_hash(token),
            SignInSession.expires_at > datetime.now(UTC),
            User.active == sa.true(),
        )
    ).one_or_none()
    if found is None:
        return None
    if now - seen > 60:
        form_session["seen"] = int(now)
    return Actor(found.id, found.email, Role(found.role))


def open_session(session: Session, user_id: int, settings: Settings) -> str:
    """Make a session inside the write door; gives the token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    session.execute(sa.delete(SignInSession).where(SignInSession.expires_at < now))
    session.execute(
        sa.insert(SignInSession).values(
            token_hash=token_hash(token),
            user_id=user_id,
            created_at=now,
            expires_at=now + timedelta(hours=settings.session_hours),
        )
    )
    return token


def close_session(session: Session, token: str) -> None:
    """End one session inside the write door."""
    session.execute(sa.delete(SignInSession).where(SignInSession.token_hash == token_hash(token)))


def close_all_sessions(session: Session, user_id: int) -> None:
    """End every session of a person: after a new password, a new role, or the account's end."""
    session.execute(sa.delete(SignInSession).where(SignInSession.user_id == user_id))


def send_token(response: Response, token: str, settings: Settings) -> None:
    """Renew the form cookie (new CSRF token) and set the session cookie."""
    form_session.clear()
    form_session["seen"] = int(time.time())
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=settings.session_hours * 3600,
        secure=settings.secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def forget_token(response: Response, settings: Settings) -> None:
    """Take both cookies away and ask the browser to drop what it kept."""
    form_session.clear()
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.secure_cookies, httponly=True, samesite="Lax"
    )
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
