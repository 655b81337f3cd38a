"""A new document drawn from a case: by the class of each field, with its origin, and nothing too much."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import smallforms
from casefiles import (
    FINNISH,
    SWEDISH,
    all_forms,
    changed,
    document,
    leaves,
    sample,
    sample_case,
    sample_unit,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from halvvag_docs import answers, prefill, validation, yamltext
from halvvag_docs.answers import Answers, freeze
from halvvag_docs.cases import Case
from halvvag_docs.errors import FormError
from halvvag_docs.forms import Field, Form, find_forms
from halvvag_docs.prefill import Draft
from halvvag_docs.prefill.fill import Filling
from halvvag_docs.prefill.sources import Ask
from halvvag_docs.units import UNNAMED, Unit

BEFORE_PLAN = ("01", "02", "03", "04", "05", "06", "07")
KEY = "11111111-2222-4333-8444-555555555555"


def _draft(form: str, case: Case, day: str, unit: Unit = UNNAMED) -> Draft:
    return prefill.draft(
        all_forms()[form], case, unit, date.fromisoformat(day), forms=all_forms(), document_id=KEY
    )


def _at(made: Draft, path: str) -> Any:
    return Answers(freeze(made.values), document="", form="").at(path)


def _origin(made: Draft, path: str) -> prefill.Origin:
    return next(one for one in made.origins if one.path == path)


@pytest.fixture(scope="module")
def plan() -> Draft:
    """Return the plan drawn from the first seven documents of the Finnish sample."""
    return _draft("genomforandeplan", sample_case(FINNISH, *BEFORE_PLAN), "2026-03-12", sample_unit(FINNISH))


def _share(folder: str, number: str, *earlier: str) -> tuple[Counter[str], Draft]:
    """Return how many F and H answers of a finished document its draft has right, of how many."""
    finished = sample(folder)[number]
    form = all_forms()[finished.form]
    assert finished.date
    made = prefill.draft(
        form, sample_case(folder, *earlier), sample_unit(folder), finished.date, forms=all_forms()
    )
    found: Counter[str] = Counter()
    for path, value in leaves(finished):
        field = form.field(path)
        if field is None or field.field_class not in "FH" or path.startswith(("underskrifter", "sandlista")):
            continue
        block = "own" if path.startswith(f"{form.name}.") else "common"
        found[f"{block} of"] += 1
        found[block] += _at(made, path) == value
    return found, made


@pytest.mark.parametrize(
    ("folder", "number", "earlier", "at_least"),
    [
        (FINNISH, "08", BEFORE_PLAN, 0.6),
        (FINNISH, "11", (*BEFORE_PLAN, "08"), 0.6),
        (FINNISH, "11", ("08",), 0.35),
        (FINNISH, "11", (*BEFORE_PLAN, "08", "09", "10"), 0.6),
        (SWEDISH, "04", ("01", "02", "03"), 0.5),
        (SWEDISH, "10", ("01", "02", "03", "04", "05", "06", "07", "08", "09"), 0.6),
        (SWEDISH, "11", ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10"), 0.6),
    ],
)
def test_most_of_what_will_stand_there_is_right_from_the_start(
    folder: str, number: str, earlier: tuple[str, ...], at_least: float, record_property: Any
) -> None:
    """Of the facts and derived answers of the finished document, so many are in the draft, equal.

    Counted honestly: list items by their position, and once more without the common blocks, of which
    nearly everything is a copy. ``pytest -s`` shows the figures.
    """
    found, made = _share(folder, number, *earlier)
    own, every = found["own"] / found["own of"], found["own"] + found["common"]
    whole = every / (found["own of"] + found["common of"])
    record_property("share", f"{whole:.0%}")
    print(f"\n{folder} {number}: {whole:.0%} of all, {own:.0%} of the form's own ({found['own of']})")  # noqa: T201
    assert own >= at_least
    assert whole >= at_least
    assert _of_class(made, folder, number, "B") == []


def _of_class(made: Draft, folder: str, number: str, field_class: str) -> list[str]:
    form = all_forms()[sample(folder)[number].form]
    return [path for path, _ in leaves(made.values) if _class(form, path) == field_class]


def _class(form: Form, path: str) -> str:
    field = form.field(path)
    return field.field_class if field else "?"


@pytest.mark.parametrize("folder", [FINNISH, SWEDISH])
@pytest.mark.parametrize("name", sorted(all_forms()))
def test_every_draft_is_accepted_by_its_form(folder: str, name: str) -> None:
    """From a whole case, on any day: no field error, no assessment, and no own words filled in."""
    form, unit = all_forms()[name], sample_unit(folder)
    for day in ("2026-01-20", "2026-03-12", "2026-06-15", "2026-08-20", "2026-11-22"):
        made = _draft(name, sample_case(folder), day, unit)
        raw = answers.parse(yamltext.dump(made.values), document=name)
        checked = validation.check(form, raw, today=date.fromisoformat(day))
        late = [one for one in checked.problems if one.path != "dokument.arende_id"]
        assert late == [], day
        assert {_class(form, path) for path, _ in leaves(made.values)} <= set("FHK-"), day


def test_a_fact_is_filled_in_silently(plan: Draft) -> None:
    """It needs no confirmation and no comment."""
    assert _at(plan, "klient.efternamn") == "Backlund"
    assert _origin(plan, "klient.efternamn").status == "bekraftad"
    assert "klient.efternamn" not in prefill.notes(plan, all_forms())


def test_a_derived_answer_waits_to_be_confirmed(plan: Draft) -> None:
    """It is marked, and its source is named with document and date."""
    assert _at(plan, "genomforandeplan.uppfoljning.datum") == date(2026, 8, 25)
    assert _origin(plan, "genomforandeplan.uppfoljning.datum").status == "foreslagen"
    (note,) = prefill.notes(plan, all_forms())["genomforandeplan.uppfoljning.datum"]
    assert note == "FÖRSLAG – bekräfta (uppdrag 4.3.2026: Uppdrag › Uppföljning senast)"


def test_own_words_stand_beside_as_a_dated_quotation(plan: Draft) -> None:
    """They are never the answer itself."""
    path = "genomforandeplan.mina_ord.viktigt"
    assert _at(plan, path) is None
    (note,) = prefill.notes(plan, all_forms())[path]
    assert note.startswith("Tidigare, utredning 25.2.2026: «Vara nykter ett halvår")
    assert _origin(plan, path).as_row()["klass"] == "E"
    assert "Vara nykter" not in str(_origin(plan, path).as_row())


def test_own_words_do_not_become_somebody_elses(plan: Draft) -> None:
    """A text that staff write is not filled with what the person said; it is quoted there too."""
    path = "genomforandeplan.utflyttning"
    assert _at(plan, path) is None
    assert "«Flytta hem till lägenheten" in prefill.notes(plan, all_forms())[path][0]


def test_own_words_of_the_same_kind_of_document_are_quoted() -> None:
    """A new crisis plan shows the last one's lists beside the empty ones."""
    made = _draft("krisplan", sample_case(FINNISH), "2026-11-22", sample_unit(FINNISH))
    assert _at(made, "krisplan.triggers") is None
    notes = prefill.notes(made, all_forms())
    assert notes["krisplan.triggers"][0].startswith(
        "Tidigare, krisplan 12.3.2026: «Lönedag och ensam fredagskväll; "
    )
    assert "Ringer min AA-vän – innan jag bestämt mig" in notes["krisplan.det_gor_jag"][0]


