"""From a morning to a mail: everything that waits for a person, story by story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from newsroom.models.newsroom import name_of_newsroom, newsrooms_defaults
from newsroom.shortening import on_one_line
from reviews.models import Query
from reviews.notifications.digest_data import DigestData, Story
from reviews.notifications.mail import phrases, reply_addresses, signed_links, styles
from reviews.notifications.mail.headers import automatic, one_click, one_line
from reviews.notifications.mail.rendering import Mail
from reviews.notifications.mail.reply_addresses import About
from reviews.notifications.mail.reply_instructions import not_read

WORDS_LENGTH = 140
MOST_LINES = 12
"""Of one story; what else waits there is a number."""


@dataclass(frozen=True)
class Line:
    """One thing that waits: what is asked, and the words it is about, if it is about words."""

    asked: str
    words: str = ""


@dataclass(frozen=True)
class Part:
    """A story in the mail."""

    article: Article
    title: str
    when: str
    link: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Content:
    """``lead`` is what comes first of all that waits: mail programs show it beside the subject."""

    subject: str
    lead: str
    intro: str
    parts: tuple[Part, ...]
    button: str
    link: str
    answering: str
    preferences: str
    signature: str
    language: str
    direction: str


def render(digest_data: DigestData) -> Mail:
    """The mail of a digest. It stands by itself: no thread is its own."""
    with newsrooms_defaults():
        content = _content(digest_data)
        return Mail(
            to=digest_data.reader.email,
            subject=content.subject,
            text="\n\n".join(_paragraphs(content)) + "\n",
            html=styles.page("reviews/mail/digest.html", content),
            headers=MappingProxyType(
                {
                    **automatic(digest_data.row.message_id),
                    **one_click(signed_links.to_end_digest(digest_data.row)),
                }
            ),
            returns_to=reply_addresses.make(
                About.RETURN, 0, person=digest_data.reader.pk, written=digest_data.row.created_at
            ),
        )


def _content(digest_data: DigestData) -> Content:
    parts = tuple(_part(story, digest_data) for story in digest_data.stories)
    return Content(
        subject=_subject(digest_data),
        lead=one_line(_lead(parts)),
        intro=_("Good morning, %(name)s. Your to-do list, by deadline:")
        % {"name": phrases.isolated(str(digest_data.reader))},
        parts=parts,
        button=_("Open your inbox"),
        link=settings.COPYDESK_URL + reverse("inbox"),
        answering=not_read(),
        preferences=settings.COPYDESK_URL + signed_links.to_preferences_of(digest_data.row),
        signature=_("%(newsroom)s, your digest") % {"newsroom": name_of_newsroom()},
        language=translation.get_language() or "en",
        direction="rtl" if translation.get_language_bidi() else "ltr",
    )


def _lead(parts: Sequence[Part]) -> str:
    """The first thing in the first story."""
    if not (parts and parts[0].lines):
        return ""
    first = parts[0]
    return f"{first.lines[0].asked} – {phrases.isolated(first.title)}, {first.when}"


def _subject(digest_data: DigestData) -> str:
    waits = sum(
        len(story.to_answer) + len(story.to_resolve) + len(story.to_sign) for story in digest_data.stories
    )
    overdue = sum(_is_overdue(story, digest_data) for story in digest_data.stories)
    due = sum(story.due_today for story in digest_data.stories) - overdue
    counts = [
        _("%(count)d to do") % {"count": waits} if waits else "",
        ngettext("%(count)d story due today", "%(count)d stories due today", due) % {"count": due}
        if due
        else "",
        ngettext("%(count)d story overdue", "%(count)d stories overdue", overdue) % {"count": overdue}
        if overdue
        else "",
    ]
    return _("Your morning briefing: %(what)s") % {"what": ", ".join(filter(None, counts)) or _("updates")}


def _part(story: Story, digest_data: DigestData) -> Part:
    article = story.article
    lines = tuple(_lines(story))
    more = len(lines) - MOST_LINES
    if more > 0:
        lines = (*lines[:MOST_LINES], Line(_("And %(count)d more.") % {"count": more}))
    return Part(
        article=article,
        title=" ".join(str(article).split()),
        when=_when(story, digest_data),
        link=settings.COPYDESK_URL + article.get_absolute_url(),
        lines=lines,
    )


def _is_overdue(story: Story, digest_data: DigestData) -> bool:
    deadline = story.article.deadline
    return story.due_today and deadline is not None and deadline < digest_data.row.created_at


def _when(story: Story, digest_data: DigestData) -> str:
    deadline = story.article.deadline
    if deadline is None:
        return _("no deadline")
    moment = {"moment": phrases.moment(deadline, digest_data.zone)}
    if _is_overdue(story, digest_data):
        return _("was due %(moment)s") % moment
    return (_("due today, %(moment)s") if story.due_today else _("due %(moment)s")) % moment


def _lines(story: Story) -> Iterator[Line]:
    for query in story.to_answer:
        absent = story.in_place_of.get(query.pk)
        sentence = (
            _("Please answer query %(number)s, covering for %(person)s: %(question)s")
            if absent
            else _("Please answer query %(number)s: %(question)s")
        )
        yield Line(sentence % {**_about(query), "person": absent}, query.quote)
    for query in story.to_resolve:
        sentence = _("Query %(number)s, answered – needs resolving: %(question)s")
        yield Line(sentence % _about(query), query.quote)
    for round in story.to_sign:
        yield Line(_("Ready for %(stage)s sign-off.") % {"stage": round.stage})
    for act in story.news:
        sentence = phrases.then(
            act.event, act.queries, follows=act.row.only_follows, reader=act.row.recipient
        )
        yield Line(sentence, act.queries[0].quote if act.queries else "")
    if story.due_today and not (story.to_answer or story.to_resolve or story.to_sign or story.news):
        yield Line(_("No action needed."))


def _about(query: Query) -> dict[str, object]:
    return {
        "number": query.number,
        "question": phrases.isolated(on_one_line(query.question, WORDS_LENGTH)),
    }


def _paragraphs(content: Content) -> Iterator[str]:
    if content.lead:
        yield content.lead
    yield content.intro
    for part in content.parts:
        lines = [f"{phrases.isolated(part.title)} ({part.when})"]
        for line in part.lines:
            about = f" “{phrases.isolated(on_one_line(line.words, WORDS_LENGTH))}”" if line.words else ""
            lines.append(f"- {line.asked}{about}")
        yield "\n".join([*lines, part.link])
    yield f"{content.button}: {content.link}"
    yield content.answering
    yield f"-- \n{content.signature}\n{_('Email settings')}: {content.preferences}"
