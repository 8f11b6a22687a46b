"""How a refusal on SMTP becomes an entry of the table."""

from __future__ import annotations

from .model import Fault, Reply

SMTP = ("smtp",)


def refusal(
    id: str, moment: str, words: str, shows: str, evidence: str, seen: str, diagnosis: str = "", condition: str = ""
) -> Fault:
    """A fault that says `words`; 421 ends the connection. The diagnosis has the same id unless it is named."""
    effect = Reply(smtp=words, then_close=words.startswith("421"))
    return Fault(id, moment, SMTP, effect, shows, evidence, seen, diagnosis or id, condition=condition)
