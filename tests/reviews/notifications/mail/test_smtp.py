"""Mail through a real SMTP server, and mail that is kept."""

import socket
import threading

import pytest
from django.contrib.auth.models import AnonymousUser

from newsroom.models import User
from reviews.models import KeptMail, Notification
from reviews.notifications import outbox
from reviews.notifications.mail import smtp
from tests.environment.mailbox import ACCEPTED
from tests.reviews.notifications.foreign_desk import NOW, after, states

State = Notification.State
WANDA = "wanda@desk.example"


@pytest.fixture
def server(send_to):
    yield send_to
    smtp.disconnect()


def drain(*, at=NOW):
    return outbox.drain(seconds=60, clock=lambda: at)


def errors(ids):
    return [Notification.objects.get(pk=pk).last_error for pk in ids]


def test_a_mail_arrives_with_its_headers_and_both_its_forms(foreign, server, settings):
    settings.DEFAULT_FROM_EMAIL = "Somebody <desk@paper.example>"
    article = foreign.article(headline="Ölpreis: 5 % mehr – «sofort»")
    row = foreign.asked(article=article)
    assert drain().sent == 1
    (message,) = server.messages
    assert message["From"] == "Copydesk <desk@paper.example>"
    assert message["To"] == WANDA
    assert message["Subject"].strip() == "[Foreign] Ölpreis: 5 % mehr – «sofort»"
    assert message["Message-ID"] == row.message_id
    assert message["In-Reply-To"] == message["References"] == f"<article-{article.pk}@paper.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.iter_parts()
    assert [text.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]
    assert "“Arab governments”" in text.get_content()
    assert "Arab governments</span>" in html.get_content()


def test_many_mails_share_a_connection_and_none_a_recipient(foreign, server):
    foreign.waiting(30)
    assert drain().sent == 30
    assert len(server.messages) == 30
    assert len(server.sessions) == 1


def test_a_connection_is_not_kept_for_ever(foreign, server, monkeypatch):
    monkeypatch.setattr(smtp, "MOST_MAILS", 5)
    foreign.waiting(12)
    assert drain().sent == 12
    assert len(server.sessions) == 3


def test_an_old_connection_is_left(foreign, server, monkeypatch):
    monkeypatch.setattr(smtp, "MOST_SECONDS", -1.0)
    foreign.waiting(3)
    assert drain().sent == 3
    assert len(server.sessions) == 3


@pytest.mark.parametrize("part", ["recipient", "data"])
def test_a_permanent_refusal_is_the_end_of_that_mail(foreign, server, part):
    setattr(server, part, "550 no such person here")
    (pk,) = foreign.waiting(1)
    assert drain() == outbox.Drained(sent=0, failed=1, more=False)
    assert states([pk]) == [State.DEAD]
    assert errors([pk]) == ["550 no such person here"]
    setattr(server, part, ACCEPTED)
    assert drain(at=after(3600)).sent == 0


def test_a_refused_recipient_is_nobody_elses_trouble(foreign, server):
    server.recipient = {WANDA: "550 no such person here"}
    article = foreign.article()
    ids = [foreign.asked(article=article, assigned_to=name).pk for name in ("rita", None, "stan")]
    assert drain() == outbox.Drained(sent=2, failed=1, more=False)
    assert states(ids) == [State.SENT, State.DEAD, State.SENT]
    assert {message["To"] for message in server.messages} == {"rita@desk.example", "stan@desk.example"}


@pytest.mark.parametrize("part", ["sender", "recipient", "data"])
def test_a_passing_refusal_is_tried_again(foreign, server, part):
    setattr(server, part, "451 greylisted, come back")
    (pk,) = foreign.waiting(1)
    assert drain().failed == 1
    assert states([pk]) == [State.PENDING]
    assert errors([pk]) == ["451 greylisted, come back"]
    setattr(server, part, ACCEPTED)
    assert drain(at=after(10)).sent == 1
    assert len(server.to(WANDA)) == 1


def test_a_refused_sender_is_the_operators_to_mend_and_no_mails_fault(foreign, server):
    server.sender = "550 you may not send from there"
    ids = foreign.waiting(1)
    drain()
    assert states(ids) == [State.PENDING]


