"""What mail programs set before the mail they quote, and below what one writes, in many languages.

``{who}`` stands for the sender with an address, ``{name}`` for the name alone, ``{address}`` for the address.
"""

ADDRESSES = ("copydesk@localhost", "reply+abcdefghijklmnopqrstuvwxyz2345672345@desk.example")
NAME = "Copydesk"

SENTENCES = {
    "gmail, en": "On Sun, Nov 29, 2026 at 10:15 AM {who} wrote:",
    "gmail, en-GB": "On Sun, 29 Nov 2026 at 10:15, {who} wrote:",
    "gmail on a telephone": "On Sun, Nov 29, 2026, 10:15 {who} wrote:",
    "gmail, de": "Am So., 29. Nov. 2026 um 10:15 Uhr schrieb {who}:",
    "gmail, fr": "Le dim. 29 nov. 2026 à 10:15, {who} a écrit :",
    "gmail, es": "El dom, 29 nov 2026 a las 10:15, {who} escribió:",
    "gmail, it": "Il giorno dom 29 nov 2026 alle ore 10:15 {who} ha scritto:",
    "gmail, pt": "Em dom., 29 de nov. de 2026 às 10:15, {who} escreveu:",
    "gmail, nl": "Op zo 29 nov 2026 om 10:15 schreef {who}:",
    "gmail, sv": "Den sön 29 nov. 2026 kl 10:15 skrev {who}:",
    "gmail, da": "Den søn. 29. nov. 2026 kl. 10.15 skrev {who}:",
    "gmail, no": "søn. 29. nov. 2026 kl. 10:15 skrev {who}:",
    "gmail, fi": "su 29. marrask. 2026 klo 10.15 {who} kirjoitti:",
    "gmail, pl": "niedz., 29 lis 2026 o 10:15 {who} napisał(a):",
    "gmail, cs": "ne 29. 11. 2026 v 10:15 odesílatel {who} napsal:",
    "gmail, hu": "{who} ezt írta (időpont: 2026. nov. 29., V, 10:15):",
    "gmail, ro": "În dum., 29 nov. 2026 la 10:15, {who} a scris:",
    "gmail, tr": "{who}, 29 Kas 2026 Paz, 10:15 tarihinde şunu yazdı:",
    "gmail, el": "Στις Κυρ 29 Νοε 2026 στις 10:15 π.μ., ο χρήστης {who} έγραψε:",
    "gmail, ru": "вс, 29 нояб. 2026 г. в 10:15, {who}:",
    "gmail, uk": "нд, 29 лист. 2026 р. о 10:15 {who} пише:",
    "gmail, ar": "في الأحد، 29 نوفمبر 2026 في 10:15 ص تمت كتابة ما يلي بواسطة {who}:",
    "gmail, ar, older": "في الأحد، 29 نوفمبر 2026 في 10:15 ص كتب {who}:",
    "gmail, fa": "در تاریخ یکشنبه ۲۹ نوامبر ۲۰۲۶، ۱۰:۱۵ {who} نوشت:",
    "gmail, he": "‫בתאריך יום א׳, 29 בנוב׳ 2026 ב-10:15 מאת {who}:‬",
    "gmail, ja": "2026年11月29日(日) 10:15 {who}:",
    "gmail, zh": "{who} 于2026年11月29日周日 10:15写道：",
    "gmail, zh-TW": "{who} 於 2026年11月29日 週日 上午10:15寫道：",
    "gmail, ko": "2026년 11월 29일 (일) 오전 10:15, {who}님이 작성:",
    "apple, en": "On 29 Nov 2026, at 10:15, {who} wrote:",
    "apple, en-US": "On Nov 29, 2026, at 10:15 AM, {who} wrote:",
    "apple, de": "Am 29.11.2026 um 10:15 schrieb {who}:",
    "apple, fr": "Le 29 nov. 2026 à 10:15, {who} a écrit :",
    "apple, es": "El 29 nov 2026, a las 10:15, {who} escribió:",
    "apple, it": "Il giorno 29 nov 2026, alle ore 10:15, {who} ha scritto:",
    "apple, pl": "Wiadomość napisana przez {who} w dniu 29.11.2026, o godz. 10:15:",
    "apple, ja": "2026/11/29 10:15、{who}のメール：",
    "apple, zh": "2026年11月29日 10:15，{who} 写道：",
    "apple, ar": "في ٢٩ نوفمبر ٢٠٢٦، الساعة ١٠:١٥ ص، كتب {who}:",
    "thunderbird, en": "On 29/11/2026 10:15, {name} wrote:",
    "thunderbird, en-US": "On 11/29/26 10:15 AM, {name} wrote:",
    "thunderbird, de": "Am 29.11.26 um 10:15 schrieb {name}:",
    "thunderbird, fr": "Le 29/11/2026 à 10:15, {name} a écrit :",
    "thunderbird, it": "Il 29/11/2026 10:15, {name} ha scritto:",
    "thunderbird, nl": "Op 29-11-2026 om 10:15 schreef {name}:",
    "thunderbird, sv": "Den 2026-11-29 kl. 10:15, skrev {name}:",
    "thunderbird, pl": "W dniu 29.11.2026 o 10:15, {name} pisze:",
    "thunderbird, ru": "29.11.2026 10:15, {name} пишет:",
    "thunderbird, he": "‫בתאריך 29/11/2026 בשעה 10:15, {name} כתב:‬",
    "yahoo, en": "On Sunday, November 29, 2026 at 10:15:02 AM GMT+1, {who} wrote:",
    "yahoo, de": "Am Sonntag, 29. November 2026 um 10:15:02 MEZ hat {who} Folgendes geschrieben:",
    "yahoo, fr": "Le dimanche 29 novembre 2026 à 10:15:02 UTC+1, {who} a écrit :",
    "yahoo, es": "El domingo, 29 de noviembre de 2026, 10:15:02 CET, {who} escribió:",
    "yahoo, pt": "Em domingo, 29 de novembro de 2026 às 10:15:02 BRT, {who} escreveu:",
    "proton": "On Sunday, November 29th, 2026 at 10:15 AM, {who} wrote:",
    "proton, de": "{who} schrieb am Sonntag, 29. November 2026 um 10:15:",
    "fastmail": "On Sun, 29 Nov 2026, at 10:15 AM, {name} wrote:",
    "roundcube": "On 2026-11-29 10:15, {name} wrote:",
    "roundcube, de": "Am 2026-11-29 10:15, schrieb {name}:",
    "mutt": "On Sun, Nov 29, 2026 at 10:15:02AM +0000, {name} wrote:",
    "horde": "Quoting {who}:",
    "k-9": "On 29 November 2026 10:15:02 CET, {who} wrote:",
    "gmx on a telephone": 'Am 29.11.26, 10:15, "{name}" <{address}> schrieb:',
    "o2.pl": "Dnia 29 listopada 2026 10:15 {who} napisał(a):",
    "mail.ru": "Воскресенье, 29 ноября 2026, 10:15 +03:00 от {who}:",
    "without a colon": "On Sun, Nov 29, 2026 at 10:15 AM {who} wrote",
    "without a colon, by name": "Am 29.11.2026 um 10:15 schrieb {name}",
    "zoho": "---- On Sun, 29 Nov 2026 10:15:02 +0000 {who} wrote ----",
    "zoho, new": "---- On Sun, 29 Nov 2026 10:15:02 +0000 {who} wrote ---",
    "zoho, de": "---- Am So, 29 Nov 2026 10:15:02 +0000 {who} schrieb ----",
    "zoho, fr": "---- Le dim., 29 nov. 2026 10:15:02 +0000 {who} a écrit ----",
    "older proton": "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Sun, November 29th, 2026, 10:15 AM, {who} wrote:",
    "address in a line of its own": "On 29 Nov 2026, at 10:15, {name}\n<{address}> wrote:",
    "address broken": "On Sun, Nov 29, 2026 at 10:15 AM {name} <\n{address}> wrote:",
    "verb in a line of its own": "Le dim. 29 nov. 2026 à 10:15, {who} a\nécrit :",
    "name in a line of its own": "Am 29.11.2026 um 10:15 schrieb\n{who}:",
    "date in a line of its own": "On Sunday, November 29, 2026 at 10:15:02 AM GMT+1,\n{who} wrote:",
    "three lines": "On Sunday, November 29, 2026 at 10:15:02\nAM GMT+1, {name}\n<{address}> wrote:",
    "arabic in two lines": "في الأحد، 29 نوفمبر 2026 في 10:15 ص كتب {name}\n<{address}>:",
    "a link in the address": "On Sun, Nov 29, 2026 at 10:15 AM {name} <{address}<mailto:{address}>> wrote:",
}

