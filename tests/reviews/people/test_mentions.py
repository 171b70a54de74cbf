from __future__ import annotations

from types import SimpleNamespace

import pytest

from reviews.models import Event, Notification
from reviews.models.query import people_in
from reviews.notifications.mail.rendering import render
from reviews.notifications.mail_data import load
from reviews.people.mentions import among, mentions_in, pieces
from reviews.queries import answering, proposals
from tests.factories import NOW, make_query

PEOPLE = [
    SimpleNamespace(pk=1, name="Ruth Adeyemi"),
    SimpleNamespace(pk=2, name="Ruth Adeyemi Okoro"),
    SimpleNamespace(pk=3, name="Mara Velde"),
    SimpleNamespace(pk=4, name="ليلى حداد"),
    SimpleNamespace(pk=5, name="Jean-Luc O’Hara"),
    SimpleNamespace(pk=6, name="A.* Person"),
    SimpleNamespace(pk=7, name="Sam Lee"),
    SimpleNamespace(pk=8, name="Sam Lee"),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("@Ruth Adeyemi, is that so?", [1]),
        ("Ask @ruth adeyemi okoro.", [2]),
        ("@Ruth", []),
        ("@Mara: yes?", [3]),
        ("(@mara velde)", [3]),
        ("@Maran", []),
        ("mara@velde.example or x@Mara", []),
        ("نعم، @ليلى حداد؟", [4]),
        ("@Jean-Luc O’Hara's note", [5]),
        ("@A.* Person and @AB Person", [6]),
        ("@Sam Lee", [7, 8]),
        ("@Sam", []),
        ("@Ruth  Adeyemi", [1]),
        ("nobody", []),
        ("@", []),
        ("@Mara @Mara Velde", [3]),
    ],
)
def test_who_is_meant(text, ids):
    assert people_in(among(text, PEOPLE)) == ids


def test_mentions_stand_out_as_they_were_typed():
    found = among("So, @mara velde, who?", PEOPLE)
    assert list(pieces("So, @mara velde, who?", found)) == [
        ("So, ", False),
        ("@mara velde", True),
        (", who?", False),
    ]
    assert list(pieces("<b>", {})) == [("<b>", False)]


def told(kind):
    event = Event.objects.get(kind=kind)
    return {row.recipient.name.split()[0] for row in event.notifications.select_related("recipient")}


def test_whoever_is_mentioned_is_told_once_and_nobody_else(room):
    question = "@Jonas Keller and @Mara, is that so? @Olga Fremd, @Ruth?"
    query = make_query(room.article, "boat", by=room.editor, assigned_to=room.writer, question=question)
    assert told(Event.Kind.ASKED) == {"Jonas", "Mara"}, "the asked one once, no stranger, not oneself"
    answering.reply(query=query, by=room.writer, body="@Leila Haddad knows.", now=NOW)
    assert told(Event.Kind.REPLIED) == {"Ruth", "Leila"}
    answering.resolve(query=query, by=room.editor, body="Thanks, @Peter.", now=NOW)
    assert told(Event.Kind.RESOLVED) == {"Mara", "Peter"}


def test_who_left_the_desk_is_not_mentioned(room):
    room.desk.memberships.filter(user=room.slot).delete()
    make_query(room.article, "boat", by=room.editor, question="@Peter Lund, is it?")
    assert told(Event.Kind.ASKED) == {"Mara"}


def test_a_mail_says_who_is_mentioned_and_what_is_proposed(room):
    make_query(
        room.article,
        "6.50 euros",
        by=room.editor,
        assigned_to=room.writer,
        question="@Jonas, is it?",
        proposed="7 euros",
    )
    article_mails = {article_mail.reader: article_mail for article_mail in load(Notification.objects.all())}
    mail = render(article_mails[room.copy_editor])
    assert "Ruth Adeyemi mentions you in a query about" in mail.text
    assert "You were mentioned." in mail.text
    assert "replace “6.50 euros” with “7 euros”" in mail.text
    assert "replace “6.50 euros” with “7 euros”" in mail.html
    assert "mentions you" not in render(article_mails[room.writer]).text


def test_a_mail_of_accepted_words_says_so(room):
    query = make_query(room.article, "6.50 euros", by=room.reader, proposed="7 euros")
    proposals.accept(query=query, by=room.writer, now=NOW)
    row = Notification.objects.get(event__kind=Event.Kind.RESOLVED, recipient=room.reader)
    (article_mail,) = load(Notification.objects.filter(pk=row.pk))
    assert "Accepted: “7 euros” replaces “6.50 euros”." in render(article_mail).text


def test_a_text_without_mentions_asks_the_database_nothing(room, django_assert_num_queries):
    with django_assert_num_queries(0):
        mentions_in("Is that so?", room.article)
    with django_assert_num_queries(1):
        mentions_in("Is that so, @Mara?", room.article)
