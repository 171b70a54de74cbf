"""Messages as they come: every encoding, every nesting, and whatever bytes there are."""

from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviews.inbound.parsing import reading
from reviews.inbound.parsing.html_text import page_text


def message(text="Hello", **headers):
    mail = EmailMessage()
    for name, value in {"From": "Mara <mara@paper.example>", **headers}.items():
        mail[name] = value
    mail.set_content(text)
    return mail


def raw(body, *, content_type="text/plain; charset=utf-8", **headers):
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Type: {content_type}", "", ""]).encode() + body


def test_a_plain_message():
    read = reading.read(message("It is 6.50.\n", Subject="Re: Ferry", **{"Message-ID": "<a@b>"}).as_bytes())
    assert (read.text.strip(), read.subject, read.message_id) == ("It is 6.50.", "Re: Ferry", "<a@b>")
    assert read.sender == "mara@paper.example"


@pytest.mark.parametrize(
    ("encoded", "declared"),
    [
        ("السعر ستة يورو ونصف اليورو".encode("cp1256"), "windows-1256"),
        ("السعر ستة يورو ونصف اليورو".encode("cp1256"), "utf-8"),
        ("Preis: 6,50 €, schön".encode("cp1252"), "windows-1252"),
        ("Preis: 6,50 €, schön".encode(), "us-ascii"),
        ("Preis: 6,50 €, schön".encode(), "no-such-charset"),
        ("Preis: 6,50 €, schön".encode(), "unicode_escape"),
        ("承認します".encode("iso-2022-jp"), "iso-2022-jp"),
        ("Цена шесть с половиной евро".encode("koi8-r"), "koi8-r"),
    ],
)
def test_the_words_are_read_whatever_the_header_says(encoded, declared):
    text = reading.read(raw(encoded, content_type=f"text/plain; charset={declared}")).text
    assert text in {
        "السعر ستة يورو ونصف اليورو",
        "Preis: 6,50 €, schön",
        "承認します",
        "Цена шесть с половиной евро",
    }


def test_lines_that_were_broken_for_the_way_are_joined():
    body = b"This is one \r\nlong line.\r\n\r\n> quoted \r\n> and on\r\nmine\r\n-- \r\nMara\r\n"
    text = reading.read(raw(body, content_type="text/plain; format=flowed")).text
    assert text == "This is one long line.\n\n> quoted and on\nmine\n-- \nMara\n"


def test_broken_lines_of_a_script_without_spaces_are_joined_without_one():
    body = "承認 \r\nします\r\n".encode()
    text = reading.read(raw(body, content_type="text/plain; charset=utf-8; format=flowed; delsp=yes")).text
    assert text == "承認します\n"


def test_of_two_forms_the_plain_one_is_taken():
    mail = message("Plain words")
    mail.add_alternative("<p>A page</p>", subtype="html")
    assert reading.read(mail.as_bytes()).text.strip() == "Plain words"


@pytest.mark.parametrize("plain", ["", " \n"])
def test_an_empty_plain_form_gives_way_to_the_page(plain):
    mail = message(plain)
    mail.add_alternative("<p>A page</p>", subtype="html")
    assert reading.read(mail.as_bytes()).text == "A page"


def test_a_page_becomes_lines_with_its_quote_marked():
    page = """<html><head><style>p {color: red}</style></head><body><div>It is&nbsp;6.50.</div><div><br></div>
      <div>Child:<br>3.20</div><ul><li>one<li>two</ul><script>alert(1)</script><p style="display: none">x</p>
      <div class="gmail_quote">On Thu Copydesk wrote:<br>
      <blockquote type="cite"><p>— Write your reply above this line —</p>
      <p>Ruth: <b>6.50</b>?</p></blockquote>
      </div></body></html>"""
    assert page_text(page) == (
        "It is 6.50.\n\nChild:\n3.20\n\n- one\n- two\n\nOn Thu Copydesk wrote:\n\n"
        "> — Write your reply above this line —\n>\n> Ruth: 6.50?"
    )


