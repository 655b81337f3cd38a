"""What the rules cost beside reading: forty documents parsed and validated, then judged together.

    .venv/bin/python benchmarks/judging.py

CPU time, best of five. The rules should never take longer than reading.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from halvvag_docs import answers, rules, validation
from halvvag_docs.answers import Answers
from halvvag_docs.cases import Case
from halvvag_docs.casework import UNIT_FILE
from halvvag_docs.casework.registered import unit_from
from halvvag_docs.forms import builtin_root, find_forms

TODAY = date(2026, 11, 22)
DOCUMENTS, ROUNDS = 40, 5


def main() -> None:
    """Measure and say."""
    forms = find_forms()
    samples = builtin_root() / "samples"
    texts = [path.read_text("utf-8") for path in sorted(samples.glob("*/[01]*.yaml"))]
    texts = (texts * DOCUMENTS)[:DOCUMENTS]
    unit = unit_from((samples / "A-fi-halvvagshem" / UNIT_FILE).read_text("utf-8"))

    def read() -> tuple[Answers, ...]:
        raw = [answers.parse(text, document=f"{n:02}") for n, text in enumerate(texts)]
        return tuple(
            validation.check(forms[validation.form_name(one, forms)], one, today=TODAY).answers for one in raw
        )

    case = Case(documents=read())
    reading, judging = _best(read), _best(lambda: rules.check(case, unit, TODAY, forms))
    print(f"{DOCUMENTS} documents: read {reading:.0f} ms, judged {judging:.0f} ms, {judging / reading:.2f} times")


def _best(act: Callable[[], object]) -> float:
    """Return the least CPU time of some rounds, ms."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return min(taken) * 1000


if __name__ == "__main__":
    main()
