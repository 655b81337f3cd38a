"""``halvvag case new``, ``list``, ``due`` and ``history``: what the register holds.

Lists over several cases show ids and dates only. Source: SoLPuL 2001:454 7 a §.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from halvvag_docs.cli.cases import Place, actor, judging_of, note_reading, opened, register_option, remember_option
from halvvag_docs.cli.codes import STATUSES, act_in_words
from halvvag_docs.cli.shell import DAY, Command, root_option, today_option, unit_option
from halvvag_docs.cli.tables import table

if TYPE_CHECKING:
    from halvvag_docs.register import Act, Entry, Register, Summary

_NONE = "–"
_MONTH = timedelta(days=31)
_NEW_HELP = """Skapar ett ärende i registret. Finns inget register ännu så skapas det.

Ett ärende-id syns i listor och filnamn: det får inte innehålla namn, födelsedatum eller identitetsnummer.

Till ett nytt register väljer du en lösenfras. Utan den går registret aldrig att öppna igen, så skriv ner
den och lägg den där bara ni kommer åt den.
"""
_LIST_HELP = """Visar ärendena i registret: ärende-id och datum, inget annat.

Med en text visas de ärenden vars ärende-id innehåller den. Med --name söks i stället bland personernas
namn; att någon har gjort det skrivs i loggen, men inte vad som söktes.
"""
_DUE_HELP = """Visar vad som ska göras och när: datum och ärende-id, det som är närmast först.

Vad som ska göras i ett ärende visar «halvvag case show ÄRENDE».
"""
_HISTORY_HELP = """Visar ett ärendes dokument i alla versioner, och vem som har gjort vad och när.

I loggen står aldrig vad någon har skrivit, bara vilka fält det gällde.
"""
_json_option = click.option("--json", "as_json", is_flag=True, help="Skriv JSON, för andra program.")


@click.command(
    cls=Command,
    help=_NEW_HELP,
    short_help="Skapa ett ärende i registret.",
    examples=("halvvag case new HV-2026-014", "halvvag case new HV-2026-014 --remember"),
)
@click.argument("case_id", metavar="ÄRENDE", help="Ärende-id: stora bokstäver, siffror och bindestreck.")
@remember_option
@register_option
@today_option
def new(case_id: str, *, remember: bool, place: Place, today: date) -> None:
    """Add the case and print its id."""
    from halvvag_docs.casework import refuse_case_id

    refuse_case_id(case_id, today)
    with opened(place, create=True, remember=remember) as register:
        register.create_case(case_id, actor=actor())
    click.echo(case_id)


@click.command(
    "list",
    cls=Command,
    help=_LIST_HELP,
    short_help="Visa ärendena i registret.",
    examples=("halvvag case list", "halvvag case list 2026 --all", "halvvag case list Backlund --name"),
)
@click.argument(
    "wanted", metavar="[TEXT]", default="", help="En del av ett ärende-id, eller av ett namn med --name."
)
@click.option("--name", "by_name", is_flag=True, help="Sök bland namnen i stället; det skrivs i loggen.")
@click.option("--all", "everything", is_flag=True, help="Visa också avslutade ärenden.")
@_json_option
@remember_option
@register_option
@unit_option
@today_option
@root_option
def list_(  # noqa: PLR0913  one argument for each option
    wanted: str,
    *,
    by_name: bool,
    everything: bool,
    as_json: bool,
    remember: bool,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Print a line for each case."""
    from halvvag_docs.casework import registered

    with opened(place, remember=remember) as register:
        named = _with_name(register, wanted) if by_name else None
        known = registered.overview(register, judging_of(today, root, unit), at_once=registered.ALL)
    found = [
        one
        for one in known
        if (one.case_id in named if named is not None else wanted.upper() in one.case_id)
        and (everything or by_name or not one.closed)
    ]
    if as_json:
        _print_json([_plain_summary(one) for one in found])
    elif found:
        head = ("Ärende", "Från", "Till", "Närmast", "Sparat")
        click.echo(table([head, *(_summary_row(one, today) for one in found)]))
    if not as_json:
        click.echo(_counted(len(found), len(known)), err=True)


def _with_name(register: Register, wanted: str) -> frozenset[str]:
    from halvvag_docs.casework import registered

    return registered.find_by_name(register, wanted, actor=actor())


