"""«Källan har ändrats»: said when it is so, and only then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from casefiles import FINNISH, SWEDISH, all_forms, changed, document, sample, sample_case, sample_unit
from commandline import Halvvag

from halvvag_docs import answers, prefill, validation, yamltext
from halvvag_docs.answers import Answers, freeze
from halvvag_docs.cases import Case
from halvvag_docs.errors import Level, Problem
from halvvag_docs.units import Unit

KEY = "11111111-2222-4333-8444-555555555555"
BEFORE_PLAN = ("01", "02", "03", "04", "05", "06", "07")


def _made(form: str, case: Case, day: str, unit: Unit) -> Answers:
    """Return a new document as it is read back from its file."""
    made = prefill.draft(
        all_forms()[form], case, unit, date.fromisoformat(day), forms=all_forms(), document_id=KEY
    )
    raw = answers.parse(yamltext.dump(made.values), document=f"new-{form}")
    return validation.check(all_forms()[form], raw, today=date.fromisoformat(day)).answers


def _plan() -> Answers:
    return _made("genomforandeplan", sample_case(FINNISH, *BEFORE_PLAN), "2026-03-12", sample_unit(FINNISH))


def _found(one: Answers, replaced: dict[str, Answers], *, unit: Unit | None = None) -> list[Problem]:
    """Return the warnings for a document among the first seven, some of which have changed."""
    earlier = [replaced.get(number, sample(FINNISH)[number]) for number in BEFORE_PLAN]
    return prefill.changed_sources(Case(documents=(*earlier, one)), all_forms(), unit or sample_unit(FINNISH))


@pytest.mark.parametrize("folder", [FINNISH, SWEDISH])
@pytest.mark.parametrize("name", sorted(all_forms()))
@pytest.mark.parametrize("day", ["2026-03-12", "2026-06-15", "2026-08-20"])
def test_nothing_has_changed_right_after(folder: str, name: str, day: str) -> None:
    """A document just drawn up agrees with its sources, whatever it is."""
    case, unit = sample_case(folder), sample_unit(folder)
    one = _made(name, case, day, unit)
    assert prefill.changed_sources(Case(documents=(*case.documents, one)), all_forms(), unit) == []


def test_a_changed_answer_is_named_with_its_source() -> None:
    """Label, document and date; no value; a warning at the answer's own place."""
    decision = changed(
        sample(FINNISH)["07"], uppdrag__period={"fran": date(2026, 3, 9), "till": date(2026, 10, 8)}
    )
    found = {one.path: one for one in _found(_plan(), {"07": decision})}
    assert set(found) == {"genomforandeplan.period.till", "genomforandeplan.utflytt_planerad"}
    problem = found["genomforandeplan.period.till"]
    assert (problem.document, problem.rule, problem.level) == ("new-genomforandeplan", "kalla", Level.WARNING)
    assert problem.message == (
        "«Planen gäller till»: källan har ändrats. Uppdrag 4.3.2026 säger något annat nu än när det här hämtades. "
        "Jämför, och rätta det som behövs."
    )
    assert "2026-10-08" not in problem.message


def test_an_answer_that_already_says_so_is_left_alone() -> None:
    """Once the document has been put right there is nothing to say."""
    period = {"fran": date(2026, 3, 9), "till": date(2026, 10, 8)}
    decision = changed(sample(FINNISH)["07"], uppdrag__period=period)
    plan = changed(_plan(), genomforandeplan__period=period, genomforandeplan__utflytt_planerad=date(2026, 10, 8))
    assert _found(plan, {"07": decision}) == []


def test_an_answer_that_was_changed_here_is_no_change_of_the_source() -> None:
    """Somebody chose another day; the source still says what it said."""
    plan = changed(_plan(), genomforandeplan__uppfoljning={"datum": date(2026, 8, 20)})
    assert _found(plan, {}) == []


