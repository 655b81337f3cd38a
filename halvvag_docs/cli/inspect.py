"""``halvvag forms inspect``: what somebody else's form asks, and a draft that makes it one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from halvvag_docs.cli.shell import PATH, Command, force_option
from halvvag_docs.cli.tables import table
from halvvag_docs.errors import FormError

if TYPE_CHECKING:
    from halvvag_docs.pdfform import FormField, Inspection

_HELP = """Visar vad ett formulär från någon annan frågar efter.

FIL är en ifyllbar PDF eller en Word-fil. För en PDF visas varje fält med namn, slag, sida, ledtext och möjliga
värden; namnen är de som «halvvag fill» vill ha. För en Word-fil visas taggar, innehållskontroller och äldre
formulärfält med sina platser.

Med --draft blir formuläret ett av enhetens egna: ett schema med gissade frågor, mallen och ett exempel att pröva
med skrivs i mappen. Läs igenom schemat, ändra det som är fel, och pröva med «halvvag forms NAMN --check».
"""
_PDF_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "text": "text",
        "multiline": "text, flera rader",
        "comb": "text i rutor",
        "check": "kryssruta",
        "radio": "alternativ",
        "choice": "lista",
        "listbox": "listruta",
        "signature": "underskrift",
        "button": "knapp",
    }
)
_WORD_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "text": "text",
        "rich": "text, flera stycken",
        "date": "datum",
        "check": "kryssruta",
        "choice": "lista",
        "combo": "lista med egen text",
        "picture": "bild",
        "repeating": "upprepat avsnitt",
    }
)
_SHOWN_CHOICES = 12


@click.command(
    cls=Command,
    help=_HELP,
    short_help="Visa vad en annans formulär frågar efter, och gör det till ett eget.",
    examples=(
        "halvvag forms inspect bostadsbidrag.pdf",
        "halvvag forms inspect remiss.docx --json",
        "halvvag forms inspect bostadsbidrag.pdf --draft bostadsbidrag -o minmapp",
    ),
)
@click.argument("file", metavar="FIL", type=PATH, help="En ifyllbar .pdf eller en .docx.")
@click.option("--json", "as_json", is_flag=True, help="Skriv JSON, för andra program.")
@click.option("--draft", "name", metavar="NAMN", help="Skriv schema, mall och exempel; så ska formuläret heta.")
@click.option(
    "-o", "--out", metavar="MAPP", type=PATH, help="Mapp för enhetens egna formulär; annars en som heter NAMN."
)
@force_option
def inspect(file: Path, *, as_json: bool, name: str | None, out: Path | None, force: bool) -> None:
    """Show the form, or draft its files."""
    from halvvag_docs import files

    suffix = file.suffix.lower()
    if suffix not in (".pdf", ".docx"):
        raise FormError(f"{file}: filen ska vara en .pdf eller en .docx.")
    content = files.read_bytes(file)
    if name is not None:
        _draft(content, file, name, out or Path(name), force=force)
        return
    described = _pdf(content) if suffix == ".pdf" else _word(content, file.name)
    if as_json:
        import json

        click.echo(json.dumps({"file": file.name, **described}, ensure_ascii=False, indent=2))
        return
    for notice in described["notices"]:
        click.echo(f"OBS: {notice}", err=True)
    click.echo(_pdf_page(described) if suffix == ".pdf" else _word_page(described))


def _draft(content: bytes, file: Path, name: str, root: Path, *, force: bool) -> None:
    from halvvag_docs import adoption, files

    made = adoption.adopt(content, file.name, name)
    targets = [(root / path, body) for path, body in made.files.items()]
    files.check_targets([target for target, _ in targets], force=force)
    for folder in {target.parent for target, _ in targets}:
        files.make_folder(folder)
    files.write_all(targets, force=force)
    for target, _ in targets:
        click.echo(target)
    for notice in made.notices:
        click.echo(f"OBS: {notice}", err=True)
    if made.left:
        click.echo(f"Lämnas som de är (dolda, skrivskyddade eller utan val): {', '.join(made.left)}.", err=True)
    click.echo(
        f"{len(made.questions)} frågor. Läs igenom schemat och pröva: halvvag forms {name} --check --root {root}",
        err=True,
    )


# PDF


def _pdf(content: bytes) -> dict[str, Any]:
    from halvvag_docs import pdfform

    found = pdfform.inspect(content)
    return {
        "kind": "pdf",
        "pages": found.pages,
        "notices": list(found.notices),
        "fields": [_field(field, found) for field in found.fields],
    }


def _field(field: FormField, found: Inspection) -> dict[str, Any]:
    words = {option.export: option.display for option in field.options}
    codes = field.states or tuple(words)
    return {
        "name": field.name,
        "kind": field.kind.value,
        "label": field.label if field.label != field.name else "",
        "beside": found.beside.get(field.name, ""),
        "pages": [page + 1 for page in field.pages],
        "states": list(field.states),
        "choices": {code: _words(words.get(code, code), code, field.name, found) for code in codes},
        "max_length": field.max_length,
        "several": field.several,
        "editable": field.editable,
        "read_only": field.read_only,
        "hidden": field.hidden,
        "required": field.required,
        "expression": field.source,
    }


def _words(display: str, code: str, name: str, found: Inspection) -> str:
    """Return what a choice is called: in the file, else on the page beside its button."""
    return display if display != code else found.beside.get(f"{name}={code}", code)


def _pdf_page(described: Mapping[str, Any]) -> str:
    head = ("Fält", "Slag", "Sida", "Ledtext", "Värden", "")
    rows = [
        (
            one["name"],
            _PDF_KINDS[one["kind"]],
            ", ".join(map(str, one["pages"])) or "–",
            one["label"] or one["beside"],
            _values(one),
            _remarks(one),
        )
        for one in described["fields"]
    ]
    pages, fields = described["pages"], len(rows)
    count = f"PDF-formulär, {pages} {'sida' if pages == 1 else 'sidor'}, {fields} fält."
    return f"{count}\n\n{table([head, *rows])}"


def _values(one: Mapping[str, Any]) -> str:
    if one["max_length"]:
        return f"högst {one['max_length']} tecken"
    if one["kind"] == "check" and len(one["states"]) == 1:
        return "true, false"
    shown = [code if code == words else f"{code} ({words})" for code, words in one["choices"].items()]
    more = f" … och {len(shown) - _SHOWN_CHOICES} till" if len(shown) > _SHOWN_CHOICES else ""
    return ", ".join(shown[:_SHOWN_CHOICES]) + more


def _remarks(one: Mapping[str, Any]) -> str:
    words = (
        ("required", "krävs"),
        ("several", "flera val"),
        ("editable", "egen text går bra"),
        ("read_only", "skrivskyddat"),
        ("hidden", "dolt"),
    )
    return ", ".join(word for key, word in words if one[key])


# Word


def _word(content: bytes, name: str) -> dict[str, Any]:
    from halvvag_docs import word

    tags = [
        {"path": use.path, "place": use.place, "printed": use.printed}
        for use in word.references(content, name=name)
    ]
    controls = [
        {
            "name": one.name,
            "kind": one.kind,
            "old": one.old,
            "label": one.label,
            "choices": dict(one.options),
            "max_length": one.maxlength,
            "place": one.place,
        }
        for one in word.controls(content, name)
    ]
    return {"kind": "docx", "notices": [], "tags": tags, "controls": controls}


def _word_page(described: Mapping[str, Any]) -> str:
    tags, controls = described["tags"], described["controls"]
    parts = [f"Word-fil, {len(tags)} taggar, {len(controls)} fält att fylla i."]
    if tags:
        rows = [(one["path"], "skrivs ut" if one["printed"] else "styr", one["place"]) for one in tags]
        parts.append(table([("Tagg", "", "Plats"), *rows]))
    if controls:
        found = [
            (
                one["name"],
                _WORD_KINDS[one["kind"]],
                "äldre formulärfält" if one["old"] else "innehållskontroll",
                one["label"],
                ", ".join(one["choices"].values()),
                one["place"],
            )
            for one in controls
        ]
        parts.append(table([("Fält", "Slag", "", "Ledtext", "Val", "Plats"), *found]))
    return "\n\n".join(parts)
