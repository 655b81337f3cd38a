"""When inquiry, plan, meeting, follow-up and SIP ask for an answer, and when they refuse one."""

from __future__ import annotations

from typing import Any

import pytest

from halvvag_docs import answers, validation
from halvvag_docs.forms import Form, builtin_root, load_form

SAMPLES = builtin_root() / "samples"
MINE = ("utredning", "genomforandeplan", "natverksmote", "uppfoljning", "sip")
INQUIRY, PLAN, MEETING, END = (
    f"A-fi-halvvagshem/{stem}"
    for stem in ("04-utredning", "08-genomforandeplan", "06-natverksmote-inledande", "11-uppfoljning-slut")
)
SE_INQUIRY, SE_PLAN, MONTH, SIP = (
    f"B-se-boendestod/{stem}" for stem in ("02-utredning", "04-genomforandeplan", "10-uppfoljning-maj", "09-sip")
)


def _problems(stem: str, change: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (path, rule) of the field problems of a sample with some answers changed; ``""`` removes one."""
    text = (SAMPLES / f"{stem}.yaml").read_text(encoding="utf-8")
    raw = answers.parse(text, document="fil")
    for place, value in change.items():
        block, _, rest = place.partition(".")
        *steps, last = [block, *rest.split(".")]
        node: Any = raw.data
        for step in steps:
            node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
        node[last] = value
    form = load_form(str(raw.data["dokument"]["typ"]))  # type: ignore[index,call-overload]
    return [(one.path, one.rule) for one in validation.check(form, raw).problems]


@pytest.mark.parametrize("folder", ["A-fi-halvvagshem", "B-se-boendestod"])
def test_the_samples_have_no_field_problem(folder: str) -> None:
    """Every settled sample of these forms is whole."""
    stems = [path.stem for path in sorted((SAMPLES / folder).glob("[0-9]*.yaml"))]
    mine = [stem for stem in stems if any(name in stem for name in MINE)]
    assert mine
    assert {stem: found for stem in mine if (found := _problems(f"{folder}/{stem}", {}))} == {}


_REFUSED = {
    "utredning.delaktighet": "ville_inte",
    "utredning.delaktighet_orsak": "Ville vänta.",
    "utredning.egen_berattelse": "",
    "utredning.beroende.klientens_syn": "",
    "utredning.stodbehov.0.egna_ord": "",
    "utredning.styrkor_egna_ord": "",
    "utredning.svagheter_egna_ord": "",
    "utredning.mal_egna_ord": "",
}


@pytest.mark.parametrize(
    ("stem", "change", "missing"),
    [
        # Somebody who did not take part is not given words, but the reason must be there.
        (INQUIRY, _REFUSED, []),
        (INQUIRY, _REFUSED | {"utredning.delaktighet_orsak": ""}, ["egen_berattelse", "delaktighet_orsak"]),
        (INQUIRY, {"utredning.mal_egna_ord": ""}, ["mal_egna_ord"]),
        (PLAN, {"genomforandeplan.delaktighet": "kunde_inte"}, ["delaktighet_orsak"]),
        (
            PLAN,
            {
                "genomforandeplan.delaktighet": "ville_inte",
                "genomforandeplan.delaktighet_orsak": "Ville inte.",
                "genomforandeplan.mina_ord": "",
                "genomforandeplan.mal.0.egna_ord": "",
            },
            [],
        ),
        # Halfway house and support at home ask for different things.
        (INQUIRY, {"utredning.boende.behaller_bostad": ""}, ["boende.behaller_bostad"]),
        (INQUIRY, {"utredning.boende.behaller_bostad": "", "klient.saknar_bostad": "true"}, []),
        (INQUIRY, {"utredning.tester_fore_inflytt": "", "utredning.livsomraden": ""},
         ["tester_fore_inflytt", "livsomraden"]),
        (INQUIRY, {"utredning.kommunicerad": ""}, []),
        (SE_INQUIRY, {"utredning.kommunicerad": ""},
         ["kommunicerad.datum", "kommunicerad.satt", "kommunicerad.synpunkter"]),
        (SE_INQUIRY, {"utredning.livsomraden": ""}, []),
        (SE_INQUIRY, {"utredning.boende.hyresskuld_belopp": ""}, ["boende.hyresskuld_belopp"]),
        (SE_INQUIRY, {"utredning.boende.hyresskuld": "nej", "utredning.boende.hyresskuld_belopp": ""}, []),
        (PLAN, {"genomforandeplan.samtal": "", "genomforandeplan.inflytt_datum": ""},
         ["inflytt_datum", "samtal.minuter", "samtal.per_manad", "samtal.veckodag", "samtal.klockslag"]),
        (PLAN, {"genomforandeplan.hemort": "", "genomforandeplan.regler": ""},
         ["hemort.bostad", "regler.vardavtal_datum", "regler.forhallningsregler_datum", "regler.info"]),
        (SE_PLAN, {"genomforandeplan.stodpass": "", "genomforandeplan.oppnar_inte_dorren": ""},
         ["stodpass", "oppnar_inte_dorren"]),
        # A proposal that grants something needs goals and a period.
        (SE_INQUIRY, {"utredning.foreslagna_mal": "", "utredning.foreslagen_period": ""},
         ["foreslagna_mal", "foreslagen_period.fran", "foreslagen_period.till"]),
        (SE_INQUIRY, {"utredning.forslag": "avvakta", "utredning.foreslagna_mal": "",
                      "utredning.foreslagen_period": ""}, []),
        # A plan without a crisis plan says why.
        (PLAN, {"genomforandeplan.krisplan_id": ""}, ["krisplan_saknas_orsak"]),
        (PLAN, {"genomforandeplan.krisplan_id": "", "genomforandeplan.krisplan_saknas_orsak": "Görs i mars."}, []),
        # The client's question, unless the client could not come.
        (MEETING, {"natverksmote.klientens_fraga": ""}, ["klientens_fraga"]),
        (MEETING, {"natverksmote.klientens_fraga": "", "natverksmote.punkter.0.klientens_ord": "",
                   "natverksmote.deltagare.0.narvaro": "forhindrad"}, []),
        # Follow-up.
        (MONTH, {"uppfoljning.mal.0.bedomning": ""}, ["mal[0].bedomning"]),
        (MONTH, {"uppfoljning.mal.0.uppfyllt": "ej_aktuellt", "uppfoljning.mal.0.bedomning": ""}, []),
        (MONTH, {"uppfoljning.form": "utan_klient", "uppfoljning.mina_ord": ""}, ["utan_klient_orsak"]),
        (MONTH, {"uppfoljning.mina_ord": ""},
         ["mina_ord.hur_gar_det", "mina_ord.bra", "mina_ord.mindre_bra", "mina_ord.onskemal"]),
        (MONTH, {"uppfoljning.forslag": "forlangning"}, ["forlangning_till"]),
        (MONTH, {"uppfoljning.forandrat_behov": "ja"}, ["forandrat_behov_text", "bestallare_meddelad"]),
        (MONTH, {"uppfoljning.typ": "avslut", "uppfoljning.nasta_uppfoljning": ""},
         ["avslut.datum", "avslut.orsak", "avslut.boende_efter", "avslut.fortsatt_stod"]),
        (MONTH, {"uppfoljning.nasta_uppfoljning": ""}, ["nasta_uppfoljning"]),
        (END, {"uppfoljning.tester": ""},
         [f"tester.{leaf}" for leaf in
          ("tagna", "rena", "bekraftat_positiva", "obekraftade", "vagrade", "ogiltiga")]),
        (END, {"uppfoljning.tester.atgard": ""}, []),
        (END, {"uppfoljning.tester.atgard": "", "uppfoljning.tester.vagrade": "1"}, ["tester.atgard"]),
        (SIP, {"sip.klient_deltog": "nej"}, ["klient_ej_orsak"]),
    ],
)  # fmt: skip
def test_an_answer_is_required_when_others_make_it_so(
    stem: str, change: dict[str, Any], missing: list[str]
) -> None:
    """The settled document lacks exactly these, in the order of the form."""
    block = next(iter(change)).partition(".")[0]
    assert _problems(stem, change) == [(f"{block}.{path}", "required") for path in missing]


@pytest.mark.parametrize(
    ("stem", "change", "expected"),
    [
        (INQUIRY, {"utredning.livsomraden.0.omrade": "spel"}, ("utredning.livsomraden", "every_code")),
        (INQUIRY, {"utredning.instrument.0.poang": "41"}, ("utredning.instrument[0].poang", "max_by")),
        (INQUIRY, {"utredning.instrument.1.poang": "1"}, ("utredning.instrument[1].poang", "dependencies")),
        (INQUIRY, {"utredning.oenighet.klientens_syn": "Nej."},
         ("utredning.oenighet.klientens_syn", "dependencies")),
        (INQUIRY, {"utredning.livsomraden.0.klient_skattning": "5"},
         ("utredning.livsomraden[0].klient_skattning", "max")),
        (INQUIRY, {"utredning.foreslagen_period.till": "2026-03-08"},
         ("utredning.foreslagen_period.till", "not_before")),
        (PLAN, {"genomforandeplan.regler.info": ["hemadress_behalls"]},
         ("genomforandeplan.regler.info", "minlength")),
        (PLAN, {"genomforandeplan.mal": [{"mal_id": "1"}] * 21}, ("genomforandeplan.mal", "maxlength")),
        (PLAN, {"genomforandeplan.samtal.klockslag": "kl tio"}, ("genomforandeplan.samtal.klockslag", "kind")),
        (MEETING, {"natverksmote.sekretess_genomgangen": "nej"},
         ("natverksmote.sekretess_genomgangen", "allowed")),
        (MONTH, {"uppfoljning.avslut": {"datum": "2026-05-31"}}, ("uppfoljning.avslut.datum", "dependencies")),
        (MONTH, {"uppfoljning.utfort.0.manad": "maj"}, ("uppfoljning.utfort[0].manad", "kind")),
        (SIP, {"sip.insatser.0.slut": "2026-01-01"}, ("sip.insatser[0].slut", "not_before")),
        (SIP, {"sip.huvudansvarig.huvudman": "forening"}, ("sip.huvudansvarig.huvudman", "allowed")),
    ],
)  # fmt: skip
def test_a_limit_of_the_domain_is_kept(stem: str, change: dict[str, Any], expected: tuple[str, str]) -> None:
    """Scales, lengths, orders and choices are as the domain has them."""
    assert expected in _problems(stem, change)


@pytest.mark.parametrize("name", MINE)
def test_a_source_exists_and_an_assessment_has_none(name: str) -> None:
    """Each prefill path names a field of another form, of a common block, or of the unit."""
    form = load_form(name)
    for field in form.fields:
        for source in filter(None, field.prefill.split(" | ")):
            if source != "today" and not source.startswith(("verksamhet.", "derive:")):
                block = source.partition(".")[0]
                other: Form = form if block in form.schema else load_form(block)
                path = source.replace(f"{block}.dokument.", "dokument.").removesuffix("[]")
                assert other.field(path) is not None, field.path
        assert not (field.field_class == "B" and field.prefill), field.path


@pytest.mark.parametrize("name", MINE)
def test_every_field_stands_in_a_section_and_is_explained(name: str) -> None:
    """Nobody meets a question without a heading; every long text says what to write."""
    form = load_form(name)
    known = {section.id for section in form.sections}
    own = [field for field in form.fields if field.path.startswith(f"{name}.")]
    assert {field.path for field in own if field.section not in known} == set()
    assert {field.path for field in own if field.is_leaf and not field.label} == set()
    shown = [field.section for field in own if field.section]
    assert list(dict.fromkeys(shown)) == [section.id for section in form.sections if section.id in shown]
