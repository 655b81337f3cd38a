"""``halvvag ask`` in a real terminal: answered whole, gone back in, killed at any moment, resumed."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pexpect
import pytest
from answering import Answerer
from casefiles import all_forms

from halvvag_docs import answers
from halvvag_docs.questions.tree import at, put

pytestmark = pytest.mark.conformance

DAY = ("--today", "2026-03-12")
PROGRAM = ("ursprung", "underskrifter", "sandlista")
PROMPT = r"(?:^|\n)([^\n]*(?:: |… |\) ))$"
"""A prompt is the unfinished last line."""
SECONDS = 60


def command(*args: object) -> list[str]:
    """Return the command line of this environment's ``halvvag``."""
    return [sys.executable, "-m", "halvvag_docs", *map(str, args)]


def environment() -> dict[str, str]:
    """Return an environment without this machine's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HALVVAG")}
    return kept | {"HALVVAG_CACHE": "nej", "TERM": "xterm", "PYTHONUTF8": "1"}


def hear_hang_up() -> None:
    """Let a lost terminal end the command as it does for people, also where the tests run under nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Terminal:
    """A terminal of 80 columns in which the command runs, and is started again when it was killed."""

    def __init__(self, folder: Path, form: str, *options: str) -> None:
        self.args = command("ask", form, "--case", folder, "-o", folder / "ut", *options, *DAY)
        self.child = self._start()
        self.kills = 0

    def _start(self) -> pexpect.spawn[str]:
        child = pexpect.spawn(
            self.args[0],
            self.args[1:],
            env=environment(),
            encoding="utf-8",
            dimensions=(50, 500),
            timeout=SECONDS,
            preexec_fn=hear_hang_up,
        )
        child.setecho(False)
        return child

    def prompt(self) -> str | None:
        """Return the next prompt; None when the command has ended well."""
        found = self.child.expect([PROMPT, pexpect.EOF])
        if found == 0:
            match = self.child.match
            assert isinstance(match, re.Match)
            return str(match[1])
        self.child.close()
        assert self.child.exitstatus == 0, self.child.before
        return None

    def say(self, line: str) -> None:
        """Type a line."""
        self.child.sendline(line)

    def kill(self, half: str) -> None:
        """Kill the command with half a line typed, and start it again."""
        self.child.send(half)
        self.child.kill(signal.SIGKILL)
        self.child.close()
        self.child = self._start()
        self.kills += 1


def sample(name: str, samples: Path) -> dict[str, Any]:
    """Return the raw answers of a sample document."""
    path = samples / "A-fi-halvvagshem" / name
    return dict(answers.parse(path.read_text("utf-8"), document=path.stem).data)


def nine_goals(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plan with nine goals, no two alike."""
    goals = at(plan, "genomforandeplan.mal")
    assert isinstance(goals, list)
    many: list[Any] = [deepcopy(goals[number % len(goals)]) for number in range(9)]
    for number, goal in enumerate(many, start=1):
        goal |= {"mal_id": str(number), "smart_mal": f"{goal['smart_mal']} Mål {number} av nio."}
    return put(plan, "genomforandeplan.mal", many)


def by_people(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers without what only the program writes."""
    kept = {name: value for name, value in data.items() if name not in PROGRAM}
    return put(kept, "dokument", at(data, "dokument.upprattad_av"))


@pytest.mark.parametrize(("form", "number"), [("krisplan", "09"), ("genomforandeplan", "08")])
def test_killed_ten_times_it_is_still_the_document_of_the_file(
    case_a: Path, samples: Path, tmp_path: Path, form: str, number: str
) -> None:
    """Whatever was acknowledged is there after SIGKILL; in the end answers, Word and PDF are those of the YAML."""
    for path in case_a.glob("*.yaml"):
        # The plan names its krisplan, which is there before it in this case.
        if path.name[:2] in {"08", "10", "11"} or form in path.name:
            path.unlink()
    data = sample(f"{number}-{form}.yaml", samples)
    data = nine_goals(data) if form == "genomforandeplan" else data
    ending = {"Fastställa": "nej", "Nummer (Enter": "1"}
    person = Answerer(all_forms()[form], case_a, data, backs=2, ending=ending)
    terminal = Terminal(case_a, form)
    chance = random.Random(number)  # noqa: S311  a test
    moments = set(chance.sample(range(5, 110), 10))
    turn = 0
    while (prompt := terminal.prompt()) is not None:
        turn += 1
        if turn in moments:
            terminal.kill("halv ra")
            person.forget()
            continue
        terminal.say(person.reply(prompt))
    assert (terminal.kills, person.backs) == (10, 0)
    made = dict(answers.parse(person.draft.read_text("utf-8"), document="x").data)
    assert by_people(made) == by_people(data)
    _same_documents(case_a, person.draft, made, data, tmp_path)


def _same_documents(
    folder: Path, draft: Path, made: Mapping[str, Any], data: Mapping[str, Any], tmp_path: Path
) -> None:
    """Print the sample with the program's own parts of the draft in its place, and compare byte for byte."""
    program = {name: made[name] for name in PROGRAM if name in made}
    kept = {name: value for name, value in data.items() if name not in PROGRAM}
    draft.write_text(answers.dump({**kept, **program, "dokument": made["dokument"]}), "utf-8")
    out = tmp_path / "ut-fil"
    subprocess.run(
        command("render", draft, "--draft", "-o", out, *DAY), check=True, capture_output=True, env=environment()
    )
    names = sorted(path.name for path in out.iterdir())
    assert [name.rpartition(".")[2] for name in names] == ["docx", "pdf"]
    for name in names:
        assert (folder / "ut" / name).read_bytes() == (out / name).read_bytes(), name


def test_a_plain_pipe(case_a: Path) -> None:
    """Lines in, lines out: no escape sequence, nothing drawn over, and what was answered is saved at the end."""
    lines = "\n\n\n\n\n\nLönedag\n\nSlutar svara\n"
    args = command("ask", "krisplan", "--case", case_a, "--new", *DAY)
    done = subprocess.run(args, input=lines.encode(), capture_output=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout
    assert b"\r" not in done.stdout.replace(b"\r\n", b"\n")
    made = answers.parse(max(case_a.glob("*-krisplan.yaml")).read_text("utf-8"), document="x").data
    assert at(made, "krisplan.triggers") == ["Lönedag"]
    assert at(made, "krisplan.tidiga_tecken") == ["Slutar svara"]


def test_a_lost_terminal_and_sigterm_lose_nothing(case_a: Path) -> None:
    """The line before the signal is saved, the half line after it is not there."""
    for number, how in enumerate((signal.SIGHUP, signal.SIGTERM)):
        terminal = Terminal(case_a, "natverksmote", "--new")
        terminal.prompt()
        terminal.child.sendline(":avsnitt")
        terminal.child.expect("Avsnittets nummer")
        terminal.child.sendline("")
        terminal.prompt()
        terminal.child.send("halv ra")
        terminal.child.kill(how)
        terminal.child.expect(pexpect.EOF)
        terminal.child.close()
        made = max(case_a.glob("*-natverksmote.yaml")).read_text("utf-8")
        assert "halv ra" not in made, number
        assert "# Intervjun är vid: " in made
