"""Pages (.html) → a document, with what they strike, put in and comment on. Pure Python.

``parsing`` makes the tree, ``looks`` and ``elements`` know what elements and style sheets say, ``office``
what Word writes into styles, ``margins`` takes the comments and footnotes of word processors off the end, and
``body`` reads the rest into the values of ``annotated.model``, with ``ranges`` for what comments are on.
"""

from articles.importing.html.reading import read_page, read_source

__all__ = ["read_page", "read_source"]
