"""The web page in Chromium: with the keyboard alone, without scripts, for a screen reader, on a phone."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import webpages
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright
from webdriving import ARGUMENTS, PASSPHRASE, Keyboard, Served, serving

from halvvag_docs import answers
from halvvag_docs.register import open_register

pytestmark = [pytest.mark.conformance, pytest.mark.enable_socket]

CASE = "HV-2026-014"
SAMPLES = Path(__file__).parents[2] / "samples" / "A-fi-halvvagshem"


@pytest.fixture(scope="module")
def chromium(program: Callable[[str], str]) -> Iterator[Browser]:
    """Return a running Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Return a running page over an empty folder."""
    with serving(tmp_path) as found:
        yield found


def sample(name: str) -> dict[str, Any]:
    """Return the raw answers of a sample document."""
    return answers.parse((SAMPLES / f"{name}.yaml").read_text("utf-8"), document=name).data


def begin(context: BrowserContext, served: Served, form: str) -> Keyboard:
    """Come in, make the register, the case and a draft, with keys alone."""
    page = context.new_page()
    page.goto(served.link())
    keys = Keyboard(page)
    keys.unlock()
    keys.to("Nytt ärende")
    keys.enter()
    while keys.active()["name"] != "arende_id":
        keys.press("Tab")
    keys.type(CASE)
    keys.enter()
    keys.to(form, "BUTTON")
    keys.enter()
    return keys


def answer_all(keys: Keyboard, data: dict[str, Any]) -> None:
    """Answer section after section until the review, then what it says is missing."""
    keys.to("Om dokumentet")
    keys.enter()
    for _ in range(40):
        if "/granska" in keys.page.url:
            break
        keys.fill(data)
    for _ in range(10):
        missing = keys.page.locator(".lacking a")
        if not missing.count():
            return
        keys.to(missing.first.inner_text())
        keys.enter()
        keys.fill(data)
        keys.to("Till dokumentets delar")
        keys.enter()
        keys.to("Granska och fastställ")
        keys.enter()
    message = f"the form does not end: {keys.page.locator('.lacking').inner_text()}"
    raise AssertionError(message)


def settle(keys: Keyboard) -> None:
    """Give a reason for each warning and settle."""
    page = keys.page
    assert "Inget fattas" in page.inner_text("main"), page.inner_text("main")[:2000]
    for _ in range(page.locator("textarea").count()):
        while keys.active()["tag"] != "TEXTAREA" or keys.active()["value"]:
            keys.press("Tab")
        keys.type("Kontrollerat.")
    keys.to("Fastställ", "BUTTON")
    keys.enter()
    assert "Dokumentet är fastställt" in page.inner_text("main"), page.inner_text("main")[:2000]


def take_home(keys: Keyboard, folder: Path) -> list[Path]:
    """Fetch Word and PDF with the keyboard."""
    found = []
    for kind in ("Word", "PDF"):
        keys.to(kind, "A")
        with keys.page.expect_download() as waiting:
            keys.press("Enter")
        found.append(folder / waiting.value.suggested_filename)
        waiting.value.save_as(found[-1])
    return found


def stored(folder: Path, name: str) -> dict[str, Any]:
    """Return the raw answers that the register holds."""
    with open_register(f"sqlite:///{folder / 'register.db'}", PASSPHRASE) as register:
        entry = next(one for one in register.entries(CASE) if one.name == name)
        assert entry.status == "faststalld"
        return answers.parse(entry.text, document=name).data


def lost(told: Any, kept: Any, path: str = "") -> list[str]:
    """Return the paths of the answers that are not the same in the register."""
    if isinstance(told, dict):
        inside = kept if isinstance(kept, dict) else {}
        return [one for key in told for one in lost(told[key], inside.get(key, ""), f"{path}.{key}")]
    if isinstance(told, list) and isinstance(kept, list) and len(told) == len(kept):
        return [one for i, item in enumerate(told) for one in lost(item, kept[i], f"{path}[{i}]")]
    return [] if _plain(told) == _plain(kept) else [path]


def _plain(value: Any) -> str:
    return re.sub(r"\s+", " ", str(value)).strip()


@pytest.mark.parametrize(("form", "name"), [("Utredning", "04-utredning"), ("Krisplan", "09-krisplan")])
def test_whole_document_with_the_keyboard_alone(
    chromium: Browser, served: Served, tmp_path: Path, form: str, name: str
) -> None:
    """From an empty register to Word and PDF, every answer kept; the krisplan without scripts."""
    context = chromium.new_context(java_script_enabled=form == "Utredning", viewport={"width": 800, "height": 900})
    context.set_default_timeout(20_000)
    data = sample(name)
    data.setdefault("bestallare", {})
    data.get("krisplan", {}).pop("kopior", None)  # a copy for others needs a consent, another document
    keys = begin(context, served, form)
    answer_all(keys, data)
    settle(keys)
    word, pdf = take_home(keys, tmp_path)
    assert word.read_bytes().startswith(b"PK")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "Backlund" not in word.name + pdf.name
    assert "utkast" not in word.name + pdf.name
    block = name.partition("-")[2]
    kept = stored(tmp_path, f"01-{block}")
    # What hangs on other answers is not asked of everybody: a birth day follows from an identity number.
    gone = [
        path for part in ("klient", "bestallare", block) for path in lost(data[part], kept.get(part, {}), part)
    ]
    assert [path for path in gone if {path, re.sub(r"\[\d+\]$", "", path)} & keys.seen] == []
    assert len(keys.seen) > 60
    context.close()


class Hostile(BaseHTTPRequestHandler):
    """A page on another port of this machine, which browsers take for the same site."""

    body = b"<!doctype html><html lang=en><title>x</title><body>hej"

    def do_GET(self) -> None:
        """Serve the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def test_what_is_typed_is_saved_by_leaving_and_once_by_a_double_click(chromium: Browser, served: Served) -> None:
    """A link and the lock save first, the way back asks first, and a second press does nothing."""
    context = chromium.new_context()
    keys = begin(context, served, "Krisplan")
    page = keys.page
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    place = page.url
    signs = f"{place}/avsnitt/tecken"
    page.goto(signs)
    page.type("#f-krisplan-tidiga_tecken", "Svarar inte")
    page.get_by_role("link", name="Till dokumentets delar").click()
    page.wait_for_url(place)
    page.goto(signs)
    assert page.input_value("#f-krisplan-tidiga_tecken") == "Svarar inte"
    page.type("#f-krisplan-tecken_andra_ser", "Drar sig undan")
    page.evaluate("history.back()")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Lås").click()
    page.fill("#losenfras", PASSPHRASE)
    page.get_by_role("button", name="Lås upp").click()
    page.goto(f"{place}/avsnitt/ringer")
    page.get_by_role("button", name="Lägg till").click()
    page.locator("form[data-form] input[type=text]").first.fill("Jan Påhittad")
    page.locator("button[value=fortsatt]").last.click(click_count=2, delay=20)
    page.wait_for_url("**/ringer#*")
    assert page.locator("dd", has_text="Jan Påhittad").count() == 1
    page.goto(signs)
    assert page.input_value("#f-krisplan-tecken_andra_ser") == "Drar sig undan"
    context.close()


