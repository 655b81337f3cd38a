"""``halvvag sign``: an electronic signature in the place of a role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli.cases import Place, register_option
from halvvag_docs.cli.codes import role_in_words
from halvvag_docs.cli.shell import PATH, Command, root_option, today_option
from halvvag_docs.cli.signed_cases import Home, Refusal, noting, refuse

if TYPE_CHECKING:
    from halvvag_docs.signing import Key

_HELP = """Skriver under en PDF elektroniskt, på den plats som är till för rollen.

Det som står i filen ändras inte; underskriften läggs till efter det. Den första underskriften ger en ny
fil, NAMN_signerad.pdf, bredvid; de som sedan skriver under gör det i den filen. Datum fylls i bredvid
namnet. Den som hellre skriver på papper gör det; det går alltid lika bra.

Nyckeln är en fil (.p12 eller .pfx) eller ett kort. Lösenord eller PIN-kod frågas efter och syns inte, eller
läses ur en fil; de skrivs aldrig på kommandoraden.

Den som inte vill skriva under behöver inte göra det: med --refused antecknas det i ärendets svar (för ett
fastställt dokument i registret som en rad i loggen), och filen är oförändrad.
"""
_SIGNED = "_signerad"


@click.command(
    cls=Command,
    help=_HELP,
    short_help="Skriv under en PDF elektroniskt.",
    examples=(
        "halvvag sign ut/HV-2026-014_genomforandeplan_2026-03-12_v1.pdf --list",
        "halvvag sign ut/HV-2026-014_genomforandeplan_2026-03-12_v1.pdf --role handledare --key carola.p12",
        "halvvag sign plan_signerad.pdf --role klient --pkcs11 /usr/lib/kort.so --town Borgå",
        "halvvag sign plan_signerad.pdf --role klient --refused --case arenden/HV-2026-014",
    ),
)
@click.argument("file", metavar="FIL", type=PATH, help="PDF som ska skrivas under.")
@click.option(
    "--role", metavar="ROLL", default="", help="Vem som skriver under: klient, handledare, handlaggare …"
)
@click.option("--field", metavar="FÄLT", default="", help="Underskriftsfältets namn, i stället för rollen.")
@click.option("--list", "listed", is_flag=True, help="Visa bara var det går att skriva under.")
@click.option(
    "--key", metavar="FIL", type=PATH, envvar="HALVVAG_KEY", show_envvar=True, help="Nyckelfil, .p12 eller .pfx."
)
@click.option(
    "--pkcs11",
    metavar="MODUL",
    type=PATH,
    envvar="HALVVAG_PKCS11",
    show_envvar=True,
    help="Kortläsarens PKCS#11-modul.",
)
@click.option("--token", metavar="NAMN", default="", help="Kortets namn, om det finns flera.")
@click.option("--key-label", metavar="NAMN", default="", help="Nyckelns namn på kortet, om det finns flera.")
@click.option(
    "--passphrase-file", metavar="FIL", type=PATH, help="Fil med lösenordet eller PIN-koden på första raden."
)
@click.option(
    "--timestamp",
    metavar="URL",
    default="",
    envvar="HALVVAG_TIMESTAMP",
    show_envvar=True,
    help="Tidsstämpeltjänst (RFC 3161). Bara då används nätet.",
)
@click.option("--town", metavar="ORT", default="", help="Ort, som skrivs bredvid datum.")
@click.option("--refused", is_flag=True, help="Personen ville inte skriva under: anteckna det i ärendet (--case).")
@click.option("--name", metavar="NAMN", default="", help="Namnet på den som inte ville, om det inte är klienten.")
@click.option("--case", metavar="ÄRENDE", type=PATH, help="Ärendet dokumentet hör till: mapp eller ärende-id.")
@click.option("-o", "--out", metavar="FIL", type=PATH, help="Den underskrivna filens namn.")
@click.option("--in-place", is_flag=True, help="Lägg underskriften i FIL själv.")
@register_option
@today_option
@root_option
def sign(  # noqa: PLR0913  one argument for each option
    file: Path,
    *,
    role: str,
    field: str,
    listed: bool,
    key: Path | None,
    pkcs11: Path | None,
    token: str,
    key_label: str,
    passphrase_file: Path | None,
    timestamp: str,
    town: str,
    refused: bool,
    name: str,
    case: Path | None,
    out: Path | None,
    in_place: bool,
    place: Place,
    today: date,
    root: Path | None,
) -> None:
    """Sign the file and print the path of the signed one."""
    from halvvag_docs import files, signing

    content = files.read_bytes(file)
    home = Home(case=case, place=place, root=root) if case else None
    words = role_in_words(role, root)
    if refused:
        if not home or not words:
            raise click.UsageError("--refused behöver ärendet (--case) och rollens kod (--role klient).")
        _refuse_signer(file, role, words)
        click.echo(refuse(content, Refusal(role=role, name=name, day=today), home))
        return
    places = signing.places(content)
    if listed:
        for one in places:
            click.echo(f"{one.words}: {'underskrivet' if one.signed else 'tomt'}")
        return
    chosen = signing.choose(places, field=field, role=role, words=words)
    source = _Source(key=key, module=pkcs11, token=token, label=key_label, secret=passphrase_file)
    target = _target(file, out, in_place=in_place or any(one.signed for one in places))
    if target != file:
        _refuse_taken(target)
    with noting(content, home, role if words else "") as log, _opened(source) as opened:
        order = signing.Signing(
            key=opened,
            when=datetime.now().astimezone(),
            town=town,
            timestamper=signing.timestamp_service(timestamp) if timestamp else None,
        )
        signed = signing.sign(content, chosen, order)
        files.write_new(target, signed, force=target == file)
        log(signed)
    click.echo(f"Underskrivet: {chosen.words}.", err=True)
    click.echo(target)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Where the key is."""

    key: Path | None
    module: Path | None
    token: str
    label: str
    secret: Path | None


