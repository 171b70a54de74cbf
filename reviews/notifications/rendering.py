"""From a letter to a mail. A mail is a value: nothing here reads the database or sends anything.

All mails of an article are one thread: they share the subject of its first event and refer to a
root that stands for the article. No mail bears the root's id itself, so the thread holds whoever
joins it when. Their own ids were fixed before anybody tried to send them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Anchor, Article
from reviews.models import Contribution, Event, Query, Reply, hours_of
from reviews.notifications import certificate, links, wording
from reviews.notifications.acts import Act
from reviews.notifications.answering import Answering, answering
from reviews.notifications.events import mail_domain
from reviews.notifications.letters import Letter

CONTEXT_LENGTH = 32
DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
RIGHT_TO_LEFT_ISOLATE, POP_ISOLATE = "\u2067", "\u2069"


@dataclass(frozen=True)
class Mail:
    """One message to one person, ready to be sent. ``headers`` includes its Message-ID.

    ``returns_to``: the address it comes back to when it cannot arrive, if not the sender's.
    """

    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    returns_to: str = ""

    @property
    def message_id(self) -> str:
        return self.headers["Message-ID"]


@dataclass(frozen=True)
class Passage:
    """The words a query is about, with those around them; ``is_gone`` when the copy lost them."""

    before: str
    quote: str
    after: str
    is_gone: bool


@dataclass(frozen=True)
class Item:
    """One query as its reader sees it: passage, question, and the thread (who, what) up to the event."""

    number: int | None
    passage: Passage
    asker: str
    question: str
    thread: tuple[tuple[str, str], ...]


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

    ``intro`` stands above several sections, ``deadline`` below them; one section needs neither.
    """

    subject: str
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


def render(letter: Letter) -> Mail:
    """The mail of a letter. Whatever this raises, the row is at fault."""
    with translation.override(settings.LANGUAGE_CODE):
        content = _content(letter)
        return Mail(
            to=letter.reader.email,
            subject=content.subject,
            text="\n\n".join(_paragraphs(content)) + "\n",
            html=render_to_string("reviews/mail/event.html", {"mail": content}),
            headers=_headers(letter, content.answering),
            returns_to=content.answering.returns_to,
        )


def one_line(text: str) -> str:
    """Safe in a header: no line breaks, no control characters, nothing that turns the line around."""
    kept = (character for character in text if character not in DIRECTION_OVERRIDES)
    printable = (" " if unicodedata.category(character) in {"Cc", "Cs"} else character for character in kept)
    return " ".join("".join(printable).split())


def thread_root(article_id: int) -> str:
    """The id all mails of an article refer to, the same for everybody."""
    return f"<article-{article_id}@{mail_domain()}>"


def pressing_root(letter: Letter) -> str:
    """What the mails of one person about several stories close to their deadlines refer to, a day long."""
    day = letter.lead.created_at.astimezone(letter.zone).date()
    return f"<pressing-{letter.reader.pk}-{day.isoformat()}@{mail_domain()}>"


