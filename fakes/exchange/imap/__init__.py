"""IMAP4rev1 as Exchange Online speaks it."""

from .server import serve_imap

__all__ = ["serve_imap"]
