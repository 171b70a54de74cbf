"""The way through on the command line: exit codes, sentences, and nothing half done."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DataError, InterfaceError, OperationalError
from django.utils import timezone

from articles.exporting import FORMATS, format_named
from articles.models import Article, Suggestion
from newsroom.configuration import Inbound
from newsroom.models import Desk
from reviews.inbound import receiving
from reviews.management.commands.receive_mail import Command as ReceiveMail
from reviews.models import Query, Release
from reviews.notifications.mail import reply_addresses
from reviews.notifications.mail.reply_addresses import About
from reviews.queries import answering
from tests.articles.exporting.reading import readable
from tests.factories import NOW, make_desk, make_query
from tests.reviews.workflow.test_preflight import sign_all

DRAFT = """# Ferry runs at night again

The last boat <which boat? the Petrel> leaves at 23.40.

A single ticket costs TK euros, Arab governments <Do we mean all of them, or only the Gulf ones? yes> say.

He called it (who wouldn't?) a miracle.
"""


def run(*arguments, **options):
    """Run a command; returns its exit code, and what it wrote to both outputs."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(*arguments, stdout=out, stderr=err, **options)
    except SystemExit as exited:
        code = exited.code
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "ferry.md"
    path.write_text(DRAFT)
    return str(path)


def test_a_dry_run_shows_everything_and_writes_nothing(db, draft):
    code, out, _ = run("import_article", draft, "--dry-run", "--format", "json")
    summary = json.loads(out)
    assert code == 0
    assert not Article.objects.exists()
    assert list(summary) == [
        "headline",
        "words",
        "text",
        "accepted_text",
        "queries",
        "suggestions",
        "suspicions",
        "losses",
    ]
    assert summary["headline"] == "Ferry runs at night again"
    assert "The last boat leaves at 23.40." in summary["text"]
    assert summary["text"].startswith("Ferry runs at night again\n\nThe last boat")
    assert "(who wouldn't?)" in summary["text"]
    first = summary["queries"][0]
    assert {"question", "replies", "kind", "blocking", "passage", "convention"} <= set(first)
    assert (first["question"], first["replies"]) == ("which boat?", [{"author": "", "body": "the Petrel"}])
    assert first["passage"].endswith("boat")


def test_a_real_run_files_what_the_dry_run_showed(room, draft):
    _, shown, _ = run("import_article", draft, "--dry-run", "--format", "json")
    code, out, _ = run(
        "import_article", draft, "--desk", room.desk.slug, "--author", room.writer.email, "--format", "json"
    )
    summary = json.loads(out)
    assert code == 0
    article = Article.objects.get(slug=summary.pop("article"))
    assert summary == json.loads(shown)
    assert (article.desk, article.author) == (room.desk, room.writer)
    filed = article.queries.order_by("number")
    assert [query.question for query in filed] == [query["question"] for query in summary["queries"]]
    assert filed.get(question__startswith="which").state == Query.State.ANSWERED
    doubtful = filed.get(question__startswith="Do we mean")
    assert (doubtful.state, bool(doubtful.remark)) == (Query.State.OPEN, True)
    assert doubtful.anchor.quote == "Arab governments"


def test_an_export_of_a_draft_never_holds_a_query(room, draft, tmp_path):
    _, out, _ = run("import_article", draft, "--desk", room.desk.slug, "--format", "json")
    slug = json.loads(out)["article"]
    assert run("export_article", slug, "--to", "text")[0] == 1
    for fmt in FORMATS:
        file = tmp_path / f"copy.{fmt}"
        code, text, _ = run("export_article", slug, "--to", fmt, "--draft", "--out", str(file))
        assert (code, text) == (0, "")
        text = readable(file.read_bytes() if format_named(fmt).is_binary else file.read_text("utf-8"))
        assert "which boat?" not in text
        assert "Gulf" not in text
        assert "draft" in text.lower()
    code, out, said = run("export_article", slug, "--to", "docx", "--draft")
    assert (code, out, said.strip()) == (2, "", "This format is no text. Name a file with --out.")
    assert "draft" in run("export_article", slug, "--to", "text", "--draft")[1].lower()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.md", b""),
        ("blank.txt", b" \n\n "),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))),
        ("unknown.xyz", b"Text"),
        ("large.txt", b"word " * 1_100_000),
    ],
)
def test_bad_files_get_one_sentence_and_write_nothing(db, tmp_path, name, content):
    make_desk("city")
    (tmp_path / name).write_bytes(content)
    code, out, err = run("import_article", str(tmp_path / name))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "Traceback" not in err
    assert not Article.objects.exists()


