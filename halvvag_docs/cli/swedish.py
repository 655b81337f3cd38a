"""Click's own words in Swedish.

Click passes every text a user can see through gettext. Gettext picks the language from the
environment, but our users read Swedish whatever their shell says, so Click's modules are handed
a table instead of a catalogue on disk. ``tests/test_cli_swedish.py`` reads Click's source and
fails when a text is missing here.
"""

from __future__ import annotations

from types import MappingProxyType

import click._termui_impl
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.shell_completion
import click.termui
import click.types
import click.utils

WORDS = MappingProxyType(
    {
        # help
        "Usage:": "Användning:",
        "Options": "Val",
        "Commands": "Kommandon",
        "Positional arguments": "Argument",
        "Show this message and exit.": "Visa den här hjälpen.",
        "Show the version and exit.": "Visa versionen.",
        "%(prog)s, version %(version)s": "%(prog)s, version %(version)s",
        "env var: {var}": "miljövariabel: {var}",
        "default: {default}": "standard: {default}",
        "required": "krävs",
        "(dynamic)": "(beräknas)",
        "deprecated": "utgår",
        "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": (
            "Kommandot {name!r} utgår.{extra_message}"
        ),
        "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": (
            "{name!r} utgår.{extra_message}"
        ),
        # usage errors
        "Error: {message}": "Fel: {message}",
        "Try '{command} {option}' for help.": "Skriv «{command} {option}» för hjälp.",
        "Did you mean {possibility}?": "Menade du {possibility}?",
        "(Did you mean one of: {possibilities}?)": "Menade du något av {possibilities}?",
        "Missing command.": "Kommando saknas.",
        "Missing argument": "Det här saknas:",
        "Missing option": "Det här valet saknas:",
        "Missing parameter": "Det här saknas:",
        "Missing parameter: {param_name}": "Det här saknas: {param_name}",
        "Missing {param_type}": "Det här saknas:",
        "No such option {name!r}.": "Valet {name!r} finns inte.",
        "No such command {name!r}.": "Kommandot {name!r} finns inte.",
        "Got unexpected extra argument ({args})": "Ett argument för mycket: {args}",
        "Got unexpected extra arguments ({args})": "För många argument: {args}",
        "Option {name!r} does not take a value.": "Valet {name!r} tar inget värde.",
        "Option {name!r} requires an argument.": "Valet {name!r} behöver ett värde.",
        "Option {name!r} requires {nargs} arguments.": "Valet {name!r} behöver {nargs} värden.",
        "Argument {name!r} takes {nargs} values.": "Argumentet {name!r} tar {nargs} värden.",
        "Takes {nargs} values but 1 was given.": "Det ska vara {nargs} värden, men det är 1.",
        "Takes {nargs} values but {len} were given.": "Det ska vara {nargs} värden, men det är {len}.",
        "Value must be an iterable.": "Värdet ska vara en lista.",
        "Invalid start character for option ({option})": "Ett val kan inte börja så ({option}).",
        "Invalid value: {message}": "Ogiltigt värde: {message}",
        "Invalid value for {param_hint}: {message}": "Ogiltigt värde för {param_hint}: {message}",
        # types of values
        "Choose from:\n\t{choices}": "Välj något av:\n\t{choices}",
        "{value!r} is not {choice}.": "{value!r} är inte {choice}.",
        "{value!r} is not one of {choices}.": "{value!r} är inget av {choices}.",
        "Choice({choices})": "Val({choices})",
        "{value!r} does not match the format {format}.": "{value!r} har inte formen {format}.",
        "{value!r} does not match the formats {formats}.": "{value!r} har ingen av formerna {formats}.",
        "{value!r} is not a valid {number_type}.": "{value!r} är inget giltigt tal.",
        "{value} is not in the range {range}.": "{value} ligger inte inom {range}.",
        "{value!r} is not a valid boolean. Recognized values: {states}": (
            "{value!r} är varken ja eller nej. Det här går: {states}"
        ),
        "{value!r} is not a valid UUID.": "{value!r} är inget giltigt UUID.",
        "{len_type} values are required, but {len_value} was given.": (
            "Det ska vara {len_type} värden, men det är {len_value}."
        ),
        "{len_type} values are required, but {len_value} were given.": (
            "Det ska vara {len_type} värden, men det är {len_value}."
        ),
        "file": "fil",
        "directory": "mapp",
        "path": "sökväg",
        "{name} {filename!r} does not exist.": "{filename!r} finns inte.",
        "{name} {filename!r} is a file.": "{filename!r} är en fil.",
        "{name} {filename!r} is a directory.": "{filename!r} är en mapp.",
        "{name} {filename!r} is not readable.": "{filename!r} får du inte läsa.",
        "{name} {filename!r} is not writable.": "{filename!r} får du inte skriva i.",
        "{name} {filename!r} is not executable.": "{filename!r} får du inte köra.",
        "Could not open file {filename!r}: {message}": "Filen {filename!r} går inte att öppna: {message}",
        "unknown error": "okänt fel",
        "Unknown standard stream '{name}'": "Okänd ström «{name}»",
        # questions in the terminal
        "Aborted!": "Avbrutet.",
        "Do you want to continue?": "Vill du fortsätta?",
        "Confirm the action without prompting.": "Gör det utan att fråga.",
        "Repeat for confirmation": "En gång till, för säkerhets skull",
        "Error: The two entered values do not match.": "Fel: du skrev inte samma sak två gånger.",
        "Error: invalid input": "Fel: det svaret går inte att använda.",
        "Press any key to continue...": "Tryck på en tangent för att fortsätta …",
        "Unknown color {colour!r}": "Okänd färg {colour!r}",
        "d": "d",
        "{editor}: Editing failed": "{editor}: redigeringen misslyckades",
        "{editor}: Editing failed: {e}": "{editor}: redigeringen misslyckades: {e}",
        "Windows error: {error}": "Fel i Windows: {error}",
        # shell completion
        "Shell completion is not supported for Bash versions older than 4.4.": (
            "Komplettering kräver Bash 4.4 eller nyare."
        ),
        "Couldn't detect Bash version, shell completion is not supported.": (
            "Det gick inte att se vilken Bash det är; komplettering stöds inte."
        ),
    }
)
"""Click's English text -> ours."""

_MODULES = (
    click._termui_impl,  # noqa: SLF001  Click has no public place for its texts but the environment
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.shell_completion,
    click.termui,
    click.types,
    click.utils,
)


def speak_swedish() -> None:
    """Let every later text of Click's be Swedish; calling it again changes nothing."""
    for module in _MODULES:
        if hasattr(module, "_"):
            setattr(module, "_", _one)  # noqa: B010  Click does not declare the name
        if hasattr(module, "ngettext"):
            setattr(module, "ngettext", _one_or_many)  # noqa: B010  as above


def _one(text: str) -> str:
    return WORDS.get(text, text)


def _one_or_many(one: str, many: str, number: int) -> str:
    return _one(one if number == 1 else many)
