"""``halvvag case``: one case as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from halvvag_docs.cli.shell import PATH, Command, Group, force_option, root_option, today_option, unit_option
from halvvag_docs.cli.tables import table

if TYPE_CHECKING:
    from halvvag_docs.overview import Overview

_SHOW_HELP = """Visar hur långt ärendet har kommit, vad som är på gång eller försenat, och vad som är fel var.

Med -o skrivs översikten också som en Word-sida att ha framför sig på personalmötet. Den innehåller
namn: den är bara för personalen.
"""


@click.group(cls=Group, help="Ett ärende som helhet.", short_help="Se ett ärende som helhet.")
def case() -> None:
    """Hold the commands about one case."""


@case.command(
    cls=Command,
    help=_SHOW_HELP,
    short_help="Visa hur långt ärendet har kommit och vad som är på gång.",
    examples=(
        "halvvag case show samples/A-fi-halvvagshem --today 2026-05-01",
        "halvvag case show arenden/HV-2026-014 -o oversikt",
    ),
)
@click.argument("folder", metavar="MAPP", type=PATH, help="Ärendets mapp.")
@click.option("-o", "--out", metavar="MAPP", type=PATH, help="Mapp för översikten som Word-sida.")
@click.option("--json", "as_json", is_flag=True, help="Skriv JSON, för andra program.")
@force_option
@unit_option
@today_option
@root_option
def show(  # noqa: PLR0913  one argument for each option
    folder: Path,
    *,
    out: Path | None,
    as_json: bool,
    force: bool,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Print the overview, and write it as a page."""
    from halvvag_docs import casework, files, overview

    checked = casework.read_cases([folder], today=today, root=root, unit=unit)[0]
    found = casework.survey(checked, today=today, root=root)
    for source in checked.asked:
        if source.answers is None:
            click.echo(f"{source.path}: går inte att läsa. Se «halvvag check».", err=True)
    if as_json:
        import json

        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found)))
    if out:
        name, content = overview.page(found, checked.unit, root)
        files.make_folder(out)
        target = files.write_new(out / name, content, force=force)
        click.echo(target, err=as_json)


def _lines(found: Overview) -> Iterator[str]:
    from halvvag_docs.formatting import format_date

    def shown(day: date | None) -> str:
        return format_date(day, found.system) if day else ""

    yield f"Ärende {found.case_id or '–'}, {shown(found.today)}"
    if found.start or found.end:
        yield f"Tid: {shown(found.start) or '?'} – {shown(found.end) or '?'}"
    yield ""
    yield table([(f"{step.number}.", step.title, step.word, shown(step.day)) for step in found.steps])
    if found.due:
        yield "\nNärmast"
        rows = [(shown(due.day), due.text, _late(due.day, found.today)) for _, due in found.due]
        yield table(rows, "  ")
    yield "\nDokument"
    yield table(
        [
            (one.document, one.title, shown(one.date), f"version {one.version}", one.status, _counted(one))
            for one in found.documents
        ],
        "  ",
    )
    yield from _goals_and_agreements(found)


def _goals_and_agreements(found: Overview) -> Iterator[str]:
    from halvvag_docs.formatting import format_date

    def by(day: date | None) -> str:
        return f"senast {format_date(day, found.system)}" if day else ""

    if found.goals:
        yield "\nMål"
        yield table([(goal.number, goal.area, by(goal.day), goal.result) for goal in found.goals], "  ")
    if found.agreements:
        yield "\nÖverenskommelser"
        yield table([(by(one.day), one.who, one.what) for one in found.agreements], "  ")


def _late(day: date, today: date) -> str:
    return "FÖRSENAT" if day < today else ""


def _counted(document: Any) -> str:
    parts = [f"{document.errors} fel"] if document.errors else []
    if document.warnings:
        parts.append(f"{document.warnings} {'varning' if document.warnings == 1 else 'varningar'}")
    return ", ".join(parts)


def _plain(found: Overview) -> dict[str, object]:
    """Return the overview for programs: codes and days, no name."""
    return {
        "case": found.case_id,
        "system": found.system,
        "today": found.today.isoformat(),
        "start": _iso(found.start),
        "end": _iso(found.end),
        "next_meeting": _iso(found.next_meeting),
        "steps": [
            {
                "number": step.number,
                "title": step.title,
                "state": step.state.name.lower(),
                "need": step.need,
                "date": _iso(step.day),
                "version": step.version,
                "documents": list(step.documents),
                "due": {"date": _iso(step.due.day), "text": step.due.text} if step.due else None,
            }
            for step in found.steps
        ],
        "documents": [
            {
                "document": one.document,
                "form": one.form,
                "date": _iso(one.date),
                "version": one.version,
                "status": one.status,
                "errors": one.errors,
                "warnings": one.warnings,
            }
            for one in found.documents
        ],
        "goals": [
            {"number": goal.number, "area": goal.area, "date": _iso(goal.day), "result": goal.result}
            for goal in found.goals
        ],
        "agreements": [{"what": one.what, "who": one.who, "date": _iso(one.day)} for one in found.agreements],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
