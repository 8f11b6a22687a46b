"""The standard library's imaplib, which never sends an initial response."""

import imaplib

from .settings import IMPLICIT, PORT, RESPONSE, SECONDS, SUBJECT, TRUST

imap: imaplib.IMAP4
if IMPLICIT:
    imap = imaplib.IMAP4_SSL("localhost", PORT, ssl_context=TRUST, timeout=SECONDS)
else:
    imap = imaplib.IMAP4("localhost", PORT, SECONDS)
    imap.starttls(TRUST)
with imap:
    imap.authenticate("XOAUTH2", lambda _: RESPONSE.encode())
    assert imap.list()[0] == "OK"
    last = imap.select("INBOX")[1][0]
    assert last is not None
    message = imap.fetch(last.decode(), "(RFC822)")[1][0]
    assert isinstance(message, tuple) and SUBJECT.encode() in message[1]
    assert imap.store(last.decode(), "+FLAGS", r"(\Flagged)")[0] == "OK"
