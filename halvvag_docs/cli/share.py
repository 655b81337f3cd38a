"""``halvvag share``: a package for one recipient, and a look at one that was received."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli.cases import (
    Place,
    actor,
    is_registered,
    judging_of,
    note_reading,
    open_case,
    opened,
    register_option,
)
from halvvag_docs.cli.shell import (
    PATH,
    Command,
    CommandGroup,
    force_option,
    root_option,
    today_option,
    unit_option,
)
from halvvag_docs.cli.tables import table
from halvvag_docs.errors import ExitCode, FileError

if TYPE_CHECKING:
    from halvvag_docs.casework import CheckedCase
    from halvvag_docs.casework.registered import Judging
    from halvvag_docs.register import Act
    from halvvag_docs.sharing import Package, Plan, Seal

_SHARE_HELP = """Gör ett paket för en mottagare: bara det som den får se, med följesedel och förteckning.

Mottagaren är bestallare, natverk (deltagarna i nätverksmötet), klient, eller en part i ett samtycke: partens
nummer, till exempel S1.2, eller ord ur namnet. Samtycke och grund prövas i dag. Det som mottagaren inte får se tas
bort innan dokumenten skrivs, och paketet genomsöks efter det innan det blir en fil.

Paketet förseglas: med lösenord på varje PDF (--seal pdf), eller helt med age, för mottagarens nyckel eller med
ett lösenfras (--seal age). Lösenord frågas efter eller läses ur en fil, och skrivs aldrig på kommandoraden. Skicka
dem en annan väg än paketet. Paketet går aldrig med vanlig e-post.

Börja med --dry-run: det visar vad som skulle lämnas ut, vad som utelämnas och varför, och skriver inget.
"""
_VERIFY_HELP = """Kontrollerar ett mottaget paket: att varje fil finns och är oförändrad.

Ett paket med age öppnas med mottagarens nyckelfil eller med lösenfras. Med -o packas det upp i en mapp.
"""
_LEAST_PASSWORD = 8
_ACTS_FILE = "utlamnanden.jsonl"
"""Beside the answers of a case in a folder: one line for each package."""


@click.command(
    "share",
    cls=Command,
    help=_SHARE_HELP,
    short_help="Gör ett paket för beställaren, nätverket, klienten eller en part.",
    examples=(
        "halvvag share arenden/HV-2026-014 --to bestallare --documents uppfoljning --dry-run",
        "halvvag share arenden/HV-2026-014 --to bestallare --documents 08-genomforandeplan -o skickat",
        "halvvag share arenden/HV-2026-014 --to S1.1 --documents natverksmote -o skickat --seal age --key age1…",
    ),
)
@click.argument("value", metavar="ÄRENDE", type=PATH, help="Ärendets mapp, eller ärende-id i registret.")
@click.option("--to", metavar="MOTTAGARE", required=True, help="bestallare, natverk, klient, eller en part: S1.2.")
@click.option(
    "--documents",
    metavar="DOKUMENT",
    multiple=True,
    required=True,
    help="Filens namn utan .yaml, ett formulär (alla av det slaget), eller ett dokument-id. Kan upprepas.",
)
@click.option("-o", "--out", metavar="MAPP", type=PATH, help="Mapp för paketet.")
@click.option("--dry-run", is_flag=True, help="Visa vad som skulle lämnas ut och varför. Skriv inget.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("pdf", "docx", "alla")),
    default="pdf",
    show_default=True,
    help="PDF, Word, eller båda. Word förseglas bara med age.",
)
@click.option(
    "--seal",
    type=click.Choice(("pdf", "age", "ingen")),
    default="pdf",
    show_default=True,
    help="Lösenord på varje PDF, age på hela paketet, eller ingen försegling: bara för att lämna personligen.",
)
@click.option("--key", "keys", metavar="NYCKEL", multiple=True, help="Mottagarens publika age- eller SSH-nyckel.")
@click.option(
    "--passphrase-file",
    metavar="FIL",
    type=PATH,
    help="Fil med lösenordet på första raden; annars frågas det efter.",
)
@click.option(
    "--basis",
    type=click.Choice(("menprovning", "lag")),
    help="Grund som någon har prövat och beslutat, när samtycke inte behövs.",
)
@click.option(
    "--exceptions-read", is_flag=True, help="Jag har läst samtyckets undantag och jämfört med dokumenten."
)
@click.option("--draft", is_flag=True, help="Ta med utkast: blanketter som mottagaren ska fylla i.")
@force_option
@register_option
@unit_option
@today_option
@root_option
def _share(  # noqa: PLR0913  one argument for each option
    value: Path,
    *,
    to: str,
    documents: tuple[str, ...],
    out: Path | None,
    dry_run: bool,
    format_: str,
    seal: str,
    keys: tuple[str, ...],
    passphrase_file: Path | None,
    basis: str | None,
    exceptions_read: bool,
    draft: bool,
    force: bool,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Show what would go, or make the package and print its path."""
    from uuid import uuid4

    from halvvag_docs import sharing

    if not dry_run and out is None:
        raise click.UsageError("Ange mappen för paketet med -o, eller titta först med --dry-run.")
    if seal == "pdf" and format_ != "pdf":
        raise click.UsageError("Word kan inte låsas med lösenord. Välj --seal age, eller --format pdf.")
    wish = sharing.Wish(
        recipient=sharing.Recipient(to=to, ground=basis or ""),
        documents=documents,
        today=today,
        root=root,
        draft=draft,
        exceptions_read=exceptions_read,
    )
    with _case(value, place, judging_of(today, root, unit)) as (case, note):
        planned = sharing.plan(case, wish)
        for line in _reasons(planned):
            click.echo(line, err=True)
        if dry_run:
            click.echo("\n".join(_shown(planned)))
        if planned.problems:
            click.echo("Inget paket gjordes.", err=True)
            click.get_current_context().exit(ExitCode.ANSWERS)
        if not dry_run and out is not None:
            closing = _seal(seal, keys, passphrase_file)
            formats = ("docx", "pdf") if format_ == "alla" else (format_,)
            package = sharing.make(planned, formats, closing, str(uuid4()))
            click.echo(_written(planned, package, out, note, force=force))
            if closing.kind == "none":
                click.echo("Paketet är inte förseglat. Lämna det personligen; skicka det inte.", err=True)


