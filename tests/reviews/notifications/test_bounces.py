"""Mail that comes back for good ends, and the desk hears of it; only real reports count."""

from datetime import timedelta
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from newsroom.errors import NotAllowed, NotFound
from reviews.inbound import responses
from reviews.inbound.parsing import reading, reports
from reviews.models import Event, InboundMail, Notification, Reply, StoppedAddress
from reviews.notifications import bounces, mail_data, outbox
from reviews.notifications.mail import rendering
from reviews.notifications.mail.reply_addresses import About
from tests.factories import NOW, join, make_desk, make_query, make_user
from tests.reviews.answering import LATER

State = Notification.State


def report(
    *, to, address="mara@paper.example", status="5.1.1", action="failed", message_id="<x@y>", whole=True
):
    made = MIMEMultipart("report", **{"report-type": "delivery-status"})
    made["From"] = "Mail Delivery Subsystem <MAILER-DAEMON@mx.paper.example>"
    made["To"], made["Return-Path"], made["Message-ID"] = to, "<>", f"<report-{status}-{message_id[1:]}"
    made["Auto-Submitted"] = "auto-replied"
    made.attach(MIMEText("Your mail did not arrive."))
    about = EmailMessage()
    about["Reporting-MTA"] = "dns; mx.paper.example"
    one = EmailMessage()
    one["Final-Recipient"] = f"rfc822; {address}"
    one["Action"], one["Status"] = action, status
    one["Diagnostic-Code"] = "smtp; 550 5.1.1 no such user here"
    status_part = MIMEMultipart("delivery-status")
    status_part.replace_header("Content-Type", "message/delivery-status")
    status_part.set_payload([about, one])
    made.attach(status_part)
    returned = EmailMessage()
    returned["Message-ID"] = message_id
    returned["Subject"] = "[Desk] Ferry"
    if whole:
        returned.set_content("The mail")
        made.attach(MIMEMessage(returned))
    else:
        made.attach(MIMEText(f"Message-ID: {message_id}\n", "rfc822-headers"))
    return made.as_bytes()


def come_back(desk, **more):
    return desk.take(report(to=desk.address(desk.writer, about=About.RETURN), **more))


def test_what_a_report_says():
    read = reports.read_report(reading.read(report(to="a@b.example", message_id="<m@d>")))
    assert read == reports.Report(
        (reports.Failure("mara@paper.example", "550 5.1.1 no such user here"),), "<m@d>"
    )
    assert (
        reports.read_report(
            reading.read(report(to="a@b.example", message_id="<m@d>", whole=False))
        ).message_id
        == "<m@d>"
    )


@pytest.mark.parametrize(
    ("status", "action"),
    [("4.2.1", "failed"), ("5.1.1", "delayed"), ("2.0.0", "delivered"), ("5.2.2", "failed"), ("", "failed")],
)
def test_what_may_pass_is_no_failure(status, action):
    assert not reports.read_report(
        reading.read(report(to="a@b.example", status=status, action=action))
    ).failures


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: message/delivery-status\r\n\r\n\r\n",
        b"Content-Type: multipart/report\r\n\r\nno boundary",
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n--b--",
    ],
)
def test_a_broken_report_says_nothing(raw):
    assert reports.read_report(reading.read(raw)) == reports.Report((), "")


def test_a_report_stops_mail_to_that_address_and_tells_the_editors(desk):
    row = come_back(desk)
    assert row.state == InboundMail.State.IGNORED
    stopped = StoppedAddress.objects.get()
    assert (stopped.address, stopped.reason) == (desk.writer.email, "550 5.1.1 no such user here")
    waiting = Notification.objects.get(recipient=desk.writer, event__kind=Event.Kind.ASKED)
    assert waiting.state == State.INBOX_ONLY
    told = Notification.objects.filter(event__kind=Event.Kind.BOUNCED)
    assert {one.recipient: one.state for one in told} == {
        desk.editor: State.PENDING,
        desk.copy_editor: State.PENDING,
        desk.slot: State.PENDING,
        desk.writer: State.INBOX_ONLY,
    }
    assert not Reply.objects.exists()


def test_the_mail_to_the_editors_says_who_and_why(desk):
    come_back(desk)
    row = Notification.objects.get(event__kind=Event.Kind.BOUNCED, recipient=desk.editor)
    (article_mail,) = mail_data.load(Notification.objects.filter(pk=row.pk))
    text = rendering.render(article_mail).text
    assert f"Mara Velde ({desk.writer.email})" in text
    assert "Please contact them another way; email" in text
    assert "“550 5.1.1 no such user here”" in text
    assert "Open the story" in text


def test_later_acts_reach_the_inbox_alone_until_it_is_set_right(desk):
    come_back(desk)
    make_query(desk.article, "23.40", by=desk.editor)
    newest = Notification.objects.filter(recipient=desk.writer).order_by("-pk")
    assert newest[0].state == State.INBOX_ONLY
    bounces.resume(StoppedAddress.objects.get(), by=desk.writer, now=NOW)
    make_query(desk.article, "single ticket", by=desk.editor)
    assert newest[0].state == State.PENDING


