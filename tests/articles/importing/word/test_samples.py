"""Files by other hands, where a folder of them is at hand: set COPYDESK_WORD_SAMPLES to it.

``revisions`` holds files with tracked changes, each with its words once all of them are accepted
(``…-Accepted.docx``) and rejected (``…-Rejected.docx``); ``comments`` and ``hostile`` any others.
"""

import json
import os
import random
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from articles.documents.text import text_between
from articles.importing import ImportFailed, import_copy
from tests.articles.importing.word.making import packed
from tests.articles.importing.word.shaking import shaken

FOLDER = Path(os.environ.get("COPYDESK_WORD_SAMPLES", "") or os.devnull)
needs_samples = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="COPYDESK_WORD_SAMPLES names no folder of Word files; see this test's module"
)
ANSWERS = sorted(
    (path.with_name(re.sub(r"-(Accepted|Rejected)$", "", path.stem) + path.suffix), path)
    for path in FOLDER.glob("revisions/*-*ed.docx")
    if path.stem.endswith(("-Accepted", "-Rejected"))
)
FILES = sorted(path for path in FOLDER.glob("*/*.doc[xm]") if path.is_file())


def summary(path):
    return import_copy(path.read_bytes(), filename=path.name).summary()


def lines(text):
    """The words of each paragraph; where the cells of a table end does not count."""
    found = (" ".join(line.replace("|", " ").split()) for line in text.split("\n"))
    return [line for line in found if line]


@needs_samples
def test_there_are_samples():
    assert ANSWERS
    assert FILES


@needs_samples
@pytest.mark.parametrize(("file", "answer"), ANSWERS, ids=lambda path: path.stem)
def test_accepting_and_rejecting_give_the_words_of_the_answers(file, answer):
    key = "accepted_text" if answer.stem.endswith("-Accepted") else "text"
    assert lines(summary(file)[key]) == lines(summary(answer)["text"])


@needs_samples
@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_every_comment_of_a_file_is_there_once(file):
    try:
        found = summary(file)
        members = zipfile.ZipFile(file)
    except ImportFailed as refused:
        assert refused.message.endswith(".")
        return
    comments = sum(
        len(re.findall(rb"<w:comment ", members.read(name)))
        for name in members.namelist()
        if re.fullmatch(r"word/comments\d*\.xml", name)
    )
    threads = [query for query in found["queries"] if query["convention"] == "comment"]
    assert len(threads) + sum(len(query["replies"]) for query in threads) == comments


@needs_samples
@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_damaged_files_are_read_or_refused(file):
    """Some bytes of the package, and some of the text of its parts, are others."""
    chance = random.Random(file.name)
    data = file.read_bytes()
    for number in range(8):
        broken = _damaged(data, chance) if number % 2 else _rewritten(data, chance)
        try:
            imported = import_copy(broken, filename=file.name)
        except ImportFailed as refused:
            assert refused.message.endswith(".")
            continue
        imported.doc.check()
        json.dumps(imported.summary())
        for _note, passage in imported.notes:
            if passage.live:
                assert text_between(imported.doc, passage.start, passage.end)


def _damaged(data, chance):
    broken = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken[: chance.randrange(len(broken))] if chance.random() < 0.3 else broken)


def _rewritten(data, chance):
    """The package with elements of one of its parts dropped, doubled, moved, and told otherwise."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return data
    return packed(parts | shaken(parts, chance))
