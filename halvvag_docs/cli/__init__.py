"""The command line: Swedish to read, one module per command group."""

from __future__ import annotations

import click

__all__ = ["main"]


@click.group()
def main() -> None:
    """Fyller, kontrollerar och skriver enhetens dokument."""
