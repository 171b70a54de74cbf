"""A desk's workflow, the rounds articles go through, and the signatures on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.scope import ArticleScope
from articles.models import Article, Revision
from newsroom.admin.base import (
    BaseInline,
    NamedDeletion,
    Panel,
    ReadOnlyAdmin,
    Section,
    counted,
    rows_for_each,
)
from newsroom.admin.forms import DeskForm
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.people import DeskAdmin
from newsroom.admin.scope import DeskScope, SeenValuesFilter
from newsroom.admin.showing import link_to, list_url, short_digest
from newsroom.models import Desk
from reviews.admin.articles import moment, signoff_state
from reviews.models import Event, Round, SignOff, Stage
from reviews.models.workflow import LastRequiredStage, changing_together
from reviews.workflow.presets import DEFAULT_PRESET, PRESETS, add_stages

if TYPE_CHECKING:
    StageModelForm = forms.ModelForm[Stage]
    StageInlineFormSet = forms.BaseInlineFormSet[Stage, Desk, forms.ModelForm[Stage]]
else:
    StageModelForm, StageInlineFormSet = forms.ModelForm, forms.BaseInlineFormSet

PARKED = 10_000
"""Added to the positions of stages that change places, so that no two ever stand at the same one."""


def uses_of(stage: Stage) -> list[str]:
    """Why a stage has to stay: copy that reached it, signatures on it. A stage can cease to be required."""
    counts = (
        (Round, Round.objects.filter(stage=stage).count()),
        (SignOff, stage.signoffs.count()),
        (Event, Event.objects.filter(stage=stage).count()),
    )
    return [counted(model, count, of=stage) for model, count in counts if count]


class StageForm(StageModelForm):
    """A stage on its desk's page; places are compared there, among all stages of the desk."""

    class Meta:
        model = Stage
        fields = ("position", "name", "group", "signatures", "author_may_sign", "required")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if (
            cleaned
            and cleaned.get("DELETE")
            and self.instance.pk is not None
            and (uses := uses_of(self.instance))
        ):
            cleaned["DELETE"] = False
            self.add_error(
                None,
                _("“%(stage)s” cannot be deleted (%(uses)s). Make it optional instead.")
                % {"stage": self.instance, "uses": ", ".join(uses)},
            )
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "position"}  # type: ignore[misc]


class StageFormSet(NamedDeletion, StageInlineFormSet):
    """All stages of a desk at once, so that they can change places."""

    def clean(self) -> None:
        super().clean()
        places = [
            form.cleaned_data["position"]
            for form in self.forms
            if form.cleaned_data.get("position") is not None and not form.cleaned_data.get("DELETE")
        ]
        if len(places) != len(set(places)):
            raise ValidationError(_("Two stages cannot have the same position."))
        required = set()
        if self.instance.pk is not None:
            required = set(Stage.objects.required().filter(desk=self.instance).values_list("pk", flat=True))
        remaining = required - {form.instance.pk for form in self.initial_forms}
        if required and not remaining and not any(_stays_required(form) for form in self.forms):
            raise ValidationError(str(LastRequiredStage(self.instance)))

    @property
    def extra_forms(self) -> list[Any]:
        """In the order of their places: stories that wait for a first stage join the first that is made."""
        return sorted(super().extra_forms, key=_place)

    def save(self, commit: bool = True) -> list[Stage]:
        with changing_together(self.instance):
            return super().save(commit)

    def save_existing_objects(self, commit: bool = True) -> list[Stage]:
        moving = [form.instance.pk for form in self.initial_forms if self._moves(form)]
        if commit and moving:
            Stage.objects.filter(pk__in=moving).update(position=F("position") + PARKED)
        return super().save_existing_objects(commit)

    def _moves(self, form: StageModelForm) -> bool:
        return "position" in form.changed_data or bool(form.cleaned_data.get("DELETE"))


def _stays_required(form: StageModelForm) -> bool:
    return bool(form.cleaned_data.get("required")) and not form.cleaned_data.get("DELETE")


def _place(form: StageModelForm) -> int:
    cleaned: dict[str, Any] = getattr(form, "cleaned_data", {})
    return cleaned.get("position") or 0


class StageInline(BaseInline[Stage, Desk]):
    model = Stage
    form = StageForm
    formset = StageFormSet
    autocomplete_fields = ("group",)
    ordering = ("position",)
    show_change_link = True


class NewDeskForm(DeskForm):
    """A desk that begins with the stages of a workflow: without any it could release nothing."""

    preset = forms.ChoiceField(
        label=gettext_lazy("Workflow to begin with"),
        help_text=gettext_lazy("Its stages are created with the desk and can be changed afterwards."),
        choices=[(preset.key, preset.name) for preset in PRESETS.values()],
        initial=DEFAULT_PRESET,
    )


class DeskWithWorkflowAdmin(DeskAdmin):
    """A desk with its stages and its people."""

    list_display = (*DeskAdmin.list_display, "released_by", "stages_count", "in_progress")
    inlines = (StageInline, *DeskAdmin.inlines)

    def get_form(
        self, request: HttpRequest, obj: Desk | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(request, obj, change, **kwargs, **({} if obj else {"form": NewDeskForm}))

    def get_fields(self, request: HttpRequest, obj: Desk | None = None) -> Any:
        return (
            self.fields if obj else ("name", "slug", "language", "preset", "released_by", "releasing_group")
        )

    def get_inlines(self, request: HttpRequest, obj: Desk | None) -> Any:
        return self.inlines if obj else DeskAdmin.inlines

    def save_model(self, request: HttpRequest, obj: Desk, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            add_stages(obj, PRESETS[form.cleaned_data["preset"]])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Desk]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                stages_count=rows_for_each(Stage.objects.all(), "desk"),
                in_progress=rows_for_each(Article.objects.in_progress(), "desk"),
            )
        )

    @admin.display(description=gettext_lazy("stages"), ordering="stages_count")
    def stages_count(self, desk: Desk) -> int:
        return int(desk.stages_count)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("stories in progress"), ordering="in_progress")
    def in_progress(self, desk: Desk) -> int:
        return int(desk.in_progress)  # type: ignore[attr-defined]


