"""The text of a draft: complete, commented in Swedish, read back as what is known."""

from __future__ import annotations

from datetime import date

import pytest
from casefiles import FINNISH, SWEDISH, all_forms, sample_case, sample_unit

from halvvag_docs import answers, documents, drafts, prefill, validation, yamltext
from halvvag_docs.answers import Answers

DAY = date(2026, 8, 20)
BEFORE_PLAN = ("01", "02", "03", "04", "05", "06", "07")


def _made(name: str, folder: str = FINNISH, *numbers: str) -> tuple[prefill.Draft, str]:
    form = all_forms()[name]
    made = prefill.draft(form, sample_case(folder, *numbers), sample_unit(folder), DAY, forms=all_forms())
    return made, drafts.compose(form, made.values, prefill.notes(made, all_forms()))


@pytest.mark.parametrize("folder", [FINNISH, SWEDISH])
@pytest.mark.parametrize("name", sorted(all_forms()))
def test_a_draft_reads_back_as_what_is_known(name: str, folder: str) -> None:
    """Every answer, with its text unchanged, and nothing from the comments."""
    made, text = _made(name, folder)
    form, known = all_forms()[name], yamltext.dump(made.values)
    read, meant = (validation.check(form, answers.parse(one, document=name)).answers for one in (text, known))
    assert dict(read) == dict(meant)


@pytest.mark.parametrize("folder", [FINNISH, SWEDISH])
@pytest.mark.parametrize("name", sorted(all_forms()))
def test_a_draft_can_be_printed_as_it_is(name: str, folder: str) -> None:
    """Straight from the case to a marked Word file: no field error, every known answer on paper."""
    _, text = _made(name, folder)
    form = all_forms()[name]
    checked = validation.check(form, answers.parse(text, document=name), today=DAY)
    assert checked.problems == ()
    made = documents.render(form, checked.answers, format="docx", unit=sample_unit(folder), draft=True)
    assert made.name.endswith("_utkast.docx")


def test_every_question_is_there_with_its_help() -> None:
    """Label, whether it is required, the choices with their labels, help and example."""
    _, text = _made("krisplan")
    lines = [line.strip() for line in text.splitlines()]
    assert "# ───── Det här triggar mig ─────" in lines
    assert "# Så tar jag mig dit (krävs)" in lines
    assert "# Till exempel: Buss 4 eller gå 25 minuter" in lines
    assert any(line.startswith("# Jourtelefon finns (krävs; ja eller nej)") for line in lines)
    head = " ".join(line.removeprefix("# ") for line in lines)
    assert "välj: sv = Svenska, fi = Finska" in head


def test_a_suggestion_stands_above_its_question_with_its_source() -> None:
    """Nobody takes it for an answer that somebody gave."""
    _, text = _made("genomforandeplan", FINNISH, *BEFORE_PLAN)
    lines = [line.strip() for line in text.splitlines()]
    at = lines.index("# FÖRSLAG – bekräfta (uppdrag 4.3.2026: Uppdrag › Uppföljning senast)")
    assert lines[at + 1].startswith("# Planen följs upp")
    assert 'datum: "2026-08-25"' in lines[at : at + 4]


def test_own_words_are_a_comment_and_the_field_is_empty() -> None:
    """The quotation names its document and day."""
    _, text = _made("genomforandeplan", FINNISH, *BEFORE_PLAN)
    joined = " ".join(line.strip().removeprefix("# ") for line in text.splitlines())
    assert "Tidigare, utredning 25.2.2026: «Vara nykter ett halvår, sova på natten" in joined
    assert '    viktigt: ""' in text.splitlines()


def test_origins_take_a_line_each() -> None:
    """What the program notes for itself does not push the questions out of sight."""
    made, text = _made("genomforandeplan", FINNISH, *BEFORE_PLAN)
    rows = [line for line in text.splitlines() if line.startswith('  - {path: "')]
    assert len(rows) == len(made.origins)


def test_a_quotation_cannot_break_out_of_its_comment() -> None:
    """Line ends and YAML in what a person once said stay in the comment."""
    form = all_forms()["krisplan"]
    tricky = Answers(
        {"dokument": {"datum": date(2026, 1, 1), "id": "x"}, "krisplan": {"skal": 'a\n\nskal: "b"\u2028- c'}},
        document="d", form="krisplan",
    )  # fmt: skip
    case = sample_case(FINNISH, "01")
    case = type(case)(documents=(*case.documents, tricky))
    made = prefill.draft(form, case, sample_unit(FINNISH), DAY, forms=all_forms())
    text = drafts.compose(form, made.values, prefill.notes(made, all_forms()))
    assert 'Tidigare, krisplan 1.1.2026: «a skal: "b" - c»' in text
    read = answers.parse(text, document="x").data["krisplan"]
    assert isinstance(read, dict)
    assert read["skal"] == ""
