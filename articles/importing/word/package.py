"""A Word file as a package of parts: opened safely, its parts found by their relationships.

Everything about the file that can be asked before anything is unpacked is asked first: how many members it
has, how large each and all of them would be, and how far they are compressed. Nothing outside the file is
ever fetched, and no declaration of a document type or an entity is let near the parser.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Final
from urllib.parse import unquote

from lxml import etree

from articles.importing.binary import seems_to_be
from articles.importing.decoding import ImportFailed, shown
from articles.importing.word.names import Element, name

MAX_WORD_BYTES: Final = 50 * 1024 * 1024
"""The largest file, pictures included."""
_MEMBERS: Final = 4_000
_MEMBER_BYTES: Final = 100 * 1024 * 1024
_TOTAL_BYTES: Final = 200 * 1024 * 1024
_PART_BYTES: Final = 24 * 1024 * 1024
_RATIO: Final = 200
_RATIO_FROM: Final = 1024 * 1024
"""Members smaller than this may be compressed as far as they like."""
_TREE_BYTES: Final = 150 * 1024 * 1024
_ELEMENT_BYTES: Final = 130
_ATTRIBUTE_BYTES: Final = 200
"""What the parser takes in memory for an element, and for an attribute with its value."""
_PROLOGUE: Final = 64 * 1024
"""So much of a part that is not read is searched for declarations."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1
_ENCODING: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENCODINGS: Final = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii"})
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
)
"""What zipfile raises on a package that is not whole."""


@dataclass(frozen=True)
class Relationship:
    """What a part refers to. ``kind`` is the last piece of its type; ``target`` is the name of a part of
    this package, or for ``external`` ones an address, which is never followed."""

    kind: str
    target: str
    external: bool


@dataclass
class Package:
    """An opened package. ``label`` is its name as sentences to people have it."""

    label: str
    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    main: str = ""
    _roots: dict[str, Element] = field(default_factory=dict)
    _tree_bytes: int = 0

    def root(self, part: str) -> Element | None:
        """The root element of a part, or nothing where there is no such part."""
        key = part.casefold()
        if key not in self._roots:
            info = self.members.get(key)
            self._roots[key] = None if info is None else self._parsed(info)
        return self._roots[key]

    def relationships(self, part: str) -> dict[str, Relationship]:
        """What a part refers to, by the ids it uses; that of the package itself for an empty name."""
        folder, _slash, base = part.rpartition("/")
        root = self.root(f"{folder}/_rels/{base}.rels".lstrip("/"))
        found = {}
        for element in [] if root is None else root:
            if not isinstance(element.tag, str) or not element.tag.endswith("}Relationship"):
                continue
            target = element.get("Target") or ""
            external = (element.get("TargetMode") or "").lower() == "external"
            found[element.get("Id") or ""] = Relationship(
                kind=(element.get("Type") or "").rstrip("/").rpartition("/")[2],
                target=target if external else _resolved(folder, target),
                external=external,
            )
        return found

    @cached_property
    def of_main(self) -> dict[str, Relationship]:
        """What the main part refers to."""
        return self.relationships(self.main)

    def part_of_kind(self, kind: str) -> Element | None:
        """The root of the first part to which the main part has a relationship of this kind."""
        for found in self.of_main.values():
            if found.kind == kind and not found.external:
                return self.root(found.target)
        return None

    def has_kind(self, kind: str) -> bool:
        """Whether the main part has a relationship of this kind."""
        return any(found.kind == kind for found in self.of_main.values())

    def _parsed(self, info: zipfile.ZipInfo) -> Element:
        if info.file_size > _PART_BYTES:
            raise too_long(self.label)
        data = _unpacked(self.archive, info, self.label)
        _refuse_declarations(data, self.label)
        self._tree_bytes += _ELEMENT_BYTES * data.count(b"<") + _ATTRIBUTE_BYTES * data.count(b"=")
        if self._tree_bytes > _TREE_BYTES:
            raise too_long(self.label)
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            if "depth" in str(error):
                raise too_deep(self.label) from error
            raise _damaged(self.label) from error
        return root


def open_package(data: bytes, *, filename: str) -> Package:
    """The package in a file, its main part found and known to be a Word document.

    Raises ImportFailed, with one sentence, for everything else.
    """
    label = shown(filename)
    if len(data) > MAX_WORD_BYTES:
        raise ImportFailed(
            f"{label} is larger than {MAX_WORD_BYTES // 1024**2} MB; take out or shrink its images."
        )
    _refuse_other_files(data, label)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
    except _UNREADABLE as error:
        raise _damaged(label) from error
    package = Package(label, archive, _checked(infos, label))
    _look_for_declarations(package)
    package.main = _main_part(package, data)
    return package


