"""Which kind of artefact was pasted?"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, unquote_plus

from ..config.profile import OIDC_SCOPES
from ..config.schema import SHORT, tables
from . import scopes
from .curl import START, read_command
from .model import Artefact, Parameter, read_url

_AROUND = "`\"'<>“”‘’ \t\r\n"
_JWT = re.compile(r"eyJ[\w-]*\.[\w-]*\.[\w-]*")
_SCOPE = re.compile(
    r"(?:https?://[^\s/]+/+|[0-9a-f-]{36}/)?[A-Za-z][\w]*(?:\.[A-Za-z]\w*)+|\S*/\.default|\.default", re.I
)
_FRAGMENT = re.compile(r"[^\s]*(?:^|[?&#])(?:session_state|state|code)=[^\s]*")
_PROFILE_KEYS = "|".join(map(re.escape, sorted({name.partition(".")[0] for name in SHORT})))
_PROFILE_TABLES = "|".join(map(re.escape, sorted({name.removesuffix("[]").partition(".")[0] for name in tables()})))
_PROFILE = re.compile(rf"(?m)^\s*(?:(?:{_PROFILE_KEYS})\s*=\s*|\[\[?(?:{_PROFILE_TABLES})(?:\.\w+)*\]\]?\s*$)")
_LISTED = re.compile(r"(?m)^\s*(?:[*\u2022-]|\d+[.)])\s+")


def recognise(text: str, now: float) -> Artefact | None:
    """The artefact that `text` is, taken apart; None when it is none of ours. A profile comes back unread.

    `now` is the time in seconds, for the dates in a token.
    """
    text = text.lstrip("\ufeff").strip()
    if START.search(text) and not _is_toml(text):
        return read_command(text, now)
    core = text.strip(_AROUND)
    for read in (_claims, _url, _cut, _profile, _scopes):
        found = read(core, now)
        if found is not None:
            return found
    return None


def _claims(text: str, now: float) -> Artefact | None:
    if _JWT.fullmatch(text):
        from ..probes.entra import read_claims  # noqa: PLC0415 - loads MSAL, which nothing else here needs

        claims = read_claims(text)
        return Artefact("claims", claims=claims, now=now) if claims is not None else None
    for value in _objects(text):
        if {"access_token", "refresh_token", "error"} & set(value):
            return Artefact("token-answer", claims=value, now=now)
        inner = value.get("payload")
        said: Mapping[str, Any] = inner if isinstance(inner, dict) else value
        if {"aud", "scp", "iss", "roles"} & set(said):
            return Artefact("claims", claims=said, now=now)
    return None


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The JSON objects that stand one behind the other, as decoders of tokens show header and claims."""
    decoder = json.JSONDecoder()
    while text.startswith("{"):
        try:
            value, end = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            return
        yield value
        text = text[end:].lstrip(". \t\r\n")


def _url(text: str, now: float) -> Artefact | None:
    if not re.match(r"https?://", text, re.I):
        return None
    blanks = {"blank-in-url": ""} if re.search(r"\s", text) else {}
    curly = {"curly": ""} if set(text) & set("“”„‘’") else {}
    url = read_url(re.sub(r"[\s“”„‘’]+", "", text))
    query = _parameters(url.query)
    if url.path.rstrip("/").lower().endswith("/authorize"):
        return Artefact("authorize-url", url, query, signs={**blanks, **curly}, now=now)
    answer = (*query, *_parameters(url.fragment))
    if {"code", "error", "access_token", "id_token", "session_state"} & {p.name for p in answer}:
        return Artefact("redirect-url", url, answer, now=now)
    return None


def _cut(text: str, now: float) -> Artefact | None:
    """A piece of a redirect URL, cut by hand."""
    if not _FRAGMENT.fullmatch(text) or "client_id=" in text:
        return None
    parameters = _parameters(re.split(r"[?#]", text, maxsplit=1)[-1])
    named = any(parameter.name in ("code", "error") for parameter in parameters)
    return Artefact("redirect-url", parameters=parameters, signs={} if named else {"cut": ""}, now=now)


def _parameters(query: str) -> tuple[Parameter, ...]:
    pieces = (piece.partition("=") for piece in query.split("&") if piece)
    return tuple(Parameter(unquote_plus(name), unquote_plus(raw), raw) for name, _, raw in pieces)


def _is_toml(text: str) -> bool:
    """Is it a profile with a command in one of its comments?"""
    try:
        return bool(_PROFILE.search(text) and tomllib.loads(text))
    except (ValueError, RecursionError):
        return False


def _profile(text: str, now: float) -> Artefact | None:
    return Artefact("profile", now=now) if _PROFILE.search(text) else None


def _scopes(text: str, now: float) -> Artefact | None:
    text = _LISTED.sub("", text.removeprefix("scope=").removeprefix("scope:"))
    if re.search(r"%[0-9A-Fa-f]{2}", text):
        text = unquote(text)
    words = [word.strip("`\"'[]()") for word in re.split(r"[\s,;+]+", text)]
    words = [word for word in words if word]
    whole = all(_SCOPE.fullmatch(word) or word.lower() in OIDC_SCOPES for word in words)
    if not words or not whole or not any(scopes.real_name(word) for word in words):
        return None
    signs = {"separator": ""} if re.search(r"[,;]", text) else {}
    return Artefact("scopes", words=tuple(words), signs=signs, now=now)