DATES = {
    "en": "Sunday, November 29, 2026 10:15 AM",
    "de": "Sonntag, 29. November 2026 10:15",
    "ar": "الأحد، 29 نوفمبر 2026 10:15 ص",
    "zh": "2026年11月29日 10:15",
}
LABELS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "pt": ("De", "Enviada em", "Para", "Assunto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
}
RULES = {
    "outlook": "",
    "outlook on the web": "________________________________\n",
    "outlook as text": "-----Original Message-----\n",
    "outlook as text, de": "-----Ursprüngliche Nachricht-----\n",
    "samsung": "-------- Original message --------\n",
    "samsung, fr": "-------- Message d'origine --------\n",
}
FORMS = (
    "{label}: {value}",
    "*{label}:* {value}",
    "{label} :{value}",
    "{label} : {value}",
    "{label}：{value}",
)
SENDERS = ("{who}", "{name}", "{name}<mailto:{address}>", '"{name}" <{address}>', "{name} [mailto:{address}]")


def fields(language, *, form=FORMS[0], sender=SENDERS[0], order=(0, 1, 2, 3), rule=""):
    """The block that Outlook, Samsung and GMX set before a quote."""
    date = DATES.get(language, DATES["de"])
    values = (sender, date, "Velde, Mara <mara@paper.example>", "[City] Night ferry returns")
    lines = [form.format(label=LABELS[language][n], value=values[n]) for n in order]
    return rule + "\n".join(lines)


