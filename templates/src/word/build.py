"""Build the Word templates from their sources: `python templates/src/word/build.py [--check] [FORM …]`.

Writes `templates/FORM.docx`, the same bytes on every run. The built files are committed, so that nobody
needs this script to use them; run it after a change here and look at every page. With `--check` nothing is
written: the exit code is 1 when a committed template is not what its source makes.
"""

from __future__ import annotations

import importlib
import io
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1]
FORMS = tuple(sorted(path.stem for path in (HERE / "forms").glob("*.py") if path.stem != "__init__"))


def build(name: str) -> bytes:
    """Return the template of one form."""
    from design import package  # noqa: PLC0415 - found only once main has set sys.path

    form = importlib.import_module(f"forms.{name}")
    body = "".join(block.xml for block in form.body())
    page = getattr(form, "PAGE", package.STANDING)
    return package.build(form.TITLE, body, page, first=getattr(form, "FIRST_PAGE", None))


def members(content: bytes) -> dict[str, bytes]:
    """Return a Word file's members: what counts, however another zlib packs them."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def main(arguments: list[str]) -> int:
    """Build the forms named, or all; with --check only compare."""
    sys.path.insert(0, str(HERE))
    checking = "--check" in arguments
    stale = 0
    for name in [one for one in arguments if one != "--check"] or FORMS:
        path, content = TARGET / f"{name}.docx", build(name)
        if not checking:
            path.write_bytes(content)
            print(f"templates/{path.name}")
        elif members(path.read_bytes()) != members(content):
            print(
                f"templates/{path.name} is not what its source makes; run {Path(__file__).name}", file=sys.stderr
            )
            stale += 1
    return min(stale, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
