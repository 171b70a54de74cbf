"""Mail that came in, what was answered to it, and the addresses no mail goes to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.scope import ArticleScope
from newsroom.admin.base import ReadOnlyAdmin, Section
from newsroom.admin.scope import SuperuserScope
from newsroom.admin.showing import clipped
from reviews.inbound import receiving, responses
from reviews.models import Answer, Attachment, InboundMail, StoppedAddress
from reviews.notifications import bounces


@admin.register(InboundMail)
class InboundMailAdmin(ReadOnlyAdmin[InboundMail], ArticleScope[InboundMail]):
    """What became of each message. What belongs to no article is for administrators alone."""

    section = Section.MAIL
    heavy_fields = ("raw", "text", "recipients")
    list_display = ("received_at", "sender", "title", "state", "why", "channel", "attempts")
    list_filter = ("state", "channel", ("received_at", admin.DateFieldListFilter))
    list_select_related = ("person", "article")
    search_fields = ("sender__icontains", "message_id__exact", "subject__icontains")
    ordering = ("-pk",)
    actions = ("again",)
    fields = (
        *("state", "reason", "sender", "recipients", "subject", "person", "article", "text_shown"),
        *("channel", "size_shown", "message_id", "attempts", "not_before", "received_at", "settled_at"),
    )
    readonly_fields = ("text_shown", "size_shown")

    def has_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reviews.change_inboundmail")

    @admin.action(description=gettext_lazy("Process selected mail again"), permissions=["again"])
    def again(self, request: HttpRequest, chosen: QuerySet[InboundMail]) -> None:
        count = receiving.take_again(chosen.values_list("pk", flat=True), now=timezone.now())
        if not count:
            sentence = _("Only refused or quarantined mail that is still stored can be processed again.")
            self.message_user(request, sentence, messages.WARNING)
            return
        sentence = ngettext(
            "%(count)d email will be processed again.", "%(count)d emails will be processed again.", count
        )
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS)

    @admin.display(description=gettext_lazy("subject"))
    def title(self, mail: InboundMail) -> str:
        return clipped(mail.subject, 50) or "—"

    @admin.display(description=gettext_lazy("reason"))
    def why(self, mail: InboundMail) -> SafeString:
        return format_html('<span title="{}">{}</span>', mail.reason, clipped(mail.reason, 80) or "—")

    @admin.display(description=gettext_lazy("reply"))
    def text_shown(self, mail: InboundMail) -> SafeString:
        return format_html('<pre class="letter">{}</pre>', mail.text)

    @admin.display(description=gettext_lazy("size"))
    def size_shown(self, mail: InboundMail) -> str:
        return filesizeformat(mail.size)


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin[Answer], ArticleScope[Answer]):
    section = Section.MAIL
    heavy_fields = ("paragraphs",)
    list_display = ("created_at", "person", "title", "state", "attempts", "last_error")
    list_filter = ("state", ("created_at", admin.DateFieldListFilter))
    list_select_related = ("person",)
    search_fields = ("person__email__icontains", "message_id__exact")
    ordering = ("-pk",)
    actions = ("again",)
    fields = (
        *("person", "subject", "text_shown", "state", "attempts", "not_before", "last_error"),
        *("message_id", "created_at", "sent_at"),
    )
    readonly_fields = ("text_shown",)

    def has_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reviews.change_answer")

    @admin.action(description=gettext_lazy("Resend selected replies"), permissions=["again"])
    def again(self, request: HttpRequest, chosen: QuerySet[Answer]) -> None:
        count = responses.retry(chosen.values_list("pk", flat=True), now=timezone.now())
        if not count:
            self.message_user(request, _("Only failed replies can be resent."), messages.WARNING)
            return
        sentence = ngettext("%(count)d reply will be resent.", "%(count)d replies will be resent.", count)
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS)

    @admin.display(description=gettext_lazy("subject"))
    def title(self, answer: Answer) -> str:
        return clipped(answer.subject, 60)

    @admin.display(description=gettext_lazy("text"))
    def text_shown(self, answer: Answer) -> SafeString:
        return format_html('<pre class="letter">{}</pre>', "\n\n".join(map(str, answer.paragraphs)))


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin[Attachment], ArticleScope[Attachment]):
    """Which files came by mail. They are read beside the reply they came with."""

    article_path = "reply__query__article"
    list_display = ("name", "size_shown", "article")
    list_select_related = ("reply__query__article",)
    search_fields = ("name__icontains",)
    ordering = ("-pk",)
    fields = ("name", "size_shown", "article", "reply")
    readonly_fields = ("size_shown", "article")

    @admin.display(description=gettext_lazy("size"))
    def size_shown(self, attachment: Attachment) -> str:
        return filesizeformat(attachment.size)

    @admin.display(description=gettext_lazy("story"))
    def article(self, attachment: Attachment) -> str:
        return clipped(str(attachment.reply.query.article), 60)


@admin.register(StoppedAddress)
class StoppedAddressAdmin(ReadOnlyAdmin[StoppedAddress], SuperuserScope[StoppedAddress]):
    """Administrators only: they say that an address is right again, as the person can."""

    section = Section.MAIL
    list_display = ("address", "person", "stopped_at", "reason", "ended_at", "ended_by")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    list_select_related = ("person", "ended_by")
    search_fields = ("address__icontains", "person__name__icontains")
    ordering = ("-pk",)
    actions = ("resume",)
    fields = ("address", "person", "reason", "stopped_at", "ended_at", "ended_by")

    @admin.action(description=gettext_lazy("Resume email to selected addresses"))
    def resume(self, request: HttpRequest, chosen: QuerySet[StoppedAddress]) -> None:
        by: Any = request.user
        for stopped in chosen:
            bounces.resume(stopped, by=by, now=timezone.now())
        self.message_user(request, _("Email resumed."), messages.SUCCESS)