def filled(introduction, address=ADDRESSES[0]):
    who = f"{NAME} <{address}>"
    for key, value in {"{who}": who, "{name}": NAME, "{address}": address}.items():
        introduction = introduction.replace(key, value)
    return introduction


SENT_FROM = (
    "Sent from my iPhone",
    "Sent from my Galaxy",
    "Sent from Outlook for Android<https://aka.ms/AAb9ysg>",
    "Sent from Mail for Windows",
    "Sent from Yahoo Mail on Android",
    "Sent from Yahoo Mail for iPhone<https://mail.onelink.me/107872968>",
    "Sent via the Samsung Galaxy S24",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Get Outlook for Android",
    "Von meinem iPhone gesendet",
    "Von meinem/meiner Galaxy gesendet",
    "Gesendet von Outlook für Android",
    "Gesendet von Mail für Windows",
    "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
    "Outlook für iOS beschaffen",
    "Envoyé de mon iPhone",
    "Envoyé à partir de Outlook pour Android",
    "Provenance : Courrier pour Windows",
    "Télécharger Outlook pour Android",
    "Enviado desde mi iPhone",
    "Enviado desde Correo para Windows",
    "Obtener Outlook para Android",
    "Inviato da iPhone",
    "Inviato da Posta per Windows",
    "Scarica Outlook per Android",
    "Enviado do meu iPhone",
    "Obter o Outlook para Android",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden vanuit Outlook voor Android",
    "Skickat från min iPhone",
    "Hämta Outlook för Android",
    "Sendt fra min iPhone",
    "Sendt fra Outlook for Android",
    "Wysłane z iPhone'a",
    "Pobierz aplikację Outlook dla systemu Android",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail.ru",
    "Скачать Outlook для Android",
    "Lähetetty iPhonesta",
    "Odesláno z iPhonu",
    "iPhone'umdan gönderildi",
    "أُرسلت من الـ iPhone",
    "احصل على Outlook لـ Android",
    "נשלח מה-iPhone שלי",
    "发自我的iPhone",
    "从我的 iPhone 发送",
    "iPhoneから送信",
    "나의 iPhone에서 보냄",
)

SIGNATURES = (
    "",
    "-- \nMara Velde\nReporter, The Saltmarsh Courier\n+00 555 0100",
    "-- \nMara",
    "-- \nThis message is confidential and meant for its addressee alone.",
    "--\nMara Velde\nReporter, The Saltmarsh Courier",
    "—\nMara",
    "Best,\nMara",
    "Best regards,\n\nMara Velde\nReporter, The Saltmarsh Courier\n+00 555 0100",
    "Mit freundlichen Grüßen\nMara Velde\nRedaktion",
    "Cordialement,\nMara Velde",
    "تحياتي\nMara",
    "Thanks, Mara",
    "Mara",
    *SENT_FROM,
)
"""Below what somebody wrote; all but the first two dashes with the writer's own name."""
