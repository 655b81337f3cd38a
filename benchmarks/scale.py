"""Make follow-ups for very many cases, kill the run three times, and see that nothing is lost, twice or cut.

    .venv/bin/python benchmarks/scale.py --cases 10000
    .venv/bin/python benchmarks/scale.py --cases 10000 --register --jobs 2

Cases are generated from the samples, in folders or in an encrypted register; every 97th has a planted fault.
Measured is the most memory of the run, all its processes together, against a run over few cases (Linux only).
Checked is that each case has exactly one whole Word file and one whole PDF, that fel.xlsx holds exactly the
planted faults, and that every tenth document, made again from its stored answers, is the same, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from halvvag_docs import answers, casework, documents, pdfform, spreadsheets, validation, word
from halvvag_docs.casework import moving
from halvvag_docs.casework.registered import UNIT_SETTING
from halvvag_docs.forms import builtin_root, load_form
from halvvag_docs.register import Actor, open_register

TODAY = date(2026, 5, 20)
FORM = "uppfoljning"
PLANTED_EVERY, READ_EVERY = 97, 10
PASSPHRASE = "fyra ord som ingen gissar"  # noqa: S105  opens registers that this program makes
_SAMPLES = {"A-fi-halvvagshem": ("HV-2026-014", "HV", "07"), "B-se-boendestod": ("BS-2026-031", "BS", "03")}
_ANNA = Actor(user="anna")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Where a run has its cases, and how it is called."""

    folder: Path
    jobs: int
    register: bool

    @property
    def out(self) -> Path:
        """The folder of the documents."""
        return self.folder / "ut"

    @property
    def command(self) -> list[str]:
        """The run."""
        sources = [] if self.register else [str(self.folder / "arenden")]
        options = ["-o", str(self.out), "--today", TODAY.isoformat(), "--jobs", str(self.jobs)]
        return [sys.executable, "-m", "halvvag_docs", "batch", FORM, *sources, *options]

    @property
    def environment(self) -> dict[str, str]:
        """Of the run: nothing of the user's own settings."""
        own = {name: text for name, text in os.environ.items() if not name.startswith("HALVVAG_")}
        secret = {"HALVVAG_PASSPHRASE_FILE": str(self.folder / "hemlig"), "HALVVAG_USER": "anna"}
        return own | {"HALVVAG_REGISTER": self.url} | secret

    @property
    def url(self) -> str:
        """Of the register."""
        return f"sqlite:///{self.folder / 'register.db'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a run."""

    cases: int
    documents: int
    planted: int
    kills: int
    seconds: float
    peak: int
    """KiB, all processes together."""
    read: int
    """Documents that were made again and compared."""


def main() -> None:
    """Run, check, and say what was found."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10_000, help="cases of the large run (10000)")
    parser.add_argument("--baseline", type=int, default=100, help="cases of the small run (100)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (2)")
    parser.add_argument("--kills", type=int, default=3, help="how often the large run is killed (3)")
    parser.add_argument("--register", action="store_true", help="cases in a register instead of folders")
    parser.add_argument("--out", type=Path, help="where the table goes; else only to the screen")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        runs = []
        for number, kills in ((asked.baseline, 0), (asked.cases, asked.kills)):
            setup = Setup(folder=Path(name) / str(number), jobs=asked.jobs, register=asked.register)
            runs.append(measured(setup, number, kills))
    table = _table(runs, asked.jobs, register=asked.register)
    if asked.out:
        asked.out.write_text(table, encoding="utf-8")
    print(table)


def _table(runs: list[Run], jobs: int, *, register: bool) -> str:
    few, many = runs
    where = "an encrypted register" if register else "folders"
    lines = ["# The last run at scale", ""]
    lines += [f"Follow-ups in Word and PDF from {where}, {jobs} processes, {os.cpu_count()} cores.", ""]
    lines += ["| Cases | Documents | Planted faults | Killed | Seconds | Most memory, MB, all processes |"]
    lines += ["|---:|---:|---:|---:|---:|---:|"]
    for run in runs:
        cells = (run.cases, run.documents, run.planted, run.kills, round(run.seconds), round(run.peak / 1024))
        lines.append(f"| {' | '.join(map(str, cells))} |")
    told = (
        f"Memory: {many.peak / few.peak:.2f} times that of {few.cases} cases. Every case has exactly one whole "
        "Word file and PDF, fel.xlsx exactly the planted faults; every tenth document was made again from its "
        f"stored answers ({many.read}) and was the same, byte for byte."
    )
    lines += ["", *textwrap.wrap(told, 120), ""]
    return "\n".join(lines)


def measured(setup: Setup, number: int, kills: int) -> Run:
    """Make cases and their documents, killing the run on the way, and check all that came of it."""
    planted = set(_prepare(setup, number))
    began, peak = time.monotonic(), 0
    wanted = number - len(planted)
    for kill in range(kills):
        peak = max(peak, _followed(setup, until=wanted * (kill + 1) // (kills + 1)))
    peak = max(peak, _followed(setup, until=None))
    seconds = time.monotonic() - began
    made = _check_names(setup, number, planted)
    return Run(
        cases=number,
        documents=len(made),
        planted=len(planted),
        kills=kills,
        seconds=seconds,
        peak=peak,
        read=_read_back(setup, made[::READ_EVERY]),
    )


# ------------------------------------------------------------------------------------------------ cases


def _prepare(setup: Setup, number: int) -> Iterator[str]:
    """Make the cases, and yield the ids of those with a planted fault."""
    cases = setup.folder / "arenden"
    cases.mkdir(parents=True)
    secret = setup.folder / "hemlig"
    secret.touch(0o600)
    secret.write_text(PASSPHRASE, encoding="utf-8")
    register = open_register(setup.url, PASSPHRASE, create=True) if setup.register else None
    unit = builtin_root() / "samples" / "A-fi-halvvagshem" / casework.UNIT_FILE
    (cases / casework.UNIT_FILE).write_bytes(unit.read_bytes())
    if register:
        register.set_setting(UNIT_SETTING, unit.read_text("utf-8"), actor=_ANNA)
    for place in range(number):
        case_id = _make_case(cases, place)
        if place % PLANTED_EVERY == 3:
            yield case_id
        if register:
            moving.take_in(register, cases / case_id, actor=_ANNA)
    if register:
        register.close()


def _make_case(cases: Path, place: int) -> str:
    """Write a case of nine documents without a follow-up; every so often one of them has a fault."""
    sample, (own, letters, decision) = list(_SAMPLES.items())[place % 3 == 2]
    case_id = f"{letters}-2026-{place:05}"
    (cases / case_id).mkdir()
    for path in sorted((builtin_root() / "samples" / sample).glob("0[1-9]*.yaml")):
        text = path.read_text("utf-8").replace(own, case_id)
        text = _UUID.sub(lambda found: str(uuid.uuid5(uuid.UUID(found[0]), case_id)), text)
        if place % PLANTED_EVERY == 3 and path.name.startswith(decision):
            text = text.replace("status: faststalld", "status: påhittad", 1)
        (cases / case_id / path.name).write_text(text, encoding="utf-8")
    return case_id


# ------------------------------------------------------------------------------------------------ the run


def _followed(setup: Setup, until: int | None) -> int:
    """Run, and return the most memory of all its processes together, KiB; kill it once there are so many PDFs."""
    with (setup.folder / "fel.txt").open("wb") as told:
        run = subprocess.Popen(  # noqa: S603  our own program
            setup.command, env=setup.environment, stdout=subprocess.DEVNULL, stderr=told
        )
    peak = 0
    while run.poll() is None:
        peak = max(peak, sum(map(_resident, _family(run.pid))))
        if until is not None and setup.out.is_dir() and _count(setup.out) >= until:
            run.send_signal(signal.SIGKILL)
        time.sleep(0.1)
    run.wait()
    ends = (-signal.SIGKILL,) if until is not None else (0, 9)
    _sure(run.returncode in ends, (setup.folder / "fel.txt").read_text("utf-8"))
    return peak


def _count(folder: Path) -> int:
    return sum(entry.name.endswith(".pdf") for entry in os.scandir(folder))


def _family(root: int) -> list[int]:
    """Return the ids of a process and of all that it started."""
    above: dict[int, int] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            try:
                stat = Path(entry.path, "stat").read_text("utf-8", "replace")
            except OSError:
                continue  # it has just ended
            above[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [root]
    for one in found:
        found += [child for child, parent in above.items() if parent == one]
    return found


def _resident(process: int) -> int:
    """Return the memory of a process, KiB, its share of what it has in common with others."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