def test_the_program_sets_its_own_receipts(plan: Draft) -> None:
    """Id, version, status, form version, and what it builds on, the oldest first."""
    head = plan.values["dokument"]
    assert (head["typ"], head["id"], head["version"], head["status"]) == ("genomforandeplan", KEY, 1, "utkast")
    assert head["schema_version"] == all_forms()["genomforandeplan"].version
    used = {one.id: number for number, one in sample(FINNISH).items()}
    assert [used[one] for one in head["bygger_pa"]] == ["02", "04", "06", "05", "07"]


def test_without_an_id_it_follows_from_the_case() -> None:
    """The same case gives the same id, the next document of the kind another."""
    case = sample_case(FINNISH, *BEFORE_PLAN)
    first = prefill.deterministic_id("natverksmote", case)
    assert first == prefill.deterministic_id("natverksmote", case)
    assert UUID(first).version == 5
    assert first != prefill.deterministic_id("natverksmote", sample_case(FINNISH))
    assert first != prefill.deterministic_id("krisplan", case)


def test_every_answer_has_an_origin(plan: Draft) -> None:
    """Nothing comes from nowhere: each answer's own path or its list stands among the origins."""
    told = {one.path for one in plan.origins}
    own = {"typ", "id", "version", "status", "schema_version", "bygger_pa", "ursprung"}
    for path, _ in leaves(plan.values):
        if path.partition("[")[0].removeprefix("dokument.") not in own:
            assert path in told or path.partition("[")[0] in told, path


