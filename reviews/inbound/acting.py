"""Doing what an answer asks for, through the same acts as on the page, and saying what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from articles.editing import passages
from articles.models import Article
from newsroom.errors import DomainError, NotAllowed, NotFound
from newsroom.models import User
from newsroom.shortening import on_one_line
from reviews import access
from reviews.inbound import commands
from reviews.inbound.commands import Command, Instruction
from reviews.inbound.parsing.reply_text import MOST_FILE_BYTES, MOST_FILES, ReplyText, files_sentence, keep
from reviews.models import InboundMail, Query, Reply
from reviews.models.query import QueryQuerySet
from reviews.notifications.mail import reply_instructions, signed_links
from reviews.notifications.mail.phrases import isolated
from reviews.queries import answering

LISTED = 10
SHORT = 80


class MailUnclear(DomainError):
    """An answer that does not say which query it is for."""


@dataclass
class Done:
    """What became of an answer, in sentences for the one who wrote it.

    ``needs_response``: something was understood as more than words, or did not work out.
    """

    sentences: list[str] = field(default_factory=list)
    has_saved: bool = False
    needs_response: bool = False
    has_refusals: bool = False
    reply: Reply | None = None

    @property
    def summary(self) -> str:
        return " ".join(self.sentences)


@dataclass(frozen=True)
class MailAct:
    """Who acts, in which mail: what each act needs."""

    person: User
    mail: InboundMail
    done: Done
    doubt: str
    now: datetime

    def reply(self, query: Query, words: str, *, proposed: str = "") -> None:
        written = answering.reply(
            query=query,
            by=self.person,
            body=words,
            proposed=proposed,
            mail=self.mail,
            doubt=self.doubt,
            now=self.now,
        )
        self.done.reply = self.done.reply or written

    def link(self, query: Query) -> str:
        return link_to(query.article, query, person=self.person, now=self.now)

    def outcome_of(self, query: Query) -> str:
        """How the query stands after the act, and the way back."""
        facts = {"number": query.number, "question": _shortened(query.question), "link": self.link(query)}
        if query.state == Query.State.RESOLVED:
            return (
                _(
                    "Query %(number)s, “%(question)s”, is resolved. "
                    "To reopen it, reply “reopen” or go to %(link)s"
                )
                % facts
            )
        if query.state == Query.State.ANSWERED:
            return (
                _(
                    "Query %(number)s, “%(question)s”, is answered. "
                    "To change your answer, reply again or go to %(link)s"
                )
                % facts
            )
        sentence = _("Your reply was added to query %(number)s, “%(question)s”, which is still open.") % facts
        more = _("To add more, reply again or go to %(link)s") % facts
        return " ".join(filter(None, (sentence, self.doubt or query.remark, more)))

    def report(self, sentence: str, *, notify: bool = True) -> None:
        self.done.sentences.append(sentence)
        self.done.needs_response |= notify


def act(
    written: ReplyText,
    *,
    person: User,
    article: Article,
    query: Query | None,
    mail: InboundMail,
    now: datetime,
) -> Done:
    """Do what was written, each part by itself: what is refused does not stand in the way of the rest.

    An address that names a query is the last word on which is meant: a number in the words is words. In
    doubt everything is words.
    """
    done = Done()
    doubt = written.doubt or (_other_queries(written.text, query, person) if query is not None else "")
    mail_act = MailAct(person, mail, done, doubt, now)
    asked = commands.commands_in(
        written.text, is_numbered=query is None, names=(person.name, person.get_short_name())
    )
    if doubt:
        asked = [_as_words(one, written.text) for one in asked]
    if not asked and written.files:
        asked = [Command(Instruction.REPLY, files_sentence(written.files))]
    if not asked and written.is_whole:
        mail_act.report(_("Your email had no new text. %(how)s") % {"how": reply_instructions.how_to_write()})
    for command in asked:
        try:
            with transaction.atomic():
                meant = _meant(mail_act, command, article=article, query=query)
                _ACTS[command.instruction](mail_act, meant, command)
            done.has_saved = True
        except DomainError as refusal:
            mail_act.report(str(refusal))
            done.has_refusals = True
    _attach(mail_act, written)
    return done


def _as_words(command: Command, text: str) -> Command:
    """All that was written for a query, whatever it may ask for."""
    if command.number is None:
        return Command(Instruction.REPLY, text)
    word = command.instruction.value if command.instruction in (Instruction.CLOSE, Instruction.REOPEN) else ""
    return Command(Instruction.REPLY, f"{word}\n{command.words}".strip(), command.number)


def _other_queries(text: str, query: Query, person: User) -> str:
    """Whether an answer to one query names others that its writer sees, as an answer to several does."""
    numbers = set(commands.numbers_in(text)) - {query.number}
    seen = access.queries_of(person, query.article).filter(number__in=numbers) if numbers else None
    if seen is None or not seen.exists():
        return ""
    return _("It names other queries, but is a reply to the email about this one.")


def link_to(article: Article, query: Query | None, *, person: User, now: datetime) -> str:
    """Where this person finds it: a guest through their own link."""
    if invitation := access.invitation_of(person, article, now=now):
        return settings.COPYDESK_URL + signed_links.to_guest(invitation, [query] if query else [])
    place = f"#query-{query.number}" if query else ""
    return f"{settings.COPYDESK_URL}{article.get_absolute_url()}{place}"


def _meant(mail_act: MailAct, command: Command, *, article: Article, query: Query | None) -> Query:
    """The query that the address names, else the one of that number. No query is guessed at."""
    seen = access.queries_of(mail_act.person, article)
    number = query.number if query is not None else command.number
    if number is None:
        raise MailUnclear(
            _(
                "This is a reply to an email about several queries or none, so it is unclear which one you "
                "mean. Write the number before each answer, as in “#3: …”, or answer on the story page. "
                "%(queries)s"
            )
            % {"queries": what_waits_for(seen, mail_act.person, now=mail_act.now)}
        )
    found = seen.select_related("anchor__document", "asked_by").filter(number=number).first()
    if found is None:
        raise NotFound(_("“%(article)s” has no query %(number)s.") % {"article": article, "number": number})
    found.article = article
    return found


def what_waits_for(seen: QueryQuerySet, person: User, *, now: datetime) -> str:
    """The open queries, those that wait for this person first."""
    theirs = set(seen.waiting_for(person, now=now).values_list("pk", flat=True))
    found = sorted(seen.open(), key=lambda query: (query.pk not in theirs, query.number))
    if not found:
        return _("No queries are open.")
    listed = "; ".join(f"#{query.number}: {_shortened(query.question)}" for query in found[:LISTED])
    return _("Open: %(queries)s") % {"queries": listed}


def _reply(mail_act: MailAct, query: Query, command: Command) -> None:
    """A guest hears that it arrived: they have no inbox to see it in."""
    mail_act.reply(query, command.words)
    mail_act.report(
        mail_act.outcome_of(query), notify=bool(query.remark or mail_act.doubt) or mail_act.person.is_guest
    )


def _agree(mail_act: MailAct, query: Query, command: Command) -> None:
    """“OK” answers. From who asked, to somebody's answer, it says that this settles the question."""
    own = mail_act.person.pk == query.asked_by_id
    settles = own and query.state == Query.State.ANSWERED and access.may_resolve(mail_act.person, query)
    mail_act.reply(query, command.words)
    if settles:
        answering.resolve(query=query, by=mail_act.person, now=mail_act.now)
    mail_act.report(mail_act.outcome_of(query))


