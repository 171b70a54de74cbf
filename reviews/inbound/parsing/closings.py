"""How mails end: signatures, greetings with a name, and what programs write below.

Pure. What is cut has to say so itself: a delimiter, a greeting that is followed by the writer's own name, or
a program's phrase with the name of a device or of the program. Everything else stays, as it may be words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from reviews.inbound.parsing.lines import drop_blank, folded, plain, written

DELIMITER = "-- "
DASHES = re.compile(r"[-–—_]{2,3}|[–—]")
"""The delimiter whose space got lost, or what people type in its place."""
MOST_DELIMITED, MOST_AFTER_DASHES, MOST_AFTER_NAME = 25, 8, 6
"""Lines of a signature."""
LONG_RULE = 20
LONGEST = 80
"""Characters of a line that is looked at as part of a signature or greeting."""

_SENT = (
    r"(?:sent (?:securely )?(?:from|via|using|with) (?:my )?"
    r"|envoyée? (?:à partir )?(?:de|du|depuis|avec|via) |enviad[oa] (?:desde|do|da|de|por|con|via"
    r"|a partir d[oae]) "
    r"|inviat[oa] (?:da|dal|dall'|con|tramite) ?|(?:verzonden|verstuurd) (?:van|vanaf|vanuit|met|via) "
    r"|gesendet (?:von|vom|mit|via|über) |(?:skickat|skickades|sendt) (?:från|fra|med|via) "
    r"|wysłan[eoay] (?:z|ze|za|przy) |(?:отправлено|надіслано) (?:с|со|из|з|через) |lähetetty |odeslán[oa] z "
    r"|odoslan[ée] z |trimis (?:de|din) |στάλθηκε από |dikirim dari |从我的 ?|從我的 ?|[发發]自 ?|發送自 ?"
    r"|(?:أ|ا)ُ?رسلت من |مرسل[ةه]? من |تم ال(?:إ|ا)رسال من |נשלח מ|(?:ارسال|فرستاده)(?: شده)? از "
    r"|von mein\S+ |diese (?:nachricht|e-?mail) wurde |provenance : )"
)
_BRANDS = (
    r"iphon|ipad|ipod|android|galaxy|samsung|pixel|huawei|honor|xiaomi|redmi|oneplus|oppo|nokia|motorola"
    r"|xperia|blackberry|windows|outlook|gmail|yahoo|fastmail|zoho|gmx|web\.de|aol|airmail|thunderbird"
    r"|mail\.ru|mail app"
)
_DEVICES = (
    r"smartphone|tablet|handy|mobile(?: phone| device)?|mobiltelefon|mobilgerät|phone|téléphone|teléfono"
    r"|telefono|telemóvel|móvil|celular|telefoon|telefon|puhelin|телефона?|手机|手機|携帯|الهاتف|הנייד"
)
SENT_FROM = re.compile(
    rf"{_SENT}(?:.{{0,50}}?(?:{_BRANDS}).{{0,40}}|.{{0,20}}?(?:{_DEVICES})(?: gesendet)?)", re.IGNORECASE
)
SENT_FROM_BEHIND = re.compile(
    rf".{{0,12}}?(?:{_BRANDS}).{{0,30}}(?:から送信|에서 보냄|gönderildi|küldve|发送|發送|発信)"
    r"|(?:get|download|holen sie sich|laden sie|téléchargez|télécharger|obtenez|obtener|obtén|descarga"
    r"|scarica"
    r"|ottieni|obter|obtenha|baixar|hent|hämta|hanki|pobierz|скачать|скачайте|získat|获取|取得|下载|下載"
    r"|احصل على|תוריד את|השג את) .{0,12}?outlook\b.{0,40}"
    r"|(?:outlook .{1,10}|outlook (?:für|voor) .{1,20} )(?:beschaffen|herunterladen|downloaden)"
    r"|(?:android|ios) ?(?:版|用|için|용).{0,10}outlook.{0,30}",
    re.IGNORECASE,
)
LINK = re.compile(r"<[^<>]{1,300}>|\((?:https?|mailto):[^()]{1,300}\)")

GREETING = re.compile(
    r"(?:with )?(?:(?:kind|best|warm|many|all the|kindest|warmest)\s*)?(?:regards|wishes)|(?:all the )?best"
    r"|cheers|yours(?: sincerely| faithfully| truly)?|sincerely(?: yours)?|take care|ciao|rgds|br|kr"
    r"|thanks(?: a lot| again| so much| in advance)?|thank you(?: very much)?|many thanks|thx|ta|tia"
    r"|(?:mit )?(?:freundlichen|besten|vielen|herzlichen|lieben|freundlicher|herzliche|liebe|viele|beste"
    r"|schöne|freundliche)[nm]? (?:grüßen?|gruß|grüssen?|gruss|dank)|danke(?: schön| dir| ihnen)?"
    r"|gruß|grüße|gruss|grüsse|vg|lg|mfg|bg"
    r"|(?:bien )?cordialement|bien à (?:vous|toi)|merci(?: d'avance| beaucoup)?|amitiés|amicalement"
    r"|sincères salutations|salutations|bonne journée"
    r"|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|(?:muchas )?gracias|un abrazo|abrazos"
    r"|(?:cordiali |distinti )?saluti|(?:mille |molte )?grazie|un saluto|cari saluti"
    r"|atenciosamente|att|abraços?|(?:muito )?obrigad[oa]|(?:os )?(?:melhores )?cumprimentos"
    r"|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg|dank(?: je| u)?(?: wel)?"
    r"|с уважением|спасибо|всего доброго|з повагою|дякую"
    r"|pozdrawiam|z poważaniem|pozdrowienia|dziękuję|dzięki|s pozdravem|děkuji|díky|s pozdravom"
    r"|(?:med )?(?:vänliga|venlig|vennlig|bästa|mange|många) hälsning(?:ar)?|(?:med )?(?:venlig"
    r"|vennlig) hilsen"
    r"|mvh|hälsningar|hilsen|tack(?: så mycket)?|takk|tak|mange tak|terveisin|kiitos|ystävällisin terveisin"
    r"|üdvözlettel|köszönöm|cu respect|mulțumesc|saygılarımla|teşekkürler|με εκτίμηση|ευχαριστώ"
    r"|مع (?:أطيب |خالص )?(?:التحيات|تحياتي|التحية|الشكر)|تحياتي|شكر(?:اً|ًا|ا)(?: جزيلا)?|با (?:احترام|تشکر)"
    r"|בברכה|תודה(?: רבה)?|よろしくお願い(?:いた)?します|ありがとうございます|敬具|谢谢|謝謝|此致|감사합니다",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"[^\s@]{1,64}@[^\s@]{1,190}|(?:https?://|www\.)\S{2,300}|(?:\+|\b0|\()\d[\d ()./–-]{4,20}\d",
    re.IGNORECASE,
)
NOTICE = re.compile(
    r"confidential|privileged|intended (?:only|solely)|vertraulich|confidentiel|confidencial|riservat"
    r"|vertrouwelijk|konfidentiell|fortrolig|poufn|конфиденц|سري|חסוי|机密|機密|virus|unsubscribe"
    r"|mailing list"
    r"|listinfo|subscribed to",
    re.IGNORECASE,
)
OF_MAIL = re.compile(
    r"mail|message|nachricht|mensaje|mensagem|messaggi|bericht|meddelande|wiadomo|сообщени|письм|list|رسالة"
    r"|הודעה|邮件|郵件|メール",
    re.IGNORECASE,
)


def without_signature(lines: Sequence[str], names: Collection[str], *, is_below: bool = False) -> str:
    """The lines without what ends a mail. ``names``: what the writer signs with, folded.

    ``is_below``: these stand below what is quoted, where programs put signatures, lists and servers their
    notices.
    """
    remaining = _without_footer(lines) if is_below else list(lines)
    remaining = _without_delimited(remaining, names, is_below=is_below)
    drop_blank(remaining)
    while remaining and _is_sent_from(remaining[-1]):
        remaining.pop()
        drop_blank(remaining)
        if remaining and DASHES.fullmatch(remaining[-1].strip()):
            remaining.pop()
            drop_blank(remaining)
    unsigned = _without_greeting(_without_name(remaining, names), names)
    words = "\n".join(unsigned).strip()
    return "\n".join(remaining).strip() if is_closing(words, names) else words


def is_closing(text: str, names: Collection[str]) -> bool:
    """Whether there is nothing in it but a greeting, the writer's name and what may belong to a signature."""
    seen = written(text.split("\n"))
    is_signed = False
    for line in seen:
        if _is_name(line, names):
            is_signed = True
        elif not (_is_greeting(line) or _is_sent_from(line) or _is_signed_greeting(line, names)) and not (
            is_signed and _is_of_signature(line)
        ):
            return False
    return bool(seen)


