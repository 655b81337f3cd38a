"""``halvvag serve``: a link on this machine alone, and nothing of the web before it is asked for."""

from __future__ import annotations

import http.client
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from webdriving import serving

from halvvag_docs import web
from halvvag_docs.register import Actor


def test_web_is_not_imported_before_it_is_needed() -> None:
    """``halvvag --help`` and the help of the command itself stay quick."""
    code = (
        "import sys; from halvvag_docs.cli import main; main.commands['serve']; "
        "assert not {'flask', 'waitress', 'werkzeug', 'sqlalchemy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def ask(link: str) -> int:
    """Ask for a page, and return the status."""
    host, _, path = link.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host)
    connection.request("GET", f"/{path}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


@pytest.mark.enable_socket
def test_page_answers_on_this_machine_and_stops(tmp_path: Path) -> None:
    """The link leads in; without it there is a sentence and nothing else."""
    with serving(tmp_path) as served:
        link = served.link()
        assert link.startswith("http://127.0.0.1:")
        assert ask(link) == 303
        assert ask(link) == 401
    assert served.process.poll() is not None


@pytest.mark.enable_socket
def test_taken_port_is_said_in_words(tmp_path: Path) -> None:
    """Another program has it, or another ``halvvag serve``."""
    with serving(tmp_path) as served:
        port = served.link().partition("/start")[0].rpartition(":")[2]
        command = [sys.executable, "-m", "halvvag_docs", "serve", "--no-browser", "--port", port]
        command += ["--register", f"sqlite:///{tmp_path}/r.db"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 6
    assert "upptagen" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_tell_nothing_secret() -> None:
    """An address of a server may hold a password."""
    address = "postgresql://usm:hemligt@localhost/usm"
    settings = web.Settings(register=address, actor=Actor(user="carola"), today=lambda: date.min)
    assert "hemligt" not in repr(settings)
    assert not settings.has_passphrase
    assert settings.file is None
