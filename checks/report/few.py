"""Lists that a person reads: the first of many, and how many more there are. What a machine reads holds them all."""

from __future__ import annotations

from collections.abc import Sequence

FIRST, MANY = 4, 8
"""How many are shown of a list of more than so many."""


def few(texts: Sequence[str], separator: str = ", ") -> str:
    """The texts as one, the last of many only counted."""
    if len(texts) <= MANY:
        return separator.join(texts)
    return separator.join([*texts[:FIRST], f"and {len(texts) - FIRST} more"])


def listed(names: Sequence[str]) -> str:
    """The names as a sentence has them: A, B and C."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def few_of(said: str) -> str:
    """The same for a text that lists: parts behind semicolons, and in each of them names behind commas."""
    parts = [few(part.split(", ")) for part in said.split("; ")]
    return few(parts, "; ")
