"""From where to where the words stand that a comment is on, noted while a page is read."""

from __future__ import annotations

from articles.importing.annotated.model import CommentPlaces, Paragraph, Point


class Ranges:
    """Fills the places of comments, by their keys; an empty key stands for no comment.

    A range begins with the first words behind the place that opens it and may go on in later elements.
    """

    def __init__(self, places: dict[str, CommentPlaces]) -> None:
        self._places = places
        self._waiting: dict[str, None] = {}
        self._end: Point | None = None

    def enter(self, key: str) -> None:
        """An element begins whose words are in the range."""
        if key and self._places.setdefault(key, CommentPlaces()).start is None:
            self._waiting[key] = None

    def begin(self, paragraph: Paragraph) -> None:
        """Words follow at the end of a paragraph."""
        for key in self._waiting:
            self._places[key].start = Point(paragraph, paragraph.length)
        self._waiting.clear()

    def go_on(self, paragraph: Paragraph) -> None:
        """Words were put at the end of a paragraph."""
        self._end = Point(paragraph, paragraph.length)

    def leave(self, key: str) -> None:
        """The element ends; without words it was no range."""
        self._waiting.pop(key, None)
        if key and self._places[key].start is not None:
            self._places[key].end = self._end
