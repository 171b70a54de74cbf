"""The images of the story in a document: which it shows, and the same document with others."""

from __future__ import annotations

from collections.abc import Mapping

from prosemirror.model import Fragment, Node

from articles.documents.allowed import asset_address, asset_digest


def images_of(node: Node) -> dict[str, str]:
    """The digests of the images of the story in a document, with their alternative texts."""
    if node.type.name == "image":
        digest = asset_digest(str(node.attrs["src"]))
        return {digest: str(node.attrs["alt"])} if digest else {}
    found: dict[str, str] = {}
    if not node.inline_content:
        for child in node.children:
            found |= images_of(child)
    return found


def with_images(node: Node, digests: Mapping[str, str]) -> Node:
    """The document with images in place of those whose digests are named."""
    if node.type.name == "image":
        digest = digests.get(asset_digest(str(node.attrs["src"])))
        return node.type.create({**node.attrs, "src": asset_address(digest)}) if digest else node
    if node.inline_content or not node.child_count:
        return node
    return node.copy(Fragment.from_array([with_images(child, digests) for child in node.children]))
