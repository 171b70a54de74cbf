"""Images of stories: kept once, and only for those that show them."""

import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from articles import assets, tasks
from articles.importing import import_copy
from articles.models import Article, Asset
from newsroom.errors import NotFound
from reviews.admin.articles import delete_article
from reviews.workflow import intake
from tests.articles.importing.html.test_body import page
from tests.articles.importing.pictures import data_address, picture
from tests.factories import NOW


def file_story(room, *pictures, body="<h1>Harbour</h1><p>It is shut.</p>"):
    """A story of a page with pictures."""
    images = "".join(f'<img src="{data_address(data)}" alt="A boat">' for data in pictures)
    imported = import_copy(page(body + images), filename="story.html")
    return intake.file_copy(imported=imported, desk=room.desk, author=None, by=room.editor, now=NOW)


@pytest.fixture(autouse=True)
def elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_the_images_of_a_story_are_kept_with_what_is_known_of_them(room):
    article = file_story(room, picture(size=(8, 6)), picture(size=(8, 6))).article
    (asset,) = article.assets.all()
    assert (asset.width, asset.height, asset.content_type, asset.alt) == (8, 6, "image/png", "A boat")
    assert (asset.uploaded_by, asset.created_at) == (room.editor, NOW)
    assert asset.size == asset.file.size
    assert f'"src":"asset:{asset.digest}"' in article.document.content


def test_the_same_image_of_two_stories_is_one_file(room):
    first, second = (file_story(room, picture()).article.assets.get() for _ in range(2))
    assert first.file.name == second.file.name


def test_a_new_version_brings_its_images_and_keeps_the_others(room):
    article = file_story(room, picture()).article
    imported = import_copy(
        page(f'<h1>Harbour</h1><p>It is open.</p><img src="{data_address(picture(colour="blue"))}">'),
        filename="second.html",
    )
    intake.add_version(article=article, imported=imported, by=room.editor, now=NOW)
    intake.add_version(article=article, imported=imported, by=room.editor, now=NOW)
    assert article.assets.count() == 2


def test_only_who_may_see_a_story_finds_its_images(room):
    digest = file_story(room, picture()).article.assets.get().digest
    assert assets.find(room.reader, digest).digest == digest
    for person, wanted in [(room.stranger, digest), (room.reader, "0" * 64), (room.reader, "\x00")]:
        with pytest.raises(NotFound):
            assets.find(person, wanted)


def test_an_image_that_no_document_shows_is_not_kept(room):
    received = file_story(room, picture())
    other = import_copy(
        page(f'<p>A</p><img src="{data_address(picture(colour="blue"))}">'), filename="a.html"
    )
    assets.keep(received.article, received.article.document.parsed(), other.images, by=None, now=NOW)
    assert Asset.objects.count() == 1


def delete(article):
    delete_article(Article.objects.get(pk=article.pk))


def files():
    return set(default_storage.listdir("assets")[1])


def test_the_files_of_a_deleted_story_go_after_a_day_and_those_of_others_stay(room):
    shared, own = picture(), picture(colour="blue")
    first, other = file_story(room, shared, own).article, file_story(room, shared).article
    delete(first)
    tasks.forget_images()
    assert len(files()) == 2
    assets.forget_unused(now=timezone.now() + timedelta(days=2))
    assert files() == {other.assets.get().digest}
    assert assets.files_in(other, other.document.parsed())


def test_an_image_that_a_revision_alone_shows_stays(room):
    article = file_story(room, picture()).article
    imported = import_copy(page("<h1>Harbour</h1><p>It is open.</p>"), filename="second.html")
    intake.add_version(article=article, imported=imported, by=room.editor, now=NOW)
    assets.forget_unused(now=timezone.now() + timedelta(days=2))
    old = article.revisions.get(number=1)
    assert assets.files_in(article, old.published())


def test_an_image_that_comes_again_after_its_story_was_deleted_has_a_day_of_its_own(room, settings):
    article = file_story(room, picture()).article
    (kept,) = files()
    long_ago = (timezone.now() - timedelta(days=9)).timestamp()
    os.utime(settings.MEDIA_ROOT / "assets" / kept, (long_ago, long_ago))
    delete(article)
    with transaction.atomic():
        again = file_story(room, picture()).article
        Asset.objects.filter(article=again).delete()  # as another process sees it before this ends
        assets.forget_unused(now=timezone.now())
    assert files() == {kept}


def test_where_no_image_was_ever_kept_nothing_is_to_be_deleted(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "nothing"
    assets.forget_unused(now=timezone.now())
