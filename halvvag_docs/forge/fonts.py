"""Cut the font files in `templates/fonts` from the full Noto fonts (fontTools; build time only).

Run once when the covered characters change: `python -m halvvag_docs.forge.fonts SOURCE_FOLDER TARGET_FOLDER`,
where SOURCE_FOLDER holds Noto's TrueType files (Debian: fonts-noto-core, /usr/share/fonts/truetype/noto). One
file serves Typst, which uses its kerning, and `pdfform`, which embeds it without layout tables.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TEXT_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),  # Latin-1 and Extended-A: Nordic, Northern Sámi, Polish, Czech, Turkish, Baltic
    (0x18F, 0x18F),
    (0x192, 0x192),
    (0x1A0, 0x1A1),  # Vietnamese ơ
    (0x1AF, 0x1B0),  # Vietnamese ư
    (0x1B7, 0x1B7),  # Skolt Sámi
    (0x1CD, 0x1D4),
    (0x1E4, 0x1EF),  # Skolt Sámi, Romani
    (0x1FA, 0x1FF),
    (0x218, 0x21B),  # Romanian
    (0x259, 0x259),
    (0x292, 0x292),
    (0x2BB, 0x2BC),
    (0x2C6, 0x2C7),
    (0x2D8, 0x2DD),
    (0x300, 0x304),
    (0x306, 0x30C),
    (0x323, 0x323),
    (0x384, 0x38A),  # Greek
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x3CE),
    (0x400, 0x45F),  # Cyrillic, with Serbian and Macedonian
    (0x490, 0x493),  # Ukrainian, Kazakh
    (0x49A, 0x49B),
    (0x4A2, 0x4A3),
    (0x4AE, 0x4B1),
    (0x4BA, 0x4BB),
    (0x4D8, 0x4D9),
    (0x4E8, 0x4E9),
    (0x1E80, 0x1E85),
    (0x1E9E, 0x1E9E),
    (0x1EA0, 0x1EF9),  # Vietnamese
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x202F, 0x2030),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x2044, 0x2044),
    (0x2070, 0x2070),
    (0x2074, 0x2079),
    (0x2080, 0x2089),
    (0x20AC, 0x20AC),
    (0x20B4, 0x20B4),
    (0x20BD, 0x20BD),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2153, 0x2154),
    (0x215B, 0x215E),
    (0xFFFD, 0xFFFD),
)
"""Code points taken from Noto Sans itself."""

SYMBOLS = {
    "NotoSansMath-Regular.ttf": "→←↑↓↔⇒−≤≥≠≈√∞",
    "NotoSansSymbols2-Regular.ttf": "✓✔✗☎☐☑☒□♥★☆●○■▪►",
    "NotoSansSymbols-Regular.ttf": "☺☹",
}
"""What Word's autocorrection and phones put into plain text, borrowed from Noto's symbol fonts."""

WEIGHTS = ("Regular", "Bold")


def code_points() -> Iterable[int]:
    """Return every code point taken from Noto Sans."""
    return (code for first, last in TEXT_RANGES for code in range(first, last + 1))


def _borrow(font: TTFont, other: TTFont, characters: str) -> None:
    """Copy the outlines of `characters` from `other` (same units per em) into `font`."""
    glyphs, source = other.getGlyphSet(), other.getBestCmap()
    order = font.getGlyphOrder()
    for character in characters:
        name = f"uni{ord(character):04X}"
        pen = TTGlyphPen(None)
        glyphs[source[ord(character)]].draw(pen)
        order.append(name)
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = (
            glyphs[source[ord(character)]].width,
            pen.glyph().xMin if hasattr(pen.glyph(), "xMin") else 0,
        )
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(character)] = name
    font.setGlyphOrder(order)


def cut(source: Path, weight: str) -> TTFont:
    """Return Noto Sans of `weight` with the characters we cover, unhinted, kerning kept, symbols added."""
    font = TTFont(source / f"NotoSans-{weight}.ttf", recalcTimestamp=False)
    options = Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(code_points()))
    subsetter.subset(font)
    for file, characters in SYMBOLS.items():
        _borrow(font, TTFont(source / file), characters)
    return font


def main(source: str, target: str) -> None:
    """Write one font file per weight into the folder `target`."""
    for weight in WEIGHTS:
        cut(Path(source), weight).save(Path(target) / f"NotoSans-{weight}.ttf", reorderTables=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
