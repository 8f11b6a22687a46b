"""IMAPClient: imaplib underneath, answers parsed."""

from imapclient import FLAGGED, IMAPClient

from .settings import IMPLICIT, MAILBOX, PORT, SECONDS, SUBJECT, TOKEN, TRUST

with IMAPClient("localhost", PORT, ssl=IMPLICIT, ssl_context=TRUST if IMPLICIT else None, timeout=SECONDS) as imap:
    if not IMPLICIT:
        imap.starttls(TRUST)
    imap.oauth2_login(MAILBOX, TOKEN)
    assert imap.list_folders()
    imap.select_folder("INBOX")
    last = imap.search("ALL")[-1]
    found = imap.fetch([last], ["ENVELOPE", "BODYSTRUCTURE", "RFC822.SIZE"])[last]
    assert found[b"ENVELOPE"].subject == SUBJECT.encode()
    assert SUBJECT.encode() in imap.fetch([last], ["BODY.PEEK[]"])[last][b"BODY[]"]
    imap.add_flags([last], [FLAGGED])
