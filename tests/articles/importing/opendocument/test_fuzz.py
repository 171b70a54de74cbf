"""Whatever stands in an OpenDocument text, it becomes a valid story or is refused in a sentence."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing import ImportFailed, import_copy
from tests.articles.importing.opendocument import making
from tests.articles.importing.opendocument.making import members, p, region, tracked
from tests.articles.importing.word.making import packed
from tests.articles.importing.word.shaking import shaken
from tests.articles.importing.word.test_fuzz import WORDS, sound

STYLES = ["", "Title", "Subtitle", "P1", "Quotations", "Left", "Nothing"]
LOOKS = ["B", "I", "Hidden", "Struck", "Yellow", "Desk_20_note", "Arabic", "Nothing"]


class Body:
    """A body made at random."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def text(self):
        regions = [
            region(
                f"c{at}",
                kind := self.chance.choice(["insertion", "deletion", "format-change"]),
                self.blocks(2) if kind == "deletion" else "",
                by=self.chance.choice([making.ANNA, making.BEN]),
                more=making.inserted_by(making.BEN) if self.chance.random() < 0.2 else "",
            )
            for at in range(8)
        ]
        return tracked(*regions) + self.blocks()

    def blocks(self, depth=0):
        return "".join(self.block(depth) for _ in range(self.chance.randint(1, 3)))

    def block(self, depth):
        match self.chance.randrange(12) if depth < 3 else 11:
            case 0:
                return making.table(*(making.row(self.blocks(depth + 1), "x") for _ in range(2)))
            case 1:
                return f"<text:section>{self.blocks(depth + 1)}</text:section>"
            case 2 | 3:
                style = self.chance.choice(["Bullets", "Numbers", "Bare", ""])
                return making.items(*(self.blocks(depth + 1) for _ in range(2)), style=style)
            case 4:
                return making.h(self.inline(depth), level=self.chance.randint(0, 11))
            case 5:
                return self.edge()
            case 6:
                return making.box(self.blocks(depth + 1))
            case _:
                return p(self.inline(depth), style=self.chance.choice(STYLES))

    def inline(self, depth):
        return "".join(self.piece(depth) for _ in range(self.chance.randint(0, 5))) or "<text:s/>"

    def piece(self, depth):
        match self.chance.randrange(10) if depth < 4 else 9:
            case 0 | 1:
                return making.span(self.inline(depth + 1), self.chance.choice(LOOKS))
            case 2:
                return f'<text:a xlink:href="https://a.example/">{self.inline(depth + 1)}</text:a>'
            case 3 | 4:
                return self.edge()
            case 5:
                return making.footnote(self.blocks(depth + 2))
            case 6:
                return "<text:tab/><text:line-break/>"
            case 7 if depth < 3:
                return making.box(self.blocks(depth + 2))
            case _:
                return f"<text:span>{making.escape(self.chance.choice(WORDS))}</text:span>"

    def edge(self):
        key = f"c{self.chance.randrange(8)}"
        comment = f"n{self.chance.randrange(4)}"
        return self.chance.choice(
            [
                making.begins(key),
                making.ends(key),
                making.gone(key),
                making.note("Is it?", key=comment, parent=self.chance.choice(["", "", "n1"])),
                making.note_end(comment),
            ]
        )


def check(data, name="story.odt"):
    try:
        imported = import_copy(data, filename=name)
    except ImportFailed as refused:
        assert refused.message.endswith(".")
        return False
    sound(imported)
    return True


@pytest.mark.parametrize("start", range(0, 160, 40))
def test_any_text_of_a_file(start):
    read = [check(packed(members(Body(seed).text()))) for seed in range(start, start + 40)]
    assert sum(read) > 30


@pytest.mark.parametrize("start", range(0, 160, 40))
def test_any_file_made_over(start):
    for seed in range(start, start + 40):
        parts = {name: text.encode() for name, text in members(Body(seed % 60).text()).items()}
        check(packed(parts | shaken(parts, random.Random(seed))))


@given(seed=st.integers(0, 50), at=st.floats(0, 1), byte=st.integers(0, 255), cut=st.booleans())
def test_any_byte_changed(seed, at, byte, cut):
    for data, name in (
        (bytearray(packed(members(Body(seed).text()))), "a.odt"),
        (bytearray(making.flat(Body(seed).text())), "a.fodt"),
    ):
        place = int(at * (len(data) - 1))
        data[place] = byte
        check(bytes(data[:place] if cut else data), name)
