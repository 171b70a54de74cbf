"""The sentences of a mail: its opening, and the request to its reader, by kind of event."""

from __future__ import annotations

import unicodedata
from datetime import datetime, tzinfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.models import User
from newsroom.shortening import on_one_line
from reviews.models import Event, Invitation, Query
from reviews.models.facts import (
    Answered,
    Asked,
    Assignment,
    AuthorChanged,
    Bounced,
    Decided,
    DecidedSuggestions,
    Deputy,
    Invited,
    Moved,
    Pressing,
    mentioned_by,
)

Kind = Event.Kind
BRIEF_LENGTH = 600  # characters; the story's page has all of it
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """The text, fenced off when it is written right to left, so that it cannot turn its surroundings."""
    if any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text


_ONLOOKERS_OPENING = {
    Kind.ASSIGNED: gettext_lazy("%(who)s reassigned a query about “%(article)s”."),
    Kind.STALE: gettext_lazy("“%(article)s” changed after %(stage)s sign-off; last edit by %(who)s."),
    Kind.INVITED: gettext_lazy("%(who)s invited a guest to “%(article)s”."),
    Kind.REMINDED: gettext_lazy("A query about “%(article)s” is still unanswered."),
    Kind.STANDS_IN: gettext_lazy("Queries about “%(article)s” are now covered by a deputy."),
    Kind.DECIDED: gettext_lazy("%(who)s accepted or rejected suggestions for “%(article)s”."),
    Kind.AUTHOR: gettext_lazy("%(who)s changed the author of “%(article)s”."),
    Kind.ASSIGNMENT: gettext_lazy("%(who)s assigned “%(article)s”."),
}


_ONLOOKERS_THEN = {
    Kind.ASSIGNED: gettext_lazy("%(who)s reassigned this query."),
    Kind.STALE: gettext_lazy("The copy changed after %(stage)s sign-off; last edit by %(who)s."),
    Kind.INVITED: gettext_lazy("%(who)s invited a guest."),
    Kind.DECIDED: gettext_lazy("%(who)s accepted or rejected suggestions."),
    Kind.AUTHOR: gettext_lazy("%(who)s changed the author."),
    Kind.ASSIGNMENT: gettext_lazy("%(who)s assigned the story."),
}


def intro(article: str) -> str:
    """Above several things that happened, each with a sentence of its own."""
    return _("Updates on “%(article)s”:") % {"article": isolated(article)}


def opening(
    event: Event, queries: tuple[Query, ...], *, follows: bool = False, reader: User | None = None
) -> str:
    """The first sentence: who did what to which article. ``follows``: its reader only looks on."""
    names: dict[str, object] = {
        "who": isolated(str(event.actor)) if event.actor else _("Copydesk"),
        "article": isolated(" ".join(str(event.article).split())),
        "stage": event.stage,
        "hold": _hold(queries),
        **_unreached(event),
        **_desks(event),
    }
    if event.kind == Kind.DEPUTY:
        return f"{deputy(event, reader)}."
    if event.kind == Kind.ASKED and event.query_id is None:
        said = _asked_together if Asked.of(event).together else _filed
        return said(names, len(queries), follows=follows)
    if reader is not None and is_only_mentioned(event, reader, queries):
        return _("%(who)s mentions you in a query about “%(article)s”.") % names
    if event.kind == Kind.STANDS_IN and not follows:
        return ngettext(
            "A query about “%(article)s” is now waiting on you.",
            "%(count)d queries about “%(article)s” are now waiting on you.",
            len(queries),
        ) % {**names, "count": len(queries)}
    if follows and event.kind in _ONLOOKERS_OPENING:
        return str(_ONLOOKERS_OPENING[Kind(event.kind)]) % names
    if event.kind == Kind.INVITED:
        return _invited(event, names, len(queries))
    if event.kind == Kind.DECIDED:
        return _decided(event, names, reader)
    if event.kind == Kind.AUTHOR and _is_former_author(event, reader):
        return _replaced(event, names)
    if event.kind == Kind.ASSIGNMENT and _was_asked_before(event, reader):
        return _("%(who)s assigned “%(article)s” to someone else.") % names
    return _opening_of(event.kind) % names


