"""Comments and footnotes at the end of a page, as word processors write them, with where they belong.

The text holds ``<a href="#ftnt1" id="ftnt_ref1">[1]</a>``, the end of the page the words of the footnote
behind ``<a href="#ftnt_ref1" id="ftnt1">[1]</a>``. Each program has names of its own for the two anchors:
Google Docs (``cmnt``, ``ftnt``), Word (``_msocom_``, ``_ftn``, ``_edn``) and LibreOffice (``sdfootnote``,
``sdendnote``). Google tells no author, no time and no range of a comment, and a reply is one more comment in
the same place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lxml import etree

from articles.documents.allowed import clean_text
from articles.importing.annotated.model import CommentPlaces
from articles.importing.annotated.threads import Comment, Threads, joined, threads_of
from articles.importing.html.office import LIST_PARTS, CommentFacts, author_within, facts_of, part_of
from articles.importing.packages import Element

_REFERENCE: Final = re.compile(
    r"(?:(cmnt|ftnt)_ref|_(ftn|edn)ref|_(mso)anchor_)([0-9]{1,6})$|(sdfootnote|sdendnote)([0-9]{1,6})anc$"
)
"""Names of an anchor in the text."""
_END: Final = re.compile(
    r"(?:(cmnt|ftnt)|_(ftn|edn)|_(mso)com_)([0-9]{1,6})$|(sdfootnote|sdendnote)([0-9]{1,6})sym$"
)
"""Names of an anchor at the end; what both have in common is the key."""
_GOOGLE: Final = "cmnt"
_WORD: Final = "mso"
_COMMENTS: Final = (_GOOGLE, _WORD)
_REACH: Final = 20
"""Elements around the sign of a comment among which the block that holds it is looked for."""
_LINES: Final = frozenset({"p", "li", "div"})


@dataclass
class Margins:
    """What was taken off the end of a page: comments, and the elements of footnotes, by their keys.

    ``ruled`` when a rule may be left between the text and what was taken.
    """

    comments: dict[str, Comment] = field(default_factory=dict)
    notes: dict[str, Element] = field(default_factory=dict)
    ruled: bool = False

    def referred(self, element: Element) -> str:
        """The key of the comment or footnote to which a link in the text refers."""
        key = _referred(element)
        return key if key in self.comments or key in self.notes else ""

    def ranged(self, element: Element) -> str:
        """The key of the comment in whose range the words in an element stand, where Word says so."""
        number = facts_of(element).number
        return key if number and (key := _WORD + number) in self.comments else ""

    def threads(self, places: Mapping[str, CommentPlaces]) -> Threads:
        """The comments as threads: those of Google in one place are one."""
        together: dict[tuple[int, int], list[Comment]] = {}
        for key, place in places.items():
            if place.reference is not None and key in self.comments and key.startswith(_GOOGLE):
                spot = id(place.reference.paragraph), place.reference.offset
                together.setdefault(spot, []).append(self.comments[key])
        guessed = joined(together.values())
        return Threads(tuple(threads_of(list(self.comments.values()))), guessed)


def take_margins(root: Element) -> Margins:
    """Take the comments and footnotes off the end of a page."""
    margins = Margins()
    links = list(root.iter("a"))
    referred = set(filter(None, map(_referred, links)))
    facts = {found.number: found for link in links if (found := facts_of(link)).initials}
    for key, link in _ends(links).items():
        holder = _holder(link) if key in referred else None
        if holder is None or holder.getparent() is None:
            continue
        for sign in [one for one in holder.iter("a") if _ended(one) == key]:
            _remove(sign)
        if key.startswith(_COMMENTS):
            known = facts.get(key.removeprefix(_WORD), CommentFacts())
            margins.comments[key] = _comment(key, holder, known)
        else:
            margins.notes[key] = holder
        margins.ruled |= key.startswith((_GOOGLE, "ftnt"))
        _remove(holder)
    _give_parents(margins.comments, facts)
    for rule in [one for one in root.iter("hr") if part_of(one.getparent()) in LIST_PARTS]:
        _remove(rule)
    return margins


def _key(form: re.Pattern[str], *names: str | None) -> str:
    """What one of these names is an anchor of."""
    found = next(filter(None, (form.match(name) for name in names if name)), None)
    return "".join(filter(None, found.groups())) if found else ""


def _leads(link: Element) -> str:
    """The fragment of the address that a link leads to."""
    return str((link.get("href") or "").rpartition("#")[2])


def _referred(link: Element) -> str:
    if not link.get("href"):
        return ""
    return _key(_REFERENCE, link.get("id"), link.get("name")) or _key(_END, _leads(link))


def _ended(link: Element) -> str:
    return _key(_END, link.get("id"), link.get("name")) or _key(_REFERENCE, _leads(link))


def _ends(links: Sequence[Element]) -> dict[str, Element]:
    """The anchors at the end of the page by their keys: those that say so, or else those that lead back."""
    ends: dict[str, Element] = {}
    for link in links:
        if key := _key(_END, link.get("id"), link.get("name")):
            ends.setdefault(key, link)
    for link in links:
        if key := _key(_REFERENCE, _leads(link)):
            ends.setdefault(key, link)
    return ends


def _holder(link: Element) -> Element | None:
    """The innermost block that holds the whole of what stands behind a link."""
    block = next((above for above in islice(link.iterancestors(), _REACH) if above.tag in _LINES), None)
    if block is None or block.tag == "div":
        return block
    outer = block.getparent()
    if outer is None or outer.tag != "div" or outer[0] is not block or (outer.text or "").strip():
        return block
    anchors = (each for each in outer.iter("a") if _ended(each))
    return block if len(list(islice(anchors, 2))) > 1 else outer


def _comment(key: str, holder: Element, facts: CommentFacts) -> Comment:
    lines = (" ".join(clean_text(line).split()) for line in "".join(_texts(holder)).split("\n"))
    return Comment(
        key,
        author=author_within(holder),
        initials=facts.initials,
        written_at=facts.written_at,
        words="\n".join(filter(None, lines)),
        resolved=facts.done,
    )


def _texts(holder: Element) -> Iterator[str]:
    """The words in an element, and a line feed around each of its lines."""
    for event, element in etree.iterwalk(holder, events=("start", "end")):
        if element.tag in _LINES or element.tag == "br":
            yield "\n"
        if event == "start" and isinstance(element.tag, str):
            yield _on_one_line(element.text)
        elif event == "end" and element is not holder:
            yield _on_one_line(element.tail)


def _on_one_line(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _give_parents(comments: Mapping[str, Comment], facts: Mapping[str, CommentFacts]) -> None:
    """Which comment of Word replies to which."""
    for number, known in facts.items():
        reply, first = comments.get(_WORD + number), comments.get(_WORD + known.parent)
        if reply is not None and first is not reply:
            reply.parent = first


def _remove(element: Element) -> None:
    """Take an element out, and leave the words behind it."""
    parent, tail = element.getparent(), element.tail
    before = element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)
