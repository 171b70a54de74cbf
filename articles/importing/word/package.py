"""A Word file as a package of parts, which are found by their relationships."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import unquote

from articles.importing.binary import seems_to_be
from articles.importing.decoding import ImportFailed, shown
from articles.importing.packages import (
    Format,
    Package,
    incomplete,
    look_for_declarations,
    members_of,
    refuse_large,
)
from articles.importing.word.names import Element, name

WORD: Final = Format("Word document", "Word")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Relationship:
    """What a part refers to. ``kind`` is the last piece of its type; ``target`` is the name of a part of
    this package, or for ``external`` ones an address, which is never followed."""

    kind: str
    target: str
    external: bool


@dataclass
class WordPackage(Package):
    """An opened Word file with the name of its main part."""

    main: str = ""

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

    def roots_of(self, related: Mapping[str, Relationship], *kinds: str) -> Iterator[Element]:
        """The roots of the parts to which there is a relationship of one of these kinds, each once."""
        found = (one.target.casefold() for one in related.values() if one.kind in kinds and not one.external)
        for target in dict.fromkeys(found):
            root = self.root(target)
            if root is not None:
                yield root

    def has_kind(self, kind: str) -> bool:
        """Whether the main part has a relationship of this kind."""
        return any(found.kind == kind for found in self.of_main.values())


def open_package(data: bytes, *, filename: str) -> WordPackage:
    """The package in a file, its main part found and known to be a Word document.

    Raises ImportFailed, with one sentence, for everything else.
    """
    label = shown(filename)
    refuse_large(data, label)
    _refuse_other_files(data, label)
    archive, members = members_of(data, label, WORD)
    package = WordPackage(label, WORD, archive, members)
    look_for_declarations(package)
    package.main = _main_part(package, data)
    return package


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


def _resolved(folder: str, target: str) -> str:
    """The name of the part at a target, which is written as seen from a folder."""
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    joined = path if path.startswith("/") else f"/{folder}/{path}"
    return posixpath.normpath(joined).lstrip("/")


def _main_part(package: WordPackage, data: bytes) -> str:
    for found in package.relationships("").values():
        if found.kind != "officeDocument" or found.external:
            continue
        root = package.root(found.target)
        if root is not None and name(root) == "document":
            return found.target
    kind = seems_to_be(data)
    if kind and kind not in ("a Word document", "a zip archive"):
        raise ImportFailed(f"{package.label} seems to be {kind}, not a Word document; save it as .docx.")
    raise incomplete(package.label, WORD)
