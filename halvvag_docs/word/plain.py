"""What the generated code of a template may use: printing of plain values, and the commonest filters.

Nothing here imports Jinja, lxml or docxtpl. Whatever is not plain ends in :class:`Irregular`, and the
record is rendered the long way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import CodeType
from typing import Any, NoReturn

_LINE_ENDS = re.compile(r"\r\n?")
_ODD = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]').search
"""Finds what does not stand in XML as it is."""
# XML 1.0 cannot hold these, not even escaped. Source: XML 1.0 (fifth edition), 2.2.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]").search
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_LONGEST = 1_000_000
_LAST_PARAGRAPH = re.compile(r"<w:p(?: [^<>]*)?/>$").search

YES_OR_NO = {"ja": True, "true": True, "nej": False, "false": False, "": False}
"""Words for an answer that is yes or no."""
CHECKED, UNCHECKED = "☒", "☐"

IRREGULAR = (KeyError, TypeError, IndexError, ValueError, AttributeError, RecursionError)
"""What the generated code may raise for data that are not as it expects."""


class Irregular(ValueError):  # noqa: N818  no error: the other way is taken
    """A value that the long way has to look at."""


def text_of(value: Any) -> str:
    """Return how a value of a data file is printed in Finland, where no language is asked for.

    Raises:
        Irregular: it is none of text, whole number, decimal number, yes or no, or nothing.
    """
    kind = type(value)
    if kind is str or kind is int:
        return str(value)
    if value is None:
        return ""
    if kind not in _NUMBERS:
        raise Irregular
    from halvvag_docs import values  # noqa: PLC0415  most data are text

    return values.shown(value, "fi")


_NUMBERS = (bool, float, Decimal)


def _shown(value: Any, tab: str | None) -> str:
    text = text_of(value)
    if not _ODD(text):
        return text
    text = _checked(text)
    if tab != "" and ("\n" in text or "\t" in text):
        if tab is None:
            raise Irregular
        text = text.replace("\t", tab).replace("\n", _BREAK)
    return text


def _checked(text: str) -> str:
    text = _LINE_ENDS.sub("\n", text)
    if _FORBIDDEN(text):
        raise Irregular
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(value: Any) -> str:
    text = _checked(text_of(value))
    if "\n" in text or "\t" in text:
        raise Irregular
    return text.replace('"', "&quot;")


def _rows(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    raise Irregular


def _has(value: Any, name: str) -> bool:
    if type(value) is dict:
        return name in value
    raise Irregular


def _together(*values: Any) -> str:
    texts = list(map(text_of, values))
    if sum(map(len, texts)) > _LONGEST:
        raise Irregular
    return "".join(texts)


def _stop() -> NoReturn:
    raise Irregular


def _close(out: list[str]) -> None:
    """Add the paragraph that a cell must end with. Source: ISO/IEC 29500-1, 17.4.65 (tc)."""
    if not out[-1].endswith("</w:p>") and not _LAST_PARAGRAPH(out[-1]):
        out.append("<w:p/>")


def _saknas(value: Any, word: str = "–") -> Any:
    return word if value is None or (type(value) in (str, list) and not value) else value


def _stor(value: Any) -> str:
    from halvvag_docs import formatting  # noqa: PLC0415  few templates of one's own use it

    return formatting.capitalise(text_of(value))


def _lista(items: Any, word: str = "och") -> str:
    from halvvag_docs import formatting  # noqa: PLC0415  as above

    return formatting.join_list([text_of(item) for item in _items(items)], word)


def _join(items: Any, between: str = "") -> str:
    if type(between) is not str:
        raise Irregular
    texts = [text_of(item) for item in _items(items)]
    if sum(map(len, texts)) + len(texts) * len(between) > _LONGEST:
        raise Irregular
    return between.join(texts)


def _items(items: Any) -> list[Any]:
    return [items] if type(items) is str and items else _rows(items or [])


def _stycken(value: Any) -> list[str]:
    return [line for line in text_of(value).split("\n") if line.strip()]


def _janej(value: Any) -> str:
    from halvvag_docs import formatting  # noqa: PLC0415  as above

    return "" if value is None or value == "" else formatting.yes_no(_is_yes(value))


def _kryss(value: Any, *codes: str) -> str:
    items = value if type(value) is list else [value]
    return CHECKED if (any(item in codes for item in items) if codes else _is_yes(value)) else UNCHECKED


def _is_yes(value: Any) -> bool:
    if type(value) is str:
        return YES_OR_NO[value.strip().casefold()]  # what is no such word goes the long way, which says so
    if type(value) in (bool, int, type(None)):
        return bool(value)
    raise Irregular


FILTERS: Mapping[str, Callable[..., Any]] = {
    "janej": _janej,
    "kryss": _kryss,
    "saknas": _saknas,
    "stor": _stor,
    "lista": _lista,
    "join": _join,
    "stycken": _stycken,
    "text": text_of,
    "string": text_of,
    "e": text_of,
    "upper": lambda value: text_of(value).upper(),
    "lower": lambda value: text_of(value).lower(),
    "trim": lambda value: text_of(value).strip(),
}
"""As those of :mod:`filters`, for plain values."""


def functions(code: CodeType) -> Mapping[str, Callable[[Mapping[str, Any], list[str]], None]]:
    """Return what generated code defines; it sees the functions of this module and no others."""
    names: dict[str, Any] = {
        "__builtins__": {"type": type, "str": str, "len": len, "enumerate": enumerate},
        "odd": _ODD,
        "shown": _shown,
        "quoted": _quoted,
        "rows": _rows,
        "has": _has,
        "together": _together,
        "stop": _stop,
        "close": _close,
        "filters": FILTERS,
    }
    exec(code, names)  # noqa: S102  made by generate from a syntax tree: constants and subscripts only
    return names
