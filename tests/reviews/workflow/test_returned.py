"""A copy for review goes out, is written on in Word, and comes back: nothing is lost on either side."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles import uploads
from articles.documents.footnotes import reference_ids, renamed
from articles.documents.schema import parse
from articles.documents.text import plain_text
from articles.editing import compaction
from articles.exporting.word import About, review_docx
from articles.history import revisions
from articles.importing import import_copy
from articles.models import Article, Revision, Suggestion
from newsroom.errors import NotAllowed, NotFound
from reviews.models import Query, Reply
from reviews.queries import answering
from reviews.queries.review_copies import review_copy
from reviews.queries.suggestions import discuss
from reviews.workflow import returned
from tests.acts import put_instead
from tests.articles.documents.building import block, p
from tests.articles.importing.pictures import picture
from tests.articles.suggesting import suggest
from tests.articles.test_assets import file_story
from tests.environment import libreoffice
from tests.factories import NOW, make_article, make_guest, make_query
from tests.filing import file, preview
from tests.pages import at, words

LATER = NOW + timedelta(hours=2)
COMMENTS, THREADS, BODY = "word/comments.xml", "word/commentsExtended.xml", "word/document.xml"


def fresh(room):
    return Article.objects.get(pk=room.article.pk)


def sent(room, by=None):
    return review_copy(article=fresh(room), by=by or room.editor, now=LATER)


def part_of(data, name):
    return zipfile.ZipFile(BytesIO(data)).read(name).decode()


def edited(data, *changes, part=BODY):
    """The file with (old, new) changes in the XML of a part, each of which has to be there."""
    text = part_of(data, part)
    for old, new in changes:
        assert old in text, (old, text)
        text = text.replace(old, new, 1)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(name, text if name == part else before.read(name))
    return out.getvalue()


def replied(data, body, *, author="Ruth Outsider", resolved=False):
    """The file with one more reply to its first comment, as Word writes it."""
    parent = re.findall(r'w14:paraId="([0-9A-F]{8})"', part_of(data, COMMENTS))[0]
    comment = (
        f'<w:comment w:id="77" w:author="{author}" w:date="2026-03-02T15:00:00Z"><w:p w14:paraId="0ABCDEF0">'
        f"<w:r><w:t>{body}</w:t></w:r></w:p></w:comment>"
    )
    entry = f'<w15:commentEx w15:paraId="0ABCDEF0" w15:paraIdParent="{parent}" w15:done="0"/>'
    changes = [("</w15:commentsEx>", f"{entry}</w15:commentsEx>")]
    if resolved:
        done = f'w15:paraId="{parent}" w15:done='
        changes.append((f'{done}"0"', f'{done}"1"'))
    data = edited(data, ("</w:comments>", f"{comment}</w:comments>"), part=COMMENTS)
    return edited(data, *changes, part=THREADS)


def bring(room, data, *, by=None, article=None, name="back.docx"):
    by = by or room.editor
    article = article or fresh(room)
    upload = uploads.keep(data, name=name, by=by, article=article, now=LATER)
    imported = uploads.read_article(upload)
    came_back = returned.comparison(article, imported)
    assert came_back is not None
    threads = returned.threads_in(article, imported, came_back, by=by)
    outlook = returned.outlook(article, came_back, threads)
    returned.bring_in(upload=upload, article=article, imported=imported, returned=came_back, by=by, now=LATER)
    return outlook


def text(room):
    return plain_text(fresh(room).document.published())


def test_a_file_that_was_not_changed_changes_nothing(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    suggest(room.article, "23.40", "midnight", by=room.reader)
    before = fresh(room)
    outlook = bring(room, sent(room))
    assert (outlook.merge.changes, outlook.merge.clashes) == (0, ())
    assert (outlook.pending, outlook.decided, outlook.suggested) == (1, 0, 0)
    assert not (outlook.threads.notes or outlook.threads.replies or outlook.threads.resolved)
    after = fresh(room)
    assert after.document.content == before.document.content
    assert (after.queries.count(), Reply.objects.count()) == (1, 0)
    assert [row.state for row in after.suggestions.all()] == [Suggestion.State.PENDING]


def test_words_that_were_typed_in_word_are_merged_with_those_typed_here(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    data = edited(sent(room), ("Ferry runs", "Boat runs"))
    put_instead(room.article, "23.40", "23.50", by=room.editor)
    outlook = bring(room, data)
    assert outlook.is_newer and not outlook.merge.clashes
    assert text(room).startswith("Boat runs")
    assert "23.50" in text(room)
    query.anchor.refresh_from_db()
    assert (query.anchor.state, query.anchor.quote) == ("exact", "6.50 euros")


def test_what_both_changed_stays_as_it_is_here_and_is_told(room):
    data = edited(sent(room), ("23.40", "23.45"))
    put_instead(room.article, "The last boat leaves at 23.40.", "It leaves at midnight.", by=room.editor)
    outlook = bring(room, data)
    assert any("45" in clash.inserted for clash in outlook.merge.clashes)
    assert "It leaves at midnight." in text(room)
    assert "45" not in text(room)


def test_an_answer_typed_in_word_is_a_reply_and_no_second_query(room):
    query = make_query(room.article, "6.50 euros", by=room.editor, question="Still 6.50?")
    answering.reply(query=query, by=room.writer, body="Let me ask.", now=NOW)
    outlook = bring(room, replied(sent(room), "Yes, the office says."))
    assert len(outlook.threads.replies) == 1
    assert Query.objects.filter(article=room.article).count() == 1
    assert [(reply.body, reply.written_as) for reply in query.replies.order_by("created_at")] == [
        ("Let me ask.", ""),
        ("Yes, the office says.", "Ruth Outsider"),
    ]
    query.refresh_from_db()
    assert query.state == Query.State.ANSWERED


def test_a_reply_of_somebody_of_the_desk_is_theirs(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    bring(room, replied(sent(room), "Yes.", author=room.writer.name))
    assert query.replies.get().author == room.writer


def test_replies_that_came_meanwhile_stay(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    data = replied(sent(room), "Yes.")
    answering.reply(query=query, by=room.writer, body="I have asked.", now=LATER)
    bring(room, data)
    assert {reply.body for reply in query.replies.all()} == {"Yes.", "I have asked."}


def test_what_was_resolved_there_is_resolved_by_whoever_may(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    outlook = bring(room, replied(sent(room), "Yes.", resolved=True))
    assert [one.pk for one in outlook.threads.resolved] == [query.pk]
    query.refresh_from_db()
    assert (query.state, query.resolved_by) == (Query.State.RESOLVED, room.editor)


def test_a_writer_does_not_resolve_the_query_of_an_editor_by_a_file(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    outlook = bring(room, replied(sent(room), "Yes.", resolved=True), by=room.writer)
    assert not outlook.threads.resolved
    query.refresh_from_db()
    assert query.is_open


def test_suggestions_that_were_accepted_in_word_are_accepted_and_others_stay(room):
    accepted = suggest(room.article, "23.40", "midnight", by=room.reader)
    discussed = discuss(article=fresh(room), key=accepted, remark="Sure?", by=room.editor, now=NOW)
    kept = suggest(room.article, "single", "simple", by=room.editor)
    data = sent(room)
    xml = part_of(data, BODY)
    deletion = next(found for found in re.findall(r"<w:del .*?</w:del>", xml) if "23.40" in found)
    insertion = next(found for found in re.findall(r"<w:ins .*?</w:ins>", xml) if "midnight" in found)
    inside = re.fullmatch(r"<w:ins [^>]*>(.*)</w:ins>", insertion)[1]
    outlook = bring(room, edited(data, (deletion, ""), (insertion, inside)))
    assert (outlook.decided, outlook.pending) == (1, 1)
    states = dict(Suggestion.objects.values_list("key", "state"))
    assert states == {accepted: Suggestion.State.ACCEPTED, kept: Suggestion.State.PENDING}
    assert "midnight" in text(room) and "23.40" not in text(room)
    discussed.refresh_from_db()
    assert not discussed.is_open and discussed.closed_with_suggestion


def test_a_change_tracked_in_word_is_a_suggestion_of_who_made_it(room):
    data = sent(room)
    run = next(found for found in re.findall(r"<w:r>.*?</w:r>", part_of(data, BODY)) if "Ferry" in found)
    tracked = '<w:ins w:id="901" w:author="Ruth Outsider"><w:r><w:t>Night </w:t></w:r></w:ins>'
    outlook = bring(room, edited(data, (run, tracked + run)))
    assert outlook.suggested == 1
    row = Suggestion.objects.get()
    assert (row.written_as, row.author, row.state) == ("Ruth Outsider", None, Suggestion.State.PENDING)
    assert "Night" not in text(room)


def test_a_file_of_another_story_is_no_file_that_came_back(room):
    other = make_article(room.desk, author=room.writer)
    data = review_copy(article=other, by=room.editor, now=LATER)
    upload = uploads.keep(data, name="back.docx", by=room.editor, article=room.article, now=LATER)
    assert returned.comparison(fresh(room), uploads.read_article(upload)) is None


@pytest.mark.parametrize("who", ["reader", "colleague"])
def test_who_merges_nothing(room, who):
    data = edited(sent(room), ("Ferry runs", "Boat runs"))
    with pytest.raises(NotAllowed):
        bring(room, data, by=getattr(room, who))
    assert "Boat" not in text(room)


def type_on(article, *, by, now):
    """Edit the copy until the first steps of its log go, and let them go."""
    for number in range(12):
        old, new = ("runs", "sails") if number % 2 == 0 else ("sails", "runs")
        put_instead(article, old, new, by=by)
    while compaction.compact_piece(article.pk, now=now):
        pass


@pytest.mark.parametrize("who", ["editor", "guest"])
def test_a_file_is_merged_when_the_log_of_its_time_is_gone(room, monkeypatch, who):
    monkeypatch.setattr(compaction, "STEPS_PER_SEGMENT", 3)
    monkeypatch.setattr(compaction, "MOST_UNCOMPACTED", 3)
    monkeypatch.setattr(compaction, "RETAINED_STEPS", 0)
    put_instead(room.article, "23.40", "23.45", by=room.editor)
    make_query(room.article, "6.50 euros", by=room.editor)
    guest = make_guest(fresh(room), by=room.editor, purpose="answer", numbers=[1], now=NOW).person
    data = edited(sent(room, by=guest if who == "guest" else room.editor), ("6.50 euros", "7 euros"))
    version = fresh(room).document.version
    type_on(fresh(room), by=room.editor, now=LATER + timedelta(days=30))
    with pytest.raises(NotFound):
        revisions.document_at(fresh(room), version + 1)
    outlook = bring(room, data)
    assert (outlook.merge.changes, outlook.merge.clashes) == (1, ())
    assert "7 euros" in text(room)


def test_a_copy_is_kept_once_however_often_it_is_downloaded(room):
    before = fresh(room).revisions.count()
    put_instead(room.article, "23.40", "23.45", by=room.editor)
    for _time in range(2):
        sent(room)
    kept = fresh(room).revisions.order_by("number")[before:]
    assert [(one.reason, one.created_by) for one in kept] == [(Revision.Reason.SENT, room.editor)]


def test_a_file_is_merged_once(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    article, data = fresh(room), replied(sent(room), "Yes.")
    upload = uploads.keep(data, name="back.docx", by=room.editor, article=article, now=LATER)
    imported = uploads.read_article(upload)
    given = {
        "upload": upload,
        "article": article,
        "imported": imported,
        "returned": returned.comparison(article, imported),
        "by": room.editor,
        "now": LATER,
    }
    returned.bring_in(**given)
    with pytest.raises(NotFound):
        returned.bring_in(**given)
    assert Reply.objects.count() == 1


def test_the_page_says_what_merging_does_before_it_does_it(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    suggest(room.article, "23.40", "midnight", by=room.reader)
    data = edited(replied(sent(room), "Yes."), ("Ferry runs", "Boat runs"))
    upload = SimpleUploadedFile("back.docx", data)
    looked_at = preview(room.editor, file=upload, address=at(room.article, "new-version/"))
    shown = words(looked_at)
    for sentence in (
        "A copy for review that came back",
        "1 new reply",
        "1 suggestion stays pending",
        "Merge",
    ):
        assert sentence in shown
    assert "Boat" not in text(room)
    assert not looked_at.context["note_forms"]  # its one thread is that of a query
    file(room.editor, looked_at)
    assert text(room).startswith("Boat runs")
    assert Reply.objects.get().body == "Yes."
    assert Suggestion.objects.get().state == Suggestion.State.PENDING


def noted_copy(first=""):
    """Copy whose two footnotes have ids as the editor gives them, or a file with one more in front."""
    text = f"# Ferries\n\nThe boat{first and '[^c]'} is back. One leaves[^a] at nine, one[^b] at ten.\n\n"
    text += "[^a]: Daily.\n\n[^b]: Not on Sundays.\n\n" + (first and f"[^c]: {first}\n")
    doc = import_copy(text.encode(), filename="a.md").doc
    return doc if first else renamed(doc, {"1": "kx4", "2": "p0e"})


def test_footnotes_of_a_file_are_those_of_the_story(room):
    """A reader of files names footnotes anew each time; that is no change."""
    room.article = make_article(room.desk, author=room.writer, doc=noted_copy())
    before = fresh(room)
    outlook = bring(room, edited(sent(room), ("Not on Sundays", "Not on Mondays"), part="word/footnotes.xml"))
    assert (outlook.merge.changes, outlook.merge.clashes) == (1, ())
    assert reference_ids(fresh(room).document.parsed()) == reference_ids(before.document.parsed())
    assert "Not on Mondays" in fresh(room).document.content


def test_a_footnote_that_is_new_in_front_changes_no_other(room):
    room.article = make_article(room.desk, author=room.writer, doc=noted_copy())
    article = fresh(room)
    about = About(title="", round=f"{article.slug}:0:{article.digest}")
    outlook = bring(room, review_docx(noted_copy("The Petrel."), about, changes={}, threads=()))
    assert outlook.merge.changes == 2, "a reference and its note"
    new, *others = reference_ids(fresh(room).document.parsed())
    assert others == ["kx4", "p0e"]
    assert new not in others


def test_pictures_of_a_file_are_those_of_the_story(room, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = picture("JPEG", size=(40, 30), colour="blue")
    article = file_story(room, photo, picture("PNG"), picture("WEBP")).article
    before = article.document.content
    data = review_copy(article=article, by=room.editor, now=LATER)
    outlook = bring(room, edited(data, ("shut", "open")), article=article)
    assert (outlook.merge.changes, outlook.merge.clashes) == (1, ())
    after = Article.objects.get(pk=article.pk)
    assert after.document.content == before.replace("shut", "open")
    assert after.assets.count() == 3


def as_odt(data):
    """The file as LibreOffice saves it in its own format."""
    try:
        return libreoffice.saved_again({"a.docx": data}, way="odt")["a.docx"]
    except libreoffice.Unavailable as error:
        pytest.skip(str(error))


def test_a_copy_that_comes_back_as_an_opendocument_is_merged(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    suggest(room.article, "23.40", "midnight", by=room.reader)
    saved = as_odt(sent(room))
    outlook = bring(room, edited(saved, ("Ferry runs", "Boat runs"), part="content.xml"), name="back.odt")
    assert (outlook.merge.changes, outlook.merge.clashes) == (1, ())
    assert (outlook.pending, outlook.decided, outlook.suggested) == (1, 0, 0)
    assert not (outlook.threads.notes or outlook.threads.replies or outlook.threads.resolved)
    assert "Boat runs" in text(room)
    assert Query.objects.filter(article=room.article).count() == 1


def test_an_opendocument_changes_nothing_of_what_it_can_hold(room):
    article = make_article(room.desk, author=room.writer, doc=parse(rich_copy()))
    saved = as_odt(review_copy(article=article, by=room.editor, now=LATER))
    outlook = bring(room, saved, article=article, name="back.odt")
    assert (outlook.merge.changes, outlook.merge.clashes) == (0, ())


def rich_copy():
    """A document with lists, a quotation, headings and a link."""
    return block(
        "doc",
        block("headline", "Ferry returns"),
        block("standfirst", "After six weeks"),
        p("The last boat leaves at seven, ", linked("the port"), " says."),
        block("heading", "Prices", level=2),
        block("bullet_list", block("list_item", p("Adults six")), block("list_item", p("Dogs two"))),
        block("ordered_list", block("list_item", p("First")), block("list_item", p("Second")), order=4),
        block("blockquote", p("We missed her, the harbour master said.")),
        p("Nobody said why."),
    )


def linked(words):
    return {
        "type": "text",
        "text": words,
        "marks": [{"type": "link", "attrs": {"href": "https://a.example/b", "title": None}}],
    }
