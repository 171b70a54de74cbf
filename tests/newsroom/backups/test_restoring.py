"""A backup made while people write, restored elsewhere: the same rows, files and keys, or nothing at all."""

import os
import stat
import threading

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connections, transaction
from django.test import Client

from articles import assets
from articles.models import Article
from newsroom.backups import archive
from newsroom.backups.databases import migrate_to
from newsroom.models import Desk
from newsroom.running import programs
from reviews.models import Attachment, Notification, Reply
from reviews.notifications import outbox
from reviews.queries import answering
from reviews.workflow import releasing
from tests.articles.importing.pictures import picture
from tests.articles.test_assets import file_story
from tests.factories import NOW, make_query, newsroom
from tests.newsroom.server.test_steps import cookie_of
from tests.reviews.workflow.test_preflight import sign_all

KEY, EARLIER = "the-key-of-the-backup-which-is-long-enough", "the-key-before-that-one-which-is-long-enough"


@pytest.fixture(autouse=True)
def keys(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = KEY, [EARLIER]


@pytest.fixture
def room(here):
    """A released story, and another one with an answer that a file came with."""
    made = newsroom()
    query = make_query(made.article, "euros", by=made.editor)
    answering.reply(query=query, by=made.writer, body="Six “fifty”\\N\t€ \u202b\u0634\u202c.\n", now=NOW)
    kept = Attachment(reply=Reply.objects.get(), name="timetable.pdf", size=300_000)
    made.content = os.urandom(300_000)
    kept.file.save("timetable.pdf", ContentFile(made.content))
    made.file = kept.file.name
    answering.resolve(query=query, by=made.editor, now=NOW)
    sign_all(made)
    made.article.refresh_from_db()
    releasing.release(article=made.article, by=made.slot, now=NOW)
    return made


@pytest.fixture
def saved(here, room, tmp_path):
    """A backup of it, made when nobody wrote."""
    target = tmp_path / "copydesk.tar.gz"
    here.must("backup", target)
    return target


class Writers:
    """Acts of two rows each, for as long as this lasts: whoever sees one row must see the other."""

    def __init__(self):
        self.stopping, self.done = threading.Event(), 0
        self.thread = threading.Thread(target=self._write)

    def _write(self):
        while not self.stopping.is_set():
            with transaction.atomic():
                Desk.objects.create(name=f"Desk {self.done}", slug=f"writer-{self.done}")
                Group.objects.create(name=f"writer-{self.done}")
            self.done += 1
        connections.close_all()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *problem):
        self.stopping.set()
        self.thread.join()


def test_a_backup_made_while_people_write_is_of_one_moment(here, room, another, tmp_path):
    before = here.rows()
    target = tmp_path / "copydesk.tar.gz"
    with Writers() as writers:
        while not writers.done:
            pass
        at_first = writers.done
        output = here.process("backup", target)
        at_last = writers.done
    assert "and 1 attachment in" in output
    assert at_last > at_first, "nothing was written meanwhile"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    there = another()
    output = there.process("restore", target, "--send-waiting")
    assert "Restored" in output
    assert "on hold" not in output
    after = there.rows()
    desks = there.query("SELECT slug FROM newsroom_desk WHERE slug LIKE 'writer-%'")
    groups = there.query("SELECT name FROM auth_group WHERE name LIKE 'writer-%'")
    assert sorted(desks) == sorted(groups) == sorted((f"writer-{i}",) for i in range(len(desks)))
    assert at_first <= len(desks) <= at_last
    assert sorted(before) == sorted(after)
    changed = {name for name in before if before[name] != after[name]}
    written = {"newsroom_desk", "newsroom_historicaldesk", "auth_group", "security_securityevent"}
    assert changed <= {*written, "sqlite_sequence"}
    assert (there.var / "media" / room.file).read_bytes() == room.content


