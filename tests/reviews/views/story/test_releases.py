from __future__ import annotations

import json

import pytest

from articles.exporting import FORMATS, format_named
from articles.models import Article
from reviews.models import Release, Stage
from reviews.webhooks import endpoints
from reviews.workflow import releasing, signoff
from tests.acts import put_instead
from tests.articles.exporting.reading import readable
from tests.factories import NOW, make_query
from tests.pages import at, browse, words

SIGNERS = {"Desk edit": "editor", "Copy": "copy_editor", "Standards": "reader", "Slot": "slot"}


@pytest.fixture
def signed(room):
    """The room when everybody has signed."""
    for stage in Stage.objects.filter(desk=room.desk).order_by("position"):
        person = getattr(room, SIGNERS[stage.name])
        signoff.sign(article=room.article, stage=stage, by=person, digest=room.article.digest, now=NOW)
    return room


@pytest.fixture
def released(signed):
    releasing.release(article=signed.article, by=signed.slot, now=NOW)
    return signed


def confirm(person, article):
    """Release as the page asks for it."""
    given = {"digest": article.digest, "version": article.document.version}
    return browse(person).post(at(article, "release"), given, follow=True)


def test_release_asks_first_and_names_headline_digest_and_where_the_copy_goes(signed):
    endpoints.Endpoint.objects.create(
        desk=signed.desk,
        url="https://hooks.paper.example/T0/secret",
        kinds=["released"],
        added_by=signed.editor,
        added_at=NOW,
    )
    asked = browse(signed.slot).get(at(signed.article, "release"))
    shown = words(asked)
    for part in (signed.article.headline, signed.article.digest, "HTML, Markdown, Plain text", "Cancel"):
        assert part in shown
    assert "Webhook to hooks.paper.example" in shown
    assert b"/T0/secret" not in asked.content
    assert f'name="digest" value="{signed.article.digest}"' in asked.content.decode()
    assert not Release.objects.exists()


def test_words_that_nobody_confirmed_do_not_leave(signed):
    unconfirmed = browse(signed.slot).post(at(signed.article, "release"))
    assert unconfirmed.status_code == 422
    assert "Release this story?" in words(unconfirmed)
    put_instead(signed.article, "single", "return", by=signed.writer)
    refused = browse(signed.slot).post(
        at(signed.article, "release"), {"digest": signed.article.revisions.first().digest, "version": 0}
    )
    shown = words(refused)
    assert refused.status_code == 409
    assert "Not released: the copy has changed since you confirmed it." in shown
    assert "single return ticket" in shown
    assert "Ruth Adeyemi’s Desk edit sign-off is out of date – the copy has changed." in shown
    assert b'name="digest"' not in refused.content
    assert not Release.objects.exists()


def test_what_is_not_ready_is_not_offered_for_release(room):
    shown = browse(room.slot).get(at(room.article, "release"))
    assert "Not ready to release" in words(shown)
    assert b'name="digest"' not in shown.content


def test_releasing_leads_to_the_certificate(signed):
    response = confirm(signed.slot, signed.article)
    assert response.redirect_chain == [(at(signed.article, "releases/1/"), 302)]
    shown = words(response)
    for part in (
        "Released",
        "Peter Lund",
        signed.article.digest,
        "Open blocking queries 0",
        "Leila Haddad Standards",
    ):
        assert part in shown


def test_what_is_not_clean_does_not_leave_and_says_why(room):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    response = browse(room.slot).post(at(room.article, "release"), {"digest": room.article.digest})
    assert response.status_code == 409
    assert "Not released, 5 items to clear. First: Query 1, waiting on" in words(response)
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("writer", 403), ("reader", 403), ("editor", 403), ("admin", 403), ("stranger", 404)],
)
def test_who_does_not_release(signed, who, status):
    browser = browse(getattr(signed, who))
    assert browser.get(at(signed.article, "release")).status_code == status
    assert (
        browser.post(at(signed.article, "release"), {"digest": signed.article.digest}).status_code == status
    )
    assert not Release.objects.exists()
    if status == 403:
        assert b'/release"' not in browser.get(at(signed.article, "preflight/")).content


def test_programs_release_on_a_recent_sign_in_only_as_people_do(signed):
    browser, path = browse(signed.slot), f"/api{at(signed.article, 'release')}"
    confirmed = {"data": {"digest": signed.article.digest}, "content_type": "application/json"}
    session = browser.session
    session["confirmed_at"] -= 13 * 3600
    session.save()
    late = browser.post(path, **confirmed)
    assert (late.status_code, late.json()["error"]) == (
        403,
        "You signed in too long ago for this. Open /account/confirm/ in this browser, then try again.",
    )
    assert browser.get(path).status_code == 200, "reading needs nothing"
    assert not Release.objects.exists()
    browser.force_login(signed.slot)
    assert browser.post(path, **confirmed).status_code == 201