@pytest.fixture
def hostile() -> Iterator[str]:
    """Return the address of a page of somebody else's."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


_STEAL = """async (target) => {
  const tried = {};
  const attempt = async (name, act) => {
    try { tried[name] = await act(); } catch (error) { tried[name] = "stopped"; }
  };
  await attempt("read", async () => (await fetch(target, {credentials: "include"})).text());
  await attempt("blind", async () => (await fetch(target, {credentials: "include", mode: "no-cors"})).type);
  await attempt("post", async () => (await fetch(target + "/nytt", {method: "POST", credentials: "include",
    body: new URLSearchParams({arende_id: "HV-2026-666"})})).status);
  await attempt("picture", () => new Promise((good, bad) => {
    const one = new Image(); one.onload = () => good("seen"); one.onerror = bad;
    one.src = target + "/HV-2026-014/09-krisplan/bild/1.png"; }));
  await attempt("frame", () => new Promise((good) => {
    const one = document.createElement("iframe"); one.src = target;
    one.onload = () => { try { good(one.contentDocument.body.innerText); } catch { good("stopped"); } };
    document.body.append(one); }));
  return tried;
}"""
_SEND = """(target) => {
  const one = document.createElement("form"); one.method = "POST"; one.action = target;
  one.innerHTML = '<input name="arende_id" value="HV-2026-666">';
  document.body.append(one); one.submit();
}"""


def test_foreign_page_in_the_same_browser_reads_and_posts_nothing(
    chromium: Browser, stocked: Path, hostile: str
) -> None:
    """Even one that knows the whole address of the session, on another port of the same machine."""
    with serving(stocked) as served:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(served.link())
        Keyboard(page).unlock()
        target = page.url
        assert target.endswith("/arenden")
        other = context.new_page()
        other.goto(hostile)
        tried = other.evaluate(_STEAL, target)
        assert tried["read"] == tried["post"] == tried["picture"] == "stopped"
        assert tried["blind"] in ("stopped", "opaque")
        assert CASE not in str(tried)
        # A form that sends itself away, with the cookie, as only a click would.
        other.evaluate(_SEND, f"{target}/nytt")
        other.wait_for_load_state()
        assert "Det här fick inte göras" in other.inner_text("main")
        page.reload()
        assert "HV-2026-666" not in page.inner_text("main")
        assert CASE in page.inner_text("main")
        context.close()


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a register that holds the sample case."""
    folder = tmp_path_factory.mktemp("stocked")
    with open_register(f"sqlite:///{folder / 'register.db'}", PASSPHRASE, create=True) as register:
        webpages.take_in(register, SAMPLES.parent)
    return folder


WIDTHS = (360, 768, 1280)
HANDBOOK = 768
"""Width of the pictures in the handbook, which show what a screen shows."""