def test_a_changed_list_is_one_warning() -> None:
    """A goal reworded, added or taken away in the decision."""
    goals = [dict(row) for row in sample(FINNISH)["07"].items_of("uppdrag.mal")]
    for other in (
        [{**goals[0], "text": "Annat."}, *goals[1:]],
        goals[:-1],
        [*goals, {"mal_id": "M5", "text": "x"}],
    ):
        decision = changed(sample(FINNISH)["07"], uppdrag__mal=other)
        paths = {one.path for one in _found(_plan(), {"07": decision})}
        assert "genomforandeplan.uppdragets_mal" in paths
        assert paths <= {"genomforandeplan.uppdragets_mal", "genomforandeplan.mal"}


def test_rows_that_were_added_to_are_compared_by_what_was_drawn() -> None:
    """Answers in the same rows do not count as another list."""
    case = sample_case(FINNISH, *BEFORE_PLAN, "08", "09", "10")
    unit = sample_unit(FINNISH)
    made = _made("uppfoljning", case, "2026-08-20", unit)
    rows = [dict(row) | {"uppfyllt": "helt"} for row in made.items_of("uppfoljning.mal")]
    plan = changed(sample(FINNISH)["08"])
    goals = [dict(row) for row in plan.items_of("genomforandeplan.mal")]
    goals[0]["smart_mal"] = rows[0]["smart_mal"] = "Omskrivet."
    plan = changed(plan, genomforandeplan__mal=goals)
    follow_up = changed(made, uppfoljning__mal=rows)
    others = [one for one in case.documents if one.form != "genomforandeplan"]
    found = prefill.changed_sources(Case(documents=(*others, plan, follow_up)), all_forms(), unit)
    assert [one.path for one in found] == []


def test_new_tests_in_the_period_change_the_count() -> None:
    """A row that was logged late is seen; one after the period is not."""
    unit = sample_unit(FINNISH)
    case = sample_case(FINNISH, *BEFORE_PLAN, "08", "09", "10")
    made = _made("uppfoljning", case, "2026-08-20", unit)

    def paths(day: str) -> set[str]:
        log = sample(FINNISH)["05"]
        rows = [*log.items_of("drogtest_logg.poster"), {"datum": date.fromisoformat(day), "resultat": "vagrat"}]
        later = changed(log, drogtest_logg__poster=rows)
        documents = [later if one is log else one for one in case.documents]
        found = prefill.changed_sources(Case(documents=(*documents, made)), all_forms(), unit)
        return {one.path for one in found}

    assert paths("2026-09-01") == set()
    assert {"uppfoljning.tester.tagna", "uppfoljning.tester.vagrade"} <= paths("2026-08-10")


def test_a_withdrawn_source_is_named_once() -> None:
    """With the answers that came from it, the first three by name."""
    found = _found(_plan(), {"07": changed(sample(FINNISH)["07"], dokument__status="makulerad")})
    (problem,) = [one for one in found if "makulerat" in one.message]
    assert problem.message.startswith(
        "Källan har ändrats: uppdrag 4.3.2026 är makulerat. Det gäller «Regelverk», «Ärende-id»"
    )
    assert problem.message.rstrip(".").endswith("fält till")
    assert found == [problem]


def test_a_newer_version_is_named() -> None:
    """Also when nothing of what was used is different; and what is different stands for itself."""
    newer = changed(sample(FINNISH)["07"], dokument__version=2)
    (problem,) = _found(_plan(), {"07": newer})
    assert "uppdrag 4.3.2026 finns i version 2, men version 1 användes" in problem.message
    other = changed(newer, klient__telefon="+46701740699")
    paths = [one.path for one in _found(_plan(), {"07": other})]
    assert paths == ["dokument.system", "klient.telefon"]


def test_a_changed_quotation_is_a_changed_source() -> None:
    """The person has said something else since."""
    inquiry = changed(sample(FINNISH)["04"], utredning__mal_egna_ord="Något annat.")
    assert [one.path for one in _found(_plan(), {"04": inquiry})] == ["genomforandeplan.mina_ord.viktigt"]


