import re
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Anchor, Article
from reviews.models import Attachment, Event, InboundMail, Notification
from reviews.models.facts import SHAPES
from reviews.notifications import events, mail_data
from reviews.notifications.mail import headers, rendering, signed_links
from reviews.notifications.mail.reply_instructions import BEGINNING
from tests.reviews.notifications.foreign_desk import NOW, after

Kind = Event.Kind


class Page(HTMLParser):
    """What a reader of the HTML gets: its words, its links, and the tags with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.tags = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def mail_of(row):
    (article_mail,) = mail_data.load(Notification.objects.filter(pk=row.pk))
    return rendering.render(article_mail)


def mail_to(event, person):
    return mail_of(event.notifications.get(recipient=person))


def tell(foreign, kind, *, actor="dana", **about):
    return events.record(kind=kind, actor=foreign.people[actor] if actor else None, now=NOW, **about)


def test_a_question_arrives_whole(foreign, settings):
    settings.COPYDESK_URL = "https://desk.example"
    row = foreign.asked(
        number=7, before="the minister said on Monday that ", after=" would never agree to any new cu"
    )
    mail = mail_of(row)
    preferences = f"https://desk.example{signed_links.to_preferences(row)}"
    link = f"https://desk.example{signed_links.from_mail(row, [row.event.query])}"
    assert link.startswith(f"https://desk.example{row.event.article.get_absolute_url()}?seen=")
    assert link.endswith("#query-7")
    assert mail.to == "wanda@desk.example"
    assert mail.subject == "[Foreign] Gulf states cut output"
    assert mail.text == (
        f"{BEGINNING}Dana Person needs your answer: All of them, or only the Gulf ones?\n\n"
        "Dana Person has a query about “Gulf states cut output”. "
        "Please answer or reassign it. "
        "This blocks release.\n\n"
        "…minister said on Monday that “Arab governments” would never agree to any new…\n\n"
        "Dana Person: All of them, or only the Gulf ones?\n\n"
        f"Answer the query: {link}\n\n"
        "Please don’t reply to this email.\n\n"
        "-- \nCopydesk, Foreign\n"
        f"Email settings: {preferences}\n"
    )
    page = Page(mail.html)
    assert page.links == [link, preferences]
    for said in (
        "Dana Person has a query about “Gulf states cut output”.",
        "…minister said on Monday that “ Arab governments ” would never agree to any new…",
        "Dana Person All of them, or only the Gulf ones?",
        "This blocks release.",
    ):
        assert said in page.text


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("over noise\nBy Anna Reyes\nThe city ", " council met.\nThe next par", "The city “{}” council met."),
        ("Trams to run\n", "\nBy Anna Reyes", "“{}”"),
        ("d and a line of thirty-two chars ", " met.\nTwo", "…and a line of thirty-two chars “{}” met."),
    ],
)
def test_a_passage_stops_at_its_block(foreign, before, after, shown):
    mail = mail_of(foreign.asked(before=before, after=after))
    assert f"\n\n{shown.format('Arab governments')}\n\n" in mail.text
    for elsewhere in ("Anna Reyes", "over noise", "Trams to run", "next par", "Two"):
        assert elsewhere not in mail.text + mail.html


def test_the_thread_is_told_up_to_the_event(foreign):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana", blocking=False)
    foreign.reply(query, written_as="typed into the copy", body="yes", at=after(-60))
    reply = foreign.reply(query, by="wanda", body="Only the Gulf ones.\nSaid so twice.", at=NOW)
    event = tell(foreign, Kind.REPLIED, article=article, actor="wanda", query=query, reply=reply)
    foreign.reply(query, by="rita", body="Much later.", at=after(3600))
    mail = mail_to(event, foreign.dana)
    assert "typed into the copy: yes\n\nWanda Person: Only the Gulf ones.\nSaid so twice.\n\n" in mail.text
    assert "Wanda Person Only the Gulf ones. Said so twice." in Page(mail.html).text
    assert "Much later" not in mail.text + mail.html
    assert "blocks release" not in mail.text
    assert "Resolve it if this answers your question" in mail.text


@pytest.mark.parametrize(
    ("kind", "opening", "request_", "button"),
    [
        (Kind.ASKED, "Dana Person has a query about", "Please answer or reassign it", "Answer the query"),
        (
            Kind.ASSIGNED,
            "Dana Person assigned you a query about",
            "Please answer or reassign it",
            "Answer the query",
        ),
        (Kind.REPLIED, "Dana Person replied to a query about", "yours to answer", "Answer the query"),
        (Kind.RESOLVED, "Dana Person resolved a query about", "No action needed", "Open the query"),
        (Kind.REOPENED, "Dana Person reopened a query about", "open again", "Answer the query"),
        (Kind.STAGE_DUE, "is ready for Copy 0 sign-off", "", "Read and sign off"),
        (Kind.STALE, "changed after your Copy 0 sign-off", "sign off again", "Read and sign off"),
        (Kind.RELEASED, "Dana Person released", "Released as signed. No action needed", "Open the story"),
    ],
)
def test_every_kind_says_what_happened_and_what_is_asked(foreign, kind, opening, request_, button):
    article, stage = foreign.article(author="rita" if kind == Kind.RELEASED else "wanda"), foreign.stage()
    state = {"state": "resolved", "resolved_at": NOW} if kind == Kind.RESOLVED else {}
    query = (
        foreign.query(article, asked_by="dana", assigned_to="rita", **state)
        if button.endswith("the query")
        else None
    )
    facts = SHAPES[kind].from_json({"signers": [foreign.rita.pk]})
    event = tell(foreign, kind, article=article, query=query, stage=stage, round=None, facts=facts)
    mail = mail_to(event, foreign.rita)
    page = Page(mail.html)
    row = event.notifications.get(recipient=foreign.rita)
    address = signed_links.from_mail(row, [query] if query else [])
    for said in (opening, request_, "“Gulf states cut output”"):
        assert said in mail.text
        assert said in page.text
    assert "\n\n\n" not in mail.text and "<p></p>" not in mail.html
    assert f"{button}: {page.links[0]}\n" in mail.text
    assert page.links[0] == f"http://127.0.0.1:8000{address}"
    assert address.endswith(f"#query-{query.number}" if query else "")
    assert mail.text.count("://") == 2
    assert mail.html.count("://") == 2


def test_what_is_asked_depends_on_the_reader(foreign):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana", assigned_to="wanda")
    for writer in ("rita", "emil"):
        foreign.reply(query, by=writer)
    event = tell(foreign, Kind.REPLIED, article=article, actor="emil", query=query)
    said = {name: mail_to(event, foreign.people[name]).text for name in ("dana", "wanda", "rita")}
    assert "Resolve it if this answers your question; otherwise reply." in said["dana"]
    assert "This query is yours to answer." in said["wanda"]
    assert "You are in this thread" in said["rita"]


def test_copy_that_comes_in_is_one_mail_with_the_readers_own_queries(foreign):
    article = foreign.article()
    mine = [foreign.query(article, question=f"Mine {n}?", blocking=n == 1) for n in range(3)]
    ritas = foreign.query(article, question="For Rita?", assigned_to="rita")
    event = events.record_filed(article=article, actor=None, queries=[*mine, ritas], now=NOW)
    mail = mail_to(event, foreign.wanda)
    assert "“Gulf states cut output” was filed with 3 queries for you." in mail.text
    assert [mail.text.index(f"Query in the draft: Mine {n}?") for n in range(3)] == sorted(
        mail.text.index(f"Query in the draft: Mine {n}?") for n in range(3)
    )
    assert "Some of these block release." in mail.text
    assert "For Rita?" not in mail.text + mail.html
    row = event.notifications.get(recipient=foreign.wanda)
    assert Page(mail.html).links[0] == f"http://127.0.0.1:8000{signed_links.from_mail(row, mine)}"
    assert "was filed with a query for you" in mail_to(event, foreign.rita).text


def test_all_mails_of_an_article_are_one_thread(foreign):
    article = foreign.article()
    first = foreign.asked(article=article)
    Article.objects.filter(pk=article.pk).update(headline="Something else by now")
    article.refresh_from_db()
    query = foreign.query(article, asked_by="rita")
    later = tell(foreign, Kind.REPLIED, article=article, query=query)
    mails = [mail_of(first), *(mail_of(row) for row in later.notifications.all())]
    assert len(mails) == 3
    assert {mail.subject for mail in mails} == {"[Foreign] Gulf states cut output"}
    assert {mail.headers["In-Reply-To"] for mail in mails} == {f"<article-{article.pk}@localhost>"}
    assert {mail.headers["References"] for mail in mails} == {f"<article-{article.pk}@localhost>"}
    assert len({mail.message_id for mail in mails}) == 3
    assert "“Something else by now”" in mails[1].text
    assert mail_of(foreign.asked()).headers["References"] != mails[0].headers["References"]


def test_rendering_again_gives_the_same_mail(foreign):
    row = foreign.asked()
    assert mail_of(row) == mail_of(row)
    assert mail_of(row).message_id == row.message_id


def test_a_mail_cannot_be_changed(foreign):
    mail = mail_of(foreign.asked())
    with pytest.raises(AttributeError):
        mail.to = "somebody@else.example"
    with pytest.raises(TypeError):
        mail.headers["Bcc"] = "somebody@else.example"


def test_a_passage_that_is_gone_says_so(foreign):
    row = foreign.asked()
    Anchor.objects.update(state=Anchor.State.DETACHED)
    mail = mail_of(row)
    assert "(Text deleted)" in mail.text
    assert "Text deleted" in Page(mail.html).text


def test_arabic_copy_reads_from_right_to_left(foreign):
    article = foreign.article(headline="دول الخليج تخفض الإنتاج", language="ar", direction="rtl")
    row = foreign.asked(
        article=article,
        quote="الحكومات العربية",
        before="قال الوزير إن ",
        after=" لن توافق",
        question="كلها أم دول الخليج فقط؟",
    )
    mail = mail_of(row)
    assert "\u2067قال الوزير إن “الحكومات العربية” لن توافق\u2069\n" in mail.text
    assert "Dana Person: \u2068كلها أم دول الخليج فقط؟\u2069\n" in mail.text
    assert "about “\u2068دول الخليج تخفض الإنتاج\u2069”." in mail.text
    tags = Page(mail.html).tags
    assert dict(tags)["html"]["dir"] == "ltr"
    (passage,) = [attrs for tag, attrs in tags if tag == "blockquote"]
    assert (passage["dir"], passage["lang"]) == ("rtl", "ar")
    assert "border-right" in passage["style"]
    assert "border-left" not in passage["style"]
    assert all(attrs["dir"] == "auto" for tag, attrs in tags if tag == "p" and "dir" in attrs)
    assert mail.subject == "[Foreign] دول الخليج تخفض الإنتاج"


def test_each_line_of_a_thread_reads_in_its_own_direction(foreign):
    article = foreign.article(headline="دول الخليج تخفض الإنتاج", language="ar", direction="rtl")
    query = foreign.query(article, asked_by="dana", question="كلها؟\n\nOr only the Gulf ones?")
    reply = foreign.reply(
        query, by="wanda", body="إذن نقول ذلك.", proposed="حكومات الخليج", replaces="الحكومات العربية"
    )
    mail = mail_to(
        tell(foreign, Kind.REPLIED, article=article, actor="wanda", query=query, reply=reply), foreign.dana
    )
    proposed = "Suggested: replace “\u2068الحكومات العربية\u2069” with “\u2068حكومات الخليج\u2069”."
    assert f"Wanda Person: \u2068إذن نقول ذلك.\u2069\n\u2068{proposed}\u2069\n\n" in mail.text
    for line in ("كلها؟", "&nbsp;", "Or only the Gulf ones?", "إذن نقول ذلك.", proposed):
        said = rf'<p (class="[^"]*" )?dir="auto" style="[^"]*text-align: start;">\s*{re.escape(line)}\s*</p>'
        assert re.search(said, mail.html)


def test_files_that_came_with_a_reply_are_named(foreign):
    article = foreign.article()
    query = foreign.query(article, asked_by="dana")
    row = InboundMail.objects.create(
        key="1", channel="imap", size=1, state="taken", not_before=NOW, received_at=NOW
    )
    reply = foreign.reply(query, by="wanda", body="See there.", mail=row)
    Attachment.objects.create(reply=reply, name="<b>.pdf", size=2048, file="attachments/1")
    Attachment.objects.create(reply=reply, name="map.tif", size=99_000_000)
    event = tell(foreign, Kind.REPLIED, article=article, actor="wanda", query=query, reply=reply)
    mail = mail_to(event, foreign.dana)
    said = "Files on the story page: <b>.pdf (2.0\xa0KB), map.tif (too large, not kept)"
    assert f"Wanda Person: See there.\n{said}\n" in mail.text
    assert said in " ".join(Page(mail.html).words)


def test_latin_copy_carries_no_invisible_characters(foreign):
    mail = mail_of(foreign.asked())
    assert not set(mail.text) & set("\u2066\u2067\u2068\u2069")
    assert "border-left" in mail.html


HOSTILE = '<script>alert(1)</script><img src=x onerror="x()">&lt;b&gt; {{ mail.link }} {% now "Y" %} \'"'


def test_nothing_typed_becomes_markup(foreign):
    article = foreign.article(headline=HOSTILE)
    article.desk.name = HOSTILE[:80]
    article.desk.save()
    for person in (foreign.dana, foreign.wanda):
        person.name = HOSTILE
        person.save()
    article.language = '"><script>'
    article.save()
    query = foreign.query(
        article, asked_by="dana", question=HOSTILE, quote=HOSTILE, before=HOSTILE[:20], after=HOSTILE[-20:]
    )
    reply = foreign.reply(query, by="wanda", body=HOSTILE)
    event = tell(foreign, Kind.REPLIED, article=article, actor="wanda", query=query, reply=reply)
    mail = mail_to(event, foreign.dana)
    page = Page(mail.html)
    assert {tag for tag, _ in page.tags} == {
        *("html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td", "div"),
        *("blockquote", "p", "span", "strong", "a"),
    }
    assert len(page.links) == 2
    assert page.text.count(" ".join(HOSTILE.split())) >= 4
    assert HOSTILE in mail.text


@pytest.mark.parametrize(
    "headline",
    [
        "Cut\r\nBcc: all@desk.example\r\n\r\nbody",
        "Cut\nSubject: other",
        "Cut\u2028Bcc: x",
        "Cut\x01\x0b\x0c\x1b[31m",
        "Cut \u202egnp.exe",
    ],
)
def test_a_headline_cannot_write_headers(foreign, headline):
    mail = mail_of(foreign.asked(article=foreign.article(headline=headline)))
    message = sent(mail)
    assert message["To"] == "wanda@desk.example"
    assert message["Bcc"] is None
    assert message.get_all("Subject") == [mail.subject]
    assert mail.subject.startswith("[Foreign] Cut")
    assert len(mail.subject.splitlines()) == 1
    assert all(character.isprintable() for character in mail.subject)


def sent(mail):
    """The message as a mail server gets it, read back."""
    message = EmailMultiAlternatives(
        mail.subject, mail.text, "desk@desk.example", [mail.to], headers=dict(mail.headers)
    )
    message.attach_alternative(mail.html, "text/html")
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


@given(st.text())
def test_one_line_is_safe_in_a_header(text):
    line = headers.one_line(text)
    assert len(line.splitlines()) <= 1
    line.encode()
    assert headers.one_line(line) == line


def test_html_holds_without_its_style_sheet_and_follows_dark_mode(foreign):
    mail = mail_of(foreign.asked())
    page = Page(mail.html)
    tags = [tag for tag, _ in page.tags]
    assert tags.count("style") == 1
    assert not {"link", "script", "img", "iframe"} & set(tags)
    assert ("meta", {"name": "color-scheme", "content": "light dark"}) in page.tags
    for _tag, attrs in page.tags:
        rules = [rule.partition(":")[0].strip() for rule in attrs.get("style", "").split(";")]
        assert ("color" in rules) == ("background-color" in rules)


def test_every_colour_has_another_in_the_dark(foreign):
    """What sets colours of its own is of a class, and dark mode says other colours for that class."""
    mail = mail_of(foreign.asked())
    sheet = mail.html[mail.html.index("<style>") : mail.html.index("</style>")]
    assert "@media (prefers-color-scheme: dark)" in sheet
    coloured = [attrs for _, attrs in Page(mail.html).tags if "background-color" in attrs.get("style", "")]
    assert len(coloured) >= 6
    for attrs in coloured:
        classes = attrs["class"].split()
        (rule,) = [line for line in sheet.splitlines() if any(f".{name} " in line for name in classes)]
        assert "background-color" in rule
        assert rule.count("!important") == rule.count(";") + 1


def test_nothing_is_fetched_when_a_mail_is_opened(foreign):
    html = mail_of(foreign.asked()).html
    assert "url(" not in html
    assert "src=" not in html


def test_a_thread_of_long_quotes_and_many_paragraphs_keeps_its_lines(foreign):
    row = foreign.asked(quote="First paragraph.\nSecond paragraph.", before="", after="")
    mail = mail_of(row)
    assert "“First paragraph.\nSecond paragraph.”\n\n" in mail.text
    assert "First paragraph.<br>Second paragraph." in mail.html


@pytest.mark.parametrize("rows", [1, 20])
def test_a_batch_is_loaded_with_the_same_few_statements(foreign, rows, django_assert_num_queries):
    for _ in range(rows):
        foreign.reply(foreign.asked().event.query, by="rita")
    with django_assert_num_queries(6):
        loaded = mail_data.load(Notification.objects.all())
        mails = [rendering.render(article_mail) for article_mail in loaded]
    assert len(mails) == rows
