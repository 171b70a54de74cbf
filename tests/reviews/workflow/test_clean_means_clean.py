"""Clean copy holds nothing that is internal, wherever in a file one looks.

A new output gets a line in ``OUTPUTS``. Looked into is every part of a package, and the bytes themselves.
"""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from lxml import etree
from pypdf import PdfReader

from articles.exporting import FORMATS
from articles.models import Article
from reviews.queries import answering
from reviews.queries.proofs import proof
from reviews.queries.review_copies import review_copy
from reviews.workflow import releasing
from tests.acts import put_instead
from tests.articles.exporting.reading import parts, pdf_pages
from tests.articles.importing.pictures import picture
from tests.articles.suggesting import new_key, suggest
from tests.articles.test_assets import file_story
from tests.factories import NOW, make_guest, make_query
from tests.reviews.workflow.test_preflight import sign_all

SECRETS = {
    "a question": "Whothehellsays?",
    "a reply": "Mylawyerdoes",
    "suggested wording": "sevenghosteuros",
    "a suggestion": "phantomboat",
    "a question that is resolved": "Settledlongago?",
    "a query whose words are gone": "Aboutnothingnow?",
    "a note of a guest": "Guestsecret!",
}


@pytest.fixture
def written_on(room):
    """A story with everything internal on it."""
    article = room.article
    query = make_query(article, "6.50 euros", by=room.copy_editor, question=SECRETS["a question"])
    answering.reply(
        query=query,
        by=room.writer,
        body=SECRETS["a reply"],
        proposed=SECRETS["suggested wording"],
        now=NOW,
    )
    resolved = make_query(
        article, "last boat", by=room.reader, question=SECRETS["a question that is resolved"]
    )
    answering.resolve(query=resolved, by=room.reader, now=NOW)
    gone = SECRETS["a query whose words are gone"]
    make_query(article, "23.40", by=room.copy_editor, question=gone)
    put_instead(article, "23.40", "23.45", by=room.editor)
    guest = make_guest(article, by=room.editor, purpose="answer", numbers=[1], now=NOW - timedelta(hours=1))
    answering.reply(query=query, by=guest.person, body=SECRETS["a note of a guest"], now=NOW)
    room.guest = guest.person
    return room


def draft(fmt):
    def of(room):
        suggest(room.article, "boat", SECRETS["a suggestion"], by=room.reader, key=new_key(room.reader))
        article = Article.objects.get(pk=room.article.pk)
        return releasing.exported(article=article, fmt=fmt, by=room.editor, draft=True)

    return of


def released(fmt):
    def of(room):
        article = Article.objects.get(pk=room.article.pk)
        for query in article.queries.open():
            answering.resolve(query=query, by=room.editor, now=NOW)
        sign_all(room)
        article.refresh_from_db()
        return releasing.exported_in(releasing.release(article=article, by=room.slot, now=NOW), fmt)

    return of


OUTPUTS = {
    **{f"{fmt}, a draft": draft(fmt) for fmt in FORMATS},
    **{f"{fmt}, released": released(fmt) for fmt in FORMATS},
}


def everything_in(exported: str | bytes) -> str:
    """All the text in a file: as it is, of a package the names and contents of its parts, of a PDF what is on
    its pages and what it says of itself."""
    if isinstance(exported, str):
        return exported
    found = [exported.decode("latin-1")]
    if exported.startswith(b"%PDF"):
        found += [*pdf_pages(exported), str(PdfReader(io.BytesIO(exported)).metadata)]
    if zipfile.is_zipfile(io.BytesIO(exported)):
        with zipfile.ZipFile(io.BytesIO(exported)) as archive:
            found.append(archive.comment.decode("latin-1"))
            for info in archive.infolist():
                found += [info.filename, info.comment.decode("latin-1"), info.extra.decode("latin-1")]
                found.append(archive.read(info).decode("utf-8", "replace"))
    return "\n".join(found)


@pytest.mark.parametrize("name", OUTPUTS)
def test_nothing_internal_is_in_it(written_on, name):
    room = written_on
    text = everything_in(OUTPUTS[name](room))
    assert "6.50" in text
    assert {what for what, secret in SECRETS.items() if secret in text} == set()
    people = [room.editor, room.copy_editor, room.colleague, room.reader, room.slot, room.guest]
    assert [person.email for person in (*people, room.writer) if person.email in text] == []
    assert [person.name for person in people if person.name in text] == []


@pytest.mark.parametrize("make", [draft("docx"), released("docx")], ids=["a draft", "released"])
def test_a_word_file_has_no_traces_of_editing(written_on, make):
    found = parts(make(written_on))
    assert not {name for name in found if any(word in name for word in ("comment", "people", "custom"))}
    text = "\n".join(text for name, text in found.items() if name != "word/styles.xml")
    for trace in (
        "rsid",
        "w:ins ",
        "w:del ",
        "Change",
        "trackRevisions",
        "bookmark",
        "comment",
        "lastModified",
    ):
        assert trace not in text
    assert "<dc:creator>Mara Velde</dc:creator>" in found["docProps/core.xml"]


@pytest.mark.parametrize("make", [draft("odt"), released("odt")], ids=["a draft", "released"])
def test_an_opendocument_has_no_traces_of_editing(written_on, make):
    found = parts(make(written_on))
    assert set(found) == {"mimetype", "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"}
    text = "\n".join(found.values())
    for trace in (
        "annotation",
        "text:change",
        "tracked-changes",
        "bookmark",
        "rsid",
        "dc:date",
        "creation-date",
        "editing-",
        "generator",
        "user-defined",
        "initial-creator",
    ):
        assert trace not in text
    assert "<dc:creator>Mara Velde</dc:creator>" in found["meta.xml"]


@pytest.mark.parametrize("make", [draft("newsml"), released("newsml")], ids=["a draft", "released"])
def test_a_news_item_names_nobody_but_the_byline_and_the_desk(written_on, make):
    found = etree.fromstring(make(written_on).encode())
    g2 = "{http://iptc.org/std/nar/2006-10-01/}"
    assert [name.text for name in found.iter(f"{g2}name")] == [written_on.desk.name]
    assert [by.text for by in found.iter(f"{g2}by")] == ["Mara Velde"]
    assert not {etree.QName(one).localname for one in found.iter(f"{g2}*")} & {
        "creator",
        "contributor",
        "rightsInfo",
    }


@pytest.mark.parametrize("make", [review_copy, proof])
def test_the_same_look_finds_all_of_it_in_the_files_that_are_for_the_desk(written_on, make):
    suggest(written_on.article, "boat", SECRETS["a suggestion"], by=written_on.reader)
    article = Article.objects.get(pk=written_on.article.pk)
    text = everything_in(make(article=article, by=written_on.editor, now=NOW))
    assert {what for what, secret in SECRETS.items() if secret not in text} == set()
    assert written_on.copy_editor.name in text


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_picture_leaves_as_it_is_kept_without_its_name_or_whoever_brought_it(room, settings, tmp_path, fmt):
    settings.MEDIA_ROOT = tmp_path
    camera = picture("JPEG", size=(64, 48), colour="blue", comment=b"Secretplace")
    article = file_story(room, camera).article
    kept = article.assets.get()
    exported = releasing.exported(article=article, fmt=fmt, by=room.editor, draft=True)
    text = everything_in(exported)
    assert [word for word in ("Secretplace", kept.digest, "/assets/", room.editor.name) if word in text] == []
    with kept.file.open() as content:
        data = content.read()
    if isinstance(exported, bytes):
        with zipfile.ZipFile(io.BytesIO(exported)) as archive:
            assert data in [archive.read(name) for name in archive.namelist()]
