"""The pages of ideas and assignments, and the button of a new story."""

from __future__ import annotations

import pytest

from articles.models import Article
from tests.pages import at, browse, words


def idea(room, **given):
    sent = {"headline": "Who pays?", "desk": room.desk.slug, "brief": "<b>Ask</b>", **given}
    return browse(room.colleague).post("/ideas/new/", sent, follow=True)


def test_from_an_idea_to_a_filed_story_by_the_pages(room):
    assert "Idea saved." in words(idea(room))
    story = Article.objects.get(planning="idea")
    shown = browse(room.editor).get(at(story, "assignment/"))
    assert "&lt;b&gt;Ask&lt;/b&gt;" in shown.content.decode()
    sent = {"writer": room.writer.pk, "brief": "Ask the board", "target_words": "600"}
    assigned = browse(room.editor).post(at(story, "assignment/"), sent, follow=True)
    assert "Assigned. Mara Velde has been notified." in words(assigned)
    assert "Assigned to Mara Velde, not accepted yet" in words(browse(room.editor).get("/stories/"))
    mara = browse(room.writer)
    assert "Accept or decline" in words(mara.get(at(story)))
    assert "Accepted." in words(mara.post(at(story, "assignment/accept"), follow=True))
    page = mara.get(at(story))
    assert "File story" in words(page)
    refused = mara.post(at(story, "file-story"))
    assert refused.status_code == 409


def test_who_declines_says_why_and_the_desk_reads_it(room):
    idea(room)
    story = Article.objects.get(planning="idea")
    browse(room.editor).post(at(story, "assignment/"), {"writer": room.writer.pk})
    declined = browse(room.writer).post(
        at(story, "assignment/decline"), {"reason": "On <i>leave</i>"}, follow=True
    )
    assert "Mara Velde declined: On &lt;i&gt;leave&lt;/i&gt;" in declined.content.decode()
    assert "Idea" in words(browse(room.editor).get("/stories/"))


def test_what_cannot_be_is_said_beside_its_field_and_kept(room):
    response = idea(room, headline=" ", brief="Kept as typed")
    assert response.status_code == 422
    assert "Kept as typed" in words(response)
    assert not Article.objects.filter(planning="idea").exists()


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_who_proposes_nothing(room, who):
    sent = {"headline": "Who pays?", "desk": room.desk.slug}
    assert browse(getattr(room, who)).post("/ideas/new/", sent).status_code == 403


def test_a_stranger_sees_no_assignment(room):
    idea(room)
    story = Article.objects.get(planning="idea")
    assert browse(room.stranger).get(at(story, "assignment/")).status_code == 404
