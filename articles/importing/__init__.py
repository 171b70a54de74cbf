"""Copy comes in: bytes or pasted text → ImportedArticle(doc, notes, suspicions, losses). Pure Python.

``files`` says which kinds of files there are. Source formats (text, markdown) have one module each, which
turns marked copy into a document; what they share is in parsing. ``word`` and ``opendocument`` read files
that have their comments and tracked changes beside the text, by what is in ``annotated``.
"""

from articles.importing.annotated.model import Change, moment_of
from articles.importing.article import ImportedArticle, import_text
from articles.importing.decoding import MAX_BYTES, ImportFailed
from articles.importing.files import (
    KINDS,
    KNOWN_TYPES,
    import_copy,
    kinds_in_words,
    most_bytes,
)
from articles.importing.packing import import_packed, unpack

__all__ = [
    "KINDS",
    "KNOWN_TYPES",
    "MAX_BYTES",
    "Change",
    "ImportFailed",
    "ImportedArticle",
    "import_copy",
    "import_packed",
    "import_text",
    "kinds_in_words",
    "moment_of",
    "most_bytes",
    "unpack",
]
