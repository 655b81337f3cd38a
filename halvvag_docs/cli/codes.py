"""Codes of documents and of the log as staff read them: stored without å, ä and ö, shown with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halvvag_docs.register import Act

STATUSES = {"utkast": "utkast", "faststalld": "fastställd", "ersatt": "ersatt", "makulerad": "makulerad"}
"""``dokument.status`` in words."""

ACTIONS = {
    "last": "läst",
    "andrad": "ändrad",
    "faststalld": "fastställd",
    "validering_asidosatt": "varning bekräftad",
}
"""Actions of the log in words, where they differ from the code."""

SIGNER = "underskrifter."
"""Before the code of a role in the fields of an act: who signed, or did not want to."""


def act_in_words(act: Act) -> str:
    """Return what was done; of a signature also by whom, and whether they did not want to."""
    from halvvag_docs.casework.refusing import REFUSED

    done = "ville inte skriva under" if act.reason_code == REFUSED else ACTIONS.get(act.action, act.action.value)
    roles = [one.removeprefix(SIGNER) for one in act.fields if one.startswith(SIGNER)]
    words = ", ".join(role_in_words(role) or role for role in roles)
    return f"{done} ({words})" if words else done


def role_in_words(role: str, root: Path | None = None) -> str:
    """Return how documents write a role of those who sign; empty when there is no such role."""
    from halvvag_docs.forms import find_forms

    fields = (form.field("underskrifter[].roll") for form in find_forms(root).values())
    return next((field.labels[role] for field in fields if field and role in field.labels), "")
