"""Exchange Online: SMTP, IMAP and POP3 over one mailbox, in the words of the real service."""