def test_a_server_that_closes_down_is_left_alone(foreign, server):
    server.recipient = "421 closing down"
    ids = foreign.waiting(3)
    assert drain() == outbox.Drained(sent=0, failed=1, more=False)
    assert states(ids) == [State.PENDING] * 3
    assert server.attempts == 1
    server.recipient = ACCEPTED
    assert drain(at=after(10)).sent == 3


def test_a_mail_whose_receipt_was_lost_comes_again_under_the_same_id(foreign, server):
    server.drop_after_data = True
    row = foreign.asked()
    assert drain() == outbox.Drained(sent=0, failed=1, more=False)
    assert states([row.pk]) == [State.PENDING]
    assert "SMTPServerDisconnected" in errors([row.pk])[0]
    server.drop_after_data = False
    assert drain(at=after(10)).sent == 1
    assert [message["Message-ID"] for message in server.messages] == [row.message_id] * 2


def test_nobody_listening_is_nobodys_fault(foreign, server, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        settings.EMAIL_PORT = taken.getsockname()[1]
        ids = foreign.waiting(3)
        assert drain() == outbox.Drained(sent=0, failed=1, more=False)
    assert states(ids) == [State.PENDING] * 3
    assert "ConnectionRefusedError" in errors(ids)[0]
    settings.EMAIL_PORT = server.port
    assert drain(at=after(10)).sent == 3


def test_a_wrong_password_can_be_mended(foreign, server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "copydesk", "wrong"
    ids = foreign.waiting(2)
    assert drain() == outbox.Drained(sent=0, failed=1, more=False)
    assert states(ids) == [State.PENDING] * 2


@pytest.mark.parametrize("address", ["nobody at all", "a@b@c.example", "\ud800@desk.example", "x@", ""])
def test_an_address_that_is_none_is_given_up(foreign, server, address):
    mail = outbox.rendering.Mail(address, "subject", "text", "<p>html</p>", {"Message-ID": "<1@localhost>"})
    with pytest.raises(smtp.DeliveryFailed) as failed:
        smtp.deliver(mail, article_id=1, now=NOW)
    assert failed.value.permanent
    assert failed.value.reason
    assert server.messages == []


def test_each_thread_talks_to_the_server_by_itself(foreign, server):
    mails = [
        outbox.rendering.Mail(WANDA, "s", "t", "<p>h</p>", {"Message-ID": f"<{n}@localhost>"})
        for n in range(6)
    ]

    def work(part):
        for mail in part:
            smtp.deliver(mail, article_id=1, now=NOW)
        smtp.disconnect()

    threads = [threading.Thread(target=work, args=(part,)) for part in (mails[:3], mails[3:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {message["Message-ID"] for message in server.messages} == {mail.message_id for mail in mails}
    assert len(server.sessions) == 2


def test_in_the_embedded_run_mail_is_kept(foreign, server, settings):
    settings.MAIL_KEPT_IN_APP = True
    row = foreign.asked()
    drain()
    assert server.messages == []
    (kept,) = KeptMail.objects.all()
    assert (kept.recipient, kept.subject, kept.message_id, kept.article, kept.sent_at) == (
        WANDA,
        "[Foreign] Gulf states cut output",
        row.message_id,
        row.event.article,
        NOW,
    )
    assert "“Arab governments”" in kept.text
    assert kept.html.startswith("<!DOCTYPE html>")
    assert kept.headers["References"].startswith("<article-")
    assert "Message-ID" not in kept.headers  # it has a column of its own


def test_people_read_the_mail_kept_for_them(foreign, settings):
    settings.MAIL_KEPT_IN_APP = True
    article = foreign.article()
    first, second = (foreign.asked(article=article, now=after(n)) for n in range(2))
    other = foreign.asked(article=article, assigned_to="rita", now=NOW)
    drain(at=after(5))

    def ids(user):
        return [mail.message_id for mail in smtp.kept_mail_for(user)]

    assert ids(foreign.wanda) == [second.message_id, first.message_id]
    assert ids(foreign.rita) == [other.message_id]
    assert ids(foreign.dana) == []
    assert len(ids(foreign.admin)) == 3
    assert ids(AnonymousUser()) == []
    User.objects.filter(pk__in=[foreign.wanda.pk, foreign.admin.pk]).update(is_active=False)
    assert ids(User.objects.get(pk=foreign.wanda.pk)) == []
    assert ids(User.objects.get(pk=foreign.admin.pk)) == []
