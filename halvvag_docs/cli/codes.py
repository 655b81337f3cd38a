"""Codes of documents and of the log as staff read them: stored without å, ä and ö, shown with them."""

from __future__ import annotations

STATUSES = {"utkast": "utkast", "faststalld": "fastställd", "ersatt": "ersatt", "makulerad": "makulerad"}
"""``dokument.status`` in words."""

ACTIONS = {
    "last": "läst",
    "andrad": "ändrad",
    "faststalld": "fastställd",
    "validering_asidosatt": "varning bekräftad",
}
"""Actions of the log in words, where they differ from the code."""
