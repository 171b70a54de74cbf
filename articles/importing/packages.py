"""Files that are zip archives of XML, opened safely.

Everything about the file that can be asked before anything is unpacked is asked first: how many members it
has, how large each and all of them would be, and how far they are compressed. Nothing outside the file is
ever fetched, and no declaration of a document type or an entity is let near the parser.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from lxml import etree

from articles.importing.decoding import ImportFailed

MAX_PACKED_BYTES: Final = 50 * 1024 * 1024
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

Element = Any
"""An element of lxml, which has no types."""


@dataclass(frozen=True)
class Format:
    """How sentences to people name a kind of file (“Word document”), and the program that writes it."""

    kind: str
    program: str


@dataclass
class Package:
    """An opened archive. ``label`` is its name as sentences to people have it."""

    label: str
    format: Format
    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    _roots: dict[str, Element] = field(default_factory=dict)
    _tree_bytes: int = 0

    def root(self, part: str) -> Element | None:
        """The root element of a part, or nothing where there is no such part."""
        key = part.casefold()
        if key not in self._roots:
            info = self.members.get(key)
            self._roots[key] = None if info is None else self._parsed(info)
        return self._roots[key]

    def data(self, part: str, most: int = -1) -> bytes | None:
        """What a part holds, no more than so many bytes of it, or nothing where there is no such part."""
        info = self.members.get(part.casefold())
        return None if info is None else _unpacked(self, info, most)

    def _parsed(self, info: zipfile.ZipInfo) -> Element:
        if info.file_size > _PART_BYTES:
            raise too_long(self.label)
        return self.parsed(_unpacked(self, info))

    def parsed(self, data: bytes) -> Element:
        """The root element of XML, as far as all that is read fits in memory."""
        root, weight = parsed(data, self.label, self.format, _TREE_BYTES - self._tree_bytes)
        self._tree_bytes += weight
        return root


def members_of(data: bytes, label: str, of: Format) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """The archive in a file with its members by their names in small letters.

    Raises ImportFailed, with one sentence, for what is no archive or not safe to unpack.
    """
    refuse_large(data, label)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
    except _UNREADABLE as error:
        raise damaged(label, of) from error
    return archive, _checked(infos, label, of)


def parsed(data: bytes, label: str, of: Format, room: int = _TREE_BYTES) -> tuple[Element, int]:
    """The root element of XML and the bytes that its tree may take. Raises ImportFailed."""
    _refuse_declarations(data, label, of)
    weight = _weight(data.count(b"<"), data.count(b"="))
    if weight > room:
        raise too_long(label)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error):
            raise too_deep(label) from error
        raise damaged(label, of) from error
    return root, weight


def _weight(elements: int, attributes: int) -> int:
    return _ELEMENT_BYTES * elements + _ATTRIBUTE_BYTES * attributes


def too_heavy(elements: int, attributes: int) -> bool:
    """Whether a tree of so many elements and attributes takes more memory than any copy needs."""
    return _weight(elements, attributes) > _TREE_BYTES


def refuse_large(data: bytes, label: str) -> None:
    """Raises ImportFailed for a file that is larger than any copy."""
    if len(data) > MAX_PACKED_BYTES:
        raise ImportFailed(
            f"{label} is larger than {MAX_PACKED_BYTES // 1024**2} MB; take out or shrink its images."
        )


def too_deep(label: str) -> ImportFailed:
    """Why a file cannot be read whose parts stand within each other without end."""
    return ImportFailed(f"{label} is nested too deeply to be read; simplify its tables and text boxes.")


def too_long(label: str) -> ImportFailed:
    """Why a file cannot be read that holds more than a story may."""
    return ImportFailed(f"{label} is too long to be read at once; split it in two.")


def damaged(label: str, of: Format) -> ImportFailed:
    """Why a file cannot be read that is not whole."""
    return ImportFailed(
        f"{label} is damaged or cut off; open it in {of.program}, save it again and try once more."
    )


def incomplete(label: str, of: Format) -> ImportFailed:
    """Why an archive cannot be read that lacks what a file of its kind has."""
    return ImportFailed(f"{label} is not a complete {of.kind}; open it in {of.program} and save it again.")


def _checked(infos: list[zipfile.ZipInfo], label: str, of: Format) -> dict[str, zipfile.ZipInfo]:
    """The members by their names, once nothing about them speaks against unpacking."""
    if len(infos) > _MEMBERS:
        raise ImportFailed(
            f"{label} has more than {_MEMBERS:,} parts, more than any {of.kind}; "
            f"save it in {of.program} again."
        )
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        key = info.filename.lstrip("/").casefold()
        if key in members:
            raise ImportFailed(
                f"{label} has two parts with the same name; open it in {of.program} and save it again."
            )
        if info.flag_bits & _ENCRYPTED:
            raise ImportFailed(f"{label} is encrypted; save it without a password and try again.")
        if info.compress_type not in _PACKED:
            raise ImportFailed(
                f"{label} is compressed in a way {of.program} does not use; save it in {of.program} again."
            )
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


def _unpacked(package: Package, info: zipfile.ZipInfo, most: int = -1) -> bytes:
    try:
        with package.archive.open(info) as member:
            return member.read(most)
    except _UNREADABLE as error:
        raise damaged(package.label, package.format) from error


def look_for_declarations(package: Package) -> None:
    """Refuse a document type in any part, read or not."""
    for key, info in package.members.items():
        if key.endswith((".xml", ".rels", ".vml", ".rdf")):
            _refuse_declarations(_unpacked(package, info, _PROLOGUE), package.label, package.format)


def _refuse_declarations(data: bytes, label: str, of: Format) -> None:
    """What says in which encoding and of which type it is has to say what the program writes."""
    if b"\x00" in data[:64] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\x00", b"")
    declared = _ENCODING.search(data[:300])
    if declared and declared[1].decode("ascii").lower() not in _ENCODINGS:
        raise ImportFailed(
            f"{label} is in an encoding that {of.program} does not use; "
            f"open it in {of.program} and save it again."
        )
    if _DECLARATION.search(data):
        raise ImportFailed(
            f"{label} has a document type declaration, which {of.program} never writes; "
            f"save it in {of.program} again."
        )
