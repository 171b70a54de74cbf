"""Whose word on a sender counts, and what it has to say."""

import pytest

from reviews.inbound import authentication
from reviews.inbound.parsing import reading
from reviews.models import InboundMail, Notification, StoppedAddress
from reviews.notifications.mail.reply_addresses import About
from tests.reviews.notifications.test_bounces import report

OURS = "mx.desk.example"
OWN = f"Authentication-Results: {OURS}; "
PASS = f"Authentication-Results: {OURS}; dmarc=pass header.from=paper.example"
TRACE = "Received: from out.paper.example by mx.desk.example; Thu, 5 Mar 2026 14:10:00 +0000"


def mail(*headers, sender="Mara <mara@paper.example>"):
    return reading.read("\r\n".join([*headers, f"From: {sender}", "", "It is 6.50."]).encode())


def is_proven(*headers, **more):
    return authentication.is_proven(mail(*headers, **more), by=OURS)


@pytest.mark.parametrize(
    "headers",
    [
        [PASS],
        [PASS.replace(OURS, OURS.upper())],
        [PASS.replace(OURS, f"(of ours)\r\n\t{OURS} (again) 1")],
        [PASS.replace(OURS, f'"{OURS}"')],
        [PASS, TRACE],
        [TRACE, PASS],
        ["Authentication-Results: else.example; dmarc=fail", PASS],
        # two programs of one server, each with a header of its own
        [f"Authentication-Results: {OURS}; spf=none", PASS, TRACE],
        [OWN + "dkim=fail header.d=paper.example; dkim=pass header.d=paper.example"],
        [f"Authentication-Results: {OURS}; dkim=pass header.i=@paper.example"],
        [f"Authentication-Results: {OURS}; dkim/1=pass header.i=x@z.example header.d=paper.example"],
        [f'Authentication-Results: {OURS}; spf=pass smtp.mailfrom="a; b"@paper.example'],
        [OWN + "dmarc=none header.from=paper.example; dkim=pass header.d=paper.example"],
    ],
)
def test_what_our_own_server_found_counts(headers):
    assert is_proven(*headers)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        ["Authentication-Results: else.example; dmarc=pass header.from=paper.example"],
        [f"Authentication-Results: {OURS}.else.example; dmarc=pass header.from=paper.example"],
        [f"Authentication-Results: else.example ({OURS}); dmarc=pass header.from=paper.example"],
        [f"Authentication-Results: {OURS}; none", PASS],
        [f"Authentication-Results: {OURS}; none", TRACE, PASS],
        [f"Authentication-Results: {OURS}; spf=none", TRACE, PASS],
        [TRACE, f"Authentication-Results: {OURS}; spf=none", PASS],
        [f"Authentication-Results: {OURS}; dmarc=fail (", PASS],
        [PASS.replace(OURS, f"{OURS} 2")],
        [PASS.replace("dmarc", "dmarc/2")],
        [PASS.replace("header.from", "header.to")],
        [PASS.replace("paper.example", "paper.example.else.example")],
        [PASS.replace("paper.example", "example")],
        [PASS + "; dmarc=fail header.from=paper.example"],
        [OWN + 'spf=fail smtp.mailfrom="; dmarc=pass header.from=paper.example"@x'],
        [f"Authentication-Results: {OURS}; spf=fail (; dmarc=pass header.from=paper.example)"],
        [f'Authentication-Results: {OURS}; spf=fail reason="\\"; dmarc=pass header.from=paper.example"'],
        [f'Authentication-Results: {OURS}; spf=fail smtp.mailfrom=a"; dmarc=pass header.from=paper.example'],
        [f"Authentication-Results: {OURS}; spf=fail smtp.mailfrom=a dmarc=pass header.from=paper.example"],
        [f"Authentication-Results: {OURS}; dkim=pass header.d=else.example header.d=paper.example"],
        [f"Authentication-Results: {OURS}; spf=pass smtp.helo=paper.example"],
        [f"Authentication-Results: {OURS}; auth=pass smtp.auth=mara@paper.example"],
    ],
)
def test_nothing_else_does(headers):
    assert not is_proven(*headers)


def test_without_one_sender_there_is_nobody_to_prove():
    assert not is_proven(PASS, sender="mara@paper.example, boss@paper.example")
    assert not is_proven(PASS, sender="nobody")


@pytest.mark.parametrize("to", ["return address", "id of the mail"])
@pytest.mark.parametrize(
    ("results", "is_believed"),
    [
        ("", False),
        (f"{OURS}; none", False),
        ("mx.else.example; dmarc=pass header.from=mx.paper.example", False),
        (f"{OURS}; dmarc=fail header.from=mx.paper.example", False),
        (f"{OURS}; spf=pass smtp.helo=mx.else.example smtp.mailfrom=postmaster@mx.paper.example", False),
        (f"{OURS}; spf=pass smtp.helo=mx.paper.example", True),
        (f"{OURS}; spf=pass smtp.helo=out1.mx.paper.example", True),
        (f"{OURS}; spf=pass smtp.mailfrom=postmaster@mx.paper.example", True),
        (f"{OURS}; dkim=pass header.d=paper.example", True),
        (f"{OURS}; dmarc=pass header.from=mx.paper.example", True),
    ],
)
def test_a_report_has_to_be_proven_like_an_answer(desk, settings, to, results, is_believed):
    settings.INBOUND_AUTHSERV_ID = OURS
    if to == "return address":
        raw = report(to=desk.address(desk.writer, about=About.RETURN))
    else:
        told = Notification.objects.get(recipient=desk.writer)
        raw = report(to="copydesk@desk.example", message_id=told.message_id)
    if results:
        raw = f"Authentication-Results: {results}\n".encode() + raw
    row = desk.take(raw)
    assert StoppedAddress.objects.exists() == is_believed
    assert row.state == (InboundMail.State.IGNORED if is_believed else InboundMail.State.REFUSED)
    if not is_believed:
        assert row.reason == "a bounce report for Mara Velde, not verified by DMARC, DKIM or SPF"
