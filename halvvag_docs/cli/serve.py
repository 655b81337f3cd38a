"""``halvvag serve``: the questions of the forms in the browser, on this machine."""

from __future__ import annotations

import webbrowser
from datetime import date
from pathlib import Path

import click

from halvvag_docs.cli.cases import SHORTEST, Place, actor, register_option
from halvvag_docs.cli.shell import DAY, Command, root_option, unit_option

_HELP = """Öppnar ärendena i webbläsaren, på den här datorn.

Sidan svarar bara på 127.0.0.1, och bara den som öppnar länken som visas här. Länken fungerar en gång.
När ingen använder sidan på en stund låses registret och lösenfrasen glöms. Avsluta med Ctrl-C.
"""
_LIBRARIES = ("flask", "waitress", "werkzeug")
_MINUTE = 60


@click.command(
    cls=Command,
    help=_HELP,
    short_help="Öppna ärendena i webbläsaren.",
    examples=("halvvag serve", "halvvag serve --no-browser --port 8765", "halvvag serve --lock-after 5"),
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    metavar="TAL",
    help="Port att svara på; annars en som är ledig.",
)
@click.option(
    "--lock-after",
    type=click.IntRange(1, 480),
    default=15,
    show_default=True,
    metavar="MINUTER",
    help="Lås registret när ingen har använt sidan så länge.",
)
@click.option("--no-browser", is_flag=True, help="Visa bara länken; öppna ingen webbläsare.")
@click.option(
    "--today",
    type=DAY,
    metavar="DATUM",
    help="Räkna som om det vore den dagen, till exempel 2026-11-22; annars dagens datum.",
)
@register_option
@unit_option
@root_option
def serve(  # noqa: PLR0913  one argument for each option
    *,
    port: int,
    lock_after: int,
    no_browser: bool,
    today: date | None,
    place: Place,
    unit: Path | None,
    root: Path | None,
) -> None:
    """Serve the pages until Ctrl-C."""
    from halvvag_docs.errors import MissingProgramError

    try:
        from halvvag_docs import web
    except ModuleNotFoundError as error:
        if error.name not in _LIBRARIES:
            raise
        raise MissingProgramError("Webbsidan är ett tillägg: pip install 'halvvag-docs[web]'.") from None
    first = [not no_browser]

    def announce(link: str) -> None:
        click.echo(f"Öppna i webbläsaren (länken fungerar en gång): {link}")
        if first[0]:
            first[0] = False
            webbrowser.open(link)

    settings = web.Settings(
        register=place.url,
        actor=actor(),
        today=(lambda: today) if today else date.today,
        root=root,
        unit=unit,
        idle=lock_after * _MINUTE,
        shortest=SHORTEST,
    )
    web.run(settings, port=port, announce=announce)