ITEMS = "<li>one doctor</li><li>612 residents</li>"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            f'<div>As you asked:</div><ol start="3">{ITEMS}</ol>',
            "As you asked:\n3. one doctor\n4. 612 residents",
        ),
        (f"<ol>{ITEMS}</ol>", "1. one doctor\n2. 612 residents"),
        (f"<ol>{ITEMS}<li>a ferry</ol>", "1. one doctor\n2. 612 residents\n3. a ferry"),
        (f"<ol reversed>{ITEMS}</ol>", "2. one doctor\n1. 612 residents"),
        (f'<ol reversed start="12">{ITEMS}</ol>', "12. one doctor\n11. 612 residents"),
        (f'<ol start="0">{ITEMS}</ol>', "0. one doctor\n1. 612 residents"),
        (f'<ol start="-1">{ITEMS}</ol>', "-1. one doctor\n0. 612 residents"),
        ('<ol><li>a</li><li value="7">b</li><li>c</li></ol>', "1. a\n7. b\n8. c"),
        ('<ol reversed><li>a</li><li value="7">b</li><li>c</li></ol>', "3. a\n7. b\n6. c"),
        (f'<ol type="a" start="26">{ITEMS}</ol>', "z. one doctor\naa. 612 residents"),
        (f'<ol type="I" start="4">{ITEMS}</ol>', "IV. one doctor\nV. 612 residents"),
        (
            f'<ol style="margin: 0; list-style-type: lower-alpha">{ITEMS}</ol>',
            "a. one doctor\nb. 612 residents",
        ),
        (f'<ol type="i" start="0">{ITEMS}</ol>', "0. one doctor\ni. 612 residents"),
        (f'<ol start="x">{ITEMS}</ol>', "1. one doctor\n2. 612 residents"),
        (f'<ol start="{"9" * 5000}">{ITEMS}</ol>', "1. one doctor\n2. 612 residents"),
        (
            f'<ol start="9"><li>doctors<ol>{ITEMS}</ol></li><li>ferries<ul><li>at night</li></ul></li></ol>',
            "9. doctors\n   1. one doctor\n   2. 612 residents\n10. ferries\n    - at night",
        ),
        (f"<ol><ol>{ITEMS}</ol><li>after</li></ol>", "  1. one doctor\n  2. 612 residents\n1. after"),
        ("<ol><li><p>one</p><p>more</p></li><li><div>two</div></li></ol>", "1. one\nmore\n2. two"),
        ("<ul><li><p>one</p></li><li>two</li></ul>", "- one\n- two"),
        ("<ol><li></li><li>two</li></ol>", "1.\n2. two"),
        ("<ol><li><br>one</li></ol>", "1. one"),
        (f"<ol>{ITEMS}</ol><p>That is all.</p>", "1. one doctor\n2. 612 residents\n\nThat is all."),
        (f'<blockquote><ol start="3">{ITEMS}</ol></blockquote>', "> 3. one doctor\n> 4. 612 residents"),
        ("<li>alone</li>", "- alone"),
    ],
)
def test_lists_are_numbered_as_the_page_numbers_them(page, text):
    assert page_text(page) == text


@given(
    st.lists(st.sampled_from(["<ol>", "</ol>", "<ul>", "<li>", "</li>", "<li value=3>", "x", "<p>", "<br>"]))
)
def test_no_word_of_a_list_is_lost_however_it_is_nested(pieces):
    assert page_text("".join(pieces)).count("x") == pieces.count("x")


