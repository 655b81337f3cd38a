"""In and out: the start link, the passphrase, the lock, the end."""

from __future__ import annotations

import json

from flask import Blueprint, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from halvvag_docs.errors import FileError
from halvvag_docs.register import open_register
from halvvag_docs.web import gate
from halvvag_docs.web.door import Door
from halvvag_docs.web.settings import Settings

pages = Blueprint("entry", __name__)

WITHOUT_REGISTER = frozenset(("entry.unlock", "entry.lock", "entry.leave"))
"""What can be done while the register is locked."""
_PREFETCH = ("Sec-Purpose", "Purpose", "X-Moz")


@pages.get("/start")
def start() -> ResponseReturnValue:
    """Let the first one in who brings the ticket; a browser that only looks ahead does not spend it."""
    if any("prefetch" in request.headers.get(name, "") for name in _PREFETCH):
        abort(403)
    session = _door().admit(request.args.get("biljett", ""))
    if session is None:
        abort(401)
    home = f"/{session.path}/"
    response = make_response(redirect(home, code=303))
    response.set_cookie(gate.COOKIE, session.cookie, path=home, httponly=True, samesite="Strict")
    return response


@pages.route("/las-upp", methods=["GET", "POST"])
def unlock() -> ResponseReturnValue:
    """Open the register with its passphrase, or make a new one; go on where the person was."""
    if request.method == "GET":
        return locked() if g.session.register is None else redirect(url_for("home"))
    if g.session.register is not None:  # somebody has opened it in another window
        return _go_on()
    passphrase = request.form.get("losenfras", "")
    is_new = _is_new()
    error = _unfit(passphrase) if is_new else ""
    if not error:
        try:
            register = open_register(_settings().register, passphrase, create=is_new)
        except FileError as failed:
            error = str(failed)
        else:
            _door().unlock(g.session, register)
            return _go_on()
    return _lock_page(request.form.get("mal", "/"), request.form.get("sparat", ""), error), 422


@pages.post("/las")
def lock() -> ResponseReturnValue:
    """Lock the register and show the lock."""
    _door().lock(g.session)
    return redirect(url_for("entry.unlock"), code=303)


@pages.post("/avsluta")
def leave() -> ResponseReturnValue:
    """End the session for good."""
    path = request.script_root
    _door().close()
    response = make_response(render_template("left.html"))
    response.delete_cookie(gate.COOKIE, path=f"{path}/", httponly=True, samesite="Strict")
    return response


def locked() -> ResponseReturnValue:
    """Return the lock, in which the page that was asked for, and what was posted to it, is kept."""
    is_post = request.method == "POST" and request.endpoint not in WITHOUT_REGISTER
    fields = _posted() if is_post else []
    goal = _address() if request.endpoint not in WITHOUT_REGISTER else "/"
    return _lock_page(goal, json.dumps(fields) if fields else "", "")


def kept_from_before() -> ResponseReturnValue:
    """Return what a page from before the lock has posted, to be posted again by a button; nothing is done yet."""
    return render_template("kept.html", target=request.script_root + _address(), fields=_posted()), 403


def _address() -> str:
    """Return what was asked for, under the session's path."""
    return request.full_path.removesuffix("?")


def _posted() -> list[tuple[str, str]]:
    return [pair for pair in request.form.items(multi=True) if pair[0] != gate.TOKEN]


def _lock_page(goal: str, kept: str, error: str) -> str:
    return render_template(
        "lock.html",
        goal=goal,
        kept=kept,
        error=error,
        is_new=_is_new(),
        by_hand=g.session.locked_by_hand,
        has_passphrase=_settings().has_passphrase,
        shortest=_settings().shortest,
    )


def _go_on() -> ResponseReturnValue:
    """Go to the page that was asked for; what was posted is posted again by a button, now that it can be saved."""
    goal = request.form.get("mal", "/")
    target = request.script_root + (goal if goal.startswith("/") else "/")
    kept = request.form.get("sparat", "")
    if not kept:
        return redirect(target, code=303)
    try:
        fields = [(str(name), str(value)) for name, value in json.loads(kept)]
    except (TypeError, ValueError):
        abort(400)
    return render_template("kept.html", target=target, fields=fields)


def _is_new() -> bool:
    file = _settings().file
    return file is not None and not (file.exists() and file.stat().st_size)


def _unfit(passphrase: str) -> str:
    shortest = _settings().shortest
    if len(passphrase) < shortest:
        return f"Lösenfrasen är för kort. Välj minst {shortest} tecken, gärna fyra ord."
    if passphrase != request.form.get("igen", ""):
        return "De två lösenfraserna är olika. Skriv samma i båda fälten."
    return ""


def _door() -> Door:
    door: Door = current_app.config["DOOR"]
    return door


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
