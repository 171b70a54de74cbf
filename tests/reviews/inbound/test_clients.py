"""Whatever program and language: exactly what somebody wrote comes out, though it looks like something"
" else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.inbound.parsing.quotes import Doubt, strip
from tests.reviews.inbound import clients, mails

OURS = [clients.NAME, "copydesk@localhost", "reply+"]
NAMES = ["Mara Velde", "Mara"]


def stripped(text):
    return strip(text, markers=[mails.LINE], ours=OURS, names=NAMES)


FIELDS = {
    **{f"outlook, {one}": clients.fields(one) for one in clients.LABELS},
    **{f"by name, {one}": clients.fields(one, sender="{name}") for one in clients.LABELS},
    **{name: clients.fields("en", rule=rule) for name, rule in clients.RULES.items()},
    **{f"as {form}": clients.fields("fr", form=form) for form in clients.FORMS},
    **{f"as {form}, by name": clients.fields("it", form=form, sender="{name}") for form in clients.FORMS},
    **{f"from {sender}": clients.fields("de", sender=sender) for sender in clients.SENDERS},
    "gmx": clients.fields("de", order=(1, 0, 2, 3)),
    "samsung's order": clients.fields("en", order=(0, 1, 2, 3), rule=clients.RULES["samsung"]),
    "lotus": clients.fields("en", order=(2, 0, 1, 3)),
    "subject first": clients.fields("en", order=(0, 3, 1, 2)),
    "two fields": clients.fields("en", order=(0, 1), sender="{name}"),
}
INTRODUCTIONS = {**clients.SENTENCES, **FIELDS}
WORDS = "One general practitioner. I asked the island council\nthis morning, the locum left in May."


@pytest.mark.parametrize("address", clients.ADDRESSES, ids=["sender", "reply"])
@pytest.mark.parametrize("name", INTRODUCTIONS)
def test_introductions(name, address):
    introduction = clients.filled(INTRODUCTIONS[name], address)
    apple = "\n".join("> " + line for line in introduction.split("\n"))
    for above in ("\n", "\n\n", "\n\n\n"):
        for quote in (mails.quoted(), "\n" + mails.quoted(), "\n" + mails.MAIL, mails.quoted(mark=">")):
            found = stripped(f"{WORDS}{above}{introduction}\n{quote}")
            assert (found.words, found.doubt, found.quotes_us) == (WORDS, None, True)
        assert stripped(f"{WORDS}{above}{apple}\n> \n{mails.quoted()}").words == WORDS


@pytest.mark.parametrize("name", INTRODUCTIONS)
def test_introductions_with_marks_that_nobody_sees(name):
    introduction = clients.filled(INTRODUCTIONS[name]).replace("Copydesk", "\u202aCopydesk\u202c\u200f")
    assert stripped(f"{WORDS}\n\n\u200f{introduction}\u202c\n\n{mails.quoted()}").words == WORDS


@pytest.mark.parametrize("name", INTRODUCTIONS)
def test_without_words_there_are_none(name):
    found = stripped(
        f"{clients.filled(INTRODUCTIONS[name])}\n\n{mails.quoted()}\n\n-- \nMara Velde\nReporter"
    )
    assert (found.words, found.quotes_us) == ("", True)


@pytest.mark.parametrize("name", [one for one in clients.SENTENCES if "\n" not in clients.SENTENCES[one]])
def test_introductions_that_a_program_joined_with_our_line(name):
    said = clients.filled(clients.SENTENCES[name])
    assert stripped(f"{WORDS}\n\n{said} {mails.LINE}\n{mails.MAIL}").words == WORDS
    assert stripped(f"{WORDS}\n\n{said}> {mails.LINE}\n{mails.quoted()}").words == WORDS


@pytest.mark.parametrize("signature", clients.SIGNATURES)
def test_signatures(signature):
    introduction = clients.filled(clients.SENTENCES["gmail, en"])
    assert stripped(f"{WORDS}\n\n{signature}\n\n{introduction}\n\n{mails.quoted()}").words == WORDS
    assert stripped(f"{WORDS}\n\n{signature}").words == WORDS
    below = stripped(f"{WORDS}\n\n{introduction}\n\n{mails.quoted()}\n\n\n{signature}")
    assert (below.words, below.doubt) == (WORDS, None)


BELOW = {
    "no delimiter": "Mara Velde\nReporter, The Saltmarsh Courier\n+00 555 0100",
    "a name": "Mara",
    "a notice": "This e-mail is confidential.\n\nThis message was checked for viruses.",
    "a notice, de": "Diese E-Mail enthält vertrauliche Informationen.",
    "a notice, fr": "Ce message est confidentiel.",
    "a scanner": "This email has been checked for viruses by a scanner.\nwww.scanner.example",
    "a list": f"{'_' * 47}\nDesk mailing list\ndesk@lists.example\nhttps://lists.example/listinfo/desk",
    "a list and a signature": f"-- \nMara\n{'_' * 47}\nDesk mailing list -- desk@lists.example\nTo"
    " unsubscribe",
    "two": "-- \nMara Velde\n\n-- \nYou received this message because you are subscribed to the group.",
}


@pytest.mark.parametrize("name", BELOW)
def test_what_programs_put_below_a_quote(name):
    introduction = clients.filled(clients.SENTENCES["gmail, en"])
    assert stripped(f"{WORDS}\n\n{introduction}\n\n{mails.quoted()}\n\n{BELOW[name]}").words == WORDS


def test_thanks_below_a_quote_are_kept():
    introduction = clients.filled(clients.SENTENCES["gmail, en"])
    found = stripped(f"{WORDS}\n\n{introduction}\n\n{mails.quoted()}\n\nThanks!")
    assert (found.words, found.doubt) == (f"{WORDS}\n\nThanks!", None)


BETWEEN = {
    "caution": "CAUTION: This email originated from outside of the organization.",
    "german": "ACHTUNG: Diese Mail kommt von außen.\nKlicken Sie keine Links an.",
    "first contact": "You don't often get email from copydesk@localhost. Learn why this is important"
    "<https://aka.ms/LearnAboutSenderIdentification>",
}


@pytest.mark.parametrize("name", BETWEEN)
@pytest.mark.parametrize("introduction", ["gmail, en", "outlook on the web", "by name, it"])
def test_what_servers_wrote_above_our_mail(name, introduction):
    said = clients.filled(INTRODUCTIONS[introduction])
    mail = f"{BETWEEN[name]}\n\n{mails.MAIL}"
    for quote in (mail, mails.quoted(mail)):
        found = stripped(f"{WORDS}\n\n{said}\n\n{quote}")
        assert (found.words, found.doubt) == (WORDS, None)


@pytest.mark.parametrize(
    "said",
    [
        "Copydesk, 29/11/2026 10:15, scripsit haec verba et alia plura quam ullum programma novit",
        "(29 November 2026 kello 10:15)",
        "Mail by Copydesk",
    ],
)
def test_an_introduction_in_a_form_that_is_not_known_stays_and_is_doubtful(said):
    found = stripped(f"OK\n\n{said}\n\n{mails.quoted()}")
    assert (found.words, found.doubt) == (f"OK\n\n{said}", Doubt.QUOTE)


def test_a_quote_that_nothing_shows_to_be_one_stays_and_is_doubtful():
    said = clients.filled(clients.SENTENCES["thunderbird, en"])
    text = f"OK\n\n{said}\n\nRuth Adeyemi has a query about “Ferry”."
    found = stripped(text)
    assert (found.words, found.doubt) == (text, Doubt.QUOTE)


@pytest.mark.parametrize("mark", ["", "> "])
def test_what_is_written_into_the_quote_above_our_line_is_kept_and_doubtful(mark):
    introduction = clients.filled(clients.SENTENCES["gmail, en"])
    found = stripped(f"{introduction}\n\n{mark}It is 6.50.\n{mark}\n{mails.quoted(mark=mark or '> ')}")
    assert (found.words, found.doubt) == ("It is 6.50.", Doubt.QUOTE)


@pytest.mark.parametrize(
    "text", ["Thanks", "Thanks!\nMara", "Mara Velde", "Merci", "Best,\n\nMara\n+00 555 0100"]
)
def test_a_greeting_alone_is_kept_and_doubtful(text):
    found = stripped(text)
    assert (found.words, found.doubt) == (text, Doubt.SIGNATURE)


@pytest.mark.parametrize(
    "text", ["6.50", "Jonas Lund", "Thanks: it is 6.50", "Yes", "No, thanks", "Ask Mara Velde"]
)
def test_words_are_not_doubtful(text):
    assert stripped(text) == stripped(text.strip())
    assert (stripped(text).words, stripped(text).doubt) == (text, None)


PIECES = [
    "Thanks!",
    "thanks",
    "Best,",
    "Cheers",
    "Merci",
    "--",
    "---",
    "—",
    "***",
    "#1",
    "#11 One.",
    "#2: Every day.",
    "> valid until 31 December",
    ">> and before that",
    "| Adult | 6.50 |",
    "Sent from my desk at the island council, in writing: one doctor.",
    "Sent from the mainland by ferry.",
    "Sent from my mobile clinic",
    "Get Samsung on the phone",
    "From: the island council",
    "Date: 29 November 2026",
    "Adult: 6.50",
    "He wrote:",
    "He wrote on 5 March 2026 at 14:10:",
    "On Thursday I asked again:",
    "As the line says:",
    "Write your reply above this line, it says.",
    "- 612 residents, census 2024",
    "1. one doctor",
    "We keep our word",
    "Use two general practitioners",
    "Jonas Lund",
    "Mara Velde wrote that story",
    "Reporter, The Saltmarsh Courier",
    "+00 555 0100",
    "desk@paper.example",
    "-- We keep our word --",
    "OK",
    "resolve",
    "“left” → “sailed”",
    "لا.",
    "طبيب واحد فقط.",
    "承認します。",
    "Да, верно",
    "",
]
END = "That is all I know"


def hostile(pieces):
    """Lines that look like something else, and one at the end that is none of a signature's."""
    return "\n".join([*pieces, END]).strip()


