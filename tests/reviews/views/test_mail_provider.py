"""What mail providers post, proven by their own signatures; without one nothing is written."""

import base64
import hashlib
import hmac
import json
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient
from django.test.client import encode_multipart
from django.utils import timezone

from newsroom.configuration import Inbound
from reviews.inbound import large_posts, receiving
from reviews.models import Answer, InboundMail, Reply, StoppedAddress
from tests.asynchronous import run_alone

KEY = "key-of-the-newsroom"
PASSWORD = "postmark:a long password"


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level(logging.CRITICAL, logger="django.security")


@pytest.fixture
def mailgun(desk, settings):
    settings.INBOUND = Inbound("reply", "desk.example", webhook="mailgun")
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}
    return desk


@pytest.fixture
def postmark(desk, settings):
    settings.INBOUND = Inbound("reply", "desk.example", webhook="postmark")
    settings.ANYMAIL = {"WEBHOOK_SECRET": PASSWORD}
    return desk


def own_address(desk):
    return desk.address(desk.writer, written=timezone.now())


def mail(desk):
    return desk.mail("It is 6.50.", person=desk.writer, to=own_address(desk))


def signed(key=KEY, *, timestamp="1772460000", token="t" * 50):
    digest = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": timestamp, "token": token, "signature": digest}


def post_mailgun(client, desk, raw, **signature):
    fields = {"recipient": own_address(desk), "body-mime": raw.decode(), **(signature or signed())}
    return client.post("/mail/webhook/mailgun/inbound_mime/", fields)


def authorization(password=PASSWORD):
    return {"Authorization": f"Basic {base64.b64encode(password.encode()).decode()}"}


def post_postmark(client, desk, text, *, what="inbound", headers=None, **fields):
    address = own_address(desk)
    posted = {
        "FromFull": {"Email": desk.writer.email, "Name": "Mara Velde"},
        "ToFull": [{"Email": address, "Name": ""}],
        "OriginalRecipient": address,
        "Subject": "Re: Ferry",
        "MessageID": "22c74902-a0c1-4511-804f2-341342852c90",
        "TextBody": text,
        "HtmlBody": "",
        "Headers": [{"Name": "Message-ID", "Value": "<a1@paper.example>"}],
        "Attachments": [
            {
                "Name": "leaflet.pdf",
                "Content": base64.b64encode(b"%PDF").decode(),
                "ContentType": "application/pdf",
            }
        ],
        **fields,
    }
    return client.post(
        f"/mail/webhook/postmark/{what}/",
        json.dumps(posted),
        content_type="application/json",
        headers=authorization() if headers is None else headers,
    )


def work():
    receiving.work(seconds=60)


def test_mailgun_signs_what_it_posts(client, mailgun):
    raw = mail(mailgun)
    assert post_mailgun(client, mailgun, raw).status_code == 200
    assert InboundMail.objects.get().channel == "webhook"
    assert not Reply.objects.exists()
    work()
    assert Reply.objects.get().body == "It is 6.50."


def test_delivered_twice_is_taken_once(client, mailgun):
    raw = mail(mailgun)
    for _ in range(2):
        assert post_mailgun(client, mailgun, raw).status_code == 200
    work()
    assert post_mailgun(client, mailgun, raw).status_code == 200
    work()
    assert Reply.objects.count() == InboundMail.objects.count() == 1


@pytest.mark.parametrize(
    "signature",
    [
        signed("another key"),
        {**signed(), "timestamp": "1772469999"},
        {**signed(), "signature": ""},
        {"token": "t"},
    ],
)
def test_a_wrong_signature_writes_nothing(client, mailgun, signature):
    raw = mail(mailgun)
    assert post_mailgun(client, mailgun, raw, **signature).status_code == 400
    assert not InboundMail.objects.exists()


def test_postmark_proves_itself_by_password(client, postmark):
    assert post_postmark(client, postmark, "It is 6.50.").status_code == 200
    work()
    reply = Reply.objects.get()
    assert reply.body == "It is 6.50."
    assert reply.attachments.get().name == "leaflet.pdf"
    assert reply.mail.message_id == "<a1@paper.example>"


