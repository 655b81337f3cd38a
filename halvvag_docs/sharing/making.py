"""From a plan to a package: documents made, looked through for leaks, closed and packed."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from halvvag_docs import casework, documents, files, pdfform, sealing, word
from halvvag_docs.documents import Document
from halvvag_docs.errors import RenderError
from halvvag_docs.formatting import format_date
from halvvag_docs.forms import Form, load_block
from halvvag_docs.identity import format_phone
from halvvag_docs.register import Act, Action
from halvvag_docs.sharing.ground import PROFILES
from halvvag_docs.sharing.leaks import Content, leaks, printed
from halvvag_docs.sharing.package import Member, packed, unpacked
from halvvag_docs.sharing.planning import Item, Plan, viewed
from halvvag_docs.units import Unit

_SHEET = "_foljesedel"
_SHEET_TITLE = "Följesedel"
_GROUNDS = "grund"
_CATEGORIES = "samtycke_uppgift"
_SHORT_ID = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """How a package is closed. At most one is set; none leaves it open, to be handed over in person."""

    password: str = field(default="", repr=False)
    """Each PDF is encrypted with it (AES-256)."""
    keys: tuple[str, ...] = ()
    """The whole package is closed with age for these public keys."""
    passphrase: str = field(default="", repr=False)
    """The whole package is closed with age and this."""

    @property
    def kind(self) -> str:
        """``pdf``, ``age`` or ``none``."""
        return "pdf" if self.password else "age" if self.keys or self.passphrase else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A finished package."""

    name: str
    """Holds the case id and the number of the package, nothing else."""
    content: bytes = field(repr=False)
    hashes: tuple[tuple[Item, str], ...]
    """Each document that went in, and the SHA-256 of the first file made of it."""

    @property
    def sha256(self) -> str:
        """Of the package as it is sent."""
        return hashlib.sha256(self.content).hexdigest()


def make(plan: Plan, formats: Sequence[str], seal: Seal, number: str) -> Package:
    """Make the package of a plan without problems.

    Args:
        plan: what goes.
        formats: ``pdf``, ``docx`` or both.
        seal: how it is closed.
        number: UUID of the package.

    Raises:
        FormError, MissingProgramError: as ``casework.render`` and ``documents.sheet``.
        RenderError: a document cannot be made whole, or something left out stands in the package all the same.
        FileError: a public key cannot be read.
    """
    made = [
        (item, document)
        for item, one in zip(plan.items, casework.render(viewed(plan), formats), strict=True)
        for document in _needed(one, item)
    ]
    members = [_member(plan, item, document, place) for place, (item, document) in enumerate(made, start=1)]
    sheet = _sheet(plan, [(item, member) for (item, _), member in zip(made, members, strict=True)], number)
    whole = [sheet, *members]
    content = packed(whole, _facts(plan, number, seal))
    _refuse_leaks(plan, {member.name: item for (item, _), member in zip(made, members, strict=True)}, content)
    if seal.password:
        whole = [dataclasses.replace(one, content=pdfform.closed(one.content, seal.password)) for one in whole]
        content = packed(whole, _facts(plan, number, seal))
    name = f"{plan.case_id or 'arende'}_{number[:_SHORT_ID]}.zip"
    if seal.keys:
        content, name = sealing.seal_for_keys(content, seal.keys), name + sealing.SUFFIX
    elif seal.passphrase:
        content, name = sealing.seal_with_passphrase(content, seal.passphrase), name + sealing.SUFFIX
    digests: dict[str, tuple[Item, str]] = {}
    for (item, _), member in zip(made, whole[1:], strict=True):
        digests.setdefault(item.whole.document, (item, hashlib.sha256(member.content).hexdigest()))
    return Package(name=files.safe_name(name), content=content, hashes=tuple(digests.values()))


def _needed(rendered: casework.Rendered, item: Item) -> Sequence[Document]:
    """Return the documents made of an answers file; a package never goes without one that was asked for."""
    if rendered.missing:
        raise rendered.missing
    if not rendered.documents:
        raise RenderError(f"{item.form.title} har ingen mall för formatet. Välj ett annat med --format.")
    return rendered.documents