def too_deep(label: str) -> ImportFailed:
    """Why a file cannot be read whose parts stand within each other without end."""
    return ImportFailed(f"{label} is nested too deeply to be read; simplify its tables and text boxes.")


def too_long(label: str) -> ImportFailed:
    """Why a file cannot be read that holds more than a story may."""
    return ImportFailed(f"{label} is too long to be read at once; split it in two.")


def _damaged(label: str) -> ImportFailed:
    return ImportFailed(f"{label} is damaged or cut off; open it in Word, save it again and try once more.")


def _refuse_other_files(data: bytes, label: str) -> None:
    if not data:
        raise ImportFailed(f"{label} is empty; choose the file that holds the copy.")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ImportFailed(f"{label} is protected by a password; save it without one and try again.")
        raise ImportFailed(
            f"{label} is in the old format of Word (.doc); save it as a Word document (.docx) and try again."
        )
    if data.lstrip()[:5] == b"{\\rtf":
        raise ImportFailed(
            f"{label} is a Rich Text (RTF) document; save it as a Word document (.docx) and try again."
        )
    if not data.startswith(b"PK"):
        kind = seems_to_be(data)
        raise ImportFailed(
            f"{label} seems to be {kind}, not a Word document; save it as .docx and try again."
            if kind
            else f"{label} is not a Word document; save it as .docx and try again."
        )


def _checked(infos: list[zipfile.ZipInfo], label: str) -> dict[str, zipfile.ZipInfo]:
    """The members by their names, once nothing about them speaks against unpacking."""
    if len(infos) > _MEMBERS:
        raise ImportFailed(
            f"{label} has more than {_MEMBERS:,} parts, more than any Word document; save it in Word again."
        )
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        key = info.filename.lstrip("/").casefold()
        if key in members:
            raise ImportFailed(
                f"{label} has two parts with the same name; open it in Word and save it again."
            )
        if info.flag_bits & _ENCRYPTED:
            raise ImportFailed(f"{label} is encrypted; save it without a password and try again.")
        if info.compress_type not in _PACKED:
            raise ImportFailed(f"{label} is compressed in a way Word does not use; save it in Word again.")
        bomb = info.file_size > _RATIO_FROM and info.file_size > _RATIO * max(info.compress_size, 1)
        if bomb or info.file_size > _MEMBER_BYTES:
            raise ImportFailed(
                f"{label} has a part that is too large to unpack; remove large images and try again."
            )
        members[key] = info
    if sum(info.file_size for info in infos) > _TOTAL_BYTES:
        raise ImportFailed(
            f"{label} unpacks to more than {_TOTAL_BYTES // 1024**2} MB; take out or shrink its images."
        )
    return members


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, most: int = -1) -> bytes:
    try:
        with archive.open(info) as member:
            return member.read(most)
    except _UNREADABLE as error:
        raise _damaged(label) from error


def _look_for_declarations(package: Package) -> None:
    """Refuse a document type in any part, read or not."""
    for key, info in package.members.items():
        if key.endswith((".xml", ".rels", ".vml")):
            _refuse_declarations(_unpacked(package.archive, info, package.label, _PROLOGUE), package.label)


def _refuse_declarations(data: bytes, label: str) -> None:
    """What says in which encoding and of which type it is has to say what Word writes."""
    if b"\x00" in data[:64] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\x00", b"")
    declared = _ENCODING.search(data[:300])
    if declared and declared[1].decode("ascii").lower() not in _ENCODINGS:
        raise ImportFailed(
            f"{label} is in an encoding that Word does not use; open it in Word and save it again."
        )
    if _DECLARATION.search(data):
        raise ImportFailed(
            f"{label} has a document type declaration, which Word never writes; save it in Word again."
        )


def _resolved(folder: str, target: str) -> str:
    """The name of the part at a target, which is written as seen from a folder."""
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    joined = path if path.startswith("/") else f"/{folder}/{path}"
    return posixpath.normpath(joined).lstrip("/")


def _main_part(package: Package, data: bytes) -> str:
    for found in package.relationships("").values():
        if found.kind != "officeDocument" or found.external:
            continue
        root = package.root(found.target)
        if root is not None and name(root) == "document":
            return found.target
    kind = seems_to_be(data)
    if kind and kind not in ("a Word document", "a zip archive"):
        raise ImportFailed(f"{package.label} seems to be {kind}, not a Word document; save it as .docx.")
    raise ImportFailed(f"{package.label} is not a complete Word document; open it in Word and save it again.")
