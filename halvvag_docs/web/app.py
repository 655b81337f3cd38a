"""The application, put together: the door, the gate, the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Request, Response, abort, g, redirect, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from werkzeug.routing import BaseConverter

from halvvag_docs import __version__
from halvvag_docs.forms import builtin_root
from halvvag_docs.web import cases, clashes, entry, failures, gate, papers, sections, wording
from halvvag_docs.web.door import Door
from halvvag_docs.web.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SESSION = "halvvag.session"
"""Where a request carries its session, or None."""
_FONTS = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")


def create_app(settings: Settings, door: Door, *, address: str) -> Flask:
    """Return the application.

    Args:
        settings: what the shell was told.
        door: whose sessions may see the pages.
        address: ``127.0.0.1:PORT``, the only ``Host`` that is answered.
    """
    app = Flask(__name__, static_url_path="/static")
    app.config.update(ADDRESS=address, SETTINGS=settings, DOOR=door)
    app.url_map.merge_slashes = False  # an address is right or wrong, never mended
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(version=__version__, token_field=gate.TOKEN)
    wording.teach(app)
    gate.guard(app)
    app.before_request(_find_session)
    app.before_request(gate.check_token)
    app.before_request(_ask_for_passphrase)
    app.url_map.converters["case"] = _CaseId
    for each in (entry, cases, papers, sections, clashes):
        app.register_blueprint(each.pages)
    app.add_url_rule("/font/<name>", "font", _font)
    app.add_url_rule("/", "home", lambda: redirect(url_for("cases.index")))
    failures.register(app)
    setattr(app, "wsgi_app", _Prefix(app.wsgi_app, door))  # noqa: B010  Flask's own way; mypy sees a method
    return app


class _CaseId(BaseConverter):
    """A case id in an address; whatever else stands there leads nowhere."""

    regex = r"[A-Z0-9][A-Z0-9-]{2,19}"


class _Prefix:
    """Takes the session's path off each address, so that all links lead back under it."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], door: Door) -> None:
        self._inner = inner
        self._door = door

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        first, _, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        if not self._door.has_path(first):
            return self._inner(environ, start_response)
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = f"/{first}", f"/{rest}"
        cookie = Request(environ).cookies.get(gate.COOKIE, "")
        with self._door.visit(cookie) as session:
            environ[SESSION] = session
            return self._inner(environ, start_response)


def _find_session() -> None:
    """Let nobody further who has not come in through the door."""
    g.session = request.environ.get(SESSION)
    if g.session is None and request.endpoint not in gate.OPEN:
        abort(401)


def _ask_for_passphrase() -> ResponseReturnValue | None:
    """Show the lock instead of a page that needs the register; what was posted is kept in it.

    What comes from a page that is older than the last lock is shown with a button that sends it anew.
    """
    if request.endpoint in gate.OPEN | entry.WITHOUT_REGISTER:
        return None
    if g.session.register is None:
        return entry.locked()
    return entry.kept_from_before() if g.is_stale else None


def _font(name: str) -> Response:
    if name not in _FONTS:
        abort(404)
    return send_from_directory(Path(builtin_root()) / "templates" / "fonts", name, max_age=86_400)
