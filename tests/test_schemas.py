"""The ten forms against what the domain asks of them; what holds for any form is in the contract tests."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from halvvag_docs import answers, validation
from halvvag_docs.forms import Form, builtin_root, find_forms, load_block
from halvvag_docs.units import Limits

DOMAIN_FIELDS = (Path(__file__).parent / "data" / "domain_fields.txt").read_text(encoding="utf-8").split()
FORMS = {
    "ansokan", "drogtest_logg", "genomforandeplan", "krisplan", "natverksmote",
    "samtycke", "sip", "uppdrag", "uppfoljning", "utredning",
}  # fmt: skip
COMMON = ("dokument", "klient", "bestallare", "underskrifter", "sandlista")
EVERYWHERE = {"R37", "R38", "R40", "R41", "R42", "R47"}
SAMPLES = builtin_root() / "samples"
TEST = "drogtest_logg.poster"


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    """All forms of the package."""
    return find_forms()


def test_the_ten_documents_exist(forms: dict[str, Form]) -> None:
    """Each kind of document in the chain has a form, and `dokument.typ` can name each of them."""
    assert set(forms) == FORMS
    assert set(load_block("_blocks")["enums"]["dokument_typ"]) == FORMS


@pytest.mark.parametrize("path", DOMAIN_FIELDS)
def test_every_field_of_the_domain_exists(forms: dict[str, Form], path: str) -> None:
    """A field of a common block is in all forms, any other in the form it is named after; `[]` means a list."""
    block = path.partition(".")[0].removesuffix("[]")
    for form in forms.values() if block in COMMON else [forms[block]]:
        field = form.field(path.removesuffix("[]"))
        assert field is not None, form.name
        assert field.is_leaf
        assert (field.kind == "list") == path.endswith("[]")


def test_no_form_asks_what_the_domain_does_not_know(forms: dict[str, Form]) -> None:
    """Every leaf beyond the domain's list is the program's own record and is never printed."""
    known = {path.removesuffix("[]") for path in DOMAIN_FIELDS}
    printed = {leaf.path for form in forms.values() for leaf in form.leaves if not leaf.internal}
    assert printed - known == set()


@pytest.mark.parametrize("name", sorted(FORMS))
def test_common_rules_run_over_every_form(forms: dict[str, Form], name: str) -> None:
    """Identity numbers, protected addresses, doses and names of others are looked for everywhere."""
    assert set(forms[name].rules) >= EVERYWHERE
    assert list(forms[name].rules) == sorted(set(forms[name].rules))


def test_every_rule_has_a_form(forms: dict[str, Form]) -> None:
    """R01–R48: none is forgotten and none is invented."""
    used = {rule for form in forms.values() for rule in form.rules}
    assert used == {f"R{n:02}" for n in range(1, 49)}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_signers_are_known_and_say_what_signing_means(forms: dict[str, Form], name: str) -> None:
    """Each role can stand in `underskrifter`, once, with a whole sentence of meaning."""
    roles = load_block("_blocks")["enums"]["signatur_roll"]
    signers = forms[name].signers
    assert signers
    assert {signer.roll for signer in signers} <= set(roles)
    assert len({signer.roll for signer in signers}) == len(signers)
    assert {signer.krav for signer in signers} <= {"ska", "far"}
    assert all(signer.mening.endswith(".") and " " in signer.mening for signer in signers)


def test_own_words_tell_how_to_write_them(forms: dict[str, Form]) -> None:
    """Every text in the person's own words has a help text or an example, its own or that of its list."""
    for form in forms.values():
        for leaf in form.leaves:
            if leaf.field_class == "E" and "text" in (leaf.kind, leaf.items):
                owner = form.field(leaf.path.rpartition(".")[0].removesuffix("[]"))
                assert leaf.help or leaf.example or (owner and owner.help), leaf.path


def test_an_assessment_has_no_source(forms: dict[str, Form]) -> None:
    """What staff judge is never filled in from an earlier document."""
    judged = [leaf for form in forms.values() for leaf in form.leaves if leaf.field_class == "B"]
    assert judged
    assert {leaf.path for leaf in judged if leaf.prefill} == set()


def test_codes_need_no_swedish_letters() -> None:
    """Codes are ASCII so that they survive any disk and program; their labels carry å, ä and ö."""
    enums = load_block("_blocks")["enums"]
    assert all(code.isascii() for labels in enums.values() for code in labels)
    assert enums["veckodag"]["lordag"] == "Lördag"


