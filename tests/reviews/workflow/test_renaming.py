"""A slug is changed until the story is released; links with the one before go on working."""

from __future__ import annotations

import json

import pytest

from articles.editing.filing import SlugRefused, free_slug
from articles.models import Article
from newsroom.errors import NotAllowed
from reviews.workflow import releasing, renaming
from reviews.workflow.renaming import SlugSettled
from tests.factories import NOW, make_article, place_of, typed
from tests.pages import at, browse, words


def rename(room, slug, *, by=None) -> str:
    renaming.rename(article=Article.objects.get(pk=room.article.pk), slug=slug, by=by or room.writer, now=NOW)
    return Article.objects.get(pk=room.article.pk).slug


@pytest.mark.parametrize(
    ("typed_slug", "slug"),
    [
        ("night-boat", "night-boat"),
        (" Night Boat ", "night-boat"),
        ("قارب-الليل", "قارب-الليل"),
        ("a/../b?c#d", "abcd"),
        ("n" * 80, "n" * 80),
    ],
)
def test_a_slug_is_made_of_what_is_typed(room, typed_slug, slug):
    assert rename(room, typed_slug) == slug


@pytest.mark.parametrize("typed_slug", ["", "  ", "---", "\x00", "?", "n" * 81])
def test_nothing_that_is_no_slug(room, typed_slug):
    with pytest.raises(SlugRefused):
        rename(room, typed_slug)
    assert Article.objects.get().slug == room.article.slug


def test_the_slug_another_story_has_or_had_is_not_free(room):
    other = make_article(room.desk, author=room.writer)
    former = other.slug
    renaming.rename(article=other, slug="night-boat", by=room.writer, now=NOW)
    for taken in ("night-boat", former):
        with pytest.raises(SlugRefused, match="another story"):
            rename(room, taken)
    assert free_slug("Night boat") == "night-boat-2"
    assert free_slug(former.replace("-", " ")) not in (former, room.article.slug)


def test_a_story_takes_its_own_back(room):
    former = room.article.slug
    assert rename(room, "night-boat") == "night-boat"
    assert rename(room, former) == former


@pytest.mark.parametrize("who", ["colleague", "reader", "stranger"])
def test_only_who_edits_it(room, who):
    with pytest.raises(NotAllowed):
        rename(room, "night-boat", by=getattr(room, who))


def test_what_was_released_keeps_its_slug_in_a_correction_too(room):
    from tests.acts import sign

    article = make_article(room.desk, author=room.writer)
    for stage, by in zip(
        room.desk.stages.order_by("position"),
        (room.editor, room.copy_editor, room.reader, room.slot),
        strict=True,
    ):
        sign(article, stage, by=by)
    article = Article.objects.select_related("desk").get(pk=article.pk)
    releasing.release(article=article, by=room.slot, digest=article.digest, now=NOW)
    with pytest.raises(SlugSettled):
        renaming.rename(article=article, slug="night-boat", by=room.editor, now=NOW)
    releasing.open_correction(article=article, by=room.editor, reason="A wrong hour", now=NOW)
    with pytest.raises(SlugSettled):
        renaming.rename(article=article, slug="night-boat", by=room.editor, now=NOW)
    assert not renaming.may_rename(room.editor, article)


def test_links_from_before_lead_to_it(room):
    former = at(room.article)
    browser = browse(room.writer)
    saved = browser.post(former + "slug", {"slug": "night-boat"}, follow=True)
    assert "Slug saved." in words(saved)
    answer = browser.get(former + "history/?from=1")
    assert (answer.status_code, answer["Location"]) == (307, "/articles/night-boat/history/?from=1")
    assert browser.get(former, follow=True).status_code == 200
    asked = browser.post(
        former + "queries/", {"question": "Really?", "words": "6.50 euros", "kind": "fact"}, follow=True
    )
    assert asked.status_code == 200
    assert room.article.queries.get().question == "Really?"


def test_who_may_not_see_it_learns_nothing_of_its_slug(room):
    former = at(room.article)
    rename(room, "night-boat")
    answer = browse(room.stranger).get(former)
    assert answer.status_code == 404
    assert "night-boat" not in answer.content.decode()


def test_programs_and_open_pages_go_on_under_the_slug_before(room):
    slug = room.article.slug
    rename(room, "night-boat")
    browser = browse(room.writer)
    assert browser.get(f"/api/articles/{slug}", follow=True).json()["slug"] == "night-boat"
    start, _end = place_of(Article.objects.get(), "A single")
    sent = {"version": 0, "client_id": "tab", "steps": [typed(start, start, "x")]}
    address = f"/api/articles/{slug}/steps"
    assert browser.post(address, json.dumps(sent), content_type="application/json").status_code == 200


def test_a_former_slug_in_a_query_or_a_path_of_another_kind_is_not_found(room):
    slug = room.article.slug
    rename(room, "night-boat")
    assert browse(room.writer).get("/preferences/", {"article": slug}).status_code == 404


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Council to spend $TK on night trams", "council-to-spend-on-night-trams"),
        ("TKTK wins the XX prize", "wins-the-prize"),
        ("TK", "untitled"),
        ("Tkemali sauce and the xxi century", "tkemali-sauce-and-the-xxi-century"),
    ],
)
def test_no_placeholder_is_in_a_slug_that_is_made_of_a_headline(db, headline, slug):
    assert free_slug(headline) == slug


def test_details_offer_it_to_who_may(room):
    form = f'action="{at(room.article, "slug")}"'
    assert form in browse(room.writer).get(at(room.article, "details/")).content.decode()
    assert form not in browse(room.reader).get(at(room.article, "details/")).content.decode()