def _pages(page: Page) -> Iterator[str]:
    """Go to a page of each kind and yield its name."""
    yield "losenfras"
    page.fill("#losenfras", "fel fras alldeles")
    page.press("#losenfras", "Enter")
    page.wait_for_selector(".errors")
    yield "losenfras-fel"
    page.fill("#losenfras", PASSPHRASE)
    page.press("#losenfras", "Enter")
    page.wait_for_selector("table")
    home = page.url
    yield "arenden"
    there = {"nytt-arende": "nytt", "arende": CASE, "dokument-klart": f"{CASE}/09-krisplan"}
    there |= {"version": f"{CASE}/09-krisplan/version/1", "finns-inte": "ingen"}
    for name, path in there.items():
        page.goto(f"{home}/{path}")
        yield name
    page.goto(f"{home}/{CASE}")
    page.click(".new-forms >> text=Genomförandeplan")
    yield from _form_pages(page, page.url)
    page.goto(home)
    page.click("text=Avsluta")
    page.wait_for_selector("h1:has-text('avslutat')")
    yield "avslutat"


def _form_pages(page: Page, place: str) -> Iterator[str]:
    """Go through the pages of a plan that was just begun."""
    yield "dokument"
    page.goto(f"{place}/avsnitt/klient")
    yield "forslag"
    page.fill("[id='f-klient-telefon']", "inget nummer")
    page.click(".actions button[value=fortsatt]")
    page.wait_for_selector(".errors")
    yield "formular-fel"
    page.goto(f"{place}/avsnitt/mal")
    yield "lista"
    page.click("text=Ändra mål 1")
    page.wait_for_selector("h1:has-text('Mål 1')")
    yield "rad"
    page.goto(f"{place}/avsnitt/mal")
    page.click("text=Ta bort mål 1")
    page.wait_for_selector("h1:has-text('Ta bort')")
    yield "ta-bort"
    page.goto(f"{place}/granska")
    yield "granska"
    page.goto(f"{place}/forhandsvisning")
    yield "papper"
    yield from _shared_pages(page, f"{place}/avsnitt/klient")


def _shared_pages(page: Page, section: str) -> Iterator[str]:
    """Change the same answer in two windows, then write on in one that the other has locked."""
    field, go_on = "[id='f-klient-telefon']", ".actions button[value=fortsatt]"
    page.goto(section)
    with page.context.expect_page() as opened:
        page.evaluate("window.open(location.href)")
    other = opened.value
    other.fill(field, "040 123 4567")
    other.click(go_on)
    page.fill(field, "050 765 4321")
    page.click(go_on)
    page.wait_for_selector("h1:has-text('Två har ändrat samtidigt')")
    yield "krock"
    page.click("text=Spara det valda")
    page.wait_for_selector(".errors")
    yield "krock-fel"
    page.check("input[value=undanlagd]")
    page.click("text=Spara det valda")
    page.goto(section)
    other.click("text=Lås")
    page.fill(field, "040 123 4567")
    page.click(go_on)
    page.wait_for_selector("#losenfras")
    yield "last"
    page.fill("#losenfras", PASSPHRASE)
    page.press("#losenfras", "Enter")
    page.wait_for_selector("h1:has-text('Det du skrev är kvar')")
    yield "kvar"
    page.click("text=Spara och fortsätt")
    yield from _settled_meanwhile(page, other, section.partition(CASE)[0] + f"{CASE}/09-krisplan")
    other.close()


def _settled_meanwhile(page: Page, other: Page, place: str) -> Iterator[str]:
    """Write in a document that another window settles."""
    page.goto(place)
    page.click("text=Gör en ny version")
    page.goto(f"{place}/avsnitt/tecken")
    other.goto(f"{place}/granska")
    for reason in other.locator("textarea").all():
        reason.fill("Kontrollerat.")
    other.click("button:has-text('Fastställ')")
    other.wait_for_selector("text=Dokumentet är fastställt")
    page.fill("[id='f-krisplan-tidiga_tecken']", "Drar mig undan")
    page.click(".actions button[value=fortsatt]")
    page.wait_for_selector("h1:has-text('Dokumentet är redan fastställt')")
    yield "for-sent"


def test_every_kind_of_page_is_accessible_and_fits(
    chromium: Browser, stocked: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """No violation that axe-core finds, in light or dark; nothing to be scrolled sideways, on a phone neither."""
    shutil.copy(stocked / "register.db", tmp_path)
    wrong: list[str] = []
    with serving(tmp_path) as served:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(served.link())
        for name in _pages(page):
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found = Axe().run(page).response["violations"]
                wrong += [f"{name} {scheme}: {one['id']} {one['nodes'][0]['html']}" for one in found]
            page.emulate_media(color_scheme="light")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    wrong.append(f"{name} at {width} px: has to be scrolled sideways")
                if folder := pytestconfig.getoption("--pictures"):
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
                    if width == HANDBOOK:
                        page.screenshot(path=Path(folder) / f"{name}.png")
        context.close()
    assert wrong == []
