"""What can be wrong with the scopes of a request or of a list."""

from __future__ import annotations

from ..config.clouds import PUBLIC_RESOURCE
from ..config.effective import SCOPES
from ..config.profile import OIDC_SCOPES
from ..tenant.reading import APPLICATION
from . import scopes as known
from .model import Artefact, Rule, some

_PAGE = "Microsoft: scopes and permissions"
_REQUESTS = ("authorize-url", "token-command")
_ALL = (*_REQUESTS, "scopes")
_OTHER_NAMES = frozenset({*known.OTHERS, *known.OTHERS_TOO})


def _missing(artefact: Artefact) -> str | None:
    return "" if not artefact.scopes and artefact.grant != "client_credentials" else None


def _misspelt(artefact: Artefact) -> str | None:
    meant = (known.real_name(scope) for scope in artefact.scopes if scope and not known.is_known(scope))
    return some(f"{name} was meant" for name in meant if name)


def _unknown(artefact: Artefact) -> str | None:
    strange = [scope for scope in artefact.scopes if scope and not known.real_name(scope)]
    return f"{len(strange)} of {len(artefact.scopes)}" if strange else None


def _bare(artefact: Artefact) -> str | None:
    if any(known.resource_of(scope) for scope in artefact.scopes):
        return None  # then they are of two resources, which has a rule of its own
    return some(name for scope in artefact.scopes if (name := known.real_name(scope)) in known.MAIL)


def _two_resources(artefact: Artefact) -> str | None:
    return "" if len(known.resources(artefact.scopes)) > 1 else None


def _of_another_resource(artefact: Artefact) -> str | None:
    written = {known.resource_of(scope) for scope in artefact.scopes} - {""}
    asked = known.resources(artefact.scopes)
    return "" if len(asked) == 1 and written and not set(asked) <= known.OUTLOOK else None


def _of_another_cloud(artefact: Artefact) -> str | None:
    return some(known.foreign(artefact.scopes, artefact.url.clouds)) if artefact.url.clouds else None


def _not_needed(artefact: Artefact) -> str | None:
    names = (known.real_name(scope) for scope in artefact.scopes if known.is_known(scope))
    return some(name for name in names if name in _OTHER_NAMES)


def _of_applications(artefact: Artefact) -> str | None:
    names = (known.real_name(scope) for scope in artefact.scopes)
    return some(name for name in names if name in APPLICATION.values())


def _default_mixed(artefact: Artefact) -> str | None:
    names = {known.name_of(scope).lower() for scope in artefact.scopes} - OIDC_SCOPES
    return "" if known.DEFAULT in names and len(names) > 1 else None


def _no_offline_access(artefact: Artefact) -> str | None:
    if artefact.grant == "client_credentials" or _of_applications(artefact) or not artefact.scopes:
        return None
    return None if "offline_access" in {scope.lower() for scope in artefact.scopes} else ""


def _no_default(artefact: Artefact) -> str | None:
    if artefact.grant != "client_credentials":
        return None
    names = [known.name_of(scope) for scope in artefact.scopes]
    return None if names == [known.DEFAULT] else ""


def _separated(artefact: Artefact) -> str | None:
    return "" if "separator" in artefact.signs or set(artefact.value("scope")) & set(",;") else None


RULES = (
    Rule(
        "scope-missing",
        _REQUESTS,
        True,
        ("S38", "S56", "AADSTS900144"),
        "No scope is asked for.",
        _missing,
    ),
    Rule(
        "scope-misspelt",
        _ALL,
        True,
        ("S17", "E01", "AADSTS650053"),
        "A name is misspelt: the portal does not find it, and a sign-in that asks for it is refused.",
        _misspelt,
    ),
    Rule(
        "scope-unknown",
        _ALL,
        False,
        ("S17", _PAGE),
        "Some names are none that mail needs, and like none; they are left out below.",
        _unknown,
    ),
    Rule(
        "scope-without-resource",
        ("token-command",),
        True,
        ("S38", "E06", _PAGE),
        f"A name alone means Microsoft Graph: the token is issued, and no mail server takes it. Write "
        f"{PUBLIC_RESOURCE}/{SCOPES['smtp']} and so on.",
        _bare,
    ),
    Rule(
        "scope-without-resource-at-sign-in",
        ("authorize-url", "scopes"),
        False,
        ("S38", "E06", _PAGE),
        "A name alone means Microsoft Graph. That is right for the list in the portal; in a request write the Outlook "
        "resource before it, so that consent and token are for the same one.",
        _bare,
    ),
    Rule(
        "scope-two-resources",
        ("token-command", "scopes"),
        True,
        ("S56", "E05", _PAGE, "AADSTS28000"),
        "The scopes are of several resources, and a token is for one.",
        _two_resources,
    ),
    Rule(
        "scope-two-resources-at-sign-in",
        ("authorize-url",),
        False,
        ("S38", "E05", "E06", _PAGE),
        "The scopes are of several resources. The sign-in may end well all the same, but a token is for one: name "
        "Outlook's alone, here as in the token request.",
        _two_resources,
    ),
    Rule(
        "scope-not-outlook",
        _ALL,
        True,
        ("S15", "S38", "E06", _PAGE),
        "The scopes are of another resource than Outlook, so no mail server takes the token.",
        _of_another_resource,
    ),
    Rule(
        "scope-of-another-cloud",
        _REQUESTS,
        True,
        ("S36", "S61", "Microsoft: national clouds"),
        "The scopes are of another cloud than the login host.",
        _of_another_cloud,
    ),
    Rule(
        "scope-not-needed",
        _ALL,
        False,
        ("S18", "S22", "E05"),
        "Not needed for IMAP, POP3 or SMTP; where nobody consented to it for Exchange, the whole request is refused.",
        _not_needed,
    ),
    Rule(
        "scope-of-applications",
        _ALL,
        True,
        ("S04", "S15", "Microsoft: client credentials for SMTP, POP and IMAP"),
        "Application permissions are never asked for by name: a user's sign-in has other names, and client "
        "credentials ask for .default.",
        _of_applications,
    ),
    Rule(
        "scope-default-mixed",
        _ALL,
        True,
        (_PAGE, "AADSTS70011"),
        "The scope .default stands alone or not at all.",
        _default_mixed,
    ),
    Rule(
        "scope-not-default",
        ("token-command",),
        True,
        ("Microsoft: client credentials for SMTP, POP and IMAP", "AADSTS1002012"),
        "Client credentials ask for the scope .default of the Outlook resource and nothing else.",
        _no_default,
    ),
    Rule(
        "scope-separator",
        _ALL,
        True,
        ("RFC 6749 3.3",),
        "Scopes are separated by a blank and by nothing else.",
        _separated,
    ),
    Rule(
        "offline-access-missing",
        _ALL,
        True,
        ("S19", "S39", _PAGE),
        "Without offline_access there is no refresh token.",
        _no_offline_access,
    ),
)
