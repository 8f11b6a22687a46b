"""What does the authorize URL ask for, and may it be answered at its redirect URI?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...faults.model import TokenError
from ...tenant.model import App
from ...tenant.tenant import Tenant
from .. import grants
from ..errors import Refused
from ..policy.redirects import check_redirect_uri
from ..scopes import Asked, UnknownResource, UnknownScope, parse_scopes

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# RFC 7636 4.2; for `plain` the challenge is the verifier itself, of the same size.
_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_MODES = ("query", "fragment", "form_post")
_PROMPTS = ("", "none", "login", "consent", "select_account", "create")
RESPONSE_TYPES = frozenset(
    frozenset(kind.split())
    for kind in ("code", "id_token", "token", "code id_token", "id_token token", "code token", "code id_token token")
)
# Faults that an application never hears of: the browser shows them and stays.
PAGE_ONLY = frozenset({50011, 500113, 900971, 90102})
# What the page "Need admin approval" says.
APPROVAL = frozenset({90094, 90095})


@dataclass(frozen=True, slots=True)
class Asking:
    """An authorize request that can be answered. `parameters` are those of the URL and of the form together;
    `posted` those that no URL repeats, `segment` the tenant as the path names it, `base` scheme and host."""

    tenant: Tenant
    base: str
    segment: str
    app: App
    redirect: str
    platform: str
    parameters: Mapping[str, str] = field(repr=False)
    posted: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        return self.parameters.get(name, "")

    @property
    def kinds(self) -> frozenset[str]:
        """What the answer shall hold: `code`, `id_token`, `token`."""
        return frozenset(self["response_type"].split())

    @property
    def mode(self) -> str:
        """How the answer travels: fragment when it holds tokens, unless it is asked for otherwise."""
        mode = self["response_mode"]
        return mode if mode in _MODES else "query" if self.kinds <= {"code"} else "fragment"

    @property
    def bound(self) -> tuple[str, ...]:
        """What a form of these pages is about."""
        return (self.segment, *(f"{name}={value}" for name, value in sorted(self.parameters.items())))


def redirect_uri(tenant: Tenant, app: App, asked: str | None) -> tuple[str, str]:
    """The redirect URI and the platform it is registered for. Raises Refused, which no redirect may follow."""
    if any(app.redirect_uris.values()):
        if not asked:
            raise grants.refused(tenant, "redirect-uri-missing")
        if not _ABSOLUTE.match(asked):
            raise grants.refused(tenant, "redirect-uri-not-absolute")
    return asked or "", check_redirect_uri(tenant, app, asked or "")


def check(asking: Asking) -> Asked:
    """Judge the rest of the request; the scopes it asks for. Raises Refused, which goes back to the application."""
    tenant, app = asking.tenant, asking.app
    fault = tenant.faults.take("authorize", "token")
    if fault is not None and isinstance(fault.effect, TokenError):
        names = {"client_id": app.client_id, "app_name": app.name, "tenant_name": tenant.name}
        raise Refused(fault, **{**names, "redirect_uri": asking["redirect_uri"]})
    for name in ("response_type", "scope"):
        if not asking[name]:
            raise grants.refused(tenant, "parameter-missing", parameter=name)
    _check_response(asking)
    if asking["prompt"] not in _PROMPTS:
        raise grants.refused(tenant, "prompt-unsupported")
    _check_challenge(asking)
    try:
        return parse_scopes(asking["scope"])
    except UnknownResource as unknown:
        raise grants.refused(tenant, "resource-not-found", resource=str(unknown), tenant_name=tenant.name) from None
    except UnknownScope as unknown:
        raise grants.refused(tenant, "scope-not-on-resource", scope=str(unknown)) from None


def _check_response(asking: Asking) -> None:
    tenant, app = asking.tenant, asking.app
    if asking.kinds not in RESPONSE_TYPES:
        raise grants.refused(tenant, "response-type-unknown", response_type=asking["response_type"])
    if "id_token" in asking.kinds and not app.implicit_id_token:
        raise grants.refused(tenant, "response-type-unsupported", response_type="id_token")
    if "token" in asking.kinds and not app.implicit_access_token:
        raise grants.refused(tenant, "response-type-token-not-enabled", response_type="token")
    mode = asking["response_mode"]
    if mode and (mode not in _MODES or (mode == "query" and asking.kinds != {"code"})):
        raise grants.refused(tenant, "response-mode-unsupported", response_mode=mode)
    if "id_token" in asking.kinds and not asking["nonce"]:
        raise grants.refused(tenant, "parameter-missing", parameter="nonce")


def _check_challenge(asking: Asking) -> None:
    challenge, method = asking["code_challenge"], asking["code_challenge_method"]
    if not challenge and not method:
        return
    if method not in {"", "S256", "plain"}:
        raise grants.refused(asking.tenant, "code-challenge-method-unknown")
    if not _CHALLENGE.fullmatch(challenge):
        raise grants.refused(asking.tenant, "code-challenge-size")
