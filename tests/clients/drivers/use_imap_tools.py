"""imap_tools: imaplib underneath, an XOAUTH2 call of its own."""

from imap_tools import MailBox, MailBoxStartTls
from imap_tools.consts import MailMessageFlags

from .settings import IMPLICIT, MAILBOX, PORT, SECONDS, SUBJECT, TOKEN, TRUST

kind = MailBox if IMPLICIT else MailBoxStartTls
with kind("localhost", PORT, SECONDS, ssl_context=TRUST).xoauth2(MAILBOX, TOKEN) as box:
    assert box.folder.list()
    (message,) = box.fetch(limit=1, reverse=True, mark_seen=False)
    assert message.subject == SUBJECT and message.uid is not None
    box.flag(message.uid, MailMessageFlags.FLAGGED, True)