def test_a_goal_may_belong_to_support_or_to_life() -> None:
    """The areas of a goal are the support areas and the areas of life, with the same labels."""
    enums = load_block("_blocks")["enums"]
    assert enums["mal_omrade"] == enums["stodomrade"] | enums["asi_omrade"]


def test_every_term_has_both_words() -> None:
    """Each word that depends on the country exists for Finland and for Sweden."""
    terms = load_block("_terms")
    assert {key for key in terms if set(terms[key]) != {"fi", "se"}} == set()
    assert all(isinstance(word, str) and word for both in terms.values() for word in both.values())


def test_a_unit_can_set_every_limit() -> None:
    """The settings file knows exactly the limits that the rules read."""
    limits = load_block("_unit")["fields"]["verksamhet"]["schema"]["granser"]["schema"]
    assert set(limits) == {item.name for item in dataclasses.fields(Limits)}


@pytest.mark.parametrize("folder", ["A-fi-halvvagshem", "B-se-boendestod"])
def test_the_sample_units_are_whole(folder: str) -> None:
    """Both settings files are right, the one without an on-call telephone too."""
    text = (SAMPLES / folder / "verksamhet.yaml").read_text(encoding="utf-8")
    unit = validation.read_unit(answers.parse(text, document="verksamhet"))
    assert unit.namn
    assert (unit.jour is None) == folder.startswith("B")


def _problems(forms: dict[str, Form], name: str, change: dict[str, Any]) -> dict[str, str]:
    """Return path -> rule of the field problems of a sample of the Finnish case with some answers changed."""
    path = next(SAMPLES.glob(f"A-fi-halvvagshem/*-{name}.yaml"))
    raw = answers.parse(path.read_text(encoding="utf-8"), document=path.stem)
    for place, value in change.items():
        *steps, last = place.split(".")
        node: Any = raw.data
        for step in steps:
            node = node[int(step) if step.isdecimal() else step]
        node[last] = value
    form = forms[validation.form_name(raw, forms)]
    return {problem.path: problem.rule for problem in validation.check(form, raw).problems}


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("ansokan", {"klient.hemadress": ""}, {"klient.hemadress": "required"}),
        ("ansokan", {"klient.hemadress": "", "klient.saknar_bostad": "true"}, {}),
        ("ansokan", {"klient.hemadress": "", "klient.skyddade_uppgifter": "true"}, {}),
        ("ansokan", {"klient.id_typ": "saknas", "klient.id_nummer": ""}, {}),
        ("ansokan", {"klient.id_typ": "saknas"}, {"klient.id_nummer": "dependencies"}),
        ("ansokan", {"dokument.arende_id": "BACKLUND-1"}, {"dokument.arende_id": "not_containing"}),
        ("samtycke-information", {"samtycke.parter": ""}, {"samtycke.parter": "required"}),
        ("samtycke-information", {"samtycke.frivilligt": "false"}, {"samtycke.frivilligt": "allowed"}),
        ("samtycke-information", {"samtycke.form": "muntligt"}, {"samtycke.hur_inhamtat": "required"}),
        (
            "samtycke-drogtest",
            {"samtycke.alternativ_forklarat": ""},
            {"samtycke.alternativ_forklarat": "required"},
        ),
        ("uppdrag", {"uppdrag.betalning": ""}, {"uppdrag.betalning": "required"}),
        ("uppdrag", {"dokument.system": "se"}, {"uppdrag.betalning": "dependencies"}),
        ("uppdrag", {"dokument.system": "se", "uppdrag.betalning": ""}, {}),
        ("uppdrag", {"uppdrag.mottaget.kan_verkstallas": "false"}, {"uppdrag.mottaget.hinder": "required"}),
        (
            "krisplan",
            {"krisplan.jour": {"finns": "true"}},
            {f"krisplan.jour.{leaf}": "required" for leaf in ("nummer", "fran", "till", "ring_nar")},
        ),
        ("drogtestlogg", {f"{TEST}.0.promille": ""}, {"drogtest_logg.poster[0].promille": "required"}),
        ("drogtestlogg", {f"{TEST}.0.promille": "", f"{TEST}.0.resultat": "ogiltigt"}, {}),
        ("drogtestlogg", {f"{TEST}.7.verifiering": ""}, {"drogtest_logg.poster[7].verifiering": "required"}),
    ],
)
def test_what_is_asked_depends_on_earlier_answers(
    forms: dict[str, Form], name: str, change: dict[str, Any], expected: dict[str, str]
) -> None:
    """A settled document needs exactly what its other answers make meaningful."""
    assert _problems(forms, name, change) == expected
