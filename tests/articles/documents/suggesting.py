"""Random documents with suggestions of three people all over them."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from articles.documents import schema
from tests.articles.documents import building
from tests.articles.documents.building import LINK, block, doc, p, text

ANNA, BEN, NOBODY = "1.aaaaaaaa", "2.bbbbbbbb", "0.zzzzzzzz"
FLAGGED = {
    "list_item",
    "figure",
    "horizontal_rule",
    "pull_quote",
    "standfirst",
    "footnote",
    "table",
    "table_row",
}
FLOWING = {"paragraph", "heading"}

__all__ = ["ANNA", "BEN", "LINK", "NOBODY", "block", "doc", "documents", "mark", "p", "text"]


def mark(kind, suggestion, **attrs):
    return {"type": kind, "attrs": {"suggestion": suggestion} | attrs}


def inserted(words, suggestion=ANNA):
    return text(words, mark("insertion", suggestion))


def deleted(words, suggestion=ANNA):
    return text(words, mark("deletion", suggestion))


IDS = [ANNA, "1.cccccccc", BEN, "2.dddddddd", NOBODY]
KINDS = ["paragraph", "heading 2", "heading 4"]
WAS = ["[]", '[{"type":"em"}]', '[{"type":"strong"}]']


def sprinkled(node, chance):
    """The JSON of a node, or the pieces a text falls into, with suggestions everywhere."""
    if node["type"] in ("text", "hard_break", "footnote_reference"):
        return list(_pieces(node, chance))
    content = [piece for child in node.get("content", ()) for piece in sprinkled(child, chance)]
    attrs = dict(node.get("attrs", {}))
    for name in ("inserted", "deleted"):
        if node["type"] in FLAGGED | FLOWING and chance.random() < 0.35:
            attrs[name] = chance.choice(IDS)
    if node["type"] in FLOWING and chance.random() < 0.15:
        attrs["retyped"] = f"{chance.choice(IDS)} {chance.choice(KINDS)}"
    return [node | ({"attrs": attrs} if attrs else {}) | ({"content": content} if content else {})]


def _pieces(node, chance):
    words = node.get("text", "")
    cut = chance.randint(0, len(words))
    for part in (words[:cut], words[cut:]) if words else ("",):
        if words and not part:
            continue
        marks = list(node.get("marks", ()))
        marks += [
            mark(kind, chance.choice(IDS)) for kind in ("insertion", "deletion") if chance.random() < 0.35
        ]
        if chance.random() < 0.15:
            marks.append(mark("formatting", chance.choice(IDS), was=chance.choice(WAS)))
        yield node | ({"text": part} if words else {}) | {"marks": marks}


def _document(data, seed):
    return schema.parse(sprinkled(data, random.Random(seed))[0])


documents = st.builds(_document, building.articles(), st.integers(0, 2**16))