def _close(mail_act: MailAct, query: Query, command: Command) -> None:
    """Words that came with it are kept, even when this person may not close the query."""
    if command.words:
        mail_act.reply(query, command.words)
    try:
        with transaction.atomic():
            answering.resolve(query=query, by=mail_act.person, now=mail_act.now)
    except DomainError as refusal:
        if not command.words:
            raise
        mail_act.done.has_refusals = True
        mail_act.report(f"{mail_act.outcome_of(query)} {refusal}")
        return
    mail_act.report(mail_act.outcome_of(query))


def _reopen(mail_act: MailAct, query: Query, command: Command) -> None:
    answering.reopen(query=query, by=mail_act.person, now=mail_act.now)
    if command.words:
        mail_act.reply(query, command.words)
    mail_act.report(mail_act.outcome_of(query))


def _propose(mail_act: MailAct, query: Query, command: Command) -> None:
    """Words for the passage; an answer that cannot be a proposal is still an answer."""
    if query.anchor is None:
        why = _("This query is about the whole story, so your email was added as a reply.")
        _reply_instead(mail_act, query, command, why)
        return
    passage = passages.current_text(query.anchor.document, query.anchor)
    if command.old and passage.count(command.old) != 1:
        sentence = _("“%(old)s” is not in the passage exactly once, so your email was added as a reply.")
        _reply_instead(mail_act, query, command, sentence % {"old": _shortened(command.old)})
        return
    proposed = passage.replace(command.old, command.new) if command.old else command.new
    try:
        with transaction.atomic():
            mail_act.reply(query, "", proposed=proposed)
    except NotAllowed:
        raise
    except DomainError as refusal:
        _reply_instead(mail_act, query, command, str(refusal))
        return
    mail_act.report(
        _(
            "Suggested for query %(number)s: “%(words)s” instead of “%(passage)s”. The copy changes once "
            "someone accepts it. To change your answer, reply again or go to %(link)s"
        )
        % {
            "number": query.number,
            "words": isolated(proposed),
            "passage": _shortened(passage),
            "link": mail_act.link(query),
        }
    )


def _reply_instead(mail_act: MailAct, query: Query, command: Command, why: str) -> None:
    mail_act.reply(query, command.words)
    mail_act.report(f"{why} {mail_act.outcome_of(query)}")


_ACTS: dict[Instruction, Callable[[MailAct, Query, Command], None]] = {
    Instruction.REPLY: _reply,
    Instruction.AGREE: _agree,
    Instruction.CLOSE: _close,
    Instruction.REOPEN: _reopen,
    Instruction.PROPOSE: _propose,
}


def _attach(mail_act: MailAct, written: ReplyText) -> None:
    reply = mail_act.done.reply
    limits = {"count": MOST_FILES, "size": MOST_FILE_BYTES // 1024**2}
    if not written.is_whole:
        taken = _("its files were not saved") if mail_act.done.has_saved else _("nothing was saved")
        mail_act.report(
            _(
                "Your email is too large, so %(taken)s. Please reply again with smaller or fewer files "
                "(at most %(count)d files, %(size)d MB in total)."
            )
            % {"taken": taken, **limits}
        )
    elif names := [file.name for file in (*written.left_out, *(() if reply else written.files))]:
        sentence = _("Not saved: %(names)s. A reply can have at most %(count)d files, %(size)d MB in total.")
        mail_act.report(sentence % {"names": ", ".join(names), **limits})
    if reply is not None:
        keep(reply, written)


def _shortened(text: str) -> str:
    return isolated(on_one_line(text, SHORT))