def then(
    event: Event, queries: tuple[Query, ...], *, follows: bool = False, reader: User | None = None
) -> str:
    """What else happened, below a sentence that named the article."""
    names: dict[str, object] = {
        "who": isolated(str(event.actor)) if event.actor else _("Copydesk"),
        "stage": event.stage,
        "count": len(queries),
        "hold": _hold(queries),
        **_unreached(event),
        **_desks(event),
    }
    if event.kind == Kind.DEPUTY:
        return f"{deputy(event, reader)}."
    if event.kind == Kind.ASKED and event.query_id is None:
        if Asked.of(event).together:
            return ngettext("%(who)s has a query.", "%(who)s has %(count)d queries.", len(queries)) % names
        return ngettext("Filed with a query.", "Filed with %(count)d queries.", len(queries)) % names
    if reader is not None and is_only_mentioned(event, reader, queries):
        return _("%(who)s mentions you.") % names
    if follows and event.kind in _ONLOOKERS_THEN:
        return str(_ONLOOKERS_THEN[Kind(event.kind)]) % names
    if event.kind == Kind.INVITED and event.actor is None:
        return _("Here is your link.")
    if event.kind == Kind.DECIDED:
        return _then_decided(event, names, reader)
    if event.kind == Kind.AUTHOR and _is_former_author(event, reader):
        return _then_replaced(event, names)
    if event.kind == Kind.ASSIGNMENT and _was_asked_before(event, reader):
        return _("%(who)s assigned the story to someone else.") % names
    if event.kind == Kind.STANDS_IN:
        return (
            ngettext("A query is waiting on you.", "%(count)d queries are waiting on you.", len(queries))
            % names
        )
    return _then_of(event.kind) % names


def deputy(event: Event, reader: User | None) -> str:
    """Who named whom as deputy, or took that back, as its reader would say it; without a full stop."""
    named = Deputy.of(event)
    person, other = named.person, named.deputy
    if person is None or other is None:
        return str(event.get_kind_display())
    names = {"person": isolated(named.names[person]), "deputy": isolated(named.names[other])}
    if reader is not None and reader.pk == other:
        sentence = (
            _("%(person)s named you as their deputy")
            if named.is_named
            else _("You are no longer deputy for %(person)s")
        )
    elif reader is not None and reader.pk == person:
        sentence = (
            _("You named %(deputy)s as your deputy")
            if named.is_named
            else _("%(deputy)s is no longer your deputy")
        )
    else:
        sentence = (
            _("%(person)s named %(deputy)s as their deputy")
            if named.is_named
            else _("%(deputy)s is no longer deputy for %(person)s")
        )
    return sentence % names


def held_up(count: int) -> str:
    """Above the stories of one mail that are held up, of which there are at least two."""
    return _("%(count)d stories are blocked near deadline:") % {"count": count}


def covering(count: int) -> str:
    """Above the stories of one mail in which queries wait for a deputy, of which there are at least two."""
    return _("You are covering queries in %(count)d stories:") % {"count": count}


def instead_of(person: User, until: datetime | None, zone: tzinfo) -> str:
    """Why somebody is notified of another person's turn."""
    if until is None:
        return _("You are covering for %(person)s.") % {"person": isolated(str(person))}
    return _("You are covering for %(person)s, who is away until %(moment)s.") % {
        "person": isolated(str(person)),
        "moment": moment(until, zone),
    }


def deadline(event: Event, zone: tzinfo) -> str:
    """Until when, on the reader's clock; empty for copy without a deadline."""
    article = event.article
    if article.deadline is None:
        return ""
    shown = {"moment": moment(article.deadline, zone)}
    if article.deadline < event.happened_at:
        return _("The deadline was %(moment)s.") % shown
    return _("The deadline is %(moment)s.") % shown


def due(until: datetime, count: int, zone: tzinfo) -> str:
    """By when an answer is needed, on the reader's clock."""
    sentence = ngettext("It is due %(moment)s.", "The first is due %(moment)s.", count)
    return sentence % {"moment": moment(until, zone)}


def moment(value: datetime, zone: tzinfo) -> str:
    """ "Monday 2 March, 18:00 CET": whole, since nobody knows when a mail is read."""
    return formats.date_format(value.astimezone(zone), "l j F, H:i T")


def asks_for_something(event: Event, *, follows: bool) -> bool:
    return not follows and event.kind not in (
        *(Kind.RESOLVED, Kind.RELEASED, Kind.BOUNCED, Kind.DECIDED, Kind.DEPUTY, Kind.AUTHOR, Kind.MOVED),
        Kind.ACCEPTED,
    )


