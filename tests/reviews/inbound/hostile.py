"""Messages that nobody should have sent: broken, absurd and hostile ones, and mutations of good ones."""

import random

FROM = b"From: Mara <mara@paper.example>\r\n"

MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
REPORT = (
    b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
)


def nested(depth):
    return b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth)
    )


def enclosed(depth):
    return b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: inmost\r\n\r\nx\r\n"


HOSTILE = {
    "nothing but a line": b"\r\n",
    "one letter": b"x",
    "NULs": b"\x00" * 500,
    "every byte": bytes(range(256)) * 4,
    "a raw letter in the address": "From: Mära <mära@paper.example>\r\n\r\nHallo\r\n".encode("latin-1"),
    "the same in UTF-8": "From: Mära <mära@paper.example>\r\n\r\nHallo\r\n".encode(),
    "a raw letter in the domain": b"From: mara@p\xe4per.example\r\n\r\nx",
    "a NUL in the address": b"From: ma\x00ra@paper.example\r\nSubject: a\x00b\r\n\r\nx",
    "an encoded surrogate": b"Subject: =?utf-16?b?2AA=?= =?utf-7?q?+2AA-?=\r\n" + FROM + b"\r\nx",
    "an id of raw bytes": b"Message-ID: <\xff\xfe\x00@x>\r\nTo: \xff\r\n" + FROM + b"\r\nx",
    "half an encoded word": b"Subject: =?utf-8?b?A?=\r\nFrom: =?utf-8?b?A?= <mara@paper.example>\r\n\r\nx",
    "an encoded word of no charset": b"Subject: =?x-no-such?q?a?= =?\xff?q?b?= =??q??=\r\n" + FROM + b"\r\nx",
    "a charset with a NUL": b'Content-Type: text/plain; charset="a\x00b"\r\n' + FROM + b"\r\nx",
    "a charset that is none": b"Content-Type: text/plain; charset=hex\r\n" + FROM + b"\r\n6.50",
    "a charset of its own": b"Content-Type: text/plain; charset*=nope'x'utf%2D8\r\n" + FROM + b"\r\nx",
    "an encoding that is none": b"Content-Transfer-Encoding: x-uuencode\r\n"
    + FROM
    + b"\r\nbegin 644 x\r\n\xff\r\n",
    "base64 that is none": b"Content-Transfer-Encoding: base64\r\n" + FROM + b"\r\n=A=\x00=\xff" * 9,
    "a file name in pieces": (
        b"Content-Disposition: attachment; filename*0*=utf-8''%ff; filename*9999999999999999=x\r\n"
        + FROM
        + b"\r\nx"
    ),
    "many headers": b"".join(b"X-%d: y\r\n" % n for n in range(30_000)) + FROM + b"\r\nx",
    "a long header": b"Subject: " + b"x" * 200_000 + b"\r\n" + FROM + b"\r\nx",
    "many parameters": b"Content-Type: text/plain" + b";a=b" * 60_000 + b"\r\n" + FROM + b"\r\nx",
    "a folded header": b"Subject: x\r\n" + b" y\r\n" * 40_000 + FROM + b"\r\nx",
    "a date out of range": b"Date: Mon, 99 Foo 99999 99:99:99 +9999\r\n" + FROM + b"\r\nx",
    "a date of many digits": b"Date: 1 Jan " + b"9" * 5_000 + b" 00:00:00 +" + b"9" * 5_000 + b"\r\n\r\nx",
    "a number of many digits": FROM + b"\r\n#" + b"9" * 5_000 + b": yes\r\n",
    "an id of many digits": b"Message-ID: <" + b"9" * 5_000 + b"@x>\r\n" + FROM + b"\r\nx",
    "an address without a domain": b"From: root\r\nTo: Mara <mara>\r\n\r\nx",
    "an address of one letter": b"From: @\r\nTo: <>\r\n\r\nx",
    "a long address": b"From: " + b"a" * 5_000 + b"@paper.example\r\n\r\nx",
    "a group": b"From: Desk: mara@paper.example, b@paper.example;\r\nTo: undisclosed-recipients:;\r\n\r\nx",
    "comments in comments": b"From: " + b"(" * 5_000 + b"mara@paper.example\r\n\r\nx",
    "quotes without an end": b'From: "' + b'\\"' * 5_000 + b" <mara@paper.example>\r\n\r\nx",
    "a header within a header": b"Subject: a\r\n b\rBcc: olga@else.example\n\r\n" + FROM + b"\r\nx",
    "two senders": FROM + b"From: boss@paper.example\r\n\r\nx",
    "no header at all": b"\r\n\r\nonly words\r\n",
    "a header without a name": b": x\r\n" + FROM + b"\r\nx",
    "parts nested a thousand deep": FROM + nested(1_000),
    "mails in mails": FROM + enclosed(1_000),
    "parts without a boundary": b"Content-Type: multipart/mixed\r\n" + FROM + b"\r\n--\r\n\r\nx",
    "a boundary of raw bytes": b"Content-Type: multipart/mixed; boundary=\xff\0\r\n\r\n--\xff\0\r\n\r\nx",
    "parts that do not end": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 5_000,
    "a mail that is none": b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n\xff",
    "a report of blank lines": (REPORT + b"\r\n" * 20_000),
    "a report of raw bytes": (
        REPORT + b"Final-Recipient: rfc822; \xff@\x00\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <\xff\x00@x>\r\n\r\n--b--\r\n"
    ),
    "a page nested deeply": b"Content-Type: text/html\r\n" + FROM + b"\r\n" + b"<blockquote>x" * 20_000,
    "a page of raw bytes": b"Content-Type: text/html; charset=utf-16\r\n"
    + FROM
    + b"\r\n\x00<\xff<p>\xd8\x00",
    "an answer of ours, forged": b"To: reply+" + b"a" * 36 + b"@desk.example\r\n" + FROM + b"\r\nOK",
    "proofs of raw bytes": b'Authentication-Results: \xff\x00; dmarc=(("\r\n' + FROM + b"\r\nx",
}


def mutated(good, count, seed):
    """So many messages, each with a few bytes of a good one gone, doubled, swapped or put in."""
    chance = random.Random(seed)
    pieces = (
        b"\x00",
        b"\xff",
        b"\r",
        b"\n",
        b"\r\n\r\n",
        b'"',
        b"(",
        b";",
        b"=?",
        b"?=",
        b"\xed\xa0\x80",
        b"--",
    )
    for number in range(count):
        raw = bytearray(chance.choice(good))
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(raw))
            length = chance.randint(0, 12)
            match chance.randrange(4):
                case 0:
                    raw[at : at + length] = b""
                case 1:
                    raw[at:at] = raw[at : at + length * 4]
                case 2:
                    raw[at:at] = chance.choice(pieces)
                case _:
                    raw[at : at + length] = chance.randbytes(length)
            raw = raw or bytearray(b"x")
        yield f"mutation {number}", bytes(raw)


def random_bytes(count, seed):
    chance = random.Random(seed)
    for number in range(count):
        yield f"random {number}", chance.randbytes(chance.randint(1, 400))
