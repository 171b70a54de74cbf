"""Forms of people and of who belongs to a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from newsroom.models import Membership, User

if TYPE_CHECKING:
    CreationForm = AdminUserCreationForm[User]
    ChangeForm = UserChangeForm[User]
    MembershipModelForm = forms.ModelForm[Membership]
else:
    CreationForm, ChangeForm, MembershipModelForm = AdminUserCreationForm, UserChangeForm, forms.ModelForm


def unused_address(email: str, person: User) -> str:
    """An address is the same whatever its letters' case; two people cannot share one."""
    email = User.objects.normalize_email(email)
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise forms.ValidationError(_("Somebody has this address already."))
    return email


class PersonCreationForm(CreationForm):
    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        return unused_address(self.cleaned_data["email"], self.instance)


class PersonChangeForm(ChangeForm):
    class Meta:
        model = User
        fields = "__all__"

    def clean_email(self) -> str:
        return unused_address(self.cleaned_data["email"], self.instance)


class Words(forms.Widget):
    """Shows what was chosen, without a field: one that is searched for costs a statement a row."""

    read_only = True

    def __init__(self, words: object) -> None:
        super().__init__()
        self.words = words

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        return format_html("<span>{}</span>", self.words)


class MembershipForm(MembershipModelForm):
    """The role can be changed; who and where cannot: that would be another membership."""

    class Meta:
        model = Membership
        fields = ("user", "desk", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in {"user", "desk"} & self.fields.keys():
                self.fields[name].disabled = True
                self.fields[name].widget = Words(getattr(self.instance, name))
