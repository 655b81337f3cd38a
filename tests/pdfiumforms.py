"""Fill a PDF form by typing and clicking in PDFium's form engine, which is what Chromium's viewer runs."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Mapping
from typing import Any

import pypdfium2
from pypdf import PdfReader
from pypdfium2 import raw


def filled(content: bytes, texts: Mapping[str, str], states: Mapping[str, str]) -> bytes:
    """Return the form with texts typed into fields and the buttons of states clicked, by full field name."""
    places = dict(_places(content))
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    forms = document.formenv
    for key, text in [*((name, text) for name, text in texts.items()), *((one, None) for one in states.items())]:
        number, x, y = places[key]
        page = document[number]
        raw.FORM_OnMouseMove(forms, page, 0, x, y)
        raw.FORM_OnLButtonDown(forms, page, 0, x, y)
        raw.FORM_OnLButtonUp(forms, page, 0, x, y)
        if text is not None:
            raw.FORM_SelectAllText(forms, page)
            wide = ctypes.create_string_buffer((text + "\0").encode("utf-16-le"))
            raw.FORM_ReplaceSelection(forms, page, ctypes.cast(wide, ctypes.POINTER(ctypes.c_ushort)))
        raw.FORM_ForceToKillFocus(forms)
        page.close()
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _places(content: bytes) -> Iterator[tuple[Any, tuple[int, float, float]]]:
    """Yield where to click: by field name, and for buttons by (name, state)."""
    for number, page in enumerate(PdfReader(io.BytesIO(content)).pages):
        for reference in page.get("/Annots", ()):
            widget = reference.get_object()
            left, bottom, right, top = (float(side) for side in widget["/Rect"])
            spot = number, (left + right) / 2, (bottom + top) / 2
            name = _name(widget)
            yield name, spot
            looks = widget.get("/AP", {}).get("/N", {})
            for state in looks if isinstance(looks, dict) and "/Length" not in looks else ():
                yield (name, state[1:]), spot


def _name(widget: Any) -> str:
    above = _name(widget["/Parent"].get_object()) if "/Parent" in widget else ""
    own = str(widget["/T"]) if "/T" in widget else ""
    return ".".join(part for part in (above, own) if part)
