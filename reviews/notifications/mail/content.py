"""What a mail says, before it has a form: the passage, the question, the thread so far, and what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Anchor, Article
from newsroom.models.newsroom import name_of_newsroom
from reviews.models import Attachment, Contribution, Event, Query, Reply, hours_of
from reviews.notifications.acts import Act
from reviews.notifications.mail import certificate, lead, phrases, signed_links
from reviews.notifications.mail.headers import one_line
from reviews.notifications.mail.reply_instructions import BEGINNING, Answering, answering
from reviews.notifications.mail_data import ArticleMail

CONTEXT_LENGTH = 32


@dataclass(frozen=True)
class Passage:
    """The words a query is about, with those around them; ``is_gone`` when the copy lost them."""

    before: str
    quote: str
    after: str
    is_gone: bool


@dataclass(frozen=True)
class ThreadEntry:
    """What somebody wrote, proposed and sent along, in lines of which each has a direction of its own."""

    who: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One query as its reader sees it: passage, question, and the thread up to the event."""

    number: int | None
    passage: Passage
    question: ThreadEntry
    thread: tuple[ThreadEntry, ...]


@dataclass(frozen=True)
class Section:
    """What happened to one query, or to the copy, and what is asked of the reader now.

    ``facts`` (what, value) are what the certificate says of copy that left.
    """

    article: Article
    opening: str
    items: tuple[Item, ...]
    facts: tuple[tuple[str, str], ...]
    request: str


@dataclass(frozen=True)
class Content:
    """What a mail says, before it has a form. ``language`` and ``direction`` are the mail's own.

    ``lead`` says in a line who wants what by when: mail programs show it beside the subject. ``intro`` stands
    above several sections, and ``deadline`` with it; one section needs neither.
    """

    subject: str
    lead: str
    intro: str
    sections: tuple[Section, ...]
    deadline: str
    button: str
    link: str
    answering: Answering
    preferences: str
    signature: str
    language: str
    direction: str


def compose(article_mail: ArticleMail) -> Content:
    """What the mail of a letter says, in the language that is set."""
    threads = sorted(_by_query(article_mail.acts), key=_asks_nothing)
    first = threads[0][-1]
    several = len(threads) > 1
    is_one_story = article_mail.is_one_story
    return Content(
        subject=one_line(_subject(article_mail)),
        lead=BEGINNING + one_line(_lead(threads, article_mail)),
        intro=_intro(article_mail) if several else "",
        sections=tuple(_section(acts, article_mail, several=several) for acts in threads),
        deadline=_deadline(article_mail.acts, article_mail) if several and is_one_story else "",
        button=lead.button(first, article_mail.reader) if is_one_story else _("Open your inbox"),
        link=settings.COPYDESK_URL + _link(article_mail, first),
        answering=answering(article_mail.lead, article_mail.queries, is_one_story=is_one_story),
        preferences=settings.COPYDESK_URL + signed_links.to_preferences(article_mail.lead),
        signature=_("%(newsroom)s, %(desk)s")
        % {"newsroom": name_of_newsroom(), "desk": article_mail.article.desk.name},
        language=translation.get_language() or "en",
        direction="rtl" if translation.get_language_bidi() else "ltr",
    )


def _link(article_mail: ArticleMail, first: Act) -> str:
    if article_mail.invitation:
        return signed_links.to_guest(article_mail.invitation, first.queries)
    if not article_mail.is_one_story:
        return reverse("inbox")
    return signed_links.from_mail(first.row, first.queries)


def _lead(threads: Sequence[Sequence[Act]], article_mail: ArticleMail) -> str:
    """What is asked first, and how many other things are."""
    first, more = threads[0][-1], sum(not _asks_nothing(acts) for acts in threads[1:])
    if not article_mail.is_one_story:
        return _intro(article_mail) or phrases.deputy(first.event, article_mail.reader)
    said = lead.lead(first, article_mail.reader, article_mail.zone)
    return f"{said} {_('And %(count)d more.') % {'count': more}}" if more else said


def _asks_nothing(acts: Sequence[Act]) -> bool:
    """What asks for something comes first in a mail."""
    return not any(phrases.asks_for_something(act.event, follows=act.row.only_follows) for act in acts)


def _subject(article_mail: ArticleMail) -> str:
    if article_mail.is_one_story:
        return article_mail.subject
    if article_mail.names_a_deputy:
        return phrases.deputy(article_mail.acts[0].event, article_mail.reader)
    shown = {"count": len(article_mail.articles)}
    if article_mail.stands_in:
        return _("%(count)d stories with queries for you") % shown
    return _("%(count)d stories blocked near deadline") % shown


def _intro(article_mail: ArticleMail) -> str:
    if article_mail.names_a_deputy:
        return ""
    if len(article_mail.articles) == 1:
        return phrases.intro(" ".join(str(article_mail.article).split()))
    several = phrases.covering if article_mail.stands_in else phrases.held_up
    return several(len(article_mail.articles))


