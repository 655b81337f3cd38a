"""``halvvag case``: one case at a glance, on the screen, for programs, and on paper for the staff meeting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from halvvag_docs.cli.cases import Place, is_registered, judging_of, open_case, register_option
from halvvag_docs.cli.codes import STATUSES
from halvvag_docs.cli.shell import (
    PATH,
    Command,
    Group,
    Later,
    force_option,
    root_option,
    today_option,
    unit_option,
)
from halvvag_docs.cli.tables import table

if TYPE_CHECKING:
    from halvvag_docs.overview import DocumentLine, Overview, StepLine

_SHOW_HELP = """Visar ärendets gång: vad som finns, vad som är utkast, vad som saknas och till när.

Sedan följer det som är närmast i tid, öppna mål och överenskommelser, dokumenten, och fel och
varningar i dem. Med -o skrivs samma sak på en sida i Word, till personalmötet. Den innehåller namn och
är bara för personalen.
"""
_NONE = "–"
_WORD = ".docx"


_GROUP_HELP = """Ärenden: se ett som helhet, och sköt registret som de ligger i.

Registret är en krypterad fil i din egen datamapp, eller den adress som --register eller
HALVVAG_REGISTER säger. Lösenfrasen frågas efter en gång per kommando; «--remember» sparar den i
datorns nyckelring. Listor visar bara ärende-id och datum.
"""
_COMMANDS = {
    "new": "case_lists",
    "list": "case_lists",
    "show": "case",
    "due": "case_lists",
    "history": "case_lists",
    "settle": "case_steps",
    "revise": "case_steps",
    "conflicts": "case_steps",
    "import": "case_moves",
    "export": "case_moves",
    "backup": "case_moves",
    "restore": "case_moves",
    "unit": "case_upkeep",
    "purge": "case_upkeep",
    "verify-log": "case_upkeep",
    "passphrase": "case_upkeep",
}
"""Commands in the order of a case's life, and the module of this package that each stands in."""


@click.group(cls=Group, help=_GROUP_HELP, short_help="Se och sköt ärenden i registret.")
def case() -> None:
    """Hold the commands about cases."""


case.commands = Later({name: f"halvvag_docs.cli.{module}" for name, module in _COMMANDS.items()})


