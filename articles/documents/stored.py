"""Documents as the database keeps them: canonical JSON, parsed once as long as it stays the same.

Parsing and checking a document is most of what a small edit costs, and edits come in bursts. Nodes never
change and the text is the key, so that a cached document cannot be an outdated one.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from weakref import WeakKeyDictionary

from prosemirror.model import Node

from articles.documents.compare import BlockChange, compare
from articles.documents.diff import PackedDifference, diff_documents, packed_difference
from articles.documents.digest import canonical_json
from articles.documents.schema import parse
from articles.documents.suggestions import has_suggestions, rejected


class ParsedCache:
    """The documents that were read or written last, up to so many characters of JSON."""

    def __init__(self, *, characters: int) -> None:
        self._room = characters
        self._documents: OrderedDict[str, Node] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, content: str) -> Node | None:
        with self._lock:
            doc = self._documents.get(content)
            if doc is not None:
                self._documents.move_to_end(content)
            return doc

    def put(self, content: str, doc: Node) -> None:
        with self._lock:
            if content in self._documents:
                return
            self._documents[content] = doc
            self._room -= len(content)
            while self._room < 0:
                dropped, _doc = self._documents.popitem(last=False)
                self._room += len(dropped)

    def __len__(self) -> int:
        return len(self._documents)


parsed_documents = ParsedCache(characters=4_000_000)


def load(content: str) -> Node:
    """The document of a stored text; DocumentError when it is none."""
    doc = parsed_documents.get(content)
    if doc is None:
        doc = parse(json.loads(content))
        parsed_documents.put(content, doc)
    return doc


_published: WeakKeyDictionary[Node, Node] = WeakKeyDictionary()


def published(content: str) -> Node:
    """The document of a stored text as it would be printed."""
    return as_published(load(content))


def as_published(doc: Node) -> Node:
    """The document without anything that is proposed in it; itself when nothing is."""
    if not has_suggestions(doc):
        return doc
    found = _published.get(doc)
    if found is None:
        found = _published[doc] = rejected(doc)
    return found


def store(doc: Node) -> str:
    """The text to store for a valid document."""
    content = canonical_json(doc)
    parsed_documents.put(content, doc)
    return content


def compare_stored(old: str, new: str) -> list[BlockChange]:
    """The comparison of two stored texts as they would be printed."""
    return compare(published(old), published(new))


def difference_of_stored(old: str, new: str) -> PackedDifference:
    """The steps from one stored text to another."""
    return packed_difference(diff_documents(load(old), load(new)))
