"""Whatever bytes come in by any of the three doors: kept as they came, settled with a reason, and in
nobody's way."""

import imaplib
import io
import json
import sys
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsroom.configuration import Inbound
from reviews.inbound import fetching, receiving
from reviews.models import InboundMail, Reply
from tests.reviews.inbound.hostile import HOSTILE, mutated, random_bytes
from tests.reviews.test_commands import run
from tests.reviews.views.test_mail_provider import KEY, authorization, signed

State = InboundMail.State
SETTLED = {State.TAKEN, State.IGNORED, State.REFUSED, State.QUARANTINED}


def mail(desk, text, *, person=None, **more):
    """An answer to a mail of today: the doors go by the real clock."""
    person = person or desk.writer
    return desk.mail(text, person=person, to=desk.address(person, written=timezone.now()), **more)


def messages(desk, *, mutations=60, randoms=25, seed=20260302):
    """Hostile ones, mutations of good ones that each of the people here could send, and noise."""
    good = [
        mail(desk, "It is 6.50.", files=[("a.pdf", b"%PDF" * 40)]),
        mail(desk, "resolve", person=desk.editor, html="<p>resolve</p>"),
        mail(desk, "#1: “6.50” → “6.60”"),
    ]
    return {**HOSTILE, **dict(mutated(good, mutations, seed)), **dict(random_bytes(randoms, seed))}


def settle(desk, sent):
    """Everything is read; then each is kept as it came and settled, and what comes behind is taken."""
    stored = {bytes(row.raw) for row in InboundMail.objects.all()}
    missing = [name for name, raw in sent.items() if raw not in stored and name in HOSTILE]
    assert not missing
    last = receiving.receive(
        mail(desk, "Behind them all."), channel=InboundMail.Channel.PIPE, now=timezone.now()
    )
    receiving.work(seconds=300)
    rows = InboundMail.objects.all()
    unsettled = [(row.reason, bytes(row.raw)[:200]) for row in rows if row.state not in SETTLED]
    assert not unsettled
    assert not [row.pk for row in rows if row.state != State.TAKEN and not row.reason]
    last.refresh_from_db()
    assert last.state == State.TAKEN
    assert Reply.objects.filter(body="Behind them all.").exists()


def pipe(raw, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    return run("receive_mail", *arguments)


def test_by_the_pipe(desk, monkeypatch):
    sent = messages(desk)
    for name, raw in sent.items():
        assert pipe(raw, monkeypatch) == (0, "", ""), name
    settle(desk, sent)


def test_by_the_mail_folder(desk, imap_server, settings):
    settings.INBOUND = Inbound("reply", "desk.example", imap=imap_server.store)
    sent = {name: imaplib.MapCRLF.sub(b"\r\n", raw) for name, raw in messages(desk).items()}
    taken = set(imap_server.drop_what_is_taken(sent.values()))
    dropped = {name: raw for name, raw in sent.items() if raw in taken}
    assert len(sent) - len(dropped) < 10
    left = imap_server.count()
    while left:
        fetching.fetch(imap_server.store, now=timezone.now())
        before, left = left, imap_server.count()
        assert left < before
    assert set(InboundMail.objects.values_list("channel", flat=True)) == {"imap"}
    settle(desk, dropped)


def test_by_a_form_of_the_provider(desk, settings):
    settings.INBOUND = Inbound("reply", "desk.example", webhook="mailgun")
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}
    client = Client(raise_request_exception=False)
    sent = messages(desk)
    for name, raw in sent.items():
        fields = {**signed(), "recipient": "reply@desk.example"}
        body = b"".join(
            b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), value)
            for key, value in [*((key, value.encode()) for key, value in fields.items()), ("body-mime", raw)]
        )
        response = client.post(
            "/mail/webhook/mailgun/inbound_mime/",
            body + b"--edge--\r\n",
            "multipart/form-data; boundary=edge",
        )
        assert response.status_code == 200, name
    settle(desk, sent)


def test_by_json_of_the_provider(desk, settings):
    settings.INBOUND = Inbound("reply", "desk.example", webhook="postmark")
    settings.ANYMAIL = {"WEBHOOK_SECRET": "postmark:a long password"}
    client = Client(raise_request_exception=False)
    sent = {name: raw.decode("latin-1").encode() for name, raw in messages(desk).items()}
    for name, raw in sent.items():
        posted = {
            "RawEmail": raw.decode(),
            "OriginalRecipient": "reply\ud800\x00@desk.example",
            "Headers": [],
        }
        response = client.post(
            "/mail/webhook/postmark/inbound/",
            json.dumps(posted),
            "application/json",
            headers=authorization(),
        )
        assert response.status_code == 200, name
    settle(desk, sent)


