"""``halvvag forms`` and ``halvvag new``: which documents exist, and an empty one to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from halvvag_docs.cli.cases import Place, actor, is_registered, judging_of, opened, register_option
from halvvag_docs.cli.inspect import inspect
from halvvag_docs.cli.shell import (
    PATH,
    Command,
    CommandGroup,
    force_option,
    root_option,
    today_option,
    unit_option,
)
from halvvag_docs.cli.tables import table
from halvvag_docs.errors import ExitCode, Level

if TYPE_CHECKING:
    from halvvag_docs.casework import NewDraft
    from halvvag_docs.casework.registered import Judging
    from halvvag_docs.forms import Field, Form

_FORMS_HELP = """Visar vilka dokument som finns, och vilka fält ett dokument har.

Med --check prövas formulären i stället: att schemat håller, att varje fält skrivs ut i en mall eller
är märkt som internt, och att varje fält i en mall finns i schemat.
"""
_NEW_HELP = """Skriver ett nytt utkast att fylla i, med hjälp till varje fråga.

Med --case läggs utkastet i ärendets mapp eller i registret, och det som ärendets tidigare dokument redan
säger står ifyllt: fakta utan vidare, förslag att bekräfta med en kommentar, personens egna ord bara som
citat, bedömningar aldrig. Utan --case och -o skrivs utkastet på skärmen.
"""


@click.command(
    "forms",
    cls=Command,
    help=_FORMS_HELP,
    short_help="Visa vilka dokument och fält som finns.",
    examples=("halvvag forms", "halvvag forms krisplan", "halvvag forms --check"),
)
@click.argument(
    "name", metavar="[FORMULÄR]", required=False, help="Namnet på ett formulär, till exempel krisplan."
)
@click.option("--check", "prove", is_flag=True, help="Pröva formulären och deras mallar.")
@click.option("--json", "as_json", is_flag=True, help="Skriv JSON, för andra program.")
@root_option
def _forms(name: str | None, *, prove: bool, as_json: bool, root: Path | None) -> None:
    """List the forms, show one, or prove them."""
    from halvvag_docs.forms import find_forms, load_form

    if prove:
        _prove(root, [name] if name else [], as_json=as_json)
    chosen = [load_form(name, root)] if name else list(find_forms(root).values())
    if as_json:
        import json

        click.echo(json.dumps([_described(form) for form in chosen], ensure_ascii=False, indent=2))
    elif name:
        click.echo(_fields_table(chosen[0]))
    else:
        click.echo(_forms_table(chosen))


forms = CommandGroup(_forms)
forms.add_command(inspect)


@click.command(
    cls=Command,
    help=_NEW_HELP,
    short_help="Skriv ett nytt utkast att fylla i.",
    examples=(
        "halvvag new krisplan --case arenden/HV-2026-014",
        "halvvag new genomforandeplan --case arenden/HV-2026-014 --explain",
        "halvvag new krisplan --case HV-2026-014",
        "halvvag new utredning -o 04-utredning.yaml",
    ),
)
@click.argument("name", metavar="FORMULÄR", help="Till exempel krisplan; «halvvag forms» visar alla.")
@click.option("--case", "chosen", metavar="ÄRENDE", type=PATH, help="Ärendets mapp, eller ärende-id i registret.")
@click.option("-o", "--out", metavar="FIL", type=PATH, help="Filen som utkastet skrivs i.")
@click.option("--explain", is_flag=True, help="Visa varifrån varje förifyllt svar kommer.")
@force_option
@register_option
@unit_option
@today_option
@root_option
def new(  # noqa: PLR0913  one argument for each option
    name: str,
    *,
    chosen: Path | None,
    out: Path | None,
    explain: bool,
    force: bool,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Write the draft and print its path, or the draft itself."""
    from dataclasses import astuple

    judging = judging_of(today, root, unit)
    if chosen and out is None and is_registered(chosen):
        made = _add(name, chosen, place, judging)
    else:
        made = _write_draft(name, chosen, out, judging, force=force)
    if explain:
        head = ("Fält", "Ur", "Datum", "Fält där", "Klass")
        click.echo(table([head, *(astuple(origin) for origin in made.origins)]))


def _add(name: str, chosen: Path, place: Place, judging: Judging) -> NewDraft:
    """Keep the draft in the register and print its name."""
    from halvvag_docs.casework import registered

    with opened(place) as register:
        entry, made = registered.add_draft(register, str(chosen), name, judging=judging, actor=actor())
    _tell_unread(made)
    click.echo(f"{entry.case_id}/{entry.name}")
    return made


def _write_draft(name: str, folder: Path | None, out: Path | None, judging: Judging, *, force: bool) -> NewDraft:
    """Write the draft to a file and print its path, or print the draft itself."""
    import uuid

    from halvvag_docs import casework, files
    from halvvag_docs.forms import load_form

    form = load_form(name, judging.root)
    target = out or (casework.next_file(folder, form.name) if folder else None)
    if target:
        files.check_targets([target], force=force)
    made = casework.new_draft(
        form, folder, document_id=str(uuid.uuid4()), today=judging.today, root=judging.root, unit=judging.unit
    )
    _tell_unread(made)
    if target is None:
        click.echo(made.text, nl=False)
    else:
        files.make_folder(target.parent)
        click.echo(files.write_new(target, made.text.encode(), force=force))
    return made


def _tell_unread(made: NewDraft) -> None:
    for source in made.unread:
        click.echo(f"{source.path}: gick inte att läsa; inget är hämtat därifrån.", err=True)


def _forms_table(forms: Iterable[Form]) -> str:
    rows = [(form.name, form.title, f"{len(form.leaves)} fält", _suffixes(form)) for form in forms]
    return table(rows)


def _suffixes(form: Form) -> str:
    return " ".join(sorted(suffix.lstrip(".") for suffix in form.templates)) or "ingen mall"


def _fields_table(form: Form) -> str:
    head = f"{form.title} ({form.name}, version {form.version})\n{form.description}\n"
    rows = [(field.path, field.label, field.items or field.kind, _need(field)) for field in form.leaves]
    return f"{head}\n{table(rows)}"


def _need(field: Field) -> str:
    if field.required or field.always:
        return "krävs"
    return "krävs ibland" if field.required_if else ""


def _described(form: Form) -> dict[str, object]:
    return {
        "name": form.name,
        "title": form.title,
        "version": form.version,
        "description": form.description,
        "templates": sorted(form.templates),
        "rules": list(form.rules),
        "fields": [
            {
                "path": field.path,
                "kind": field.kind,
                "items": field.items,
                "label": field.label,
                "help": field.help,
                "section": field.section,
                "class": field.field_class,
                "required": field.required,
                "choices": dict(field.labels),
            }
            for field in form.leaves
        ],
    }


def _prove(root: Path | None, names: list[str], *, as_json: bool) -> NoReturn:
    """Say what is wrong with the forms, and exit."""
    from halvvag_docs import documents, prefill
    from halvvag_docs.cli import problems
    from halvvag_docs.forms import find_forms

    found = [*documents.prove(root, names), *prefill.prove(find_forms(root), names)]
    if as_json:
        click.echo(problems.as_json(found))
    for problem in () if as_json else found:
        place = f"{problem.document} {problem.path}".strip()
        click.echo(f"{place}: {problem.level.swedish}  {problem.message}")
    failed = any(problem.level is Level.ERROR for problem in found)
    if not failed:
        click.echo("Formulären är prövade: allt stämmer.", err=True)
    click.get_current_context().exit(ExitCode.FORM if failed else ExitCode.OK)
