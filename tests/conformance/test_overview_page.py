"""The overview for the staff meeting is one page, also when a case has a great deal to say."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from casefiles import FINNISH, SWEDISH, all_forms, sample_case, sample_unit
from pages import text_of

from halvvag_docs import overview
from halvvag_docs.errors import Level, Problem
from halvvag_docs.overview import Agreement, Goal, Overview

pytestmark = pytest.mark.conformance


def _seen(folder: str, day: date, problems: tuple[Problem, ...] = ()) -> Overview:
    unit, steps = sample_unit(folder), overview.read_chain()
    return overview.survey(sample_case(folder), unit, day, forms=all_forms(), steps=steps, problems=problems)


def _full() -> Overview:
    """Return a case with long lists, long texts, a long name and a protected identity."""
    message = "{} Genomförandeplanen skulle ha varit klar senast 2026-03-12. Det är mer än en månad efter starten."
    problems = tuple(
        Problem(document=one.document, path="", rule="R23", level=Level.ERROR, message=message.format(number))
        for number, one in enumerate(sample_case(SWEDISH).documents)
    )
    goal = Goal(number="1", area="Kontakt med myndigheter", day=date(2026, 7, 31), result="Inte längre aktuellt")
    what = "Ta kontakt med beroendemottagningen och boka en tid för uppföljning av sömnen"
    agreed = Agreement(what=what, who="Helena Påhittberg och Amina Provsson", day=date(2026, 5, 5))
    return replace(
        _seen(SWEDISH, date(2026, 4, 20), problems),
        name="Maximiliana Alexandra von Långtnamnsson-Ännulängre",
        is_protected=True,
        goals=(goal,) * 9,
        agreements=(agreed,) * 9,
    )


def test_the_overview_is_one_page(tmp_path: Path, program: Callable[[str], str]) -> None:
    """In LibreOffice, for the samples on two days each and for a case that fills the page."""
    cases = [
        *((FINNISH, _seen(FINNISH, day)) for day in (date(2026, 3, 6), date(2026, 8, 15))),
        *((SWEDISH, _seen(SWEDISH, day)) for day in (date(2026, 2, 10), date(2026, 11, 22))),
        (SWEDISH, _full()),
    ]
    for number, (folder, seen) in enumerate(cases):
        (tmp_path / f"{number}.docx").write_bytes(overview.page(seen, sample_unit(folder))[1])
    command = [program("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    files = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    pages = {path.name: text_of(path) for path in tmp_path.glob("*.pdf")}
    assert len(pages) == len(cases)
    assert {name: len(found) for name, found in pages.items()} == dict.fromkeys(pages, 1)
    assert all("Intern – lämnas inte ut" in found[0] and "Sida 1 av 1" in found[0] for found in pages.values())
