"""How a mail can be answered stands in it, and where it comes back to."""

from html import unescape

import pytest
from django.utils import translation

from newsroom.configuration import Inbound
from reviews.models import Notification
from reviews.notifications import events, mail_data
from reviews.notifications.events import record_filed
from reviews.notifications.mail import rendering, reply_addresses, reply_instructions, smtp
from reviews.notifications.mail.reply_addresses import About
from reviews.queries import answering
from tests.factories import NOW, make_article, make_guest, make_query

LINE = "— Write your reply above this line —"
NOT_READ = "Please don’t reply to this email."


@pytest.fixture
def answered(settings):
    settings.INBOUND = Inbound("reply", "desk.example")


def mail_of(row):
    (article_mail,) = mail_data.load(Notification.objects.filter(pk=row.pk))
    return rendering.render(article_mail)


def newest():
    return Notification.objects.order_by("-pk").first()


def test_by_default_a_mail_says_that_it_is_answered_on_the_page(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    mail = mail_of(newest())
    assert "Reply-To" not in mail.headers
    assert mail.returns_to == ""
    assert NOT_READ in mail.text
    assert NOT_READ in unescape(mail.html)
    assert "above this line" not in mail.text + mail.html


def test_a_mail_about_one_query_is_answered_to_that_query(room, answered):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    mail = mail_of(newest())
    address = reply_addresses.read(mail.headers["Reply-To"])
    assert (address.about, address.pk, address.person) == (About.QUERY, query.pk, room.writer.pk)
    assert f"\n\n{LINE}\n\nRuth Adeyemi has a query" in mail.text
    assert mail.html.index(LINE) < mail.html.index("Ruth Adeyemi has a query")
    assert "Or reply to this email. “OK” alone answers, and “these words”" in mail.text
    assert "Or reply to this email. “OK” alone answers, and “these words”" in mail.html
    assert "#1" not in mail.text.replace("#query-1", "")


def test_a_mail_about_several_is_answered_to_the_article_with_their_numbers(room, answered):
    asked = [make_query(room.article, words, by=room.editor) for words in ("23.40", "6.50 euros")]
    Notification.objects.all().delete()
    record_filed(article=room.article, actor=None, queries=asked, now=NOW)
    mail = mail_of(Notification.objects.get(recipient=room.writer))
    address = reply_addresses.read(mail.headers["Reply-To"])
    assert (address.about, address.pk) == (About.ARTICLE, room.article.pk)
    assert "#1 Ruth Adeyemi: Is that right?" in mail.text
    assert "#2 <strong>Ruth Adeyemi</strong>" in mail.html
    assert "with the number before each answer: “#1: …”" in mail.text


def test_closing_is_offered_to_who_asked_and_not_to_who_is_asked(room, answered):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    assert "“resolve”" not in mail_of(newest()).text
    answering.reply(query=query, by=room.writer, body="It is 6.50.", now=NOW)
    assert newest().recipient == room.editor
    assert "“OK” alone answers, “resolve” closes the query" in mail_of(newest()).text


def test_a_guest_is_offered_what_a_guest_can_do(room, answered):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    make_guest(room.article, by=room.editor, purpose="answer", numbers=[1])
    mail = mail_of(newest())
    assert "“OK” alone answers" in mail.text
    assert "“resolve”" not in mail.text
    answering.resolve(query=query, by=room.editor, now=NOW)
    mail = mail_of(Notification.objects.get(event__kind="resolved", recipient__is_guest=True))
    assert "No action needed." in mail.text
    assert "reopen" not in mail.text
    assert mail.text.partition("\n\n")[2].startswith("Ruth Adeyemi resolved a query")
    make_guest(room.article, by=room.editor, purpose="comment")
    mail = mail_of(newest())
    assert mail.text.partition("\n\n")[2].startswith("Ruth Adeyemi asks you to read")
    assert "Please don’t reply to this email." in mail.text


def test_a_resolved_query_can_be_opened_again(room, answered):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    answering.resolve(query=query, by=room.editor, now=NOW)
    mail = mail_of(Notification.objects.get(event__kind="resolved", recipient=room.writer))
    assert "Or reply to this email: “reopen” alone reopens the query." in mail.text
    assert "“OK”" not in mail.text
    assert mail.text.partition("\n\n")[2].startswith(LINE)


def test_a_mail_that_asks_for_no_words_has_no_line_to_write_above(room, answered):
    stage = room.desk.stages.first()
    event = events.record(
        kind="stage_due", article=room.article, actor=None, stage=stage, round=None, now=NOW
    )
    mail = mail_of(event.notifications.first())
    assert "above this line" not in mail.text + mail.html
    assert "Please don’t reply to this email." in mail.text
    assert reply_addresses.read(mail.headers["Reply-To"])  # whoever answers all the same hears how


def test_a_mail_about_several_stories_is_answered_to_neither(room, answered):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    how = reply_instructions.answering(newest(), [query], is_one_story=False)
    assert reply_addresses.read(how.address).about == About.NEITHER
    assert how.sentence == NOT_READ


def test_a_night_of_two_stories_is_one_mail_that_is_answered_to_neither(room, answered):
    other = make_article(room.desk, author=room.writer)
    make_query(room.article, "6.50 euros", by=room.editor)
    make_query(other, "6.50 euros", by=room.editor)
    Notification.objects.update(message_id="<night@desk.example>")
    (article_mail,) = mail_data.load(Notification.objects.all())
    assert len(article_mail.articles) == 2
    mail = rendering.render(article_mail)
    assert reply_addresses.read(mail.headers["Reply-To"]).about == About.NEITHER
    assert NOT_READ in mail.text


def test_the_line_can_be_found_whatever_the_language(settings):
    with translation.override("ar"):
        assert reply_instructions.line().startswith("— ")
        assert reply_instructions.line().endswith(" —")


def test_a_mail_comes_back_to_an_address_that_says_whose_it_was(room, answered, send_to):
    make_query(room.article, "6.50 euros", by=room.editor)
    mail = mail_of(newest())
    smtp.deliver(mail, article_id=room.article.pk, now=NOW)
    address = reply_addresses.read(send_to.envelopes[0].mail_from)
    assert (address.about, address.pk, address.person) == (
        About.RETURN,
        room.article.pk,
        room.writer.pk,
    )
    assert send_to.messages[0]["From"] == "Copydesk <copydesk@localhost>"
    assert reply_addresses.read(send_to.messages[0]["Reply-To"]).about == About.QUERY
    smtp.disconnect()
