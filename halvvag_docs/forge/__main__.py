"""Build every fillable PDF template: `python -m halvvag_docs.forge` (in a checkout, with the extra `build`)."""

from __future__ import annotations

from pathlib import Path

from halvvag_docs.forge.typesetting import typeset
from halvvag_docs.forms import builtin_root
from halvvag_docs.pdfform.forging import with_fields

SHARED = "form.typ"
"""Source of the look that the forms share; no form itself."""


def build(source: Path, font_folder: Path) -> bytes:
    """Return the fillable template of a Typst source; the same source gives the same bytes.

    Raises:
        FormError: the source cannot be set, or its fields are not right.
    """
    return with_fields(*typeset(source, font_folder))


def main() -> None:
    """Build `templates/FORM.pdf` for every `templates/src/pdf/FORM.typ`."""
    templates = builtin_root() / "templates"
    for source in sorted((templates / "src" / "pdf").glob("*.typ")):
        if source.name != SHARED:
            (templates / f"{source.stem}.pdf").write_bytes(build(source, templates / "fonts"))


if __name__ == "__main__":
    main()
