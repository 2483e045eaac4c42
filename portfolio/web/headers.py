"""The constant headers of every answer, errors included: nothing inline, nothing framed, nothing cached."""

from __future__ import annotations

from flask import Response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

CONSTANT = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def set_headers(response: Response, *, https: bool) -> Response:
    """Add the constant headers; pages are never cached, static files (their address carries a stamp) for a year."""
    for name, value in CONSTANT.items():
        response.headers[name] = value
    if https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint == "static" and response.status_code in (200, 304):
        stamped = "v" in request.args
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if stamped else "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    response.headers.pop("Server", None)
    return response
