"""Images of the copy, as pages of the staff and of guests show them."""

import pytest
from django.test import Client
from django.utils import timezone

from articles.rendering import copy_html
from reviews.notifications.mail import signed_links
from tests.articles.importing.pictures import picture
from tests.articles.test_assets import elsewhere, file_story  # noqa: F401 - a fixture
from tests.factories import make_guest
from tests.pages import browse


@pytest.fixture
def story(room):
    room.story = file_story(room, picture()).article
    room.asset = room.story.assets.get()
    with room.asset.file.open() as content:
        room.content = content.read()
    room.address = f"/assets/{room.asset.digest}"
    return room


def test_an_image_is_shown_to_whoever_sees_the_story(story):
    response = browse(story.reader).get(story.address)
    assert response.content == story.content
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert browse(story.stranger).get(story.address).status_code == 404
    assert browse().get(story.address).status_code == 302
    for wrong in ("x", "0" * 64, "%00", "..%2f..%2fsettings.py"):
        assert browse(story.reader).get(f"/assets/{wrong}").status_code == 404


def test_who_has_it_is_not_sent_it_again(story):
    tag = browse(story.reader).get(story.address)["ETag"]
    again = browse(story.reader).get(story.address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert browse(story.stranger).get(story.address, headers={"If-None-Match": tag}).status_code == 404


def test_the_pages_of_the_story_show_it(story):
    assert (
        f'src="{story.address}" alt="A boat"'
        in browse(story.reader).get(story.story.get_absolute_url()).content.decode()
    )


def test_an_image_can_be_described_alone():
    figure = {
        "type": "figure",
        "content": [{"type": "image", "attrs": {"src": "asset:" + "0" * 64, "alt": "A <b>"}}],
    }
    assert "<img" not in copy_html({"type": "doc", "content": [figure]}, assets="")
    assert "A &lt;b&gt;" in copy_html({"type": "doc", "content": [figure]}, assets="")


def test_a_guest_sees_the_images_of_their_story_alone(story):
    other = file_story(story, picture(colour="blue")).article.assets.get()
    invitation = make_guest(story.story, by=story.editor, purpose="comment", now=timezone.now())
    client, home = Client(), f"/guest/{invitation.pk}/"
    assert client.get(f"{home}assets/{story.asset.digest}").status_code == 404
    client.post(signed_links.to_guest(invitation))
    assert f"{home}assets/{story.asset.digest}" in client.get(home).content.decode()
    assert client.get(f"{home}assets/{story.asset.digest}").content == story.content
    assert client.get(f"{home}assets/{other.digest}").status_code == 404
    assert client.get(story.address).status_code == 302
