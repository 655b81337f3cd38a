"""Nobody else gets in: another site in the same browser, another program, somebody at an abandoned desk."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path

import pytest
import webpages
from webpages import ADDRESS, CASE, Browser

HOME = "/arenden"


@pytest.fixture
def outside(tmp_path: Path) -> Browser:
    """Return a browser that has not come in; there is no register yet."""
    return webpages.browser(tmp_path)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a register that holds one empty case."""
    made = webpages.browser(tmp_path_factory.mktemp("register"))
    file = made.settings.file
    assert file is not None
    with webpages.register_of(made.settings, create=True) as one:
        one.create_case(CASE, actor=webpages.ACTOR)
    return file


@pytest.fixture
def inside(outside: Browser, register: Path) -> Browser:
    """Return a browser with an open register of its own that holds one empty case."""
    assert outside.settings.file is not None
    shutil.copy(register, outside.settings.file)
    outside.enter()
    assert CASE in outside.unlock().text
    return outside


@pytest.fixture(scope="module")
def shared(register: Path) -> Browser:
    """Return a browser with an open register, for tests that change nothing."""
    found = webpages.browser(register.parent)
    found.enter()
    found.unlock()
    return found


def test_link_opens_once(outside: Browser) -> None:
    """A link that was read over a shoulder, or stands in the history, is worth nothing."""
    ticket = outside.door.issue()
    assert outside.get(f"/start?biljett={ticket}").status_code == 303
    again = outside.get(f"/start?biljett={ticket}")
    assert again.status_code == 401
    assert "Set-Cookie" not in again.headers


@pytest.mark.parametrize("ticket", ["", "fel", "å", "x" * 4000])
def test_wrong_ticket_opens_nothing(outside: Browser, ticket: str) -> None:
    """Neither without one waiting nor with."""
    assert outside.get(f"/start?biljett={ticket}").status_code == 401
    outside.door.issue()
    assert outside.get(f"/start?biljett={ticket}").status_code == 401


def test_browser_that_looks_ahead_does_not_spend_the_ticket(outside: Browser) -> None:
    """Browsers fetch a typed address before Enter is pressed."""
    ticket = outside.door.issue()
    assert outside.get(f"/start?biljett={ticket}", **{"Sec-Purpose": "prefetch;prerender"}).status_code == 403
    assert outside.get(f"/start?biljett={ticket}").status_code == 303


def test_cookie_is_out_of_reach_of_scripts_and_of_other_ports(outside: Browser) -> None:
    """Cookies do not tell ports apart; a path that nobody can guess does."""
    answer = outside.get(f"/start?biljett={outside.door.issue()}")
    cookie = answer.headers["Set-Cookie"]
    path = answer.headers["Location"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert f"Path={path}" in cookie
    assert re.fullmatch(r"/[\w-]{22}/", path)


def test_path_and_cookie_are_needed_both(shared: Browser) -> None:
    """One of them may leak: the path to the history, the cookie to another program."""
    assert shared.get(HOME).status_code == 200
    assert shared.client.get(HOME, headers=shared.headers).status_code == 401
    stranger = shared.client.application.test_client()
    assert stranger.get(f"{shared.base}{HOME}", headers=shared.headers).status_code == 401
    stranger.set_cookie("halvvag", "fel", path=f"{shared.base}/")
    assert stranger.get(f"{shared.base}{HOME}", headers=shared.headers).status_code == 401


@pytest.mark.parametrize(
    "host",
    ["example.com", "localhost:8765", "127.0.0.1", "127.0.0.1:80", "evil.test:8765", f"{ADDRESS}.evil.test", ""],
)
def test_foreign_host_is_refused(shared: Browser, host: str) -> None:
    """A name of another site that suddenly means this machine (DNS rebinding)."""
    assert shared.get(HOME, Host=host).status_code == 403
    assert shared.get("/static/style.css", Host=host).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.test", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8765", ""]
)
def test_post_from_another_origin_is_refused(shared: Browser, origin: str) -> None:
    """Even with the right token."""
    answer = shared.send("/arenden/nytt", {"arende_id": "HV-2026-099"}, Origin=origin)
    assert answer.status_code == 403
    assert "HV-2026-099" not in shared.get(HOME).text