def test_origins_are_kept_in_the_document_without_values(plan: Draft) -> None:
    """`ursprung` has a row for each, which the form accepts; fingerprints are keyed by the document."""
    rows = plan.values["ursprung"]
    assert len(rows) == len(plan.origins)
    assert "Backlund" not in str(rows)
    case, unit = sample_case(FINNISH, *BEFORE_PLAN), sample_unit(FINNISH)
    key = "99999999-2222-4333-8444-555555555555"
    form = all_forms()["genomforandeplan"]
    other = prefill.draft(form, case, unit, date(2026, 3, 12), forms=all_forms(), document_id=key)
    mine = {row["path"]: row["avtryck"] for row in rows}
    theirs = {row["path"]: row["avtryck"] for row in other.values["ursprung"]}
    assert mine.keys() == theirs.keys()
    assert not set(mine.values()) & set(theirs.values())


def test_nothing_is_printed_by_a_repr(plan: Draft) -> None:
    """A log that names a draft or an origin tells no answer."""
    assert "Backlund" not in repr(plan) + repr(plan.origins)


def test_explained_for_staff(plan: Draft) -> None:
    """Label, document, date, label there, class; no value of an answer."""
    table = prefill.explain(plan, all_forms()["genomforandeplan"], all_forms())
    found = {(one.label, one.document, one.date, one.field, one.field_class) for one in table}
    assert ("Person › Efternamn", "Uppdrag", "4.3.2026", "Person › Efternamn", "F fakta") in found
    assert (
        "Mina ord › Vad är viktigt för mig", "Utredning", "25.2.2026", "Utredning › Vad jag vill uppnå",
        "E egna ord, bara citat",
    ) in found  # fmt: skip
    assert any(one.field == "uppdragets mål, och mål som är öppna i förra planen" for one in table)
    assert any(one.field == "dagens datum" and one.document == "–" for one in table)
    assert "Backlund" not in str(table)


def test_unit_settings_are_named_as_such() -> None:
    """What the unit says has no document and no date."""
    form = all_forms()["krisplan"]
    made = _draft("krisplan", sample_case(FINNISH, "01"), "2026-03-12", sample_unit(FINNISH))
    assert _at(made, "krisplan.jour.nummer") == "+46701740606"
    table = {one.label: one for one in prefill.explain(made, form, all_forms())}
    one = table["Jourtelefon › Jouren svarar från kl."]
    assert (one.document, one.date, one.field) == ("verksamheten", "", "Svarar från kl.")