share = CommandGroup(_share)


@share.command(
    "parties",
    cls=Command,
    help="Visar vilka ärendets samtycken låter veta något, med nummer att ange efter --to.",
    short_help="Visa vilka parter det går att dela med.",
    examples=("halvvag share parties arenden/HV-2026-014",),
)
@click.argument("value", metavar="ÄRENDE", type=PATH, help="Ärendets mapp, eller ärende-id i registret.")
@register_option
@unit_option
@today_option
@root_option
def _parties(value: Path, *, place: Place, unit: Path | None, today: date, root: Path | None) -> None:
    """Show number, name and whether the consent is in force."""
    from halvvag_docs.rules.belonging import kin
    from halvvag_docs.rules.permission import parties, permit
    from halvvag_docs.rules.view import CaseView

    case = open_case(value, place=place, judging=judging_of(today, root, unit))
    view = CaseView(kin(case.case), case.unit, today)
    rows = [
        (one.code, one.name, "gäller i dag" if permit(view, one.consent_id) else "gäller inte i dag")
        for one in parties(view)
    ]
    click.echo(table(rows) if rows else "Ärendet har inget samtycke som låter någon veta något.")


@share.command(
    "verify",
    cls=Command,
    help=_VERIFY_HELP,
    short_help="Kontrollera och öppna ett mottaget paket.",
    examples=(
        "halvvag share verify HV-2026-014_1c2d3e4f.zip",
        "halvvag share verify HV-2026-014_1c2d3e4f.zip.age --identity nyckel.txt -o mottaget",
    ),
)
@click.argument("package", metavar="PAKET", type=PATH, help="Filen som kom.")
@click.option("--identity", metavar="FIL", type=PATH, help="Fil med den egna hemliga age- eller SSH-nyckeln.")
@click.option("--passphrase-file", metavar="FIL", type=PATH, help="Fil med lösenfrasen; annars frågas den efter.")
@click.option("-o", "--out", metavar="MAPP", type=PATH, help="Packa upp filerna hit, om allt stämmer.")
@force_option
def _verify(
    package: Path, *, identity: Path | None, passphrase_file: Path | None, out: Path | None, force: bool
) -> None:
    """Show each file with its state; a package that is not whole ends with an error."""
    from halvvag_docs import files, sharing

    content = _opened(package, identity, passphrase_file)
    found = sharing.received(content, name=package.name)
    click.echo(table([(one.name, one.fault or "oförändrad") for one in found.checks]))
    if not found.is_whole:
        raise FileError(f"{package}: paketet är inte helt. Be avsändaren skicka det igen.")
    if out:
        members = sharing.unpacked(content, name=package.name)
        files.write_all([(out / name, data) for name, data in members.items()], force=force)
        click.echo(out)


