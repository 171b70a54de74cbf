"""An OpenDocument text: an archive of parts (.odt), or one file of XML with the same in it (.fodt)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from articles.importing.binary import seems_to_be
from articles.importing.decoding import ImportFailed, shown
from articles.importing.opendocument.names import child, name
from articles.importing.packages import (
    Element,
    Format,
    Package,
    incomplete,
    look_for_declarations,
    members_of,
    parsed,
    refuse_large,
)

OPEN_DOCUMENT: Final = Format("OpenDocument text", "LibreOffice")
_PROTECTED: Final = re.compile(rb"<(?:\w{1,40}:)?encryption-data[\s/>]")
_MANIFEST: Final = "META-INF/manifest.xml"
_MANIFEST_BYTES: Final = 4 * 1024 * 1024
_OTHERS: Final = {
    "office:spreadsheet": "a spreadsheet",
    "office:presentation": "a presentation",
    "office:drawing": "a drawing",
    "office:chart": "a chart",
}


@dataclass(frozen=True)
class OpenDocument:
    """``text`` is the element that holds the text; ``roots`` are those in which styles are looked for."""

    label: str
    text: Element
    roots: tuple[Element, ...]
    package: Package | None = None

    def within(self, wanted: str) -> Iterator[Element]:
        """The elements of that name right below the roots, those of the text last."""
        for root in self.roots:
            found = child(root, wanted)
            if found is not None:
                yield found


def written_in(element: Element) -> bytes | None:
    """What an ``office:binary-data`` holds, which is written in base64; nothing where it is not."""
    with suppress(ValueError):
        return base64.b64decode("".join((element.text or "").split()))
    return None


def open_document(data: bytes, *, filename: str) -> OpenDocument:
    """The parts of a file that are read. Raises ImportFailed, with one sentence, for what is none."""
    label = shown(filename)
    if not data:
        raise ImportFailed(f"{label} is empty; choose the file that holds the copy.")
    refuse_large(data, label)
    if data.startswith(b"PK"):
        return _packed(data, label)
    # In UTF-16, each character is one of these with a zero byte beside it.
    if data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        root, _weight = parsed(data, label, OPEN_DOCUMENT)
        return OpenDocument(label, _text_of(root, label), (root,))
    kind = seems_to_be(data)
    raise ImportFailed(
        f"{label} seems to be {kind}, not an OpenDocument text; save it as .odt and try again."
        if kind
        else f"{label} is not an OpenDocument text; save it as .odt and try again."
    )


def _packed(data: bytes, label: str) -> OpenDocument:
    archive, members = members_of(data, label, OPEN_DOCUMENT)
    package = Package(label, OPEN_DOCUMENT, archive, members)
    look_for_declarations(package)
    manifest = package.data(_MANIFEST, _MANIFEST_BYTES) or b""
    if _PROTECTED.search(manifest) or "encrypted-package" in members:
        raise ImportFailed(f"{label} is protected by a password; save it without one and try again.")
    if "content.xml" not in members:
        kind = seems_to_be(data)
        if kind and kind != "a zip archive":
            raise ImportFailed(f"{label} seems to be {kind}, not an OpenDocument text; save it as .odt.")
        raise incomplete(label, OPEN_DOCUMENT)
    content, styles = package.root("content.xml"), package.root("styles.xml")
    text = _text_of(content, label)
    return OpenDocument(label, text, tuple(root for root in (styles, content) if root is not None), package)


def _text_of(root: Element, label: str) -> Element:
    if name(root) not in ("office:document-content", "office:document"):
        raise incomplete(label, OPEN_DOCUMENT)
    body = child(root, "office:body")
    text = child(body, "office:text")
    if text is not None:
        return text
    for found in () if body is None else body:
        if kind := _OTHERS.get(name(found)):
            raise ImportFailed(f"{label} is {kind}, not a text; save its copy as .odt and try again.")
    raise incomplete(label, OPEN_DOCUMENT)