def test_settled_comes_before_draft() -> None:
    """A newer draft of the same kind is not drawn on while a settled document exists."""
    old = document("uppdrag", "2026-01-10", {"period": {"fran": date(2026, 2, 1), "till": date(2026, 7, 31)}})
    new = document(
        "uppdrag", "2026-02-10", {"period": {"fran": date(2026, 3, 1), "till": date(2026, 8, 31)}}, status="utkast"
    )
    both = _draft("genomforandeplan", Case(documents=(old, new)), "2026-03-01")
    assert _at(both, "genomforandeplan.period.fran") == date(2026, 2, 1)
    alone = _draft("genomforandeplan", Case(documents=(new,)), "2026-03-01")
    assert _at(alone, "genomforandeplan.period.fran") == date(2026, 3, 1)


@pytest.mark.parametrize("status", ["ersatt", "makulerad"])
def test_what_is_out_of_use_is_not_drawn_on(status: str) -> None:
    """Neither replaced nor withdrawn documents, nor older versions of the same one."""
    one = document("uppdrag", "2026-01-10", {"period": {"fran": date(2026, 2, 1)}}, status=status)
    assert _at(_draft("genomforandeplan", Case(documents=(one,)), "2026-03-01"), "genomforandeplan.period") is None


def test_the_newest_version_is_drawn_on() -> None:
    """Two versions of one document: the higher number counts."""
    first = document("uppdrag", "2026-01-10", {"period": {"fran": date(2026, 2, 1)}})
    second = changed(first, dokument__version=2, uppdrag__period={"fran": date(2026, 2, 15)})
    made = _draft("genomforandeplan", Case(documents=(second, first)), "2026-03-01")
    assert _at(made, "genomforandeplan.period.fran") == date(2026, 2, 15)
    assert _origin(made, "genomforandeplan.period.fran").version == 2


def test_later_documents_are_not_looked_at() -> None:
    """A document that is dated after the day is not there yet."""
    made = _draft("uppfoljning", sample_case(FINNISH), "2026-03-10", sample_unit(FINNISH))
    assert _at(made, "uppfoljning.mal") is None


def test_a_removed_answer_stays_removed() -> None:
    """The newest document counts as a whole: an older telephone number does not come back."""
    old = document("ansokan", "2026-01-10", klient={"fornamn": "Linnea", "telefon": "+46701740611"})
    new = document("utredning", "2026-02-10", klient={"fornamn": "Linnea"})
    made = _draft("uppdrag", Case(documents=(old, new)), "2026-03-01")
    assert _at(made, "klient.fornamn") == "Linnea"
    assert _at(made, "klient.telefon") is None


def test_what_does_not_fit_is_quoted_instead() -> None:
    """Nothing is lost: a text that the new field cannot hold stands beside it."""
    support = {"ovriga_insatser": [{"utforare": "Mottagningen", "insats": "A" * 190, "kontakt": "B\nC"}]}
    one = document("uppdrag", "2026-01-10", support)
    made = _draft("genomforandeplan", Case(documents=(one,)), "2026-03-01")
    assert _at(made, "genomforandeplan.samverkan[0].aktor") == "Mottagningen"
    assert _at(made, "genomforandeplan.samverkan[0].kontakt") is None
    raw = answers.parse(yamltext.dump(made.values), document="x")
    assert not [
        one for one in validation.check(all_forms()["genomforandeplan"], raw).problems if "samverkan" in one.path
    ]
    assert "B C" in str(prefill.notes(made, all_forms()))


def test_an_unknown_derivation_is_an_error_of_the_form() -> None:
    """The message names the form and the word."""
    field = Field(path="krisplan.skal", kind="text", label="Skäl", field_class="H", prefill="derive:fel")
    ask = Ask(
        form=all_forms()["krisplan"], forms=all_forms(), case=Case(documents=()), unit=UNNAMED,
        today=date(2026, 3, 1), values={},
    )  # fmt: skip
    with pytest.raises(FormError, match="Krisplan: «derive:fel»"):
        Filling(ask=ask, key=KEY)._field(field)


