"""Tracked changes: regions in front of the text, and the marks in it at which each begins and ends.

What was put in stands in the text between two marks; what was taken out stands in its region, with one mark
in the text where it was.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from articles.importing.annotated.model import Change
from articles.importing.annotated.report import Report
from articles.importing.annotated.tracking import Tracked, author_of, moment
from articles.importing.opendocument.names import attribute, child, children, name
from articles.importing.packages import Element

_OF_REGION: Final = frozenset({"office:change-info"})


@dataclass(slots=True)
class Region:
    """A change. One that took out what another had put in is both; ``taken`` is what was taken out."""

    ins: Change | None = None
    dele: Change | None = None
    reshaped: bool = False
    taken: list[Element] = field(default_factory=list)


class Regions:
    """The changes of a text, and the insertions within whose marks reading has come.

    ``begun`` is how many insertions have begun whose words nobody took out again.
    """

    def __init__(self, text: Element, report: Report) -> None:
        self._report = report
        self._regions = dict(_regions(text))
        self._open: OrderedDict[str, Region] = OrderedDict()
        self._kept: OrderedDict[str, int] = OrderedDict()
        self.begun = 0

    def edge(self, element: Element) -> None:
        """A mark at which a change begins or ends."""
        key = attribute(element, "text:change-id")
        region = self._regions.get(key)
        if name(element) == "text:change-end":
            self._open.pop(key, None)
            self._kept.pop(key, None)
        elif region is not None:
            self._begin(key, region)
            if region.reshaped:
                region.reshaped = False
                self._report.change("look")

    def _begin(self, key: str, region: Region) -> None:
        if region.ins is not None:
            self._open[key] = region
            if region.dele is None and key not in self._kept:
                self._kept[key] = self.begun
                self.begun += 1

    def take(self, element: Element) -> Region | None:
        """What was taken out at a mark; nothing when it was read before."""
        region = self._regions.get(attribute(element, "text:change-id"))
        if region is None or not region.taken:
            return None
        found = Region(region.ins, region.dele, False, region.taken)
        region.taken = []
        return found

    def reaches_from(self, begun: int) -> bool:
        """Whether reading is still within an insertion that began when so many had."""
        return next(iter(self._kept.values()), begun) < begun

    def around(self, tracked: Tracked) -> Tracked:
        """What stands here, with the insertion within whose marks it does, the last that began."""
        if tracked.ins is None and self._open:
            region = next(reversed(self._open.values()))
            return Tracked(region.ins, tracked.dele)
        return tracked

    def finish(self) -> None:
        """Tell of what was taken out of no place."""
        for region in self._regions.values():
            if region.taken:
                self._report.tell("Deleted text with no place in the copy was left out")


def _regions(text: Element) -> Iterator[tuple[str, Region]]:
    for element in children(child(text, "text:tracked-changes"), "text:changed-region"):
        region = Region()
        for found in element:
            change = _change(found)
            if name(found) == "text:insertion":
                region.ins = change
            elif name(found) == "text:deletion":
                region.dele = change
                region.taken = [inner for inner in found if name(inner) not in _OF_REGION]
            elif name(found) == "text:format-change":
                region.reshaped = True
        yield attribute(element, "text:id") or attribute(element, "xml:id"), region


def _change(element: Element) -> Change:
    info = child(element, "office:change-info")
    creator, date = child(info, "dc:creator"), child(info, "dc:date")
    author = "" if creator is None else creator.text
    return Change(author_of(author), moment("" if date is None else date.text))
