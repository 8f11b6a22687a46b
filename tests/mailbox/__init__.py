"""The receiving side of the fake Exchange Online: mailbox, IMAP, POP3."""