@pytest.mark.parametrize("token", ["", "fel", "å" * 40])
def test_post_without_the_token_of_the_session_is_refused(shared: Browser, token: str) -> None:
    """A form that another page has made."""
    answer = shared.send("/arenden/nytt", {"arende_id": "HV-2026-099", "halvvag-token": token})
    assert answer.status_code == 403
    assert "HV-2026-099" not in shared.get(HOME).text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_request_that_another_site_began_is_refused(shared: Browser, site: str) -> None:
    """Another port of this machine counts as another site."""
    assert shared.get(HOME, **{"Sec-Fetch-Site": site}).status_code == 403
    assert shared.get(HOME, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert shared.get(HOME, **{"Sec-Fetch-Site": "none"}).status_code == 200


@pytest.mark.parametrize("place", ["iframe", "frame", "object", "embed"])
def test_page_is_never_framed(shared: Browser, place: str) -> None:
    """Clickjacking needs a frame."""
    assert shared.get(HOME, **{"Sec-Fetch-Dest": place}).status_code == 403


@pytest.mark.parametrize(
    "path", [HOME, "/nowhere", "/static/style.css", f"/arenden/{CASE}", "/font/NotoSans-Bold.ttf"]
)
def test_every_answer_carries_the_headers(shared: Browser, path: str) -> None:
    """Pages, failures and the look alike."""
    headers = shared.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert ("no-store" in headers["Cache-Control"]) is not path.startswith(("/static", "/font"))


def test_pages_hold_no_script_and_no_style_of_their_own(shared: Browser) -> None:
    """What an answer says can never be run, whatever it says."""
    for path in (HOME, f"/arenden/{CASE}", "/arenden/nytt", "/las-upp"):
        text = shared.get(path).text
        assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=|javascript:", text)
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(shared: Browser, method: str) -> None:
    """Only pages are read and forms are sent."""
    assert shared.client.open(f"{shared.base}{HOME}", method=method, headers=shared.headers).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2f..%2ferrors.py",
        "/static//etc/passwd",
        "/static/..\\app.py",
        "/font/..%2f..%2fschemas%2fkrisplan.yaml",
        "/font/NotoSans-Regular.ttf%00.txt",
        "/arenden/..%2f..",
        "/arenden/HV-2026-014/..%2f..%2fetc",
        "/arenden/hv-2026-014",
        "/arenden/%00",
        "/arenden/HV-2026-014/09-krisplan/hamta/exe",
        "/arenden/HV-2026-014/09-krisplan/bild/-1.png",
    ],
)
def test_path_tricks_lead_nowhere(shared: Browser, path: str) -> None:
    """An address is a name in the register, never a path on the disk."""
    answer = shared.get(path)
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text


def test_too_much_is_refused_before_it_is_read(inside: Browser) -> None:
    """By length and by kind."""
    assert inside.post("/arenden/nytt", arende_id="A" * 3_000_000).status_code == 413
    for kind in ("multipart/form-data; boundary=x", "text/plain", "application/json", ""):
        sent = inside.headers | {"Origin": f"http://{ADDRESS}", "Content-Type": kind}
        assert inside.client.post(f"{inside.base}/arenden/nytt", data=b"x", headers=sent).status_code == 415


def test_register_is_locked_when_nobody_is_there(inside: Browser) -> None:
    """After a quarter of an hour the passphrase is asked for again, and a wrong one does not help."""
    inside.clock.now += 899
    assert inside.get(HOME).status_code == 200
    inside.clock.now += 901
    page = inside.get(HOME)
    assert "Lås upp registret" in page.text
    assert CASE not in page.text
    assert inside.unlock("fel fras för registret").status_code == 422
    assert "Lås upp" in inside.get(HOME).text
    inside.unlock()
    assert CASE in inside.get(HOME).text


def test_watch_locks_without_a_request(inside: Browser) -> None:
    """The key does not wait in memory for somebody to come back."""
    assert inside.door.tidy() is False
    inside.clock.now += 901
    assert inside.door.tidy() is True
    assert inside.door.needs_ticket


def test_what_was_typed_before_the_lock_is_kept(inside: Browser) -> None:
    """Somebody who wrote for long and then pressed the button loses nothing."""
    inside.get("/arenden/nytt")
    inside.clock.now += 3600
    locked = inside.post("/arenden/nytt", arende_id="HV-2026-077")
    assert "ingen använde det på en stund. Det\ndu just skrev är kvar" in locked.text
    kept = re.search(r'name="sparat" value="([^"]+)"', locked.text)
    assert kept
    opened = inside.post(
        "/las-upp", losenfras=webpages.PASSPHRASE, mal="/arenden/nytt", sparat=kept[1].replace("&#34;", '"')
    )
    assert 'name="arende_id" value="HV-2026-077"' in opened.text
    assert inside.post("/arenden/nytt", arende_id="HV-2026-077").status_code == 302
    assert "HV-2026-077" in inside.get(HOME).text


