"""Answers as mail programs write them: the bodies of fifteen programs in nine languages and more.

Each is ``(text, what the person wrote)``. ``MAIL`` stands for a mail of ours as it is quoted.
"""

LINE = "— Write your reply above this line —"
ADDRESS = "reply+abcdefghijklmnopqrstuvwxyz2345672345@desk.example"
SENDER = f"Copydesk <{ADDRESS}>"
MAIL = (
    f"{LINE}\n\nRuth Adeyemi has a query about “Ferry runs at night again”.\n\n“6.50 euros”\n\n"
    "Ruth Adeyemi: 6.50 or 5.60? The ferry line's own page and last year's leaflet do not agree.\n\n"
    "Open the query: https://desk.example/articles/ferry/?seen=1#query-1\n\n-- \nCopydesk, Foreign"
)


def quoted(text=MAIL, mark="> "):
    return "\n".join((mark + line).rstrip() for line in text.splitlines())


def fields(*names, bold=""):
    """The block that Outlook sets before a quote."""
    values = (SENDER, "Thursday, 5 March 2026 14:10", "Mara Velde <mara@paper.example>", "[Foreign] Ferry")
    return "\n".join(f"{bold}{name}:{bold} {value}" for name, value in zip(names, values, strict=True))


LONG = "It is 6.50 since January.\n\nThe leaflet is from last year: “valid until 31 December”."

MARKED = {
    "gmail": (f"{LONG}\n\nOn Thu, Mar 5, 2026 at 2:10 PM {SENDER} wrote:\n\n{quoted()}\n", LONG),
    "gmail, broken line": (
        f"{LONG}\n\nOn Thu, Mar 5, 2026 at 2:10 PM Copydesk of the Foreign Desk <\n{ADDRESS}> wrote:\n\n"
        f"{quoted()}",
        LONG,
    ),
    "gmail on a telephone": (
        "6.50\n\nSent from my Pixel 9\n\n"
        f"On Thu, 5 Mar 2026, 14:10 Copydesk, <{ADDRESS}> wrote:\n\n{quoted()}",
        "6.50",
    ),
    "apple mail": (f"{LONG}\n\n> On 5 Mar 2026, at 14:10, {SENDER} wrote:\n> \n{quoted()}", LONG),
    "apple mail, new": (f"{LONG}\n\nOn 5 Mar 2026, at 14:10, {SENDER} wrote:\n\n{MAIL}", LONG),
    "iphone": (
        "Yes, 6.50\n\nSent from my iPhone\n\n"
        f"> On 5 Mar 2026, at 14:10, {SENDER} wrote:\n> \n> \ufeff\n{quoted()}",
        "Yes, 6.50",
    ),
    "outlook": (f"{LONG}\n\n{fields('From', 'Sent', 'To', 'Subject')}\n\n{MAIL}", LONG),
    "outlook on the web": (
        f"{LONG}\n\n________________________________\n{fields('From', 'Sent', 'To', 'Subject')}\n\n{MAIL}",
        LONG,
    ),
    "outlook, as text": (
        f"{LONG}\n\n-----Original Message-----\n{fields('From', 'Sent', 'To', 'Subject')}\n\n{MAIL}",
        LONG,
    ),
    "outlook on a telephone": (
        "6.50\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n"
        f"{fields('From', 'Sent', 'To', 'Subject', bold='*')}\n\n{MAIL}",
        "6.50",
    ),
    "thunderbird": (f"{LONG}\n\nOn 3/5/26 14:10, Copydesk wrote:\n{quoted()}", LONG),
    "thunderbird, german": (
        f"Es sind 6,50.\n\nAm 05.03.26 um 14:10 schrieb Copydesk:\n{quoted()}",
        "Es sind 6,50.",
    ),
    "yahoo": (
        f"{LONG}\n\n    On Thursday, March 5, 2026 at 02:10:33 PM GMT+1, {SENDER} wrote:  \n \n {MAIL}",
        LONG,
    ),
    "proton": (
        f"{LONG}\n\nSent with Proton Mail secure email.\n\n"
        f"On Thursday, March 5th, 2026 at 2:10 PM, {SENDER} wrote:\n\n"
        f"{quoted()}",
        LONG + "\n\nSent with Proton Mail secure email.",
    ),
    "nothing before the quote": (f"{LONG}\n\n{quoted()}", LONG),
    "arabic, gmail": (
        "السعر ٦٫٥٠ يورو.\n\nفي الخميس، 5 مارس 2026 في 2:10 م تمت كتابة ما يلي بواسطة "
        f"\u202aCopydesk\u202c\u200f <\u202a{ADDRESS}\u202c\u200f>:\u202c\n\n{quoted()}",
        "السعر ٦٫٥٠ يورو.",
    ),
    "arabic, apple": (
        f"موافق.\n\n> في ٥ مارس ٢٠٢٦، الساعة ٢:١٠ م، كتب {SENDER}:\n> \n{quoted()}",
        "موافق.",
    ),
    "arabic, outlook": (
        "الأول: ستة.\nالثاني: خمسة.\n\n________________________________\n"
        f"{fields('من', 'تم الإرسال', 'إلى', 'الموضوع')}\n\n{MAIL}",
        "الأول: ستة.\nالثاني: خمسة.",
    ),
    "arabic, iphone": (
        f"نعم\n\nأُرسلت من الـ iPhone\n\n> في ٥ مارس ٢٠٢٦، كتب {SENDER}:\n> \n{quoted()}",
        "نعم",
    ),
    "persian, gmail": (
        f"درست است.\n\nدر تاریخ پنجشنبه ۵ مارس ۲۰۲۶، ۱۴:۱۰ {SENDER} نوشت:\n\n{quoted()}",
        "درست است.",
    ),
    "hebrew, gmail": (f"נכון.\n\n‫בתאריך יום ה׳, 5 במרץ 2026 ב-14:10 מאת {SENDER}:‬\n\n{quoted()}", "נכון."),
    "french, gmail": (
        f"C'est bien 6,50.\n\nLe jeu. 5 mars 2026 à 14:10, {SENDER} a écrit :\n\n{quoted()}",
        "C'est bien 6,50.",
    ),
    "french, outlook": (
        f"D'accord\n\nCordialement,\nMara Velde\n\n{fields('De', 'Envoyé', 'À', 'Objet')}\n\n{MAIL}",
        "D'accord",
    ),
    "german, outlook": (
        f"Passt so.\n\nMit freundlichen Grüßen\nMara Velde\nRedaktion\n\n"
        f"{fields('Von', 'Gesendet', 'An', 'Betreff')}\n\n{MAIL}",
        "Passt so.",
    ),
    "german, iphone": (
        f"Ja.\n\nVon meinem iPhone gesendet\n\n> Am 05.03.2026 um 14:10 schrieb {SENDER}:\n> \n{quoted()}",
        "Ja.",
    ),
    "russian, gmail": (f"Верно.\n\nчт, 5 мар. 2026 г. в 14:10, {SENDER}:\n\n{quoted()}", "Верно."),
    "portuguese, gmail": (
        f"Certo.\n\nEm qui., 5 de mar. de 2026 às 14:10, {SENDER} escreveu:\n\n{quoted()}",
        "Certo.",
    ),
    "spanish, gmail": (
        f"Correcto.\n\nEl jue, 5 mar 2026 a las 14:10, {SENDER} escribió:\n\n{quoted()}",
        "Correcto.",
    ),
    "japanese, gmail": (f"承認します。\n\n2026年3月5日(木) 14:10 {SENDER}:\n\n{quoted()}", "承認します。"),
    "chinese, gmail": (f"对。\n\n{SENDER} 于2026年3月5日周四 14:10写道：\n\n{quoted()}", "对。"),
    "a quote on purpose stays": (
        "> valid until 31 December\n\nThat is last year's.\n\n"
        f"On Thu, Mar 5, 2026 at 2:10 PM {SENDER} wrote:\n\n{quoted()}",
        "> valid until 31 December\n\nThat is last year's.",
    ),
    "lines that look like fields stay": (
        f"Adult: 6.50\nChild: 3.20\n\n{quoted()}",
        "Adult: 6.50\nChild: 3.20",
    ),
    "a line that ends in a colon stays": (
        f"It is 6.50, and the leaflet says:\n\n{quoted()}",
        "It is 6.50, and the leaflet says:",
    ),
    "below the quote": (
        f"On Thu, Mar 5, 2026 at 2:10 PM {SENDER} wrote:\n{quoted()}\n\nIt is 6.50.\n-- \nMara",
        "It is 6.50.",
    ),
    "between the lines": (
        f"See below.\n\nOn Thu, Mar 5, 2026 at 2:10 PM {SENDER} wrote:\n> {LINE}\n>\n"
        "> Ruth Adeyemi: 6.50 or 5.60? The ferry line's own page and last year's leaflet\n"
        "do not agree.\n> Please answer\n\n6.50, the page is right.\n\n> Copydesk",
        "See below.\n\n6.50, the page is right.",
    ),
    "only a quote": (f"\n\nOn Thu, Mar 5, 2026 at 2:10 PM {SENDER} wrote:\n\n{quoted()}", ""),
    "dashes and spaces changed": ("6.50\n\n> -- Write your  reply\u00a0above this line --\n> Ruth", "6.50"),
}

