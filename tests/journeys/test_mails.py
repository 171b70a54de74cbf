"""Mails as a telephone shows them: nothing is cut off at the side, whatever was written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from articles.models import Article
from newsroom.configuration import Inbound
from reviews.inbound import receiving, responses
from reviews.models import InboundMail, KeptMail
from reviews.notifications import outbox
from reviews.queries import answering
from reviews.schedule import digests
from tests.factories import NOW, make_guest, make_query
from tests.reviews.answering import Room

LONG = "https://ferry.example/" + "tariffs-of-2026-" * 20
TELEPHONE = {"width": 360, "height": 740}


@pytest.fixture
def mails(room, settings, tmp_path):
    """A question, an answer with its confirmation, an invitation and a digest, by what they begin with."""
    settings.MAIL_KEPT_IN_APP, settings.MEDIA_ROOT = True, tmp_path
    settings.INBOUND = Inbound("reply", "desk.example")
    Article.objects.update(deadline=NOW + timedelta(hours=30))
    desk = Room(room)
    answering.reply(query=desk.query, by=desk.writer, body=LONG, proposed="7 euros", now=NOW)
    make_query(desk.article, "23.40", by=desk.editor, question=LONG)
    guest = make_guest(desk.article, by=desk.editor, purpose="answer", numbers=[1, 2]).person
    raw = desk.mail("OK", person=guest, to=desk.address(guest))
    receiving.receive(raw, channel=InboundMail.Channel.PIPE, now=NOW)
    receiving.work(seconds=60, clock=lambda: NOW)
    responses.drain(seconds=60, clock=lambda: NOW)
    digests.write(now=NOW + timedelta(hours=18))
    outbox.drain(seconds=60, clock=lambda: NOW + timedelta(days=1))
    return list(KeptMail.objects.order_by("pk"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mail_fits_a_telephone(mails, new_page, scheme):
    for begins in ("has a query", "asks you to answer", "Good morning", "was added to query"):
        assert any(begins in mail.text for mail in mails)
    page = new_page(viewport=TELEPHONE, is_mobile=True, color_scheme=scheme)
    for mail in mails:
        page.set_content(mail.html)
        expect(page.locator("body")).to_contain_text("Copydesk")
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], mail.text
        ground = page.locator(".paper").evaluate("paper => getComputedStyle(paper).backgroundColor")
        assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(28, 31, 35)")