def test_names_that_nobody_knows_get_one_sentence(room, draft, tmp_path):
    make_desk("world")
    for arguments in (
        ("import_article", str(tmp_path / "missing.md"), "--desk", "world"),
        ("import_article", str(tmp_path), "--desk", "world"),
        ("import_article", draft, "--desk", "nowhere"),
        ("import_article", draft),
        ("import_article", draft, "--desk", "world", "--author", "nobody@paper.example"),
        ("preflight", "no-such-slug"),
        ("release", "no-such-slug", "--by", room.slot.email),
        ("release", room.article.slug, "--by", "nobody@paper.example"),
        ("release", room.article.slug, "--by", room.stranger.email),
        ("release", room.article.slug, "--by", room.writer.email),
        ("export_article", "no-such-slug", "--to", "text"),
        ("import_revision", "no-such-slug", draft),
        ("import_revision", room.article.slug, draft, "--by", room.colleague.email),
        ("scan_copy", str(tmp_path / "missing.html")),
        ("verify_copy", "no-such-slug", draft),
    ):
        code, out, err = run(*arguments)
        assert (arguments, code, out, err.count("\n")) == (arguments, 2, "", 1)
    assert Article.objects.count() == 1
    assert not Release.objects.exists()


def test_legacy_encodings_are_recognised(db, tmp_path):
    Desk.objects.create(name="City", slug="city")
    text = "Café owner\n\nThe “naïve” café — “closed” – costs 5 €.\n"
    for name, data in (("a.txt", text.encode("cp1252")), ("b.txt", text.encode("utf-16"))):
        (tmp_path / name).write_bytes(data)
        code, out, _ = run("import_article", str(tmp_path / name), "--dry-run", "--format", "json")
        assert code == 0
        assert "“naïve” café — “closed” – costs 5 €." in json.loads(out)["text"]


def test_a_new_version_keeps_queries_on_their_words(room, tmp_path):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    path = tmp_path / "second.md"
    path.write_text(
        "# Ferry runs at night again\n\nNew first words.\n\nA single ticket costs 6.50 euros <still?>.\n"
    )
    code, _, err = run("import_revision", room.article.slug, str(path), "--by", room.writer.email)
    assert (code, err) == (0, "")
    query.anchor.refresh_from_db()
    assert query.anchor.state == "exact"
    assert room.article.queries.count() == 2


