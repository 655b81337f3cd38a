"""How every command behaves: Swedish frame, examples in its help, one place where errors end."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import date
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from halvvag_docs.cli.swedish import speak_swedish
from halvvag_docs.errors import ExitCode, HalvvagError

_WIDTH = 100
_OWN = f"{__name__}.own"
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
        """Run the command; show an error of ours, or a file that may not be looked at, and exit with its code."""
        try:
            return super().invoke(ctx)
        except HalvvagError as error:
            show_error(error)
            ctx.exit(error.exit_code)
        except OSError as error:
            if error.filename is None:
                raise
            from halvvag_docs.files import refused

            show_error(refused(error))
            ctx.exit(ExitCode.FILE)
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nAvbrutet. Inget halvfärdigt har sparats.", err=True)
            ctx.exit(ExitCode.INTERRUPTED)


class Later(MutableMapping[str, click.Command]):
    """Commands by name; the module of one is imported when it is asked for."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        """Make the table.

        Args:
            modules: full name of the module in which each command stands under its own name, as Python spells it:
                ``verify_log`` for ``verify-log``, ``import_`` for ``import``, ``list_`` for ``list``.
        """
        self._commands: dict[str, str | click.Command] = dict(modules)

    def __getitem__(self, name: str) -> click.Command:
        """Return a command, importing its module the first time."""
        known = self._commands[name]
        if not isinstance(known, str):
            return known
        spelled = name.replace("-", "_")
        taken = iskeyword(spelled) or hasattr(builtins, spelled)
        command: click.Command = getattr(import_module(known), f"{spelled}_" if taken else spelled)
        self._commands[name] = command
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Add a command."""
        self._commands[name] = command

    def __delitem__(self, name: str) -> None:
        """Take a command away."""
        del self._commands[name]

    def __iter__(self) -> Iterator[str]:
        """Give the names in order; nothing is imported."""
        return iter(self._commands)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._commands)


class CommandGroup(Group):
    """A command that also has commands below it: ``forms``, ``forms krisplan``, ``forms inspect FIL``.

    What begins with the name of one of those is theirs; everything else is the command's own.
    """

    def __init__(self, own: click.Command) -> None:
        """Make a group of a command; its help is the command's own, and a list of those below."""
        super().__init__(own.name, help=own.help, short_help=own.short_help)
        self.own = own

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words as the command's own, unless they name one below."""
        if args and args[0] in self.commands:
            return super().parse_args(ctx, args)
        ctx.allow_interspersed_args, ctx.allow_extra_args = True, False
        ctx.meta[_OWN] = ctx
        return self.own.parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, or the one below."""
        return self.own.invoke(ctx) if ctx.meta.get(_OWN) is ctx else super().invoke(ctx)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the pieces of the command's own usage."""
        return self.own.collect_usage_pieces(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options, then the commands below."""
        self.own.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own examples."""
        self.own.format_epilog(ctx, formatter)


def show_error(error: HalvvagError) -> None:
    """Write what went wrong to stderr, a line for each problem."""
    for line in str(error).splitlines():
        click.echo(f"Fel: {line}", err=True)


def yes_or_no(question: str) -> bool:
    """Ask on stderr until the answer is yes or no; Enter alone is no. Click's own question knows no Swedish."""
    return bool(click.prompt(f"{question} (ja/nej)", default="nej", value_proc=_is_yes, err=True))


def _is_yes(text: str) -> bool:
    word = text.strip().casefold()
    if word not in {"j", "ja", "y", "yes", "n", "nej", "no"}:
        raise click.UsageError("svara ja eller nej.")
    return word[0] in "jy"


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


def missing_glyphs_option(command: F) -> F:
    """Add ``--allow-missing-glyphs``: what no font has is drawn as a visible replacement in a PDF."""
    text = "Tecken som inget typsnitt har, som emoji, blir ett synligt ersättningstecken i en PDF."
    return click.option("--allow-missing-glyphs", is_flag=True, help=text)(command)


def force_option(command: F) -> F:
    """Add ``--force``: existing files may be replaced."""
    return click.option("--force", is_flag=True, help="Skriv över filer som redan finns.")(command)
