"""A guest's whole way: invited, the mail, the link, the answer, and the editor who sees it come in."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reviews.models import KeptMail, Visit
from reviews.notifications import outbox
from reviews.notifications.mail import signed_links
from tests.factories import make_article, make_doc, make_guest, make_query
from tests.journeys.looking import serious


def link_in_the_mail(live_app, settings):
    settings.MAIL_KEPT_IN_APP = True
    outbox.drain(seconds=30)
    (mail,) = KeptMail.objects.filter(recipient="nadia@law.example")
    return re.search(re.escape(live_app) + r"/guest/\S+", mail.text)[0]


def test_invited_answered_and_seen_as_it_comes_in(room, as_person, new_page, live_app, settings):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?", now=timezone.now())
    make_query(room.article, "last boat", by=room.editor, question="Not for guests.", now=timezone.now())
    editor = as_person(room.editor, f"/articles/{room.article.slug}/guests/")
    editor.get_by_label("Name").fill("Nadia Haddad")
    editor.get_by_label("Email address").fill("nadia@law.example")
    editor.get_by_label("1 · Still?").check()
    assert serious(editor) == []
    editor.get_by_role("button", name="Invite").click()
    expect(editor.locator("#flash")).to_contain_text("The link is on its way to nadia@law.example.")
    assert serious(editor) == []
    editor.goto(f"/articles/{room.article.slug}/")
    expect(editor.locator("#guest-line")).to_contain_text("has not opened it yet")

    guest = new_page(java_script_enabled=False)
    guest.goto(link_in_the_mail(live_app, settings))
    expect(guest.locator("main")).to_contain_text("to answer 1 query about this story")
    assert not Visit.objects.exists()
    guest.get_by_role("button", name="Open the copy").click()
    expect(guest).to_have_url(re.compile(r"/guest/\d+/#query-1$"))
    expect(guest.locator("#copy .passage")).to_have_text("6.50 euros")
    expect(guest.locator("main")).not_to_contain_text("Not for guests.")
    expect(editor.locator("#guest-line")).not_to_contain_text("has not opened it yet")
    expect(editor.locator("#guest-line")).to_contain_text("opened it")
    guest.get_by_label("Reply to query 1").fill("It is 6.50 from April on.")
    guest.get_by_role("button", name="Reply").click()
    expect(guest.locator("#flash")).to_contain_text("Sent. Thank you.")

    expect(editor.locator("#query-1")).to_contain_text("It is 6.50 from April on.")
    expect(editor.locator("#query-1")).to_contain_text("Nadia Haddad (guest)")
    expect(editor.locator("#guest-line")).to_contain_text("answered 1 of 1 query")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_a_guests_pages(room, new_page, scheme):
    for words in ("6.50 euros", "last boat"):
        make_query(room.article, words, by=room.editor, question="Still?", now=timezone.now())
    invitation = make_guest(
        room.article, by=room.editor, purpose="comment", numbers=[1, 2], now=timezone.now()
    )
    page = new_page(color_scheme=scheme)
    found = []
    page.goto(signed_links.to_guest(invitation))
    found += serious(page)
    page.get_by_role("button", name="Open the copy").click()
    expect(page.get_by_role("heading", name="Comment on the copy")).to_be_visible()
    found += serious(page)
    page.get_by_label("Text you’re commenting on").fill("nowhere in it")
    page.get_by_label("Your comment").fill("Careful here.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Your text:").first).to_have_value("Careful here.")
    found += serious(page)
    page.goto("/guest/1/link/forged/")
    expect(page.get_by_role("button", name="Send me a new link")).to_be_visible()
    found += serious(page)
    page.get_by_role("button", name="Send me a new link").click()
    expect(page.locator("h1")).to_have_text("Check your email")
    found += serious(page)
    assert found == []


def test_arabic_copy_on_a_telephone(room, new_page):
    article = make_article(
        room.desk,
        author=room.writer,
        language="ar",
        direction="rtl",
        doc=make_doc("يعود سوق الميناء يوم السبت.", headline="سوق الميناء"),
    )
    make_query(article, "يوم السبت", by=room.editor, question="أي سبت؟", now=timezone.now())
    invitation = make_guest(article, by=room.editor, purpose="answer", numbers=[1], now=timezone.now())
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto(signed_links.to_guest(invitation))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Open the copy").click()
    expect(page.locator("#copy")).to_have_css("direction", "rtl")
    expect(page.locator("#query-1 .question")).to_have_text("أي سبت؟")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