def test_lock_says_who_locked(inside: Browser) -> None:
    """A person who pressed the button in another window is not told that nobody was there."""
    inside.get("/arenden/nytt")
    inside.post("/las")
    locked = inside.post("/arenden/nytt", arende_id="HV-2026-077").text
    assert "Registret är låst. Det\ndu just skrev är kvar" in locked
    assert "ingen använde" not in locked


def test_old_form_is_worth_nothing_after_the_lock(inside: Browser) -> None:
    """The token changes with each passphrase."""
    old = inside.token
    inside.post("/las")
    inside.get(HOME)
    inside.unlock()
    assert inside.send("/arenden/nytt", {"arende_id": "HV-2026-088", "halvvag-token": old}).status_code == 403


def test_what_another_window_sends_after_the_lock_is_kept(inside: Browser) -> None:
    """Nothing is done with it before the person presses a button on a page of today; a lock still locks."""
    old = inside.token
    inside.post("/las")
    kept = inside.get("/arenden/nytt")
    assert "Lås upp" in kept.text
    inside.unlock()
    late = inside.send("/arenden/nytt?sida=2", {"arende_id": "HV-2026-088", "halvvag-token": old})
    assert late.status_code == 403
    assert "Det du skrev är kvar" in late.text
    assert 'name="arende_id" value="HV-2026-088"' in late.text
    assert f'action="{inside.base}/arenden/nytt?sida=2"' in late.text
    assert old not in late.text
    assert "HV-2026-088" not in inside.get(HOME).text
    again = {"losenfras": "vad som helst", "mal": "/arenden/nytt", "sparat": "[]", "halvvag-token": old}
    assert inside.send("/las-upp", again).status_code == 200
    assert inside.send("/las", {"halvvag-token": old}).status_code == 303
    assert "Lås upp" in inside.get(HOME).text


def test_lock_goes_only_to_pages_of_the_session(inside: Browser) -> None:
    """The page to go on to is a path under the session's own, whatever was sent."""
    inside.post("/las")
    for goal in ("//evil.test/", "https://evil.test/", "/\\evil.test", "javascript:alert(1)"):
        inside.get(HOME)
        place = inside.post("/las-upp", losenfras=webpages.PASSPHRASE, mal=goal).headers["Location"]
        assert place.startswith(f"{inside.base}/")
        inside.post("/las")


def test_leaving_ends_the_session(inside: Browser) -> None:
    """The cookie is dead, not only taken away; a new link is needed."""
    assert "Arbetet är avslutat" in inside.post("/avsluta").text
    assert inside.get(HOME).status_code == 401
    assert inside.door.needs_ticket


def test_second_browser_takes_over(inside: Browser) -> None:
    """One person at a time: a new link ends the session before, and begins locked."""
    before, cookies = inside.base, inside.client
    inside.client = inside.client.application.test_client()
    assert "Lås upp registret" in inside.enter().text
    assert cookies.get(f"{before}{HOME}", headers=inside.headers).status_code == 401


@pytest.mark.parametrize(("first", "second"), [("kort", "kort"), ("fyra ord som räcker", "fyra andra ord bara")])
def test_new_passphrase_is_long_and_the_same_twice(outside: Browser, first: str, second: str) -> None:
    """Nothing is made until it is."""
    assert "Skapa registret" in outside.enter().text
    answer = outside.post("/las-upp", losenfras=first, igen=second, mal="/")
    assert answer.status_code == 422
    assert f'value="{first}"' not in answer.text
    file = outside.settings.file
    assert file is not None
    assert not file.exists()


def test_bug_shows_and_logs_no_value(
    inside: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What an exception says may hold an answer: only its kind and place are kept."""

    def fail(_case_id: str) -> None:
        raise KeyError("Linnea Backlund 140587-9184")

    monkeypatch.setattr("halvvag_docs.web.desk.read_case", fail)
    with caplog.at_level(logging.DEBUG):
        answer = inside.get(f"/arenden/{CASE}")
    assert answer.status_code == 500
    assert "Något gick fel i programmet" in answer.text
    assert "KeyError" in caplog.text
    assert "Linnea" not in answer.text + caplog.text
    assert "9184" not in answer.text + caplog.text


def test_repr_of_session_and_settings_tells_nothing(shared: Browser) -> None:
    """What ends up in a log by mistake is empty of secrets."""
    session = shared.door._session
    assert session is not None
    told = repr(session) + repr(shared.settings)
    for secret in (session.cookie, session.path, session.token, "register.db"):
        assert secret not in told
