"""What came of an act on many stories, in a few sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.errors import Conflict
from newsroom.shortening import shortened
from reviews.lists.bulk import Outcome

MOST_REASONS = 5
MOST_NAMED = 3
LONGEST_HEADLINE = 60  # characters


class NothingDone(Conflict):
    """No story could be changed."""


_DONE: dict[str, Callable[[int], str]] = {
    "moved": lambda n: ngettext("%(count)d moved to %(to)s.", "%(count)d moved to %(to)s.", n),
    "moved_back": lambda n: ngettext("%(count)d moved back.", "%(count)d moved back.", n),
    "assigned": lambda n: ngettext("%(count)d assigned to %(to)s.", "%(count)d assigned to %(to)s.", n),
    "editor": lambda n: ngettext(
        "%(to)s is in charge of %(count)d story.", "%(to)s is in charge of %(count)d stories.", n
    ),
    "deadline": lambda n: ngettext(
        "Deadline of %(count)d story set.", "Deadline of %(count)d stories set.", n
    ),
    "spiked": lambda n: ngettext("%(count)d spiked.", "%(count)d spiked.", n),
    "unspiked": lambda n: ngettext("%(count)d unspiked.", "%(count)d unspiked.", n),
}


def sentence_of(act: str, outcome: Outcome, *, to: str = "") -> str:
    """What was done, what was not and why: "3 moved to Copy. 2 were not: “Ferry runs at night”: …".

    Raises :class:`NothingDone` with the sentence where no story was changed.
    """
    done = len(outcome.done)
    if not done:
        raise NothingDone(" ".join([_("Nothing was changed."), *_refused(outcome)]))
    refused = len(outcome.refused)
    parts = [_DONE[act](done) % {"count": done, "to": to}]
    if refused:
        parts.append(ngettext("%(count)d was not:", "%(count)d were not:", refused) % {"count": refused})
    return " ".join([*parts, *_refused(outcome)])


def _refused(outcome: Outcome) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for refusal in outcome.refused:
        headline = shortened(str(refusal.article), LONGEST_HEADLINE)
        by_reason.setdefault(refusal.sentence, []).append(f"“{headline}”")
    for sentence, headlines in list(by_reason.items())[:MOST_REASONS]:
        yield f"{_named(headlines)}: {sentence}"
    if len(by_reason) > MOST_REASONS:
        yield _("Others for other reasons.")
    if outcome.gone:
        yield ngettext(
            "%(count)d is not on your desks.", "%(count)d are not on your desks.", outcome.gone
        ) % {"count": outcome.gone}


def _named(headlines: list[str]) -> str:
    shown = ", ".join(headlines[:MOST_NAMED])
    more = len(headlines) - MOST_NAMED
    return _("%(stories)s and %(count)d more") % {"stories": shown, "count": more} if more > 0 else shown
