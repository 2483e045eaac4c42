"""What every page must do, whoever knocks: asked of an address by one call."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from tests.cast import sign_in

#: Numbers and words in addresses that name nothing, or cannot.
ODD_IDS = ("0", "-1", str(2**63), str(10**30), "word", "1.5", "%00", "1%00", "%F0%9F%98%80", "'", "..%2f..")


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    """The text of a page; it has one h1 and a title, and its ids are unique."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    text = answer.get_data(as_text=True)
    assert text.count("<h1") == 1, address
    assert "<title>" in text, address
    return text


def needs_sign_in(app: Flask, address: str, method: str = "GET") -> None:
    """A stranger is sent to sign in, or refused where a page was not asked for."""
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().open(address, method=method)
    app.config["WTF_CSRF_ENABLED"] = True
    if method == "GET":
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in")
    else:
        assert answer.status_code == 401


def needs_editor(app: Flask, address: str, method: str = "GET") -> None:
    """A viewer is refused."""
    app.config["WTF_CSRF_ENABLED"] = False
    answer = sign_in(app, Role.VIEWER).open(address, method=method)
    app.config["WTF_CSRF_ENABLED"] = True
    assert answer.status_code == 403


def takes_only(client: FlaskClient, address: str, *methods: str) -> None:
    """Other methods than these are answered by 405."""
    for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - set(methods):
        assert client.open(address, method=method).status_code in (400, 405), method


def says_so(client: FlaskClient, address: str, statuses: tuple[int, ...] = (404, 422)) -> None:
    """An odd address is answered by a sentence, never by a fault."""
    answer = client.get(address)
    assert answer.status_code in statuses, (address, answer.status_code)
    assert "<h1" in answer.get_data(as_text=True), address