def test_a_certificate_is_for_the_desk_and_for_rounds_that_left(released):
    assert browse(released.colleague).get(at(released.article, "releases/1/")).status_code == 200
    assert browse(released.stranger).get(at(released.article, "releases/1/")).status_code == 404
    assert browse().get(at(released.article, "releases/1/")).status_code == 302
    assert browse(released.editor).get(at(released.article, "releases/2/")).status_code == 404


def test_the_clean_copy_of_a_draft_is_marked_and_holds_no_query(room):
    make_query(room.article, "6.50 euros", by=room.editor, question="Never to be printed?")
    response = browse(room.writer).get(at(room.article, "clean/"))
    assert "DRAFT – NOT FOR PUBLICATION" in words(response)
    assert "A single ticket costs 6.50 euros." in words(response)
    assert "Never to be printed?" not in words(response)
    assert b"passage" not in response.content
    for fmt in FORMATS:
        taken = browse(room.writer).get(at(room.article, f"clean/{fmt}"))
        assert taken.status_code == 200
        text = readable(taken.content if format_named(fmt).is_binary else taken.content.decode())
        assert "6.50 euros" in text
        assert "Never to be printed?" not in text
        assert "draft" in text.lower()


def test_what_left_can_be_taken_in_every_format(released):
    assert "DRAFT" not in words(browse(released.writer).get(at(released.article, "clean/")))
    release = Release.objects.get()
    for fmt, kind in {
        "html": "text/html; charset=utf-8",
        "markdown": "text/markdown; charset=utf-8",
        "text": "text/plain; charset=utf-8",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "odt": "application/vnd.oasis.opendocument.text",
        "ninjs": "application/json",
        "newsml": "application/vnd.iptc.g2.newsitem+xml; charset=utf-8",
    }.items():
        taken = browse(released.writer).get(at(released.article, f"releases/1/{fmt}"))
        left = release.copy_in(fmt)
        assert taken.content == (left.encode() if isinstance(left, str) else left)
        assert taken["Content-Type"] == kind
        assert taken["Content-Disposition"].startswith(
            "attachment; filename*=UTF-8''ferry-runs-at-night-again."
        )
    left = json.loads(browse(released.writer).get(at(released.article, "releases/1/ninjs")).content)
    assert left["title"] == "Ferry runs at night again"


@pytest.mark.parametrize("address", ["clean/pdf", "releases/1/pdf", "releases/7/html"])
def test_what_cannot_be_taken(released, address):
    assert browse(released.writer).get(at(released.article, address)).status_code in (404, 422)


@pytest.mark.parametrize("address", ["clean/", "clean/text", "releases/1/text", "correction/"])
def test_strangers_take_nothing(released, address):
    assert browse(released.stranger).get(at(released.article, address)).status_code == 404
    assert browse().get(at(released.article, address)).status_code == 302


def test_a_correction_opens_a_round_and_leaves_the_old_release_alone(released):
    before = Release.objects.get()
    response = browse(released.editor).post(
        at(released.article, "correction/"), {"reason": "The price is <b>6.80</b>."}, follow=True
    )
    assert "Correction started." in words(response)
    assert "Correction: The price is <b>6.80</b>." in words(response)
    assert b"<b>6.80</b>" not in response.content
    released.article.refresh_from_db()
    assert released.article.is_open
    put_instead(released.article, "6.50", "6.80", by=released.editor)
    assert "6.80" in words(browse(released.writer).get(at(released.article, "clean/")))
    old = browse(released.writer).get(at(released.article, "releases/1/text")).content.decode()
    assert old == before.exports["text"]
    assert "6.50" in old


def test_a_correction_says_what_and_is_an_editors(released):
    address = at(released.article, "correction/")
    empty = browse(released.editor).post(address, {"reason": " "})
    assert (empty.status_code, "Enter what needs correcting." in words(empty)) == (422, True)
    refused = browse(released.writer).post(address, {"reason": "The price."})
    assert refused.status_code == 403
    assert "The price." in words(refused)
    assert b"<textarea" not in browse(released.writer).get(address).content
    assert Article.objects.get(pk=released.article.pk).state == "released"


def test_what_was_not_released_needs_no_correction(room):
    response = browse(room.editor).post(at(room.article, "correction/"), {"reason": "x"})
    assert response.status_code == 409
    assert "has not been released" in words(response)
