"""Requests that Entra cannot read: parameters, encoding, method, protocol version."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_ERROR_CATALOGUE = "Microsoft's error reference and its message templates (f-bader/EntraID-ErrorCodes, 2025-09)"
_NOT_THE_TOKEN = "the request is wrong, not the token."
_REQUEST_MALFORMED = (
    50080, 50091, 50146, 50192, 51000, 90004, 90009, 90010, 90013, 90015, 90023, 90056, 90107, 90116, 90117, 90121,
    900561, 9002324, 9002338,
)  # fmt: skip

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
        codes=(900143, 900144, 90014, 90100, 500013, 50001),
        words=(
            Words(r"must contain the following parameter: '(?!client_(?:assertion|secret))[^'\n]{1,60}'", 0.95),
            Words(r"Resource identifier is not provided"),
            Words(r"required field '[^'\n]{1,60}' is missing from the credential"),
            Words(r"must include a '(?!client_secret)[^'\n]{1,40}' input parameter", 0.95),
        ),
        tells_apart="50001 alone: without `resource` in the request it is this, otherwise its resource is not known.",
        tied_with=("resource-not-in-tenant",),
    ),
    Diagnosis(
        id="request-malformed",
        layer="token",
        title="The request is not a proper form post",
        cause="Entra could not read the request: another method than POST, another encoding, or the wrong address.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "POST to https://{login}/{tenant}/oauth2/v2.0/token",
            "header: Content-Type: application/x-www-form-urlencoded; fields URL-encoded once",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOT_THE_TOKEN,
        doc=links.CODE_FLOW,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=_REQUEST_MALFORMED,
        words=(
            Words(r"Invalid STS request", 0.9),
            Words(r"should not contain more than one client credential parameters"),
            Words(r"endpoint only accepts \S{2,20} requests"),
            Words(r"AADSTS\d{5}: The request is not properly formatted"),
        ),
        tells_apart="The sentence behind the number: 90023 also says that a public client sent a secret.",
        tied_with=("client-not-confidential",),
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
        codes=(70003, 7000021),
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
        tells_apart="The AADSTS number comes from the sign-in service; 421 4.7.66 is the mail server's.",
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
    Diagnosis(
        id="entra-client-refused",
        layer="app",
        title="Entra refused the application itself, without saying why",
        cause="Only `invalid_client`, `unauthorized_client` or HTTP 401 was passed on. It is about the client id, the "
        "secret or the certificate, not about the user; the sentence with the AADSTS number was cut off.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "oauthmail diagnose {profile} --only app      shows the whole answer",
            "look: does the application send a secret at all, and the right one?",
        ),
        new_refresh_token_helps="no",
        helps_why="the application was refused, not the token.",
        doc=links.ERROR_CODES,
        evidence="tarickb/sasl-xoauth2#61 (2023-04, HTTP 401 without a secret); Microsoft's error reference",
        words=(
            Words(r"\binvalid_client\b(?![\s\S]{0,400}AADSTS)", 0.5, "entra"),
            Words(r"\bunauthorized_client\b(?![\s\S]{0,400}AADSTS)", 0.5, "entra"),
            Words(r"HTTP Error 401: Unauthorized", 0.5, "entra"),
            Words(r"Client authentication failed \(e\.g\., unknown client", 0.5, "entra"),
            Words(r"cannot fetch token: 401 Unauthorized(?![\s\S]{0,400}AADSTS)", 0.5, "entra"),
            Words(r"401 Client Error: Unauthorized for url: \S{0,20}login\.", 0.5, "entra"),
            Words(r"OAuth 2\.0 Access Token Response: 401\b", 0.5, "entra"),
            Words(r"token. resulted in a .401 Unauthorized(?![\s\S]{0,400}AADSTS)", 0.5, "entra"),
        ),
        tells_apart="The AADSTS number decides.",
        may_be=(
            "client-secret-wrong",
            "client-secret-expired",
            "client-secret-missing",
            "app-not-in-tenant",
            "client-certificate-refused",
        ),
    ),
    Diagnosis(
        id="entra-refused-unsaid",
        layer="token",
        title="Entra refused the token request, and the reason was cut off",
        cause="The library passed on the HTTP status (400 Bad Request), or only that it has no token, and not the "
        "answer, whose error_description holds the AADSTS number and a sentence.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "oauthmail diagnose {profile} --only token      shows the whole answer",
            "or log the body of the answer: PHP getResponseBody(), Python response.text, .NET ResponseBody",
            f"or look it up: {roles.SIGN_IN_LOG}",
        ),
        new_refresh_token_helps="maybe",
        helps_why="the number that is missing decides.",
        doc=links.ERROR_CODES,
        evidence="PHPMailer/PHPMailer#1418 (2018-04); texts of Python's requests and urllib (from memory)",
        words=(
            Words(r"400 Client Error: Bad Request for url: \S{0,20}login\.", 0.5, "entra"),
            Words(r"HTTP Error 400\W{1,6}Bad Request", 0.4, "entra"),
            Words(r"IdentityProviderException\W{1,3}(?:with message \W)?Bad Request", 0.4, "entra"),
            Words(r"OAuth 2\.0 Access Token Response: 400\b", 0.4, "entra"),
            Words(r"cannot fetch token: 400 Bad Request(?![\s\S]{0,400}AADSTS)", 0.4, "entra"),
            Words(
                r"\b(?:HTTP\S{0,5}|status|code|error)\W{1,3}400\b[^\n]{0,120}\blogin\.(?:microsoft|live|windows)"
                r"(?![\s\S]{0,400}AADSTS)",
                0.4,
            ),
            Words(
                r"\blogin\.(?:microsoft|live|windows)[^\n]{0,200}"
                r"\b(?:HTTP\S{0,5}|status|code|error)\W{1,3}400\b(?![\s\S]{0,400}AADSTS)",
                0.4,
            ),
            Words(
                r"\blogin\.(?:microsoft|live|windows)[^\n]{0,200}\b400\W{1,3}Bad Request(?![\s\S]{0,400}AADSTS)",
                0.4,
            ),
            Words(r"\(missing_token\) Missing access token parameter", 0.4, "entra"),
            Words(r"\binvalid_request\b(?![\s\S]{0,400}AADSTS)", 0.4, "entra"),
        ),
        tells_apart="The AADSTS number decides.",
        may_be=("entra-grant-refused", "request-parameter-missing", "scope-two-resources", "refresh-token-malformed"),
    ),
)
