from __future__ import annotations

from datetime import timedelta

import pytest

from reviews.lists import bulk
from reviews.models import Round
from tests.factories import NOW, join, make_article, make_desk, make_doc

FAR = NOW + timedelta(days=1)


@pytest.fixture
def stories(room):
    """Two of the desk, one that is spiked, and one of a desk on which the editor only reads."""
    second = make_article(room.desk, author=room.writer, doc=make_doc(headline="Second"))
    spiked = make_article(room.desk, doc=make_doc(headline="Spiked"))
    bulk.spike(ids=[spiked.pk], by=room.editor, now=NOW)
    join(room.editor, world := make_desk("world", workflow=[("Legal", "Lawyers")]), "reader")
    return [room.article, second, spiked, make_article(world, doc=make_doc(headline="Elsewhere"))]


def ids(articles):
    return [article.pk for article in articles]


def stages(articles):
    found = dict(Round.objects.values_list("article", "stage__name"))
    return [found[article.pk] for article in articles]


def refusals(outcome):
    return {str(refusal.article): refusal.sentence for refusal in outcome.refused}


def test_stories_are_moved_and_the_others_say_why_not(room, stories):
    outcome, before = bulk.move(ids=ids(stories), stage="Copy", by=room.editor, now=NOW)
    assert outcome.done == stories[:2]
    assert stages(stories) == ["Copy", "Copy", "Desk edit", "Legal"]
    assert refusals(outcome).keys() == {"Spiked", "Elsewhere"}
    assert "spiked" in refusals(outcome)["Spiked"]
    assert "no stage “Copy”" in refusals(outcome)["Elsewhere"]
    back = bulk.move_back(stages=before, by=room.editor, now=NOW)
    assert (back.done, back.refused) == (stories[:2], [])
    assert stages(stories) == ["Desk edit", "Desk edit", "Desk edit", "Legal"]


def test_each_story_asks_for_access_by_itself(room, stories):
    outcome, _before = bulk.move(ids=ids(stories), stage="Legal", by=room.editor, now=NOW)
    assert outcome.done == []
    assert refusals(outcome)["Elsewhere"] == "Only a desk editor can move a story to another stage."
    assert len(outcome.refused) == 4


def test_an_editor_is_put_in_charge_who_edits_the_desk(room, stories):
    outcome = bulk.assign_editor(ids=ids(stories), editor=room.slot, by=room.editor, now=NOW)
    assert outcome.done == stories[:2]
    assert refusals(outcome).keys() == {"Spiked", "Elsewhere"}
    stories[0].refresh_from_db()
    assert stories[0].editor == room.slot
    outcome = bulk.assign_editor(ids=ids(stories[:2]), editor=room.writer, by=room.editor, now=NOW)
    assert outcome.done == []
    assert "isn’t an editor" in refusals(outcome)["Second"]


@pytest.mark.parametrize("who", ["writer", "reader", "stranger"])
def test_who_edits_nothing_does_nothing(room, stories, who):
    person = getattr(room, who)
    for outcome in (
        bulk.move(ids=ids(stories), stage="Copy", by=person, now=NOW)[0],
        bulk.assign(ids=ids(stories), author=room.colleague, by=person, now=NOW),
        bulk.set_deadline(ids=ids(stories), deadline=FAR, by=person, now=NOW),
        bulk.spike(ids=ids(stories), by=person, now=NOW),
    ):
        assert outcome.done == []
        assert len(outcome.refused) + outcome.gone == 4
    room.article.refresh_from_db()
    assert (room.article.author, room.article.deadline, room.article.state) == (room.writer, None, "open")


def test_what_somebody_cannot_see_is_only_counted(room, stories):
    hidden = make_article(make_desk())
    outcome = bulk.spike(ids=[room.article.pk, hidden.pk, 999_999], by=room.editor, now=NOW)
    assert (outcome.done, outcome.gone, outcome.refused) == ([room.article], 2, [])


def test_an_author_and_a_deadline(room, stories):
    outcome = bulk.assign(ids=ids(stories), author=room.colleague, by=room.editor, now=NOW)
    assert outcome.done == stories[:2]
    outcome = bulk.set_deadline(ids=ids(stories[:2]), deadline=FAR, by=room.editor, now=NOW)
    assert outcome.done == stories[:2]
    for article in stories[:2]:
        article.refresh_from_db()
        assert (article.author, article.deadline) == (room.colleague, FAR)


def test_nobody_from_elsewhere_becomes_the_author(room, stories):
    outcome = bulk.assign(ids=ids(stories[:2]), author=room.stranger, by=room.editor, now=NOW)
    assert outcome.done == []
    assert set(refusals(outcome).values()) == {f"Olga Fremd isn’t on {room.desk}. Choose another author."}


def test_a_spike_is_taken_back(room, stories):
    outcome = bulk.spike(ids=ids(stories[:3]), by=room.editor, now=NOW)
    assert outcome.done == stories[:2]
    back = bulk.unspike(ids=ids(outcome.done), by=room.editor, now=NOW)
    assert back.done == stories[:2]
    room.article.refresh_from_db()
    assert room.article.is_open


@pytest.mark.parametrize("chosen", [[], range(1, 102)])
def test_none_and_too_many_are_refused(room, chosen):
    with pytest.raises(bulk.TooMany):
        bulk.spike(ids=chosen, by=room.editor, now=NOW)


def test_a_story_that_was_chosen_twice_is_one(room):
    outcome = bulk.spike(ids=[room.article.pk] * 200, by=room.editor, now=NOW)
    assert (outcome.done, outcome.refused) == ([room.article], [])
