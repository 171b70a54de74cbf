"""Which list a paragraph stands in: lists within each other, and lists that go on counting."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from articles.importing.annotated.model import ListPlace
from articles.importing.opendocument.names import attribute, is_on, number
from articles.importing.opendocument.styles import Styles
from articles.importing.packages import Element


@dataclass(frozen=True, slots=True)
class ListAround:
    """The list that is being read: its key, the style that its levels have, and its level, from 0."""

    key: str
    style: str
    level: int
    start: int | None = None


@dataclass
class Lists:
    """Gives out the keys of lists while a text is read."""

    styles: Styles
    _count: int = 0
    _named: dict[str, str] = field(default_factory=dict)
    _last: dict[str, str] = field(default_factory=dict)

    def enter(self, element: Element, around: ListAround | None) -> ListAround:
        """Go into a ``text:list``."""
        style = attribute(element, "text:style-name") or (around.style if around else "")
        if around is not None:
            return ListAround(around.key, style, around.level + 1)
        key = self._continued(element, style)
        self._last[style] = key
        if named := attribute(element, "xml:id"):
            self._named[named] = key
        return ListAround(key, style, 0)

    def _continued(self, element: Element, style: str) -> str:
        """The key of the list that this one goes on with, or a new one."""
        found = self._named.get(attribute(element, "text:continue-list"))
        if found is None and is_on(attribute(element, "text:continue-numbering")):
            found = self._last.get(style)
        if found is None:
            self._count += 1
            found = f"list:{self._count}"
        return found

    @staticmethod
    def item(element: Element, around: ListAround) -> ListAround:
        """Go into a ``text:list-item``, which may say at what it begins to count."""
        return replace(around, start=number(attribute(element, "text:start-value")))

    def place(self, around: ListAround) -> ListPlace | None:
        """Where a paragraph stands in this list; nothing where nothing stands in front of its items."""
        level = self.styles.level(around.style, around.level)
        if not level.shown:
            return None
        start = level.start if around.start is None else around.start
        return ListPlace(around.key, min(around.level, 8), level.ordered, start)
