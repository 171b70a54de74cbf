"""The images in a file: each is read once, however often the copy shows it."""

from __future__ import annotations

import pytest

from articles.importing.annotated.pictures import Pictures
from articles.importing.annotated.report import Report
from articles.importing.losses import Losses
from articles.importing.packages import Format, Package, members_of
from tests.articles.importing.pictures import picture
from tests.articles.importing.word.making import packed

WORD = Format("Word document", "Word")


class Counted(Package):
    """A package that counts what is unpacked of it."""

    unpacked = 0

    def data(self, part, most=-1):
        self.unpacked += 1
        return super().data(part, most)


@pytest.mark.parametrize(("data", "kept"), [(picture(), True), (b"no image", False)])
def test_a_part_is_unpacked_once(data, kept):
    losses = Losses()
    package = Counted("a.docx", WORD, *members_of(packed({"media/1.png": data}), "a.docx", WORD))
    pictures = Pictures(Report(losses), package)
    found = [
        pictures.of_part(part, alt="A boat", label="1.png") for part in ("media/1.png", "MEDIA/1.png") * 50
    ]
    assert package.unpacked == 1
    assert [paragraph is not None for paragraph in found] == [kept] * 100
    assert len(pictures.images) == kept
    assert bool(losses.sentences()) != kept


def test_a_part_that_is_in_no_archive_is_told_of():
    losses = Losses()
    assert Pictures(Report(losses)).of_part("media/1.png", alt="A boat", label="1.png") is None
    assert losses.sentences() == ("Images were left out: 1.png.",)
