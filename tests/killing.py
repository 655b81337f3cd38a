"""Kill a program that writes to a register, again and again, and see that nothing it was promised is missing."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from registers import ANNA, PASSPHRASE

from halvvag_docs.register import Register

WRITER = Path(__file__).with_name("registerwriter.py")


def survive(url: str, reopen: Callable[[], Register], *, writes: int, rounds: int, seed: int = 5) -> None:
    """Let ``writes`` writes be acknowledged, with ``rounds`` kills at random moments among them.

    Args:
        url: of the register.
        reopen: opens it.
        writes: acknowledged writes in all.
        rounds: how often the writer is killed.
        seed: of chance.
    """
    chance = random.Random(seed)  # noqa: S311  no secret depends on it
    with reopen() as register:
        register.create_case("HV-1", actor=ANNA)
    promised: dict[str, tuple[int, int]] = {}
    for number in range(rounds):
        for document, version, lines in _killed(url, writes // rounds, chance, number):
            promised[document] = max(promised.get(document, (0, 0)), (version, lines))
        with reopen() as register:
            _compare(register, promised)


def _killed(url: str, writes: int, chance: random.Random, seed: int) -> list[tuple[str, int, int]]:
    """Start the writer, kill it in the middle of a write, and return all that it said was saved."""
    with subprocess.Popen(
        [sys.executable, str(WRITER), url, str(seed)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PASSPHRASE": PASSPHRASE},
        text=True,
    ) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(writes)]
        time.sleep(chance.random() * 0.02)
        writer.kill()
        lines += writer.stdout.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(document, int(version), int(count)) for document, version, count in whole]


def _compare(register: Register, promised: dict[str, tuple[int, int]]) -> None:
    assert register.verify_log().faults == ()
    found = {one.document_id: (one.version, one.text) for one in register.entries("HV-1")}
    for document, (version, count) in promised.items():
        there, text = found[document]
        lines = text.splitlines()
        assert (there, len(lines)) >= (version, count)
        assert lines == [str(number) for number in range(len(lines))]
