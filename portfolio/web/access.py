"""Every route declares who may use it; start-up fails where one does not, and an undeclared one is refused.

`current_actor()` is whoever is signed in; the role is read from the database on every request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portfolio.core.people import Actor, Permission
from portfolio.errors import NotAllowed, NotFound
from portfolio.models.selection import LARGEST_ID

View = TypeVar("View", bound=Callable[..., Any])

#: The policy of a route that anybody may use, signed in or not.
ANYONE = "anyone"
#: The policy of a route that any signed-in person may use.
SIGNED_IN = "signed in"

Policy = str | Permission

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def route(blueprint: Blueprint, rule: str, policy: Policy, **options: Any) -> Callable[[View], View]:
    """Register a view on `blueprint` under `policy`: ANYONE, SIGNED_IN or a Permission."""

    def register(view: View) -> View:
        view.__dict__["policy"] = policy
        blueprint.add_url_rule(rule, view_func=view, **options)
        return view

    return register


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """What a route's endpoint declared, None if nothing."""
    view = app.view_functions.get(endpoint)
    return None if view is None else view.__dict__.get("policy")


def require_policies(app: Flask) -> None:
    """Raise RuntimeError naming the routes that declare no policy."""
    for endpoint, view in app.view_functions.items():
        if endpoint == "static":
            view.__dict__["policy"] = ANYONE
    missing = sorted({rule.endpoint for rule in app.url_map.iter_rules() if policy_of(app, rule.endpoint) is None})
    if missing:
        raise RuntimeError(f"These routes declare no access policy: {', '.join(missing)}.")


def current_actor() -> Actor | None:
    """Who is signed in, or None."""
    actor: Actor | None = g.get("actor")
    return actor


def actor() -> Actor:
    """Who is signed in; 401 where nobody is (routes with a policy never get here without somebody)."""
    found = current_actor()
    if found is None:
        abort(401)
    return found


def may(permission: str) -> bool:
    """For templates: whether whoever is signed in may do this."""
    found = current_actor()
    return found is not None and found.may(Permission[permission])


def enforce_policy(app: Flask) -> BaseResponse | Response | None:
    """Before each request: let it through, send a stranger to sign in, or refuse."""
    if request.endpoint is None:
        return None
    policy = policy_of(app, request.endpoint)
    if policy == ANYONE:
        return None
    somebody = current_actor()
    if somebody is None:
        wants_page = request.accept_mimetypes.accept_html or not request.accept_mimetypes
        if request.method in SAFE_METHODS and wants_page:
            return redirect(url_for("accounts.sign_in", to=request.full_path.rstrip("?")), 303)
        abort(401)
    if policy == SIGNED_IN:
        return None
    if not isinstance(policy, Permission) or not somebody.may(policy):
        raise NotAllowed("Your role does not allow this.", "Ask an administrator if you need it; nothing was changed.")
    # PostgreSQL answers a number past its integers with an error, not with "no such row".
    if any(isinstance(value, int) and value > LARGEST_ID for value in (request.view_args or {}).values()):
        raise NotFound("There is nothing at this address.")
    return None


def refuse_cross_site() -> None:
    """403 for an unsafe request that a browser says comes from another site (Fetch-Metadata, else Origin)."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise NotAllowed("This request came from another site.", "Use the product's own pages.")
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        raise NotAllowed("This request came from another site.", "Use the product's own pages.")
