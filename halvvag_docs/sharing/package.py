"""The file that goes: a zip of documents, a sheet on top and a manifest, and whether a received one is whole."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from halvvag_docs.errors import FileError

MANIFEST = "manifest.json"
FORMAT = "halvvag-paket"
_VERSION = 1
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOST_FILES = 500
_MOST_BYTES = 256 * 1024 * 1024
_NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of a package."""

    name: str
    content: bytes = field(repr=False)
    facts: Mapping[str, Any]
    """What the manifest says of it, beside name and hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found about one file of a received package."""

    name: str
    fault: str
    """Swedish, empty when the file is what the manifest says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A received package."""

    manifest: Mapping[str, Any]
    checks: tuple[Check, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every file is there, unchanged, and nothing else."""
        return not any(one.fault for one in self.checks)


def packed(members: Sequence[Member], facts: Mapping[str, Any]) -> bytes:
    """Return the zip of the members with its manifest. The same members give the same bytes."""
    listed = [
        {"name": one.name, "sha256": hashlib.sha256(one.content).hexdigest(), **one.facts} for one in members
    ]
    manifest = {"format": FORMAT, "version": _VERSION, **facts, "files": listed}
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*((one.name, one.content) for one in members), (MANIFEST, text.encode())]:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def received(content: bytes, *, name: str) -> Received:
    """Look whether a package, opened, is what its manifest says.

    Raises:
        FileError: it is no package of ours, is damaged, or larger than a package can be.
    """
    members = unpacked(content, name=name)
    try:
        manifest = json.loads(members.pop(MANIFEST))
        listed = {str(one["name"]): str(one["sha256"]) for one in manifest["files"]}
        known = manifest["format"] == FORMAT
    except (KeyError, TypeError, ValueError) as error:
        raise FileError(f"{name}: {_FOREIGN}") from error
    if not known:
        raise FileError(f"{name}: {_FOREIGN}")
    return Received(manifest=manifest, checks=tuple(_checks(listed, members)))


_FOREIGN = "filen är inget paket från «halvvag share», eller så saknas eller är dess förteckning skadad."


def unpacked(content: bytes, *, name: str = "paketet") -> dict[str, bytes]:
    """Return the members of a package, by name.

    Raises:
        FileError: it is no package of ours, is damaged, or larger than a package can be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.infolist()
            if len(found) > _MOST_FILES or sum(one.file_size for one in found) > _MOST_BYTES:
                raise FileError(f"{name}: paketet är större än ett paket kan vara, och öppnas inte.")
            names = [one.filename for one in found]
            if len(set(names)) != len(names) or not all(map(_NAME.fullmatch, names)):
                raise FileError(f"{name}: {_FOREIGN}")
            return {one.filename: archive.read(one) for one in found}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FileError(f"{name}: filen är skadad eller inget paket. Be avsändaren skicka den igen.") from error


def _checks(listed: Mapping[str, str], members: Mapping[str, bytes]) -> Iterator[Check]:
    for name, digest in listed.items():
        if name not in members:
            yield Check(name=name, fault="saknas")
        elif hashlib.sha256(members[name]).hexdigest() != digest:
            yield Check(name=name, fault="har ändrats sedan paketet gjordes")
        else:
            yield Check(name=name, fault="")
    yield from (Check(name=name, fault="står inte i förteckningen") for name in members if name not in listed)
