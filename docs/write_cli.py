"""Write docs/cli.md from the commands' own help: ``make docs``."""

from __future__ import annotations

from pathlib import Path

import click

from halvvag_docs.cli import main
from halvvag_docs.cli.swedish import speak_swedish

TARGET = Path(__file__).with_name("cli.md")
_WIDTH = 100
_HEAD = """# Kommandon

Den här sidan skrivs av `make docs` ur kommandonas egen hjälp. Hur en arbetsdag ser ut står i
[handboken](handbok.md), slutkoder och felmeddelanden i [errors.md](errors.md).

Resultat skrivs på stdout, allt annat på stderr. Kommandon som läser svar tar `--unit`, `--today`
och `--root`.
"""
_TAIL = """
## Komplettering i skalet

Med tabbtangenten fyller skalet i kommandon, val och filnamn. Lägg raden för ditt skal i dess inställningsfil:

```
bash   eval "$(_HALVVAG_COMPLETE=bash_source halvvag)"      i ~/.bashrc
zsh    eval "$(_HALVVAG_COMPLETE=zsh_source halvvag)"       i ~/.zshrc
fish   _HALVVAG_COMPLETE=fish_source halvvag | source       i ~/.config/fish/config.fish
```
"""


def document() -> str:
    """Return the page: the help of the group, then of each command, as a terminal 100 wide shows it."""
    speak_swedish()
    parts = [_HEAD, _section("halvvag", main, None)]
    top = click.Context(main, info_name="halvvag")
    parts += [_section(f"halvvag {name}", command, top) for name, command in main.commands.items()]
    return "\n".join(parts) + _TAIL


def _section(title: str, command: click.Command, parent: click.Context | None) -> str:
    name = title.rpartition(" ")[2]
    text = _help(command, parent, name)
    section = f"## {title}\n\n```\n{text}\n```\n"
    if isinstance(command, click.Group) and parent is not None:
        own = click.Context(command, info_name=name, parent=parent)
        inner = (_section(f"{title} {child}", one, own) for child, one in command.commands.items())
        section += "\n" + "\n".join(inner)
    return section


def _help(command: click.Command, parent: click.Context | None, name: str) -> str:
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=_WIDTH, help_option_names=["-h", "--help"]
    )
    return command.get_help(context)


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
