"""``halvvag verify``: what a finished document is worth: its signatures, its pages, its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from halvvag_docs.cli.cases import Place, judging_of, open_case, register_option
from halvvag_docs.cli.shell import PATH, Command, root_option, today_option, unit_option
from halvvag_docs.errors import ExitCode

if TYPE_CHECKING:
    from halvvag_docs.casework import CheckedCase, Rebuilt
    from halvvag_docs.signing import Verdict

_HELP = """Kontrollerar underskrifterna i en PDF: vem, när, är innehållet orört, vad kom till efteråt.

Vem ett certifikat tillhör kan bara prövas mot en rot som du litar på (--trust): certifikatet för den som
ger ut organisationens eller myndighetens kort. Utan den sägs det att det inte är prövat. Om ett certifikat har
spärrats kontrolleras inte, för det kräver nätet.

Med --scan läses i stället koden på inlästa pappersidor (PDF, PNG, JPEG, TIFF): vilket dokument det är och vilka
sidor som saknas. Med --rebuild görs dokumentet om av ärendets svar och jämförs byte för byte.

Slutar med 0 när allt håller och 7 när något inte gör det.
"""
_PARTS = {
    "program": "programmets version",
    "form_version": "formulärets version",
    "template_sha256": "mallen",
    "answers_sha256": "svaren",
}


@click.command(
    cls=Command,
    help=_HELP,
    short_help="Kontrollera underskrifter, inlästa sidor, eller att dokumentet kan göras om.",
    examples=(
        "halvvag verify plan_signerad.pdf --trust organisationens-rot.pem",
        "halvvag verify --scan inlast.pdf --case arenden/HV-2026-014",
        "halvvag verify plan_signerad.pdf --rebuild --case arenden/HV-2026-014",
    ),
)
@click.argument("paths", metavar="FIL…", nargs=-1, required=True, type=PATH, help="Det som ska kontrolleras.")
@click.option(
    "--trust",
    "roots",
    metavar="FIL",
    multiple=True,
    type=PATH,
    envvar="HALVVAG_TRUST",
    show_envvar=True,
    help="Rotcertifikat som du litar på (PEM eller DER); får anges flera gånger.",
)
@click.option("--scan", is_flag=True, help="Läs koden på inlästa pappersidor; flera filer får anges.")
@click.option("--rebuild", is_flag=True, help="Gör dokumentet om av ärendets svar och jämför.")
@click.option("--case", metavar="ÄRENDE", type=PATH, help="Ärendet dokumentet hör till: mapp eller ärende-id.")
@click.option("--json", "as_json", is_flag=True, help="Skriv JSON, för andra program.")
@register_option
@unit_option
@today_option
@root_option
def verify(  # noqa: PLR0913  one argument for each option
    paths: tuple[Path, ...],
    *,
    roots: tuple[Path, ...],
    scan: bool,
    rebuild: bool,
    case: Path | None,
    as_json: bool,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Say what was found on stdout."""
    if rebuild and (scan or not case):
        raise click.UsageError("--rebuild behöver ärendet (--case), och kan inte gälla inlästa sidor.")
    if len(paths) > 1 and not scan:
        raise click.UsageError("Ange en fil åt gången; bara inlästa sidor (--scan) får vara flera.")
    opened = open_case(case, place=place, judging=judging_of(today, root, unit)) if case else None
    found = _scanned(paths, opened) if scan else _checked(paths[0], roots, opened if rebuild else None)
    if as_json:
        import json

        click.echo(json.dumps(found.data, ensure_ascii=False, indent=2))
    else:
        for sentence in found.sentences:
            click.echo(sentence)
    click.get_current_context().exit(ExitCode.OK if found.holds else ExitCode.SIGNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Findings:
    """What is told of a file."""

    holds: bool
    sentences: list[str]
    data: dict[str, Any]


def _scanned(paths: tuple[Path, ...], case: CheckedCase | None) -> _Findings:
    from halvvag_docs.cli import scan

    pile = scan.read(paths)
    return _Findings(
        holds=scan.holds(pile, case),
        sentences=list(scan.sentences(pile, case)),
        data=scan.as_data(pile, case),
    )


def _checked(path: Path, roots: tuple[Path, ...], case: CheckedCase | None) -> _Findings:
    """Look at the signatures, and at the bytes when the document's case is given."""
    from halvvag_docs import casework, files
    from halvvag_docs.cli import telling

    content = files.read_bytes(path)
    rebuilt = casework.rebuild(content, case) if case else None
    if rebuilt and not files.is_signed(path):
        return _Findings(holds=rebuilt.is_same, sentences=list(_same(rebuilt)), data={"rebuilt": _plain(rebuilt)})
    verdict = _verdict(content, roots)
    sentences, data = list(telling.sentences(verdict)), telling.as_data(verdict)
    if rebuilt is None:
        return _Findings(holds=verdict.holds, sentences=sentences, data=data)
    return _Findings(
        holds=verdict.holds and rebuilt.is_same,
        sentences=[*sentences, *_same(rebuilt)],
        data=data | {"rebuilt": _plain(rebuilt)},
    )


def _verdict(content: bytes, roots: tuple[Path, ...]) -> Verdict:
    from halvvag_docs import files, signing

    trusted = [one for path in roots for one in signing.read_roots(files.read_bytes(path), name=str(path))]
    return signing.verify(content, roots=trusted, now=datetime.now().astimezone())


def _same(rebuilt: Rebuilt) -> Iterator[str]:
    if rebuilt.is_same:
        yield f"Gjort om av {rebuilt.document}: varje byte är densamma (före underskrifterna, om sådana finns)."
    elif rebuilt.differs:
        named = ", ".join(_PARTS[part] for part in rebuilt.differs)
        yield f"Gjort om av {rebuilt.document}: INTE samma fil. Det som är ett annat: {named}."
    else:
        yield (
            f"Gjort om av {rebuilt.document}: INTE samma fil, fast svar, mall och program är desamma. Filen är "
            "ändrad, eller enhetens inställningar är andra."
        )
    if rebuilt.noted_since:
        yield f"  Underskrifter som har antecknats i svaren sedan dess: {rebuilt.noted_since}."


def _plain(rebuilt: Rebuilt) -> dict[str, Any]:
    return {
        "document": rebuilt.document,
        "same": rebuilt.is_same,
        "differs": list(rebuilt.differs),
        "noted_since": rebuilt.noted_since,
    }