def test_a_report_is_known_by_its_empty_sender(client, postmark):
    headers = [{"Name": "Return-Path", "Value": "<>"}, {"Name": "Message-ID", "Value": "<a2@paper.example>"}]
    assert post_postmark(client, postmark, "I am away.", Headers=headers).status_code == 200
    work()
    assert InboundMail.objects.get().state == "ignored"
    assert not Reply.objects.exists()


@pytest.mark.parametrize("headers", [{}, authorization("postmark:guessed"), {"Authorization": "Bearer x"}])
def test_a_wrong_password_writes_nothing(client, postmark, headers):
    assert post_postmark(client, postmark, "It is 6.50.", headers=headers).status_code == 400
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize("provider", ["sendgrid", "mandrill", "nobody"])
def test_only_the_provider_that_is_set_up_has_a_door(client, postmark, provider):
    for what in ("inbound", "tracking", "inbound_mime"):
        response = client.post(f"/mail/webhook/{provider}/{what}/", {}, headers=authorization())
        assert response.status_code == 404


def test_without_inbound_mail_there_is_no_door(client, postmark, settings):
    settings.INBOUND = None
    assert post_postmark(client, postmark, "x").status_code == 404
    settings.INBOUND = Inbound("reply", "desk.example")
    assert post_postmark(client, postmark, "x").status_code == 404


