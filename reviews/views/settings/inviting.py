"""Invitations of staff: sent, sent again, and withdrawn."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from newsroom.accounts.recent import require_recent_sign_in
from newsroom.accounts.staff import invitations
from newsroom.errors import DomainError
from newsroom.web.pages import PageRequest, done, page
from newsroom.web.refusals import answer_refusals
from reviews import access
from reviews.administration.inviting import Promise, invite_people, parts_to_give
from reviews.forms.settings.people import InviteForm, roles_in, stages_in
from reviews.views.settings.frame import posted, require_somebody, shown


@page
@require_recent_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PageRequest) -> HttpResponse:
    """Several people at once. A refusal leaves the form as it was filled in."""
    require_somebody(request)
    form = InviteForm(posted(request))
    promise = Promise(
        roles_in(request.POST),
        stages_in(request.POST),
        is_administrator=access.may_administer(request.user) and "is_administrator" in request.POST,
    )

    def answer(refusal: DomainError | None = None) -> HttpResponse:
        if refusal:
            form.refuse(refusal)
        context = {"form": form, "parts": parts_to_give(request.user, promise)}
        return shown(request, "invite.html", "people", context, refusal)

    if request.method != "POST":
        return answer()
    answer_refusals(request, answer)
    form.is_valid()
    text = form.cleaned_data.get("addresses", "")
    sent = invite_people(text, promise, by=request.user, now=timezone.now())
    invited = sum(one.invitation is not None for one in sent)
    sentences = []
    if invited:
        sentence = ngettext("%(count)d person invited.", "%(count)d people invited.", invited)
        sentences.append(sentence % {"count": invited})
    if invited < len(sent):
        count = len(sent) - invited
        sentence = ngettext(
            "%(count)d person had an account already, and has the new roles.",
            "%(count)d people had accounts already, and have the new roles.",
            count,
        )
        sentences.append(sentence % {"count": count})
    return done(request, " ".join(sentences), "settings_people")


@page
@require_recent_sign_in
@require_POST
def send_again(request: PageRequest, pk: int) -> HttpResponse:
    invitation = invitations.find(request.user, pk)
    invitations.send_again(invitation, by=request.user, now=timezone.now())
    sentence = _("Invitation sent again to %(address)s. The earlier link no longer works.")
    return done(request, sentence % {"address": invitation.address}, "settings_people")


@page
@require_POST
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    invitation = invitations.find(request.user, pk)
    invitations.withdraw(invitation, by=request.user, now=timezone.now())
    sentence = _("Invitation of %(address)s withdrawn.") % {"address": invitation.address}
    return done(request, sentence, "settings_people")
