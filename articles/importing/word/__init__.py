"""Word files (.docx, .docm, .dotx) → a document with its comments and tracked changes. Pure Python.

``package`` opens the file; ``body`` reads its parts into the values of ``annotated.model``, with ``styles``,
``numbering``, ``fields``, ``symbols`` and ``changes`` (whose tracked change is which); ``comments`` reads the
threads.
"""

from articles.importing.word.reading import read_word

__all__ = ["read_word"]
