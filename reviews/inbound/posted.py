"""The messages in what a mail provider posts, byte by byte as they came, where the provider posts them whole.

Anymail reads every post into structured headers, which takes half a minute for one header of 240 KB. So it is
not asked where the provider posts whole messages, and not given headers of that size where it posts pieces.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import unquote

from django.http import HttpRequest

from reviews.inbound import large_posts

LONGEST_HEADER, LONGEST_HEADERS = 10_000, 60_000  # characters: of one, and of all together
JSON = "application/json"
BODIES = frozenset(
    {
        *("attachments", "body-html", "body-plain", "content", "data", "extractedmarkdownmessage"),
        *("extractedmarkdownsignature", "html", "html-part", "htmlbody", "message", "rawhtmlbody"),
        *("rawtextbody", "stripped-html", "stripped-signature", "stripped-text", "strippedtextreply"),
        *("text", "text-part", "textbody"),
    }
)
"""What providers call the words and files of a message: everything else may become a header."""


@dataclass(frozen=True)
class Posted:
    """A whole message. ``recipient``: to whom it was delivered, if the provider says so. ``is_bounce``: it
    was sent by nobody, as reports on deliveries are."""

    raw: bytes
    recipient: str = ""
    is_bounce: bool = False


def whole_messages(request: HttpRequest) -> list[Posted]:
    """What the post holds; nothing when it holds pieces, or something else. Whatever it is, there is an
    answer."""
    try:
        if request.content_type == JSON:
            return list(_in_json(json.loads(request.body)))
        return list(_in_form(large_posts.fields(request)))
    except Exception:  # broken in one of many ways: then it holds none
        return []


def has_long_headers(request: HttpRequest) -> bool:
    """Whether what may become headers is longer than any mail program writes. Raises what reading the JSON
    raises."""
    if request.content_type == JSON:
        sizes = list(_sizes(json.loads(request.body)))
    else:
        sizes = [
            len(value) for name, value in large_posts.fields(request).items() if name.lower() not in BODIES
        ]
    return max(sizes, default=0) > LONGEST_HEADER or sum(sizes) > LONGEST_HEADERS


def _in_form(fields: Mapping[str, bytes]) -> Iterator[Posted]:
    """As Mailgun, SendGrid and Mandrill spell it."""
    text = {name: fields[name].decode("utf-8", "replace") for name in fields if len(fields[name]) < 10_000}
    if "body-mime" in fields:
        yield Posted(fields["body-mime"], text.get("recipient", ""), text.get("sender") == "")
    elif "email" in fields and "headers" not in fields:
        envelope = json.loads(text.get("envelope") or "{}")
        recipients = " ".join(map(str, envelope.get("to", [])))
        yield Posted(fields["email"], recipients, envelope.get("from") == "")
    elif "mandrill_events" in fields:
        events = json.loads(fields["mandrill_events"])
        if all(event["event"] == "inbound" for event in events):
            for event in events:
                yield Posted(_bytes(event["msg"]["raw_msg"]), str(event["msg"].get("email") or ""))


def _in_json(post: object) -> Iterator[Posted]:
    """As Postmark, MailerSend, Postal and SparkPost spell it."""
    match post:
        case {"RawEmail": str(text), **rest} if rest.get("RecordType", "Inbound") == "Inbound":
            yield Posted(_bytes(text), str(rest.get("OriginalRecipient") or ""), _is_from_nobody(rest))
        case {"type": "inbound.message", "data": {"raw": str(text), **rest}}:
            sender = rest.get("sender")
            yield Posted(_bytes(text), _joined(rest), isinstance(sender, dict) and sender.get("email") == "")
        case {"message": str(text), "rcpt_to": recipient, **rest} if "status" not in rest:
            raw = _bytes(text, is_base64=rest.get("base64") is True)
            yield Posted(raw, str(recipient), rest.get("mail_from") == "")
        case {"content": {"email_rfc822": str(text), **rest}, "rcpt_to": recipient, **more}:
            raw = _bytes(text, is_base64=bool(rest.get("email_rfc822_is_base64")))
            yield Posted(raw, str(recipient), more.get("msg_from") == "")
        case {"msys": {"relay_message": dict(inner)}}:
            yield from _in_json(inner)
        case [{"msys": {"relay_message": dict()}}, *_] as events:
            for event in events:
                yield from _in_json(event)


def _is_from_nobody(post: Mapping[object, object]) -> bool:
    """Postmark puts the sender that the mail server was told first among the headers."""
    match post.get("Headers"):
        case [{"Name": str(name), "Value": str(value)}, *_]:
            return name.lower() == "return-path" and unquote(value) == ""
    return False


def _joined(post: Mapping[object, object]) -> str:
    """MailerSend's recipients."""
    match post.get("recipients"):
        case {"rcptTo": list(recipients)}:
            return " ".join(str(one.get("email")) for one in recipients if isinstance(one, dict))
    return ""


def _bytes(text: str, *, is_base64: bool = False) -> bytes:
    return b64decode(text) if is_base64 else text.encode("utf-8", "surrogatepass")


def _sizes(post: object) -> Iterator[int]:
    """The lengths of the texts in it that are no bodies, and of the kinds and names of its files."""
    match post:
        case str():
            yield len(post)
        case list():
            for one in post:
                yield from _sizes(one)
        case dict():
            for name, one in post.items():
                if str(name).lower() == "attachments" or not (
                    isinstance(one, str) and str(name).lower() in BODIES
                ):
                    yield from _sizes(one)
