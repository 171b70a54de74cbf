"""What we answer leaves once, through a real mail server, and cannot begin a loop."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from newsroom.models import User
from reviews.inbound import responses
from reviews.models import Answer, KeptMail, StoppedAddress
from reviews.notifications.mail import reply_addresses, smtp
from reviews.notifications.mail.reply_addresses import About
from tests.factories import NOW
from tests.reviews.answering import LATER

State = Answer.State


def send(now=LATER):
    return responses.drain(seconds=60, clock=lambda: now)


def test_a_confirmation_arrives_in_the_thread_of_the_mail(desk, send_to):
    row = desk.post("resolve", person=desk.editor)
    send()
    (mail,) = send_to.messages
    assert mail["To"] == desk.editor.email
    assert mail["From"] == "Copydesk <copydesk@localhost>"
    assert mail["Subject"] == "Re: [Desk] Ferry runs at night again"
    assert mail["In-Reply-To"] == row.message_id
    assert mail["References"].split() == [f"<article-{desk.article.pk}@localhost>", row.message_id]
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.startswith("— Write your reply above this line —\n\nQuery 1, “6.50 or 5.60?”, is resolved.")
    assert "You can reply to this email." in text
    html = mail.get_body(("html",)).get_content()
    assert '<a href="https://desk.example/articles/' in html
    address = reply_addresses.read(mail["Reply-To"])
    assert (address.about, address.pk, address.person) == (About.QUERY, desk.query.pk, desk.editor.pk)
    assert reply_addresses.read(send_to.envelopes[0].mail_from).about == About.RETURN


def test_it_can_be_answered_like_any_mail(desk, send_to):
    desk.post("resolve", person=desk.editor)
    send()
    to = str(send_to.messages[0]["Reply-To"])
    desk.post("reopen", person=desk.editor, to=to)
    assert desk.query.is_open


def test_each_leaves_once(desk, send_to):
    desk.post("resolve", person=desk.editor)
    send()
    send()
    assert len(send_to.messages) == 1
    assert Answer.objects.get().state == State.SENT


def test_a_server_that_is_away_loses_nothing(desk, send_to):
    desk.post("resolve", person=desk.editor)
    send_to.recipient = "451 later"
    send()
    answer = Answer.objects.get()
    assert (answer.state, answer.last_error) == (State.PENDING, "451 later")
    send_to.recipient = "250 OK"
    send()
    assert not send_to.messages
    send(LATER + timedelta(minutes=1))
    assert len(send_to.messages) == 1


def test_one_that_is_refused_for_good_is_given_up(desk, send_to):
    desk.post("resolve", person=desk.editor)
    send_to.recipient = "550 no such user"
    send()
    assert Answer.objects.get().state == State.DEAD


def test_a_worker_that_died_is_followed_by_another_with_the_same_message(desk, send_to):
    desk.post("resolve", person=desk.editor)
    first = responses.claim_next_due(LATER)
    assert responses.claim_next_due(LATER) is None
    send()
    assert not send_to.messages
    send(LATER + responses.LEASE + timedelta(seconds=1))
    assert send_to.messages[0]["Message-ID"] == first.message_id


def test_words_that_were_not_taken_come_back(desk, send_to):
    desk.post("resolve\n<b>It</b> is 6.50.", person=desk.colleague)
    send()
    mail = send_to.messages[0]
    assert "> resolve\n> <b>It</b> is 6.50." in mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "&lt;b&gt;It&lt;/b&gt;" in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize("theirs", ["", "no id", "<two words@x>"])
def test_a_strange_id_is_not_repeated(desk, send_to, theirs):
    desk.post("resolve", person=desk.editor, headers={"Message-ID": theirs} if theirs else {})
    Answer.objects.update(article=None)
    if theirs:
        Answer.objects.get().mail.__class__.objects.update(message_id=theirs)
        send()
        assert "In-Reply-To" not in send_to.messages[0]


def test_in_the_embedded_run_it_is_kept(desk, settings):
    settings.MAIL_KEPT_IN_APP = True
    desk.post("resolve", person=desk.editor)
    send()
    assert KeptMail.objects.get(recipient=desk.editor.email).headers["Auto-Submitted"] == "auto-replied"


def test_none_goes_to_an_address_that_mail_comes_back_from(desk):
    StoppedAddress.objects.create(address=desk.editor.email.lower(), person=desk.editor, stopped_at=NOW)
    desk.post("resolve", person=desk.editor)
    assert not Answer.objects.exists()


def poisoned(error):
    """An answer that breaks what sends it, for a reason that nobody thought of."""

    def attempt(mail, **more):
        if mail.subject == "poison":
            raise error
        return deliver(mail, **more)

    return attempt


deliver = smtp.deliver


@pytest.mark.parametrize("where", ["rendering", "delivering"])
def test_a_broken_answer_says_why_and_holds_up_none_behind_it(desk, send_to, monkeypatch, where):
    for n in range(3):
        desk.post("resolve", person=desk.editor, headers={"Message-ID": f"<{n}@paper.example>"})
        desk.post("reopen", person=desk.editor, headers={"Message-ID": f"<again{n}@paper.example>"})
    first = Answer.objects.earliest("pk")
    if where == "rendering":
        Answer.objects.filter(pk=first.pk).update(paragraphs=[1])
        said, state = "TypeError: ", State.DEAD
    else:
        Answer.objects.filter(pk=first.pk).update(subject="poison")
        monkeypatch.setattr(smtp, "deliver", poisoned(RuntimeError("no \x00 such thing")))
        said, state = "RuntimeError: no  such thing", State.PENDING
    send()
    assert len(send_to.messages) == Answer.objects.count() - 1 == 5
    first.refresh_from_db()
    assert first.state == state
    assert first.last_error.startswith(said)
    assert first.lease_token is None


def test_one_that_killed_every_worker_says_so(desk, send_to):
    desk.post("resolve", person=desk.editor)
    Answer.objects.update(attempts=responses.MOST_ATTEMPTS)
    send()
    answer = Answer.objects.get()
    assert (answer.state, answer.last_error) == (
        State.DEAD,
        "The worker crashed on every attempt to send this.",
    )


def test_one_to_somebody_who_left_says_so(desk, send_to):
    desk.post("resolve", person=desk.editor)
    User.objects.filter(pk=desk.editor.pk).update(is_active=False)
    send()
    answer = Answer.objects.get()
    assert (answer.state, answer.last_error) == (State.DEAD, "This person’s account is no longer active.")


def test_a_failed_answer_is_seen_and_sent_again(desk, send_to, client):
    desk.post("resolve", person=desk.editor)
    send_to.recipient = "550 no such user"
    send()
    client.force_login(desk.admin)
    listed = reverse("admin:reviews_answer_changelist")
    assert "550 no such user" in client.get(listed).content.decode()
    again = {"action": "again", "_selected_action": Answer.objects.get().pk}
    assert "1 reply will be resent." in client.post(listed, again, follow=True).content.decode()
    assert "Only failed replies can be resent." in client.post(listed, again, follow=True).content.decode()
    send_to.recipient = "250 OK"
    send(timezone.now())
    assert len(send_to.messages) == 1
    assert Answer.objects.get().state == State.SENT
