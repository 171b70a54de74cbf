"""Forms of people, aliases, desks and memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import (
    AdminUserCreationForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import AnonymousUser
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.access import privileges
from newsroom.models import Alias, Desk, Membership, User

if TYPE_CHECKING:
    CreationForm = AdminUserCreationForm[User]
    ChangeForm = UserChangeForm[User]
    MembershipModelForm = forms.ModelForm[Membership]
    AliasModelForm = forms.ModelForm[Alias]
    DeskModelForm = forms.ModelForm[Desk]
else:
    CreationForm, ChangeForm = AdminUserCreationForm, UserChangeForm
    MembershipModelForm = AliasModelForm = DeskModelForm = forms.ModelForm


def unused_address(email: str, person: User) -> str:
    """The normalized address. Two accounts cannot share one, in any case of letters, nor can two guests.

    Raises :class:`~django.forms.ValidationError`.
    """
    email = User.objects.normalize_email(email)
    alike = User.objects.filter(email__iexact=email, is_guest=person.is_guest)
    if alike.exclude(pk=person.pk).exists():
        raise forms.ValidationError(_("This address is already in use."))
    return email


class PersonCreationForm(CreationForm):
    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        return unused_address(self.cleaned_data["email"], self.instance)


class PasswordSetWidget(ReadOnlyPasswordHashWidget):
    """Says whether a password is set, and shows nothing of it."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if value and is_password_usable(value):
            context["summary"] = [{"label": _("A password is set.")}]
        return context


class PersonChangeForm(ChangeForm):
    password = ReadOnlyPasswordHashField(label=gettext_lazy("Password"), widget=PasswordSetWidget)

    class Meta:
        model = User
        fields = "__all__"

    def clean_email(self) -> str:
        return unused_address(self.cleaned_data["email"], self.instance)


class ReadOnlyText(forms.Widget):
    """Shows the value as text: an autocomplete field would cost a statement for each row."""

    read_only = True

    def __init__(self, text: object) -> None:
        super().__init__()
        self.text = text

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        return format_html("<span>{}</span>", self.text)


class DeskForm(DeskModelForm):
    """``released_by`` may be left out of a form, and then stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "released_by" in self.fields:
            self.fields["released_by"].required = False


class MembershipForm(MembershipModelForm):
    """Only the role can be changed: another person or desk would be another membership.

    ``actor`` fills in the form. They give and take only roles that they have on that desk.
    """

    actor: User | AnonymousUser = AnonymousUser()

    class Meta:
        model = Membership
        fields = ("user", "desk", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in {"user", "desk"} & self.fields.keys():
                self.fields[name].disabled = True
                self.fields[name].widget = ReadOnlyText(getattr(self.instance, name))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not (self.has_changed() or cleaned.get("DELETE")):
            return cleaned
        try:
            if not self.instance._state.adding:
                privileges.require_grant(
                    self.actor, privileges.of_role(self.instance.desk_id, self.instance.role)
                )
            if (desk := cleaned.get("desk")) and (role := cleaned.get("role")):
                privileges.require_grant(self.actor, privileges.of_role(desk.pk, role))
        except privileges.BeyondTheirOwn as refusal:
            cleaned["DELETE"] = False
            self.add_error(None, str(refusal))
        return cleaned


class AliasForm(AliasModelForm):
    """Mail from the address counts as the person's, so only people who may edit the person add one."""

    actor: User | AnonymousUser = AnonymousUser()

    class Meta:
        model = Alias
        fields = ("address", "person")

    def clean_person(self) -> User:
        person: User = self.cleaned_data["person"]
        try:
            privileges.require_edit(self.actor, person)
        except privileges.BeyondTheirOwn as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return person
