"""From a mail about an account to its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.accounts.mail import Change, Kind
from newsroom.models import AccountMail
from newsroom.models.newsroom import name_of_newsroom, newsrooms_defaults
from reviews.notifications.mail import phrases, reply_addresses, reply_instructions, styles
from reviews.notifications.mail.headers import automatic, one_line
from reviews.notifications.mail.rendering import Mail
from reviews.notifications.mail.reply_addresses import About

CHANGES = MappingProxyType(
    {
        Change.PASSWORD_CHANGED: gettext_lazy("Your password was changed."),
        Change.PASSWORD_RESET: gettext_lazy("Your password was reset."),
        Change.PASSWORD_SET: gettext_lazy("A password was set for your account."),
        Change.ADDRESS_CHANGED: gettext_lazy("The email address of your account was changed."),
        Change.TOTP_ADDED: gettext_lazy("An authenticator app was added to your account."),
        Change.TOTP_REMOVED: gettext_lazy("The authenticator app was removed from your account."),
        Change.RECOVERY_CODES_MADE: gettext_lazy("New recovery codes were created for your account."),
        Change.PASSKEY_ADDED: gettext_lazy("A passkey was added to your account."),
        Change.PASSKEY_REMOVED: gettext_lazy("A passkey was removed from your account."),
        Change.SECOND_FACTORS_REMOVED: gettext_lazy(
            "An administrator removed the passkeys and the authenticator app from your account."
        ),
        Change.SIGN_IN_CONNECTED: gettext_lazy("Your account was connected to another sign-in."),
        Change.SIGN_IN_DISCONNECTED: gettext_lazy("A connected sign-in was removed from your account."),
    }
)


@dataclass(frozen=True)
class Words:
    """What a mail says: paragraphs above the button, and what is good to know below it."""

    subject: str
    paragraphs: tuple[str, ...]
    button: str
    link: str
    last: str


@dataclass(frozen=True)
class Content:
    """The mail before it has a form."""

    subject: str
    paragraphs: tuple[str, ...]
    button: str
    link: str
    last: str
    answering: str
    preferences: str
    signature: str
    language: str
    direction: str


def render(row: AccountMail) -> Mail:
    """The mail of a row, the same whenever it is made. Whatever this raises is the fault of the row."""
    with newsrooms_defaults():
        content = _content(_WORDS[Kind(row.kind)](row, row.facts))
        return Mail(
            to=row.address,
            subject=content.subject,
            text="\n\n".join(_paragraphs(content)) + "\n",
            html=styles.page("reviews/mail/account.html", content),
            headers=MappingProxyType(automatic(row.message_id)),
            returns_to=_return_address(row),
        )


def _return_address(row: AccountMail) -> str:
    if row.person_id is None:
        return ""
    return reply_addresses.make(About.RETURN, 0, person=row.person_id, written=row.created_at)


def _content(words: Words) -> Content:
    return Content(
        subject=one_line(words.subject),
        paragraphs=words.paragraphs,
        button=words.button,
        link=words.link,
        last=words.last,
        answering=reply_instructions.not_read(),
        preferences="",
        signature=name_of_newsroom(),
        language=translation.get_language() or "en",
        direction="rtl" if translation.get_language_bidi() else "ltr",
    )


def _paragraphs(content: Content) -> list[str]:
    return [
        *content.paragraphs,
        f"{content.button}:\n{content.link}",
        content.last,
        content.answering,
        f"-- \n{content.signature}",
    ]


# --- what each kind says


def _invitation(row: AccountMail, facts: Mapping[str, Any]) -> Words:
    by = phrases.isolated(facts["by"])
    return Words(
        subject=_("%(person)s invites you to %(newsroom)s")
        % {"person": facts["by"], "newsroom": name_of_newsroom()},
        paragraphs=(
            _("%(person)s invites you to the newsroom.") % {"person": by},
            *_roles(facts),
            _("Choose a password to get started. Your email address is your sign-in name."),
        ),
        button=_("Accept the invitation"),
        link=facts["link"],
        last=_("The link works until %(moment)s and only once. If you don’t know the sender, do nothing.")
        % {"moment": _moment(row.good_until)},
    )


def _invitation_asked(row: AccountMail, facts: Mapping[str, Any]) -> Words:
    name = facts["name"] or facts["address"]
    return Words(
        subject=_("%(person)s asks for a new invitation") % {"person": name},
        paragraphs=(
            _("The invitation for %(person)s (%(address)s) has expired, and they asked for a new one.")
            % {"person": phrases.isolated(name), "address": facts["address"]},
        ),
        button=_("Open Copydesk"),
        link=settings.COPYDESK_URL + reverse("needs_me"),
        last=_("Send the invitation again if you know them."),
    )


def _roles_added(row: AccountMail, facts: Mapping[str, Any]) -> Words:
    return Words(
        subject=_("You have a new role at %(newsroom)s") % {"newsroom": name_of_newsroom()},
        paragraphs=(
            _("%(person)s gave you a new role.") % {"person": phrases.isolated(facts["by"])},
            *_roles(facts),
        ),
        button=_("Open your stories"),
        link=settings.COPYDESK_URL + reverse("stories"),
        last=_("You sign in as before."),
    )


def _password_reset(row: AccountMail, facts: Mapping[str, Any]) -> Words:
    return Words(
        subject=_("Choose a new password for %(newsroom)s") % {"newsroom": name_of_newsroom()},
        paragraphs=(_("Someone, probably you, asked to reset the password of this account."),),
        button=_("Choose a new password"),
        link=facts["link"],
        last=_until(row, _("If it wasn’t you, do nothing: your password stays as it is.")),
    )


def _address_confirmation(row: AccountMail, facts: Mapping[str, Any]) -> Words:
    return Words(
        subject=_("Confirm your email address for %(newsroom)s") % {"newsroom": name_of_newsroom()},
        paragraphs=(_("Confirm that this is the email address of your account."),),
        button=_("Confirm this address"),
        link=facts["link"],
        last=_until(row, _("If you didn’t ask for this, do nothing.")),
    )


def _credentials_changed(row: AccountMail, facts: Mapping[str, Any]) -> Words:
    device = facts.get("device")
    when = _("When: %(moment)s") % {"moment": _moment(row.created_at)}
    where = _("From: %(device)s") % {"device": phrases.isolated(device)} if device else ""
    sentence = str(CHANGES[Change(facts["change"])])
    return Words(
        subject=_("%(newsroom)s sign-in: %(change)s")
        % {"newsroom": name_of_newsroom(), "change": sentence.rstrip(".")},
        paragraphs=(sentence, "\n".join(filter(None, [when, where]))),
        button=_("Open %(newsroom)s") % {"newsroom": name_of_newsroom()},
        link=settings.COPYDESK_URL + reverse("needs_me"),
        last=_("If it wasn’t you, reset your password on the sign-in page and tell an administrator."),
    )


_WORDS: Mapping[Kind, Callable[[AccountMail, Mapping[str, Any]], Words]] = MappingProxyType(
    {
        Kind.INVITATION: _invitation,
        Kind.INVITATION_ASKED: _invitation_asked,
        Kind.ROLES_ADDED: _roles_added,
        Kind.PASSWORD_RESET: _password_reset,
        Kind.ADDRESS_CONFIRMATION: _address_confirmation,
        Kind.CREDENTIALS_CHANGED: _credentials_changed,
    }
)


def _roles(facts: Mapping[str, Any]) -> list[str]:
    """One paragraph with a line for each role, or none."""
    lines = [f"- {phrases.isolated(role)}" for role in facts["roles"]]
    return ["\n".join([_("Your roles:"), *lines])] if lines else []


def _until(row: AccountMail, otherwise: str) -> str:
    if row.good_until is None:
        return otherwise
    return _("The link works until %(moment)s.") % {"moment": _moment(row.good_until)} + f" {otherwise}"


def _moment(moment: datetime | None) -> str:
    """The newsroom's clock: nobody is known yet whose own it could be."""
    return phrases.moment(moment, timezone.get_current_timezone()) if moment else ""