@pytest.fixture
def small(settings, monkeypatch):
    """Measures that are soon reached: what a page takes, what is kept of a mail, what a provider posts."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000
    monkeypatch.setattr(receiving, "MOST_BYTES", 30_000)
    monkeypatch.setattr(large_posts, "MOST_BYTES", 90_000)


def file_of(size):
    content = base64.b64encode(b"x" * size).decode()
    return {"Attachments": [{"Name": "tariff.pdf", "Content": content, "ContentType": "application/pdf"}]}


def test_a_post_larger_than_a_page_takes_holds_an_answer(client, postmark, small):
    assert post_postmark(client, postmark, "It is 6.50.", **file_of(9_000)).status_code == 200
    work()
    reply = Reply.objects.get()
    assert (reply.body, reply.attachments.get().file.size) == ("It is 6.50.", 9_000)
    assert not Answer.objects.exists()


def test_who_sent_too_much_is_told_once_and_what_to_do(client, postmark, small):
    for _ in range(2):
        assert post_postmark(client, postmark, "It is 6.50.", **file_of(40_000)).status_code == 200
        work()
    assert Reply.objects.get().body == "It is 6.50."
    said = " ".join(Answer.objects.get().paragraphs)
    assert "Your email is too large, so its files were not saved. Please reply again" in said
    assert "Your email is too large" in InboundMail.objects.get().reason


@pytest.mark.parametrize("size", [9_000, 40_000])
def test_a_large_mail_in_a_field_of_a_form_is_read(client, mailgun, small, size):
    files = [("tariff.pdf", b"x" * size)]
    raw = mailgun.mail("It is 6.50.", person=mailgun.writer, to=own_address(mailgun), files=files)
    assert post_mailgun(client, mailgun, raw).status_code == 200
    work()
    reply = Reply.objects.get()
    assert reply.body == "It is 6.50."
    assert [file.name for file in reply.attachments.exclude(file="")] == ["tariff.pdf"] * (size < 30_000)


@pytest.mark.django_db(transaction=True)
def test_a_large_post_is_read_as_the_server_hands_it_over(postmark, small):
    class Served:
        @staticmethod
        def post(*args, **kwargs):
            return run_alone(AsyncClient().post(*args, **kwargs))

    assert post_postmark(Served, postmark, "It is 6.50.", **file_of(9_000)).status_code == 200
    work()
    assert Reply.objects.get().attachments.get().file.size == 9_000


def test_a_form_holds_its_mail_whole(client, mailgun, small):
    raw = mailgun.mail("Où ça? ماذا", person=mailgun.writer, files=[("a", bytes(range(256)) * 40)])
    assert post_mailgun(client, mailgun, raw).status_code == 200
    fields = {"body-mime": raw.decode(), "recipient": "ü"}
    encoded = encode_multipart(
        "b", {**fields, "attachment-1": SimpleUploadedFile("é.bin", b"\x00\xff\r\n--")}
    )
    read, files = large_posts.form_of("multipart/form-data; boundary=b", encoded)
    assert {name: read[name] for name in read} == fields
    assert files["attachment-1"].read() == b"\x00\xff\r\n--"


def test_a_large_post_has_to_be_proven_too(client, mailgun, postmark, small, settings):
    refused = post_postmark(client, postmark, "x", headers=authorization("a:b"), **file_of(9_000))
    assert refused.status_code == 400
    settings.INBOUND = Inbound("reply", "desk.example", webhook="mailgun")
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}
    raw = mailgun.mail("x", person=mailgun.writer, files=[("a.bin", b"x" * 9_000)])
    assert post_mailgun(client, mailgun, raw, **signed("another key")).status_code == 400
    assert not InboundMail.objects.exists()


def test_what_is_larger_than_any_mail_is_refused_and_the_log_says_so(client, postmark, small, caplog):
    with caplog.at_level(logging.WARNING, logger="reviews"):
        assert post_postmark(client, postmark, "x", **file_of(90_000)).status_code == 413
    assert "was refused: limit the provider to messages of" in caplog.text
    assert not InboundMail.objects.exists()


def test_of_many_large_posts_some_come_again(client, postmark, small, monkeypatch):
    monkeypatch.setattr(large_posts, "WAIT_SECONDS", 0)
    with large_posts.reading_slots, large_posts.reading_slots:
        response = post_postmark(client, postmark, "It is 6.50.", **file_of(9_000))
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert post_postmark(client, postmark, "It is 6.50.", **file_of(9_000)).status_code == 200
    assert InboundMail.objects.count() == 1


def test_a_page_looked_at_is_no_post(client, postmark):
    assert client.get("/mail/webhook/postmark/inbound/", headers=authorization()).status_code == 405


def bounce(client, desk, kind, **more):
    fields = {"RecordType": "Bounce", "Type": kind, "Email": desk.writer.email, "Details": "550 no such user"}
    return post_postmark(client, desk, "", what="tracking", **fields, **more)


def test_mail_that_came_back_for_good_stops_mail_to_that_address(client, postmark):
    assert bounce(client, postmark, "HardBounce").status_code == 200
    stopped = StoppedAddress.objects.get()
    assert (stopped.person, stopped.address) == (postmark.writer, postmark.writer.email)
    assert "550 no such user" in stopped.reason


@pytest.mark.parametrize("kind", ["SoftBounce", "Transient", "SpamNotification", "AutoResponder"])
def test_what_may_pass_stops_nothing(client, postmark, kind):
    assert bounce(client, postmark, kind).status_code == 200
    assert not StoppedAddress.objects.exists()


def test_a_forged_return_stops_nothing(client, postmark):
    assert bounce(client, postmark, "HardBounce", headers=authorization("x:y")).status_code == 400
    assert not StoppedAddress.objects.exists()


def test_mailgun_tells_of_returns_in_its_own_way(client, mailgun):
    def post(severity, **signature):
        data = {
            "event": "failed",
            "severity": severity,
            "reason": "bounce",
            "recipient": mailgun.writer.email,
            "timestamp": 1772460000.0,
            "id": "x",
            "delivery-status": {"code": 550, "message": "no such user", "description": ""},
        }
        posted = {"signature": signature or signed(), "event-data": data}
        return client.post(
            "/mail/webhook/mailgun/tracking/", json.dumps(posted), content_type="application/json"
        )

    assert post("permanent", **signed("another key")).status_code == 400
    assert post("temporary").status_code == 200
    assert not StoppedAddress.objects.exists()
    assert post("permanent").status_code == 200
    assert StoppedAddress.objects.get().person == mailgun.writer