def request(event: Event, reader: User, queries: tuple[Query, ...], *, follows: bool = False) -> str:
    """What the reader is to do now; at the end, what stays undone until they have."""
    if follows:
        return _("You follow this story. No action needed.")
    sentences = [_request_of(event, reader, queries)]
    blocking = sum(query.blocking for query in queries)
    if blocking and event.kind not in (Kind.RESOLVED, Kind.PRESSING):
        sentences.append(
            ngettext(
                "This blocks release.",
                "These block release.",
                len(queries),
            )
            if blocking == len(queries)
            else _("Some of these block release.")
        )
    return " ".join(sentences)


def _unreached(event: Event) -> dict[str, object]:
    """Whom no mail reaches, and where."""
    bounced = Bounced.of(event) if event.kind == Kind.BOUNCED else Bounced()
    return {"name": isolated(bounced.name), "address": bounced.address}


def _desks(event: Event) -> dict[str, object]:
    """Where a story was, and where it was moved."""
    moved = Moved.of(event) if event.kind == Kind.MOVED else Moved()
    return {"former": isolated(moved.former), "desk": isolated(moved.desk)}


def _is_former_author(event: Event, reader: User | None) -> bool:
    return reader is not None and reader.pk == AuthorChanged.of(event).former


def _was_asked_before(event: Event, reader: User | None) -> bool:
    return reader is not None and reader.pk == Assignment.of(event).former


def _replaced(event: Event, names: dict[str, object]) -> str:
    """As the former author reads it."""
    author = AuthorChanged.of(event).author
    if not author:
        return _("%(who)s removed you as the author of “%(article)s”.") % names
    sentence = _("%(who)s made %(author)s the author of “%(article)s” instead of you.")
    return sentence % {**names, "author": isolated(author)}


def _then_replaced(event: Event, names: dict[str, object]) -> str:
    author = AuthorChanged.of(event).author
    if not author:
        return _("%(who)s removed you as the author.") % names
    return _("%(who)s made %(author)s the author instead of you.") % {**names, "author": isolated(author)}


def _filed(names: dict[str, object], count: int, *, follows: bool) -> str:
    if follows:
        return ngettext(
            "“%(article)s” was filed with a query.", "“%(article)s” was filed with %(count)d queries.", count
        ) % {**names, "count": count}
    return ngettext(
        "“%(article)s” was filed with a query for you.",
        "“%(article)s” was filed with %(count)d queries for you.",
        count,
    ) % {**names, "count": count}


def _asked_together(names: dict[str, object], count: int, *, follows: bool) -> str:
    if follows:
        return ngettext(
            "%(who)s has a query about “%(article)s”.",
            "%(who)s has %(count)d queries about “%(article)s”.",
            count,
        ) % {**names, "count": count}
    return ngettext(
        "%(who)s has a query for you about “%(article)s”.",
        "%(who)s has %(count)d queries for you about “%(article)s”.",
        count,
    ) % {**names, "count": count}


def _invited(event: Event, names: dict[str, object], count: int) -> str:
    if event.actor is None:
        return _("Here is your link to “%(article)s”.") % names
    if Invited.of(event).purpose == Invitation.Purpose.COMMENT:
        return _("%(who)s asks you to read and comment on “%(article)s”.") % names
    return ngettext(
        "%(who)s asks you to answer a query about “%(article)s”.",
        "%(who)s asks you to answer %(count)d queries about “%(article)s”.",
        count,
    ) % {**names, "count": count}


def _decided(event: Event, names: dict[str, object], reader: User | None) -> str:
    count, suggestions = _suggested(event, reader)
    sentence = (
        ngettext(
            "%(who)s accepted your suggestion for “%(article)s”: %(suggestions)s.",
            "%(who)s accepted %(count)d of your suggestions for “%(article)s”: %(suggestions)s.",
            count,
        )
        if Decided.of(event).accepted
        else ngettext(
            "%(who)s rejected your suggestion for “%(article)s”: %(suggestions)s.",
            "%(who)s rejected %(count)d of your suggestions for “%(article)s”: %(suggestions)s.",
            count,
        )
    )
    return sentence % {**names, "count": count, "suggestions": suggestions}


