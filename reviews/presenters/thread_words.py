"""The sentences of a thread, translated once a page."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _

from reviews.models import Query


class Words:
    """The sentences of a thread in the reader's language, as HTML; those with a gap are still text."""

    def __init__(self) -> None:
        self.query = escape(_("Query"))
        self.blocks = escape(_("blocking"))
        self.release = escape(_("release"))
        self.not_blocking = escape(_("non-blocking"))
        self.answered = escape(_("answered"))
        self.waits_for = _("waiting on %(person)s")
        self.waits_for_you = escape(_("waiting on you"))
        self.waits_for_desk = escape(_("waiting on the desk editors"))
        self.due, self.overdue = _("due %(moment)s"), _("overdue, was due %(moment)s")
        self.replies = {True: _("%(count)d reply"), False: _("%(count)d replies")}
        self.earlier = {True: _("%(count)d earlier reply"), False: _("%(count)d earlier replies")}
        self.resolved = escape(_("resolved"))
        self.from_file = escape(_("From the draft"))
        self.reply = escape(_("Reply"))
        self.resolve = escape(_("Resolve"))
        self.reopen = escape(_("Reopen"))
        self.make_style = escape(_("Make this house style"))
        self.undo = escape(_("Undo"))
        self.undo_of = _("Undo: restore the old text and reopen query %(number)s")
        self.by_mail = escape(_(" · by email"))
        self.files = escape(_("Files"))
        self.not_taken = escape(_("too large, not saved"))
        self.kinds = {kind.value: escape(str(kind.label)) for kind in Query.Kind}
        self.more = _("More: query %(number)s")
        self.reply_to = _("Reply to query %(number)s")
        self.resolve_query = _("Resolve query %(number)s")
        self.asked_of = _("to %(person)s")
        self.resolved_by = _("Resolved by %(person)s")
        self.about = _("About a suggestion by %(person)s")
        self.accepted, self.rejected = _("Accepted: %(change)s"), _("Rejected: %(change)s")
        self.somebody = _("someone")
        self.old_revision = _("asked on revision %(number)s")