def _summary_row(one: Summary, today: date) -> tuple[str, ...]:
    coming = [each.day for each in one.dues]
    nearest = f"{coming[0]}{' !' if coming[0] < today else ''}" if coming else _NONE
    saved = one.changed_at.astimezone().date() if one.changed_at else None
    return one.case_id, _iso(one.start), _iso(one.end), nearest, _iso(saved)


def _counted(shown: int, every: int) -> str:
    from halvvag_docs.formatting import plural

    cases = plural(every, "ärende", "ärenden")
    return f"{shown} av {cases}." if shown != every else f"{cases}."


@click.command(
    cls=Command,
    help=_DUE_HELP,
    short_help="Visa vad som ska göras och när.",
    examples=("halvvag case due", "halvvag case due --by 2026-12-31"),
)
@click.option("--by", metavar="DATUM", type=DAY, help="Till och med den dagen; annars en månad framåt.")
@_json_option
@remember_option
@register_option
@unit_option
@today_option
@root_option
def due(  # noqa: PLR0913  one argument for each option
    *,
    by: date | None,
    as_json: bool,
    remember: bool,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Print a line for each thing that is due."""
    from halvvag_docs.casework import registered

    with opened(place, remember=remember) as register:
        found = registered.due(register, by or today + _MONTH, judging_of(today, root, unit))
    if as_json:
        _print_json([{"date": _iso(day), "case": case_id} for day, case_id in found])
    elif found:
        click.echo(table([(_iso(day), case_id, "försenat" if day < today else "") for day, case_id in found]))
    else:
        click.echo("Inget att göra till dess.", err=True)


@click.command(
    cls=Command,
    help=_HISTORY_HELP,
    short_help="Visa versioner, och vem som gjort vad.",
    examples=("halvvag case history HV-2026-014",),
)
@click.argument("case_id", metavar="ÄRENDE", help="Ärende-id i registret.")
@_json_option
@remember_option
@register_option
def history(case_id: str, *, as_json: bool, remember: bool, place: Place) -> None:
    """Print the versions and the acts."""
    with opened(place, remember=remember) as register:
        entries, acts = register.history(case_id), register.acts(case_id)
        note_reading(register, case_id)
    if as_json:
        _print_json(
            {"documents": [_plain_entry(one) for one in entries], "acts": [_plain_act(one) for one in acts]}
        )
        return
    click.echo("\n".join(_history_lines(entries, acts)))


def _history_lines(entries: Sequence[Entry], acts: Sequence[Act]) -> Iterator[str]:
    if entries:
        rows = [
            (one.name, f"v{one.version}", STATUSES.get(one.status, one.status), _time(one.saved_at), one.saved_by)
            for one in entries
        ]
        yield from ("DOKUMENT", table(rows, "  "), "")
    names = {one.document_id: one.name for one in entries}
    done = [(_time(one.when), one.user, act_in_words(one), *_which(one, names)) for one in acts]
    yield from ("LOGG", table(done, "  "))


def _which(act: Act, names: Mapping[str, str]) -> tuple[str, str]:
    return names.get(act.document_id, ""), f"v{act.version}" if act.version else ""


def _plain_summary(one: Summary) -> dict[str, Any]:
    return {
        "case": one.case_id,
        "start": _day(one.start),
        "end": _day(one.end),
        "closed": one.closed,
        "due": [_iso(each.day) for each in one.dues],
        "saved": one.changed_at.isoformat() if one.changed_at else None,
    }


def _plain_entry(one: Entry) -> dict[str, Any]:
    return {
        "document": one.name,
        "id": one.document_id,
        "form": one.form,
        "version": one.version,
        "status": one.status,
        "revision": one.revision,
        "saved": one.saved_at.isoformat() if one.saved_at else None,
        "user": one.saved_by,
    }


def _plain_act(one: Act) -> dict[str, Any]:
    from dataclasses import fields

    values = {each.name: getattr(one, each.name) for each in fields(one)}
    return {**values, "when": one.when.isoformat() if one.when else None}


def _print_json(data: object) -> None:
    import json

    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _iso(value: date | None) -> str:
    return value.isoformat() if value else _NONE


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _time(value: datetime | None) -> str:
    return value.astimezone().strftime("%Y-%m-%d %H:%M") if value else _NONE
