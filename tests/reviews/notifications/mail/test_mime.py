"""Mails as they go over the line, read back by the library's parser."""

from __future__ import annotations

import email
import email.policy
import re
import string
from email.utils import formataddr

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviews.notifications.mail import headers, mime
from reviews.notifications.mail.rendering import Mail
from tests.factories import NOW

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)


def written(*, subject="A story", text="Text.\n", html="<p>Text.</p>\n", **others):
    mail = Mail("mara@paper.example", subject, text, html, {"Message-ID": "<1@paper.example>", **others})
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


# --- every header and part, read back


ATOM = st.text(string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=20)
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
LOCAL, DOMAIN = (st.lists(part, min_size=1, max_size=3).map(".".join) for part in (ATOM, LABEL))
ADDRESS = st.builds("{}@{}".format, LOCAL, DOMAIN)
MESSAGE_ID = ADDRESS.map("<{}>".format)
URL = st.builds("<https://{}/{}>".format, DOMAIN, st.text(string.ascii_letters + "/:?=&%_.-", max_size=300))
LANGUAGES = [
    "Is the fare 6.50 or 5.60?",
    "هل ثمن التذكرة ‎6.50 أم 5.60؟",
    "Сколько стоит паром ночью?",
    "夜行フェリーの運賃はいくらですか",
    "Fährt die „Möwe“ wirklich nachts?",
    "👩🏽‍✈️ 🏴‍☠️ é e\u0301 ﷽",
]
PHRASE = st.one_of(st.sampled_from(LANGUAGES), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
AWKWARD = st.sampled_from(
    [
        *(
            ".",
            "..",
            ".\n.",
            "\n.\n",
            ".hidden",
            "From here on",
            "--",
            "--=_",
            "--=_0--",
            "-- ",
            "=20",
            "=",
            " ",
        ),
        *("x" * 998, "x" * 999, "خ" * 499, "خ" * 500, "word " * 400, "\t", " trailing  \n", "\n\n\n"),
        *(
            "\r\nBcc: everybody@paper.example",
            "\rX-Evil: 1\r",
            "Content-Type: text/html\n\n",
            "\x85\u2028\x0c",
        ),
    ]
)
BODY = st.lists(PHRASE | AWKWARD, max_size=6).map("\n".join).map(lambda text: f"{text}\n")
SUBJECT = (
    st.lists(PHRASE | AWKWARD | st.sampled_from(["=?utf-8?q?=41?=", "=?", "?="]), max_size=6)
    .map(" ".join)
    .map(headers.one_line)
)
HEADERS = st.fixed_dictionaries(
    {
        "Message-ID": MESSAGE_ID,
        "Auto-Submitted": st.sampled_from(["auto-generated", "auto-replied"]),
        "X-Auto-Response-Suppress": st.just("All"),
    },
    optional={
        "In-Reply-To": MESSAGE_ID,
        "References": st.lists(MESSAGE_ID, min_size=1, max_size=4).map(" ".join),
        "Reply-To": ADDRESS,
        "List-Unsubscribe": URL,
        "List-Unsubscribe-Post": st.just("List-Unsubscribe=One-Click"),
    },
)


def as_read(text):
    """The lines of a text, however they end: a mail knows one end of a line alone."""
    return re.split(r"\r\n|\r|\n", text)


@settings(derandomize=True)
@given(
    sender=st.tuples(PHRASE.map(headers.one_line), ADDRESS),
    to=ADDRESS,
    subject=SUBJECT,
    text=BODY,
    html=BODY,
    others=HEADERS,
)
@example(("Copydesk", "d@h"), "m@h", "=?utf-8?q?=41?= is no A", ".\n", "\r\n.\r\n", {"Message-ID": "<1@h>"})
@example(
    ("Copydesk", "d@h"),
    "m@h",
    "x" * 999,
    "",
    "",
    {"Message-ID": "<1@h>", "References": f"<{'x' * 80}@h> <1@h>"},
)
def test_every_header_and_part_reads_back_as_it_was_written(sender, to, subject, text, html, others):
    mail = Mail(to, subject, text, html, others)
    raw = mime.as_bytes(mail, sender=formataddr(sender), to=to, now=NOW)
    got = read(raw)
    assert got.keys() == [
        *("From", "To", "Subject", "Date", *others, "MIME-Version", "Content-Type"),
    ]
    assert [(one.display_name, one.addr_spec) for one in got["From"].addresses] == [sender]
    assert [one.addr_spec for one in got["To"].addresses] == [to]
    assert got["Subject"] == subject
    assert got["Date"].datetime == NOW
    assert got["MIME-Version"] == "1.0"
    assert {name: str(got[name]) for name in others} == others
    assert got.get_content_type() == "multipart/alternative"
    plain, rich = got.iter_parts()
    for part, kind, words in ((plain, "plain", text), (rich, "html", html)):
        assert part.keys() == ["Content-Type", "Content-Transfer-Encoding"]
        assert (part.get_content_type(), part.get_content_charset()) == (f"text/{kind}", "utf-8")
        assert as_read(part.get_content()) == as_read(words)
    assert not any(one.defects for one in got.walk())
    assert not any(value.defects for one in got.walk() for value in one.values())
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


@settings(derandomize=True)
@given(name=st.sampled_from(["From", "To", "Subject", "Reply-To", "References"]), before=PHRASE, after=PHRASE)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_no_value_of_more_than_one_line_becomes_a_header(end, name, before, after):
    value = f"{before}{end}Bcc: {after}"
    fields = {"Message-ID": "<1@h>", **({name: value} if name not in ("From", "To", "Subject") else {})}
    mail = Mail("m@h", value if name == "Subject" else "A story", "", "", fields)
    sender, to = (value if name == one else "m@h" for one in ("From", "To"))
    with pytest.raises(ValueError, match="more than one line"):
        mime.as_bytes(mail, sender=sender, to=to, now=NOW)