@pytest.mark.parametrize(
    "page",
    [
        '<div>6.50</div><span class="gmail_signature_prefix">-- </span><br>'
        '<div class="gmail_signature"><div>Mara Velde</div>Reporter</div>',
        '<p>6.50</p><div class="moz-signature">-- <br>Mara Velde<br>Reporter</div>',
        '<div>6.50</div><div id="Signature"><p>Mara Velde</p><p>Reporter</p></div>',
        '<div>6.50</div><div class="protonmail_signature_block">Mara Velde<br>Reporter</div>',
    ],
)
def test_what_a_page_calls_a_signature_begins_like_one(page):
    words, __, signature = page_text(page).partition("\n-- \n")
    assert words.strip() == "6.50"
    assert signature.split() == ["Mara", "Velde", "Reporter"]


def test_dashes_in_a_page_are_dashes():
    assert page_text("<div>He said:</div><div>--</div><div>Yes</div>") == "He said:\n--\nYes"


@pytest.mark.parametrize(
    "page", ["", "   ", "<", "<!-- x", "\x00", "<p>" * 5000, "<blockquote>" * 5000 + "x"]
)
def test_whatever_the_page_there_is_an_answer(page):
    assert isinstance(page_text(page), str)


@given(st.text())
def test_a_page_of_any_text_is_read(page):
    assert isinstance(page_text(page), str)


def test_files_are_kept_under_names_that_name_no_folder():
    mail = message("See the leaflet.")
    mail.add_attachment(
        b"%PDF-1", maintype="application", subtype="pdf", filename="../../etc/leaf\u202elet.pdf"
    )
    mail.add_attachment(b"x", maintype="image", subtype="png", filename="C:\\pictures\\ferry.png")
    mail.add_attachment(b"y", maintype="application", subtype="pdf")
    mail.add_attachment(b"z", maintype="application", subtype="zip", filename="n" * 400 + ".zip")
    read = reading.read(mail.as_bytes())
    assert [file.name for file in read.enclosed[:3]] == ["leaflet.pdf", "ferry.png", "attachment.pdf"]
    assert len(read.enclosed[3].name) == reading.NAME_LENGTH + 4
    assert read.enclosed[0].content == b"%PDF-1"
    assert read.text.strip() == "See the leaflet."


def test_a_mail_that_is_attached_is_a_file_and_its_words_are_not_the_answer():
    mail = message("See his mail.")
    mail.add_attachment(message("Not mine", Subject="Other"))
    read = reading.read(mail.as_bytes())
    assert read.text.strip() == "See his mail."
    assert [file.name for file in read.enclosed] == ["attachment.eml"]
    assert b"Not mine" in read.enclosed[0].content


def test_the_small_pictures_of_a_signature_are_left_out_and_a_pasted_one_is_kept():
    mail = message()
    mail.add_alternative("<p>Here: <img src='cid:a'><img src='cid:b'></p>", subtype="html")
    page = mail.get_payload()[1]
    page.add_related(b"s" * 900, maintype="image", subtype="png", cid="<a>")
    page.add_related(b"p" * 90_000, maintype="image", subtype="png", cid="<b>")
    assert [len(file.content) for file in reading.read(mail.as_bytes()).enclosed] == [90_000]


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("Mara <MARA@paper.example>", "mara@paper.example"),
        ("mara@paper.example", "mara@paper.example"),
        ('"Velde, Mara" <mara@paper.example>', "mara@paper.example"),
        ("=?utf-8?b?TWFyYQ==?= <mara@paper.example>", "mara@paper.example"),
        ("=?utf-8?q?Velde=2C_Mara?= <mara@paper.example>", "mara@paper.example"),
        ("=?utf-8?q?=3Cboss=40paper=2Eexample=3E?= <mara@paper.example>", "mara@paper.example"),
        ('"boss@paper.example" <mara@paper.example>', "mara@paper.example"),
        ('"a \\" <boss@paper.example>" <mara@paper.example>', "mara@paper.example"),
        ('"a <boss@paper.example> <mara@paper.example>', ""),
        ("Velde, Mara <mara@paper.example>", "mara@paper.example"),
        ("Velde, Mara, Dr. (City) <mara@paper.example>", "mara@paper.example"),
        ("Velde, =?utf-8?q?M=C3=A1ra?= <mara@paper.example>", "mara@paper.example"),
        ("فيلدي، مارا, CDR <mara@paper.example>", "mara@paper.example"),
        ('"Velde", Mara <mara@paper.example>', "mara@paper.example"),
        ("boss@paper.example, Mara <mara@paper.example>", ""),
        ("boss@, Mara <mara@paper.example>", ""),
        ('"boss@paper.example", Mara <mara@paper.example>', ""),
        ("Boss <boss@paper.example>, Mara <mara@paper.example>", ""),
        ("Desk: Velde, Mara <mara@paper.example>", ""),
        ("Velde; Mara <mara@paper.example>", ""),
        ("Mara <mara@paper.example> (boss@paper.example)", ""),
        ("Mara (at home) <mara@paper.example>", "mara@paper.example"),
        ("Mara (boss@paper.example) <mara@paper.example>", ""),
        ("Márta <mara@paper.example>", "mara@paper.example"),
        ("mara@paper.example, boss@paper.example", ""),
        ("mara@paper.example <mara@paper.example>", "mara@paper.example"),
        ("boss@paper.example <mara@paper.example>", ""),
        ("mara@paper.example)boss@paper.example", ""),
        ("<boss@paper.example><mara@paper.example>", ""),
        ("Mara", ""),
        ("", ""),
    ],
)
def test_the_sender_is_one_address_or_nobody(sender, address):
    assert reading.read(raw(b"x", From=sender)).sender == address


