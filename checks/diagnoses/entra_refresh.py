"""The refresh token itself: expired, revoked, damaged, or handed to the wrong client."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_ERROR_CATALOGUE = "Microsoft's error reference and its message templates (f-bader/EntraID-ErrorCodes, 2025-09)"

REFRESH: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="refresh-token-expired",
        layer="token",
        title="The refresh token is older than 90 days",
        cause="The application still presents the refresh token it was given long ago. Such a token dies 90 days "
        "after it was issued; using the same copy every day does not prolong it, only storing the newer token that "
        "comes back with each use does.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            *roles.SIGN_IN_AGAIN,
            "then send one mail from the application",
        ),
        new_refresh_token_helps="yes",
        helps_why="and nothing else does. The secret and the app are good.",
        doc=links.REFRESH_TOKENS,
        evidence="az CLI output 2026-08-10 (AADSTS700082, 90.00:00:00); lifetime: Microsoft's page on refresh tokens; "
        "70008 in Microsoft's error reference",
        codes=(700082, 70008),
        words=(
            Words(r"(?<!code\sor\s)refresh token has expired due to inactivity"),
            Words(r"authorization code or refresh token has expired due to inactivity", 0.65),
        ),
        tells_apart="AADSTS50173 instead of 700082 means revoked, not aged. 70008 on the first exchange of a code "
        "means that the code was older than ten minutes.",
        tied_with=("authorization-code-expired",),
        again="on {again}, unless the application stores the newer tokens that it receives.",
    ),
    Diagnosis(
        id="refresh-token-revoked",
        layer="token",
        title="The refresh token was revoked",
        cause="The tokens of this user were declared void after this one was issued: an administrator reset the "
        "password or revoked the sessions, or the user did. Everything that was signed in before that moment must "
        "sign in again.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            *roles.SIGN_IN_AGAIN,
            "ask who reset the password of {mailbox}, so that it does not happen again unannounced:",
            "  Entra admin center > Users > {mailbox} > Audit logs",
        ),
        new_refresh_token_helps="yes",
        helps_why="and nothing else does; it must be newer than the revocation.",
        doc=links.REFRESH_TOKENS,
        evidence="azure-sdk-for-js recording of the real service, 2021-10-29 (AADSTS50173, suberror bad_token)",
        codes=(50173,),
        words=(Words(r"provided grant has expired due to it being revoked"),),
        tells_apart="The text names the day the grant was issued and the day before which tokens are void; compare "
        "the second with the audit log.",
    ),
    Diagnosis(
        id="session-changed",
        layer="token",
        title="The password or session behind the refresh token changed",
        cause="The sign-in from which the refresh token comes is no longer valid, because the password changed or "
        "ran out, or the session ended.",
        who="user",
        role=roles.SIGNS_IN,
        fix=roles.SIGN_IN_AGAIN,
        new_refresh_token_helps="yes",
        helps_why="after signing in with the present password.",
        doc=links.REFRESH_TOKENS,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(50132, 50133, 50139),
        words=(Words(r"session is not valid due to(?: the following reasons:)? password expiration"),),
    ),
    Diagnosis(
        id="refresh-token-sign-in-frequency",
        layer="token",
        title="Conditional Access demands a fresh sign-in every so often",
        cause="A policy of the tenant limits how old a sign-in may be (sign-in frequency). The refresh token is "
        "older than that; a new one will die as quickly.",
        who="tenant-admin",
        role=roles.POLICY_ADMIN,
        fix=(
            "now: oauthmail login {profile} --copy, signed in as {mailbox}",
            "  it works until the next deadline (seconds, in the text)",
            "look: Entra admin center > Protection > Conditional Access > Policies, those with Sign-in frequency",
            "change: exclude {mailbox} from the sign-in frequency policy (Users > Exclude), or",
            "  move the application to app-only access, which no sign-in frequency touches",
            "undo: remove the exclusion",
            "verify: oauthmail diagnose {profile} --only token",
        ),
        new_refresh_token_helps="maybe",
        helps_why="yes for now, but it ends again after the time that the policy allows.",
        doc=links.TOKEN_LIFETIMES,
        evidence="simonrob/email-oauth2-proxy#181, 2023-07-06 (70043, suberror token_expired); 70044 to 70046: "
        "message templates, 2025-09",
        codes=(70043, 70044, 70045, 70046),
        words=(Words(r"invalid due to sign-in frequency checks by conditional access"),),
        tells_apart="70043 and its neighbours name the policy; 700082 is the fixed 90 days of every tenant.",
        ticket=(
            "Please exclude {mailbox} from the Conditional Access policy with sign-in frequency: it is used by an",
            "application that cannot sign in interactively (Entra answers AADSTS70043 to its refresh token).",
        ),
        wait=roles.ENTRA_WAIT,
    ),
    Diagnosis(
        id="refresh-token-max-age",
        layer="token",
        title="The refresh token reached its maximum age",
        cause="A lifetime policy limits how long this refresh token may be used in all, and the time is over.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            *roles.SIGN_IN_AGAIN,
            "tokens from a single-page redirect URI live 24 hours only: see spa-refresh-token-expired",
        ),
        new_refresh_token_helps="yes",
        helps_why="until the maximum age is reached again.",
        doc=links.TOKEN_LIFETIMES,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(700081,),
        words=(Words(r"refresh token has expired due to maximum lifetime"),),
    ),
    Diagnosis(
        id="spa-refresh-token-expired",
        layer="token",
        title="The refresh token comes from a single-page redirect URI and lives 24 hours",
        cause="The redirect URI used for signing in is registered for single-page applications. Refresh tokens of "
        "that kind end after 24 hours and cannot be prolonged.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            f"{roles.PORTAL_APP} > Authentication: remove the URI under Single-page application",
            "add the same URI under Web (application with a secret) or Mobile and desktop (without)",
            *roles.SIGN_IN_AGAIN,
        ),
        new_refresh_token_helps="maybe",
        helps_why="for 24 hours; lasting only after the redirect URI was moved.",
        doc=links.REFRESH_TOKENS,
        evidence=f"{_ERROR_CATALOGUE}; Microsoft's page on refresh tokens",
        codes=(700084,),
        words=(Words(r"refresh token was issued to a single page app"),),
        ticket=("Please register the redirect URI of app {client_id} under Web instead of Single-page application.",),
    ),
    Diagnosis(
        id="refresh-token-malformed",
        layer="token",
        title="The refresh token or the code is damaged",
        cause="Entra cannot read what was sent as refresh token or code: cut off, wrapped over lines, quoted, "
        "encoded twice, or a placeholder. The rest of the request was not even looked at, the secret neither.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "oauthmail check {profile}      a whole one has over 800 characters and no blank in it",
            "paste the whole value again, on one line, without quotes or blanks",
            "look for a limit of the field that holds it (255, 512, 1024 characters)",
            "if the whole value is gone: oauthmail login {profile} --copy",
        ),
        new_refresh_token_helps="maybe",
        helps_why="only if the whole value is lost; the same field may cut the new one too.",
        doc=links.ERROR_CODES,
        evidence="two independent captures of 9002313 (invalid_grant for a malformed code or refresh token); "
        "postalsys/emailengine#10, paperless-ngx/paperless-ngx#8106 for fields that are too short",
        codes=(9002313,),
        words=(Words(r"Request is malformed or invalid"),),
        tells_apart="If client_credentials with the same secret gets a token, app and secret are good and the stored "
        "token is the fault.",
    ),
    Diagnosis(
        id="token-field-too-short",
        layer="settings",
        title="A field of the application is too short for the token",
        cause="Tokens of Microsoft 365 have one to over four thousand characters; the database column or form field "
        "that should hold one is shorter.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "widen the column or field (text without limit; 512, 1024 and 3072 were all too short in the field)",
            "then store the token again: oauthmail login {profile} --copy",
        ),
        new_refresh_token_helps="no",
        helps_why="the next one is as long; widen the field first.",
        doc=links.REFRESH_TOKENS,
        evidence="paperless-ngx/paperless-ngx#8106 (3263 characters), postalsys/emailengine#10 (512), "
        "truenas/middleware PR#15556 (1024); MySQL's text from memory, unverified",
        words=(
            Words(r"value too long for type character varying\(\d{2,5}\)", 0.7, "entra"),
            Words(r"OAuth2? access tokens are lengthy", 0.7),
            Words(r"Data too long for column \W{0,2}\w{0,20}token", 0.7, "entra", named=True),
            Words(r"token\b[^\n]{0,40}exceed\w{0,3} \d{3,4}\b", 0.6, "entra", named=True),
            Words(r"token\b[^\n]{0,40}(?:longer|greater) than \d{3,4} char", 0.6, "entra", named=True),
        ),
    ),
    Diagnosis(
        id="grant-of-another-client",
        layer="token",
        title="The refresh token was issued to another app",
        cause="A refresh token works only with the client id it was issued to. The settings combine the token of one "
        "app registration with the id of another.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "compare the client id in the settings with the one used for signing in",
            "use the client id that obtained the token, or sign in again with {client_id}:",
            "  oauthmail login {profile} --copy",
        ),
        new_refresh_token_helps="yes",
        helps_why="if it is obtained with this client id.",
        doc=links.ERROR_CODES,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(700007, 7000220),
        words=(Words(r"grant was issued for a different client id"),),
    ),
    Diagnosis(
        id="personal-account-grant-refused",
        layer="token",
        title="The grant is invalid, or a scope was never consented to (personal accounts use one code for all)",
        cause="The service for personal accounts answers 70000 to a dead refresh token, to a scope that was never "
        "allowed, and to a wrong client alike. With a work account it means a malformed grant.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            "read the sentence behind the number: 'scopes requested are unauthorized' means consent, not age",
            f"sign in again and allow exactly: {roles.MAIL_SCOPES}",
            *roles.SIGN_IN_AGAIN,
        ),
        new_refresh_token_helps="maybe",
        helps_why="yes, if it is obtained with the wanted scopes.",
        doc=links.ERROR_CODES,
        evidence="android-common test fixtures (HTTP 400); public capture of the consumers wording; "
        "sagarrabadiya/outlook-php#16 (2019)",
        codes=(70000,),
        words=(
            Words(r"scopes requested are unauthorized or expired"),
            Words(r"could not be authenticated as the grant is expired"),
        ),
        tells_apart="Ask for a single scope that worked before: if that succeeds, the token lives and consent for "
        "the other scope is missing.",
        tied_with=("consent-missing", "refresh-token-malformed", "refresh-token-invalid"),
    ),
    Diagnosis(
        id="device-code-session-blocked",
        layer="token",
        title="The refresh token began with a device code, which a policy now blocks",
        cause="A sign-in by device code stays marked through all its later refreshes. A Conditional Access policy "
        "on authentication flows now forbids device codes, and the token with them.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            "sign in through the browser, not by device code: oauthmail login {profile} --copy",
            "replace the old token everywhere; it will never work again",
        ),
        new_refresh_token_helps="yes",
        helps_why="if it comes from a browser sign-in; another device code would be blocked as well.",
        doc=links.AUTH_FLOWS,
        evidence="Microsoft's page on authentication flows (meaning); exact wire text unverified",
        codes=(530036, 530033),
        words=(Words(r"Remote device flow blocked due to device based conditional access"),),
    ),
    Diagnosis(
        id="entra-grant-refused",
        layer="token",
        title="Entra refused the grant without saying why",
        cause="Only `invalid_grant` was passed on; the sentence with the AADSTS number, which holds the cause, was "
        "cut off by the application or its log.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "oauthmail diagnose {profile} --only token      shows the whole answer",
            f"or look it up: {roles.SIGN_IN_LOG}",
        ),
        new_refresh_token_helps="maybe",
        helps_why="in most cases behind invalid_grant it does, but not in all.",
        doc=links.ERROR_CODES,
        evidence="Microsoft's error reference (what `invalid_grant` is used for)",
        words=(
            Words(r"\binvalid_grant\b(?![\s\S]{0,400}AADSTS)", 0.4, "entra"),
            Words(r"\breauthorize (?:the|your|this) account", 0.3, "entra", named=True),
            Words(r"\bre-authorize (?:the|your|this) account", 0.3, "entra", named=True),
        ),
        tells_apart="The AADSTS number decides.",
        may_be=(
            "refresh-token-expired",
            "refresh-token-revoked",
            "refresh-token-sign-in-frequency",
            "refresh-token-malformed",
            "consent-missing",
            "mfa-required",
            "conditional-access-blocked",
            "user-disabled",
        ),
    ),
)
