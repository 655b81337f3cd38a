"""QR codes (segno). Source: ISO/IEC 18004."""

from __future__ import annotations

import segno


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of a QR code from the top, True for dark; the same text gives the same code.

    A seventh of it may be lost (level M); the quiet zone, four modules, is for the page to leave.
    """
    made = segno.make_qr(text, error="m", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in made.matrix)
