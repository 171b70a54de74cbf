"""What an answer is made of: a person's words, and the files that came with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email.utils import parseaddr

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.models import User
from newsroom.models.newsroom import PRODUCT, name_of_newsroom
from reviews.inbound.parsing.quotes import Doubt, strip
from reviews.inbound.parsing.reading import Enclosed, Incoming
from reviews.models import Attachment, Reply
from reviews.notifications.mail import reply_instructions

MOST_FILES, MOST_FILE_BYTES = 10, 10 * 1024 * 1024


@dataclass(frozen=True)
class ReplyText:
    """What a person wrote. ``left_out``: files that were too many or too large. Of a mail that is not whole,
    being larger than is kept, no file is known. ``doubt``: why it may be no answer, in a sentence for who
    wrote and who asked. ``quotes_us``: it quotes a mail of ours."""

    text: str
    files: tuple[Enclosed, ...] = ()
    left_out: tuple[Enclosed, ...] = ()
    is_whole: bool = True
    doubt: str = ""
    quotes_us: bool = False


def written_in(mail: Incoming, *, person: User, is_whole: bool) -> ReplyText:
    """The words and files of a message. Of one that was cut off, the words alone."""
    ours = [PRODUCT, name_of_newsroom(), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]]
    if settings.INBOUND:
        ours += [f"{settings.INBOUND.name}+"]
    names = [person.name, person.get_short_name()]
    found = strip(
        mail.text, markers=sorted(_lines()), beginning=reply_instructions.BEGINNING, ours=ours, names=names
    )
    written = ReplyText(found.words, doubt=_doubt_sentence(found.doubt), quotes_us=found.quotes_us)
    if not is_whole:
        return replace(written, is_whole=False)
    accepted: list[Enclosed] = []
    left_out: list[Enclosed] = []
    room = MOST_FILE_BYTES
    for file in mail.enclosed:
        if len(accepted) < MOST_FILES and len(file.content) <= room:
            accepted.append(file)
            room -= len(file.content)
        else:
            left_out.append(file)
    return replace(written, files=tuple(accepted), left_out=tuple(left_out))


def _doubt_sentence(doubt: Doubt | None) -> str:
    if doubt == Doubt.QUOTE:
        return _("It may contain quoted text.")
    return _("It may be just a signature or a thank-you.") if doubt == Doubt.SIGNATURE else ""


def keep(reply: Reply, written: ReplyText) -> None:
    """Files first, rows after: of a transaction that fails, files may stay that nothing names."""
    for file in written.files:
        attachment = Attachment(reply=reply, name=file.name, size=len(file.content))
        attachment.file.save(file.name, ContentFile(file.content))
    lost = [Attachment(reply=reply, name=file.name, size=len(file.content)) for file in written.left_out]
    if not written.is_whole:
        lost.append(Attachment(reply=reply, name=_("the files of this email"), size=0))
    Attachment.objects.bulk_create(lost[:MOST_FILES])


def files_sentence(files: tuple[Enclosed, ...]) -> str:
    """What stands in the thread for files without words."""
    count = len(files)
    return ngettext("Sent a file, no text.", "Sent %(count)d files, no text.", count) % {"count": count}


def _lines() -> set[str]:
    """The line that mails say to write above, in every language they are written in."""
    found = set()
    for language in {"en", settings.LANGUAGE_CODE, *(code for code, __ in settings.LANGUAGES)}:
        with translation.override(language):
            found.add(reply_instructions.line())
    return found
