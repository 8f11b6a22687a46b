"""Getting a token by signing in: what a person is asked, how the answer comes back, and where the token is put."""

from __future__ import annotations

from .command import main

__all__ = ["main"]
