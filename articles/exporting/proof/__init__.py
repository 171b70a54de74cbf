"""Copy as a PDF to be read and marked: numbered lines, queries in the margin, their threads behind.

A document becomes plain data (``passages``, ``runs``, ``pages``), from which ``proof.typ`` sets the pages
(``typesetting``). Pure: who asked what is handed in.
"""

from articles.exporting.proof.model import Labels, Note, Proof, Thread
from articles.exporting.proof.pages import pages_of
from articles.exporting.proof.typesetting import typeset

__all__ = ["Labels", "Note", "Proof", "Thread", "pages_of", "typeset"]
