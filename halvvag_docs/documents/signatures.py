"""Who signs a document: those the form names, those who have signed, and the lines still empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from halvvag_docs.documents.context import EMPTY
from halvvag_docs.forms import Form, Signer
from halvvag_docs.values import Group

_ROLE_PATH = "underskrifter[].roll"
_ONLY_IN = {"handledare": "fi", "boendestodjare": "se"}
"""The same person at the client's side has another title in each country."""
_NOBODY = ("", "ingen")
_OPTIONAL = "far"


def build(form: Form, context: Mapping[str, Any], system: str) -> list[Group]:
    """Return the signatures in the order of the form, then those it does not name.

    A role that has not signed gives one entry with ``undertecknad`` false and no name: a line to sign on.
    Left out is the role of the other country, and a representative where the person has none.

    Args:
        form: its ``signers`` say who must sign (``ska``) and who may (``far``).
        context: as :func:`context.build` gives it; ``underskrifter`` and ``klient`` are read.
        system: ``fi`` or ``se``.
    """
    given = list(context.get("underskrifter", ()))
    known = {signer.roll for signer in form.signers}
    labels = _labels(form)
    result = [entry for signer in form.signers for entry in _of_signer(signer, given, labels, context, system)]
    others = (one for one in given if one["roll"] not in known)
    return result + [_signed(one, mening=EMPTY, krav=_OPTIONAL) for one in others]


def _labels(form: Form) -> Mapping[str, str]:
    field = form.field(_ROLE_PATH)
    return field.labels if field else {}


def _of_signer(
    signer: Signer, given: list[Group], labels: Mapping[str, str], context: Mapping[str, Any], system: str
) -> Iterator[Group]:
    signed = [one for one in given if one["roll"] == signer.roll]
    yield from (_signed(one, mening=signer.mening, krav=signer.krav) for one in signed)
    if not signed and _is_expected(signer, context, system):
        yield Group(
            roll=signer.roll,
            roll_text=labels.get(signer.roll, signer.roll),
            namn=EMPTY,
            datum=EMPTY,
            ort=EMPTY,
            satt=EMPTY,
            satt_text=EMPTY,
            mening=signer.mening,
            krav=signer.krav,
            undertecknad=False,
        )


def _is_expected(signer: Signer, context: Mapping[str, Any], system: str) -> bool:
    if signer.roll == "foretradare":
        return context.get("klient", {}).get("foretradare", {}).get("typ", EMPTY) not in _NOBODY
    return system == (signer.system or _ONLY_IN.get(signer.roll, system))


def _signed(one: Group, *, mening: str, krav: str) -> Group:
    return Group(one, roll_text=one["roll"], satt_text=one["satt"], mening=mening, krav=krav, undertecknad=True)
