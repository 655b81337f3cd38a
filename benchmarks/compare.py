"""Compare ``halvvag fill`` with docxtpl and pypdf, whole processes with start-up, and write results.md.

    make bench
    .venv/bin/python benchmarks/compare.py --number 200 --rounds 3

The order changes from round to round and ratios are taken within a round, so that a slow minute of the
machine hits all alike. What comes out is compared: the text of every Word file, the values of every PDF.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import checked
import docx
import pypdf

HERE = Path(__file__).parent
ROOT = HERE.parent
BIN = Path(sys.executable).parent
SOME_FAILED = 9
"""Exit code of halvvag when some of many records became no document."""
SENTENCES = (
    "Vill själv bestämma ordningen på dagens sysslor.",
    "Har god lokalkännedom & trivs i sin lägenhet.",
    "Behöver stöd för att komma i gång på morgonen,\nhelst före kl. 9.",
    "Tycker om musik, odling och korsord <på svenska>.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """One template, and who fills it in."""

    title: str
    template: Path
    suffix: str
    peer: str
    share: int = 1
    """One of how many documents is made, where the peer takes long."""
    form: str = ""
    """Form that every record is checked against; those with faults become no document."""


class Taken(NamedTuple):
    """Seconds that a process took."""

    wall: float
    cpu: float
    """User and system time, of its own processes too: what other work on the machine sways least."""


@dataclass(slots=True)
class Times:
    """What one contestant took, round by round."""

    one: list[Taken] = field(default_factory=list)
    many: list[Taken] = field(default_factory=list)


def main() -> None:
    """Run all contests and write the table."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--number", type=int, default=400, help="documents of a run (400)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds (3)")
    parser.add_argument("--out", type=Path, default=HERE / "results.md", help="where the table goes")
    asked = parser.parse_args()
    lines = [_head(asked.rounds)]
    # Nothing is deleted before the end: making files is slow just after many were removed.
    with tempfile.TemporaryDirectory() as folder:
        for contest in _contests(Path(folder)):
            lines += _run(contest, Path(folder), asked.number // contest.share, asked.rounds)
    table = "\n".join(lines) + "\n"
    asked.out.write_text(table, encoding="utf-8")
    print(table)


def _head(rounds: int) -> str:
    return (
        "# The last run\n\n"
        f"{rounds} rounds, medians; whole processes with start-up. {os.cpu_count()} cores, "
        f"{platform.machine()}, Python {platform.python_version()}. Written by `make bench`; see README.md.\n\n"
        "| Template | Who | Documents | Documents/s | First document, ms | × the peer (lowest–highest)"
        " | CPU, ms a document | × by CPU (lowest–highest) |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|"
    )


def _contests(folder: Path) -> Iterator[Contest]:
    for name, make in (("letter", _letter), ("plan", _plan)):
        document = docx.Document()
        make(document)
        document.save(str(folder / f"{name}.docx"))
    yield Contest(title="Word, 1 page", template=folder / "letter.docx", suffix=".docx", peer="docxtpl")
    yield Contest(
        title="Word, 3 pages, tables and loops", template=folder / "plan.docx", suffix=".docx", peer="docxtpl"
    )
    checked.make(folder / "checked.docx")
    yield Contest(
        title=f"Word, {checked.FORM}, each record checked",
        template=folder / "checked.docx",
        suffix=".docx",
        peer="docxtpl + Cerberus",
        form=checked.FORM,
    )
    form = ROOT / "templates" / "krisplan.pdf"
    yield Contest(title="PDF, krisplan.pdf", template=form, suffix=".pdf", peer="pypdf", share=4)


def _letter(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "{{ diarienummer }}"
    for number in range(12):
        document.add_paragraph(f"Fråga {number + 1}: ").add_run(f"{{{{ svar{number} }}}}").bold = True


def _plan(document: Any) -> None:
    _letter(document)
    document.add_paragraph("{% if tolk %}Tolk: {{ tolk }}{% else %}Ingen tolk behövs.{% endif %}")
    table = document.add_table(rows=4, cols=3)
    rows = (("Nr", "Mål", "När"), ("{%tr for m in mal %}", "", ""), ("{{ m.nr }}", "{{ m.vad }}", "{{ m.nar }}"))
    for row, texts in zip(table.rows, (*rows, ("{%tr endfor %}", "", "")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for text in ("{%p for m in mal %}", "Mål {{ m.nr }}: {{ m.vad }}", "{%p for s in m.steg %}"):
        document.add_paragraph(text)
    document.add_paragraph("{{ s.vad }} – {{ s.vem }}", style="List Bullet")
    for text in ("{%p endfor %}", "{%p endfor %}"):
        document.add_paragraph(text)
    for sentence in SENTENCES * 8:
        document.add_paragraph(sentence.replace("\n", " "))


def _record(contest: Contest, number: int) -> dict[str, Any]:
    if contest.form:
        return checked.record(number)

    def sentence(shift: int) -> str:
        return SENTENCES[(number + shift) % len(SENTENCES)]

    if contest.suffix == ".pdf":
        fields = pypdf.PdfReader(contest.template).get_fields() or {}
        texts = [name for name, one in fields.items() if one.get("/FT") == "/Tx" and name.startswith("krisplan.")]
        return {name: f"Svar {number}.{place}" for place, name in enumerate(texts[:40])}
    steps = [{"vad": sentence(step).replace("\n", " "), "vem": f"handledare {step}"} for step in range(3)]
    goals = [{"nr": goal, "vad": sentence(goal), "nar": f"2026-0{goal}-14", "steg": steps} for goal in range(1, 7)]
    answers = {f"svar{place}": sentence(place) for place in range(12)}
    return {
        "diarienummer": f"HV-2026-{number:06}",
        "tolk": "" if number % 2 else "finska",
        "mal": goals,
        **answers,
    }


def _run(contest: Contest, folder: Path, number: int, rounds: int) -> Iterator[str]:
    data = {count: folder / f"{contest.template.stem}-{count}.jsonl" for count in (1, number)}
    records = [json.dumps(_record(contest, one), ensure_ascii=False) + "\n" for one in range(number)]
    for count, path in data.items():
        path.write_text("".join(records[:count]), encoding="utf-8")
    peer = [sys.executable, str(HERE / "peers.py"), contest.peer, str(contest.template)]
    ours = [str(BIN / "halvvag"), "fill", str(contest.template)]
    ours += ["--form", contest.form, "--today", checked.TODAY] if contest.form else []
    commands = {
        "halvvag fill": lambda data, out: [*ours, data, "-o", out],
        contest.peer: lambda *one: [*peer, *one],
    }
    times = {name: Times() for name in commands}
    for turn in range(rounds):
        for name in sorted(commands, reverse=bool(turn % 2)):
            for count, into in ((1, times[name].one), (number, times[name].many)):
                out = folder / f"{contest.template.stem}-{name}-{turn}-{count}"
                out.mkdir()
                into.append(_timed([*commands[name](str(data[count]), str(out))]))
        _compare(*(folder / f"{contest.template.stem}-{name}-{turn}-{number}" for name in commands))
    return _rows(contest, times, number)


def _timed(command: list[str]) -> Taken:
    os.sync()
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(  # noqa: S603  ours, and docxtpl or pypdf
        command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode not in (0, SOME_FAILED):
        sys.exit(f"{' '.join(command)}: {done.stderr.decode()}")
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Taken(wall, spent)


def _compare(ours: Path, theirs: Path) -> None:
    """Stop when a document of ours does not say what the peer's says."""
    names = sorted(path.name for path in ours.iterdir())
    if names != sorted(path.name for path in theirs.iterdir()):
        sys.exit(f"{ours}: other documents than in {theirs}")
    for name in (names[0], names[len(names) // 2], names[-1]):
        if _said(ours / name) != _said(theirs / name):
            sys.exit(f"{name}: halvvag and the peer differ")


def _said(path: Path) -> Any:
    if path.suffix == ".pdf":
        fields = pypdf.PdfReader(path).get_fields() or {}
        return {name: str(one["/V"]) for name, one in fields.items() if str(one.get("/V", "")).startswith("Svar")}
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    header = [paragraph.text for paragraph in document.sections[0].header.paragraphs]
    return [paragraph.text for paragraph in document.paragraphs], cells, header


def _rows(contest: Contest, times: dict[str, Times], number: int) -> Iterator[str]:
    peer = times[contest.peer].many
    for name, taken in times.items():
        rate = number / statistics.median(one.wall for one in taken.many)
        first = statistics.median(one.wall for one in taken.one) * 1000
        cpu = statistics.median(one.cpu for one in taken.many) / number * 1000
        by_wall = _spread(theirs.wall / own.wall for theirs, own in zip(peer, taken.many, strict=True))
        by_cpu = _spread(theirs.cpu / own.cpu for theirs, own in zip(peer, taken.many, strict=True))
        cells = (contest.title, name, number, f"{rate:.1f}", f"{first:.0f}", by_wall, f"{cpu:.2f}", by_cpu)
        yield f"| {' | '.join(map(str, cells))} |"


def _spread(ratios: Iterable[float]) -> str:
    found = sorted(ratios)
    return f"{statistics.median(found):.1f} ({found[0]:.1f}–{found[-1]:.1f})"


if __name__ == "__main__":
    main()