def _headers(letter: Letter, answering: Answering) -> Mapping[str, str]:
    root = thread_root(letter.article.pk) if len(letter.articles) == 1 else pressing_root(letter)
    unsubscribe = links.to_unsubscribe(letter.lead, (act.event.kind for act in letter.acts))
    return MappingProxyType(
        {
            "Message-ID": letter.lead.message_id,
            "In-Reply-To": root,
            "References": root,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Unsubscribe": f"<{settings.COPYDESK_URL}{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            **({"Reply-To": answering.address} if answering.address else {}),
        }
    )


def _content(letter: Letter) -> Content:
    first = letter.acts[0]
    threads = _by_query(letter.acts)
    several = len(threads) > 1
    is_one_story = len(letter.articles) == 1
    return Content(
        subject=one_line(_subject(letter)),
        intro=_intro(letter) if several else "",
        sections=tuple(_section(acts, letter, several=several) for acts in threads),
        deadline=_deadline(letter.acts, letter) if several and is_one_story else "",
        button=wording.button(first.event) if is_one_story else _("Open your inbox"),
        link=settings.COPYDESK_URL + _link(letter, first),
        answering=answering(letter.lead, letter.queries, is_one_story=is_one_story),
        preferences=settings.COPYDESK_URL + links.to_preferences(letter.lead),
        signature=_("Copydesk, %(desk)s") % {"desk": letter.article.desk.name},
        language=translation.get_language() or settings.LANGUAGE_CODE,
        direction="rtl" if translation.get_language_bidi() else "ltr",
    )


def _link(letter: Letter, first: Act) -> str:
    if letter.invitation:
        return links.to_guest(letter.invitation, first.queries)
    if len(letter.articles) > 1:
        return reverse("inbox")
    return links.from_mail(first.row, first.queries)


def _subject(letter: Letter) -> str:
    if len(letter.articles) == 1:
        return letter.subject
    return _("%(count)d stories close to their deadlines") % {"count": len(letter.articles)}


def _intro(letter: Letter) -> str:
    if len(letter.articles) == 1:
        return wording.intro(" ".join(str(letter.article).split()))
    return wording.held_up(len(letter.articles))


def _by_query(acts: Sequence[Act]) -> list[list[Act]]:
    """Acts on one query stand together; others, and copy that came in with several, by themselves."""
    threads: dict[object, list[Act]] = {}
    for act in acts:
        threads.setdefault(act.event.query_id or act, []).append(act)
    return list(threads.values())


def _section(acts: Sequence[Act], letter: Letter, *, several: bool) -> Section:
    """The first sentence names the article unless the mail has done so already."""
    is_named = several and len(letter.articles) == 1
    said = [
        (wording.then if is_named or act is not acts[0] else wording.opening)(
            act.event, act.queries, follows=act.row.only_follows, reader=letter.reader
        )
        for act in acts
    ]
    last = acts[-1]
    asked = [_instead(last, letter), _request(last, letter), "" if is_named else _deadline(acts, letter)]
    return Section(
        article=last.event.article,
        opening=" ".join(dict.fromkeys(said)),
        items=tuple(_item(query, letter) for query in last.queries),
        facts=certificate.facts(last.event, letter.zone),
        request=" ".join(filter(None, asked)),
    )


def _request(act: Act, letter: Letter) -> str:
    """Who stands in is asked what the other would be."""
    reader = act.row.in_place_of or letter.reader
    return wording.request(act.event, reader, act.queries, follows=act.row.only_follows)


def _instead(act: Act, letter: Letter) -> str:
    person = act.row.in_place_of
    return wording.instead_of(person, hours_of(person).away_until, letter.zone) if person else ""


def _deadline(acts: Sequence[Act], letter: Letter) -> str:
    asking = [act for act in acts if wording.asks_for_something(act.event, follows=act.row.only_follows)]
    return wording.deadline(asking[-1].event, letter.zone) if asking else ""


def _item(query: Query, letter: Letter) -> Item:
    """With its number where a reply must say which of several queries it means."""
    return Item(
        number=query.number if len(letter.queries) > 1 and len(letter.articles) == 1 else None,
        passage=passage_of(query.anchor),
        asker=wording.isolated(query.asker or _("Note in the copy")),
        question=_with_proposal(query.question, query),
        thread=tuple(
            (wording.isolated(reply.writer), _with_proposal(reply.body, reply))
            for reply in query.replies.all()
            if any(_is_so_far(reply, act.event) for act in letter.acts)
        ),
    )


def _with_proposal(text: str, written: Contribution) -> str:
    """What was written, and the words it proposes for the passage."""
    if not written.proposed:
        return text
    said = (
        _("Accepted: “%(new)s” stands in place of “%(old)s”.")
        if written.is_accepted
        else _("Proposed: replace “%(old)s” with “%(new)s”.")
    ) % {"old": written.replaces, "new": written.proposed}
    return f"{text}\n{said}".lstrip()


def _is_so_far(reply: Reply, event: Event) -> bool:
    """A mail shows the thread as it was: later replies have mails of their own."""
    return reply.created_at <= event.happened_at or reply.pk == event.reply_id


def passage_of(anchor: Anchor) -> Passage:
    """The context was cut at a fixed length, perhaps within a word: leave that word out."""
    before, after = anchor.before.replace("\n", " "), anchor.after.replace("\n", " ")
    if len(before) >= CONTEXT_LENGTH:
        before = "…" + (before.partition(" ")[2] or before)
    if len(after) >= CONTEXT_LENGTH:
        after = (after.rpartition(" ")[0].rstrip(",;: ") or after) + "…"
    return Passage(before, anchor.quote, after, is_gone=anchor.state == Anchor.State.DETACHED)


def _paragraphs(content: Content) -> Iterator[str]:
    """The plain text. Its layout is white space, which a template would hide."""
    if content.answering.line:
        yield content.answering.line
    if content.intro:
        yield content.intro
    for number, section in enumerate(content.sections, start=1):
        yield f"{number}. {section.opening}" if content.intro else section.opening
        is_rtl = section.article.direction == Article.Direction.RTL
        for item in section.items:
            yield from _quoted(item, is_rtl=is_rtl)
        if section.facts:
            yield "\n".join(f"{what}: {value}" for what, value in section.facts)
        yield section.request
    if content.deadline:
        yield content.deadline
    yield f"{content.button}: {content.link}"
    yield content.answering.sentence
    yield f"-- \n{content.signature}\n{_('Which mail you get')}: {content.preferences}"


def _quoted(item: Item, *, is_rtl: bool) -> Iterator[str]:
    passage = item.passage
    words = f"{passage.before}“{passage.quote}”{passage.after}"
    yield "\n".join(_turned(line, is_rtl=is_rtl) for line in words.splitlines())
    if passage.is_gone:
        yield f"({_('These words are no longer in the copy.')})"
    asker = f"#{item.number} {item.asker}" if item.number else item.asker
    for who, said in ((asker, item.question), *item.thread):
        yield f"{who}: " + "\n".join(wording.isolated(line) for line in said.splitlines())


def _turned(line: str, *, is_rtl: bool) -> str:
    """A line of copy that reads right to left, whatever letters it begins with."""
    return f"{RIGHT_TO_LEFT_ISOLATE}{line}{POP_ISOLATE}" if is_rtl else line