@contextmanager
def _case(value: Path, place: Place, judging: Judging) -> Iterator[tuple[CheckedCase, Callable[[Act], object]]]:
    """Give a case, and what takes a note of an act: the register's log, or a file beside the answers.

    The register stays open meanwhile, so that its passphrase is asked for once.
    """
    from halvvag_docs.casework import registered

    if not is_registered(value):
        case = open_case(value, place=place, judging=judging)
        yield case, partial(_note_beside, case.folder / _ACTS_FILE)
        return
    with opened(place) as register:
        case_id = value.parts[0]
        found = registered.read_registered(
            register, case_id, today=judging.today, root=judging.root, unit=judging.unit
        )
        note_reading(register, case_id)
        yield found, register.log


def _note_beside(path: Path, act: Act) -> None:
    import dataclasses
    import json
    from datetime import UTC, datetime

    from halvvag_docs import files

    facts = {"when": datetime.now(UTC).isoformat(timespec="seconds")}
    facts |= {name: value for name, value in dataclasses.asdict(act).items() if value}
    files.append_line(path, json.dumps(facts, ensure_ascii=False))


def _reasons(planned: Plan) -> Iterator[str]:
    for one in planned.problems:
        yield f"{one.document}: {one.level.swedish}  {one.message}"
    for note in planned.notes:
        yield f"OBS: {note}"


def _shown(planned: Plan) -> Iterator[str]:
    """Yield what would go and what stays, with labels and reasons but no answers."""
    from halvvag_docs import sharing

    for item in planned.items:
        kept = len({path for path, _ in sharing.printed(item.selection.answers)})
        yield f"{item.whole.document}  {item.form.title}"
        yield f"  Grund: {sharing.ground_in_words(item, planned)}"
        yield f"  Lämnas ut: {'utdrag' if item.source.excerpt else 'hela dokumentet'}, {kept} svar"
        reasons: dict[str, list[str]] = {}
        for one in item.selection.omitted:
            reasons.setdefault(one.why, []).append(one.field.label)
        for why, labels in reasons.items():
            counted = {label: labels.count(label) for label in labels}
            names = [f"{label} ({number})" if number > 1 else label for label, number in counted.items()]
            yield f"  Utelämnas – {why}: {', '.join(names)}"


def _seal(kind: str, keys: tuple[str, ...], passphrase_file: Path | None) -> Seal:
    from halvvag_docs import sharing

    if keys and kind != "age":
        raise click.UsageError("--key hör till --seal age.")
    if kind == "ingen":
        return sharing.Seal()
    if keys:
        return sharing.Seal(keys=keys)
    secret = _secret(passphrase_file, "Lösenord till paketet", confirm=True)
    if len(secret) < _LEAST_PASSWORD:
        raise click.UsageError(f"Lösenordet är för kort. Ta minst {_LEAST_PASSWORD} tecken, gärna flera ord.")
    return sharing.Seal(password=secret) if kind == "pdf" else sharing.Seal(passphrase=secret)


def _secret(path: Path | None, asked: str, *, confirm: bool = False) -> str:
    from halvvag_docs import files

    if path:
        lines = files.read_text(path).splitlines()
        return lines[0].strip() if lines else ""
    return str(
        click.prompt(asked, hide_input=True, confirmation_prompt="Skriv det igen" if confirm else False, err=True)
    )


def _written(planned: Plan, package: Package, out: Path, note: Callable[[Act], object], *, force: bool) -> Path:
    """Write the package and note that it was made; what cannot be noted does not go."""
    from halvvag_docs import files, sharing

    files.make_folder(out)
    path = files.write_new(out / package.name, package.content, force=force)
    who = actor()
    try:
        for act in sharing.acts(planned, package, user=who.user, role=who.role):
            note(act)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _opened(package: Path, identity: Path | None, passphrase_file: Path | None) -> bytes:
    from halvvag_docs import files, sealing

    content = files.read_bytes(package)
    if not sealing.is_sealed(content):
        return content
    if identity:
        return sealing.open_with_identity(content, files.read_bytes(identity), name=package.name)
    if sealing.is_for_keys(content):
        raise FileError(f"{package}: paketet är förseglat för en nyckel. Ange din nyckelfil med --identity.")
    secret = _secret(passphrase_file, "Lösenfras till paketet")
    return sealing.open_with_passphrase(content, secret, name=package.name)