PIECES = [
    {"FromFull": {"Email": "mära@paper.example", "Name": "M\x00"}, "TextBody": "Hallo"},
    {"FromFull": {"Email": "m\ud800@paper.example", "Name": "\udfff"}, "TextBody": "\ud800"},
    {"FromFull": None, "ToFull": "nobody", "TextBody": None},
    {"Headers": [{"Name": "X\r\nBcc: a@b", "Value": "c\r\nd"}], "TextBody": "x"},
    {"Headers": [{"Name": "", "Value": ""}]},
    {"Headers": {"Name": 1}},
    {"Headers": [{}]},
    {"Subject": "a\r\nBcc: olga@else.example"},
    {"Subject": {"a": 1}, "TextBody": 7},
    {"Attachments": [{"Name": "a", "ContentType": "", "Content": "A"}]},
    {"Attachments": [{"Name": "\x00\ud800", "ContentType": "multipart/mixed", "Content": "////"}]},
    {"Attachments": [1]},
    {"Date": "99 Foo 99999", "ReplyTo": ",,,"},
    {"RecordType": "Bounce"},
    {"RawEmail": "\ud800", "OriginalRecipient": ["a"]},
    {"RawEmail": 5},
]


@pytest.mark.parametrize("posted", [*PIECES, [], "x", None, [{}], {}])
def test_pieces_that_do_not_fit_together_are_kept_too(desk, settings, posted):
    settings.INBOUND = Inbound("reply", "desk.example", webhook="postmark")
    settings.ANYMAIL = {"WEBHOOK_SECRET": "postmark:a long password"}
    client = Client(raise_request_exception=False)
    response = client.post(
        "/mail/webhook/postmark/inbound/", json.dumps(posted), "application/json", headers=authorization()
    )
    assert response.status_code == 200
    row = InboundMail.objects.get()
    receiving.work(seconds=60)
    row.refresh_from_db()
    assert row.state in SETTLED
    assert row.reason


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b"9" * 5_000, b'"' * 9, b""])
def test_json_that_is_none_is_kept_too(desk, settings, body):
    settings.INBOUND = Inbound("reply", "desk.example", webhook="postmark")
    settings.ANYMAIL = {"WEBHOOK_SECRET": "postmark:a long password"}
    client = Client(raise_request_exception=False)
    for what, status in (("inbound", 200), ("tracking", 400)):
        response = client.post(
            f"/mail/webhook/postmark/{what}/", body, "application/json", headers=authorization()
        )
        assert response.status_code == status
    row = InboundMail.objects.get()
    assert (row.state, bytes(row.raw)) == (State.QUARANTINED, body)
    assert "sent an unreadable post" in row.reason


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b'{"signature": 1}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"signature": {"token": "\xc3\xa4", "timestamp": 1, "signature": "x"}}', "application/json"),
        (b"timestamp=1&token=%C3%A4&signature=x", "application/x-www-form-urlencoded"),
        (b"--b\r\n", "multipart/form-data"),
        (b"--b\r\n\r\n", "multipart/form-data; boundary=\xff"),
        (b"", "text/plain"),
    ],
)
@pytest.mark.parametrize("length", ["", "abc", "-5", "9" * 5_000])
def test_what_is_not_proven_is_refused_and_not_kept(desk, settings, body, content_type, length):
    settings.INBOUND = Inbound("reply", "desk.example", webhook="mailgun")
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}
    client = Client(raise_request_exception=False)
    more = {"CONTENT_LENGTH": length} if length else {}
    for what in ("inbound", "tracking"):
        response = client.post(f"/mail/webhook/mailgun/{what}/", body, content_type, **more)
        assert response.status_code == 400
    assert not InboundMail.objects.exists()


def test_what_cannot_even_be_kept_with_its_headers_is_kept_as_bytes(desk, monkeypatch):
    def fail(raw):
        raise ValueError("no header \x00\udcff")

    monkeypatch.setattr("reviews.inbound.parsing.reading.read_headers", fail)
    raw = desk.mail("x", person=desk.writer)
    assert pipe(raw, monkeypatch) == (0, "", "")
    row = InboundMail.objects.get()
    assert (row.state, bytes(row.raw)) == (State.QUARANTINED, raw)
    assert row.reason == "ValueError: no header ?"
    assert pipe(raw, monkeypatch) == (0, "", "")
    assert InboundMail.objects.count() == 1


def test_what_was_put_aside_is_seen_in_the_administration(desk, client):
    raw = HOSTILE["parts nested a thousand deep"].replace(
        b"\r\n", f"\r\nTo: {desk.address(desk.writer)}\r\n".encode(), 1
    )
    row = desk.take(raw)
    assert (row.state, bytes(row.raw)) == (State.QUARANTINED, raw)
    assert row.reason == "cannot be read: Its parts are nested more than 20 deep."
    client.force_login(desk.admin)
    page = client.get(reverse("admin:reviews_inboundmail_changelist")).content.decode()
    assert "nested more than 20 deep" in page
    page = client.get(reverse("admin:reviews_inboundmail_change", args=[row.pk])).content.decode()
    assert "nested more than 20 deep" in page


def test_the_limits_are_far_from_what_people_send(desk):
    files = [(f"{n}.pdf", b"%PDF" * 5_000) for n in range(30)]
    row = desk.post("It is 6.50.", person=desk.writer, files=files)
    assert row.state == State.TAKEN
    assert Reply.objects.get().body == "It is 6.50."
