"""Word files (.docx, .docm, .dotx) → a document with its comments and tracked changes. Pure Python.

``package`` opens the file safely; ``body`` reads its parts into the values of ``model``, with ``styles``,
``numbering``, ``fields``, ``symbols`` and ``changes`` (whose tracked change is which); ``comments`` reads the
threads; ``openings`` turns Word's paragraph marks into ours, and ``building`` makes the document of it all.
"""

from articles.importing.word.package import MAX_WORD_BYTES
from articles.importing.word.reading import WordCopy, read_word

__all__ = ["MAX_WORD_BYTES", "WordCopy", "read_word"]