def test_two_senders_are_nobody():
    twice = b"From: mara@paper.example\r\nFrom: boss@paper.example\r\n\r\nx"
    assert reading.read(twice).sender == ""


def test_headers_are_one_line():
    folded = b"Subject: =?utf-8?q?a=0Ab?=\r\n c\r\nFrom: m@p.example\r\n\r\n"
    assert reading.read(folded).subject == "a b c"


def test_a_message_nested_too_deep_or_in_too_many_parts_ends_somewhere():
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000)
    )
    assert isinstance(reading.read(deep).text, str)
    many = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nword\r\n" * 5000
    assert 0 < reading.read(many).text.count("word") < reading.MOST_PARTS


BROKEN = [
    b"Content-Type: multipart/mixed; boundary=\r\n\r\n",
    b"Content-Type: text/plain; charset*=x''\r\n\r\n\xff",
    b"Content-Transfer-Encoding: base64\r\n\r\n!!!!=",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA",
    b"Content-Disposition: attachment; filename*=utf-8''%ff%00\r\n\r\nx",
    b"From: =?utf-8?b?////?= <a@b>\r\nSubject: =?x?q?=?=\r\n\r\n",
    b"Content-Type: message/delivery-status\r\n\r\n\r\n\r\n",
]


@given(st.binary())
@example(BROKEN[0])
@example(BROKEN[1])
@example(BROKEN[2])
@example(BROKEN[3])
@example(BROKEN[4])
@example(BROKEN[5])
@example(BROKEN[6])
@example(BROKEN[7])
def test_random_bytes_never_raise(data):
    read = reading.read(data)
    assert isinstance(read.text, str)
    assert isinstance(read.sender + read.subject + read.message_id, str)
    assert all(file.name for file in read.enclosed)
    read.text.encode()


PIECES = (
    *(b"From: ", b"Content-Type: ", b"multipart/mixed; boundary=b", b"text/html; charset=", b"--b\r\n"),
    *(b"\r\n\r\n", b"\r\n", b"Content-Transfer-Encoding: quoted-printable", b"message/rfc822", b"=?utf-8?q?"),
    b"format=flowed",
)


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=30).map(b"".join))
def test_nor_do_the_pieces_of_messages_in_any_order(data):
    read = reading.read(data)
    assert isinstance(read.text + read.sender + read.header("Content-Type"), str)
    assert all(isinstance(file.content, bytes) for file in read.enclosed)