@click.command(
    cls=Command,
    help=_SHOW_HELP,
    short_help="Visa hur långt ärendet har kommit och vad som är på gång.",
    examples=(
        "halvvag case show samples/A-fi-halvvagshem --today 2026-06-15",
        "halvvag case show arenden/HV-2026-014 -o oversikt.docx",
        "halvvag case show HV-2026-014 --json",
    ),
)
@click.argument("chosen", metavar="ÄRENDE", type=PATH, help="Ärendets mapp, eller ärende-id i registret.")
@click.option("--json", "as_json", is_flag=True, help="Skriv JSON, för andra program.")
@click.option("-o", "--out", metavar="FIL", type=PATH, help="Word-fil att skriva översikten i, eller en mapp.")
@force_option
@register_option
@unit_option
@today_option
@root_option
def show(  # noqa: PLR0913  one argument for each option
    chosen: Path,
    *,
    as_json: bool,
    out: Path | None,
    force: bool,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Show the overview on stdout, and write the page when asked to."""
    from halvvag_docs import casework, files, overview
    from halvvag_docs.errors import FileError

    if not chosen.is_dir() and (not is_registered(chosen) or len(chosen.parts) > 1):
        raise FileError(f"{chosen}: mappen finns inte. Ange ärendets mapp, eller ett ärende-id i registret.")
    checked = open_case(chosen, place=place, judging=judging_of(today, root, unit))
    seen = casework.survey(checked, today=today, root=root)
    name, content = overview.page(seen, checked.unit, root) if out else ("", b"")
    target = (out if out.suffix.lower() == _WORD else out / name) if out else None
    if target:
        files.check_targets([target], force=force)
    click.echo(_json(seen) if as_json else "\n".join(_lines(seen)))
    for source in checked.asked:
        if source.answers is None:
            click.echo(f"{source.path}: går inte att läsa och är inte med. Se «halvvag check».", err=True)
    if target:
        files.make_folder(target.parent)
        click.echo(files.write_new(target, content, force=force), err=True)


def _lines(seen: Overview) -> Iterator[str]:
    yield f"{seen.case_id or _NONE}  {seen.name}".rstrip()
    if seen.is_protected:
        yield "SKYDDADE PERSONUPPGIFTER"
    staff = "Handledare" if seen.system == "fi" else "Boendestödjare"
    yield f"Tid: {_period(seen)}  {staff}: {seen.staff or _NONE}  Beställare: {seen.orderer or _NONE}"
    yield from _section(f"ÄRENDETS GÅNG  {_day(seen.today, seen)}", [_step(line, seen) for line in seen.steps])
    yield from _section("NÄRMAST", _nearest(seen))
    goals = [(one.number, one.area, _day(one.day, seen), one.result) for one in seen.goals]
    yield from _section("ÖPPNA MÅL", goals)
    agreements = [(_day(one.day, seen), one.who, one.what) for one in seen.agreements]
    yield from _section("ÖPPNA ÖVERENSKOMMELSER", agreements)
    yield from _section("DOKUMENT", [_document(one, seen) for one in seen.documents])
    yield from _problems(seen)


def _section(title: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield from ("", title, table(rows, "  "))


def _step(line: StepLine, seen: Overview) -> tuple[str, ...]:
    version = f"v{line.version}" if line.version else ""
    due = f"{_day(line.due.day, seen)} {line.due.text}" if line.due else ""
    return f"{line.number:2}", line.title, line.word, _day(line.day, seen) if line.day else "", version, due


def _nearest(seen: Overview) -> list[tuple[str, ...]]:
    from halvvag_docs.formatting import days_away

    found = [(due.day, line.title, due.text) for line, due in seen.due]
    if seen.next_meeting:
        found.append((seen.next_meeting, "Nätverksmöte", "avtalat vid förra mötet"))
    in_order = sorted(found, key=lambda one: one[0])
    return [(_day(day, seen), days_away(day, seen.today), title, text) for day, title, text in in_order]


def _document(one: DocumentLine, seen: Overview) -> tuple[str, ...]:
    from halvvag_docs.formatting import plural

    found = [f"{one.errors} fel"] if one.errors else []
    if one.warnings:
        found.append(plural(one.warnings, "varning", "varningar"))
    status = STATUSES.get(one.status, one.status)
    return one.document, one.title, _day(one.date, seen), f"v{one.version}", status, ", ".join(found)


def _problems(seen: Overview) -> Iterator[str]:
    """Yield what is wrong, errors first; the same sentence stands once, with the documents it is about."""
    found: dict[tuple[str, str], list[str]] = {}
    for document in seen.documents:
        for problem in document.problems:
            found.setdefault((problem.level.swedish, problem.message), []).append(document.document)
    if found:
        yield from ("", "ATT RÄTTA ELLER TA STÄLLNING TILL")
    for (level, message), documents in sorted(found.items(), key=lambda one: one[0][0]):
        where = list(dict.fromkeys(documents))
        everywhere = len(where) == len(seen.documents) > 1
        yield f"  {level}  {message}"
        yield f"      {'alla dokument' if everywhere else ', '.join(where)}"


def _period(seen: Overview) -> str:
    from halvvag_docs.formatting import format_date_range

    if seen.start and seen.end and seen.start <= seen.end:
        return format_date_range(seen.start, seen.end, seen.system)
    return _day(seen.start or seen.end, seen)


def _day(value: date | None, seen: Overview) -> str:
    from halvvag_docs.formatting import format_date

    return format_date(value, seen.system) if value else _NONE


def _json(seen: Overview) -> str:
    import json

    return json.dumps(_plain(seen), ensure_ascii=False, indent=2)


def _plain(seen: Overview) -> dict[str, Any]:
    return {
        "case": seen.case_id,
        "system": seen.system,
        "halfway_house": seen.is_halfway_house,
        "today": _iso(seen.today),
        "start": _iso(seen.start),
        "end": _iso(seen.end),
        "next_meeting": _iso(seen.next_meeting),
        "steps": [
            {
                "number": line.number,
                "title": line.title,
                "state": line.state.name.lower(),
                "need": line.need,
                "date": _iso(line.day),
                "version": line.version or None,
                "documents": list(line.documents),
                "due": {"date": _iso(line.due.day), "text": line.due.text} if line.due else None,
            }
            for line in seen.steps
        ],
        "goals": [
            {"number": one.number, "area": one.area, "date": _iso(one.day), "result": one.result}
            for one in seen.goals
        ],
        "agreements": [{"what": one.what, "who": one.who, "date": _iso(one.day)} for one in seen.agreements],
        "documents": list(_plain_documents(seen.documents)),
    }


def _plain_documents(documents: Iterable[DocumentLine]) -> Iterator[dict[str, Any]]:
    for one in documents:
        yield {
            "document": one.document,
            "form": one.form,
            "title": one.title,
            "date": _iso(one.date),
            "version": one.version,
            "status": one.status,
            "errors": one.errors,
            "warnings": one.warnings,
            "problems": [
                {"path": each.path, "rule": each.rule, "level": each.level.value, "message": each.message}
                for each in one.problems
            ],
        }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
