"""Copy comes in: bytes or pasted text → ImportedArticle(doc, notes, suspicions, losses). Pure Python.

One module a format (text, markdown), each turning marked copy into a document; what they share is in parsing.
``word`` reads files that have their comments and tracked changes beside the text.
"""

from articles.importing.annotated.model import Change, moment_of
from articles.importing.article import (
    KNOWN_TYPES,
    ImportedArticle,
    import_copy,
    import_packed,
    import_text,
    most_bytes,
    unpacked_article,
)
from articles.importing.decoding import MAX_BYTES, ImportFailed

__all__ = [
    "KNOWN_TYPES",
    "MAX_BYTES",
    "Change",
    "ImportFailed",
    "ImportedArticle",
    "import_copy",
    "import_packed",
    "import_text",
    "moment_of",
    "most_bytes",
    "unpacked_article",
]