def _by_query(acts: Sequence[Act]) -> list[list[Act]]:
    """Acts on one query stand together; others, and copy that came in with several, by themselves."""
    threads: dict[object, list[Act]] = {}
    for act in acts:
        threads.setdefault(act.event.query_id or act, []).append(act)
    return list(threads.values())


def _section(acts: Sequence[Act], article_mail: ArticleMail, *, several: bool) -> Section:
    """The first sentence names the article unless the mail has done so already."""
    is_named = several and len(article_mail.articles) == 1
    sentences = [
        (phrases.then if is_named or act is not acts[0] else phrases.opening)(
            act.event, act.queries, follows=act.row.only_follows, reader=article_mail.reader
        )
        for act in acts
    ]
    last = acts[-1]
    asked = [
        _instead(last, article_mail),
        _request(last, article_mail),
        _due(last, article_mail),
        "" if is_named else _deadline(acts, article_mail),
    ]
    return Section(
        article=last.event.article,
        opening=" ".join(dict.fromkeys(sentences)),
        items=tuple(_item(query, article_mail) for query in last.queries),
        facts=certificate.facts(last.event, article_mail.zone),
        request=" ".join(filter(None, asked)),
    )


def _request(act: Act, article_mail: ArticleMail) -> str:
    """Who stands in is asked what the other would be."""
    reader = act.row.in_place_of or article_mail.reader
    return phrases.request(act.event, reader, act.queries, follows=act.row.only_follows)


def _instead(act: Act, article_mail: ArticleMail) -> str:
    person = act.row.in_place_of
    return phrases.instead_of(person, hours_of(person).away_until, article_mail.zone) if person else ""


def _due(act: Act, article_mail: ArticleMail) -> str:
    """By when the first of its queries is due that has a time of its own."""
    if not phrases.asks_for_something(act.event, follows=act.row.only_follows):
        return ""
    due = min((query.due_at for query in act.queries if query.due_at), default=None)
    return phrases.due(due, len(act.queries), article_mail.zone) if due else ""


def _deadline(acts: Sequence[Act], article_mail: ArticleMail) -> str:
    asking = [act for act in acts if phrases.asks_for_something(act.event, follows=act.row.only_follows)]
    return phrases.deadline(asking[-1].event, article_mail.zone) if asking else ""


def _item(query: Query, article_mail: ArticleMail) -> Item:
    """With its number where a reply must say which of several queries it means."""
    return Item(
        number=query.number if len(article_mail.queries) > 1 and len(article_mail.articles) == 1 else None,
        passage=passage_of(query.anchor),
        question=ThreadEntry(
            phrases.isolated(query.asker or _("Query in the draft")),
            (*query.question.splitlines(), *_proposal(query)),
        ),
        thread=tuple(
            ThreadEntry(
                phrases.isolated(reply.writer),
                (*reply.body.splitlines(), *_proposal(reply), *_files(reply)),
            )
            for reply in query.replies.all()
            if any(_is_so_far(reply, act.event) for act in article_mail.acts)
        ),
    )


def _proposal(written: Contribution) -> Iterator[str]:
    """The words it proposes for the passage, if it does."""
    if written.proposed:
        sentence = (
            _("Accepted: “%(new)s” replaces “%(old)s”.")
            if written.is_accepted
            else _("Suggested: replace “%(old)s” with “%(new)s”.")
        )
        yield sentence % {
            "old": phrases.isolated(written.replaces),
            "new": phrases.isolated(written.proposed),
        }


def _files(reply: Reply) -> Iterator[str]:
    """What came with it by mail: named, and read on the page."""
    if reply.mail_id and (files := [_file(one) for one in reply.attachments.all()]):
        yield _("Files on the story page: %(names)s") % {"names": ", ".join(files)}


def _file(file: Attachment) -> str:
    name = phrases.isolated(file.name)
    if file.file:
        return f"{name} ({filesizeformat(file.size)})"
    return _("%(name)s (too large, not kept)") % {"name": name}


def _is_so_far(reply: Reply, event: Event) -> bool:
    """A mail shows the thread as it was: later replies have mails of their own."""
    return reply.created_at <= event.happened_at or reply.pk == event.reply_id


def passage_of(anchor: Anchor | None) -> Passage:
    """The words with those around them in the same block. The context was cut at a fixed length, perhaps
    within a word: leave that word out.

    Without words for a query about the whole story.
    """
    if anchor is None:
        return Passage("", "", "", is_gone=False)
    before, after = anchor.before.rpartition("\n")[2], anchor.after.partition("\n")[0]
    if len(before) >= CONTEXT_LENGTH:
        before = "…" + (before.partition(" ")[2] or before)
    if len(after) >= CONTEXT_LENGTH:
        after = (after.rpartition(" ")[0].rstrip(",;: ") or after) + "…"
    return Passage(before, anchor.quote, after, is_gone=anchor.state == Anchor.State.DETACHED)
