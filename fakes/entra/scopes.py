"""What does a scope string ask for? Names without a prefix mean Microsoft Graph; one token is for one resource."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..tenant.model import MAIL_PERMISSIONS, OTHER_OUTLOOK_PERMISSIONS

OIDC = frozenset({"openid", "profile", "email", "offline_access"})
OUTLOOK = ("https://outlook.office.com", "https://outlook.office365.com")
EXCHANGE_ID = "00000002-0000-0ff1-ce00-000000000000"
OUTLOOK_AUDIENCES = (*OUTLOOK, *(o + "/" for o in OUTLOOK), EXCHANGE_ID)
GRAPH_PREFIX = "https://graph.microsoft.com"
KNOWN = {
    "outlook": frozenset((*MAIL_PERMISSIONS, *OTHER_OUTLOOK_PERMISSIONS)),
    "graph": frozenset((*MAIL_PERMISSIONS, *OTHER_OUTLOOK_PERMISSIONS)),
}


class UnknownResource(ValueError):
    """A scope names a resource that is no service principal of this tenant; the argument is the resource."""


class UnknownScope(ValueError):
    """A scope names a permission that its resource does not have; the argument is the scope."""


@dataclass(slots=True)
class Asked:
    """A scope string taken apart. `resources` maps `outlook` and `graph` to permission names, in order;
    `prefixes` to the resource as it was written, which becomes the audience."""

    text: str
    oidc: set[str] = field(default_factory=set)
    resources: dict[str, list[str]] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)


def parse_scopes(text: str, bare_is_graph: bool = False) -> Asked:
    """Take a scope string apart. Raises UnknownResource or UnknownScope.

    `bare_is_graph` follows the documentation to the letter: a name without a prefix means Graph wherever it stands.
    """
    asked = Asked(text)
    # A bare name follows the resource named before it when it exists there too, and a name of the other resource
    # follows a bare one that stands first (third-party experiments of decomplexity, 2022 to 2023).
    first, bare_first = "", False
    # Nothing but a blank separates: a stray line end is part of a name (WPManageNinja/fluent-smtp#154).
    for scope in filter(None, text.split(" ")):
        if scope.lower() in OIDC:
            asked.oidc.add(scope.lower())
            continue
        prefix, slash, name = scope.rpartition("/")
        if not slash:
            prefix, name = asked.prefixes.get(first, GRAPH_PREFIX), scope
            if bare_is_graph or (first and not _has(first, name)):
                prefix = GRAPH_PREFIX
        # `https://outlook.office.com//.default` is how a trailing slash of the resource is written.
        resource = _resource(prefix.rstrip("/"))
        if resource is None:
            raise UnknownResource(prefix)
        if not first:
            first, bare_first = resource, not slash
        elif bare_first and not bare_is_graph and resource != first and _has(first, name):
            resource = first
        known = {n.lower(): n for n in (*KNOWN[resource], ".default")}
        if name.lower() not in known:
            raise UnknownScope(scope)
        asked.resources.setdefault(resource, []).append(known[name.lower()])
        asked.prefixes.setdefault(resource, prefix.lower())
    return asked


def _has(resource: str, name: str) -> bool:
    return name.lower() in {n.lower() for n in KNOWN[resource]}


def _resource(prefix: str) -> str | None:
    if prefix.lower() in OUTLOOK or prefix == EXCHANGE_ID:
        return "outlook"
    if prefix.lower() == GRAPH_PREFIX or prefix == "00000003-0000-0000-c000-000000000000":
        return "graph"
    return None