introductions = st.sampled_from(sorted(INTRODUCTIONS))
addresses = st.sampled_from(clients.ADDRESSES)
quotes = st.sampled_from([mails.quoted(), "\n" + mails.quoted(), mails.MAIL, "\n" + mails.MAIL])
signatures = st.sampled_from(clients.SIGNATURES)


@settings(max_examples=600, derandomize=True)
@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=6),
    introduction=introductions,
    address=addresses,
    quote=quotes,
    blank=st.sampled_from(["\n", "\n\n"]),
    signature=signatures,
    is_below=st.booleans(),
)
def test_words_come_out_as_they_were_written(
    pieces, introduction, address, quote, blank, signature, is_below
):
    words = hostile(pieces)
    above = f"{words}\n\n{signature}" if signature and not is_below else words
    below = f"\n\n{signature}" if is_below else ""
    said = clients.filled(INTRODUCTIONS[introduction], address)
    assert stripped(f"{above}{blank}{said}\n{quote}{below}").words == words


@settings(max_examples=250, derandomize=True)
@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=6),
    last=st.sampled_from([one for one in PIECES if one]),
    introduction=introductions,
    quote=quotes,
)
def test_so_do_words_that_end_like_something_else(pieces, last, introduction, quote):
    words = "\n".join(["So it is.", *pieces, last])
    said = clients.filled(INTRODUCTIONS[introduction])
    for blank in ("\n", "\n\n"):
        assert stripped(f"{words}{blank}{said}\n{quote}").words == words


