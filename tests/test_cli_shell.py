from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from commandline import Halvvag

from halvvag_docs import __version__
from halvvag_docs.cli import main
from halvvag_docs.cli.shell import Command, Group
from halvvag_docs.errors import FileError

_HEAVY = (
    "docxtpl",
    "docx",
    "lxml",
    "pypdf",
    "cerberus",
    "jinja2",
    "yaml",
    "rich",
    "holidays",
    "phonenumbers",
    "json",
)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_quick_answers_import_nothing_heavy(option: str) -> None:
    """Help and version need Click and nothing else that takes time."""
    command = [sys.executable, "-X", "importtime", "-m", "halvvag_docs", option]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "click.core" in imported
    assert imported.isdisjoint(_HEAVY)


def test_a_command_waits_for_no_other() -> None:
    """The modules of other commands are not imported: `halvvag fill` begins without those of `batch`."""
    code = (
        "import sys; from halvvag_docs.cli import main; main.get_command(None, 'fill');"
        "print(*(name for name in sys.modules if name.startswith('halvvag_docs.cli.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {name.removeprefix("halvvag_docs.cli.") for name in done.stdout.split()}
    assert modules == {"shell", "swedish", "fill", "progress"}


def test_version_is_told(halvvag: Halvvag) -> None:
    """``--version`` prints name and number on stdout."""
    assert halvvag("--version").stdout == f"halvvag {__version__}\n"


def _commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            assert command.help
            assert command.short_help
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


@pytest.mark.parametrize(("name", "command"), list(_commands(main)))
def test_every_command_has_help_and_an_example(name: str, command: click.Command) -> None:
    """A command does not exist until it is explained, and its examples are of itself."""
    assert isinstance(command, Command)
    assert command.help
    assert command.short_help
    assert command.examples
    assert all(example.startswith(f"halvvag {name}") for example in command.examples)
    assert all(isinstance(one, click.Option) is False or one.help for one in command.params)


def _group(error: BaseException) -> Group:
    @click.group(cls=Group)
    def group() -> None:
        """Stand in for the real group."""

    @group.command()
    def fail() -> None:
        """Fail."""
        raise error

    return group


def test_our_errors_become_a_message_and_an_exit_code() -> None:
    """Every line of the message stands on stderr; nothing on stdout; no traceback."""
    result = CliRunner().invoke(_group(FileError("a.yaml: finns inte.\nb.yaml: finns inte.")), ["fail"])
    assert result.exit_code == 6
    assert result.stdout == ""
    assert result.stderr == "Fel: a.yaml: finns inte.\nFel: b.yaml: finns inte.\n"


def test_a_file_that_may_not_be_looked_at_is_named() -> None:
    """The system refuses even to say whether there is a file: no traceback."""
    result = CliRunner().invoke(
        _group(PermissionError(errno.EACCES, "Permission denied", "last/a.yaml")), ["fail"]
    )
    assert result.exit_code == 6
    assert result.stderr == "Fel: last/a.yaml: får du inte öppna. Kontrollera rättigheterna.\n"


@pytest.mark.parametrize("command", [("check",), ("new", "krisplan", "--case"), ("forms", "--root")])
def test_a_name_that_no_disk_takes_is_told(halvvag: Halvvag, command: tuple[str, ...]) -> None:
    """A path longer than the system takes, as when two were pasted into one."""
    result = halvvag(*command, "a" * 300)
    assert (result.exit_code, result.stderr.startswith("Fel: aaa")) == (6, True)
    assert result.stderr.endswith(": har ett för långt namn.\n")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_interruption_has_its_exit_code(error: BaseException) -> None:
    """Ctrl-C ends with 130 and a Swedish word."""
    result = CliRunner().invoke(_group(error), ["fail"])
    assert result.exit_code == 130
    assert "Avbrutet" in result.stderr


def test_reader_that_stops_reading_is_no_error() -> None:
    """``halvvag forms | head`` ends without a traceback."""
    code = "import sys, errno\nfrom halvvag_docs.cli import main\nmain(['forms', '--json'])"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()


def test_bugs_are_not_hidden() -> None:
    """An error that is not ours stays an exception, to be seen and mended."""
    for bug in (ValueError("bug"), OSError("bug")):
        assert CliRunner().invoke(_group(bug), ["fail"]).exception is bug
