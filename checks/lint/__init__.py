"""`lint`: judges a profile, or what an administrator is about to paste, without any network."""

from .command import main

__all__ = ["main"]
