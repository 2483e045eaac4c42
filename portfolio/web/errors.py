"""Error answers: a page for people, JSON for scripts, with a correlation id that the log carries too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, g, jsonify, make_response, render_template, request

SENTENCES: dict[int, tuple[str, str, str]] = {
    400: ("Bad request", "The request could not be understood.", "Go back and try again."),
    401: ("Sign in", "You need to sign in for this.", "Sign in and try again."),
    403: ("Not allowed", "You may not do this.", "Ask an administrator if you need it."),
    404: (
        "Not found",
        "There is nothing at this address, or it is not for you.",
        "Check the address or start from the overview.",
    ),
    405: ("Not possible here", "This address does not take such a request.", "Use the buttons of the page."),
    409: ("Conflict", "Somebody changed this in the meantime.", "Reload and try again."),
    413: ("Too large", "What was sent is larger than this product takes.", "Send a smaller file."),
    415: ("Wrong kind", "This kind of content is not taken here.", "Send a form or a file."),
    422: (
        "This cannot be done as asked",
        "A value in the address or the form cannot be used.",
        "Correct it and try again.",
    ),
    429: ("Too many attempts", "There were too many attempts.", "Wait a while and try again."),
    500: (
        "Something went wrong",
        "The product made a mistake. Nothing was saved by this request.",
        "Try again; if it happens again, give the code below to whoever runs the product.",
    ),
    503: ("Busy", "The product is busy.", "Try again in a few seconds."),
}


def error_page(
    status: int, title: str = "", sentence: str = "", remedy: str = "", headers: Iterable[tuple[str, str]] = ()
) -> Response:
    """An answer of `status`; texts that are not given come from the table above."""
    usual = SENTENCES.get(status, SENTENCES[400] if status < 500 else SENTENCES[500])
    title, sentence, remedy = title or usual[0], sentence or usual[1], remedy or usual[2]
    correlation_id = g.get("correlation_id", "")
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    if best == "application/json":
        body: dict[str, Any] = {
            "error": {"status": status, "sentence": sentence, "remedy": remedy, "id": correlation_id}
        }
        response = jsonify(body)
    else:
        response = make_response(
            render_template(
                "errors/error.html",
                code=status,
                title=title,
                sentence=sentence,
                remedy=remedy,
                correlation_id=correlation_id,
            )
        )
    response.status_code = status
    if status in (429, 503):
        response.headers["Retry-After"] = "5" if status == 503 else "60"
    for name, value in headers:
        if name.lower() == "allow":
            response.headers[name] = value
    return response
