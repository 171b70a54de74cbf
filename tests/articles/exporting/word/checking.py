"""What Word would complain of in a package, as far as it is known: the order of elements, ids, references.

The orders are those of the schema of WordprocessingML (ECMA-376, part 1, annex A).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from tests.articles.exporting.reading import parts, pictures

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ORDERS = {
    "pPr": "pStyle keepNext numPr pBdr shd tabs bidi spacing ind jc outlineLvl rPr sectPr pPrChange",
    "rPr": "ins del rStyle rFonts b bCs i iCs color sz szCs u vertAlign rtl lang rPrChange",
    "numPr": "ilvl numId",
    "tblPr": "tblStyle bidiVisual tblW jc tblInd tblBorders tblLook",
    "tbl": "tblPr tblGrid tr",
    "trPr": "tblHeader ins del",
    "tc": "tcPr p",
    "sectPr": "headerReference footnotePr pgSz pgMar bidi",
    "style": "name basedOn next uiPriority qFormat pPr rPr",
    "lvl": "start numFmt lvlText lvlJc pPr",
    "num": "abstractNumId lvlOverride",
    "settings": "zoom trackRevisions defaultTabStop characterSpacingControl footnotePr compat",
    "numbering": "abstractNum num",
    "styles": "docDefaults style",
}
_NUMBERED = ("ins", "del", "rPrChange", "pPrChange", "bookmarkStart", "comment")


def faults(data: bytes) -> list[str]:
    """What is wrong with a package, in sentences."""
    found = parts(data)
    roots = {name: etree.fromstring(text.encode()) for name, text in found.items()}
    return [
        *_packaging(roots, pictures(data)),
        *_orders(roots),
        *_texts(roots["word/document.xml"]),
        *_ids(roots),
        *_references(roots),
        *_comments(roots),
    ]


def _local(element) -> str:
    return etree.QName(element).localname


def _packaging(roots, media) -> Iterator[str]:
    types = roots["[Content_Types].xml"]
    named = {one.get("PartName").lstrip("/") for one in types if _local(one) == "Override"}
    others = {name for name in roots if not name.endswith(".rels") and name != "[Content_Types].xml"}
    yield from (f"{name} has no content type" for name in others - named)
    yield from (f"the content type of {name} is of no part" for name in named - others)
    reached = set()
    for name, root in roots.items():
        if not name.endswith(".rels"):
            continue
        folder = name.split("_rels/")[0]
        ids = [one.get("Id") for one in root.iter(_RELATIONSHIP)]
        yield from (f"{one} is twice in {name}" for one, count in Counter(ids).items() if count > 1)
        for one in root.iter(_RELATIONSHIP):
            target = folder + one.get("Target")
            if one.get("TargetMode") == "External":
                continue
            reached.add(target)
            if target not in roots and target not in media:
                yield f"{name} refers to {target}, which is not there"
    yield from (f"nothing refers to {name}" for name in (others | {*media}) - reached)


def _orders(roots) -> Iterator[str]:
    for name, root in roots.items():
        for element in root.iter(f"{W}*"):
            order = _ORDERS.get(_local(element), "").split()
            if not order:
                continue
            kinds = [_local(child) for child in element]
            unknown = set(kinds) - set(order)
            if unknown:
                yield f"{name}: {_local(element)} has {unknown}"
            elif [order.index(kind) for kind in kinds] != sorted(order.index(kind) for kind in kinds):
                yield f"{name}: {_local(element)} is in the order {kinds}"


def _texts(body) -> Iterator[str]:
    for element in body.iter(f"{W}t", f"{W}delText"):
        around = [_local(one) for one in element.iterancestors()]
        if ("del" in around) != (_local(element) == "delText"):
            yield f"“{element.text}” is {_local(element)} in {around}"
        keeps = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
        if element.text and element.text.strip() != element.text and not keeps:
            yield f"“{element.text}” loses its spaces"
    for link in body.iter(f"{W}hyperlink"):
        if any(_local(one) in ("ins", "del") for one in link.iterancestors()):
            yield "a link stands in a tracked change"
    for cell in body.iter(f"{W}tc", f"{W}body"):
        kinds = [_local(one) for one in cell if _local(one) != "sectPr"]
        if kinds[-1] != "p":
            yield f"the last of a {_local(cell)} is a {kinds[-1]}"


def _ids(roots) -> Iterator[str]:
    ids = [
        element.get(f"{W}id")
        for name in ("word/document.xml", "word/comments.xml", "word/footnotes.xml")
        if name in roots
        for kind in _NUMBERED
        for element in roots[name].iter(W + kind)
    ]
    yield from (f"the id {one} is there {count} times" for one, count in Counter(ids).items() if count > 1)
    for name in ("word/document.xml", "word/comments.xml"):
        if name in roots:
            yield from (
                f"a {_local(element)} has no author"
                for element in roots[name].iter(f"{W}ins", f"{W}del", f"{W}rPrChange", f"{W}pPrChange")
                if not element.get(f"{W}author")
            )


def _references(roots) -> Iterator[str]:
    body = roots["word/document.xml"]
    styles = {one.get(f"{W}styleId") for one in roots["word/styles.xml"].iter(f"{W}style")}
    used = {
        element.get(f"{W}val")
        for root in roots.values()
        for element in root.iter(f"{W}pStyle", f"{W}rStyle", f"{W}basedOn", f"{W}next")
    }
    yield from (f"there is no style {one}" for one in used - styles)
    lists = {one.get(f"{W}numId") for one in roots.get("word/numbering.xml", []) if _local(one) == "num"}
    wanted = {one.get(f"{W}val") for one in body.iter(f"{W}numId")}
    yield from (f"there is no list {one}" for one in wanted - lists)
    for name in ("document", "footnotes"):
        if f"word/{name}.xml" not in roots:
            continue
        related = roots.get(f"word/_rels/{name}.xml.rels", etree.Element("none"))
        ids = {one.get("Id") for one in related.iter(_RELATIONSHIP)}
        asked = {
            value
            for element in roots[f"word/{name}.xml"].iter()
            for key, value in element.attrib.items()
            if key.startswith(R)
        }
        yield from (f"{name}: there is no relationship {one}" for one in asked - ids)
    starts = Counter(one.get(f"{W}id") for one in body.iter(f"{W}bookmarkStart"))
    ends = Counter(one.get(f"{W}id") for one in body.iter(f"{W}bookmarkEnd"))
    if starts != ends:
        yield "bookmarks begin and do not end"


def _comments(roots) -> Iterator[str]:
    body = roots["word/document.xml"]
    known = roots.get("word/comments.xml")
    marks = {
        kind: Counter(one.get(f"{W}id") for one in body.iter(f"{W}comment{kind}"))
        for kind in ("RangeStart", "RangeEnd", "Reference")
    }
    ids = Counter(one.get(f"{W}id") for one in known) if known is not None else Counter()
    yield from (f"{kind}s of comments: {found}" for kind, found in marks.items() if found != ids)
    if known is None:
        return
    paragraphs = [_by_local(paragraph, "paraId") for comment in known for paragraph in comment.iter(f"{W}p")]
    lasts = [_by_local(list(comment.iter(f"{W}p"))[-1], "paraId") for comment in known]
    if len(set(paragraphs)) != len(paragraphs) or not all(
        0 < int(one, 16) < 0x80000000 for one in paragraphs
    ):
        yield "ids of paragraphs are not unique or too large"
    extended, durable = roots["word/commentsExtended.xml"], roots["word/commentsIds.xml"]
    if [_by_local(one, "paraId") for one in extended] != lasts:
        yield "commentsExtended has other comments"
    if [_by_local(one, "paraId") for one in durable] != lasts:
        yield "commentsIds has other comments"
    moments = [_by_local(one, "durableId") for one in roots["word/commentsExtensible.xml"]]
    if moments != [_by_local(one, "durableId") for one in durable] or len(set(moments)) != len(moments):
        yield "commentsExtensible has other comments"
    parents = {_by_local(one, "paraIdParent") for one in extended} - {""}
    if not parents <= set(lasts):
        yield "a reply is to no comment"
    dates = [one.get(f"{W}date") for one in known]
    if len(set(dates)) != len(dates):
        yield "two comments are of one second"


def _by_local(element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == name), "")
