"""A token request, how its application proves itself, and the answer once a user is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..tenant.model import CONSUMERS, App, User
from ..tenant.tenant import Code, Grant, Tenant
from . import grants, v1
from .assertion import check_assertion
from .errors import Response, json_response
from .policy.consent import consented
from .scopes import GRAPH_PREFIX, Asked
from .tokens import ISSUER, client_info, id_token, mint, refresh_in

OUTLOOK = "https://outlook.office.com"


@dataclass(frozen=True, slots=True)
class Request:
    """A token request whose application is known.

    `base` is the scheme and host it was sent to, `segment` the tenant as the path names it, `origin` the Origin header
    of a web page. `proof` is how the application showed who it is: by nothing (0), a secret (1) or a certificate (2).
    """

    tenant: Tenant
    base: str
    segment: str
    app: App
    secret: str | None = field(repr=False)
    form: Mapping[str, str] = field(repr=False)
    origin: str = ""
    version_1: bool = False
    proof: str = "0"

    def need(self, name: str) -> str:
        """A parameter of the form. Raises Refused."""
        return need(self.tenant, self.form, name)

    def capabilities(self) -> tuple[str, ...]:
        """What the client can do, as it declares in `claims`: `{"access_token":{"xms_cc":{"values":["cp1"]}}}`.

        Raises Refused when that is no JSON object.
        """
        text = self.form.get("claims")
        if text is None:
            return ()
        try:
            wanted = json.loads(text)
        except (ValueError, RecursionError):
            wanted = None
        if not isinstance(wanted, dict):
            raise grants.refused(self.tenant, "claims-parameter-malformed")
        values: object = wanted
        for name in ("access_token", "xms_cc", "values"):
            values = values.get(name) if isinstance(values, dict) else None
        return tuple(v.lower() for v in values if isinstance(v, str))[:10] if isinstance(values, list) else ()


def need(tenant: Tenant, form: Mapping[str, str], name: str) -> str:
    """A parameter of a form. Raises Refused."""
    if name not in form:
        raise grants.refused(tenant, "parameter-missing", parameter=name)
    return form[name]


def authenticate(request: Request, *, origin: str = "") -> Request:
    """The application proves itself as its registration, and the redirect URI of the sign-in, want it. Raises Refused.

    `origin` is the kind of a sign-in without a redirect URI: `device` or `password`.
    """
    tenant, app, form = request.tenant, request.app, request.form
    certified = "client_assertion" in form
    if certified:
        check_assertion(tenant, request.base, request.segment, app, form)
    if origin:
        proved = certified or grants.authenticate_client(
            tenant, app, request.secret, origin=origin, segment=request.segment
        )
    else:
        proved = grants.check_client(
            tenant,
            app,
            request.secret,
            form,
            segment=request.segment,
            http_origin=request.origin,
            proved=certified,
        )
    return replace(request, proof="2" if certified else "1" if proved else "0")


def delegated(
    request: Request,
    user: User,
    asked: Asked,
    *,
    origin: str,
    nonce: str = "",
    before: Grant | None = None,
    code: Code | None = None,
) -> Response:
    """The tokens of a user. `before` or `code` is what was redeemed for them. Raises Refused."""
    tenant, app = request.tenant, request.app
    resource = next(iter(asked.resources), "graph")
    permissions = consented(tenant, app, resource, asked.resources.get(resource, []), user.upn)
    audience = asked.prefixes.get(resource, GRAPH_PREFIX)
    token, lifetime, granted = mint(
        tenant, app, user, audience, permissions, proof=request.proof, capabilities=request.capabilities()
    )
    echo = [f"{audience.rstrip('/')}/{name}" for name in granted]
    if resource == "graph":
        # Only Graph repeats these (azure-sdk-for-js recording, 2021; MSAL for Android).
        echo = [*sorted(asked.oidc - {"offline_access"}), *echo]
    answer: dict[str, object] = {"token_type": "Bearer", "scope": " ".join(echo), **lasting(lifetime)}
    answer["access_token"] = token
    # Where every use ends the token used, another one comes unasked: nobody could go on without.
    if "offline_access" in asked.oidc or (before is not None and tenant.policy.rotate_refresh_tokens):
        answer["refresh_token"] = _refresh_token(request, user, origin, before, code)
    if "openid" in asked.oidc:
        version = "1.0" if request.version_1 else "2.0"
        answer["id_token"] = id_token(tenant, app, user, _issuer(request, user), nonce, version)
    if request.form.get("client_info") == "1":
        answer["client_info"] = client_info(tenant, user)
    return json_response(v1.shape(tenant, answer, granted, audience) if request.version_1 else answer)


def lasting(lifetime: int) -> dict[str, object]:
    """The members that tell how long, in their order."""
    early = refresh_in(lifetime)
    more: dict[str, object] = {} if early is None else {"refresh_in": early}
    return {"expires_in": lifetime, "ext_expires_in": lifetime, **more}


def _issuer(request: Request, user: User) -> str:
    home = CONSUMERS if user.personal else request.tenant.id
    return ISSUER.format(home) if request.version_1 else f"{request.base}/{home}/v2.0"


def _refresh_token(request: Request, user: User, origin: str, before: Grant | None, code: Code | None) -> str:
    tenant, app = request.tenant, request.app
    platform = grants.platform_of_grant(tenant, app, request.form) if code is not None else ""
    return grants.issue_refresh_token(
        tenant,
        app,
        user,
        origin=origin,
        spa=platform == "spa",
        made=tenant.clock.now(),
        scopes=frozenset(app.consented),
        before=before,
        platform=platform or ("public" if request.proof == "0" else "web"),
        confidential=request.proof != "0",
        by_password=code.by_password if code is not None else True,
    )
