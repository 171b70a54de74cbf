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
def installation(room, settings, send_to, imap_server, tmp_path):
    settings.INBOUND = Inbound("reply", "desk.example", imap=imap_server.store)
    settings.MEDIA_ROOT, settings.COPYDESK_URL = tmp_path, "https://desk.example"
    room.smtp, room.imap = send_to, imap_server
    return room


def sent(installation):
    """What has left since the last look, by recipient."""
    outbox.drain(seconds=60, clock=lambda: timezone.now() + outbox.LEASE)
    messages, installation.smtp.messages[:] = list(installation.smtp.messages), []
    return {str(message["To"]): message for message in messages}


def answer(installation, mail, person, text, *, files=()):
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
    installation.imap.drop(reply.as_bytes())
    tasks.fetch_mail()
    tasks.take_mail()


def test_a_freelancer_answers_by_mail_alone(installation):
    now = timezone.now()
    query = make_query(
        installation.article, "6.50 euros", by=installation.editor, question="What is it?", now=now
    )
    guest = make_guest(
        installation.article, by=installation.editor, purpose="answer", numbers=[1], now=now
    ).person
    mail = sent(installation)[guest.email]
    asked = mail.get_body(("plain",)).get_content()
    assert "Ruth Adeyemi asks you to answer a query" in asked
    assert "Ruth Adeyemi: What is it?" in asked
    assert "Or reply to this email. “OK” alone answers, and “these words”" in asked
    answer(
        installation, mail, guest, "It is 6.80 from April on.\n\nBest, Nadia", files=[("tariff.pdf", b"%PDF")]
    )
    query.refresh_from_db()
    assert query.state == Query.State.ANSWERED
    assert query.replies.get().attachments.get().name == "tariff.pdf"

    mails = sent(installation)
    assert set(mails) == {guest.email, installation.editor.email}
    said = mails[guest.email].get_body(("plain",)).get_content()
    assert "Query 1, “What is it?”, is answered. To change your answer, reply again or go to " in said
    told = mails[installation.editor.email].get_body(("plain",)).get_content()
    assert "It is 6.80 from April on.\nFiles on the story page: tariff.pdf" in told.replace("\r", "")

    answering.resolve(query=query, by=installation.editor, now=timezone.now())
    closing = sent(installation)[guest.email]
    assert "No action needed." in closing.get_body(("plain",)).get_content()
    answer(installation, closing, guest, "One more thing: children pay half.")
    said = sent(installation)[guest.email].get_body(("plain",)).get_content()
    assert "has been closed, so your reply wasn’t sent" in " ".join(said.split())
    assert "> One more thing: children pay half." in said


def test_a_query_is_asked_answered_and_closed_by_mail_alone(installation, client):
    query = make_query(
        installation.article,
        "6.50 euros",
        by=installation.editor,
        question="What does a ticket cost?",
        now=timezone.now(),
    )
    mail = sent(installation)[installation.writer.email]
    answer(
        installation, mail, installation.writer, "It is 6.50.\n\nMara", files=[("leaflet.pdf", b"%PDF-1.7")]
    )
    query.refresh_from_db()
    assert query.state == Query.State.ANSWERED

    client.force_login(installation.editor)
    page = client.get(f"/articles/{installation.article.slug}/").content.decode()
    assert "It is 6.50." in page
    assert " · by email" in page
    assert "leaflet.pdf" in page
    assert "Write your reply" not in page

    mails = sent(installation)
    assert set(mails) == {installation.editor.email}
    answer(installation, mails[installation.editor.email], installation.editor, "resolve")
    query.refresh_from_db()
    assert (query.state, query.resolved_by) == (Query.State.RESOLVED, installation.editor)
    mails = sent(installation)
    assert set(mails) == {installation.editor.email, installation.writer.email}
    confirmation = mails[installation.editor.email]
    assert "is resolved. To reopen it, reply “reopen”" in confirmation.get_body(("plain",)).get_content()

    answer(installation, confirmation, installation.editor, "reopen")
    query.refresh_from_db()
    assert query.is_open
    assert installation.imap.count() == 0
    assert installation.imap.count("Copydesk") == 3