_SHORT = quoted("Ruth Adeyemi has a query about “Ferry”.\nPlease answer it.")
UNMARKED = {
    "gmail": (f"{LONG}\n\nOn Thu, Mar 5, 2026 at 2:10 PM {SENDER} wrote:\n\n{_SHORT}", LONG),
    "apple mail": (f"{LONG}\n\n> On 5 Mar 2026, at 14:10, {SENDER} wrote:\n> \n{_SHORT}", LONG),
    "outlook": (f"{LONG}\n\n{fields('From', 'Sent', 'To', 'Subject')}\n\nRuth Adeyemi has a query", LONG),
    "arabic, outlook": (f"نعم\n\n{fields('من', 'تم الإرسال', 'إلى', 'الموضوع')}\n\nRuth", "نعم"),
    "thunderbird, german": (f"Ja, 6,50.\n\nAm 05.03.26 um 14:10 schrieb Copydesk:\n{_SHORT}", "Ja, 6,50."),
    "no quote at all": (LONG, LONG),
    "somebody else's words stay": ("He wrote on 5 March:\n\n> It is 6.50.\n\nSo it is.",) * 2,
    "fields of somebody else stay": ("From: Lund\nTo: Velde\nSubject: prices\n\nThat is his mail.",) * 2,
    "signed": (f"{LONG}\n\n-- \nMara Velde\nThe Paper · 12 Quay Street", LONG),
    "signed with a name": ("6.50 since January\n\nMara", "6.50 since January"),
    "signed and greeted in a line": ("6.50 since January\n\nBest, Mara", "6.50 since January"),
    "a line to somebody else stays": ("Ask the line's office:\n\nBest, Jonas",) * 2,
    "signed and greeted": (
        "6.50 since January\n\nBest,\n\nMara Velde\n+47 22 00 00 00",
        "6.50 since January",
    ),
    "thanks that say more stay": ("6.50\nThanks for asking, and 3.20 for a child.",) * 2,
    "a list stays": ("It costs:\n- tea 2.00\n- coffee 3.00",) * 2,
    "only thanks": ("Thanks",) * 2,
}