def _member(plan: Plan, item: Item, document: Document, place: int) -> Member:
    answers = item.selection.answers
    return Member(
        name=f"{plan.case_id or 'arende'}_{place}.{document.name.rpartition('.')[2]}",
        content=document.content,
        facts={
            "kind": "document",
            "form": item.form.name,
            "form_version": item.form.version,
            "document_id": answers.id,
            "document_version": answers.version,
            "status": answers.status,
            "excerpt": item.source.excerpt is not None,
            "ground": item.ground.code,
            "consents": [one.consent_id for one in item.ground.permits],
            "template_sha256": document.origin["template_sha256"],
            "omitted_sections": list(item.omitted_sections),
        },
    )


def _facts(plan: Plan, number: str, seal: Seal) -> dict[str, Any]:
    to = plan.wish.recipient.to
    return {
        "package": number,
        "case": plan.case_id,
        "created": plan.wish.today.isoformat(),
        "sender": plan.case.unit.namn,
        "profile": to if to in PROFILES else "natverk",
        "sealed": seal.kind,
    }


def _sheet(plan: Plan, made: Sequence[tuple[Item, Member]], number: str) -> Member:
    system = plan.case.unit.system
    content = documents.sheet(
        _SHEET,
        _sheet_data(plan, made, number),
        system=system,
        title=f"{_SHEET_TITLE} {plan.case_id}".strip(),
        created=plan.wish.today,
        root=plan.wish.root,
    )
    facts = {"kind": "cover"}
    return Member(name=f"{plan.case_id or 'arende'}_innehall.pdf", content=content, facts=facts)


def _sheet_data(plan: Plan, made: Sequence[tuple[Item, Member]], number: str) -> dict[str, Any]:
    unit = plan.case.unit
    omitted = {item.form.title: item.omitted_sections for item, _ in made if item.omitted_sections}
    return {
        "dokument": {"arende_id": plan.case_id, "system": unit.system, "version": "", "id": ""},
        "dokumentslag": _SHEET_TITLE,
        "verksamhet": {"namn": unit.namn, "telefon": _phone(unit)},
        "paket": {
            "till": f"Till {plan.items[0].ground.access.profile.whom}",
            "datum": format_date(plan.wish.today, unit.system),
            "grund": "; ".join(dict.fromkeys(ground_in_words(item, plan) for item, _ in made)),
            "nummer": number[:_SHORT_ID],
            "dokument": [_line(item, member, unit.system) for item, member in made],
            "utelamnat": [{"titel": title, "avsnitt": ", ".join(sections)} for title, sections in omitted.items()],
        },
    }


def _phone(unit: Unit) -> str:
    return format_phone(unit.telefon, unit.system.upper()) if unit.telefon else ""


def _line(item: Item, member: Member, system: str) -> dict[str, str]:
    answers = item.selection.answers
    return {
        "fil": member.name,
        "titel": item.form.title,
        "datum": format_date(answers.date, system) if answers.date else "",
        "version": str(answers.version),
        "omfattning": "utdrag" if item.source.excerpt else "helt",
    }


def ground_in_words(item: Item, plan: Plan) -> str:
    """Return on what ground a document goes: «Samtycke S1 (plan och mål, närvaro)»."""
    enums = load_block("_blocks", plan.wish.root)["enums"]
    said = str(enums[_GROUNDS].get(item.ground.code, item.ground.code))
    labels: Mapping[str, str] = enums[_CATEGORIES]
    parts = [
        f"{one.consent_id} ({', '.join(word.lower() for code, word in labels.items() if code in one.categories)})"
        for one in item.ground.permits
    ]
    return " ".join((said, " och ".join(parts))).strip()


def _refuse_leaks(plan: Plan, items: Mapping[str, Item], package: bytes) -> None:
    """Look through all that goes, as it is packed, for each answer that does not.

    Args:
        plan: what goes.
        items: name of a member -> the document it was made of; what is not there was made by the program.
        package: the zip, before it is closed.

    Raises:
        RenderError: something is there; the message names label, file and place.
    """
    members = unpacked(package)
    contents = [_content(plan, item, name, members.pop(name)) for name, item in items.items()]
    wording = "\n".join(
        [*(one.wording for one in contents), files.read_text(documents.sheet_template(_SHEET, plan.wish.root))]
    )
    allowed = [text for one in contents for text in one.allowed]
    allowed += [plan.wish.today.isoformat(), format_date(plan.wish.today, plan.case.unit.system)]
    for name, content in members.items():
        texts, raw = _taken_apart(name, content)
        contents.append(Content(name=name, texts=texts, raw=raw, allowed=tuple(allowed), wording=wording))
    omitted = [one for item in plan.items for one in item.selection.omitted]
    if found := leaks(omitted, contents):
        lines = [f"- «{one.omitted.field.label}» ({one.omitted.path}): {one.file}, {one.place}" for one in found]
        raise RenderError(
            "Läckkontrollen hittade uppgifter som skulle ha utelämnats. Inget paket gjordes.\n"
            + "\n".join(dict.fromkeys(lines))
            + "\nRätta svaret eller mallen där de står, och försök igen."
        )