@admin.register(Stage)
class StageAdmin(HistoryAdmin[Stage], DeskScope[Stage]):
    section = Section.PEOPLE
    list_display = ("name", "desk", "position", "group", "signatures", "author_may_sign", "required")
    list_filter = ("desk", "required", "group")
    list_select_related = ("desk", "group")
    search_fields = ("name", "desk__name")
    autocomplete_fields = ("desk", "group")
    ordering = ("desk__name", "position")
    history_related = ("desk", "group")

    def get_readonly_fields(self, request: HttpRequest, obj: Stage | None = None) -> tuple[str, ...]:
        """A stage stays on its desk: rounds and signatures there name it."""
        return (*super().get_readonly_fields(request, obj), *(("desk",) if obj else ()))

    def reasons_to_keep(self, obj: Stage) -> list[str]:
        return uses_of(obj)


@admin.register(Round)
class RoundAdmin(HistoryAdmin[Round], ArticleScope[Round]):
    """Rounds are opened and moved by the newsroom's work; here is what became of them, and when."""

    section = Section.STORIES
    list_display = ("title", "number", "stage", "opened_at", "opened_by", "closed_at")
    list_filter = (
        ("closed_at", admin.EmptyFieldListFilter),
        "article__desk",
        ("stage__name", SeenValuesFilter),
    )
    list_select_related = ("article", "stage", "opened_by")
    ordering = ("-pk",)
    fields = ("article", "number", "stage", "opened_at", "opened_by", "reason", "closed_at")
    history_related = ("stage",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("story"))
    def title(self, round: Round) -> str:
        return str(round.article)

    def panels(self, request: HttpRequest, obj: Round) -> list[Panel]:
        given = obj.signoffs.select_related("stage", "signer").order_by("pk")
        return [
            Panel(
                title=_("Sign-offs"),
                columns=[_("Signed"), _("Stage"), _("By"), _("Status"), _("Fingerprint")],
                rows=[
                    [
                        link_to(SignOff, signoff.pk, moment(signoff.signed_at)),
                        signoff.stage,
                        signoff.signer,
                        signoff_state(signoff, obj.article),
                        short_digest(signoff.digest),
                    ]
                    for signoff in given[:50]
                ],
                total=obj.signoffs.count(),
                more=list_url(SignOff, round__id__exact=obj.pk),
            )
        ]


class StatusFilter(admin.SimpleListFilter):
    """Whether a signature is for the words as they are now."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("valid", _("valid")), ("stale", _("out of date")), ("withdrawn", _("withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SignOff]) -> QuerySet[SignOff] | None:
        same = Q(digest=F("round__article__digest"))
        chosen = {
            "valid": Q(withdrawn_at=None) & same,
            "stale": Q(withdrawn_at=None) & ~same,
            "withdrawn": Q(withdrawn_at__isnull=False),
        }.get(self.value() or "")
        return queryset.filter(chosen) if chosen is not None else None


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin[SignOff], ArticleScope[SignOff]):
    section = Section.STORIES
    article_path = "round__article"
    heavy_fields = ("revision__content",)
    list_display = (
        "title",
        "stage",
        "signer",
        "current_state",
        "signed_at",
        "revision_number",
        "digest_short",
    )
    list_filter = (
        *(StatusFilter, "stage__desk", ("stage__name", SeenValuesFilter)),
        ("signed_at", admin.DateFieldListFilter),
    )
    list_select_related = ("round__article", "stage", "signer", "revision")
    search_fields = ("signer__name__icontains",)
    ordering = ("-pk",)
    fields = (
        *("of", "round_number", "stage", "signer", "signed_at", "current_state", "digest_whole"),
        *("revision_link", "author_then", "author_might_sign", "withdrawn_at", "stale_notified_at"),
    )
    readonly_fields = ("of", "round_number", "current_state", "digest_whole", "revision_link")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "round__article__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("story"))
    def title(self, signoff: SignOff) -> str:
        return str(signoff.round.article)

    @admin.display(description=gettext_lazy("story"))
    def of(self, signoff: SignOff) -> SafeString:
        return link_to(Article, signoff.round.article_id, signoff.round.article)

    @admin.display(description=gettext_lazy("round"))
    def round_number(self, signoff: SignOff) -> SafeString:
        return link_to(Round, signoff.round_id, signoff.round.number)

    @admin.display(description=gettext_lazy("status"))
    def current_state(self, signoff: SignOff) -> str:
        return signoff_state(signoff, signoff.round.article)

    @admin.display(description=gettext_lazy("revision"))
    def revision_number(self, signoff: SignOff) -> int:
        return signoff.revision.number

    @admin.display(description=gettext_lazy("revision"))
    def revision_link(self, signoff: SignOff) -> SafeString:
        return link_to(Revision, signoff.revision_id, f"#{signoff.revision.number}")

    @admin.display(description=gettext_lazy("fingerprint"))
    def digest_short(self, signoff: SignOff) -> SafeString:
        return short_digest(signoff.digest)

    @admin.display(description=gettext_lazy("fingerprint"))
    def digest_whole(self, signoff: SignOff) -> SafeString:
        return short_digest(signoff.digest)
