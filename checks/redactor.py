"""One redactor knows every secret value resolved in a run and filters every way out.

It looks for pieces, not for whole values: a report that cuts a token in the middle still shows a hundred characters
of it. Pieces are searched as they are, percent-encoded and in the three alignments of base64.
"""

from __future__ import annotations

import base64
from urllib.parse import quote, quote_plus

from .redact import HIDDEN, printable, scrub

WINDOW = 12
_SHORTEST = 6


class Redactor:
    """Learns secrets and takes them out of text."""

    def __init__(self) -> None:
        self._windows: set[str] = set()
        self._short: set[str] = set()

    def learn(self, secret: str) -> None:
        """Remember a value that must never be printed."""
        for form in _forms(secret):
            if len(form) < WINDOW:
                if len(form) >= _SHORTEST:
                    self._short.add(form)
                continue
            self._windows.update(form[at : at + WINDOW] for at in range(len(form) - WINDOW + 1))

    def clean(self, text: str) -> str:
        """The text without any piece of a secret, without what looks like one, and safe to print."""
        return printable(scrub(self.hide(text)))

    def hide(self, text: str) -> str:
        """The text without any piece of a learned secret; nothing else is changed."""
        for short in self._short:
            text = text.replace(short, HIDDEN)
        if not self._windows or len(text) < WINDOW:
            return text
        covered = bytearray(len(text))
        for at in range(len(text) - WINDOW + 1):
            if text[at : at + WINDOW] in self._windows:
                covered[at : at + WINDOW] = b"\x01" * WINDOW
        if not any(covered):
            return text
        parts: list[str] = []
        for at, hidden in enumerate(covered):
            if not hidden:
                parts.append(text[at])
            elif at == 0 or not covered[at - 1]:
                parts.append(HIDDEN)
        return "".join(parts)


def _forms(secret: str) -> set[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {secret, quote(secret, safe="", errors="replace"), quote_plus(secret, errors="replace")}
    for shift in range(3):
        encoded = base64.b64encode(b"\x00" * shift + raw).decode().rstrip("=")
        # The first and last characters mix with their neighbours: they differ from text to text.
        inner = encoded[(0, 2, 3)[shift] : -1 if len(encoded) > 1 else None]
        forms |= {inner, inner.replace("+", "-").replace("/", "_")}
    return forms
