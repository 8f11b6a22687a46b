"""Entra ID: is the tenant there, does it issue a token for the profile's grant, and is the application itself good?"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from ..application import application as msal_application
from ..config.judging import is_one_tenant
from ..config.references import Secret
from ..observation import Failure, ProbeFailed
from ..survey import Look, Probe
from ..target import Target
from .http import LoginSession
from .renewal import renew

# Claims that say nothing about anybody but the account under test, and that decide what a token is good for.
CLAIMS = ("aud", "iss", "tid", "appid", "azp", "scp", "roles", "upn", "unique_name", "idtyp", "ver", "nbf", "exp")
# More seconds than any time in a token has.
_TIMES = 10**12
_BUSY = ("HTTP 429", "HTTP 5")
_OF_A_PROXY = "HTTP 407"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "issuer")


def discovery(target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Fetch the OpenID document. Facts: `issuer`, `token_endpoint`, `tenant_id`, `cloud`, `region`, `status`; `ahead`:
    by how many seconds the clock of this machine is, None where the answer has no date.
    """
    authority = target.profile.authority
    session = login_session(target)
    response = session.get(openid_url(target))
    facts.update(status=response.status_code, ahead=_ahead(response.headers.get("Date", "")))
    document = _json(response.text)
    if session.refusal.startswith(_BUSY):
        raise ProbeFailed(Failure("refused", session.refusal, "entra", authority.host))
    if response.status_code >= 400 and "error" in document:
        raise _refused(document, facts, authority.host)
    missing = [name for name in _ENDPOINTS if not isinstance(document.get(name), str)]
    if response.status_code >= 400 or missing:
        words = f"{authority.host} did not answer with an OpenID document: {session.refusal or 'no ' + missing[0]}"
        raise ProbeFailed(Failure("garbage", words, "entra", authority.host))
    facts.update({name: document[name] for name in _ENDPOINTS})
    facts["cloud"] = str(document.get("cloud_instance_name") or "")
    facts["region"] = str(document.get("tenant_region_sub_scope") or "")
    places = {name: _place(document, name, authority.host) for name in _ENDPOINTS}
    facts["tenant_id"] = places["issuer"].path.strip("/").split("/")[0]
    host = places["token_endpoint"].hostname or ""
    if host not in target.profile.credential_hosts() | target.allowed_hosts:
        words = f"the OpenID document of {authority.host} names a token endpoint on a foreign host: {host}"
        raise ProbeFailed(Failure("foreign-endpoint", words, "entra", authority.host))


def _place(document: Mapping[str, Any], name: str, host: str) -> SplitResult:
    """A URL of the document, in parts. Raises ProbeFailed for one that no client can use."""
    try:
        parts = urlsplit(str(document[name]))
        _ = parts.port, parts.hostname
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname:
        words = f"{host} did not answer with an OpenID document: its {name} is no URL with https: {document[name]}"
        raise ProbeFailed(Failure("garbage", words, "entra", host))
    return parts


