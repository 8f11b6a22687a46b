"""SMTP client submission as Exchange Online speaks it: aiosmtpd underneath, words, order and policy on top."""

from .submission import Submission

__all__ = ["Submission"]