def test_a_source_that_is_not_at_hand_is_not_judged() -> None:
    """A file that was moved away has not changed."""
    assert prefill.changed_sources(Case(documents=(_plan(),)), all_forms(), sample_unit(FINNISH)) == []


def test_the_units_settings_are_a_source_too() -> None:
    """A new on-call number is seen in the crisis plan; without settings nothing is said about them."""
    unit = sample_unit(FINNISH)
    case = sample_case(FINNISH, *BEFORE_PLAN)
    made = _made("krisplan", case, "2026-03-12", unit)
    both = Case(documents=(*case.documents, made))
    other = Unit(namn=unit.namn, telefon=unit.telefon, personal_tid=unit.personal_tid, jour=None)
    found = prefill.changed_sources(both, all_forms(), other)
    assert {"krisplan.jour.nummer", "krisplan.vard.radgivning"} <= {one.path for one in found}
    assert all("Verksamhetens inställningar" in one.message for one in found if one.path == "krisplan.jour.nummer")
    assert prefill.changed_sources(both, all_forms()) == []


def test_another_day_of_drawing_up_stops_what_was_reckoned_from_it() -> None:
    """Dates that were counted from the first day are not compared with a day that was moved."""
    unit = sample_unit(FINNISH)
    case = sample_case(FINNISH, *BEFORE_PLAN, "08", "09", "10")
    made = changed(_made("uppfoljning", case, "2026-08-20", unit), dokument__datum=date(2026, 8, 21))
    assert prefill.changed_sources(Case(documents=(*case.documents, made)), all_forms(), unit) == []


@pytest.mark.parametrize("status", ["ersatt", "makulerad"])
def test_documents_out_of_use_are_not_looked_at(status: str) -> None:
    """What is replaced need not be put right."""
    plan = changed(_plan(), dokument__status=status)
    assert _found(plan, {"07": changed(sample(FINNISH)["07"], dokument__version=2)}) == []


def test_documents_without_origins_are_left_alone() -> None:
    """What was written by hand has no sources to compare with."""
    case = Case(documents=(document("krisplan", "2026-03-12"), *sample_case(FINNISH).documents))
    assert prefill.changed_sources(case, all_forms(), sample_unit(FINNISH)) == []


def test_check_says_so(halvvag: Halvvag, case_a: Path) -> None:
    """From the command line: drawn up, source changed, told at the answer's line."""
    for path in case_a.glob("*.yaml"):
        if path.name[:2] in {"08", "09", "10", "11"}:
            path.unlink()
    made = halvvag("new", "genomforandeplan", "--case", case_a, "--today", "2026-03-12")
    plan = Path(made.stdout.strip())
    assert "källan har ändrats" not in halvvag("check", plan, "--today", "2026-03-12").stdout
    decision = case_a / "07-uppdrag.yaml"
    decision.write_text(decision.read_text("utf-8").replace("till: 2026-09-08", "till: 2026-10-08"), "utf-8")
    told = halvvag("check", plan, "--today", "2026-03-12").stdout
    assert "«Planen gäller till»: källan har ändrats. Uppdrag 4.3.2026" in told
    assert "2026-10-08" not in told


def test_what_the_program_decided_first_is_decided_again() -> None:
    """A monthly form made shortly before the end stays one: its month is no change of any source."""
    unit = sample_unit(FINNISH)
    case = sample_case(FINNISH, "04", "05", "07", "08")
    form = all_forms()["uppfoljning"]
    month = {
        "uppfoljning.typ": "manad",
        "uppfoljning.batch_id": "2026-08",
        "uppfoljning.period.fran": date(2026, 8, 1),
        "uppfoljning.period.till": date(2026, 8, 31),
    }
    made = prefill.draft(form, case, unit, date(2026, 9, 1), forms=all_forms(), given=month)
    assert made.values["uppfoljning"]["typ"] == "manad"
    assert not {one.path for one in made.origins} & set(month)
    kept = Answers(freeze(made.values), document="12-uppfoljning", form="uppfoljning")
    again = Case(documents=(*case.documents, kept))
    assert prefill.changed_sources(again, all_forms(), unit) == []
