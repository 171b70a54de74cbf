"""Uploads: read at once or by the worker, once, by their owner alone, and not kept for ever."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from articles import uploads
from articles.importing import ImportFailed
from articles.models import Upload
from newsroom.errors import NotFound
from tests.factories import NOW, make_user

DRAFT = b"# Night market\n\nThe market <only on Fridays?> moves in May.\n"


@pytest.fixture
def person(db):
    return make_user()


def keep(person, data=DRAFT, name="a.md", **given):
    return uploads.keep(data, name=name, by=person, now=given.pop("now", NOW), **given)


def test_a_file_is_read_at_once(person):
    upload = keep(person)
    assert upload.state == Upload.State.READ
    assert [note.question for note, _passage in uploads.read_article(upload).notes] == ["only on Fridays?"]


def test_notes_that_are_left_stay_in_the_text(person):
    upload = keep(person)
    key = uploads.read_article(upload).notes[0][0].key
    left = uploads.read_article(upload, leave={key})
    assert not left.notes
    assert "<only on Fridays?>" in left.summary()["text"]


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "a.md"), (b"PK\x03\x04cut off", "a.docx"), (b"words", "a.exe"), (b"x " * 3_000_000, "a.txt")],
)
def test_what_cannot_be_read_is_not_kept(person, data, name):
    with pytest.raises(ImportFailed) as refused:
        keep(person, data, name)
    assert str(refused.value).endswith(".")
    assert not Upload.objects.exists()


def test_a_slow_file_is_read_by_the_worker(person, slow_reading):
    upload = keep(person)
    assert upload.state == Upload.State.WAITING
    with pytest.raises(uploads.NotRead, match="still being read"):
        uploads.read_article(upload)
    assert uploads.work(seconds=30, clock=lambda: NOW) is False
    upload.refresh_from_db()
    assert (upload.state, upload.attempts) == (Upload.State.READ, 1)
    assert uploads.read_article(upload).headline == "Night market"


def test_a_slow_file_that_cannot_be_read_says_why(person, slow_reading):
    upload = keep(person, b"PK\x03\x04cut off", "a.docx")
    uploads.work(seconds=30, clock=lambda: NOW)
    upload.refresh_from_db()
    assert upload.state == Upload.State.FAILED
    assert upload.failure.endswith(".")
    with pytest.raises(uploads.NotRead, match=upload.failure[:20]):
        uploads.read_article(upload)


def test_a_file_that_kills_its_reader_is_given_up(person, slow_reading):
    upload = keep(person)
    for turn in range(uploads.MOST_ATTEMPTS):
        Upload.objects.filter(pk=upload.pk).update(attempts=turn + 1, not_before=NOW)
    uploads.work(seconds=30, clock=lambda: NOW)
    upload.refresh_from_db()
    assert upload.state == Upload.State.FAILED
    assert "could not be read" in upload.failure


def test_one_worker_reads_a_file_at_a_time(person, slow_reading):
    upload = keep(person)
    Upload.objects.filter(pk=upload.pk).update(attempts=1, not_before=NOW + uploads.LEASE)
    assert uploads.work(seconds=30, clock=lambda: NOW) is False
    upload.refresh_from_db()
    assert upload.state == Upload.State.WAITING
    later = NOW + uploads.LEASE + timedelta(seconds=1)
    uploads.work(seconds=30, clock=lambda: later)
    upload.refresh_from_db()
    assert upload.state == Upload.State.READ


def test_an_upload_is_its_owners(person, room):
    upload = keep(person)
    assert uploads.find_upload(person, upload.key) == upload
    for other, key, article in (
        (room.editor, upload.key, None),
        (person, uuid4(), None),
        (person, upload.key, room.article),
    ):
        with pytest.raises(NotFound):
            uploads.find_upload(other, key, article=article)


def test_an_upload_is_filed_once(person):
    upload = keep(person)
    uploads.take(upload)
    with pytest.raises(NotFound, match="Upload the file again"):
        uploads.take(Upload(pk=upload.key))


def test_uploads_do_not_heap_up(person):
    first = keep(person)
    for turn in range(uploads.MOST_KEPT):
        keep(person, now=NOW + timedelta(minutes=turn + 1))
    assert Upload.objects.filter(owner=person).count() == uploads.MOST_KEPT
    assert not Upload.objects.filter(pk=first.pk).exists()
    uploads.forget_old(now=NOW + uploads.KEPT_FOR + timedelta(minutes=2))
    assert Upload.objects.filter(owner=person).count() == uploads.MOST_KEPT - 1
