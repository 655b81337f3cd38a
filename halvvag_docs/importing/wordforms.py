"""What in a returned Word form is not as it was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from halvvag_docs import pdfform, word
from halvvag_docs.errors import FileError
from halvvag_docs.importing.comparing import UNMARKED, Fault, Kind, Returned

_ZIP = b"PK\x03\x04"
_ASK = "Fråga vilket som gäller, och för in det för hand."
_TWICE = "«{label}» ({path}) står på flera ställen, och de säger olika. " + _ASK
_BOTH = "«{label}» ({path}) har kryss för både ja och nej. " + _ASK


class _Sent(NamedTuple):
    """A control as it was sent, a line of the facts."""

    tag: str
    digest: str
    kind: str
    path: str
    label: str

    @property
    def boxes(self) -> tuple[str, str]:
        """Tags of the boxes for yes and no."""
        return f"{self.tag}.ja", f"{self.tag}.nej"


def is_word(content: bytes) -> bool:
    """Say whether a file may be a Word file: a zip."""
    return content.startswith(_ZIP)


def compare(content: bytes) -> Returned:
    """Read a returned Word form.

    Raises:
        FileError: it is no Word file, is damaged or encrypted, holds macros, or was not made here.
    """
    looked = word.read_filled(content)
    facts = looked.facts
    sent = [_Sent(*cells) for line in facts.get("controls", "").split("\n") if len(cells := line.split("\t")) == 5]
    if not sent or not facts.get("version", "").isdecimal():
        raise FileError(UNMARKED)
    faults: list[Fault] = []
    changed: list[tuple[pdfform.FormField, pdfform.Value]] = []
    for one in sent:
        new, fault = _new(one, looked.values)
        faults += [fault] if fault else []
        if new is not None:
            field = pdfform.FormField(name=one.path, kind=pdfform.FieldKind.MULTILINE, label=one.label)
            changed.append((field, new))
    known = {tag for one in sent for tag in (one.boxes if one.kind == "check" else (one.tag,))}
    faults += [
        Fault(kind=Kind.ADDED, message=f"Fältet {_short(tag)} har lagts till.")
        for tag in sorted(looked.values.keys() - known)
    ]
    faults += [Fault(kind=Kind.FIXED, message=message) for message in looked.moved]
    faults += [Fault(kind=Kind.ACTIVE, message=message) for message in looked.notices]
    return Returned(
        document_id=facts.get("document", ""),
        version=int(facts["version"]),
        form=facts.get("form", ""),
        template=facts.get("template_sha256", ""),
        changed=tuple(changed),
        sent={one.path: one.digest for one in sent},
        values={field.name: value for field, value in changed},
        faults=tuple(faults),
        format="docx",
        form_version=facts.get("form_version", ""),
    )


def _short(tag: str) -> str:
    """Return a tag as it can stand in a message: what others wrote may be anything."""
    return tag[:64] if tag[:64].isprintable() else "utan läsbart namn"


def _new(one: _Sent, held: Mapping[str, Sequence[str]]) -> tuple[str | None, Fault | None]:
    """Return what a control holds, if it is not what was sent, and what is wrong with it."""
    tags = one.boxes if one.kind == "check" else (one.tag,)
    if any(tag not in held for tag in tags):
        return None, Fault(
            kind=Kind.MISSING, message=f"Fältet «{one.label}» ({one.path}) finns inte kvar i filen."
        )
    # An answer that is printed in several places is written in one of them.
    said = list(dict.fromkeys(value for value in _values(one, held) if pdfform.digest(value) != one.digest))
    if None in said or len(said) > 1:
        template = _BOTH if None in said else _TWICE
        message = template.format(label=one.label, path=one.path)
        return None, Fault(kind=Kind.DIFFERING, message=message, field=one.path)
    return (said[0] if said else None), None


def _values(one: _Sent, held: Mapping[str, Sequence[str]]) -> Iterator[str | None]:
    """Yield what each control of the answer says; None for a yes and a no at once."""
    if one.kind != "check":
        yield from held[one.tag]
        return
    for yes, no in zip(*(held[tag] for tag in one.boxes), strict=False):
        ticked = [word_ for word_, box in (("Ja", yes), ("Nej", no)) if box == word.ON]
        yield None if len(ticked) > 1 else "".join(ticked)
