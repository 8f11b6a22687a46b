"""The app registration and how it proves itself: id, secret, certificate, kind of client."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_ERROR_CATALOGUE = "Microsoft's error reference and its message templates (f-bader/EntraID-ErrorCodes, 2025-09)"
_NEW_SECRET = (
    f"{roles.PORTAL_APP} > Certificates & secrets > New client secret",
    "copy the Value at once (not the Secret ID); it is shown only this one time",
    "put it into {places}",
    "verify: oauthmail diagnose {profile} --only app",
)
_CLIENT_CERTIFICATE_REFUSED = (
    700027, 700021, 700022, 700023, 700026, 700028, 700029, 700030, 700031, 50012, 50027, 50048, 1000502, 5002723,
    5002726, 7000213, 7000214, 7000221,
)  # fmt: skip

APP: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="client-secret-wrong",
        layer="app",
        title="The client secret is not one of this app's secrets",
        cause="Entra knows the app but not the secret. Most often the Secret ID was pasted instead of the Value, the "
        "value was cut at a # or $ by a shell or .env file, or + / = ~ were not URL-encoded.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            "look: oauthmail check {profile}      a secret has about 40 characters; a GUID is the Secret ID, not it",
            "check quoting: in .env and shells write the value in single quotes",
            "if the value is lost, make a new one:",
            *_NEW_SECRET,
        ),
        new_refresh_token_helps="no",
        helps_why="the refresh token was not even looked at and stays valid.",
        doc=links.ERROR_CODES,
        evidence="azure-arc documentation (HTTP 401), a Kubernetes log of 2020-08, thephpleague/oauth2-client#840, "
        "nextcloud/mail#11211; that a refresh token survives a change of the secret is inferred",
        codes=(7000215,),
        words=(Words(r"Invalid client secret(?: is)? provided"),),
        tells_apart="7000222 instead says that the secret is right but over; 700016 that the app is not known here.",
        ticket=(
            "Please make a new client secret for app {client_id} and hand over its Value (not the Secret ID)",
            "by a safe way. Entra answers AADSTS7000215 to the present one.",
        ),
    ),
    Diagnosis(
        id="client-secret-expired",
        layer="app",
        title="The client secret has expired",
        cause="The secret was right once, but its end date has passed. The refresh token is still good and nobody "
        "has to sign in again.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            *_NEW_SECRET,
            "write its end date into the profile ([[app_registration.secrets]] ends), to be warned in time",
        ),
        new_refresh_token_helps="no",
        helps_why="do not sign in again: the refresh token outlives the secret and works with the new one.",
        doc=links.ERROR_CODES,
        evidence="Bosh CPI log, 2019 (HTTP 401); message templates, 2025-09; that a refresh token outlives the secret "
        "is inferred",
        codes=(7000222,),
        words=(Words(r"provided client secret keys(?: for app '[^'\n]{0,80}')? are expired"),),
        tells_apart="7000215 instead means a wrong value.",
        ticket=(
            "The client secret of app {client_id} has expired (AADSTS7000222). Please make a new one under",
            "App registrations > Certificates & secrets and hand over its Value by a safe way.",
        ),
    ),
    Diagnosis(
        id="client-secret-missing",
        layer="app",
        title="Entra expects a client secret and none was sent",
        cause="The redirect URI is registered under Web, or the app does not allow public client flows, so Entra "
        "takes the application for one that holds a secret; the request has none.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            "either send the secret: client_secret in the profile or in the application's settings",
            f"or make it a public client: {roles.PORTAL_APP} > Authentication > Add a platform >",
            "  Mobile and desktop applications, with the same redirect URI; then sign in again",
            "device code and password grants: the same page, Allow public client flows = Yes",
        ),
        new_refresh_token_helps="no",
        helps_why="unless the platform of the redirect URI changes; then sign in once more.",
        doc=links.CONFIDENTIAL_CLIENT,
        evidence="Microsoft's support article on AADSTS7000218 (body quoted there)",
        codes=(7000218, 7000216, 7000219),
        words=(
            Words(r"must contain the following parameter: 'client_assertion' or 'client_secret'"),
            Words(r"'client_secret' (?:or 'request' )?is required for the"),
            Words(r"must contain the following parameter: '?client_secret or client_assertion"),
            Words(r"must include a 'client_secret' input parameter"),
            Words(r"The client does not have a secret configured", 0.95),
        ),
        tells_apart="700025 is the reverse: a secret was sent and must not be.",
    ),
    Diagnosis(
        id="client-not-confidential",
        layer="app",
        title="A client secret was sent, but the app is a public client",
        cause="The refresh token or redirect URI belongs to the Mobile and desktop platform. Such a client must not "
        "send a secret.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            "either remove the secret from the settings of the application",
            f"or register the redirect URI under Web ({roles.PORTAL_APP} > Authentication), remove it from",
            "  Mobile and desktop applications, and sign in again: oauthmail login {profile} --copy",
        ),
        new_refresh_token_helps="maybe",
        helps_why="only after the redirect URI was moved to Web.",
        doc=links.CODE_FLOW,
        evidence="O365/python-o365#469, #1189 (2025-10, personal accounts: AADSTS90023), oauth2ms#19",
        codes=(700025, 90023, 9002319),
        words=(
            Words(r"Client is public so neither 'client_assertion' nor 'client_secret'"),
            Words(r"Public clients can't send a client secret"),
        ),
        tells_apart="7000218 is the reverse: a secret is missing.",
    ),
    Diagnosis(
        id="app-not-in-tenant",
        layer="app",
        title="The client id is not known in this tenant",
        cause="No app with this client id exists in the directory that was asked: a typing error, another id pasted "
        "(object id, secret id, a user name), the wrong tenant, or an app nobody has consented to here.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            "compare with Entra admin center > App registrations > Overview: Application (client) ID, Directory "
            "(tenant) ID",
            "client_id must be the Application (client) ID, a GUID; tenant the Directory ID beside it",
            "an app of another organisation needs consent once, by an administrator of {tenant}:",
            "  https://{login}/{tenant}/adminconsent?client_id={client_id}",
        ),
        new_refresh_token_helps="no",
        helps_why="neither token nor secret was looked at.",
        doc=links.ERROR_CODES,
        evidence="many wire logs 2020 to 2026 (HTTP 400 unauthorized_client); simonrob/email-oauth2-proxy#221",
        codes=(700016, 700011, 70001, 90049, 90099, 7000217, 7000229),
        words=(
            Words(r"Application with identifier '?[^'\n]{1,80}'? was not found in the directory"),
            Words(r"client application \S{1,60} is missing service principal in the tenant"),
            Words(r"has not been authorized in the tenant"),
        ),
        tells_apart="90002 or 900023 instead mean that the tenant itself is unknown.",
    ),
    Diagnosis(
        id="client-id-not-a-guid",
        layer="app",
        title="The client id is not an application id",
        cause="What was sent as client id is no GUID, or all zeros: a placeholder, a name or a mail address.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "copy Application (client) ID from Entra admin center > App registrations > (your app) > Overview",
            "remove brackets and blanks around it",
        ),
        new_refresh_token_helps="no",
        helps_why="no app was identified yet.",
        doc=links.ERROR_CODES,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(90112, 700038),
        words=(
            Words(r"Application identifier is expected to be a GUID"),
            Words(r"00000000-0000-0000-0000-000000000000 is not a valid application identifier"),
        ),
    ),
    Diagnosis(
        id="app-disabled",
        layer="app",
        title="The app is disabled",
        cause="The app registration, or its enterprise application in this tenant, is switched off, so no tokens "
        "are issued to it.",
        who="tenant-admin",
        role=roles.APP_ADMIN,
        fix=(
            f"look: {roles.PORTAL_ENTERPRISE} > Properties > Enabled for users to sign-in?",
            "change: set it to Yes; undo: set it back to No",
            "7000112 means that its owner or Microsoft disabled the registration itself: ask them why",
        ),
        new_refresh_token_helps="no",
        helps_why="no token is issued to a disabled app.",
        doc=links.ERROR_CODES,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(7000112, 7000116, 1000031),
        words=(Words(r"pplication '[^'\n]{1,80}'\([^)\n]{0,120}\) is disabled"),),
        ticket=("Please enable the enterprise application {client_id} (Properties > Enabled for users to sign-in).",),
    ),
    Diagnosis(
        id="client-assertion-out-of-time",
        layer="app",
        title="The signed client assertion is too old or the clock is wrong",
        cause="An app that proves itself with a certificate signs a short statement with a validity time. This one is "
        "outside of it: the machine's clock is wrong, or a library keeps using an old statement.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "look at the clock: timedatectl status (Linux), w32tm /query /status (Windows); switch NTP on",
            "MSAL for Java 1.23.0 reuses expired assertions: update it",
        ),
        new_refresh_token_helps="no",
        helps_why="the app could not prove itself.",
        doc=links.CLIENT_CREDENTIALS,
        evidence="AzureAD/microsoft-authentication-library-for-java#984 (2025-08-29), "
        "AzureAD/azure-activedirectory-library-for-java#46",
        codes=(700024, 50012),
        words=(Words(r"Client assertion is not within its valid time range"),),
        tells_apart="The sentence: 'valid time range' means clock or an old assertion, anything else the certificate.",
        tied_with=("client-certificate-refused",),
    ),
    Diagnosis(
        id="client-certificate-refused",
        layer="app",
        title="The certificate of the app is not accepted",
        cause="The signed client assertion does not fit: the certificate is not uploaded at the app registration, the "
        "thumbprint or signature is wrong, or issuer, subject or audience of the assertion are.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            f"look: {roles.PORTAL_APP} > Certificates & secrets > Certificates: thumbprint and end date",
            "compare: openssl x509 -in cert.pem -noout -fingerprint -enddate",
            "upload the public part of the certificate that signs; iss and sub must be {client_id}",
        ),
        new_refresh_token_helps="no",
        helps_why="the app could not prove itself.",
        doc=links.CLIENT_CREDENTIALS,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified; 700022 and 700023 had other meanings "
        f"until 2018",
        codes=_CLIENT_CERTIFICATE_REFUSED,
        words=(
            Words(r"Client assertion failed signature validation"),
            Words(r"Client assertion audience claim does not match"),
            Words(r"Client application has no configured keys"),
        ),
        tells_apart="700024 is about time, not about the certificate.",
        tied_with=("client-assertion-out-of-time",),
    ),
    Diagnosis(
        id="client-id-ambiguous",
        layer="app",
        title="The request names two different apps",
        cause="Client id in the HTTP Basic header and client id in the body differ.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("send the client id once: either in the header or in the body",),
        new_refresh_token_helps="no",
        helps_why="the request is wrong, not the token.",
        doc=links.ERROR_CODES,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(7000110,),
        words=(Words(r"Request is ambiguous, multiple application identifiers found"),),
    ),
    Diagnosis(
        id="client-credentials-refused-old-text",
        layer="app",
        title="Credentials were refused, in the old form that does not say which",
        cause="AADSTS70002 is an old envelope around another number; alone it says only that a secret, certificate or "
        "password did not fit.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("oauthmail diagnose {profile} --only app      shows the present, more exact answer",),
        new_refresh_token_helps="no",
        helps_why="credentials were refused, not a token.",
        doc=links.ERROR_CODES,
        evidence="HDInsight documentation 2019-01-28; Microsoft's error reference",
        words=(Words(r"AADSTS70002\b(?![\s\S]{0,300}AADSTS)", 0.6),),
        tells_apart="The number of a present-day answer.",
        may_be=("client-secret-wrong", "client-secret-missing", "client-certificate-refused", "password-wrong"),
    ),
    Diagnosis(
        id="federated-credential-mismatch",
        layer="app",
        title="The federated credential does not fit",
        cause="The app proves itself by a token of another identity provider, and issuer, subject or key of that token "
        "do not match what its registration names.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(f"{roles.PORTAL_APP} > Certificates & secrets > Federated credentials: issuer and subject must match",),
        new_refresh_token_helps="no",
        helps_why="the app could not prove itself.",
        doc=links.ERROR_CODES,
        evidence="operations runbooks (7000272); 700211 and 700213 unverified",
        codes=(700211, 700213, 7000226, 7000272),
        words=(
            Words(r"No matching federated identity record found for presented assertion"),
            Words(r"No federated identity credential policy found on application"),
        ),
    ),
)
