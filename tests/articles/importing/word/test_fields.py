"""Fields within each other: which text shows, and where it leads."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from articles.importing.word.fields import Fields
from tests.articles.importing.word.making import part

KINDS = ["begin", "begin", "separate", "end", "end"]


def expected(kinds):
    """After each mark: whether text shows, and the address of the innermost field that has a result."""
    fields = []
    for number, kind in enumerate(kinds):
        if kind == "begin":
            fields.append([number, False])
        elif kind == "separate":
            fields[-1][1] = True
        else:
            fields.pop()
        links = [f"http://a.example/{at}" for at, in_result in fields if in_result]
        yield all(in_result for _at, in_result in fields), links[-1] if links else None


def whole(chance):
    """The marks of fields that all begin and end, some with a result."""
    kinds, waiting = [], []
    for _ in range(chance.randint(0, 40)):
        kind = chance.choice(KINDS)
        if kind == "begin":
            waiting.append(False)
        elif not waiting or (kind == "separate" and waiting[-1]):
            continue
        elif kind == "separate":
            waiting[-1] = True
        else:
            waiting.pop()
        kinds.append(kind)
    return [*kinds, *["end"] * len(waiting)]


@pytest.mark.parametrize("seed", range(80))
def test_fields_within_each_other(seed):
    kinds = whole(random.Random(seed))
    root = etree.fromstring(part("w:p", "".join(f'<w:fldChar w:fldCharType="{kind}"/>' for kind in kinds)))
    fields = Fields(root)
    found = []
    for number, (mark, kind) in enumerate(zip(root, kinds, strict=True)):
        fields.meet(mark)
        if kind == "begin":
            fields.code(f'HYPERLINK "http://a.example/{number}"')
        found.append((fields.shows, fields.link.href if fields.link else None))
    assert found == list(expected(kinds))
