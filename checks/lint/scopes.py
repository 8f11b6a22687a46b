"""What does a scope ask for, and what was meant by a misspelt one?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..config.clouds import CLOUDS, PUBLIC_RESOURCE, Cloud
from ..config.effective import SCOPES
from ..config.profile import OIDC_SCOPES
from ..config.suggest import nearest
from ..tenant.reading import APPLICATION, EXCHANGE_ID
from .model import Artefact, Url

GRAPH = "https://graph.microsoft.com"
MAIL = tuple(SCOPES.values())
DEFAULT = ".default"
# Permissions that exist beside those of the mail protocols, and that people ask for in the same request.
OTHERS = ("Mail.Read", "Mail.ReadWrite", "Mail.Send", "User.Read", "EWS.AccessAsUser.All", "Calendars.Read")
OTHERS_TOO = ("Mail.Read.Shared", "Mail.Send.Shared", "User.ReadBasic.All", "Contacts.Read", "Files.Read")
OUTLOOK = frozenset({EXCHANGE_ID}.union(*(cloud.resources for cloud in CLOUDS.values())))
_KNOWN: Mapping[str, str] = {
    name.lower(): name for name in (*MAIL, *OTHERS, *OTHERS_TOO, *APPLICATION.values(), *OIDC_SCOPES, DEFAULT)
}
_BY_PROTOCOL = (("smtp", SCOPES["smtp"]), ("imap", SCOPES["imap"]), ("pop", SCOPES["pop3"]))


def resource_of(scope: str) -> str:
    """The resource that is written before a scope; empty when there is none."""
    resource, slash, _ = scope.rpartition("/")
    return resource.rstrip("/").lower() if slash else ""


def name_of(scope: str) -> str:
    """The scope without its resource."""
    return scope.rpartition("/")[2]


def real_name(scope: str) -> str:
    """The known name that a scope has or was meant to have; empty when it is like none."""
    name = name_of(scope)
    if name.lower() in _KNOWN:
        return _KNOWN[name.lower()]
    by_protocol = [real for start, real in _BY_PROTOCOL if name.lower().startswith(start) and "." in name]
    return by_protocol[0] if by_protocol else nearest(name, _KNOWN.values()) or ""


def is_known(scope: str) -> bool:
    """Is the name one that exists?"""
    return name_of(scope).lower() in _KNOWN


def resources(scopes: Iterable[str]) -> list[str]:
    """The resources that these scopes are for, each once; a bare name is Microsoft Graph's."""
    ours = [scope for scope in scopes if name_of(scope).lower() not in OIDC_SCOPES]
    return list(dict.fromkeys(resource_of(scope) or GRAPH for scope in ours))


def mended(artefact: Artefact) -> tuple[str, ...]:
    """The scopes that were meant: real names, the one Outlook resource before each, nothing that mail does not need."""
    if artefact.grant == "client_credentials":
        cloud = next(iter(artefact.url.clouds), CLOUDS["public"])
        return (f"{cloud.app_only_resource}/{DEFAULT}",)
    resource = _resource(artefact.scopes, artefact.url)
    names = [real_name(scope) for scope in artefact.scopes]
    mail = [f"{resource}/{name}" for name in dict.fromkeys(names) if name in MAIL]
    default = [f"{resource}/{DEFAULT}"] if DEFAULT in names and not mail else []
    usual = [] if mail or default else [f"{resource}/{SCOPES[protocol]}" for protocol in ("imap", "smtp")]
    about = [name for name in ("openid", "profile", "email") if name in names]
    return (*mail, *default, *usual, *about, "offline_access")


def _resource(scopes: Iterable[str], url: Url) -> str:
    """The Outlook resource: the one that was written where it fits the login host, else that of the host's cloud."""
    written = [resource for scope in scopes if (resource := resource_of(scope)) in OUTLOOK and resource != EXCHANGE_ID]
    known = [resource for cloud in url.clouds for resource in cloud.resources]
    fitting = [resource for resource in written if not known or resource in known]
    return next(iter(fitting), known[0] if known else PUBLIC_RESOURCE)


def foreign(scopes: Iterable[str], clouds: Iterable[Cloud]) -> list[str]:
    """The Outlook resources among the scopes that belong to none of these clouds."""
    own = {EXCHANGE_ID}.union(*(cloud.resources for cloud in clouds))
    return [resource for scope in scopes if (resource := resource_of(scope)) in OUTLOOK - own]
