"""A program to be killed: writes to a register as fast as it can, and says on stdout what it was told is saved.

Usage: python registerwriter.py URL SEED. The passphrase is in the environment. Each text of a document begins with
the whole text before it, so the newest one shows every answer that was ever acknowledged.
"""

from __future__ import annotations

import os
import random
import sys
from dataclasses import replace

from halvvag_docs.register import Actor, Entry, Register, open_register

CASE = "HV-1"
WHO = Actor(user="writer")


def main(url: str, seed: int) -> None:
    """Write until killed."""
    chance = random.Random(seed)  # noqa: S311  no secret depends on it
    with open_register(url, os.environ["PASSPHRASE"]) as register:
        while True:
            done = _write(register, f"d-{chance.randrange(4)}", chance)
            sys.stdout.write(f"{done.document_id} {done.version} {done.text.count(chr(10))}\n")
            sys.stdout.flush()


def _write(register: Register, document_id: str, chance: random.Random) -> Entry:
    known = {one.document_id: one for one in register.entries(CASE)}
    last = known.get(document_id)
    if last is None:
        new = Entry(
            case_id=CASE, document_id=document_id, name=f"0{document_id[-1]}-plan", form="plan", text="0\n"
        )
        return register.save(new, expected=None, actor=WHO)
    if not last.is_draft:
        new = replace(last, version=last.version + 1, status="utkast", revision=0, text=_longer(last.text))
        return register.save(new, expected=None, actor=WHO)
    if chance.random() < 0.1:
        return register.settle(replace(last, text=_longer(last.text)), actor=WHO)
    return register.save(replace(last, text=_longer(last.text)), expected=last.revision, actor=WHO)


def _longer(text: str) -> str:
    return f"{text}{text.count(chr(10))}\n"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
