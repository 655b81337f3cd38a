"""``halvvag verify``: what the signatures of a PDF are worth."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from halvvag_docs.cli.shell import PATH, Command
from halvvag_docs.errors import ExitCode

_HELP = """Kontrollerar underskrifterna i en PDF: vem, när, är innehållet orört, vad kom till efteråt.

Vem ett certifikat tillhör kan bara prövas mot en rot som du litar på (--trust): certifikatet för den som
ger ut organisationens eller myndighetens kort. Utan den sägs det att det inte är prövat. Om ett certifikat har
spärrats kontrolleras inte, för det kräver nätet.

Slutar med 0 när alla underskrifter håller och 7 när någon inte gör det eller ingen finns.
"""


@click.command(
    cls=Command,
    help=_HELP,
    short_help="Kontrollera underskrifterna i en PDF.",
    examples=(
        "halvvag verify plan_signerad.pdf --trust organisationens-rot.pem",
        "halvvag verify plan_signerad.pdf --json",
    ),
)
@click.argument("file", metavar="FIL", type=PATH, help="PDF som ska kontrolleras.")
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
@click.option("--json", "as_json", is_flag=True, help="Skriv JSON, för andra program.")
def verify(file: Path, *, roots: tuple[Path, ...], as_json: bool) -> None:
    """Say what was found on stdout."""
    from halvvag_docs import files, signing
    from halvvag_docs.cli import telling

    trusted = [one for path in roots for one in signing.read_roots(files.read_bytes(path), name=str(path))]
    verdict = signing.verify(files.read_bytes(file), roots=trusted, now=datetime.now().astimezone())
    if as_json:
        click.echo(telling.as_json(verdict))
    else:
        for sentence in telling.sentences(verdict):
            click.echo(sentence)
    click.get_current_context().exit(ExitCode.OK if verdict.holds else ExitCode.SIGNING)