def test_another_address_is_another_matter(desk):
    come_back(desk)
    desk.writer.email = "mara@new.example"
    desk.writer.save()
    make_query(desk.article, "23.40", by=desk.editor)
    assert Notification.objects.filter(recipient=desk.writer).order_by("-pk")[0].state == State.PENDING
    assert not bounces.stopped_for(desk.editor)


def test_a_second_report_tells_nobody_again_until_mail_went_there_again(desk):
    come_back(desk)
    come_back(desk, message_id="<other@y>")
    assert Event.objects.filter(kind=Event.Kind.BOUNCED).count() == 1
    bounces.resume(StoppedAddress.objects.get(), by=desk.admin, now=NOW)
    come_back(desk, message_id="<third@y>")
    assert StoppedAddress.objects.count() == 2
    assert Event.objects.filter(kind=Event.Kind.BOUNCED).count() == 2


def test_a_report_elsewhere_counts_when_it_returns_a_mail_of_ours(desk):
    sent = Notification.objects.get(recipient=desk.writer)
    desk.take(report(to="copydesk@desk.example", message_id=sent.message_id))
    assert StoppedAddress.objects.get().person == desk.writer


def test_a_forged_report_stops_nobodys_mail(desk):
    forged = ("copydesk@desk.example", desk.address(desk.writer), f"reply+{'a' * 36}@desk.example")
    for number, to in enumerate(forged):
        row = desk.take(report(to=to, address=desk.writer.email, message_id=f"<{number}@guessed.example>"))
        assert row.state == InboundMail.State.IGNORED
    assert not StoppedAddress.objects.exists()


def test_only_the_person_and_administrators_set_it_right(desk):
    come_back(desk)
    stopped = StoppedAddress.objects.get()
    for other in (desk.editor, desk.colleague, desk.stranger):
        with pytest.raises(NotAllowed):
            bounces.resume(stopped, by=other, now=NOW)
    bounces.resume(stopped, by=desk.admin, now=NOW)
    stopped.refresh_from_db()
    assert (stopped.ended_at, stopped.ended_by) == (NOW, desk.admin)


def test_who_is_told_on_the_page(desk):
    elsewhere = join(make_user(), make_desk(), "editor")
    come_back(desk)
    for viewer in (desk.writer, desk.editor, desk.admin):
        assert [one.person for one in bounces.stopped_for(viewer)] == [desk.writer]
    for viewer in (desk.colleague, desk.reader, desk.stranger, elsewhere):
        assert not bounces.stopped_for(viewer)
        with pytest.raises(NotFound):
            bounces.find(viewer, StoppedAddress.objects.get().pk)


def test_a_notice_stands_on_the_pages_with_the_way_back(desk, client):
    come_back(desk)
    for viewer, may_resume in ((desk.writer, True), (desk.editor, False), (desk.admin, True)):
        client.force_login(viewer)
        for address in ("/", "/inbox/", "/preferences/"):
            page = client.get(address).content.decode()
            assert "550 5.1.1 no such user here" in page
            assert ("Resume sending" in page) == may_resume, (viewer, address)
    client.force_login(desk.colleague)
    assert "no such user" not in client.get("/").content.decode()
    pk = StoppedAddress.objects.get().pk
    assert client.post(f"/mail/again/{pk}").status_code == 404
    client.force_login(desk.editor)
    assert client.post(f"/mail/again/{pk}").status_code == 403
    client.force_login(desk.writer)
    assert client.get(f"/mail/again/{pk}").status_code == 405
    assert client.post(f"/mail/again/{pk}").status_code == 302
    assert not bounces.stopped_for(desk.writer)


@pytest.mark.parametrize(
    ("answer", "is_stopped"),
    [
        ("550 5.1.1 no such user", True),
        ("550 5.2.1 mailbox disabled", True),
        ("550 5.7.1 looks like advertising", False),
        ("552 5.2.2 mailbox full", False),
        ("550 go away", False),
        ("450 4.1.1 ask again", False),
    ],
)
def test_a_server_that_says_so_at_once_stops_mail_too(desk, send_to, answer, is_stopped):
    send_to.recipient = {desk.writer.email: answer}
    outbox.drain(seconds=60, clock=lambda: NOW + timedelta(hours=1))
    assert StoppedAddress.objects.exists() == is_stopped
    assert Event.objects.filter(kind=Event.Kind.BOUNCED).exists() == is_stopped
    if is_stopped:
        assert StoppedAddress.objects.get().reason == answer


def test_so_does_one_that_says_so_to_an_answer(desk, send_to):
    desk.post("resolve", person=desk.editor)
    send_to.recipient = "550 5.1.1 no such user"
    responses.drain(seconds=60, clock=lambda: LATER)
    assert StoppedAddress.objects.get().person == desk.editor
