"""A draft that arrives as a mail file."""

import random
from email.message import EmailMessage
from email.mime.text import MIMEText

import pytest

from articles.importing import ImportFailed, import_copy
from tests.articles.importing.opendocument.making import odt
from tests.articles.importing.word.making import docx, p, summary
from tests.articles.importing.word.test_fuzz import sound

COPY = "Night ferry returns\n\nThe night ferry is back [AU: since when?] in May.\n"


def mail(text="", html="", files=(), **headers):
    message = EmailMessage()
    message["Subject"] = "Draft"
    message["From"] = "Anna <anna@example.org>"
    if text:
        message.set_content(text, **headers)
    if html:
        if text:
            message.add_alternative(html, subtype="html")
        else:
            message.set_content(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def read(data, name="draft.eml"):
    return import_copy(data, filename=name).summary()


def refused(data):
    with pytest.raises(ImportFailed) as failed:
        import_copy(data, filename="draft.eml")
    assert failed.value.message.endswith(".")
    return failed.value.message


def test_the_words_of_a_mail_are_the_copy():
    found = read(mail(COPY))
    assert found["headline"] == "Night ferry returns"
    assert [query["question"] for query in found["queries"]] == ["since when?"]
    assert found["losses"] == []


def test_a_page_is_read_rather_than_its_plain_form():
    found = read(mail("Plain *words*.", "<h1>Night ferry</h1><p>It <b>is</b> <del>still</del> back.</p>"))
    assert found["text"] == "Night ferry\n\nIt is still back."
    assert [one["kind"] for one in found["suggestions"]] == ["deletion"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("story.docx", docx(p("The boat is back."))),
        ("story.odt", odt("<text:p>The boat is back.</text:p>")),
        ("STORY.TXT", b"The boat is back."),
        ("story.md", b"The boat is back."),
        ("story.html", b"<p>The boat is back."),
        ("Entwurf für Anna.txt", b"The boat is back."),
    ],
)
def test_the_one_file_that_came_with_it_is_the_copy(name, content):
    found = read(mail("Here it is.\nAnna", files=[(name, content), ("boat.png", b"\x89PNG" * 9_000)]))
    assert found["text"] == "The boat is back."
    assert found["losses"] == [
        f"The words of the mail were left out; the copy is the file that came with it: {name}.",
        "Files that came with the mail were left out: boat.png.",
    ]


def test_what_a_file_says_is_what_the_mail_says():
    body = p("The boat is back.", style="Title")
    found = read(mail(files=[("story.docx", docx(body))]))
    assert found == summary(body)


def test_several_files_are_refused():
    message = refused(mail("Here.", files=[("a.docx", b"x"), ("b.odt", b"y")]))
    assert message == (
        "“draft.eml” has several files with copy (“a.docx”, “b.odt”); upload the one to be filed."
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\n\nno headers", "is not a mail"),
        (mail(files=[("a.docx", b"x")]), "is not a Word document"),
        (b"Subject: a\n\n  \n", "no text to import"),
        (b"".join(b"A: b\n" for _ in range(2_100)) + b"\nwords", "too complex or damaged"),
        (mail(files=[("a.eml", mail(COPY))]), "no text to import"),
        (b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nAAECAwQFBgcICQ==", "binary file"),
    ],
)
def test_what_is_no_mail_with_copy_is_refused(data, says):
    assert says in refused(data)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_encodings(charset):
    text = "Señor Peña is back on the night ferry."
    assert read(b"From: a@example.org\n" + MIMEText(text, "plain", charset).as_bytes())["text"] == text


def test_lines_broken_for_the_way_are_joined():
    data = b"Content-Type: text/plain; format=flowed\n\nThe night ferry \nis back.\n"
    assert read(data)["text"] == "The night ferry is back."


@pytest.mark.parametrize("seed", range(60))
def test_any_bytes_changed(seed):
    chance = random.Random(seed)
    data = bytearray(mail(COPY, "<p>The boat.</p>", files=[("a.txt", b"The boat is back.")][: seed % 2]))
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        sound(import_copy(bytes(data), filename="a.eml"))
    except ImportFailed as failed:
        assert failed.message.endswith(".")
