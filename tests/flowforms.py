"""Documents of running text for tests: the small form with a Typst template, samples with other words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import casefiles
import smallforms

from halvvag_docs import documents, forms, pdfform
from halvvag_docs.answers import Answers, freeze
from halvvag_docs.forms import Form
from halvvag_docs.units import Unit

FLOWING = {
    "utredning": (casefiles.FINNISH, "04"),
    "uppdrag": (casefiles.FINNISH, "07"),
    "natverksmote": (casefiles.SWEDISH, "08"),
    "sip": (casefiles.SWEDISH, "09"),
    "drogtest_logg": (casefiles.FINNISH, "05"),
}
"""A sample of each form of running text: folder and number."""

HEAD = '#import "src/flow.typ": *\n#show: paper\n'
BODY = """#let b = d.brev
#opening("Brev", (
  one("Slag", b.slag), one("Svar", b.ja), one("Antal", b.antal), price("Porto", b.pris, b.land),
))
#facts((
  one("Dag", b.dag), period("Tid", b.tid, b.manad), one("Telefon", b.telefon), one("Postnummer", b.postnummer),
), (listed("Ord", b.ord), listed("Färger", b.koder)))
#prose("Text", b.text)
#rows("Bilagor", b.rader, column("Namn", answer("namn")), column("Sidor", answer("sidor")))
#signatures("brevet")
#origin()
"""


def write_form(root: Path, template: str = HEAD + BODY, *, schema: str = smallforms.SCHEMA) -> Form:
    """Put the small form with a template of running text under ``root`` and load it."""
    for folder in ("schemas", "templates"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "schemas" / "brev.yaml").write_text(schema, encoding="utf-8")
    (root / "templates" / "brev.typ").write_text(template, encoding="utf-8")
    return forms.load_form("brev", root)


def letter(form: Form, **changes: Any) -> Answers:
    """Return the answers to the small form with other answers in its own block."""
    answers = smallforms.read(form, smallforms.answers_text())
    values = thawed(answers)
    values["brev"] |= changes
    return Answers(freeze(values), document="brev", form="brev")


def render(form: Form, answers: Answers, *, unit: Unit, **options: Any) -> bytes:
    """Return the PDF of a document."""
    return documents.render(form, answers, format="pdf", unit=unit, **options).content


def sample(name: str) -> tuple[Form, Answers, Unit]:
    """Return a sample document of a form, with the form and the unit."""
    folder, number = FLOWING[name]
    return casefiles.all_forms()[name], casefiles.sample(folder)[number], casefiles.sample_unit(folder)


def with_words(form: Form, answers: Answers, words: Callable[[str], str | None]) -> Answers:
    """Return answers with other free text: ``words`` gives it by kind (``string``, ``text``); None keeps it."""

    def changed(path: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: changed(f"{path}.{name}" if path else name, item) for name, item in value.items()}
        if isinstance(value, tuple):
            return tuple(changed(f"{path}[]", item) for item in value)
        field = form.field(path) or form.field(path.removesuffix("[]"))
        kind = "" if field is None or path.startswith("dokument") else field.items or field.kind
        return (words(kind) if kind in {"string", "text"} else None) or value

    return Answers(freeze(changed("", answers)), document=answers.document, form=answers.form)


def thawed(value: Any) -> Any:
    """Return frozen answers as dicts and lists that may be changed."""
    if isinstance(value, Mapping):
        return {name: thawed(item) for name, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, tuple) else value


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def text_of(content: bytes) -> str:
    """Return the running text of a PDF without white space."""
    return squeezed(pdfform.page_text(content).text)