def test_the_images_of_stories_are_in_it(here, room, another, tmp_path):
    article = file_story(room, picture()).article
    before = assets.files_in(article, article.document.parsed())
    here.must("backup", tmp_path / "copydesk.tar.gz")
    there = another()
    there.must("restore", tmp_path / "copydesk.tar.gz")
    with there.entered():
        again = Article.objects.get(slug=article.slug)
        assert assets.files_in(again, again.document.parsed()) == before != {}


def test_what_is_restored_is_used_as_before(here, room, another, tmp_path):
    """Who was signed in is, the released words verify, and new rows get new numbers."""
    cookie, target, last = cookie_of(room.editor), tmp_path / "copydesk.tar.gz", Desk.objects.latest("pk").pk
    here.must("backup", target)
    later = cookie_of(room.editor)
    there = another()
    there.must("restore", target)
    assert is_signed_in(there, cookie)
    assert not is_signed_in(there, later)
    page = tmp_path / "page.html"
    there.must("export_article", room.article.slug, "--to", "html", "--out", page)
    there.must("verify_copy", room.article.slug, page)
    with there.entered():
        assert Desk.objects.create(name="New", slug="new").pk > last
    key = there.var / "secret-key"
    assert (key.read_text().split(), stat.S_IMODE(key.stat().st_mode)) == ([KEY, EARLIER], 0o600)


def is_signed_in(place, cookie):
    with place.entered():
        client = Client(headers={"Host": "localhost", "Cookie": cookie})
        return client.get("/").status_code == 200


def test_waiting_mail_is_held_back_and_can_be_sent_from_the_admin(here, room, another, tmp_path):
    """It may have been sent since; nobody who restores can know."""
    waiting = Notification.objects.filter(state="pending").values("message_id").count()
    assert waiting > 2
    Notification.objects.filter(pk=Notification.objects.filter(state="pending").first().pk).update(
        state="sending", lease_until=NOW, lease_token="c0ffee00-0000-4000-8000-000000000000"
    )
    here.must("backup", tmp_path / "copydesk.tar.gz")
    there = another(SECRET_KEY="another-key-than-that-of-the-backup-and-long")
    output = there.must("restore", tmp_path / "copydesk.tar.gz")
    assert f"{waiting} queued messages are on hold: retry them in the admin." in output
    assert "The secret keys here differ from the backup’s" in output
    assert not (there.var / "secret-key").exists()
    states = "SELECT state, lease_until, lease_token FROM reviews_notification WHERE state != 'inbox'"
    held = there.query(f"{states} AND last_error LIKE 'On hold: waiting when the backup of 2%'")
    assert held == there.query(states) == [("dead", None, None)] * waiting
    with there.entered():
        assert outbox.retry(Notification.objects.values_list("pk", flat=True), now=NOW)
    assert there.query(states) == [("pending", None, None)] * waiting


def test_a_backup_of_an_older_version_is_brought_up_to_date(here, another, tmp_path):
    older, newer = another(), another()
    with older.entered():
        migrate_to([("reviews", "0004_what_left_before_the_inbox_counts_as_seen")])
    applied = older.query("SELECT count(*) FROM django_migrations")
    older.must("backup", tmp_path / "older.tar.gz")
    newer.must("restore", tmp_path / "older.tar.gz")
    assert newer.query("SELECT count(*) FROM django_migrations") > applied
    newer.must("migrate", "--check")
    newer.must("load_demo")
    assert newer.query("SELECT count(*) FROM articles_article") == [(6,)]


def altered(saved, place, *, content=None, **changes):
    """Members with other ``content`` under a manifest that says something else, with every checksum right."""
    unpacked, staging = place / "unpacked", place / "workshop"
    for directory in (unpacked, staging):
        directory.mkdir(parents=True)
    manifest = archive.read(saved, into=unpacked)
    sources = {name: unpacked / name for name in manifest.members}
    for name, other in (content or {}).items():
        (unpacked / name).write_bytes(other)
    changed = archive.Manifest(**{**vars(manifest), **changes})
    archive.write(place / "altered.tar.gz", changed, sources, staging)
    return place / "altered.tar.gz"