def test_every_derivation_is_named_by_a_schema() -> None:
    """None is forgotten in the registry, none is missing from it."""
    used = {
        source.removeprefix("derive:")
        for form in all_forms().values()
        for field in form.fields
        for source in field.prefill.split(" | ")
        if source.startswith("derive:")
    }
    assert used == set(prefill.DERIVATIONS)


def test_every_derivation_is_described_for_authors() -> None:
    """docs/forms.md has a row for each, with the words that staff read in the table of origins."""
    page = (Path(__file__).parents[1] / "docs" / "forms.md").read_text("utf-8")
    told = {f"| `{one.name}` | {one.text} |" for one in prefill.DERIVATIONS.values()}
    assert {row for row in told if row not in page} == set()


def test_an_empty_case_gives_an_empty_draft() -> None:
    """Only what the program and the day know, and the case id that was given."""
    made = prefill.draft(
        all_forms()["ansokan"],
        Case(documents=()),
        UNNAMED,
        date(2026, 3, 1),
        forms=all_forms(),
        case_id="HV-2026-020",
    )
    assert made.values["dokument"]["arende_id"] == "HV-2026-020"
    assert [one.path for one in made.origins] == ["dokument.datum"]
    assert "bygger_pa" not in made.values["dokument"]


@settings(max_examples=60, deadline=None)
@given(
    form=st.sampled_from(sorted(all_forms())),
    day=st.dates(min_value=date(2025, 12, 1), max_value=date(2027, 6, 1)) | st.sampled_from([date.min, date.max]),
    numbers=st.sets(st.sampled_from([f"{number:02}" for number in range(1, 12)])),
    folder=st.sampled_from([FINNISH, SWEDISH]),
)
def test_any_case_on_any_day_gives_a_draft(form: str, day: date, numbers: set[str], folder: str) -> None:
    """Whatever is missing: a draft that its form accepts, never an exception."""
    case = sample_case(folder, *sorted(numbers)) if numbers else Case(documents=())
    made = prefill.draft(all_forms()[form], case, sample_unit(folder), day, forms=all_forms())
    raw = answers.parse(yamltext.dump(made.values), document=form)
    wrong = validation.check(all_forms()[form], raw, today=day).problems
    assert {one.path for one in wrong} <= {"dokument.arende_id"}


@pytest.mark.parametrize(
    "source", ["uppdrag.hittepa", "derive:nope", "verksamhet.joor.nummer", "klient.namnet", "idag"]
)
def test_a_source_that_is_not_there_is_found(tmp_path: Path, source: str) -> None:
    """Nothing would ever be filled in, and nobody would know why; what is there is taken, in all forms."""
    forms = find_forms()
    assert prefill.prove(forms) == []
    good = smallforms.SCHEMA.replace("Postas den", "Postas den, prefill: today | brev.dag | klient.hemadress.gata")
    made = smallforms.write_form(tmp_path, schema=good)
    assert prefill.prove({**forms, "brev": made}, ["brev"]) == []
    bad = smallforms.SCHEMA.replace("Postas den", f"Postas den, prefill: 'today | {source}'")
    made = smallforms.write_form(tmp_path / "fel", schema=bad)
    (problem,) = prefill.prove({**forms, "brev": made})
    assert (problem.document, problem.path) == ("brev", "brev.dag")
    assert problem.message == f"brev.yaml, prefill: «{source}» finns inte. Se docs/forms.md."


def test_a_judgement_has_no_source(tmp_path: Path) -> None:
    """It is never filled in, so a source under it is a misunderstanding."""
    wrong = smallforms.SCHEMA.replace("Postas den", "Postas den, class: B, prefill: today")
    (problem,) = prefill.prove({"brev": smallforms.write_form(tmp_path, schema=wrong)})
    assert "class B" in problem.message
