"""The package of a Word file: its parts with their content types and relationships."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import quote

from lxml import etree

from articles.exporting.packages import packed
from articles.exporting.pictures import Picture
from articles.exporting.word.names import Element, written

_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT: Final = "http://schemas.microsoft.com/office"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_UNSAFE: Final = re.compile(r'[\s"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})')


class _Kind(NamedTuple):
    """The name of a part, its content type, and what it is to the part that refers to it."""

    name: str
    content_type: str
    relationship: str


_KINDS: Final = {
    "document": _Kind("word/document.xml", f"{_WORD}.document.main+xml", f"{_RELATED}/officeDocument"),
    "core": _Kind(
        "docProps/core.xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        f"{_PACKAGE}/relationships/metadata/core-properties",
    ),
    "custom": _Kind(
        "docProps/custom.xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        f"{_RELATED}/custom-properties",
    ),
    **{
        name: _Kind(f"word/{file or name}.xml", f"{_WORD}.{name}+xml", f"{base}/{name}")
        for name, file, base in (
            ("styles", "", _RELATED),
            ("settings", "", _RELATED),
            ("fontTable", "", _RELATED),
            ("numbering", "", _RELATED),
            ("footnotes", "", _RELATED),
            ("header", "header1", _RELATED),
            ("comments", "", _RELATED),
            ("commentsExtended", "", f"{_MICROSOFT}/2011/relationships"),
            ("commentsIds", "", f"{_MICROSOFT}/2016/09/relationships"),
            ("commentsExtensible", "", f"{_MICROSOFT}/2018/08/relationships"),
            ("people", "", f"{_MICROSOFT}/2011/relationships"),
        )
    },
}
_OF_PACKAGE: Final = ("document", "core", "custom")


@dataclass
class Links:
    """What a part refers to, each by one relationship: addresses outside, and pictures in the package."""

    _ids: dict[str, str] = field(default_factory=dict)
    _pictures: dict[Picture, str] = field(default_factory=dict)

    def id_of(self, address: str) -> str:
        """The id of the relationship with this address."""
        return self._ids.setdefault(address, f"link{len(self._ids) + 1}")

    def id_of_picture(self, picture: Picture) -> str:
        """The id of the relationship with this picture."""
        return self._pictures.setdefault(picture, f"image{len(self._pictures) + 1}")

    @property
    def media(self) -> dict[str, Picture]:
        """The pictures by the names of their files."""
        return {f"media/{key}.{picture.extension}": picture for picture, key in self._pictures.items()}

    def write(self, relationships: Element) -> None:
        for key, name in zip(self._pictures.values(), self.media, strict=True):
            _relationship(relationships, key, f"{_RELATED}/image", name)
        for address, key in self._ids.items():
            _relationship(relationships, key, f"{_RELATED}/hyperlink", _address(address)).set(
                "TargetMode", "External"
            )


@dataclass
class Package:
    """Parts by their kinds, with the links of those that have some."""

    parts: dict[str, Element] = field(default_factory=dict)
    links: dict[str, Links] = field(default_factory=dict)

    def packed(self) -> bytes:
        """The file."""
        files = {
            "[Content_Types].xml": self._content_types(),
            "_rels/.rels": self._relationships(_OF_PACKAGE, ""),
        }
        for kind, part in self.parts.items():
            files[_KINDS[kind].name] = part
        inner = [kind for kind in self.parts if kind not in _OF_PACKAGE]
        files["word/_rels/document.xml.rels"] = self._relationships(inner, "document")
        for kind, links in self.links.items():
            if kind != "document":
                name = _KINDS[kind].name.removeprefix("word/")
                files[f"word/_rels/{name}.rels"] = _links_alone(links)
        media = {f"word/{name}": picture.data for name, picture in self._media().items()}
        parts = {name: written(part) for name, part in files.items()}
        return packed(parts | media, uncompressed=media)

    def _media(self) -> dict[str, Picture]:
        """The pictures of the text; no other part has any."""
        return self.links["document"].media if "document" in self.links else {}

    def _content_types(self) -> Element:
        space = f"{_PACKAGE}/content-types"
        types = etree.Element(f"{{{space}}}Types", nsmap={None: space})
        for extension, content_type in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            *sorted({(picture.extension, picture.content_type) for picture in self._media().values()}),
        ):
            etree.SubElement(types, f"{{{space}}}Default", Extension=extension, ContentType=content_type)
        for kind in self.parts:
            found = _KINDS[kind]
            etree.SubElement(
                types, f"{{{space}}}Override", PartName=f"/{found.name}", ContentType=found.content_type
            )
        return types

    def _relationships(self, kinds: tuple[str, ...] | list[str], source: str) -> Element:
        relationships = _relationships_root()
        for kind in kinds:
            if kind in self.parts:
                target = _KINDS[kind].name.removeprefix("word/" if source else "")
                _relationship(relationships, relationship_of(kind), _KINDS[kind].relationship, target)
        if source in self.links:
            self.links[source].write(relationships)
        return relationships


def relationship_of(kind: str) -> str:
    """The id by which the text refers to a part."""
    return f"{kind}Part"


def _relationships_root() -> Element:
    space = f"{_PACKAGE}/relationships"
    return etree.Element(f"{{{space}}}Relationships", nsmap={None: space})


def _links_alone(links: Links) -> Element:
    relationships = _relationships_root()
    links.write(relationships)
    return relationships


def _relationship(parent: Element, key: str, kind: str, target: str) -> Element:
    space = f"{_PACKAGE}/relationships"
    return etree.SubElement(parent, f"{{{space}}}Relationship", Id=key, Type=kind, Target=target)


def _address(address: str) -> str:
    """An address with nothing in it at which Word calls a whole file damaged."""
    path, sharp, fragment = address.partition("#")
    return _UNSAFE.sub(_escaped, path) + sharp + _UNSAFE.sub(_escaped, fragment).replace("#", "%23")


def _escaped(found: re.Match[str]) -> str:
    return quote(found[0])
