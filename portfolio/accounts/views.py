"""Pages of sign-in and people."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for

from portfolio.accounts import operations
from portfolio.accounts.forms import NewUserForm, PasswordForm, SignInForm, UserForm
from portfolio.accounts.sessions import close_session, cookie_name, forget_token, open_session, send_token
from portfolio.core.people import Actor, Permission
from portfolio.core.terms import Role
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.account import User
from portfolio.web.access import ANYONE, SIGNED_IN, actor, current_actor, route
from portfolio.web.pages import safe_path

blueprint = Blueprint("accounts", __name__)


def _signed_in_response(user: User, token: str, to: str | None) -> Any:
    response = make_response(redirect(safe_path(to) or url_for("coverage.overview"), 303))
    send_token(response, token, current_app.config["SETTINGS"])
    return response


def _identity(user: User) -> Actor:
    return Actor(user.id, user.email, Role(user.role))


@route(blueprint, "/sign-in", ANYONE, methods=["GET", "POST"])
def sign_in() -> Any:
    """Sign in by password; throttled by account and by address."""
    form = SignInForm(to=request.args.get("to", ""))
    if request.method == "GET" and current_actor() is not None:
        return redirect(url_for("coverage.overview"), 303)
    if form.validate_on_submit():
        settings = current_app.config["SETTINGS"]
        email = (form.email.data or "").strip().lower()
        address = request.remote_addr or "unknown"
        operations.check_throttle(db.session, email=email, address=address, most=settings.sign_in_attempts)
        user = operations.find_user_by_password(db.session, email=email, password=form.password.data or "")
        if user is not None:
            who, user_id = _identity(user), user.id
            with write(db.session, who, "sign in"):
                token = open_session(db.session, user_id, settings)
                operations.begin_visit(db.session(), user_id, settings)
            return _signed_in_response(user, token, form.to.data)
        with write(db.session, Actor(None, "sign-in page", Role.VIEWER), "failed sign-in"):
            operations.note_failure(db.session, email=email, address=address)
        form.password.errors = ["The address or the password is not right."]
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@route(blueprint, "/sign-in/once/<token>", ANYONE, methods=["GET", "POST"])
def sign_in_once(token: str) -> Any:
    """A one-time link: the page asks for a click, since opening a page must not change anything."""
    if request.method == "POST":
        settings = current_app.config["SETTINGS"]
        with write(db.session, Actor(None, "one-time link", Role.VIEWER), "sign in by one-time link"):
            user = operations.use_link(db.session, token[:100])
            session_token = open_session(db.session, user.id, settings)
            operations.begin_visit(db.session(), user.id, settings)
        return _signed_in_response(user, session_token, None)
    return render_template("accounts/sign_in_once.html", token=token)


@route(blueprint, "/sign-out", SIGNED_IN, methods=["POST"])
def sign_out() -> Any:
    """End this browser's session."""
    settings = current_app.config["SETTINGS"]
    somebody = actor()
    assert somebody.id is not None
    with write(db.session, somebody, "sign out"):
        close_session(db.session, request.cookies.get(cookie_name(settings), ""))
        operations.leave(db.session(), somebody.id)
    response = make_response(redirect(url_for("accounts.sign_in"), 303))
    forget_token(response, settings)
    return response


@route(blueprint, "/account", SIGNED_IN, methods=["GET", "POST"])
def account() -> Any:
    """One's own account: choose a password."""
    form = PasswordForm()
    if form.validate_on_submit():
        settings, somebody = current_app.config["SETTINGS"], actor()
        assert somebody.id is not None
        with write(db.session, somebody, "new password"):
            operations.set_password(db.session, somebody.id, password=form.password.data or "")
            token = open_session(db.session, somebody.id, settings)
        response = make_response(redirect(url_for("accounts.account"), 303))
        send_token(response, token, settings)
        flash("The new password is set; every other session of yours has ended.", "success")
        return response
    return render_template("accounts/account.html", form=form), 422 if form.errors else 200


@route(blueprint, "/people", Permission.administer)
def index() -> Any:
    """Everybody with an account."""
    people = db.session.scalars(sa.select(User).order_by(User.email)).all()
    return render_template("accounts/index.html", people=people, roles=dict(Role.choices()))


@route(blueprint, "/people/new", Permission.administer, methods=["GET", "POST"])
def create() -> Any:
    """Add a person; they get in by a one-time link, shown once."""
    form = NewUserForm()
    if form.validate_on_submit():
        try:
            with write(db.session, actor(), "add a person"):
                user = operations.create_user(
                    db.session, email=form.email.data or "", name=form.name.data, role=Role(form.role.data)
                )
                token = operations.make_link(db.session, user.id)
            link = url_for("accounts.sign_in_once", token=token, _external=True)
            return render_template("accounts/link.html", person=user, link=link)
        except Refused as refusal:
            form.email.errors = [refusal.sentence]
    return render_template("accounts/create.html", form=form), 422 if form.errors else 200


@route(blueprint, "/people/<int:user_id>", Permission.administer, methods=["GET", "POST"])
def edit(user_id: int) -> Any:
    """Change a person's name, role or access."""
    user = operations.get_user(db.session, user_id)
    form = UserForm(obj=user)
    if form.validate_on_submit():
        try:
            with write(db.session, actor(), "change a person"):
                operations.update_user(
                    db.session,
                    user_id,
                    seen_version=form.version.data or 0,
                    name=form.name.data,
                    role=Role(form.role.data),
                    active=bool(form.active.data),
                )
            flash("Saved.", "success")
            return redirect(url_for("accounts.index"), 303)
        except Refused as refusal:
            form.role.errors = [refusal.sentence]
            user = operations.get_user(db.session, user_id)
    return render_template("accounts/edit.html", form=form, person=user), 422 if form.errors else 200


@route(blueprint, "/people/<int:user_id>/link", Permission.administer, methods=["POST"])
def link(user_id: int) -> Any:
    """Make a one-time link for a person and show it once."""
    with write(db.session, actor(), "one-time link"):
        person = operations.get_user(db.session, user_id)
        token = operations.make_link(db.session, user_id)
    address = url_for("accounts.sign_in_once", token=token, _external=True)
    return render_template("accounts/link.html", person=person, link=address)
