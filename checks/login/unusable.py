"""What ends a sign-in without anybody having refused it."""

from __future__ import annotations


class Unusable(Exception):  # reads as a sentence where it is caught
    """The sign-in cannot be tried, or what was pasted cannot be used; str() says why. It is nobody's refusal."""
