"""New stories begin with an empty page, which is in no list before somebody types, and are filed later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from articles.editing.details import details_of, set_details
from articles.models import Article
from newsroom.errors import NotAllowed
from reviews.lists import stories
from reviews.models import Event, Round
from reviews.planning import writing
from reviews.planning.writing import NotFiled
from reviews.workflow import signoff
from tests.acts import type_into
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)


def blank(room, by=None):
    return writing.open_blank(desk=room.desk, by=by or room.writer, now=NOW)


def fresh(article):
    return Article.objects.select_related("desk", "author").get(pk=article.pk)


def written(room):
    story = blank(room)
    type_into(story, 1, "Night ferry returns", by=room.writer, now=NOW)
    story = fresh(story)
    end = story.document.parsed().content.size - 1
    type_into(story, end, "It leaves at midnight.", by=room.writer, now=NOW)
    return fresh(story)


def listed(room, person):
    return list(stories.stories(person, stories.Filters(), now=NOW))


def test_an_empty_page_is_in_no_list_and_asks_nobody_to_sign(room):
    page = blank(room)
    assert (page.author, page.byline, page.planning) == (room.writer, "Mara Velde", "blank")
    assert listed(room, room.writer) == [room.article]
    assert not Event.objects.filter(article=page).exists()
    assert not Round.objects.waiting_for(room.editor).filter(article=page).exists()


def test_a_person_has_one_of_them_on_a_desk(room):
    page = blank(room)
    assert blank(room) == page
    assert blank(room, room.colleague) != page
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(created_by=room.colleague).update(created_by=room.writer)


def test_the_first_word_makes_it_a_story(room):
    page = blank(room)
    type_into(page, 1, "Night ferry", by=room.writer, now=NOW)
    assert fresh(page).planning == "writing"
    assert fresh(page) in listed(room, room.editor)
    assert blank(room) != page


def test_so_do_details(room):
    page = blank(room)
    set_details(article=page, details=replace(details_of(page), section="Harbour"), by=room.writer, now=NOW)
    assert fresh(page).planning == "writing"


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_who_may_not_file_gets_none(room, who):
    with pytest.raises(NotAllowed):
        blank(room, getattr(room, who))
    assert Article.objects.count() == 1


def test_it_is_filed_when_its_words_are_there(room):
    story = written(room)
    assert story.slug == "untitled"
    writing.file_story(article=story, by=room.writer, now=LATER)
    story = fresh(story)
    assert (story.planning, story.slug) == ("", "night-ferry-returns")
    assert story.rounds.get().stage.name == "Desk edit"
    due = Event.objects.get(article=story, kind=Event.Kind.STAGE_DUE)
    assert [row.recipient for row in due.notifications.all()] == [room.editor]
    assert Round.objects.waiting_for(room.editor).filter(article=story).exists()
    with pytest.raises(NotFiled):
        writing.file_story(article=story, by=room.writer, now=LATER)


def test_an_empty_story_is_not_filed(room):
    page = blank(room)
    with pytest.raises(NotFiled, match="Write a headline and some copy"):
        writing.file_story(article=page, by=room.writer, now=LATER)
    assert fresh(page).planning == "blank"


@pytest.mark.parametrize("who", ["colleague", "reader", "stranger"])
def test_who_does_not_edit_it_does_not_file_it(room, who):
    story = written(room)
    with pytest.raises(NotAllowed):
        writing.file_story(article=story, by=getattr(room, who), now=LATER)
    assert fresh(story).planning == "writing"


def test_whoever_signs_it_takes_it_as_filed(room):
    story = written(room)
    stage = room.desk.stages.order_by("position").first()
    signoff.sign(article=story, stage=stage, by=room.editor, digest=story.digest, now=LATER)
    assert fresh(story).planning == ""
