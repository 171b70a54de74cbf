"""The line that mail programs show beside the subject, who wants what by when; and the button's words."""

from __future__ import annotations

from datetime import datetime, tzinfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.models import User
from newsroom.shortening import on_one_line
from reviews.models import Event, Query
from reviews.notifications.acts import Act
from reviews.notifications.mail import phrases

LENGTH = 160
Kind = Event.Kind
_TO_ANSWER = frozenset(
    {Kind.ASKED, Kind.ASSIGNED, Kind.CHANGED, Kind.REMINDED, Kind.REOPENED, Kind.STANDS_IN, Kind.INVITED}
)

_OF_STORIES = frozenset(
    {
        *(Kind.RELEASED, Kind.BOUNCED, Kind.DECIDED, Kind.AUTHOR, Kind.MOVED),
        *(Kind.ACCEPTED, Kind.DECLINED),
    }
)


def lead(act: Act, reader: User, zone: tzinfo) -> str:
    """What its reader is to do, for whom and by when; else what happened. The subject names the story."""
    event = act.event
    until = _until(act)
    moment = phrases.moment(until, zone) if until else ""
    if _is_to_sign(event):
        return _to_sign(event, moment)
    if _answers(act, reader):
        return _to_answer(act, moment)
    if _judges(act, reader):
        return _to_judge(act, moment)
    if event.kind == Kind.RESOLVED and act.queries:
        return _("%(who)s resolved: %(question)s") % {"who": _who(event), "question": _question(act)}
    happened = phrases.then(event, act.queries, follows=act.row.only_follows, reader=reader)
    asks = phrases.asks_for_something(event, follows=act.row.only_follows)
    by_when = phrases.deadline(event, zone) if asks else ""
    return " ".join(filter(None, (happened, _last_words(act), by_when)))


def button(act: Act, reader: User) -> str:
    """The words on the one link, which leads to the query or the act that the mail is about."""
    event = act.event
    if _is_to_sign(event):
        return _("Read and sign off")
    if event.kind == Kind.ASSIGNMENT:
        return _("Accept or decline")
    if event.kind in _OF_STORIES:
        return _("Open the story")
    if event.kind == Kind.INVITED and not act.queries:
        return _("Open the copy")
    if _answers(act, reader):
        return ngettext("Answer the query", "Answer the queries", len(act.queries))
    return _("Read the reply") if _judges(act, reader) else _("Open the query")


def _is_to_sign(event: Event) -> bool:
    return event.kind in (Kind.STAGE_DUE, Kind.STALE)


def _answers(act: Act, reader: User) -> bool:
    """Whether its reader is asked for an answer."""
    if act.row.only_follows or not act.queries or phrases.is_only_mentioned(act.event, reader, act.queries):
        return False
    if act.event.kind == Kind.REPLIED:
        return act.queries[0].state == Query.State.OPEN and _is_owner(act, reader)
    if act.event.kind == Kind.REOPENED:
        return _is_owner(act, reader)
    return act.event.kind in _TO_ANSWER


def _is_owner(act: Act, reader: User) -> bool:
    return act.queries[0].owner_id_in(act.event.article) in {reader.pk, act.row.in_place_of_id}


def _judges(act: Act, reader: User) -> bool:
    """Whether its reader asked, and says now whether that is an answer."""
    if act.event.kind != Kind.REPLIED or act.row.only_follows:
        return False
    asker = act.queries[0].asked_by_id if act.queries else None
    return asker is not None and asker in {reader.pk, act.row.in_place_of_id}


def _until(act: Act) -> datetime | None:
    """By when: the first time that a query has of its own, else the deadline, unless that is past."""
    own = min((query.due_at for query in act.queries if query.due_at and query.is_open), default=None)
    until = own or act.event.article.deadline
    return until if until and until > act.event.happened_at else None


def _to_answer(act: Act, moment: str) -> str:
    count = len(act.queries)
    shown = {"who": _who(act.event), "count": count, "moment": moment, "question": _question(act)}
    if act.event.actor is None or act.event.kind == Kind.STANDS_IN or _is_from_draft(act):
        sentence = (
            ngettext(
                "Your answer is needed by %(moment)s: %(question)s",
                "Your answers to %(count)d queries are needed by %(moment)s: %(question)s",
                count,
            )
            if moment
            else ngettext(
                "Your answer is needed: %(question)s",
                "Your answers to %(count)d queries are needed: %(question)s",
                count,
            )
        )
    else:
        sentence = (
            ngettext(
                "%(who)s needs your answer by %(moment)s: %(question)s",
                "%(who)s needs %(count)d answers from you by %(moment)s: %(question)s",
                count,
            )
            if moment
            else ngettext(
                "%(who)s needs your answer: %(question)s",
                "%(who)s needs %(count)d answers from you: %(question)s",
                count,
            )
        )
    return sentence % shown


def _to_judge(act: Act, moment: str) -> str:
    sentence = (
        _("%(who)s replied to your query, due %(moment)s: %(reply)s")
        if moment
        else _("%(who)s replied to your query: %(reply)s")
    )
    return sentence % {"who": _who(act.event), "moment": moment, "reply": _last_words(act)}


def _to_sign(event: Event, moment: str) -> str:
    shown = {"stage": event.stage, "moment": moment}
    if event.kind == Kind.STALE:
        sentence = (
            _("The copy has changed: your %(stage)s sign-off is needed again by %(moment)s.")
            if moment
            else _("The copy has changed: your %(stage)s sign-off is needed again.")
        )
    else:
        sentence = (
            _("Your %(stage)s sign-off is needed by %(moment)s.")
            if moment
            else _("Your %(stage)s sign-off is needed.")
        )
    return sentence % shown


def _who(event: Event) -> str:
    return phrases.isolated(str(event.actor)) if event.actor else _("Copydesk")


def _is_from_draft(act: Act) -> bool:
    """Whether the queries were notes in copy that somebody filed, and so perhaps nobody's who filed it."""
    return act.event.kind == Kind.ASKED and act.event.query_id is None and act.queries[0].asked_by is None


def _question(act: Act) -> str:
    return phrases.isolated(on_one_line(act.queries[0].question, LENGTH))


def _last_words(act: Act) -> str:
    """What was written in the thread, if the event is about a reply."""
    for query in act.queries:
        for reply in query.replies.all():
            if reply.pk == act.event.reply_id:
                return phrases.isolated(on_one_line(reply.body or reply.proposed, LENGTH))
    return ""
