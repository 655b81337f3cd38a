"""What a field check tells staff: Swedish sentences by error, with the field's label and no value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from halvvag_docs.forms import Field, Form
from halvvag_docs.schema import schema_path

_ITEM = re.compile(r"\[\d+\]$")
_STEP = re.compile(r"\[(\d+)\]")
_KIND_NAMES = MappingProxyType(
    {
        "dict": "en grupp med egna svar under sig",
        "list": "en lista, med ett svar per rad",
    }
)


def sentence(form: Form, path: str, rule: str, constraint: Any, detail: Mapping[str, Any]) -> str:
    """Return the whole message: which field, what is wrong, what to do.

    Args:
        form: the form whose labels are used.
        path: an answer's path, list items 0-based.
        rule: name of the Cerberus rule that failed, or of one of our own.
        constraint: what the schema asks for.
        detail: facts for the text that are no answers (``length`` of a text, ``known`` names).
    """
    if rule == "unknown":
        return _unknown(form, path, detail)
    say = _SENTENCES.get(rule)
    text = say(constraint, detail) if say else "svaret godtas inte. Läs hjälptexten och rätta."
    return f"{named(form, path)}: {text}"


def field_at(form: Form, path: str) -> Field | None:
    """Return the field whose label tells of an answer: an item of a list has that of the list."""
    return form.field(path) or form.field(_ITEM.sub("", path))


def named(form: Form, path: str) -> str:
    """Return how staff know a field: «Telefon» (kontakt 2)."""
    field = field_at(form, path)
    label = field.label if field else path.rpartition(".")[2]
    rows = [_row(form, path, found) for found in _STEP.finditer(path)]
    return f"«{label}»" + (f" ({', '.join(rows)})" if rows else "")


def _row(form: Form, path: str, found: re.Match[str]) -> str:
    owner = form.field(schema_path(path[: found.start()]))
    return f"{(owner.row if owner and owner.row else 'rad').lower()} {int(found[1]) + 1}"


def labels(form: Form, path: str, codes: Any) -> str:
    """Return the choices of an enum as staff may write them in a file: code, with its label."""
    field = form.field(path)
    plain = [{True: "ja", False: "nej"}[code] if isinstance(code, bool) else code for code in codes]
    return ", ".join(
        f"{code} ({field.labels[code]})" if field and code in field.labels else str(code) for code in plain
    )


def _unknown(form: Form, path: str, detail: Mapping[str, Any]) -> str:
    where, _, name = path.rpartition(".")
    place = f" under {named(form, where)}" if where else ""
    if not re.fullmatch(r"[\w-]{1,40}", name):
        return f"Ett namn{place} är okänt. Kontrollera indrag och kolon."
    close = difflib.get_close_matches(name, detail.get("known", ()), n=1)
    hint = f"Menade du «{close[0]}»?" if close else "Ta bort det, eller kontrollera indraget."
    return f"Fältet «{name}»{place} finns inte i {form.title}. {hint}"


def _limit(word: str) -> Callable[[Any, Mapping[str, Any]], str]:
    return lambda constraint, _detail: f"talet ska vara {word} {str(constraint).replace('.', ',')}."


def _longest(constraint: Any, detail: Mapping[str, Any]) -> str:
    if detail.get("is_list"):
        return f"högst {constraint} rader får plats, nu är det {detail['length']}. Ta bort några."
    return f"texten är {detail.get('length', '?')} tecken, högst {constraint} får plats. Korta den."


def _shortest(constraint: Any, detail: Mapping[str, Any]) -> str:
    if detail.get("is_list"):
        return f"minst {constraint} behövs. Lägg till fler."
    return f"texten är för kort, minst {constraint} tecken behövs."


def _no_scalar(_constraint: Any, detail: Mapping[str, Any]) -> str:
    advice = " Sätt text med kolon inom citattecken." if detail.get("is_group") else ""
    return f"här ska stå ett enda svar, inte en lista eller grupp. Kontrollera indraget.{advice}"


_SENTENCES: Mapping[str, Callable[[Any, Mapping[str, Any]], str]] = MappingProxyType(
    {
        "required": lambda _c, _d: "fältet är inte ifyllt. Fyll i det.",
        "empty": lambda _c, _d: "fältet är inte ifyllt. Fyll i det.",
        "kind": lambda _c, detail: str(detail["reason"]),
        "type": lambda constraint, _d: (
            f"här ska stå {_KIND_NAMES.get(constraint, 'ett svar')}. Kontrollera indraget."
        ),
        "scalar": _no_scalar,
        "allowed": lambda _c, detail: (
            f"svaret är inte ett av valen. Välj {detail.get('choices', 'ett av valen')}."
        ),
        "min": _limit("minst"),
        "max": _limit("högst"),
        "minlength": _shortest,
        "maxlength": _longest,
        "regex": lambda _c, detail: (
            f"svaret är inte skrivet på rätt sätt. {detail.get('help') or 'Läs hjälptexten.'}"
        ),
        "dependencies": lambda _c, detail: (
            f"ska bara fyllas i när {detail.get('others', 'ett annat svar kräver det')}. "
            "Ta bort svaret, eller ändra det andra."
        ),
        "every_code": lambda _c, detail: f"en rad saknas för: {detail['missing']}. Lägg till en rad för varje.",
        "max_by": lambda _c, detail: f"talet ska vara högst {detail['limit']} här. Kontrollera siffran.",
        "not_future": lambda _c, _d: "datumet ligger i framtiden. Rätta datumet.",
        "not_before": lambda _c, detail: (
            f"datumet ska vara samma dag som {detail['other']} eller senare. Rätta ett av dem."
        ),
        "not_containing": lambda _c, _d: (
            "får inte innehålla namn, födelsedatum eller identitetsnummer, eftersom det "
            "står i filnamn och loggar. Välj ett neutralt nummer."
        ),
    }
)
