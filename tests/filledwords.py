"""Word forms to be filled in, in tests: sent, written in as Word does, and saved."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from sharecases import checked

from halvvag_docs import documents
from halvvag_docs.casework import CheckedCase, Source

FORMS = {"10-uppfoljning-maj": "B-se-boendestod", "09-krisplan": "A-fi-halvvagshem"}
TYPED: dict[str, dict[str, str]] = {
    "10-uppfoljning-maj": {
        "uppfoljning.mina_ord.hur_gar_det": "Bättre: «nästan» bra – 50 % & mer.\nOch ŋ đ ž <b> {{ x }}.",
        "uppfoljning.mal[1].bedomning": "Nått.",
        "uppfoljning.mal[0].uppfyllt": "Helt",
        "uppfoljning.nasta_uppfoljning": "2026-07-01",
        "uppfoljning.forandrat_behov": "Ja",
        "uppfoljning.utfort_kommentar": "Allt gick som det skulle.",
    },
    "09-krisplan": {
        "krisplan.triggers[0]": "Tomma kvällar",
        "krisplan.triggers[3]": "Ett till",
        "krisplan.kontakter[0].personal_far_ringa": "Ja",
        "krisplan.jour.fran": "15.30",
        "krisplan.oversyn_senast": "1.9.2026",
    },
}
AFTER = {
    "uppfoljning.mal[0].uppfyllt": "helt",
    "uppfoljning.forandrat_behov": "ja",
    "krisplan.kontakter[0].personal_far_ringa": "ja",
}


def source_of(name: str) -> tuple[CheckedCase, Source]:
    """Return the sample case and the document in it."""
    case = checked(FORMS[name])
    return case, next(one for one in case.asked if one.document == name)


@lru_cache(maxsize=8)
def sent(name: str) -> bytes:
    """Return the form as it goes out."""
    case, source = source_of(name)
    assert source.form is not None
    assert source.answers is not None
    made = documents.render(
        source.form, source.answers, format="docx", unit=case.unit, draft=source.is_draft, fillable=True
    )
    assert "_blankett" in made.name
    return made.content


def controls(document: Any, tag: str) -> list[Any]:
    """Return the controls with a tag."""
    found = document.element.iter(qn("w:sdt"))
    return [one for one in found if one.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")) == tag]


def write(control: Any, text: str) -> None:
    """Write as Word does: over several runs, a break for each line, the hint gone."""
    inside = control.find(qn("w:sdtContent"))
    for child in list(inside):
        inside.remove(child)
    for hint in list(control.iter(qn("w:showingPlcHdr"))):
        hint.getparent().remove(hint)
    for number, line in enumerate(text.split("\n")):
        for half in (line[: len(line) // 2], line[len(line) // 2 :]):
            run = parse_xml('<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>')
            inside.append(run)
            if number and half == line[: len(line) // 2]:
                run.append(run.makeelement(qn("w:br")))
            element = run.makeelement(qn("w:t"))
            element.text = half
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(element)


def tick(control: Any, *, on: bool) -> None:
    """Tick a box, or clear it."""
    state = next(one for one in control.iter() if one.tag.endswith("}checked"))
    state.set(state.tag.replace("checked", "val"), str(int(on)))
    write(control, "☒" if on else "☐")


def changed(content: bytes, change: Callable[[Any], object]) -> bytes:
    """Return the form after python-docx has opened, changed and saved it."""
    document = Document(io.BytesIO(content))
    change(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def filled(content: bytes, values: dict[str, str]) -> bytes:
    """Return the form with values written into its controls."""

    def fill(document: Any) -> None:
        for path, text in values.items():
            if boxes := controls(document, f"{path}.ja"):
                tick(boxes[0], on=text == "Ja")
                tick(controls(document, f"{path}.nej")[0], on=text == "Nej")
            else:
                write(controls(document, path)[0], text)

    return changed(content, fill)
