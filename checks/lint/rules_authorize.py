"""What can be wrong with an authorize URL alone."""

from __future__ import annotations

from .model import SECRETS, Artefact, Rule, is_open, some

_KIND = ("authorize-url",)
_PAGE = "Microsoft: authorization code flow"
PROMPTS = ("login", "none", "consent", "select_account", "create")
MODES = ("query", "fragment", "form_post")


def _response_type(artefact: Artefact) -> str | None:
    return None if artefact.value("response_type") == "code" else ""


def _not_encoded(artefact: Artefact) -> str | None:
    found = artefact.get("redirect_uri")
    return "" if found and not is_open(found.value) and set(found.raw) & set(":/") else None


def _no_state(artefact: Artefact) -> str | None:
    return None if artefact.value("state") else ""


def _prompt(artefact: Artefact) -> str | None:
    return "" if artefact.value("prompt") not in (*PROMPTS, "") else None


def _mode(artefact: Artefact) -> str | None:
    return "" if artefact.value("response_mode") not in (*MODES, "") else None


def _secret(artefact: Artefact) -> str | None:
    return some(p.name for p in artefact.parameters if p.name in SECRETS)


def _marks(artefact: Artefact) -> str | None:
    return "" if {"curly", "blank-in-url"} & set(artefact.signs) else None


RULES = (
    Rule(
        "response-type",
        _KIND,
        True,
        ("S29", "S30", "S40", "E10"),
        "A sign-in asks for response_type=code; anything else needs the implicit switches, and brings no refresh "
        "token.",
        _response_type,
    ),
    Rule(
        "redirect-uri-not-encoded",
        _KIND,
        False,
        ("S41", _PAGE),
        "The redirect URI inside the address is not percent-encoded.",
        _not_encoded,
    ),
    Rule(
        "state-missing",
        _KIND,
        False,
        ("S43", _PAGE),
        "There is no state, by which you recognise the answer to your own sign-in; a program that signs in for "
        "you sends PKCE as well.",
        _no_state,
    ),
    Rule("prompt", _KIND, True, ("S42", "AADSTS90023"), f"The prompt is none of {', '.join(PROMPTS)}.", _prompt),
    Rule("response-mode", _KIND, True, ("S49", _PAGE), f"The response_mode is none of {', '.join(MODES)}.", _mode),
    Rule(
        "secret-in-url",
        _KIND,
        True,
        ("S60", "RFC 6749 3.1"),
        "A credential does not belong in an address, where histories and logs keep it. Make a new one:",
        _secret,
    ),
    Rule(
        "url-marks",
        _KIND,
        True,
        ("S62", "E02"),
        "Blanks or typographic quotation marks stand in the address.",
        _marks,
    ),
)
