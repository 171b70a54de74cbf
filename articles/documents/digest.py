"""The one way a document is written out, and the fingerprint of what people sign."""

from __future__ import annotations

import hashlib
from typing import Any

from prosemirror.model import Node

from articles.documents.schema import parse
from articles.documents.writing import encode, write


def canonical_json(doc: Node | dict[str, Any]) -> str:
    """The document as JSON that is the same for equal documents, whoever wrote them.

    Keys are sorted, there are no spaces, and attributes that equal their default are left out, so that an
    attribute added to the schema later changes no older digest. Raises DocumentError for invalid data.
    """
    return write(doc if isinstance(doc, Node) else parse(doc))


def publication_digest(*, document: str, byline: str, language: str, direction: str) -> str:
    """``sha256:<hex>`` of everything that would be printed; ``document`` is ``canonical_json``.

    It can be recomputed with any tool: the SHA-256 of the UTF-8 bytes of
    ``{"byline":…,"direction":…,"document":…,"language":…}`` in this order, without spaces, the document
    being the string of its JSON.
    """
    signed = encode({"byline": byline, "direction": direction, "document": document, "language": language})
    return "sha256:" + hashlib.sha256(signed.encode()).hexdigest()
