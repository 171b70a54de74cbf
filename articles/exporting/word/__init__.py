"""Copy as a Word file (.docx): clean, for review with comments and tracked changes, or as a redline.

A document becomes lines (``lines``, ``shapes``, ``inline``), whose openings become paragraph marks
(``marks``); comments find their places among them (``ranges``); then all of it is written (``paragraphs``,
``runs``, ``comments``) and packed (``package``). Pure Python: who wrote what is handed in.
"""

from articles.exporting.word.model import UNKNOWN, Change, Comment, Thread
from articles.exporting.word.writing import (
    About,
    clean_docx,
    redline_docx,
    review_docx,
    review_docx_of_stored,
)

__all__ = [
    "UNKNOWN",
    "About",
    "Change",
    "Comment",
    "Thread",
    "clean_docx",
    "redline_docx",
    "review_docx",
    "review_docx_of_stored",
]
