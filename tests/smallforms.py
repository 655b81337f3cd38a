"""A form of a unit's own with few fields, its Word template, and answers to it."""

from __future__ import annotations

from pathlib import Path

import wordfiles

from halvvag_docs import answers, forms, validation
from halvvag_docs.answers import Answers
from halvvag_docs.forms import Form

SCHEMA = """
title: Brev
version: 3
description: Ett brev för prov.
blocks: [dokument, underskrifter]
sections:
  - {id: brev, title: Brevet}
signers:
  - {roll: klient, krav: ska, mening: Jag har läst brevet.}
  - {roll: handledare, krav: far, mening: Jag har skrivit brevet.}
  - {roll: boendestodjare, krav: far, mening: Jag har skrivit brevet.}
  - {roll: foretradare, krav: far, mening: Jag företräder.}
rules: []
fields:
  brev:
    type: dict
    required: true
    meta: {label: Brev, section: brev, class: F, sensitivity: S0}
    schema:
      text: {type: text, maxlength: 9000, required: true, meta: {label: Brevets text}}
      slag: {enum: {glatt: Glatt brev, sorgset: Sorgset brev}, meta: {label: Slag av brev}}
      ja: {type: boolean, meta: {label: Svar önskas}}
      antal: {type: integer, meta: {label: Antal sidor}}
      pris: {type: decimal, meta: {label: Porto}}
      dag: {type: date, meta: {label: Postas den}}
      tid: {type: time, meta: {label: Postas klockan}}
      manad: {type: month, meta: {label: Gäller månaden}}
      telefon: {type: phone, meta: {label: Telefon}}
      land: {enum: {FI: Finland, SE: Sverige}, meta: {label: Land}}
      postnummer: {type: postal_code, meta: {label: Postnummer}}
      ord: {type: list, meta: {label: Nyckelord}, schema: {type: string}}
      koder:
        type: list
        meta: {label: Färger}
        schema: {enum: {rod: Röd, bla: Blå}}
      rader:
        type: list
        meta: {label: Bilagor, row: Bilaga}
        schema:
          type: dict
          schema:
            namn: {type: string, required: true, meta: {label: Bilagans namn}}
            sidor: {type: integer, meta: {label: Bilagans sidor}}
      hemligt: {type: string, meta: {label: Intern anteckning, internal: true}}
"""

DOCUMENT_TAGS = (
    "{{ dokument.arende_id }} {{ dokument.id }} {{ dokument.version }} {{ dokument.datum|saknas }}",
    "{{ dokument.faststalld_datum }} {{ dokument.upprattad_av.namn }}, {{ dokument.upprattad_av.befattning }}",
    "{{ dokument.upprattad_av.enhet }}, {{ dokument.upprattad_av.telefon }}",
)
TAGS = {
    "text": "{{ brev.text }}",
    "slag": "{{ brev.slag }}",
    "ja": "{{ brev.ja }}",
    "antal": "{{ brev.antal }}",
    "pris": "{{ brev.pris }}",
    "dag": "{{ brev.dag }}",
    "tid": "{{ brev.tid }}",
    "manad": "{{ brev.manad }}",
    "telefon": "{{ brev.telefon }}",
    "land": "{{ brev.land }}",
    "postnummer": "{{ brev.postnummer }}",
    "ord": "{{ brev.ord|lista }}",
    "koder": "{{ brev.koder|lista }}",
    "rader": "{% for r in brev.rader %}{{ r.namn }} {{ r.sidor }};{% endfor %}",
    "signaturer": (
        "{% for s in signaturer %}{{ s.roll_text }}: {{ s.namn|saknas }} {{ s.datum }} {{ s.ort }} "
        "{{ s.satt_text }} {{ s.mening }}{% if not s.undertecknad %} ____{% endif %};{% endfor %}"
    ),
}
HEADER = "{% if utkast %}UTKAST – inte fastställt{% endif %} {{ verksamhet.namn }}"

ANSWERS = """
dokument:
  typ: brev
  system: {system}
  arende_id: HV-2026-014
  id: 0b55b1dc-3294-5fee-ad25-ae40188f7b79
  version: 2
  status: {status}
  datum: 2026-03-12
  faststalld_datum: {settled}
  upprattad_av:
    {{namn: Carola Exempelsson, befattning: Handledare, enhet: Halvvägshemmet, telefon: "+46701740605"}}
brev:
  text: |-
    Hej & hå,
    <vi> ses {{{{ x }}}}.
  slag: glatt
  ja: false
  antal: 0
  pris: "8,50"
  dag: 2026-05-14
  tid: "16:00"
  manad: 2026-06
  telefon: "+46701740605"
  land: SE
  postnummer: "12345"
  ord: [ett, två, tre]
  koder: [rod, bla]
  rader:
    - {{namn: Karta, sidor: 2}}
    - {{namn: Bild}}
  hemligt: hemligheten
underskrifter:
  - {{roll: klient, namn: Linnea Backlund, datum: 2026-03-12, satt: papper, ort: Malax}}
"""


def template(tags: dict[str, str] | None = None, *, header: str = HEADER) -> bytes:
    """Return a Word template with a paragraph for each tag."""
    return wordfiles.template(*DOCUMENT_TAGS, *(TAGS if tags is None else tags).values(), header=header)


def write_form(root: Path, word: bytes | None = None, *, schema: str = SCHEMA) -> Form:
    """Put the form and its template under ``root`` and load it."""
    for folder in ("schemas", "templates"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "schemas" / "brev.yaml").write_text(schema, encoding="utf-8")
    (root / "templates" / "brev.docx").write_bytes(template() if word is None else word)
    return forms.load_form("brev", root)


def answers_text(*, system: str = "fi", status: str = "faststalld") -> str:
    """Return an answers file."""
    return ANSWERS.format(system=system, status=status, settled="2026-03-19" if status == "faststalld" else "")


def read(form: Form, text: str) -> Answers:
    """Return the checked answers; there may be nothing wrong with them."""
    return validation.validate(form, answers.parse(text, document="brev"))