def _then_decided(event: Event, names: dict[str, object], reader: User | None) -> str:
    count, suggestions = _suggested(event, reader)
    sentence = (
        ngettext(
            "%(who)s accepted your suggestion: %(suggestions)s.",
            "%(who)s accepted %(count)d of your suggestions: %(suggestions)s.",
            count,
        )
        if Decided.of(event).accepted
        else ngettext(
            "%(who)s rejected your suggestion: %(suggestions)s.",
            "%(who)s rejected %(count)d of your suggestions: %(suggestions)s.",
            count,
        )
    )
    return sentence % {**names, "count": count, "suggestions": suggestions}


def _suggested(event: Event, reader: User | None) -> tuple[int, str]:
    """How many suggestions of the reader's were decided on, and the first of them in words."""
    theirs = Decided.of(event).suggestions.get(reader.pk if reader else 0, DecidedSuggestions())
    more = "; …" if len(theirs.ids) > len(theirs.sentences) else ""
    return len(theirs.ids), isolated("; ".join(theirs.sentences)) + more


def _opening_of(kind: str) -> str:
    return {
        Kind.ASKED: _("%(who)s has a query about “%(article)s”."),
        Kind.REPLIED: _("%(who)s replied to a query about “%(article)s”."),
        Kind.ASSIGNED: _("%(who)s assigned you a query about “%(article)s”."),
        Kind.RESOLVED: _("%(who)s resolved a query about “%(article)s”."),
        Kind.REOPENED: _("%(who)s reopened a query about “%(article)s”."),
        Kind.CHANGED: _("%(who)s changed a query about “%(article)s”."),
        Kind.STAGE_DUE: _("“%(article)s” is ready for %(stage)s sign-off."),
        Kind.STALE: _("“%(article)s” changed after your %(stage)s sign-off; last edit by %(who)s."),
        Kind.RELEASED: _("%(who)s released “%(article)s”."),
        Kind.REMINDED: _("A query about “%(article)s” still needs your answer."),
        Kind.PRESSING: _("“%(article)s” is held up by %(hold)s."),
        Kind.BOUNCED: _("Email to %(name)s (%(address)s) about “%(article)s” is bouncing."),
        Kind.AUTHOR: _("%(who)s made you the author of “%(article)s”."),
        Kind.MOVED: _("%(who)s moved “%(article)s” from %(former)s to %(desk)s."),
        Kind.ASSIGNMENT: _("%(who)s asks you to write “%(article)s”."),
        Kind.ACCEPTED: _("%(who)s accepted the assignment “%(article)s”."),
        Kind.DECLINED: _("%(who)s declined the assignment “%(article)s”."),
    }[Kind(kind)]


def is_only_mentioned(event: Event, reader: User, queries: tuple[Query, ...]) -> bool:
    """Named in what was written, and neither who asked nor whose turn it is."""
    if reader.pk not in mentioned_by(event):
        return False
    own = {query.asked_by_id for query in queries}
    return reader.pk not in own | {query.owner_id_in(event.article) for query in queries}


def _then_of(kind: str) -> str:
    return {
        Kind.ASKED: _("%(who)s has a query."),
        Kind.REPLIED: _("%(who)s replied."),
        Kind.ASSIGNED: _("%(who)s assigned you this query."),
        Kind.RESOLVED: _("%(who)s resolved this query."),
        Kind.REOPENED: _("%(who)s reopened this query."),
        Kind.CHANGED: _("%(who)s changed this query."),
        Kind.STAGE_DUE: _("Ready for %(stage)s sign-off."),
        Kind.STALE: _("The copy changed after your %(stage)s sign-off; last edit by %(who)s."),
        Kind.RELEASED: _("%(who)s released the story."),
        Kind.INVITED: _("%(who)s asks for your input."),
        Kind.REMINDED: _("It still needs your answer."),
        Kind.PRESSING: _("The story is held up by %(hold)s."),
        Kind.BOUNCED: _("Email to %(name)s (%(address)s) is bouncing."),
        Kind.AUTHOR: _("%(who)s made you the author."),
        Kind.MOVED: _("%(who)s moved the story from %(former)s to %(desk)s."),
        Kind.ASSIGNMENT: _("%(who)s asks you to write it."),
        Kind.ACCEPTED: _("%(who)s accepted the assignment."),
        Kind.DECLINED: _("%(who)s declined the assignment."),
    }[Kind(kind)]


