"""How long a list over 2,000 cases takes, against reading the cases themselves, in one encrypted register.

    .venv/bin/python benchmarks/register.py [CASES]

Prints milliseconds of CPU time (medians), and the ratios that matter: they hold on any machine.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from halvvag_docs.casework import moving, registered
from halvvag_docs.casework.registered import Judging
from halvvag_docs.register import Actor, Register, open_register

SAMPLE = Path(__file__).parents[1] / "samples" / "A-fi-halvvagshem"
WHO = Actor(user="bench")
PASSPHRASE = "fyra ord som ingen gissar"  # noqa: S105  of a register that is gone a minute later
DAY = date(2026, 6, 15)


def main(cases: int) -> None:
    """Make the register, and print what lists, single cases and saves take."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/register.db"
        with open_register(url, PASSPHRASE, create=True) as register:
            _fill(register, cases)
            print(f"{cases} cases, {(Path(folder) / 'register.db').stat().st_size / 1e6:.0f} MB")
            listed = _time(register.overview, 20)
            one = _time(lambda: registered.read_registered(register, "HV-0001", today=DAY), 5)
            draft, _ = registered.add_draft(register, "HV-0001", "krisplan", judging=Judging(today=DAY), actor=WHO)
            saved = _time(_Saves(register, draft).save, 50)
        opened = _time(lambda: open_register(url, PASSPHRASE).close(), 5)
    print(f"open                     {opened:8.1f} ms")
    print(f"save one answer          {saved:8.1f} ms")
    print(f"list {cases} cases          {listed:8.1f} ms")
    print(f"read and judge one case  {one:8.1f} ms")
    print(f"list / judging each case {listed / one / cases:8.5f}")


class _Saves:
    """Saves a draft with another text each time."""

    def __init__(self, register: Register, draft: registered.Entry) -> None:
        self.register, self.draft = register, draft

    def save(self) -> None:
        longer = replace(self.draft, text=f"{self.draft.text}# x\n")
        self.draft = self.register.save(longer, expected=self.draft.revision, actor=WHO)


def _fill(register: Register, cases: int) -> None:
    package = moving.read_package(SAMPLE)
    for number in range(cases):
        case_id = f"HV-{number:04}"
        entries = [
            replace(one, case_id=case_id, document_id=f"{number}-{one.document_id}") for one in package.entries
        ]
        register.take_in(case_id, entries if number == 1 else entries[:2], (), actor=WHO)
    sample = registered.sum_up(register, "HV-0001", Judging(today=DAY))
    for case_id in register.cases():
        register.sum_up(replace(sample, case_id=case_id, changed_at=None))


def _time(act: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        begin = time.process_time()
        act()
        found.append(time.process_time() - begin)
    return statistics.median(found) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
