"""POP3 as Exchange Online speaks it, on the INBOX that IMAP shows too."""

from .server import serve_pop3

__all__ = ["serve_pop3"]
