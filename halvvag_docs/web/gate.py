"""What every request must show before it is looked at, and what every answer carries.

A page of another site in the same browser can send requests here, but cannot choose their ``Host``,
``Origin`` and ``Sec-Fetch-…`` headers. So these are held against the one address that is served:

- ``Host`` against DNS rebinding: a foreign name that suddenly leads to this machine is refused.
- ``Sec-Fetch-Site`` and ``Sec-Fetch-Dest``: nothing is fetched, framed or embedded from elsewhere, not even from
  another port of this machine, which browsers take for the same site.
- ``Origin`` and the form's token on each post.

Source: OWASP CSRF prevention cheat sheet; W3C Fetch Metadata; Content Security Policy Level 3.
"""

from __future__ import annotations

import hmac

from flask import Flask, Response, abort, current_app, g, request

COOKIE = "halvvag"
TOKEN = "halvvag-token"  # noqa: S105  the name of a form's field, no secret
OPEN = frozenset(("static", "font", "entry.start"))
"""What can be had without a session: the look, and the way in."""
BODY_LIMIT = 2 * 1024 * 1024
"""Bytes that a post may hold; all answers of a document together are far less."""

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not «no-referrer»: that makes browsers send «Origin: null» with our own forms. Nothing goes to others.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_METHODS = frozenset(("GET", "HEAD", "POST"))
_FROM_US = frozenset(("", "same-origin", "none"))
_FRAMES = frozenset(("embed", "fencedframe", "frame", "iframe", "object"))
_FORM = "application/x-www-form-urlencoded"


def guard(app: Flask) -> None:
    """Put the checks before, and the headers behind, everything that ``app`` serves."""
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    app.before_request(_check_sender)
    app.after_request(_add_headers)


def check_token() -> None:
    """Stop a post whose form did not come from this session; tell one that is older than the last lock."""
    g.is_stale = False
    if request.method != "POST":
        return
    given = request.form.get(TOKEN, "")
    if g.session is None:
        abort(403)
    if _same(given, g.session.token):
        return
    g.is_stale = any(_same(given, each) for each in g.session.spent)
    if not g.is_stale:
        abort(403)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _check_sender() -> None:
    address = current_app.config["ADDRESS"]
    if request.headers.get("Host", "") != address:
        abort(403)
    if request.method not in _METHODS:
        abort(405)
    if request.headers.get("Sec-Fetch-Site", "") not in _FROM_US:
        abort(403)
    if request.headers.get("Sec-Fetch-Dest", "") in _FRAMES:
        abort(403)
    if request.method == "POST":
        if request.headers.get("Origin", "") != f"http://{address}":
            abort(403)
        if request.mimetype != _FORM:
            abort(415)


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers[name] = value
    # What is shown is secret: no copy of it stays in the browser. The look is not.
    is_look = request.endpoint in OPEN - {"entry.start"} and response.status_code == 200
    response.headers["Cache-Control"] = "private, max-age=3600" if is_look else "no-store"
    return response
