"""No page, error, preview or mail of ours loads a picture, or anything else, from another machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from lxml import html

from articles.documents import schema
from articles.models import Document
from reviews.models import KeptMail
from tests.factories import NOW, make_article, make_query, newsroom
from tests.pages import at, browse

PICTURE = "https://elsewhere.example/quay.jpg"
OWN = {"'self'", "data:", "'none'"}
LOADING = "//img | //source | //video | //audio | //iframe | //embed | //object | //*[@background] | //link"


@pytest.fixture
def room(db, settings):
    settings.MAIL_KEPT_IN_APP = True
    room = newsroom()
    picture = {"type": "image", "attrs": {"src": PICTURE, "alt": "The quay", "credit": "Rui Sol"}}
    content = [
        {"type": "headline", "content": [{"type": "text", "text": "Ferry"}]},
        {"type": "figure", "content": [picture]},
        {"type": "paragraph", "content": [{"type": "text", "text": "The last boat leaves at 23.40."}]},
    ]
    doc = schema.parse({"type": "doc", "content": content})
    room.article = make_article(room.desk, author=room.writer, doc=doc)
    make_query(room.article, "The last boat", by=room.editor, question=f"See {PICTURE} ?")
    return room


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address that takes no argument, and those of an article with it."""
    for one in patterns:
        route = before + str(one.pattern).removeprefix("^").removesuffix("$")
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        else:
            yield route


def sources(policy: str) -> dict[str, set[str]]:
    return {rule.split()[0]: set(rule.split()[1:]) for rule in policy.split("; ")}


def loads(body: bytes) -> list[str]:
    """The addresses elsewhere that a page would ask for."""
    if not body.strip():
        return []
    found = [value for one in html.fromstring(body).xpath(LOADING) for value in one.attrib.values()]
    return [value for value in found if "//" in value and not value.startswith("http://testserver")]


def walked(room):
    for route in addresses(get_resolver().url_patterns):
        route = route.replace("<str:slug>", room.article.slug).replace("<int:number>", "1")
        route = route.replace("<str:fmt>", "html")
        if "<" not in route and "(?P" not in route and "logout" not in route and "events" not in route:
            yield route


def test_pages_load_pictures_from_here_alone(room):
    client, nobody = browse(room.admin), Client()
    seen = 0
    for address in walked(room):
        for answer in (client.get(address), nobody.get(address)):
            if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
                continue
            rules = sources(answer["Content-Security-Policy"])
            assert rules["img-src"] == {"'self'", "data:"}, address
            assert rules["default-src"] == {"'none'"}, address
            assert all(given <= OWN for name, given in rules.items() if name.endswith("-src")), address
            if "attachment" not in answer.get("Content-Disposition", ""):
                assert loads(answer.content) == [], address
            seen += 1
    assert seen > 40


def test_a_mail_that_is_shown_does_not_either(room):
    mail = KeptMail.objects.create(
        recipient=room.writer.email, html=f"<img src='{PICTURE}'>", message_id="<1@copydesk>", sent_at=NOW
    )
    answer = browse(room.writer).get(f"/mail/{mail.pk}/html")
    rules = sources(answer["Content-Security-Policy"])
    assert rules["img-src"] == {"data:"}
    assert rules["default-src"] == {"'none'"}


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/articles/nothing/", "/admin/nowhere/", "/stories/?words=%00"]
)
def test_refusals_do_not_either(room, address):
    answer = browse(room.writer).get(address)
    assert sources(answer["Content-Security-Policy"])["img-src"] <= {"'self'", "data:"}
    assert loads(answer.content) == []


def test_a_fault_does_not_either(room, monkeypatch):
    monkeypatch.setattr(Document, "parsed", None)
    client = browse(room.writer)
    client.raise_request_exception = False
    answer = client.get(at(room.article))
    assert sources(answer["Content-Security-Policy"])["img-src"] == {"'self'", "data:"}


def test_the_copy_is_named_on_its_page_and_handed_out_as_a_file(room):
    client = browse(room.writer)
    page = client.get(at(room.article)).content.decode()
    assert f'<a href="{PICTURE}"' in page and "The quay" in page and "<img src" not in page
    for tail in ("clean/html", "clean/markdown"):
        answer = client.get(at(room.article, tail))
        assert "attachment" in answer["Content-Disposition"], "a program elsewhere wants the picture"
        assert sources(answer["Content-Security-Policy"])["img-src"] == {"'self'", "data:"}
        assert PICTURE in answer.content.decode()
