"""What a look at the signatures of a file found, in Swedish sentences or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from halvvag_docs.signing.verdict import Coverage, SignatureVerdict, Trust, Verdict

_TRUST = {
    Trust.TRUSTED: "Certifikatet är utfärdat av {issuer}, under en rot som du litar på.",
    Trust.UNTRUSTED: "Certifikatet är INTE utfärdat under någon rot som du har angett, eller gäller inte för "
    "underskrifter. Det säger sig vara utfärdat av {issuer}; det kan vara förfalskat.",
    Trust.EXPIRED: "Certifikatet gällde då, enligt undertecknarens egen klocka, men har gått ut sedan dess, och "
    "ingen tidsstämpel visar när det skrevs under.",
    Trust.UNKNOWN: "Vem certifikatet tillhör är inte prövat. Ange den rot du litar på med --trust.",
}
_COVERAGE = {
    Coverage.FILE: "Underskriften omfattar hela filen.",
    Coverage.REVISION: "Underskriften omfattar allt som stod i filen då.",
    Coverage.UNCLEAR: "Underskriften omfattar bara DELAR av filen; så skriver inget ärligt program under.",
}


def sentences(verdict: Verdict) -> Iterator[str]:
    """Yield what was found, a line each; what belongs to a signature is indented under it."""
    if not verdict.signatures:
        yield "Filen är inte underskriven elektroniskt."
    for number, one in enumerate(verdict.signatures, 1):
        yield f"Underskrift {number}: {one.signer}{_as_whom(one)}, {_when(one)}. {_in_short(one)}"
        yield from (f"  {sentence}" for sentence in _facts(one))
    if verdict.empty:
        yield f"Inte underskrivet: {'; '.join(verdict.empty)}."


def as_data(verdict: Verdict) -> dict[str, Any]:
    """Return the same as plain data for other programs."""
    return {
        "holds": verdict.holds,
        "signatures": [
            {
                "field": one.field,
                "role": one.role,
                "signer": one.signer,
                "issuer": one.issuer,
                "when": one.when.isoformat() if one.when else None,
                "time_proved": one.time_proved,
                "timestamped": one.timestamped,
                "intact": one.intact,
                "genuine": one.genuine,
                "coverage": one.coverage.value,
                "trust": one.trust.value,
                "changes": [
                    {"kind": each.kind, "name": each.name, "allowed": each.allowed} for each in one.changes
                ],
                "changes_allowed": one.changes_allowed,
                "holds": one.holds,
            }
            for one in verdict.signatures
        ],
        "empty": list(verdict.empty),
    }


def _facts(one: SignatureVerdict) -> Iterator[str]:
    if not one.intact:
        yield "Det som skrevs under har ÄNDRATS efteråt: innehållet är inte det som undertecknaren såg."
    elif not one.genuine:
        yield "Underskriften är INTE gjord med certifikatets nyckel."
    else:
        yield "Det som skrevs under är oförändrat."
    yield _COVERAGE[one.coverage]
    if allowed := [change.name for change in one.changes if change.allowed]:
        yield f"Tillkom efteråt, och fick göra det: {'; '.join(allowed)}."
    if forbidden := [change.name for change in one.changes if not change.allowed]:
        yield f"Ändrades efteråt, och fick INTE göra det: {'; '.join(forbidden)}."
    yield _TRUST[one.trust].format(issuer=one.issuer)


def _in_short(one: SignatureVerdict) -> str:
    if not one.holds:
        return "HÅLLER INTE."
    return "Orörd, men INTE PRÖVAD mot någon rot." if one.trust is Trust.UNKNOWN else "Håller."


def _as_whom(one: SignatureVerdict) -> str:
    return f" ({one.role})" if one.role else ""


def _when(one: SignatureVerdict) -> str:
    if one.when is None:
        return "utan uppgift om tid"
    source = "enligt tidsstämpel" if one.time_proved else "enligt undertecknarens egen klocka"
    return f"{_clock(one.when)} {source}"


def _clock(when: datetime) -> str:
    local = when.astimezone()
    return f"{local:%Y-%m-%d} kl. {local.hour}.{local.minute:02}"
