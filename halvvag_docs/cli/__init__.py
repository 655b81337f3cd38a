"""The command line: Swedish to read, one module for each group of commands.

Modules here import nothing heavy at their top, so that ``halvvag --help`` answers at once, and a command's own
module is imported when the command is asked for, so that it need not wait for the others.
"""

from __future__ import annotations

import click

from halvvag_docs import __version__
from halvvag_docs.cli.shell import Group, Later

__all__ = ["main"]

_HELP = """Fyller, kontrollerar och skriver ut enhetens dokument.

Svaren ligger i YAML-filer, en för varje dokument, i en mapp för varje ärende. Börja med
«halvvag demo» för att se hur det blir.
"""

_COMMANDS = {
    "demo": "render",
    "forms": "forms",
    "new": "forms",
    "ask": "ask",
    "check": "check",
    "render": "render",
    "batch": "batch",
    "fill": "fill",
    "sign": "sign",
    "verify": "verify",
    "share": "share",
    "import": "importing",
    "case": "case",
    "serve": "serve",
}
"""Commands in the order of a day's work, and the module here that each stands in under its own name."""


@click.group(cls=Group, help=_HELP)
@click.version_option(
    __version__, "-V", "--version", prog_name="halvvag", message="%(prog)s %(version)s", help="Visa versionen."
)
def main() -> None:
    """Run the command line."""


main.commands = Later({name: f"{__name__}.{module}" for name, module in _COMMANDS.items()})