def _content(plan: Plan, item: Item, name: str, content: bytes) -> Content:
    texts, raw = _taken_apart(name, content, tagged=not item.form.adopted)
    return Content(
        name=name,
        texts=texts,
        raw=raw,
        allowed=tuple(text for _, text in printed(item.selection.answers)),
        wording="\n".join(_wording(plan, item, name.rpartition(".")[2])),
    )


def _taken_apart(
    name: str, content: bytes, *, tagged: bool = True
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, bytes], ...]]:
    """Return the texts and the raw parts of a member, and its name: that is seen too."""
    if name.endswith(".pdf"):
        texts, raw = pdfform.texts(content, tagged=tagged), pdfform.raw(content)
    elif name.endswith(".docx"):
        texts, raw = word.texts(content), word.raw(content)
    else:
        texts, raw = iter((("texten", content.decode("utf-8")),)), iter(())
    return (("filnamnet", name), *texts), tuple(raw)


def _wording(plan: Plan, item: Item, format_: str) -> Iterator[str]:
    """Yield what the form, its template and the unit say by themselves, whatever is answered."""
    path = documents.template_for(item.form, format_)
    yield _template_words(files.read_bytes(path), path.suffix, not item.form.adopted)
    yield from form_words(item.form)
    yield from (text for _, text in printed(_plain(plan.case.unit)))


@lru_cache(maxsize=32)
def _template_words(content: bytes, suffix: str, tagged: bool) -> str:  # noqa: FBT001  a key of the cache
    if suffix == ".typ":
        return content.decode("utf-8")
    found = pdfform.texts(content, tagged=tagged) if suffix == ".pdf" else word.texts(content)
    return "\n".join(text for _, text in found)


def acts(plan: Plan, package: Package, *, user: str, role: str) -> list[Act]:
    """Return what the log says of a package: one act a document, with kinds of information, no answers.

    ``fields`` holds what was open: the levels of the profile, or the codes that the consents cover.
    """
    return [
        Act(
            action=Action.SENT,
            user=user,
            role=role,
            case_id=plan.case_id,
            document_id=item.selection.answers.id,
            version=item.selection.answers.version,
            profile=item.ground.access.profile.name,
            recipient_kind=item.ground.access.profile.name,
            basis=item.ground.code,
            consent_id=item.ground.permits[0].consent_id if item.ground.permits else "",
            sha256=digest,
            schema_version=str(item.form.version),
            fields=_opened_kinds(item),
        )
        for item, digest in package.hashes
    ]


def _opened_kinds(item: Item) -> tuple[str, ...]:
    by_consent = sorted({code for one in item.ground.permits for code in one.categories})
    if item.ground.access.covered is not None:
        return tuple(by_consent)
    levels = item.ground.access.profile.levels.items()
    return (
        *(f"{level}{'' if share == 'alla' else share}" for level, share in levels if share != "inga"),
        *by_consent,
    )


def form_words(form: Form) -> Iterator[str]:
    """Yield the words of a form's schema: titles, labels, codes in words, what signers sign under."""
    yield from (form.title, *(one.title for one in form.sections), *(one.mening for one in form.signers))
    for one in form.fields:
        yield one.label
        yield from one.labels.values()


def _plain(value: Any) -> Any:
    """Return settings as a tree of answers, without the names of other clients."""
    if dataclasses.is_dataclass(value):
        value = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        kept = {key: _plain(item) for key, item in value.items() if key != "klientnamn"}
        return {key: item for key, item in kept.items() if item is not None}
    return tuple(map(_plain, value)) if isinstance(value, list | tuple) else value
