"""How a mail can be answered stands in it, and where it comes back to."""

import pytest
from django.utils import translation

from newsroom.configuration import Inbound
from reviews.models import Notification
from reviews.notifications import addresses, answering, delivery, letters, rendering
from reviews.notifications.addresses import About
from reviews.notifications.events import record_filed
from tests.factories import NOW, make_article, make_query

LINE = "— Write your reply above this line —"
NOT_READ = "Replies to this mail are not read: answer on the page."


@pytest.fixture
def answered(settings):
    settings.INBOUND = Inbound("reply", "desk.example")


def mail_of(row):
    (letter,) = letters.load(Notification.objects.filter(pk=row.pk))
    return rendering.render(letter)


def newest():
    return Notification.objects.order_by("-pk").first()


def test_by_default_a_mail_says_that_it_is_answered_on_the_page(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    mail = mail_of(newest())
    assert "Reply-To" not in mail.headers
    assert mail.returns_to == ""
    assert NOT_READ in mail.text
    assert NOT_READ in mail.html
    assert "above this line" not in mail.text + mail.html


def test_a_mail_about_one_query_is_answered_to_that_query(room, answered):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    mail = mail_of(newest())
    address = addresses.read(mail.headers["Reply-To"])
    assert (address.about, address.pk, address.person) == (About.QUERY, query.pk, room.writer.pk)
    assert mail.text.startswith(LINE + "\n\nRuth Adeyemi has a query")
    assert mail.html.index(LINE) < mail.html.index("Ruth Adeyemi has a query")
    assert "Or reply to this mail. “OK” alone answers" in mail.text
    assert "Or reply to this mail. “OK” alone answers" in mail.html
    assert "#1" not in mail.text.replace("#query-1", "")


def test_a_mail_about_several_is_answered_to_the_article_with_their_numbers(room, answered):
    asked = [make_query(room.article, words, by=room.editor) for words in ("23.40", "6.50 euros")]
    Notification.objects.all().delete()
    record_filed(article=room.article, actor=None, queries=asked, now=NOW)
    mail = mail_of(Notification.objects.get(recipient=room.writer))
    address = addresses.read(mail.headers["Reply-To"])
    assert (address.about, address.pk) == (About.ARTICLE, room.article.pk)
    assert "#1 Ruth Adeyemi: Is that right?" in mail.text
    assert "#2 <strong>Ruth Adeyemi</strong>" in mail.html
    assert "with the number before each answer: “#3: …”" in mail.text


def test_a_mail_about_several_stories_is_answered_to_neither(room, answered):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    how = answering.answering(newest(), [query], is_one_story=False)
    assert addresses.read(how.address).about == About.NEITHER
    assert how.sentence == NOT_READ


def test_a_night_of_two_stories_is_one_mail_that_is_answered_to_neither(room, answered):
    other = make_article(room.desk, author=room.writer)
    make_query(room.article, "6.50 euros", by=room.editor)
    make_query(other, "6.50 euros", by=room.editor)
    Notification.objects.update(message_id="<night@desk.example>")
    (letter,) = letters.load(Notification.objects.all())
    assert len(letter.articles) == 2
    mail = rendering.render(letter)
    assert addresses.read(mail.headers["Reply-To"]).about == About.NEITHER
    assert NOT_READ in mail.text


def test_the_line_can_be_found_whatever_the_language(settings):
    with translation.override("ar"):
        assert answering.line().startswith("— ")
        assert answering.line().endswith(" —")


def test_a_mail_comes_back_to_an_address_that_says_whose_it_was(room, answered, send_to):
    make_query(room.article, "6.50 euros", by=room.editor)
    mail = mail_of(newest())
    delivery.deliver(mail, article_id=room.article.pk, now=NOW)
    address = addresses.read(send_to.envelopes[0].mail_from)
    assert (address.about, address.pk, address.person) == (
        About.RETURN,
        room.article.pk,
        room.writer.pk,
    )
    assert send_to.messages[0]["From"] == "Copydesk <copydesk@localhost>"
    assert addresses.read(send_to.messages[0]["Reply-To"]).about == About.QUERY
    delivery.hang_up()
