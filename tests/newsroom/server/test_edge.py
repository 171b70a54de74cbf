"""The outermost application: which heads can be read, and how large a body may be."""

from __future__ import annotations

import base64
import encodings.aliases

import pytest

from newsroom.configuration import Inbound
from newsroom.server import edge
from newsroom.server.edge import (
    LARGEST_ANONYMOUS_BYTES,
    LARGEST_MAIL_BYTES,
    is_charset,
    largest_unauthenticated,
    unreadable,
)


def scope(path="/", *, method="GET", query=b"", **headers):
    given = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    host = [] if "host" in headers else [(b"host", b"localhost:8000")]
    return {"type": "http", "method": method, "path": path, "query_string": query, "headers": host + given}


@pytest.mark.parametrize("path", ["/", "/articles/é/", "/events/"])
@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=ISO-8859-1", "; charset=windows-1256"])
def test_what_browsers_send_can_be_read(path, charset):
    assert not unreadable(scope(path, content_type=f"text/plain{charset}", content_length="12"))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (scope("/\x00"), 400),
        (scope("*", method="OPTIONS"), 400),
        (scope("/\ud800"), 400),
        (scope(query=b"\xff"), 400),
        (scope(content_length="-1"), 400),
        (scope(content_length="9" * 5000), 400),
        (scope(content_length="1, 1"), 400),
        (scope(content_type="multipart/form-data; boundary*=bogus''x"), 400),
        (scope(content_type="text/plain; charset=packed"), 415),
        (scope(content_type="text/plain; charset=hex"), 415),
        (scope(content_type="text/plain; charset=idna"), 415),
        (scope(method="TRACE"), 405),
        (scope(method="PACKED"), 405),
        (scope("/events/", host="evil.example"), 400),
        (scope(host="localhost, evil.example"), 400),
        (scope(host="["), 400),
    ],
)
def test_what_cannot_be_read_is_refused(sent, status):
    assert unreadable(sent) == status
    assert edge.SENTENCES[status]


def test_a_charset_never_raises_while_it_reads():
    """Of every codec that Python has: one that is taken decodes whatever comes."""
    names = {*encodings.aliases.aliases, *encodings.aliases.aliases.values(), "packed", "a\x00b", "", "é"}
    taken = [name for name in names if is_charset(name)]
    assert {"utf_8", "latin_1", "utf_16", "cp1256"} <= set(taken)
    for name in taken:
        for data in (b"\xff\xfe\x00", b"%u", b"\\", b"\\N{", b"+AA", bytes(range(256))):
            assert isinstance(data.decode(name, "replace"), str), name


def _basic(secret):
    return "Basic " + base64.b64encode(secret.encode()).decode()


@pytest.mark.parametrize(
    ("provider", "secret", "path", "said", "largest"),
    [
        ("postmark", "u:p", "/mail/webhook/postmark/inbound/", _basic("u:p"), LARGEST_MAIL_BYTES),
        ("postmark", "u:p", "/mail/webhook/postmark/inbound/", _basic("u:wrong"), LARGEST_ANONYMOUS_BYTES),
        ("postmark", "u:p", "/mail/webhook/postmark/inbound/", "", LARGEST_ANONYMOUS_BYTES),
        ("postmark", "u:p", "/mail/webhook/mailgun/inbound/", _basic("u:p"), LARGEST_ANONYMOUS_BYTES),
        ("postmark", "u:p", "/login/", _basic("u:p"), LARGEST_ANONYMOUS_BYTES),
        ("mailgun", "", "/mail/webhook/mailgun/inbound/", "", LARGEST_MAIL_BYTES),
        ("", "", "/mail/webhook/mailgun/inbound/", "", LARGEST_ANONYMOUS_BYTES),
    ],
)
def test_a_mail_is_posted_by_its_provider_alone(settings, provider, secret, path, said, largest):
    settings.INBOUND = Inbound("reply", "desk.example", webhook=provider)
    settings.ANYMAIL = {"WEBHOOK_SECRET": secret} if secret else {}
    assert largest_unauthenticated(scope(path, method="POST", authorization=said)) == largest