# ------------------------------------------------------------------------------------------------ the check


def _check_names(setup: Setup, number: int, planted: set[str]) -> list[Path]:
    """Return all documents, after looking that each case has one of each kind, and fel.xlsx the others."""
    made = sorted(path for path in setup.out.iterdir() if path.suffix in (".docx", ".pdf"))
    for suffix in (".docx", ".pdf"):
        cases = [path.name[:13] for path in made if path.suffix == suffix]
        _sure(len(cases) == len(set(cases)) == number - len(planted), f"number of {suffix}")
        _sure(not planted & set(cases), "a case with a fault has a document")
    rows = [row.cells["Ärende-id"] for row in spreadsheets.read(setup.out / "fel.xlsx")] if planted else []
    _sure(sorted(rows) == sorted(planted), "fel.xlsx")
    lines = (setup.out / "batch.jsonl").read_text("utf-8").splitlines()
    done = [json.loads(line)["row"] for line in lines if '"state": "done"' in line]
    _sure(len(done) == len(set(done)) == number - len(planted), "the journal")
    _sure(not list(setup.out.rglob(".*.tmp")), "unfinished files")
    return made


def _read_back(setup: Setup, paths: list[Path]) -> int:
    """Look that documents are whole: their answers give the same bytes again; return their number."""
    form = load_form(FORM)
    unit = casework.find_unit(setup.folder / "arenden" / "any")
    for path, stored in zip(paths, _stored(setup, [path.name[:13] for path in paths]), strict=True):
        content = path.read_bytes()
        found = validation.validate(form, answers.parse(stored, document=path.stem), today=TODAY)
        made = documents.render(form, found, format=path.suffix[1:], unit=unit, draft=True)
        _sure(made.content == content, f"{path.name} is another")
        text = word.read_text(content) if path.suffix == ".docx" else "".join(pdfform.drawn_text(content).values())
        _sure(str(found.at("klient.efternamn")) in text, f"{path.name} is not whole")
    return len(paths)


def _sure(holds: bool, what: str) -> None:  # noqa: FBT001  what it is about
    """End with a message when something is not as it has to be."""
    if not holds:
        sys.exit(f"wrong: {what}")


def _stored(setup: Setup, case_ids: list[str]) -> Iterator[str]:
    """Yield the answers file of each case's new document."""
    if not setup.register:
        for case_id in case_ids:
            (path,) = (setup.out / case_id).glob("*.yaml")
            yield path.read_text("utf-8")
        return
    with open_register(setup.url, PASSPHRASE) as register:
        for case_id in case_ids:
            (draft,) = [one for one in register.entries(case_id) if one.form == FORM]
            yield draft.text


if __name__ == "__main__":
    main()
