"""A newsroom whose mails can be answered, and a mail program."""

from __future__ import annotations

import itertools
from datetime import timedelta
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from newsroom.configuration import Inbound
from reviews.inbound import receiving
from reviews.models import Answer, InboundMail
from reviews.notifications.mail import reply_addresses
from reviews.notifications.mail.reply_addresses import About
from tests.factories import NOW, make_query

LATER = NOW + timedelta(hours=1)
Channel = InboundMail.Channel


class Room:
    """A newsroom whose mails can be answered: people and article as ``room``'s, and a mail program."""

    def __init__(self, people):
        self.__dict__.update(vars(people))
        self.query = make_query(self.article, "6.50 euros", by=self.editor, question="6.50 or 5.60?")
        self._moments = itertools.count()

    def address(self, person, *, about=None, pk=None, written=NOW):
        about = About.QUERY if about is None else about
        pk = pk or (self.query.pk if about == About.QUERY else self.article.pk)
        return reply_addresses.make(about, pk, person=person.pk, written=written)

    def mail(self, text, *, person, to="", sender="", headers=(), files=(), html=""):
        """What a person's program sends."""
        mail = EmailMessage()
        mail["From"] = sender or f"{person.name} <{person.email}>"
        mail["To"] = to or self.address(person)
        mail["Subject"] = "Re: [Desk] Ferry runs at night again"
        mail["Message-ID"] = make_msgid(domain="paper.example")
        for name, value in dict(headers).items():
            del mail[name]
            mail[name] = value
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, content in files:
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        return mail.as_bytes()

    def post(self, text, *, person, now=LATER, **more):
        """Send it, and have it taken; the row that says what became of it."""
        return self.take(self.mail(text, person=person, **more), now=now)

    def take(self, raw, *, now=LATER):
        row = receiving.receive(raw, channel=Channel.PIPE, now=now)
        receiving.work(seconds=60, clock=lambda: now)
        if row is not None:
            row.refresh_from_db()
        self.query.refresh_from_db()
        return row

    def said(self, row):
        """What was answered to a mail, and to whom; nothing when it was not answered."""
        answer = Answer.objects.filter(mail=row).select_related("person").order_by("-pk").first()
        return (answer.person, "\n".join(answer.paragraphs)) if answer else (None, "")


@pytest.fixture
def answered(settings):
    settings.INBOUND = Inbound("reply", "desk.example")
    settings.COPYDESK_URL = "https://desk.example"


@pytest.fixture
def desk(room, answered, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Room(room)
