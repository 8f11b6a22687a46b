"""The answer to a sign-in in what was pasted: the whole address, a piece of it, or the code alone, however worn."""

from __future__ import annotations

import hmac
import html
import re
import time
from collections.abc import Mapping
from urllib.parse import unquote

from ..lint.recognise import recognise
from .unusable import Unusable

_AROUND = "`\"'<>()[]\u201c\u201d\u2018\u2019,;"
# A whole address that was percent-encoded once more on its way, as a link in another address is.
_ENCODED = re.compile(r"https?%3A|[^=]*\b(?:code|error)%3D", re.I)
_CODE = re.compile(r"[\w.~!*$%-]{20,}", re.ASCII)
_TAKEN = ("code", "error", "error_description", "error_subcode")


def answer_in(text: str, state: str) -> Mapping[str, str]:
    """The answer to the sign-in that was begun with `state`.

    A piece without `state` will do: the code is bound to this sign-in by PKCE. Raises Unusable.
    """
    # No answer holds a blank: where there is one, a terminal or a mail program has wrapped the line.
    text = "".join(text.lstrip("\ufeff").split()).strip(_AROUND)
    if not text:
        raise Unusable("nothing was pasted; nothing was kept")
    if _ENCODED.match(text):
        text = unquote(text)
    text = html.unescape(text) if "&amp;" in text else text
    if _CODE.fullmatch(text) and not text.startswith("eyJ"):  # as an access token does
        return {"code": unquote(text), "state": state}
    artefact = recognise(text, time.time())
    if artefact is None or artefact.kind != "redirect-url":
        raise Unusable(
            "what was pasted is not the address that a sign-in ends at: it holds code= (see: oauthmail lint)"
        )
    found = {name: artefact.value(name) for name in _TAKEN if artefact.value(name)}
    if not found:
        raise Unusable("the address that was pasted holds neither code= nor error= (see: oauthmail lint)")
    theirs = artefact.value("state")
    if theirs and not hmac.compare_digest(theirs.encode(), state.encode()):
        raise Unusable("the address that was pasted belongs to another sign-in (state differs): start again")
    return {**found, "state": state}
