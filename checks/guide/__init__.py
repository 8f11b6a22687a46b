"""`guide`: how to set up OAuth 2.0 mail for a profile, step by step, ready to paste."""

from .command import main

__all__ = ["main"]
