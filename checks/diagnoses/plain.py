"""Text as it was meant: without what terminals, JSON, HTML and mail put around words, and blanks levelled."""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from urllib.parse import unquote_plus

_COLOUR = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")
_ESCAPE = re.compile(r"\\+u00(2[0267b]|3[ce])", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp;)?(?:quot|apos|lt|gt|amp|nbsp|#x?[0-9a-f]{2,4});", re.IGNORECASE)
_QUERY = re.compile(r"(?<=error_description=)(?:[^\s&\"'<>]|'(?=[\w+%])){4,4000}", re.IGNORECASE)
_SOFT_BREAK = re.compile(r"(?<=[^\n]{60})=\n(\S{0,100}) ?")
_QUOTED_PRINTABLE = re.compile(r"=([2-7][0-9A-F])")
_ESCAPED_QUOTE = re.compile(r"\\+\"")
_CHALLENGE = re.compile(r"(?<![\w.=-])eyJzdGF0dXMi[A-Za-z0-9+/]{0,600}={0,2}")
"""The base64 of `{"status"`: what a server that refuses XOAUTH2 says before the refusal; no part of a token."""
_TYPOGRAPHIC = str.maketrans("\N{NO-BREAK SPACE}\u2018\u2019\u201c\u201d", " ''\"\"")


def levelled(text: str) -> str:
    """The text made plain. No line end is lost, so that lines can be counted in it."""
    text = text.replace("\x00", "")  # UTF-16 read as UTF-8: PowerShell writes it, or appends it
    if not text.isascii():
        text = text.translate(_TYPOGRAPHIC)
    if "\x1b[" in text:
        text = _COLOUR.sub("", text)
    if "\\u00" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if '\\"' in text:
        text = _ESCAPED_QUOTE.sub('"', text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: unescape(unescape(match[0])), text)
    if "error_description=" in text:
        text = _QUERY.sub(lambda match: "\\n".join(unquote_plus(match[0]).split("\n")), text)
    text = text.replace("\r", " ").replace("\t", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    text = text.replace(" \n", "\n").replace("\n ", "\n")
    while "\n> " in text:
        text = text.replace("\n> ", "\n")
    if "eyJzdGF0dXMi" in text:
        text = _CHALLENGE.sub(_decoded, text)
    if "=\n" in text and ("=3D" in text or "quoted-printable" in text):
        # The line end moves behind the word that it split; the count of lines stays.
        text = _SOFT_BREAK.sub(r"\1\n", text)
    if "=3D" in text:
        text = _QUOTED_PRINTABLE.sub(lambda match: chr(int(match[1], 16)), text)
    return text


def _decoded(challenge: re.Match[str]) -> str:
    """The challenge of XOAUTH2 in clear, as far as it goes."""
    code = challenge[0]
    clear = b64decode(code[: len(code) - len(code) % 4])
    return "XOAUTH2 challenge " + " ".join(clear.decode(errors="replace").split())