def test_preflight_and_release(room):
    code, out, _ = run("preflight", room.article.slug, "--format", "json")
    assert code == 1
    assert {finding["code"] for finding in json.loads(out)["findings"]} == {"missing_signoff"}
    release = ("release", room.article.slug, "--by", room.slot.email)
    for confirmed in ((), ("--yes",), ("--digest", room.article.digest)):
        code, out, err = run(*release, *confirmed)
        assert (code, out) == (1, "")
        assert "Desk edit" in err
    sign_all(room)
    code, out, _ = run("preflight", room.article.slug)
    assert (code, "Released by: Slot" in out) == (0, True)
    code, _, err = run(*release)
    assert (code, "--digest" in err, err.count("\n")) == (2, True, 1)
    code, _, err = run(*release, "--digest", "sha256:other")
    assert (code, "the copy has changed since you confirmed it" in err) == (1, True)
    assert not Release.objects.exists()
    code, out, _ = run(*release, "--digest", room.article.digest)
    assert (code, json.loads(out)["queries_open"]) == (0, 0)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("Yes\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_somebody_at_a_terminal_is_asked_before_copy_leaves(room, monkeypatch, answer, code):
    sign_all(room)
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    done, out, asked = run("release", room.article.slug, "--by", room.slot.email)
    assert (done, bool(out), Release.objects.exists()) == (code, code == 0, code == 0)
    for named in (room.article.headline, room.article.digest, ", ".join(FORMATS), "[y/N]"):
        assert named in asked


def test_the_whole_way_on_the_command_line(room, draft):
    _, out, _ = run(
        *("import_article", draft, "--desk", room.desk.slug, "--author", room.writer.email),
        *("--format", "json"),
    )
    slug = json.loads(out)["article"]
    listed = json.loads(run("list_queries", slug, "--open", "--format", "json")[1])
    assert [query["passage"] for query in listed][-1] == "Arab governments"
    number = listed[-1]["number"]
    code, out, _ = run("reply_query", slug, number, "yes", "--by", room.writer.email)
    assert (code, "open" in out, "which of the two" in out) == (0, True, True)
    code, out, _ = run("reply_query", slug, number, "Only the Gulf ones.", "--by", room.writer.email)
    assert (code, "answered" in out) == (0, True)
    numbers = [query["number"] for query in listed]
    assert run("resolve_query", slug, *numbers, "--by", room.writer.email)[0] == 2
    assert run("resolve_query", slug, *numbers, "--by", room.editor.email)[0] == 0
    assert run("list_queries", slug, "--open")[1].strip() == "No queries."

    version = Path(draft).with_name("second.md")
    version.write_text(
        "# Ferry runs at night again\n\nThe last boat leaves at 23.40.\n\nIt costs 6.50 euros.\n"
    )
    assert run("import_revision", slug, str(version), "--by", room.writer.email)[0] == 0
    digest = json.loads(run("preflight", slug, "--format", "json")[1])["digest"]
    for name, who in (
        ("desk edit", room.editor),
        ("Copy", room.copy_editor),
        ("Standards", room.reader),
        ("Slot", room.slot),
    ):
        assert run("sign_off", slug, name, "--by", who.email, "--digest", "sha256:other")[0] == 1
        assert run("sign_off", slug, name, "--by", room.writer.email, "--digest", digest)[0] == 2
        assert run("sign_off", slug, name, "--by", who.email, "--digest", digest)[0] == 0
    assert run("sign_off", slug, "Proof", "--by", room.slot.email, "--digest", digest)[0] == 2
    code, out, _ = run("release", slug, "--by", room.slot.email, "--digest", digest)
    assert (code, json.loads(out)["queries_open"]) == (0, 0)
    assert "6.50 euros" in run("export_article", slug, "--to", "text")[1]


def test_queries_are_listed_in_the_shape_of_the_interface(room, client):
    make_query(room.article, "6.50 euros", by=room.reader, proposed="7 euros")
    query = make_query(room.article, "23.40", by=room.editor, question="Whose clock?")
    answering.reply(query=query, by=room.writer, body="Theirs.", proposed="23.45", now=NOW)
    answering.resolve(query=query, by=room.editor, now=NOW)
    client.force_login(room.editor)
    published = client.get(f"/api/articles/{room.article.slug}/queries").json()
    listed = run("list_queries", room.article.slug, "--format", "json")[1]
    assert json.loads(listed) == published
    assert [one["assigned_to"] for one in published] == ["Mara Velde", "Mara Velde"]
    assert published[0]["replies"][0]["at"] == "2026-03-02T14:00:00Z"
    still_open = json.loads(run("list_queries", room.article.slug, "--open", "--format", "json")[1])
    assert still_open == published[1:]


def test_words_are_proposed_and_accepted_on_the_command_line(room):
    slug = room.article.slug
    make_query(room.article, "6.50 euros", by=room.reader, proposed="7 euros")
    reply = ("reply_query", slug, "1", "", "--propose", "eight", "--by", room.writer.email)
    assert run(*reply)[0] == 0
    code, out, _ = run("list_queries", slug)
    assert "suggested: “6.50 euros” → “7 euros”" in out
    found = re.search(r"“6.50 euros” → “eight” \(--reply (\d+)\)", out)
    assert run("accept_query", slug, "1", "--by", room.reader.email)[0] == 2
    code, out, _ = run("accept_query", slug, "1", "--reply", found[1], "--by", room.editor.email)
    assert (code, "The copy now reads “eight”" in out) == (0, True)
    assert run("accept_query", slug, "1", "--by", room.editor.email)[0] == 1


def test_exported_published_and_verified(room, tmp_path):
    sign_all(room)
    assert run("release", room.article.slug, "--by", room.slot.email, "--yes")[0] == 0
    for fmt, name in (
        ("html", "page.html"),
        ("markdown", "page.md"),
        ("text", "page.txt"),
        ("ninjs", "page.json"),
        ("docx", "page.docx"),
        ("odt", "page.odt"),
    ):
        code, out, _ = run("export_article", room.article.slug, "--to", fmt, "--out", str(tmp_path / name))
        assert (code, out) == (0, "")
    for name in ("page.html", "page.md", "page.txt"):
        assert run("verify_copy", room.article.slug, str(tmp_path / name))[0] == 0
        assert run("scan_copy", str(tmp_path / name))[0] == 0
    for name in ("page.docx", "page.odt"):
        assert run("verify_copy", room.article.slug, str(tmp_path / name))[0] == 0
        (tmp_path / name).write_bytes(altered((tmp_path / name).read_bytes(), b"23.40", b"22.40"))
        code, out, _ = run("verify_copy", room.article.slug, str(tmp_path / name))
        assert code == 1
        assert "22.40" in out
    code, _, refused = run("verify_copy", room.article.slug, str(cut_off(tmp_path / "page.docx")))
    assert code == 2
    assert "damaged" in refused
    page = tmp_path / "page.html"
    page.write_text(page.read_text().replace("23.40", "22.40"))
    code, out, _ = run("verify_copy", room.article.slug, str(page))
    assert code == 1
    assert f"{page}:" in out


def altered(data, old, new):
    """A package with other bytes in its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return file.getvalue()


def cut_off(path):
    path.write_bytes(path.read_bytes()[:900])
    return path


def test_scanning_names_file_and_line(db, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><h1>Fine</h1>\n<p>All good.</p>\n<p>It is [AU: which?] so.</p></body></html>"
    )
    code, out, _ = run("scan_copy", str(page))
    assert code == 1
    assert out.startswith(f"{page}:3: ")


def test_the_demo_loads_once_and_shows_every_state(db):
    from django.contrib.auth import authenticate

    from reviews import demo

    code, out, _ = run("load_demo")
    assert code == 0
    for account in demo.accounts():
        assert account.email in out
        assert authenticate(username=account.email, password="courier")
    count = Article.objects.count()
    assert Article.objects.filter(state="released").count() == 1
    assert Query.objects.filter(state="open").exists()
    assert Query.objects.filter(state="answered").exists()
    assert Query.objects.filter(state="resolved").exists()
    assert Suggestion.objects.pending().count() == 3
    assert Query.objects.filter(suggestion__isnull=False).count() == 1
    code, _, _ = run("load_demo")
    assert (code, Article.objects.count()) == (0, count)


def receive_mail(raw, monkeypatch, *arguments):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    return run("receive_mail", *arguments)


def test_a_mail_servers_pipe_hands_an_answer_over(room, settings, monkeypatch):
    settings.INBOUND = Inbound("reply", "desk.example")
    query = make_query(room.article, "6.50 euros", by=room.editor)
    to = reply_addresses.make(About.QUERY, query.pk, person=room.writer.pk, written=timezone.now())
    raw = f"From: {room.writer.email}\r\nMessage-ID: <a@b>\r\n\r\nIt is 6.50.\r\n".encode()
    for _ in range(2):
        assert receive_mail(raw, monkeypatch, "--to", to) == (0, "", "")
    receiving.work(seconds=60)
    assert [reply.body for reply in query.replies.all()] == ["It is 6.50."]


def test_the_mail_server_keeps_what_cannot_be_kept_here(room, monkeypatch):
    def fail(*args, **more):
        raise OperationalError("no room left")

    monkeypatch.setattr(receiving, "receive", fail)
    assert receive_mail(b"x", monkeypatch) == (75, "", "no room left\n")


@pytest.mark.parametrize(
    ("error", "code"),
    [(InterfaceError("gone"), 75), (DataError("full"), 75), (OSError(28, "No space left"), 75)],
)
def test_what_may_pass_is_tried_again(room, monkeypatch, error, code):
    def fail(*args, **more):
        raise error

    monkeypatch.setattr(receiving, "receive", fail)
    assert receive_mail(b"x", monkeypatch)[0] == code


def test_a_wrong_command_line_is_wrong_for_good(room):
    with pytest.raises(SystemExit) as end:
        ReceiveMail().run_from_argv(["manage.py", "receive_mail", "--form", "x"])
    assert end.value.code == 64


def test_mail_is_kept_by_the_server_until_the_settings_are_right():
    environ = {**os.environ, "INBOUND_IMAP_URL": "no address", "INBOUND_ADDRESS": "nobody"}
    program = "import sys; from newsroom.running import command_line; sys.exit(command_line.run(sys.argv))"
    command = [sys.executable, "-c", program, "receive_mail"]
    done = subprocess.run(command, env=environ, capture_output=True, input=b"x", check=False)
    assert done.returncode == 75, done.stderr
