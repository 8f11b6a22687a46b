"""What can be wrong with a token command alone: what the shell, curl and the form make of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..config.judging import GUID, is_masked
from ..config.suggest import nearest
from .model import SECRETS, Artefact, Parameter, Rule, is_open, some

_KIND = ("token-command",)
GRANTS = ("authorization_code", "refresh_token", "client_credentials", "device_code")
# What each grant cannot do without.
NEEDED = {"authorization_code": "code", "refresh_token": "refresh_token", "device_code": "device_code"}
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_HEADER = "content-type"
_FORM = "application/x-www-form-urlencoded"


def _sign(*names: str) -> Callable[[Artefact], str | None]:
    def found(artefact: Artefact) -> str | None:
        return some(artefact.signs[name] for name in names if artefact.signs.get(name)) or (
            "" if set(names) & set(artefact.signs) else None
        )

    return found


def _header(artefact: Artefact) -> str | None:
    for header in artefact.headers:
        name, colon, _ = header.partition(":")
        name = name.strip().split(" ")[0] if not colon else name.strip()
        if name.lower() != _HEADER and nearest(name, [_HEADER]):
            return "no hyphen, no colon" if not colon and "-" not in name else "Content-Type: has a hyphen and a colon"
        if name.lower() == _HEADER and not colon:
            return "no colon"
    return None


def _content_type(artefact: Artefact) -> str | None:
    types = [header.partition(":")[2] for header in artefact.headers if header.lower().startswith(f"{_HEADER}:")]
    return "" if "content-type" in artefact.signs or any(_FORM not in kind.lower() for kind in types) else None


def _values(artefact: Artefact, *names: str) -> list[Parameter]:
    return [p for p in artefact.parameters if p.name in (names or SECRETS) and not p.is_variable]


def _secret_not_encoded(artefact: Artefact) -> str | None:
    """`+` is read as a blank, `&` ends the value, `%` begins an escape; a blank is never part of a secret."""
    for secret in _values(artefact, "client_secret"):
        if secret.way == "raw" and (set(secret.raw) & set("+ ") or _BROKEN_ESCAPE.search(secret.raw)):
            return ""
    return "" if any(not p.name for p in artefact.parameters) else None


def _variable_not_encoded(artefact: Artefact) -> str | None:
    secret = artefact.get("client_secret")
    return "" if secret and secret.is_variable and secret.way == "raw" else None


def _encoded_twice(artefact: Artefact) -> str | None:
    return some(
        p.name for p in artefact.parameters if p.way == "curl" and p.name not in SECRETS and _ESCAPE.search(p.raw)
    )


def _shown(artefact: Artefact) -> str | None:
    return some(p.name for p in _values(artefact) if not is_open(p.value))


def _secret_id(artefact: Artefact) -> str | None:
    return "" if any(GUID.fullmatch(p.value) for p in _values(artefact, "client_secret")) else None


def _masked(artefact: Artefact) -> str | None:
    return "" if any(is_masked(p.value) for p in _values(artefact, "client_secret")) else None


def _grant(artefact: Artefact) -> str | None:
    return None if artefact.grant in GRANTS else "it is missing" if not artefact.value("grant_type") else "it is none"


def _needed(artefact: Artefact) -> str | None:
    name = NEEDED.get(artefact.grant)
    return f"{artefact.grant} needs {name}" if name and artefact.get(name) is None else None


def _code_cut(artefact: Artefact) -> str | None:
    behind = {p.name for p in artefact.parameters} & {"session_state", "state"}
    inside = any(set(p.value) & set("&#?") or "code=" in p.value for p in _values(artefact, "code"))
    return "" if behind or inside else None


RULES = (
    Rule(
        "curly-quotes",
        _KIND,
        True,
        ("S62", "E02"),
        "Typographic quotation marks are none to a shell: it splits the line at every &, and nothing reaches "
        "Microsoft.",
        _sign("curly"),
    ),
    Rule(
        "odd-characters",
        _KIND,
        True,
        ("S62", "E02"),
        "Blanks or dashes of a word processor stand where plain ones belong.",
        _sign("odd-blank", "dash"),
    ),
    Rule("open-quote", _KIND, True, ("S62",), "A quotation mark has no other one.", _sign("open-quote")),
    Rule(
        "ampersand",
        _KIND,
        True,
        ("S52", "E02"),
        "An & outside quotation marks ends the command for a shell.",
        _sign("ampersand"),
    ),
    Rule(
        "line-break",
        _KIND,
        True,
        ("S52",),
        "A line ends inside the command without a backslash, so a shell runs its pieces one by one.",
        _sign("line-break"),
    ),
    Rule(
        "windows-shell",
        _KIND,
        True,
        ("S52",),
        "Lines go on with ^ or `, as in the shells of Windows; the corrected command is for bash (Git Bash, WSL).",
        _sign("windows-shell"),
    ),
    Rule("header", _KIND, True, ("S54", "E03"), "The header is malformed, and curl drops it without a word:", _header),
    Rule(
        "content-type",
        _KIND,
        True,
        ("S54", "E03", "AADSTS900144"),
        f"The body must be {_FORM}, which is what curl sends by itself.",
        _content_type,
    ),
    Rule(
        "secret-not-encoded",
        _KIND,
        True,
        ("S60", "E04", "AADSTS7000215"),
        "The secret holds characters that a form changes when they are not encoded, and then it reads as a wrong one.",
        _secret_not_encoded,
    ),
    Rule(
        "variable-not-encoded",
        _KIND,
        False,
        ("S60", "E04"),
        "The secret goes into the form as it is; a secret with + & % in it would be changed.",
        _variable_not_encoded,
    ),
    Rule(
        "encoded-twice",
        _KIND,
        True,
        ("S60", "curl: --data-urlencode"),
        "These were encoded already, and curl encodes them again:",
        _encoded_twice,
    ),
    Rule(
        "secret-in-command",
        _KIND,
        False,
        ("S60", "Microsoft: application credentials"),
        "Written out, these stay in the shell's history and show in the list of processes:",
        _shown,
    ),
    Rule(
        "credential-option",
        _KIND,
        True,
        ("S60", "Microsoft: authorization code flow"),
        "The client shows its secret in the body here, not by this option:",
        _sign("credential-option"),
    ),
    Rule(
        "secret-is-its-id",
        _KIND,
        True,
        ("S14", "AADSTS7000215"),
        "The client_secret is a GUID, as the secret's ID is; its Value is wanted.",
        _secret_id,
    ),
    Rule(
        "secret-masked",
        _KIND,
        True,
        ("S33", "E11"),
        "The client_secret is what the portal shows in its place; the value is shown once, when it is made.",
        _masked,
    ),
    Rule("grant-type", _KIND, True, ("S58", "AADSTS900144"), f"The grant_type is one of {', '.join(GRANTS)}:", _grant),
    Rule("grant-incomplete", _KIND, True, ("S57", "RFC 6749 4.1.3"), "What the grant is about is missing:", _needed),
    Rule(
        "code-cut-wrong",
        _KIND,
        True,
        ("S50", "E09"),
        "The code was cut out at the wrong place: it ends before the next & or #.",
        _code_cut,
    ),
    Rule(
        "method",
        _KIND,
        True,
        ("S61", "AADSTS900561"),
        "A token is asked for by POST, which is what curl does by itself with a body.",
        _sign("method"),
    ),
    Rule(
        "insecure",
        _KIND,
        True,
        ("S61", "RFC 8446"),
        "With -k the secret goes to whoever answers; give curl the right roots instead (--cacert FILE).",
        _sign("insecure"),
    ),
)
