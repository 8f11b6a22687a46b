"""`init`: a commented profile to start from, for each product that is known."""

from .command import main

__all__ = ["main"]
