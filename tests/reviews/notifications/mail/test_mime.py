"""Mails as they go over the line, read back by the library's parser."""

from __future__ import annotations

import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.notifications.mail import mime
from reviews.notifications.mail.rendering import Mail
from tests.factories import NOW

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)


def written(*, subject="A story", text="Text.\n", html="<p>Text.</p>\n", **headers):
    mail = Mail("mara@paper.example", subject, text, html, {"Message-ID": "<1@paper.example>", **headers})
    return mime.as_bytes(mail, sender="Copydesk <desk@paper.example>", to=mail.to, now=NOW)


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


@given(subject=WORDS, text=WORDS, html=WORDS)
def test_whatever_it_says_arrives(subject, text, html):
    subject = " ".join(subject.split())
    raw = written(subject=subject, text=f"{text}\n", html=f"{html}\n")
    got = read(raw)
    assert " ".join(str(got["Subject"]).split()) == subject
    plain, rich = got.iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_payload(decode=True).decode() == f"{text}\r\n"
    assert rich.get_payload(decode=True).decode() == f"{html}\r\n"
    assert not got.defects
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_line_longer_than_servers_take_is_broken_on_the_way_alone():
    raw = written(text="نعم " * 900 + "\n")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    plain, _ = read(raw).iter_parts()
    assert plain["Content-Transfer-Encoding"] == "quoted-printable"
    assert plain.get_content().rstrip() == ("نعم " * 900).rstrip()


def test_letters_stay_as_they_are_where_they_can():
    plain, rich = read(written(text="نعم\n")).iter_parts()
    assert (plain["Content-Transfer-Encoding"], rich["Content-Transfer-Encoding"]) == ("8bit", "7bit")


def test_an_address_is_never_folded_and_a_long_subject_is():
    link = f"<https://desk.example/{'x' * 200}>"
    subject = "A story about " + "many things " * 12
    raw = written(subject=subject.strip(), **{"List-Unsubscribe": link})
    assert f"List-Unsubscribe: {link}\r\n".encode() in raw
    head = raw.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 78 for line in head.split(b"\r\n") if b"List-Unsubscribe" not in line)
    assert read(raw)["Subject"] == subject.strip()


def test_it_says_when_and_from_whom():
    got = read(written())
    assert got["From"] == "Copydesk <desk@paper.example>"
    assert got["To"] == "mara@paper.example"
    assert got["Date"].datetime == NOW
    assert got["MIME-Version"] == "1.0"


@pytest.mark.parametrize("value", ["one\r\nBcc: everybody@paper.example", "one\ntwo", "one\rtwo"])
def test_nothing_can_be_put_among_the_headers(value):
    with pytest.raises(ValueError, match="more than one line"):
        written(subject=value)


def test_what_no_message_can_hold_is_refused():
    with pytest.raises(ValueError, match="surrogates"):
        written(text="\ud800")