def is_signed(text: str, names: Collection[str]) -> bool:
    """Whether it is a closing with the writer's name in it."""
    lines = written(text.split("\n"))
    signs = any(_is_name(line, names) or _is_signed_greeting(line, names) for line in lines)
    return signs and is_closing(text, names)


def _without_delimited(lines: list[str], names: Collection[str], *, is_below: bool) -> list[str]:
    """Cut at the last delimiter, and at dashes if the writer's name follows."""
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].replace("\u00a0", " ") == DELIMITER:
            if len(written(lines[at + 1 :])) <= MOST_DELIMITED:
                lines = lines[:at]
            break
    for at in range(len(lines) - 1, max(-1, len(lines) - 40), -1):
        if DASHES.fullmatch(lines[at].strip()):
            after = written(lines[at + 1 :])
            is_first = is_below and not written(lines[:at])
            if is_first or (0 < len(after) <= MOST_AFTER_DASHES and _is_name(after[0], names)):
                return lines[:at]
            break
    return lines


def _without_footer(lines: Sequence[str]) -> list[str]:
    """Without what a list puts last, behind a rule."""
    for at, line in enumerate(lines):
        rule = line.strip()
        if len(rule) >= LONG_RULE and not rule.strip("_-=") and is_notice("\n".join(lines[at + 1 : at + 7])):
            return list(lines[:at])
    return list(lines)


