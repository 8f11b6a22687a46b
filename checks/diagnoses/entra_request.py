"""Requests that Entra cannot read: parameters, encoding, method, protocol version."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_ERROR_CATALOGUE = "Microsoft's error reference and its message templates (f-bader/EntraID-ErrorCodes, 2025-09)"
_NOT_THE_TOKEN = "the request is wrong, not the token."

REQUEST: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="request-parameter-missing",
        layer="token",
        title="A parameter of the token request is missing",
        cause="A required field did not arrive. Where all fields seem to be there, the body was not sent as a form: "
        "Content-Type is missing or mistyped, or quotes in the command are typographic ones.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "send the field that the text names",
            "header: Content-Type: application/x-www-form-urlencoded (with colon and both hyphens)",
            "curl: --data-urlencode 'client_secret=...', straight quotes",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOT_THE_TOKEN,
        doc=links.CODE_FLOW,
        evidence="wire log with HTTP 400 (900144); message templates, 2025-09",
        codes=(900144, 90014, 90100),
        words=(
            Words(r"must contain the following parameter: '(?!client_assertion)[^'\n]{1,60}'", 0.95),
            Words(r"required field '[^'\n]{1,60}' is missing from the credential"),
        ),
    ),
    Diagnosis(
        id="request-malformed",
        layer="token",
        title="The request is not a proper form post",
        cause="Entra could not read the request: another method than POST, another encoding, or the wrong address.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "POST to https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
            "header: Content-Type: application/x-www-form-urlencoded; fields URL-encoded once",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOT_THE_TOKEN,
        doc=links.CODE_FLOW,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(90004, 900561, 90056, 90013, 90010, 90009, 50146, 51000),
        words=(
            Words(r"endpoint only accepts \S{2,20} requests"),
            Words(r"AADSTS\d{5}: The request is not properly formatted"),
        ),
    ),
    Diagnosis(
        id="request-resource-parameter",
        layer="token",
        title="resource= is sent to the v2.0 endpoint",
        cause="The application uses the parameter of the old endpoint with the address of the new one.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(f"send scope instead of resource: scope={roles.MAIL_SCOPES}",),
        new_refresh_token_helps="no",
        helps_why=_NOT_THE_TOKEN,
        doc=links.SCOPES,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(901002,),
        words=(Words(r"'resource' request parameter is not supported"),),
    ),
    Diagnosis(
        id="grant-type-unsupported",
        layer="token",
        title="The grant type is not supported",
        cause="grant_type has a value that Entra does not know, or not for this app or endpoint.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("use refresh_token, authorization_code or client_credentials, spelled exactly so",),
        new_refresh_token_helps="no",
        helps_why=_NOT_THE_TOKEN,
        doc=links.CODE_FLOW,
        evidence="Microsoft's error reference",
        codes=(70003,),
        words=(Words(r"\bunsupported_grant_type\b", 0.9, "entra"),),
    ),
    Diagnosis(
        id="entra-tls-too-old",
        layer="tls",
        title="Entra refuses TLS 1.0 and 1.1",
        cause="The application reaches the sign-in service with an outdated TLS version or cipher.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "update the runtime; Java 8: -Dhttps.protocols=TLSv1.2; .NET Framework 4.7 or newer",
            "Windows Server 2012 and older: switch TLS 1.2 on in SCHANNEL",
        ),
        new_refresh_token_helps="no",
        helps_why="the connection is refused for its encryption.",
        doc=links.ERROR_CODES,
        evidence="message templates, 2025-09; the value of `error` is unverified",
        codes=(1002016,),
        words=(Words(r"using TLS version 1\.0, 1\.1 and/or 3DES cipher which are deprecated"),),
        tied_with=("tls-version-too-old",),
    ),
    Diagnosis(
        id="cross-origin-redemption",
        layer="token",
        title="Single-page tokens are redeemed by a server, or the other way round",
        cause="A code or refresh token of a single-page redirect URI may be redeemed only by a browser (with an Origin "
        "header), every other one only without.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            f"{roles.PORTAL_APP} > Authentication: move the redirect URI from Single-page application to Web",
            "  (with a secret) or to Mobile and desktop applications (without)",
            "then sign in again: oauthmail login {profile} --copy",
        ),
        new_refresh_token_helps="maybe",
        helps_why="yes, after the redirect URI was moved.",
        doc=links.CODE_FLOW,
        evidence="wire sample 2021-07-12 (9002327); Microsoft's page on the code flow (9002326)",
        codes=(9002325, 9002326, 9002327),
        words=(
            Words(r"'Single-Page Application' client-type"),
            Words(r"Proof Key for Code Exchange is required for cross-origin"),
        ),
    ),
)
