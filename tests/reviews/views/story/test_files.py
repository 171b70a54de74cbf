"""Files that came by mail: for those who see the thread, as downloads and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Attachment
from tests.factories import make_query

PAGE = b"<script>alert(document.cookie)</script>"


@pytest.fixture
def address(desk):
    desk.post("See this.", person=desk.writer, files=[('evil "name\u202e.html', PAGE)])
    return f"/articles/{desk.article.slug}/queries/1/files/{Attachment.objects.get().pk}"


def test_a_file_is_downloaded_and_never_shown(desk, address, client):
    client.force_login(desk.editor)
    response = client.get(address)
    assert response.content == PAGE
    assert response["Content-Disposition"] == 'attachment; filename="evil \\"name.html"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_nobody_else_has_it(desk, address, client):
    assert client.get(address).status_code == 302
    client.force_login(desk.stranger)
    assert client.get(address).status_code == 404


def test_it_belongs_to_its_own_query(desk, address, client):
    make_query(desk.article, "23.40", by=desk.editor)
    client.force_login(desk.editor)
    assert client.get(address.replace("/queries/1/", "/queries/2/")).status_code == 404
    assert client.get(address + "0").status_code == 404


def test_the_thread_shows_name_and_size_and_that_it_came_by_mail(desk, address, client):
    client.force_login(desk.editor)
    for page in (f"/articles/{desk.article.slug}/", f"/articles/{desk.article.slug}/queries/1/"):
        html = client.get(page).content.decode()
        assert f'<a href="{address}" download dir="auto">evil &quot;name.html</a>' in html
        assert "39\xa0bytes" in html
        assert " · by email</p>" in html


def test_what_was_too_large_is_named_and_cannot_be_taken(desk, client, monkeypatch):
    monkeypatch.setattr("reviews.inbound.parsing.reply_text.MOST_FILE_BYTES", 1000)
    desk.post("See these.", person=desk.writer, files=[("<b>.bin", b"x" * 1001), ("small.txt", b"x")])
    lost = Attachment.objects.get(file="")
    client.force_login(desk.editor)
    html = client.get(f"/articles/{desk.article.slug}/").content.decode()
    assert '<bdi>&lt;b&gt;.bin</bdi> <span class="muted">1001\xa0bytes, too large, not saved</span>' in html
    assert f"files/{lost.pk}" not in html
    assert client.get(f"/articles/{desk.article.slug}/queries/1/files/{lost.pk}").status_code == 404


def test_files_cost_one_statement_however_many(desk, address, client):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/articles/{desk.article.slug}/")
        return len(captured)

    client.force_login(desk.editor)
    first = statements()
    for n in range(3):
        desk.post(f"And this {n}.", person=desk.writer, files=[("a.txt", b"a"), ("b.txt", b"b")])
    assert statements() == first
