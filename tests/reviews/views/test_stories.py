from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from articles.models import Article
from reviews.models import SavedView
from reviews.queries import answering
from tests.factories import NOW, join, make_article, make_desk, make_doc, make_query
from tests.pages import HTMX, browse, words

STORIES = reverse_lazy("stories")


def headlines(response) -> list[str]:
    return [article.headline for article in response.context["page"].object_list]


def test_nobody_reads_the_list_without_signing_in(room):
    response = browse().get("/stories/?words=ferry")
    assert response.status_code == 302
    assert response["Location"] == "/login/?next=/stories/%3Fwords%3Dferry"


def test_a_stranger_sees_no_story_of_the_desk(room):
    response = browse(room.stranger).get("/stories/")
    assert headlines(response) == []
    assert "No stories in progress" in words(response)


def test_a_row_shows_desk_stage_queries_and_deadline(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    make_query(room.article, "last boat", by=room.editor, blocking=False)
    Article.objects.update(deadline=timezone.now() + timedelta(hours=3, minutes=5))
    shown = words(browse(room.writer).get("/stories/"))
    for part in (
        "Ferry runs at night again",
        "Desk edit",
        "1 blocking",
        "2 open",
        "due in 3 h",
        "Mara Velde",
    ):
        assert part in shown


def test_an_overdue_story_says_so_and_can_be_filtered_for(room):
    late = make_article(
        room.desk, doc=make_doc(headline="Late"), deadline=timezone.now() - timedelta(days=2, hours=1)
    )
    response = browse(room.editor).get("/stories/?overdue=on")
    assert headlines(response) == [late.headline]
    assert "2 days overdue" in words(response)
    assert b'class="late"' in response.content


def test_the_search_finds_every_word_in_any_case(room):
    make_article(room.desk, doc=make_doc(headline="ÉCOLE de la mer"))
    assert headlines(browse(room.editor).get("/stories/?words=mer+école")) == ["ÉCOLE de la mer"]
    nothing = browse(room.editor).get("/stories/?words=nowhere")
    assert headlines(nothing) == []
    assert "No matching stories" in words(nothing)


def test_filters_of_desk_stage_and_state(room):
    other = make_desk("world")
    join(room.editor, other, "editor")
    abroad = make_article(other, doc=make_doc(headline="Abroad"))
    assert headlines(browse(room.editor).get(f"/stories/?desk={other.slug}")) == ["Abroad"]
    assert len(headlines(browse(room.editor).get("/stories/?stage=Desk+edit"))) == 2
    assert headlines(browse(room.editor).get("/stories/?stage=Slot")) == []
    Article.objects.filter(pk=abroad.pk).update(state="released")
    listed = browse(room.editor).get("/stories/")
    assert headlines(listed) == ["Ferry runs at night again"]
    assert b'<option value="open" selected>' in listed.content
    assert headlines(browse(room.editor).get("/stories/?state=released")) == ["Abroad"]
    assert len(headlines(browse(room.editor).get("/stories/?state="))) == 2


def test_mine_is_what_i_wrote_and_what_waits_for_me(room):
    make_article(room.desk, author=room.colleague, doc=make_doc(headline="Not hers"))
    waiting = make_article(room.desk, author=room.colleague, doc=make_doc(headline="Waits for her"))
    make_query(waiting, "6.50 euros", by=room.editor, assigned_to=room.writer)
    assert set(headlines(browse(room.writer).get("/stories/?mine=on"))) == {
        "Ferry runs at night again",
        "Waits for her",
    }


@pytest.mark.parametrize(
    "query", ["desk=nope", "stage=nope", "state=nope", "page=999", "page=x", "words=" + "x" * 500]
)
def test_what_makes_no_sense_narrows_nothing(room, query):
    assert headlines(browse(room.editor).get(f"/stories/?{query}")) == ["Ferry runs at night again"]


def test_htmx_gets_the_list_alone_and_a_restored_page_all_of_it(room):
    browser = browse(room.editor)
    fragment = browser.get("/stories/", headers=HTMX).content
    assert fragment.lstrip().startswith(b'<section id="stories"')
    assert "HX-Request" in browser.get("/stories/")["Vary"]
    whole = browser.get("/stories/", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert b"<!doctype html>" in whole.content


def test_pages_keep_the_filters(room):
    for number in range(51):
        make_article(
            room.desk, doc=make_doc(headline=f"Story {number:02}"), now=NOW + timedelta(minutes=number)
        )
    first = browse(room.editor).get("/stories/?words=story")
    assert len(headlines(first)) == 50
    assert b'href="?words=story&amp;page=2"' in first.content
    assert headlines(browse(room.editor).get("/stories/?words=story&page=2")) == ["Story 00"]


def test_a_headline_is_never_markup(room):
    make_article(room.desk, doc=make_doc(headline="<script>alert(1)</script>"))
    body = browse(room.editor).get("/stories/").content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_a_longer_list_takes_no_more_statements(room, django_assert_num_queries):
    browser = browse(room.editor)
    browser.get("/stories/")
    with django_assert_num_queries(11):
        browser.get("/stories/")
    for _number in range(20):
        query = make_query(make_article(room.desk, author=room.writer), "6.50 euros", by=room.editor)
        answering.reply(query=query, by=room.editor, body="Well?", now=NOW)
    with django_assert_num_queries(11):
        browser.get("/stories/")


def test_an_empty_list_says_which_filter_leaves_nothing(room):
    shown = browse(room.editor).get(f"{STORIES}?stage=Copy&author={room.writer.pk}")
    assert "Remove “Stage: Copy” (1 story)" in words(shown)
    assert f'href="?author={room.writer.pk}"' in shown.content.decode()
    assert "Remove “Author" not in words(shown)


def test_headings_sort_and_say_so(room):
    shown = browse(room.editor).get(f"{STORIES}?sort=-headline").content.decode()
    assert '<th scope="col" class="story" aria-sort="descending">' in shown
    assert 'href="?sort=headline"' in shown


def test_only_stories_of_desks_one_edits_can_be_selected(room):
    join(room.editor, world := make_desk("world"), "reader")
    other = make_article(world)
    shown = browse(room.editor).get(STORIES).content.decode()
    assert f'name="story" value="{room.article.pk}"' in shown
    assert f'name="story" value="{other.pk}"' not in shown
    assert 'id="bulk"' in shown
    writers = browse(room.writer).get(STORIES).content.decode()
    assert 'name="story"' not in writers
    assert 'id="bulk"' not in writers


def test_the_default_view_is_shown_first_and_the_whole_list_can_be(room):
    browser = browse(room.editor)
    browser.post(reverse("saved_views"), {"name": "Late ones", "query": "overdue=on", "default": "on"})
    view = SavedView.objects.get()
    assert browser.get(STORIES)["Location"] == f"{STORIES}?overdue=on&view={view.pk}"
    assert headlines(browser.get(STORIES, follow=True)) == []
    assert headlines(browser.get(f"{STORIES}?view=")) == ["Ferry runs at night again"]
    assert headlines(browse(room.writer).get(STORIES)) == ["Ferry runs at night again"]


def test_a_view_whose_filters_were_changed_can_be_saved_again(room):
    browser = browse(room.editor)
    browser.post(reverse("saved_views"), {"name": "Late ones", "query": "overdue=on"})
    view = SavedView.objects.get()
    assert "Save to" not in words(browser.get(f"{STORIES}?overdue=on&view={view.pk}"))
    assert "Save to “Late ones”" in words(browser.get(f"{STORIES}?overdue=on&mine=on&view={view.pk}"))
