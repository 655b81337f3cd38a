"""How every command behaves: Swedish frame, examples in its help, one place where errors end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from halvvag_docs.cli.swedish import speak_swedish
from halvvag_docs.errors import ExitCode, HalvvagError

_WIDTH = 100
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": _WIDTH}


class Command(click.Command):
    """A command whose help ends with examples."""

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **attrs: Any) -> None:
        """Make a command.

        Args:
            *args: as for :class:`click.Command`.
            examples: whole command lines, shown as they are.
            **attrs: as for :class:`click.Command`.
        """
        attrs.setdefault("options_metavar", "[VAL]")
        attrs["context_settings"] = _CONTEXT | (attrs.get("context_settings") or {})
        super().__init__(*args, **attrs)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples unwrapped, so that they can be copied."""
        super().format_epilog(ctx, formatter)
        if self.examples:
            with formatter.section("Exempel"):
                formatter.write("".join(f"  {example}\n" for example in self.examples))


class Group(click.Group):
    """Commands in the order in which they are declared; errors become a message and an exit code."""

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, **attrs: Any) -> None:
        """Make a group; arguments as for :class:`click.Group`."""
        attrs.setdefault("options_metavar", "[VAL]")
        attrs.setdefault("subcommand_metavar", "KOMMANDO …")
        attrs["context_settings"] = _CONTEXT | (attrs.get("context_settings") or {})
        super().__init__(*args, **attrs)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  Click's signature
        """Return the names in the order of a day's work, not of the alphabet."""
        return list(self.commands)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line in Swedish."""
        speak_swedish()
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; show an error of ours and exit with its code."""
        try:
            return super().invoke(ctx)
        except HalvvagError as error:
            show_error(error)
            ctx.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nAvbrutet. Inget halvfärdigt har sparats.", err=True)
            ctx.exit(ExitCode.INTERRUPTED)


def show_error(error: HalvvagError) -> None:
    """Write what went wrong to stderr, a line for each problem."""
    for line in str(error).splitlines():
        click.echo(f"Fel: {line}", err=True)


class FilePath(click.ParamType[Path]):
    """A path as typed; whether it exists is for the command to say, in its own words."""

    name = "sökväg"

    def convert(
        self,
        value: str | Path,
        param: click.Parameter | None,  # noqa: ARG002  Click's signature
        ctx: click.Context | None,  # noqa: ARG002  as above
    ) -> Path:
        """Return the path; no file is looked at."""
        return Path(value)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002  as above
        param: click.Parameter,  # noqa: ARG002  as above
        incomplete: str,
    ) -> list[click.shell_completion.CompletionItem]:
        """Let the shell complete file names."""
        return [click.shell_completion.CompletionItem(incomplete, type="file")]


class Day(click.ParamType[date]):
    """A date: ``2026-11-22``."""

    name = "datum"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date, or fail in Swedish."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            return self._refuse(value, param, ctx)

    def _refuse(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> NoReturn:
        self.fail(f"{value!r} är inget datum. Skriv år-månad-dag, till exempel 2026-11-22.", param, ctx)


F = TypeVar("F", bound=Callable[..., Any])

PATH = FilePath()
DAY = Day()


def root_option(command: F) -> F:
    """Add ``--root``: a unit's own forms."""
    return click.option(
        "--root",
        type=PATH,
        metavar="MAPP",
        envvar="HALVVAG_ROOT",
        show_envvar=True,
        help="Mapp med egna formulär (schemas/ och templates/), som går före de inbyggda.",
    )(command)


def unit_option(command: F) -> F:
    """Add ``--unit``: the settings of the unit."""
    return click.option(
        "--unit",
        type=PATH,
        metavar="FIL",
        envvar="HALVVAG_UNIT",
        show_envvar=True,
        help="Enhetens inställningar. Annars används verksamhet.yaml i eller bredvid ärendets mapp.",
    )(command)


def today_option(command: F) -> F:
    """Add ``--today``: the day from which rules count; the clock is asked here and nowhere else."""
    return click.option(
        "--today",
        type=DAY,
        metavar="DATUM",
        default=date.today,
        help="Räkna som om det vore den dagen, till exempel 2026-11-22; annars dagens datum.",
    )(command)


def force_option(command: F) -> F:
    """Add ``--force``: existing files may be replaced."""
    return click.option("--force", is_flag=True, help="Skriv över filer som redan finns.")(command)
