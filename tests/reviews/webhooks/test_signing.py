"""Messages are signed as Standard Webhooks has it: the library that receivers use takes what is posted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from reviews.models import Endpoint, Event
from reviews.models.webhook import fresh_secret
from reviews.webhooks import endpoints, outbox, signing
from tests.factories import make_query


@pytest.fixture
def posted(room, receiver):
    """A message that was tried twice, on the real clock, and its endpoint."""
    now = timezone.now()
    endpoints.add(desk=room.desk, by=room.editor, url=receiver.url, kinds=Event.Kind.values, now=now)
    make_query(room.article, "6.50 euros", by=room.editor, question="6.50 — أم 5.60؟ 👍", now=now)
    receiver.answers.append(500)
    outbox.drain(seconds=60, clock=lambda: now)
    outbox.drain(seconds=60, clock=lambda: now + timedelta(minutes=1))
    return receiver.posts


def test_the_library_takes_what_is_posted_and_nothing_that_was_changed(posted):
    hook = Webhook(Endpoint.objects.get().secret)
    for post in posted:
        said = hook.verify(post.body, post.headers)
        assert said["type"] == "asked"
        assert said["data"]["query"]["question"] == "6.50 — أم 5.60؟ 👍"
    changed = [
        (post.body + b" ", post.headers),
        (post.body, {**post.headers, "webhook-id": "another"}),
        (post.body, {**post.headers, "webhook-timestamp": str(int(post.headers["webhook-timestamp"]) - 1)}),
    ]
    for body, headers in changed:
        with pytest.raises(WebhookVerificationError):
            hook.verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(fresh_secret()).verify(post.body, post.headers)


def test_what_is_posted_is_signed_by_the_letter_of_the_standard(posted):
    secret = Endpoint.objects.get().secret
    assert secret.startswith("whsec_")
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    assert len(key) == 32  # the standard asks for 24 to 64 bytes
    for post in posted:
        given = [post.headers[f"webhook-{name}"] for name in ("id", "timestamp")]
        signed = ".".join(given).encode() + b"." + post.body
        version, signature = post.headers["webhook-signature"].split(",")
        assert version == "v1"
        assert base64.b64decode(signature, validate=True) == hmac.new(key, signed, hashlib.sha256).digest()
        assert list(json.loads(post.body)) == ["type", "timestamp", "data", "text"]


def test_a_message_that_is_tried_again_keeps_its_id_and_gets_the_moment_of_the_try(posted):
    first, second = (post.headers for post in posted)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60
    assert first["webhook-signature"] != second["webhook-signature"]
    assert posted[0].body == posted[1].body


def test_no_header_of_our_own_is_left(posted):
    assert not [name for name in posted[0].headers if name.lower().startswith(("copydesk", "x-"))]


@given(st.binary(min_size=24, max_size=64))
def test_a_secret_is_read_in_either_alphabet_and_with_or_without_padding(key):
    for spelled in (base64.b64encode(key), base64.urlsafe_b64encode(key)):
        for secret in (spelled.decode(), spelled.decode().rstrip("=")):
            assert signing.key_of(f"whsec_{secret}") == key


def test_a_secret_from_before_keeps_signing_with_the_key_that_it_spells(room, receiver):
    now = timezone.now()
    endpoint = endpoints.add(desk=room.desk, by=room.editor, url=receiver.url, kinds=["asked"], now=now)
    for _ in range(15):  # several with - and _, which the library would leave out
        old = f"whsec_{secrets.token_urlsafe(32)}"
        Endpoint.objects.update(secret=old)
        endpoints.send_test(endpoint=endpoint, by=room.editor, now=now)
        outbox.drain(seconds=60, clock=lambda: now)
        respelled = old.removeprefix("whsec_").replace("-", "+").replace("_", "/") + "="
        post = receiver.posts[-1]
        assert Webhook(f"whsec_{respelled}").verify(post.body, post.headers)["type"] == "trial"
