"""A Word file as a zip of named members: opened with care, written the same way every time."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from halvvag_docs.errors import FileError, FormError
from halvvag_docs.word.archive import CONTENT_TYPES

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_MAX_MEMBERS = 2_000
_MAX_MEMBER = 64 * 2**20
_MAX_TOTAL = 128 * 2**20
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
# What a link may point at outside the file. A template attached or a picture linked from elsewhere is
# fetched by Word when the document is opened, and tells the other end that it was.
_EXTERNAL = ("hyperlink",)
_FORGOTTEN = ("attachedTemplate",)
_FETCHING = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT)\b")


@dataclass(slots=True)
class Package:
    """The members of a Word file, in their order."""

    members: dict[str, bytes]
    name: str = "mallen"
    """What messages call the file."""
    _relations: dict[str, Any] = field(default_factory=dict, repr=False)
    _trees: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def document(self) -> str:
        """Name of the main part."""
        for relation in self.relations(""):
            if relation.get("Type", "").endswith("/officeDocument"):
                return resolve("", relation.get("Target", ""))
        raise FileError(f"{self.name} är inget Word-dokument.")

    def relations(self, member: str) -> Any:
        """Return the relationships of ``member`` (``""``: of the whole file), an empty list when it has none."""
        if member not in self._relations:
            folder, _, file = member.rpartition("/")
            content = self.members.get(f"{folder}/_rels/{file}.rels".lstrip("/"))
            self._relations[member] = list(parse_xml(content, self.name)) if content else []
        return self._relations[member]

    def tree(self, member: str) -> Any:
        """Return a part, parsed the first time it is asked for; it is not to be changed."""
        if member not in self._trees:
            self._trees[member] = parse_xml(self.members[member], self.name)
        return self._trees[member]

    def related(self, member: str, kind: str) -> Iterator[tuple[str, str]]:
        """Yield (relationship id, member) of what ``member`` points at, for types ending in ``/kind``."""
        for relation in self.relations(member):
            target = resolve(member, relation.get("Target", ""))
            if relation.get("Type", "").endswith(f"/{kind}") and target in self.members:
                yield relation.get("Id", ""), target


def resolve(member: str, target: str) -> str:
    """Return the member that a relationship's target means, seen from ``member``."""
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(member), target))


def open_package(content: bytes, name: str) -> Package:
    """Open a Word file.

    Raises:
        FileError: no Word file, broken, encrypted, or too large.
        FormError: it holds macros, or fetches something from outside when it is opened.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {info.filename: _read(archive, info, name) for info in _listed(archive, name)}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise FileError(f"{name} går inte att läsa som Word-fil (.docx).") from error
    if CONTENT_TYPES not in members:
        raise FileError(f"{name} är inget Word-dokument.")
    package = Package(members=members, name=name)
    if package.document not in members:
        raise FileError(f"{name} är inget Word-dokument.")
    _refuse_active_content(package)
    return package


def _listed(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    listed = [info for info in archive.infolist() if not info.is_dir()]
    names = [info.filename for info in listed]
    if any(info.flag_bits & 1 for info in listed):
        raise FileError(f"{name} är skyddad med lösenord. Spara den utan lösenord och försök igen.")
    if len(listed) > _MAX_MEMBERS or sum(info.file_size for info in listed) > _MAX_TOTAL:
        raise FileError(f"{name} är för stor för att vara en mall.")
    if len(set(names)) != len(names) or any(one.startswith("/") or ".." in one.split("/") for one in names):
        raise FileError(f"{name} är skadad: delarnas namn är ogiltiga.")
    return listed


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """Read one member, and no more of it than its header promises."""
    if info.file_size > _MAX_MEMBER:
        raise FileError(f"{name} är för stor för att vara en mall.")
    with archive.open(info) as member:
        return member.read(info.file_size + 1)


def _refuse_active_content(package: Package) -> None:
    types = package.members[CONTENT_TYPES]
    if b"macroEnabled" in types or b"vbaProject" in types or b"activeX" in types:
        raise FormError(f"{package.name} innehåller makron. Spara mallen som .docx utan makron.")
    for member in list(package.members):
        if member.endswith(".rels"):
            _check_relations(package, member)


def _check_relations(package: Package, member: str) -> None:
    root = parse_xml(package.members[member], package.name)
    changed = False
    for relation in list(root):
        kind = relation.get("Type", "").rpartition("/")[2]
        if relation.get("TargetMode") != "External" or kind in _EXTERNAL:
            continue
        if kind not in _FORGOTTEN:
            raise FormError(
                f"{package.name} hämtar innehåll utifrån ({kind}) när dokumentet öppnas. Bädda in det i mallen."
            )
        root.remove(relation)
        changed = True
    if changed:
        package.members[member] = serialise(root)
        _forget_attached_template(package)


def _forget_attached_template(package: Package) -> None:
    """Cut the tie to the .dotx a template was made from: a path on somebody's disk."""
    for _, member in package.related(package.document, "settings"):
        root = parse_xml(package.members[member], package.name)
        for element in root.findall(f"{{{W}}}attachedTemplate"):
            root.remove(element)
        package.members[member] = serialise(root)


def fetches(instruction: str) -> bool:
    """Say whether a field code brings in something from outside the document."""
    return _FETCHING.search(instruction.upper()) is not None


def as_document(package: Package) -> None:
    """Make a Word template (.dotx) an ordinary document, so that Word opens it and not a copy of it."""
    types = package.members[CONTENT_TYPES]
    package.members[CONTENT_TYPES] = types.replace(_TEMPLATE_TYPE.encode(), _DOCUMENT_TYPE.encode())


def parse_xml(content: bytes | str, name: str) -> Any:
    """Parse a part without entities, network or recovery.

    Raises:
        FileError: not well-formed, or it declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileError(f"{name} är skadad: en del av filen går inte att läsa.") from error
    if root.getroottree().docinfo.doctype:
        raise FileError(f"{name} är skadad: en del av filen har en dokumenttyp (DOCTYPE).")
    return root


def serialise(root: Any) -> bytes:
    """Write a part as Word does: UTF-8 with a declaration, standalone."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content