def is_notice(paragraph: str) -> bool:
    """Whether a server or a list put this below a mail: that it is confidential, checked, or of a list."""
    start = paragraph[:1_000]
    return bool(NOTICE.search(start) and OF_MAIL.search(start))


def _without_name(remaining: list[str], names: Collection[str]) -> list[str]:
    """A last line that is the writer's name, where a paragraph or a sentence ended above it."""
    if len(remaining) < 2 or not _is_name(remaining[-1], names) or not written(remaining[:-1]):
        return remaining
    above = remaining[-2].strip()
    if above and not above.endswith((".", "!", "?", "…", "。", "؟", "！", "？")):
        return remaining
    remaining = remaining[:-1]
    drop_blank(remaining)
    return remaining


def _without_greeting(remaining: list[str], names: Collection[str]) -> list[str]:
    """A greeting and the writer's name, with what may follow a name in a signature."""
    for at in range(len(remaining) - 1, max(0, len(remaining) - 12), -1):
        after = written(remaining[at + 1 :])
        if _is_signed_greeting(remaining[at], names):
            rest = after
        elif _is_greeting(remaining[at]) and after and _is_name(after[0], names):
            rest = after[1:]
        else:
            continue
        if len(rest) <= MOST_AFTER_NAME and all(map(_is_of_signature, rest)) and written(remaining[:at]):
            remaining = remaining[:at]
            drop_blank(remaining)
            return remaining
    return remaining


def _is_greeting(line: str) -> bool:
    return len(line) <= LONGEST and bool(GREETING.fullmatch(plain(line).strip(" ,.!،;，。！-–—")))


def _is_signed_greeting(line: str, names: Collection[str]) -> bool:
    """“Best, Mara”."""
    text = plain(line[: LONGEST + 1]).replace("،", ",")
    greeting, comma, name = text.partition(",")
    return bool(comma) and len(text) <= LONGEST and _is_greeting(greeting) and _is_name(name, names)


def _is_name(line: str, names: Collection[str]) -> bool:
    return len(line) <= LONGEST and folded(line).strip("-–—/*,. ~") in names


def _is_sent_from(line: str) -> bool:
    """“Sent from my iPhone”, and what else programs say of themselves."""
    text = plain(LINK.sub("", line[:400])).strip(" .。*_")
    if not text or len(text) > LONGEST or any(mark in text for mark in (",", ";", "?", "!", ". ")):
        return False
    return bool(SENT_FROM.fullmatch(text) or SENT_FROM_BEHIND.fullmatch(text))


def _is_of_signature(line: str) -> bool:
    """A way to reach somebody, or a title: a few words, most of them capitalised where there are capitals."""
    text = plain(line[: LONGEST + 1])
    if len(text) > LONGEST or text.endswith(("?", "!", ":", "؟", "。", "？")) or "→" in text or "->" in text:
        return False
    if CONTACT.search(text):
        return True
    words = [word for word in re.findall(r"\w+", text) if not word.isdigit()]
    if text.startswith(("-", "*", "•", "#", "“", '"')) or text.endswith(".") or len(words) > 8:
        return False
    capital = [word for word in words if word[0].isupper() or word[0] == word[0].swapcase()]
    return len(capital) * 2 > len(words) or not words