@contextmanager
def _opened(source: _Source) -> Iterator[Key]:
    """Give the key of a file or card, asking for what opens it."""
    from halvvag_docs import files, signing

    if bool(source.key) == bool(source.module):
        raise click.UsageError("Ange en nyckelfil (--key) eller en kortläsare (--pkcs11), den ena men inte båda.")
    if source.key:
        content = files.read_bytes(source.key)
        yield signing.key_from_file(content, _secret("Lösenord för nyckelfilen", source.secret))
    elif source.module:
        card = signing.Card(module=source.module, token=source.token, key=source.label)
        with signing.key_on_card(card, _secret("PIN-kod", source.secret)) as key:
            yield key


def _secret(asked: str, file: Path | None) -> str:
    from halvvag_docs import files

    if file:
        return files.read_text(file).partition("\n")[0].rstrip("\r")
    return str(click.prompt(asked, hide_input=True, default="", show_default=False, err=True))


def _refuse_signer(file: Path, role: str, words: str) -> None:
    """Make sure that a role has not signed: neither in the file nor in the signed one beside it.

    Raises:
        SigningError: it has.
    """
    from halvvag_docs import files, signing
    from halvvag_docs.errors import SigningError

    for path in (file, _target(file, None, in_place=False)):
        # Only what is signed needs the extra that reads signatures.
        places = signing.places(files.read_bytes(path)) if files.is_signed(path) else ()
        if one := signing.signed_by(places, role=role, words=words) if places else None:
            raise SigningError(f"{path}: {one.role or one.field} har redan skrivit under. Inget antecknades.")


def _target(file: Path, out: Path | None, *, in_place: bool) -> Path:
    if out:
        return out
    return file if in_place else file.with_name(f"{file.stem}{_SIGNED}{file.suffix}")


def _refuse_taken(target: Path) -> None:
    """Make sure that a signed file gets a name of its own.

    Raises:
        FileError: the name is taken; a file that somebody has signed is where the next one signs.
    """
    from halvvag_docs import files
    from halvvag_docs.errors import FileError

    if files.is_signed(target):
        raise FileError(f"{target}: någon har redan skrivit under i den filen. Skriv under i den i stället.")
    if target.exists():
        raise FileError(f"{target}: filen finns redan. Välj ett annat namn med --out.")