def token(target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Get an access token by the profile's grant, through MSAL.

    Facts: `scope`, `expires_in`, `size`, `claims`, `opaque`, `unkept`; of a refusal `error`, `codes`, `suberror`,
    `correlation_id`, `timestamp`. The token itself goes to `target.tokens`.
    """
    grant = target.profile.grant
    if isinstance(target.fresh, Failure):
        raise ProbeFailed(target.fresh)
    if target.fresh is not None:
        _keep_answer(target, target.fresh, facts)
        return
    if grant.flow == "static_access_token":
        _keep(target, target.secret("access_token").reveal(), facts)
        return
    session = login_session(target)
    app = application(target, session)
    scopes = [*grant.mail_scopes]
    if grant.flow == "client_credentials":
        answer = ask(session, lambda: app.acquire_token_for_client(scopes), facts, target)
    elif grant.renews:

        def request(refresh_token: str) -> Mapping[str, Any]:
            return ask(session, lambda: app.acquire_token_by_refresh_token(refresh_token, scopes), facts, target)

        answer = renew(target, request, facts)
    else:
        words = f"the flow '{grant.flow}' cannot be diagnosed: it would need a password"
        raise ProbeFailed(Failure("forbidden", words, "settings"))
    _keep_answer(target, answer, facts)


def secret_alone(target: Target, look: Look, facts: dict[str, Any]) -> None:
    """After a refusal: is the application good by itself, with its secret or certificate? The token is thrown away.

    Facts: `asked`, and those of a refusal. Nothing is asked of an authority for many tenants: it cannot know whose
    application is meant.
    """
    seen = look("token")
    grant = target.profile.grant
    refused = seen.failure is not None and seen.failure.kind == "refused"
    one_tenant = is_one_tenant(target.profile.authority.tenant)
    facts["asked"] = bool(refused and grant.proves_itself and grant.renews and one_tenant)
    if not facts["asked"]:
        return
    session = login_session(target)
    app = application(target, session)
    scopes = [f"{target.profile.cloud.app_only_resource}/.default"]
    ask(session, lambda: app.acquire_token_for_client(scopes), facts, target)


def login_session(target: Target) -> LoginSession:
    """The one session of the run: one connection, one document of the endpoints, one memory of a host that is busy."""
    shared: LoginSession = target.share("login", lambda: LoginSession(target))
    return shared


def openid_url(target: Target) -> str:
    """Where the login host says what it offers."""
    return f"{target.profile.authority.url}/v2.0/.well-known/openid-configuration"


def _ahead(date: str) -> int | None:
    try:
        return round(time.time() - parsedate_to_datetime(date).timestamp())
    except (ValueError, OverflowError):
        return None


def application(target: Target, session: LoginSession, exclude: Sequence[str] = ("offline_access",)) -> Any:
    """MSAL for the profile's application, speaking through `session`.

    Unless `exclude` is empty nothing rotates: a diagnosis never changes which token is the newest (see
    docs/architecture.md). Raises ProbeFailed.
    """
    return client(target, session, target.profile.grant.client_id, target.credential(), exclude)


def client(
    target: Target,
    session: LoginSession,
    client_id: str,
    credential: str | Mapping[str, str] | None,
    exclude: Sequence[str] = ("offline_access",),
) -> Any:
    """The same for any application in the profile's tenant; without a credential, for a public one."""
    url = target.profile.authority.url
    return msal_application(client_id, url, session, credential, exclude_scopes=[*exclude])


def ask(session: LoginSession, request: Any, facts: dict[str, Any], target: Target) -> Mapping[str, Any]:
    """Run an MSAL call; a refusal becomes a failure with the server's words, whatever MSAL makes of it."""
    from msal.exceptions import MsalServiceError  # noqa: PLC0415

    host = target.profile.authority.host
    try:
        answer = request()
    except (MsalServiceError, ValueError, TypeError, AttributeError, KeyError, ArithmeticError, RecursionError):
        if session.refusal.startswith(_BUSY):
            raise ProbeFailed(Failure("refused", session.refusal, "entra", host)) from None
        if session.refusal.startswith(_OF_A_PROXY):
            raise ProbeFailed(Failure("proxy-refused", session.refusal, "network", host)) from None
        if session.refusal or not _well_formed(session.document):
            raise _garbage(session, host) from None
        raise
    if not _well_formed(answer):
        raise _garbage(session, host)
    if "access_token" in answer:
        return dict(answer)
    if session.refusal.startswith(_BUSY):
        raise ProbeFailed(Failure("refused", session.refusal, "entra", host))
    raise _refused(answer, facts, host)


def _well_formed(answer: object) -> bool:
    """Whether an answer is one of a token endpoint: a token or an error, of the types that RFC 6749 gives them."""
    if not isinstance(answer, dict):
        return False
    kinds = (("access_token", str), ("id_token", str), ("refresh_token", str), ("error", str))
    right = all(isinstance(answer[name], kind) for name, kind in kinds if name in answer)
    return right and bool(answer.get("access_token") or answer.get("error")) and _seconds(answer) is not None


def _seconds(answer: Mapping[str, Any]) -> int | None:
    """`expires_in`, 0 where there is none, None where it is no number."""
    try:
        return int(answer.get("expires_in", 0))
    except (TypeError, ValueError, OverflowError):
        return None


def _garbage(session: LoginSession, host: str) -> ProbeFailed:
    what = session.refusal or "JSON that holds neither a token nor an error"
    return ProbeFailed(Failure("garbage", f"{host} did not answer as a token endpoint: {what}", "entra", host))


def _refused(answer: Mapping[str, Any], facts: dict[str, Any], host: str) -> ProbeFailed:
    description = str(answer.get("error_description", ""))
    facts["error"] = str(answer["error"])
    codes = answer.get("error_codes")
    facts["codes"] = [code for code in codes if isinstance(code, int)] if isinstance(codes, list) else []
    for name in ("suberror", "correlation_id", "trace_id", "timestamp"):
        if isinstance(answer.get(name), str):
            facts[name] = answer[name]
    return ProbeFailed(Failure("refused", f"{facts['error']}, {description}", "entra", host))


def _keep_answer(target: Target, answer: Mapping[str, Any], facts: dict[str, Any]) -> None:
    facts.update(scope=str(answer.get("scope", "")), expires_in=_seconds(answer) or 0)
    _keep(target, str(answer["access_token"]), facts)


def _keep(target: Target, access_token: str, facts: dict[str, Any]) -> None:
    target.redactor.learn(access_token)
    target.tokens["access_token"] = Secret(access_token)
    claims = read_claims(access_token)
    facts.update(size=len(access_token), opaque=claims is None)
    facts["claims"] = {name: claims[name] for name in CLAIMS if claims and _sane(claims.get(name))}


def _sane(claim: object) -> bool:
    """Whether a claim is of a kind that these claims have: a text, a time, a list of texts. Others are not read."""
    if isinstance(claim, list):
        return all(isinstance(one, str) for one in claim)
    return isinstance(claim, str) or (isinstance(claim, int) and abs(claim) < _TIMES)


def read_claims(access_token: str) -> dict[str, Any] | None:
    """The claims of a JWT, unverified: a hint, never a verdict. None for an opaque token."""
    parts = access_token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def _json(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


PROBES = (
    Probe("discovery", discovery, "the OpenID document of {entra}", needs=("entra_tls",)),
    Probe("token", token, "a token from {entra}", needs=("discovery",)),
    Probe("secret_alone", secret_alone, "{entra} to judge the secret alone", needs=("discovery",), after=("token",)),
)
