"""People, desks, and the role of each person on a desk."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager, Group
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

LONGEST_ADDRESS = 254  # characters of an e-mail address (RFC 5321)


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of that address, in any case of letters. An impossible address is not looked up.

        Raises :class:`User.DoesNotExist`.
        """
        if username and (len(username) > LONGEST_ADDRESS or "\x00" in username):
            raise User.DoesNotExist
        return self.get(email__iexact=username, is_guest=False)

    def at_work(self) -> models.QuerySet[User]:
        """Accounts that may act: neither deactivated ones, nor those of the demo in production."""
        people = self.filter(is_active=True)
        return people.filter(is_demo=False) if settings.PRODUCTION else people

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(AbstractUser):
    """A person. They sign in with their email address.

    A guest never signs in and has no role on any desk: their invitations say what they may see. A guest may
    have the same address as an account, so that inviting somebody does not reveal whether an account exists.
    """

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("email address"))
    name = models.CharField(_("name"), max_length=120)
    is_guest = models.BooleanField(
        _("guest"), default=False, help_text=_("uses a personal link and never signs in")
    )
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    """The demo made this account. Its password is public, so it cannot be used in production."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "is_guest",
                name="one_account_and_one_guest_per_address",
                violation_error_message=_("This address is already in use."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_guest=False) | models.Q(is_staff=False, is_superuser=False),
                name="a_guest_administers_nothing",
            ),
        ]

    def __str__(self) -> str:
        """The name, with a mark for guests, so that readers know."""
        name = self.name or self.email
        return gettext("%(name)s (guest)") % {"name": name} if self.is_guest else name

    @property
    def is_shut_out(self) -> bool:
        """True for demo accounts in production: their passwords, sessions, links and mails are refused."""
        return self.is_demo and settings.PRODUCTION

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return (self.name or self.email).split(" ", maxsplit=1)[0]

    @cached_property
    def desk_roles(self) -> dict[int, str]:
        """Desk id → role, read once for each request."""
        return {} if self.is_guest else dict(self.memberships.order_by().values_list("desk_id", "role"))

    @property
    def edits_a_desk(self) -> bool:
        return Membership.Role.EDITOR in self.desk_roles.values()

    @cached_property
    def group_ids(self) -> frozenset[int]:
        """The groups this person signs for, read once for each request."""
        return frozenset() if self.is_guest else frozenset(self.groups.values_list("id", flat=True))


class Alias(models.Model):
    """Another address from which a person writes. Mail to them goes to their own address only."""

    person = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("person")
    )
    address = models.EmailField(_("address"), help_text=_("in lower case"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("email alias")
        verbose_name_plural = _("email aliases")
        ordering = ["address"]
        constraints = [
            models.UniqueConstraint("person", Lower("address"), name="an_address_is_named_once"),
        ]

    def __str__(self) -> str:
        return self.address

    def save(self, **kwargs: Any) -> None:
        self.address = self.address.lower()
        super().save(**kwargs)


class Desk(models.Model):
    """A part of the newsroom with its own workflow.

    ``released_by`` says who releases its copy. The group of the last stage is known to upper layers only.
    """

    class ReleasedBy(models.TextChoices):
        LAST_STAGE = "last_stage", _("the last stage’s group")
        EDITORS = "editors", _("desk editors")
        GROUP = "group", _("another group")

    class Direction(models.TextChoices):
        AUTO = "", _("as its language")
        LTR = "ltr", _("left to right")
        RTL = "rtl", _("right to left")

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), unique=True, max_length=50)
    language = models.CharField(_("language"), max_length=12, default="en")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction, blank=True)
    released_by = models.CharField(
        _("released by"),
        max_length=10,
        choices=ReleasedBy,
        default=ReleasedBy.LAST_STAGE,
        help_text=_("Only group members with a role on the desk can release its stories."),
    )
    releasing_group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("release group"),
        help_text=_("only if it is not the last stage’s group"),
    )
    reminders = models.CharField(_("reminders"), max_length=200, blank=True, editable=False)
    """Steps before a deadline such as ``50%,24h,4h``; a comma alone is none, blank as for the newsroom."""
    escalations = models.CharField(_("warnings to the desk"), max_length=200, blank=True, editable=False)
    """The same for warnings about what holds a story up, without parts."""
    sections = models.JSONField(_("sections"), default=list, blank=True, editable=False)
    """The sections that its stories can be in, in order; without any a story is in whatever people type."""
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    people = models.ManyToManyField(
        User, through="Membership", related_name="desks", verbose_name=_("people")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(released_by="group") | models.Q(releasing_group__isnull=False),
                name="a_group_that_releases_is_named",
                violation_error_message=_("Choose a release group."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def speakers(self) -> models.QuerySet[User]:
        """Those of its people who may say something: active, and more than viewers."""
        parts = Membership.objects.speaking().filter(desk=self)
        return User.objects.filter(is_active=True, pk__in=parts.values("user"))

    def writers(self) -> models.QuerySet[User]:
        """Those of its people who may file: active writers and editors."""
        roles = (Membership.Role.WRITER, Membership.Role.EDITOR)
        parts = Membership.objects.filter(desk=self, role__in=roles)
        return User.objects.filter(is_active=True, pk__in=parts.values("user"))

    def editors(self) -> models.QuerySet[User]:
        """Its active editors."""
        parts = Membership.objects.filter(desk=self, role=Membership.Role.EDITOR)
        return User.objects.filter(is_active=True, pk__in=parts.values("user"))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def speaking(self) -> Self:
        """The roles that let a person say something."""
        return self.exclude(role=Membership.Role.VIEWER)


class Membership(models.Model):
    """The role of a person on a desk.

    A viewer sees and says nothing; a writer edits and answers on their own articles; a reader sees, asks,
    answers and signs; an editor does everything but sign and release for a group they are not in.
    """

    class Role(models.TextChoices):
        VIEWER = "viewer", _("viewer")
        WRITER = "writer", _("writer")
        READER = "reader", _("reader")
        EDITOR = "editor", _("editor")

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    desk = models.ForeignKey(
        Desk, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("desk")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.WRITER)
    history = HistoricalRecords()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["desk", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "desk"], name="one_part_per_desk")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.desk}"

    def clean(self) -> None:
        if self.user_id and self.user.is_guest:
            raise ValidationError(
                gettext("A guest can’t have a role on a desk. Untick Guest on the person’s page first.")
            )
