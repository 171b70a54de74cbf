from __future__ import annotations

import pytest

from articles.editing import filing
from articles.editing.edits import ArticleClosed
from articles.models import Article, Revision
from newsroom.errors import NotAllowed
from newsroom.models import CannotBeChanged
from tests.factories import NOW, make_article, make_doc


def test_filing_keeps_the_first_revision(room):
    revision = room.article.revisions.get()
    assert (revision.number, revision.reason, revision.digest) == (1, "imported", room.article.digest)
    assert room.article.headline == "Ferry runs at night again"
    assert room.article.words == 17


def test_the_same_headline_twice_gets_two_slugs(room):
    again = make_article(room.desk)
    assert again.slug == f"{room.article.slug}-2"


def test_a_slug_ends_with_a_whole_word(room):
    def slug_of(headline):
        return make_article(room.desk, doc=make_doc(headline=headline)).slug

    assert slug_of("Night ferry returns to the saltmarsh crossing after eleven years") == (
        "night-ferry-returns-to-the-saltmarsh-crossing-after-eleven"
    )
    assert slug_of("x" * 90) == "x" * 60


def test_a_headline_in_arabic_makes_a_slug(room):
    article = make_article(room.desk, doc=make_doc("نص", headline="سوق الميناء يعود"))
    assert article.slug == "سوق-الميناء-يعود"


def test_a_spiked_story_comes_back_as_it_was(room):
    filing.spike(article=room.article, by=room.editor, now=NOW)
    assert room.article.state == Article.State.SPIKED
    with pytest.raises(ArticleClosed):
        filing.spike(article=room.article, by=room.editor, now=NOW)
    filing.unspike(article=room.article, by=room.editor, now=NOW)
    assert Article.objects.get(pk=room.article.pk).is_open


@pytest.mark.parametrize("who", ["writer", "colleague", "reader", "stranger"])
def test_wrong_people_do_not_spike(room, who):
    with pytest.raises(NotAllowed):
        filing.spike(article=room.article, by=getattr(room, who), now=NOW)


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_wrong_people_do_not_file(room, who):
    with pytest.raises(NotAllowed):
        filing.create_article(desk=room.desk, author=None, doc=make_doc(), by=getattr(room, who), now=NOW)
    assert Article.objects.count() == 1


def test_a_revision_is_never_changed(room):
    revision = room.article.revisions.get()
    revision.headline = "Other"
    with pytest.raises(CannotBeChanged):
        revision.save()
    with pytest.raises(CannotBeChanged):
        Revision.objects.update(headline="Other")
    assert Revision.objects.get().headline == "Ferry runs at night again"
