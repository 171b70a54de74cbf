"""From an act on the page to a mail, to an answer in a mail folder, to the thread, to a confirmation."""

from email.message import EmailMessage

import pytest
from django.utils import timezone

from newsroom.configuration import Inbound
from reviews import tasks
from reviews.models import Query
from reviews.notifications import outbox
from reviews.queries import answering
from tests.factories import make_guest, make_query


@pytest.fixture
def world(room, settings, send_to, imap_server, tmp_path):
    settings.INBOUND = Inbound("reply", "desk.example", imap=imap_server.store)
    settings.MEDIA_ROOT, settings.COPYDESK_URL = tmp_path, "https://desk.example"
    room.smtp, room.imap = send_to, imap_server
    return room


def sent(world):
    """What has left since the last look, by recipient."""
    outbox.drain(seconds=60, clock=lambda: timezone.now() + outbox.LEASE)
    messages, world.smtp.messages[:] = list(world.smtp.messages), []
    return {str(message["To"]): message for message in messages}


def answer(world, mail, person, text, *, files=()):
    """As a mail program does: to the Reply-To, in its thread, with the mail quoted below."""
    reply = EmailMessage()
    reply["From"], reply["To"] = f"{person.name} <{person.email}>", mail["Reply-To"]
    reply["Subject"] = f"Re: {mail['Subject']}"
    reply["In-Reply-To"], reply["Message-ID"] = mail["Message-ID"], f"<{len(text)}.{person.pk}@paper.example>"
    quoted = "\n".join(f"> {line}" for line in mail.get_body(("plain",)).get_content().splitlines())
    introduction = f"On Mon, Mar 2, 2026 at 3:12 PM Copydesk <\n{mail['Reply-To']}> wrote:"
    reply.set_content(f"{text}\n\n{introduction}\n\n{quoted}\n")
    for name, content in files:
        reply.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    world.imap.drop(reply.as_bytes())
    tasks.fetch_mail()
    tasks.take_mail()


def test_a_freelancer_answers_by_mail_alone(world):
    now = timezone.now()
    query = make_query(world.article, "6.50 euros", by=world.editor, question="What is it?", now=now)
    guest = make_guest(world.article, by=world.editor, purpose="answer", numbers=[1], now=now).person
    mail = sent(world)[guest.email]
    asked = mail.get_body(("plain",)).get_content()
    assert "Ruth Adeyemi asks you to answer a query" in asked
    assert "Ruth Adeyemi: What is it?" in asked
    assert "Or reply to this email. “OK” alone answers, and “these words”" in asked
    answer(world, mail, guest, "It is 6.80 from April on.\n\nBest, Nadia", files=[("tariff.pdf", b"%PDF")])
    query.refresh_from_db()
    assert query.state == Query.State.ANSWERED
    assert query.replies.get().attachments.get().name == "tariff.pdf"

    mails = sent(world)
    assert set(mails) == {guest.email, world.editor.email}
    said = mails[guest.email].get_body(("plain",)).get_content()
    assert "Query 1, “What is it?”, is answered. To change your answer, reply again or go to " in said
    told = mails[world.editor.email].get_body(("plain",)).get_content()
    assert "It is 6.80 from April on.\nFiles on the story page: tariff.pdf" in told.replace("\r", "")

    answering.resolve(query=query, by=world.editor, now=timezone.now())
    closing = sent(world)[guest.email]
    assert "No action needed." in closing.get_body(("plain",)).get_content()
    answer(world, closing, guest, "One more thing: children pay half.")
    said = sent(world)[guest.email].get_body(("plain",)).get_content()
    assert "has been closed, so your reply wasn’t sent" in " ".join(said.split())
    assert "> One more thing: children pay half." in said


def test_a_query_is_asked_answered_and_closed_by_mail_alone(world, client):
    query = make_query(
        world.article, "6.50 euros", by=world.editor, question="What does a ticket cost?", now=timezone.now()
    )
    mail = sent(world)[world.writer.email]
    answer(world, mail, world.writer, "It is 6.50.\n\nMara", files=[("leaflet.pdf", b"%PDF-1.7")])
    query.refresh_from_db()
    assert query.state == Query.State.ANSWERED

    client.force_login(world.editor)
    page = client.get(f"/articles/{world.article.slug}/").content.decode()
    assert "It is 6.50." in page
    assert " · by email" in page
    assert "leaflet.pdf" in page
    assert "Write your reply" not in page

    mails = sent(world)
    assert set(mails) == {world.editor.email}
    answer(world, mails[world.editor.email], world.editor, "resolve")
    query.refresh_from_db()
    assert (query.state, query.resolved_by) == (Query.State.RESOLVED, world.editor)
    mails = sent(world)
    assert set(mails) == {world.editor.email, world.writer.email}
    confirmation = mails[world.editor.email]
    assert "is resolved. To reopen it, reply “reopen”" in confirmation.get_body(("plain",)).get_content()

    answer(world, confirmation, world.editor, "reopen")
    query.refresh_from_db()
    assert query.is_open
    assert world.imap.count() == 0
    assert world.imap.count("Copydesk") == 3