def _request_of(event: Event, reader: User, queries: tuple[Query, ...]) -> str:
    if event.kind != Kind.RESOLVED and is_only_mentioned(event, reader, queries):
        return _("You were mentioned.")
    match event.kind:
        case Kind.INVITED:
            return _invitation(len(queries))
        case Kind.ASKED | Kind.ASSIGNED | Kind.CHANGED | Kind.REMINDED if reader.is_guest:
            return ngettext("Please answer it.", "Please answer them.", len(queries))
        case Kind.ASKED | Kind.ASSIGNED | Kind.CHANGED | Kind.REMINDED | Kind.STANDS_IN:
            return ngettext(
                "Please answer or reassign it.",
                "Please answer or reassign them.",
                len(queries),
            )
        case Kind.REPLIED:
            return _request_after_reply(event, reader, queries[0])
        case Kind.REOPENED:
            return _("The query is open again: please complete the answer.")
        case Kind.RESOLVED | Kind.DECIDED | Kind.AUTHOR | Kind.MOVED | Kind.ACCEPTED:
            return _("No action needed.")
        case Kind.ASSIGNMENT:
            return _request_to_write(event, reader)
        case Kind.DECLINED:
            return _("The reason: “%(reason)s” Please assign the story to someone else.") % {
                "reason": isolated(Answered.of(event).reason)
            }
        case Kind.STAGE_DUE:
            return ""
        case Kind.BOUNCED:
            return _(
                "Please contact them another way; email to that address is on hold until it is fixed. "
                "The mail server’s reason: “%(reason)s”"
            ) % {"reason": Bounced.of(event).reason}
        case Kind.DEPUTY:
            return _request_about_deputy(event, reader)
        case Kind.STALE:
            return _("Your sign-off is out of date. Please review the changes and sign off again.")
        case Kind.PRESSING:
            return _request_to_desk(event)
        case _:
            return _("Released as signed. No action needed.")


def _request_to_write(event: Event, reader: User) -> str:
    """What to write, for who is asked to."""
    if _was_asked_before(event, reader):
        return _("No action needed.")
    brief = on_one_line(Assignment.of(event).brief, BRIEF_LENGTH)
    request = _("Please accept or decline it.")
    return f"{request} {_('The brief: “%(brief)s”') % {'brief': isolated(brief)}}" if brief else request


def _request_about_deputy(event: Event, reader: User) -> str:
    named = Deputy.of(event)
    if reader.pk == named.person:
        return _(
            "If this wasn’t you, undo it under Preferences, change your password and tell an administrator."
        )
    if reader.pk == named.deputy and named.is_named:
        return _("While they are away, you can answer and resolve queries for them.")
    return _("No action needed.")


def _request_to_desk(event: Event) -> str:
    """To who can decide: there are always these ways on."""
    request = _("Get it answered, resolve it, or mark it non-blocking.")
    others: int = Pressing.of(event).others
    if not others:
        return request
    more = ngettext("%(count)d more query blocks release.", "%(count)d more queries block release.", others)
    return f"{request} {more % {'count': others}}"


def _hold(queries: tuple[Query, ...]) -> str:
    """The query that holds a story up, by whose turn it is."""
    for query in queries:
        if query.state == Query.State.ANSWERED:
            return _("an answered query that needs resolving")
        if query.turn:
            return _("a query to %(owner)s") % {"owner": isolated(str(query.turn))}
    return _("an unassigned query")


def _invitation(count: int) -> str:
    request = ngettext("Please answer the query below.", "Please answer the queries below.", count)
    alone = _("No account needed. The link is personal: please don’t share it.")
    return f"{request} {alone}" if count else alone


def _request_after_reply(event: Event, reader: User, query: Query) -> str:
    if reader.is_guest and reader.pk == query.asked_by_id:
        return _("No action needed if this answers your question; otherwise reply.")
    if reader.pk == query.asked_by_id:
        return _("Resolve it if this answers your question; otherwise reply.")
    if reader.pk == query.owner_id_in(event.article):
        if query.state == Query.State.ANSWERED:
            return _("This query was yours to answer; reply if you have anything to add.")
        return _("This query is yours to answer.")
    if query.asked_by is None:
        return _("From the draft. If this answers it, resolve the query.")
    return _("You are in this thread; reply if you have anything to add.")
