"""Build the Word templates from their sources: `python templates/src/word/build.py [FORM …]`.

Writes `templates/FORM.docx`, the same bytes on every run. The built files are committed, so that nobody
needs this script to use them; run it after a change here and look at every page.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1]
FORMS = tuple(sorted(path.stem for path in (HERE / "forms").glob("*.py") if path.stem != "__init__"))


def build(name: str) -> bytes:
    """Return the template of one form."""
    from design import package  # noqa: PLC0415 - found only after sys.path is set

    form = importlib.import_module(f"forms.{name}")
    body = "".join(block.xml for block in form.body())
    return package.build(form.TITLE, body, first=getattr(form, "FIRST_PAGE", None))


def main(names: list[str]) -> None:
    """Build the forms named, or all."""
    sys.path.insert(0, str(HERE))
    for name in names or FORMS:
        (TARGET / f"{name}.docx").write_bytes(build(name))
        print(f"templates/{name}.docx")


if __name__ == "__main__":
    main(sys.argv[1:])
