"""Looks for pieces of secrets in everything a run wrote. It shares no line with the redactor that it judges."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

WINDOW = 12


class Canaries:
    """Secrets by the name of their slot; every 12 characters of each, in every form, are looked for."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._slots: dict[bytes, str] = {}
        for slot, secret in secrets.items():
            assert len(secret) >= WINDOW, f"{slot} is too short to be a canary"
            for form in _forms(secret):
                for start in range(len(form) - WINDOW + 1):
                    self._slots[form[start : start + WINDOW]] = slot

    def found(self, text: bytes) -> set[str]:
        """The slots of which the text shows a piece."""
        slots = self._slots
        return {slots[piece] for at in range(len(text) - WINDOW + 1) if (piece := text[at : at + WINDOW]) in slots}

    def leaks(self, written: Mapping[str, bytes]) -> dict[str, set[str]]:
        """Where which slots show; nothing of the secrets themselves."""
        return {place: found for place, text in written.items() if (found := self.found(text))}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too; the names are searched as well."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = "\n".join(str(path.relative_to(folder)) for path in files)
    return {"names of files": names.encode()} | {str(path.relative_to(folder)): path.read_bytes() for path in files}


def _forms(secret: str) -> Iterable[bytes]:
    raw = secret.encode()
    yield raw
    yield quote(secret, safe="").encode()
    for alignment in range(3):
        filled = (fill * alignment + raw + fill * 3 for fill in (b"\x00", b"\xff"))
        low, high = (base64.b64encode(text).decode().rstrip("=") for text in filled)
        # What stays the same whatever stands before and behind is what an encoded text shows of the secret.
        shared = "".join(a if a == b else " " for a, b in zip(low, high, strict=True)).strip()
        assert " " not in shared
        yield shared.encode()
        yield shared.replace("+", "-").replace("/", "_").encode()
