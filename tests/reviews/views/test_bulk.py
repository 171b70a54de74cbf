"""Acts on selected stories, as the list sends them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import Article
from reviews.models import Round
from tests.factories import make_article, make_doc
from tests.pages import HTMX, browse, words


@pytest.fixture
def pair(room):
    room.second = make_article(room.desk, author=room.writer, doc=make_doc(headline="Second"))
    room.keys = [room.article.pk, room.second.pk]
    return room


def send(person, act, keys, **fields):
    headers = {"Referer": f"http://testserver{reverse('stories')}?sort=headline"}
    return browse(person).post(
        reverse("bulk"), {"act": act, "story": keys, **fields}, headers=headers, follow=True
    )


def stages():
    return set(Round.objects.values_list("stage__name", flat=True))


def test_a_move_is_answered_with_its_way_back(pair):
    shown = send(pair.editor, "move", pair.keys, stage="Copy")
    assert "2 moved to Copy." in words(shown)
    assert shown.redirect_chain == [(f"{reverse('stories')}?sort=headline", 302)]
    assert stages() == {"Copy"}
    pairs = ",".join(f"{key}:{pair.desk.stages.get(name='Desk edit').pk}" for key in pair.keys)
    assert f'value="{pairs}"' in shown.content.decode()
    back = browse(pair.editor).post(reverse("bulk_undo"), {"stages": pairs}, follow=True)
    assert "2 moved back." in words(back)
    assert stages() == {"Desk edit"}


def test_a_spike_is_answered_with_its_way_back(pair):
    shown = send(pair.editor, "spike", pair.keys)
    keys = ",".join(map(str, pair.keys))
    assert "2 spiked." in words(shown)
    assert f'value="{keys}"' in shown.content.decode()
    browse(pair.editor).post(reverse("bulk_undo"), {"stories": keys})
    assert set(Article.objects.values_list("state", flat=True)) == {"open"}


def test_an_author_and_a_deadline_are_set(pair):
    assert f"2 assigned to {pair.colleague.name}." in words(
        send(pair.editor, "assign", pair.keys, author=pair.colleague.pk)
    )
    assert "Deadline of 1 story set." in words(
        send(pair.editor, "deadline", pair.keys[:1], deadline="2026-12-01T18:30")
    )
    assert f"{pair.slot.name} is in charge of 2 stories." in words(
        send(pair.editor, "editor", pair.keys, editor=pair.slot.pk)
    )
    pair.article.refresh_from_db()
    assert pair.article.author == pair.colleague
    assert pair.article.editor == pair.slot
    assert pair.article.deadline is not None


def test_htmx_gets_the_list_as_it_was_filtered_and_the_sentence(pair):
    headers = {**HTMX, "HX-Current-URL": f"http://testserver{reverse('stories')}?sort=-headline"}
    answer = browse(pair.editor).post(
        reverse("bulk"), {"act": "move", "story": pair.keys[:1], "stage": "Copy"}, headers=headers
    )
    assert answer.context["page"].object_list[0].headline == "Second"
    assert "1 moved to Copy." in words(answer)
    assert b'hx-target="#stories"' in answer.content


@pytest.mark.parametrize("who", ["writer", "reader", "stranger"])
def test_who_edits_nothing_changes_nothing(pair, who):
    send(getattr(pair, who), "move", pair.keys, stage="Copy")
    send(getattr(pair, who), "spike", pair.keys)
    assert stages() == {"Desk edit"}
    assert set(Article.objects.values_list("state", flat=True)) == {"open"}


def test_an_undo_is_no_way_around_access(pair):
    copy = pair.desk.stages.get(name="Copy").pk
    for person in (pair.writer, pair.stranger):
        browse(person).post(reverse("bulk_undo"), {"stages": f"{pair.article.pk}:{copy}"})
    assert stages() == {"Desk edit"}


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "move", "stage": ""},
        {"act": "move", "stage": "Nowhere"},
        {"act": "assign", "author": "x"},
        {"act": "editor", "editor": "x"},
        {"act": "deadline", "deadline": "soon"},
        {"act": "dance"},
        {},
        {"act": "spike", "story": ["x", "1e3"]},
        {"act": "spike", "story": []},
        {"act": "spike", "story": [str(number) for number in range(101)]},
    ],
)
def test_what_makes_no_sense_is_one_sentence_and_changes_nothing(pair, fields):
    answer = browse(pair.editor).post(reverse("bulk"), {"story": pair.keys, **fields})
    assert answer.status_code == 422
    assert set(Article.objects.values_list("state", flat=True)) == {"open"}


@pytest.mark.parametrize("fields", [{}, {"stages": "x:y,1"}, {"stories": "9" * 30}])
def test_an_undo_that_names_nothing(pair, fields):
    assert browse(pair.editor).post(reverse("bulk_undo"), fields).status_code == 422
