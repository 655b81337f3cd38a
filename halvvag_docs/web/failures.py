"""What is shown when something does not work: constant Swedish pages without any value."""

from __future__ import annotations

import logging
import traceback

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from halvvag_docs.errors import HalvvagError

_LOG = logging.getLogger(__name__)

_USE_BUTTONS = "Gå tillbaka och använd knapparna på sidan."
_PAGES = {
    400: ("Förfrågan gick inte att förstå", "Gå tillbaka, läs in sidan på nytt och försök igen."),
    401: (
        "Du behöver en ny länk",
        (
            "Arbetet är avslutat, eller så är länken redan använd.\n"
            "I fönstret där du skrev «halvvag serve» står en ny länk. Öppna den."
        ),
    ),
    403: (
        "Det här fick inte göras",
        (
            "Sidan öppnades från ett annat ställe än programmet självt, eller var för gammal.\n"
            "Gå tillbaka, läs in sidan på nytt och försök igen."
        ),
    ),
    404: ("Sidan finns inte", "Den kan ha bytt namn eller tagits bort. Börja om från listan över ärenden."),
    405: ("Det här fick inte göras", _USE_BUTTONS),
    409: ("Någon annan hann före", "Inget är ändrat. Gå tillbaka, läs in sidan på nytt och försök igen."),
    413: (
        "För mycket på en gång",
        "Det du skickade är större än något dokument. Inget sparades. Dela upp texten.",
    ),
    415: ("Det här fick inte göras", _USE_BUTTONS),
    500: (
        "Något gick fel i programmet",
        (
            "Det är inte ditt fel, och allt som var sparat är kvar. Gå tillbaka och försök igen.\n"
            "Händer det igen: berätta för den som sköter programmet vad du gjorde. I fönstret där programmet körs "
            "står var felet är, utan några svar."
        ),
    ),
}


def register(app: Flask) -> None:
    """Give ``app`` its error pages."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(HalvvagError, _ours)
    app.register_error_handler(Exception, _bug)


def page(code: int) -> ResponseReturnValue:
    """Return the page of a status code."""
    title, text = _PAGES.get(code, _PAGES[400 if code < 500 else 500])
    return render_template("failure.html", title=title, text=text), code


def _http(error: HTTPException) -> ResponseReturnValue:
    return page(error.code or 500)


def _ours(error: HalvvagError) -> ResponseReturnValue:
    """Show an error of ours in its own words, which hold no answers."""
    return render_template("failure.html", title="Det gick inte", text=str(error)), 422


def _bug(error: Exception) -> ResponseReturnValue:
    """Log where a bug is, without the message, which may hold an answer."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-6:]))
    _LOG.error("%s at %s in %s", type(error).__name__, request.endpoint, places)
    return page(500)
