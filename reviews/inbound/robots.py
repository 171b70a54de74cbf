"""Messages that no person wrote to us (RFC 3834 and what is done besides): never posted, never answered."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from reviews.inbound.reading import Incoming

MOST_HOPS = 40
OF_A_LIST = ("List-Id", "List-Post", "List-Unsubscribe", "Mailing-List", "Feedback-ID")
OF_A_RESPONDER = (
    "X-Autoreply",
    "X-Autorespond",
    "X-AutoReply-From",
    "X-Mail-Autoreply",
    "X-Auto-Reply",
    "X-Loop",
)
MACHINES = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|root|listserv|majordomo)\b"
)
ABSENT = re.compile(
    r"(re: )?(automatic reply|auto(matic)?[- ]?(reply|response|responder)|out of (the )?office|away from"
    r"|on (vacation|holiday|leave)|abwesenheit|automatische antwort|réponse automatique|absence du bureau"
    r"|respuesta automática|fuera de la oficina|risposta automatica|fuori sede|resposta automática|ausência"
    r"|automatisch antwoord|autosvar|automatiskt svar|автоответ|автоматический ответ|odpowiedź automatyczna"
    r"|自動応答|自動返信|自动回复|رد تلقائي|الرد التلقائي|خارج المكتب|پاسخ خودکار"
    r"|תשובה אוטומטית|מענה אוטומטי)",
    re.IGNORECASE,
)


def robot(mail: Incoming, *, ours: Callable[[str], bool]) -> str:
    """Why nobody wrote this, in a few words for the administration; nothing when somebody did.

    ``ours`` says of a Message-ID or an address whether it is one of ours.
    """
    return _said_outright(mail) or _from_a_machine(mail) or _in_a_loop(mail, ours)


def is_report(mail: Incoming) -> bool:
    """A report on the delivery of some other message (RFC 3462)."""
    return mail.message.get_content_type() == "multipart/report"


def _said_outright(mail: Incoming) -> str:
    said = mail.header("Auto-Submitted").partition(";")[0].strip().lower()
    if said not in ("", "no"):
        return _("an automatic message (Auto-Submitted: %(value)s)") % {"value": said[:40]}
    precedence = mail.header("Precedence").lower()
    if precedence in ("bulk", "junk", "list", "auto_reply"):
        return _("an automatic message (Precedence: %(value)s)") % {"value": precedence}
    suppressed = mail.header("X-Auto-Response-Suppress").lower()
    if suppressed not in ("", "none"):
        return _("an automatic message (it suppresses automatic answers)")
    if any(mail.header(name) for name in OF_A_RESPONDER):
        return _("an automatic answer")
    if any(mail.header(name) for name in OF_A_LIST):
        return _("mail of a list")
    return _("an automatic answer, by its subject") if ABSENT.match(mail.subject) else ""


def _from_a_machine(mail: Incoming) -> str:
    if "<>" in (path.replace(" ", "") for path in mail.headers("Return-Path")):
        return _("a message without a sender to answer to (Return-Path: <>)")
    if is_report(mail):
        return _("a report on some delivery")
    if MACHINES.match(mail.sender):
        return _("a message from a machine")
    return ""


def _in_a_loop(mail: Incoming, ours: Callable[[str], bool]) -> str:
    if ours(mail.message_id) or ours(mail.sender):
        return _("our own mail, come back")
    if len(mail.headers("Received")) > MOST_HOPS:
        return _("a message that goes round in circles")
    return ""