def test_what_cannot_be_restored_is_refused_in_a_sentence_and_changes_nothing(here, saved, another, tmp_path):
    there = another()
    there.must("restore", saved)
    before, files = there.rows(), sorted(there.var.rglob("*"))
    manifest = archive.read(saved)
    part = tmp_path / "part"
    part.write_bytes(saved.read_bytes()[:-9])
    of_tomorrow = [*manifest.migrations, ("reviews", "9999_of_tomorrow")]
    other = "sqlite" if manifest.engine == "postgresql" else "postgresql"
    for source, sentence in (
        (part, "This is not a Copydesk backup, or it is damaged"),
        (tmp_path / "nowhere", "There is no file"),
        (
            altered(saved, tmp_path / "1", migrations=of_tomorrow),
            "made by a newer Copydesk (reviews.9999_of_tomorrow is not known here)",
        ),
        (altered(saved, tmp_path / "2", engine=other), "see DATABASE_URL"),
        (
            altered(saved, tmp_path / "3", rows={**manifest.rows, "newsroom_desk": 3})
            if manifest.engine == "sqlite"
            else altered(saved, tmp_path / "3", content={"tables/newsroom_desk": b"1\tnot\tall\n"}),
            "This is not a Copydesk backup, or it is damaged",
        ),
    ):
        is_refused(there.run("restore", source, "--force"), sentence)
    with programs.claim(there.var, "http://127.0.0.1:1"):
        is_refused(there.run("restore", saved, "--force"), "already runs on this data")
    is_refused(
        there.run("restore", saved),
        "The database holds 8 accounts and 1 story. Add --force to replace all of it.",
    )
    assert there.rows() == before
    assert sorted(there.var.rglob("*")) == files

    (there.var / "media" / "attachments" / "of-before").write_bytes(b"before")
    with there.entered():
        Desk.objects.update(name="Changed")
    there.must("restore", saved, "--force")
    assert there.rows() == before
    assert sorted(there.var.rglob("*")) == files


def is_refused(done, sentence):
    assert done.code in (1, 2)
    assert sentence in done.refused
    assert len(done.refused.splitlines()) == 1


def test_a_file_that_is_there_is_not_written_over(here, room, saved):
    content = saved.read_bytes()
    done = here.run("backup", saved)
    assert (done.code, done.refused) == (1, f"“{saved}” already exists: choose another name.\n")
    assert saved.read_bytes() == content


def test_a_missing_attachment_is_named_and_the_rest_is_saved(here, room, tmp_path):
    (here.var / "media" / room.file).unlink()
    done = here.run("backup", tmp_path / "copydesk.tar.gz")
    assert done.code == 0
    assert done.refused == f"Attachment {room.file} is missing.\n"


@pytest.mark.parametrize(
    ("target", "sentence"),
    [("no/such/folder/b.tar.gz", "cannot be written"), (".", "already exists")],
)
def test_where_nothing_can_be_written_a_sentence_says_so(here, tmp_path, target, sentence):
    done = here.run("backup", tmp_path / target)
    assert done.code == 1
    assert sentence in done.refused
    assert len(done.refused.splitlines()) == 1


def test_a_database_that_cannot_be_read_is_not_saved(another, tmp_path):
    there = another()
    if "://" in there.database:
        pytest.skip("PostgreSQL's files are its own; this runs on SQLite")
    there.var.mkdir()
    (there.var / "copydesk.sqlite3").write_bytes(b"no database at all" * 1000)
    is_refused(
        there.run("backup", tmp_path / "b.tar.gz"), "The database cannot be read (file is not a database)."
    )
    assert [path.name for path in tmp_path.iterdir()] == [there.var.name]


def test_without_a_database_there_is_nothing_to_save(here, another, tmp_path):
    done = another().run("backup", tmp_path / "copydesk.tar.gz")
    assert (done.code, len(done.refused.splitlines())) == (1, 1)
    assert not (tmp_path / "copydesk.tar.gz").exists()
