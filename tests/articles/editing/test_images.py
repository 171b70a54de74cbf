"""Images that are added to the copy: by whom, of which kind, how large, and how many."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.editing import filing, images
from articles.models import Asset
from newsroom.errors import Conflict, NotAllowed
from tests.articles.importing.pictures import picture
from tests.articles.test_assets import elsewhere  # noqa: F401 - a fixture
from tests.factories import NOW
from tests.pages import at, browse


def add(room, data=None, *, by=None, name="boat.png"):
    return images.add_image(
        article=room.article, data=data or picture(), name=name, by=by or room.editor, now=NOW
    )


def send(room, person, data=None, name="boat.png"):
    file = SimpleUploadedFile(name, data or picture())
    return browse(person).post(at(room.article, "images"), {"image": file})


def test_an_image_is_kept_for_the_story_and_shown_to_whoever_sees_it(room):
    response = send(room, room.editor)
    asset = room.article.assets.get()
    assert response.json() == {"src": f"asset:{asset.digest}", "width": 8, "height": 6}
    assert asset.uploaded_by == room.editor
    assert browse(room.reader).get(f"/assets/{asset.digest}").status_code == 200
    assert browse(room.stranger).get(f"/assets/{asset.digest}").status_code == 404


def test_the_same_image_is_kept_once(room):
    assert add(room) == add(room)
    assert room.article.assets.count() == 1


def test_what_it_is_is_told_by_what_it_holds(room):
    assert send(room, room.editor, picture("JPEG"), "boat.exe").status_code == 200
    response = send(room, room.editor, b"<svg onload=alert(1)>", "boat.png")
    assert response.status_code == 422
    assert response.json()["error"] == (
        "“boat.png” can’t be added: damaged or not a JPEG, PNG, GIF or WebP image."
    )
    assert Asset.objects.count() == 1


def test_who_takes_part_adds_one_and_nobody_else(room):
    for person in (room.writer, room.editor, room.reader):
        assert send(room, person).status_code == 200
    assert send(room, room.stranger).status_code == 404
    with pytest.raises(NotAllowed):
        add(room, by=room.colleague)
    assert browse().post(at(room.article, "images")).status_code == 302


def test_a_story_that_is_closed_gets_none(room):
    filing.spike(article=room.article, by=room.editor, now=NOW)
    with pytest.raises(Conflict):
        add(room)
    assert send(room, room.editor).json() == {"error": "This story has been spiked. Unspike it to change it."}
    assert not Asset.objects.exists()


def test_one_that_is_too_large_is_not_read(room, monkeypatch):
    monkeypatch.setattr(images, "MOST_IMAGE_BYTES", 1024 * 1024)
    response = send(room, room.editor, bytes(1024 * 1024 + 1), "n" * 200 + ".png")
    assert response.status_code == 422
    assert response.json()["error"].endswith("…” can’t be added: larger than 1 MB.")


def test_there_are_not_too_many(room, monkeypatch):
    monkeypatch.setattr(images, "MOST_IMAGES", 1)
    add(room)
    add(room)
    with pytest.raises(images.ImageNotAdded, match="can’t have more than 1 images"):
        add(room, picture(colour="blue"))


def test_a_form_without_a_file(room):
    response = browse(room.editor).post(at(room.article, "images"), {"image": "boat"})
    assert (response.status_code, response.json()) == (422, {"error": "Choose an image."})
