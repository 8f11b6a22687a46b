"""Messages as nobody should write them, and as somebody does: one name each, byte for byte."""

from __future__ import annotations


def _crlf(text: str) -> bytes:
    return text.encode("latin-1").replace(b"\n", b"\r\n")


def _multipart(
    subtype: str, *parts: str, more: str = "", head: str = "", preamble: str = "", end: str = "\n--=b--\n"
) -> bytes:
    begin = f'Subject: {subtype}\nMIME-Version: 1.0\n{head}Content-Type: multipart/{subtype}; boundary="=b"{more}\n\n'
    return _crlf(
        begin
        + preamble
        + "".join(f"{'' if n == 0 and not preamble else chr(10)}--=b\n{part}" for n, part in enumerate(parts))
        + end
    )


_TEXT = "Content-Type: text/plain; charset=utf-8\n\nhello"
_HTML = "Content-Type: text/html\n\n<p>hello"
_INNER = "Subject: inner\nFrom: In Ner <in@ner.example>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n\ninner text\n"

AWKWARD: dict[str, bytes] = {
    "plain": _crlf(
        'From: Ann <ann@contoso.example>\nTo: bob@x.example, "C, D" <cd@x.example>\nSubject: plain words\n'
        "Date: Thu, 1 Feb 2024 23:30:00 -0800\nMessage-ID: <plain@contoso.example>\n"
        "In-Reply-To: <earlier@x.example>\n\n"
        "first needle\nsecond\n"
    ),
    "header without a blank line": _crlf("Subject: only a header\nX-Other: 1\n"),
    "header without a line end": _crlf("Subject: cut"),
    "no body": _crlf("Subject: no body\n\n"),
    "no header": _crlf("\nbody alone\n"),
    "text without any header line": _crlf("this is no header\nat all\n\nbody\n"),
    "no newline at the end": _crlf("Subject: end\n\nlast line without end"),
    "nested": _multipart(
        "mixed",
        'Content-Type: multipart/related; boundary=rel; type="text/html"\n\n'
        f"--rel\nContent-Type: multipart/alternative; boundary=alt\n\n--alt\n{_TEXT}\n--alt\n{_HTML}\n--alt--\n"
        "\n--rel\nContent-Type: image/png; name=dot.png\nContent-ID: <dot@x>\nContent-Transfer-Encoding: base64\n"
        "Content-Disposition: inline; filename=dot.png\n\niVBORw0KGgo=\n--rel--\n",
        'Content-Type: application/pdf; name="a b.pdf"\nContent-Transfer-Encoding: BASE64\n'
        'Content-Disposition: ATTACHMENT;\n filename="a b.pdf"; size=3\nContent-Description: the offer\n'
        "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\nContent-Language: de, en\n"
        "Content-Location: http://x.example/a\n\nJVBERi0=\n",
    ),
    "message in a message": _multipart("mixed", _TEXT, f"Content-Type: message/rfc822\n\n{_INNER}"),
    "three messages deep": _crlf(
        "Subject: one\nContent-Type: message/rfc822\n\nSubject: two\nContent-Type: message/rfc822\n\n"
        "Subject: three\nContent-Type: multipart/mixed; boundary=z\n\n--z\n\ndeep\n--z\n"
        f"{_HTML}\n--z--\n"
    ),
    "digest": _multipart(
        "digest",
        f"\n{_INNER}",
        "Content-Type: message/rfc822\n\nSubject: second\n\ntwo\n",
        "Content-Type: text/plain\n\nnot one\n",
    ),
    "report": _multipart(
        "report",
        "\nIt could not be delivered.\n",
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n"
        "Final-Recipient: rfc822; a@x.example\nAction: failed\n",
        "Content-Type: text/rfc822-headers\n\nSubject: returned\n",
        more="; report-type=delivery-status",
    ),
    "signed": _multipart(
        "signed",
        f"{_TEXT}\n",
        "Content-Type: application/pgp-signature; name=signature.asc\n"
        "Content-Description: OpenPGP digital signature\n\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n",
        more='; micalg=pgp-sha256;\n protocol="application/pgp-signature"',
    ),
    "empty parts": _multipart("mixed", "", "\n", "Content-Type: text/html\n", "Content-Type: text/plain\n\n"),
    "no closing boundary": _multipart("mixed", _TEXT, f"{_HTML}\nmore\n", end=""),
    "multipart without a boundary": _crlf("Subject: none\nContent-Type: multipart/mixed\n\n--x\n\ntext\n--x--\n"),
    "boundary that never comes": _crlf("Subject: never\nContent-Type: multipart/mixed; boundary=nope\n\nonly text\n"),
    "preamble and epilogue": _multipart(
        "alternative", _TEXT, _HTML, preamble="This is MIME.\n", end="\n--=b--\nepilogue\n--=b\n\nnot a part\n"
    ),
    "inner boundary begins like the outer": _crlf(
        "Content-Type: multipart/mixed; boundary=ab\n\n--ab\n"
        "Content-Type: multipart/mixed; boundary=abc\n\n--abc\n\none\n"
        "--abc--\n--ab\n\ntwo\n--ab--\n"
    ),
    "inner boundary left open": _crlf(
        "Content-Type: multipart/mixed; boundary=out\n\n--out\n"
        "Content-Type: multipart/mixed; boundary=in\n\n--in\n\none\n"
        "--out\n\ntwo\n--out--\n"
    ),
    "lines that look like boundaries": _multipart("mixed", "\n--=bx\n --=b\n--=b-\ntext --=b\n", _HTML),
    "8-bit header": b"Subject: r\xe9sum\xe9 \xc3\xa9\r\nFrom: J\xf6rg <joerg@x.example>\r\n\r\n8 bit b\xf6dy\r\n",
    "encoded words": _crlf(
        "Subject: =?utf-8?q?R=C3=A9sum=C3=A9?= =?iso-8859-1?b?6Q==?=\n =?utf-8?b?w6k=?= end\n"
        'From: =?utf-8?q?J=C3=B6rg?= M <j@x.example>\nTo: "=?utf-8?q?quoted?=" <q@x.example>\n\nx\n'
    ),
    "RFC 2231": _multipart(
        "mixed",
        "Content-Type: application/x; name*0*=utf-8''%e2%82%ac; name*1=\" rates\"\n"
        "Content-Disposition: attachment; filename*=UTF-8'en'%E2%82%AC%20rates.txt\n\nx\n",
        'Content-Type: application/y;\n name*0="one ";\n name*1="two"\n\ny\n',
    ),
    "very long lines": _crlf("Subject: " + "word " * 400 + "\nX-Long: " + "y" * 5000 + "\n\n" + "z" * 20000 + "\n"),
    "bare line feeds": b"Subject: bare\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n",
    "NUL": b"Subject: nul\r\nX-Nul: a\x00b\r\n\r\nbody \x00 with NUL\r\n",
    "groups": _crlf(
        "From: team: ann@x.example, Bob <bob@x.example>;\nTo: undisclosed-recipients:;\n"
        "Cc: one@x.example, g:;, two@x.example\n"
        "Subject: groups\n\nx\n"
    ),
    "odd addresses": _crlf(
        'From: "quoted \\"name\\"" <a@x.example>\nSender: (comment) s@x.example (Real Name)\n'
        "Reply-To: <@relay.example:r@x.example>\n"
        'To: local, "odd local"@x.example, a@[192.0.2.1], <>, Plain Name <p@x.example>\n'
        "Cc: a . b @ x . example\nSubject: odd\n\nx\n"
    ),
    "source route": _crlf("From: <@relay.example,@other.example:r@x.example>\nSubject: route\n\nx\n"),
    "addresses without commas": _crlf(
        "From: one@x.example two@x.example\nTo: <a@x.example> <b@x.example>\nCc: broken <c@x.example\n"
        "Subject: no commas\n\nx\n"
    ),
    "odd date": _crlf("Subject: odd date\nDate: yesterday, around noon\n\nx\n"),
    "date with a comment": _crlf("Subject: date\nDate: Fri, 2 Feb 2024 10:00:00 +0100 (CET)\n\nx\n"),
    "date without a weekday": _crlf("Subject: date\nDate: 3 Mar 24 10:00 GMT\n\nx\n"),
    "duplicate headers": _crlf(
        "Subject: first\nSubject: second\nTo: a@x.example\nTo: b@x.example\nFrom: a@x.example\nFrom: b@x.example\n"
        "Message-ID: <1@x>\nMessage-ID: <2@x>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n"
        "Date: Tue, 2 Jan 2024 00:00:00 +0000\n"
        "Content-Type: text/html\nContent-Type: text/plain\n\nx\n"
    ),
    "folded": _crlf(
        "Subject: a\n\tfolded\n  subject\nTo: a@x.example,\n b@x.example\nContent-Type: text/plain;\n"
        "\tcharset=us-ascii;\n format=flowed\n\nx\n"
    ),
    "empty values": _crlf("Subject:\nFrom:\nTo: \nDate:\nMessage-ID:\nContent-Type:\nContent-Disposition:\n\nx\n"),
    "odd content types": _multipart(
        "mixed",
        "Content-Type: text\n\na",
        "Content-Type: image/\n\nb",
        "Content-Type: TEXT/PLAIN; Charset=UTF-8; flag; x=\n\nc",
        "Content-Type: text/plain (comment); charset=(c)utf-8 (d)\n\nd",
        'Content-Type: text/plain; name="a;b=\\"c\\""\n\ne',
        "Content-Type: chemical/x-pdb\nContent-Transfer-Encoding: x-unknown (why)\n\nf",
    ),
    "external body": _multipart(
        "mixed",
        'Content-Type: message/external-body; access-type=URL; URL="http://x.example/"\n\nContent-Type: image/gif\n\n',
        "Content-Type: message/partial; id=x; number=1\n\nSubject: part\n\nx",
    ),
    "encoded message": _multipart(
        "mixed", "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA0KDQp4DQo=\n"
    ),
    "space before the colon": _crlf("Subject : spaced\nTo\t: a@x.example\nX-Tail: 1\n\nx\n"),
    "a line in the header that is none": _crlf(
        "Subject: before\nthis is not a header line\nTo: after@x.example\n\nx\n"
    ),
    "From line": _crlf("From ann@x.example Thu Feb  1 00:00:00 2024\nSubject: mbox\n\nx\n"),
}