@given(
    words=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), min_size=1).map(
        str.strip
    ),
    introduction=introductions,
    blank=st.sampled_from(["\n", "\n\n"]),
)
def test_so_do_any_words(words, introduction, blank):
    said = clients.filled(INTRODUCTIONS[introduction])
    found = stripped(f"The price: {words}!{blank}{said}\n\n{mails.quoted()}")
    assert found.words == f"The price: {words}!"


def wrapped(text, width):
    """As programs do that break the lines they quote and mark the first alone."""
    lines = []
    for line in mails.quoted(text).split("\n"):
        while len(line) > width and " " in line[2:width]:
            at = line.rindex(" ", 0, width + 1)
            lines.append(line[:at])
            line = line[at + 1 :]
        lines.append(line)
    return "\n".join(lines)


LONG_MAIL = (
    f"{mails.LINE}\n\nRuth Adeyemi has a query about “Night ferry returns to the Saltmarsh crossing after "
    "eleven years of waiting”.\n\n…Island has 612 residents and “one general practitioner”, whom the school "
    "of the upper classes, closed since that year, and the pupils who went over to the mainland came home to "
    "see at the weekends alone…\n\nPlease answer it."
)


@pytest.mark.parametrize("width", range(70, 100, 3))
def test_quoted_lines_that_were_broken_are_no_words(width):
    said = clients.filled(clients.SENTENCES["gmail, en"])
    found = stripped(f"{WORDS}\n\n{said}\n\n{wrapped(LONG_MAIL, width)}")
    assert (found.words, found.doubt) == (WORDS, None)


@pytest.mark.parametrize(
    "words", ["6.50", "yes, at night", "One.", "The page is right: 6.50, since January."]
)
def test_words_right_below_a_quoted_line_are_words(words):
    said = clients.filled(clients.SENTENCES["gmail, en"])
    asked = "Ruth Adeyemi: 6.50 or 5.60? The ferry line's own page and last year's leaflet do not agree."
    quote = mails.quoted(f"{mails.LINE}\n\n{asked}")
    assert stripped(f"{said}\n\n{quote}\n{words}\n> Please answer it.").words == words
    assert stripped(f"{said}\n\n{quote}\n{words}").words == words


def test_words_of_a_colleague_with_an_address_at_the_same_domain_stay():
    said = "On Sun, Nov 29, 2026 at 10:15 AM Jonas <jonas@localhost> wrote:"
    text = f"Jonas asked there.\n\n{said}\n\n> It is 6.50."
    assert stripped(text).words == text
