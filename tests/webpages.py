"""A web page with a register of its own, and a browser that a test drives by hand."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from halvvag_docs.casework import moving
from halvvag_docs.register import Actor, Register, open_register
from halvvag_docs.web import Door, Settings, create_app

ADDRESS = "127.0.0.1:8765"
PASSPHRASE = "fyra ord som ingen gissar"  # noqa: S105  opens nothing but a test's register
TODAY = date(2026, 11, 22)
ACTOR = Actor(user="carola")
CASE = "HV-2026-014"
_TOKEN = re.compile(r'name="halvvag-token" value="([^"]+)"')


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@dataclass
class Browser:
    """Flask's test client with what a browser sends: the address, its origin, the token of the last page."""

    client: FlaskClient
    door: Door
    clock: Clock
    settings: Settings
    base: str = ""
    token: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Host": ADDRESS})

    def enter(self) -> TestResponse:
        """Come in with a fresh link, and return the page behind it."""
        first = self.client.get(f"/start?biljett={self.door.issue()}", headers=self.headers)
        self.base = first.headers["Location"].rstrip("/")
        return self.get("/")

    def unlock(self, passphrase: str = PASSPHRASE) -> TestResponse:
        """Give the passphrase, twice where there is no register yet, and go on to the list."""
        answer = self.post("/las-upp", losenfras=passphrase, igen=passphrase, mal="/arenden")
        return self.follow(answer) if answer.status_code == 303 else answer

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for a page of the session."""
        return self._kept(self.client.get(f"{self.base}{path}", headers=self.headers | headers))

    def post(self, path: str, /, **data: str | list[str]) -> TestResponse:
        """Send a form from a page of the session."""
        return self.send(path, data)

    def send(self, path: str, data: Mapping[str, str | list[str]], **headers: str) -> TestResponse:
        """Send a form; ``headers`` add to those of a browser, or replace them."""
        sent = self.headers | {"Origin": f"http://{ADDRESS}"} | headers
        fields = {"halvvag-token": self.token} | dict(data)
        return self._kept(self.client.post(f"{self.base}{path}", data=fields, headers=sent))

    def follow(self, response: TestResponse) -> TestResponse:
        """Go where an answer leads."""
        return self.get(response.headers["Location"].removeprefix(self.base).partition("#")[0])

    def fields(self, page: TestResponse) -> dict[str, str | list[str]]:
        """Return what the form of a page would send if nobody touched it."""
        return form_fields(page.text)

    def _kept(self, response: TestResponse) -> TestResponse:
        response.get_data()
        response.close()
        if found := _TOKEN.search(response.text if response.mimetype == "text/html" else ""):
            self.token = found[1]
        return response


def browser(folder: Path, clock: Clock | None = None) -> Browser:
    """Return a browser before a door that nobody has come through; the register in ``folder`` may not exist."""
    clock = clock or Clock()
    settings = Settings(
        register=f"sqlite:///{folder / 'register.db'}", actor=ACTOR, today=lambda: TODAY, clock=clock, idle=900
    )
    door = Door(clock, idle=settings.idle)
    client = create_app(settings, door, address=ADDRESS).test_client()
    return Browser(client=client, door=door, clock=clock, settings=settings)


def register_of(settings: Settings, *, create: bool = False) -> Register:
    """Open the register beside the page, as another program would."""
    return open_register(settings.register, PASSPHRASE, create=create)


def take_in(register: Register, samples: Path, *, only: tuple[str, ...] = ("",)) -> None:
    """Put the Finnish sample case into a register, or those of its documents whose names begin so."""
    with tempfile.TemporaryDirectory() as folder:
        for path in (samples / "A-fi-halvvagshem").iterdir():
            if path.name.startswith((*only, "verksamhet")):
                shutil.copy(path, folder)
        moving.take_in(register, Path(folder), actor=ACTOR)


_INPUT = re.compile(r"<(input|textarea|select)\b([^>]*)>(?:\n?(.*?)</\1>)?", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_OPTION = re.compile(r'<option value="([^"]*)" selected>')


def form_fields(page: str) -> dict[str, str | list[str]]:
    """Return name -> values of the fields of a page's main form, as a browser without scripts would send them."""
    form = page.partition("data-form>")[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for kind, inside, content in _INPUT.findall(form):
        told = {name: unescape(value) for name, value in _ATTRIBUTE.findall(inside)}
        if told.get("type") in ("radio", "checkbox") and "checked" not in told:
            continue
        value = told.get("value", "")
        if kind == "textarea":
            value = unescape(content).replace("\n", "\r\n")
        if kind == "select":
            value = next(iter(_OPTION.findall(content)), "")
        found.setdefault(told["name"], []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
