"""The command line: Swedish to read, one module for each group of commands.

Modules here import nothing heavy at their top, so that ``halvvag --help`` answers at once.
"""

from __future__ import annotations

import click

from halvvag_docs import __version__
from halvvag_docs.cli.batch import batch
from halvvag_docs.cli.case import case
from halvvag_docs.cli.check import check
from halvvag_docs.cli.fill import fill
from halvvag_docs.cli.forms import forms, new
from halvvag_docs.cli.render import demo, render
from halvvag_docs.cli.shell import Group

__all__ = ["main"]

_HELP = """Fyller, kontrollerar och skriver ut enhetens dokument.

Svaren ligger i YAML-filer, en för varje dokument, i en mapp för varje ärende. Börja med
«halvvag demo» för att se hur det blir.
"""


@click.group(cls=Group, help=_HELP)
@click.version_option(
    __version__, "-V", "--version", prog_name="halvvag", message="%(prog)s %(version)s", help="Visa versionen."
)
def main() -> None:
    """Run the command line."""


for _command in (demo, forms, new, check, render, batch, fill, case):
    main.add_command(_command)
