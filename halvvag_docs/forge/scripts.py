"""Cut the fonts of other scripts in `templates/fonts` from the full Noto fonts (fontTools; build time only).

Run once when the covered letters change: `python -m halvvag_docs.forge.scripts SOURCE_FOLDER TARGET_FOLDER`, with
the same folders as `forge.fonts`. The layout tables stay: `pdfform.shaping` and Typst join and place letters by
them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

RANGES: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType(
    {
        # Arabic, Persian, Dari, Pashto, Urdu, Sorani, Uyghur; vowel marks, both kinds of digits.
        "Arabic": (
            (0x60C, 0x60C),
            (0x61B, 0x61B),
            (0x61F, 0x61F),
            (0x621, 0x655),
            (0x660, 0x66C),
            (0x670, 0x671),
            (0x679, 0x67E),
            (0x681, 0x693),
            (0x695, 0x69A),
            (0x6A4, 0x6A9),
            (0x6AB, 0x6AB),
            (0x6AD, 0x6AD),
            (0x6AF, 0x6AF),
            (0x6B5, 0x6B5),
            (0x6BA, 0x6BC),
            (0x6BE, 0x6C3),
            (0x6C6, 0x6C9),
            (0x6CB, 0x6D5),
            (0x6F0, 0x6F9),
        ),
        "Armenian": ((0x531, 0x556), (0x559, 0x58A)),
        "Ethiopic": ((0x1200, 0x137C),),  # Amharic, Tigrinya
        "Georgian": ((0x10D0, 0x10FF),),
        "Hebrew": ((0x591, 0x5F4),),  # Hebrew, Yiddish; points
        "Tamil": ((0xB82, 0xBFA),),
        "Thai": ((0xE01, 0xE5B),),
    }
)
"""Code points taken from each font."""

FEATURES = (
    "ccmp", "locl", "rlig", "init", "medi", "fina", "isol", "calt", "rclt", "liga", "mark", "mkmk", "nukt", "akhn",
    "rphf", "rkrf", "pref", "blwf", "abvf", "half", "pstf", "vatu", "cjct", "cfar", "pres", "abvs", "blws", "psts",
    "haln", "dist", "abvm", "blwm",
)  # fmt: skip
"""What a script needs to be written rightly; kerning and variants of style are left out."""


def cut(source: Path, script: str) -> TTFont:
    """Return the font of a script with the letters we cover, unhinted."""
    font = TTFont(source / f"NotoSans{script}-Regular.ttf", recalcTimestamp=False)
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES[script] for code in range(first, last + 1)])
    subsetter.subset(font)
    return font


def main(source: str, target: str) -> None:
    """Write one font file per script into the folder `target`."""
    for script in RANGES:
        cut(Path(source), script).save(Path(target) / f"NotoSans{script}-Regular.ttf", reorderTables=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
