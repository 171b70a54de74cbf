"""Whatever stands in a Word file, it becomes a valid story or is refused in a sentence."""

import json
import random

import pytest

from articles.documents.suggestions import accepted, pending, rejected
from articles.documents.text import text_between
from articles.importing import ImportFailed, import_copy
from tests.articles.importing.word import making
from tests.articles.importing.word.making import comment, link_to, members, p, packed, part
from tests.articles.importing.word.shaking import shaken

NUMBERING = part(
    "w:numbering",
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)
WORDS = [
    "The ferry ",
    "is",
    " back",
    ".",
    "",
    " ",
    "\U0001f6a2",
    "<which?>",
    "TK ",
    "[AU: ok?] ",
    "قارب",
    "\t",
]
STYLES = ["", "Title", "Subtitle", "Heading1", "Heading2", "Quote", "ListBullet", "Note"]
LOOKS = ["", "<w:b/>", "<w:vanish/>", "<w:strike/>", '<w:highlight w:val="green"/>', "<w:rtl/><w:bCs/>"]
WHO = ['w:author="Anna"', 'w:author="Ben" w:date="2026-03-01T10:00:00Z"', ""]


class Body:
    """A body made at random."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def blocks(self, depth=0):
        return "".join(self.block(depth) for _ in range(self.chance.randint(1, 6)))

    def block(self, depth):
        pick = self.chance.random()
        if depth < 4 and pick < 0.12:
            rows = "".join(self.row(depth + 1) for _ in range(self.chance.randint(0, 3)))
            return making.table(rows)
        if depth < 4 and pick < 0.18:
            return f"<w:sdt><w:sdtContent>{self.blocks(depth + 1)}</w:sdtContent></w:sdt>"
        if pick < 0.24:
            return self.edge()
        return self.paragraph(depth)

    def row(self, depth):
        looks = self.chance.choice(["", f"<w:ins {self.who()}/>", f"<w:del {self.who()}/>"])
        kinds = ["", f"<w:cellIns {self.who()}/>", f"<w:cellDel {self.who()}/>"]
        cells = [
            making.cell(self.blocks(depth), self.chance.choice(kinds))
            for _ in range(self.chance.randint(0, 3))
        ]
        return making.row(*cells, looks=looks)

    def paragraph(self, depth):
        mark = "".join(
            f"<w:{kind} {self.who()}/>" for kind in ("ins", "del", "moveFrom") if self.chance.random() < 0.2
        )
        looks = ""
        if self.chance.random() < 0.3:
            looks = f'<w:numPr><w:ilvl w:val="{self.chance.randint(0, 9)}"/><w:numId w:val="1"/></w:numPr>'
        if self.chance.random() < 0.2:
            style = self.chance.choice(STYLES)
            looks += f'<w:pPrChange {self.who()}><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:pPrChange>'
        return p(self.inline(depth), style=self.chance.choice(STYLES), looks=looks, mark=mark)

    def inline(self, depth):
        return "".join(self.piece(depth) for _ in range(self.chance.randint(0, 5))) or "<w:r/>"

    def piece(self, depth):
        chance = self.chance
        match chance.randrange(10) if depth < 6 else 0:
            case 1 | 2:
                kind = chance.choice(
                    ["ins", "del", "moveFrom", "moveTo", "smartTag", "hyperlink", "fldSimple"]
                )
                link = ' r:id="k"' if kind == "hyperlink" else ""
                return f"<w:{kind} {self.who()}{link}>{self.inline(depth + 1)}</w:{kind}>"
            case 3 | 4:
                return self.edge()
            case 5:
                kind = chance.choice(["begin", "separate", "end"])
                return making.raw(
                    f'<w:fldChar w:fldCharType="{kind}"/><w:instrText>HYPERLINK "http://a.example"</w:instrText>'
                )
            case 6 if depth < 3:
                return making.raw(making.box(self.blocks(depth + 1)))
            case 7:
                return making.raw('<w:br/><w:tab/><w:sym w:font="Symbol" w:char="F061"/>')
            case _:
                looks = chance.choice(LOOKS)
                if chance.random() < 0.2:
                    looks += f"<w:rPrChange {self.who()}><w:rPr>{chance.choice(LOOKS)}</w:rPr></w:rPrChange>"
                return making.r(chance.choice(WORDS), looks)

    def edge(self):
        number = self.chance.randint(1, 6)
        kinds = ["moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"]
        kinds += ["commentRangeStart", "commentRangeEnd"] * 3
        kind = self.chance.choice(kinds)
        if self.chance.random() < 0.2:
            return making.reference(number)
        return f'<w:{kind} w:id="{number}" w:name="m{number % 2}"/>'

    def who(self):
        return self.chance.choice(WHO)


def file(seed):
    chance = random.Random(seed)
    comments = "".join(
        comment(number, "Is it?", at=chance.choice(["", "2026-01-01T00:00:00", "2026-01-01T00:00:00Z"]))
        for number in range(1, 7)
    )
    parts = {"word/comments.xml": part("w:comments", comments), "word/numbering.xml": NUMBERING}
    return members(Body(seed).blocks(), parts=parts, related=link_to("k", "https://a.example"))


def sound(imported):
    """What came of a file is a valid story, whatever is done with its suggestions."""
    doc = imported.doc
    doc.check()
    for projected in (accepted(doc), rejected(doc)):
        projected.check()
        assert not pending(projected)
    assert {change.id for change in pending(doc)} == set(imported.changes)
    json.dumps(imported.summary())
    for _note, passage in imported.notes:
        assert not passage.live or text_between(doc, passage.start, passage.end).strip()


def check(data):
    try:
        imported = import_copy(data, filename="story.docx")
    except ImportFailed as refused:
        assert refused.message.endswith(".")
        return False
    sound(imported)
    return True


@pytest.mark.parametrize("start", range(0, 240, 40))
def test_any_text_of_a_file(start):
    read = [check(packed(file(seed))) for seed in range(start, start + 40)]
    assert sum(read) > 30


@pytest.mark.parametrize("start", range(0, 240, 40))
def test_any_file_made_over(start):
    for seed in range(start, start + 40):
        parts = {name: text.encode() for name, text in file(seed % 60).items()}
        check(packed(parts | shaken(parts, random.Random(seed))))
