"""OpenDocument texts (.odt, .ott, .fodt) → a document with its comments and tracked changes. Pure Python.

``package`` opens the file; ``body`` and ``inline`` read its text into the values of ``annotated.model``, with
``styles``, ``lists``, ``frames``, ``words`` (white space) and ``changes``; ``annotations`` reads the threads.
"""

from articles.importing.opendocument.reading import read_open_document

__all__ = ["read_open_document"]
