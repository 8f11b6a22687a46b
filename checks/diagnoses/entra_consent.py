"""What was asked for and what was allowed: consent, scopes, resources."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_ERROR_CATALOGUE = "Microsoft's error reference and its message templates (f-bader/EntraID-ErrorCodes, 2025-09)"

CONSENT: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="consent-missing",
        layer="token",
        title="Nobody has consented to these permissions",
        cause="The app asks for a permission that neither {mailbox} nor an administrator has allowed: a scope was "
        "added later, consent was withdrawn, or it was given for Microsoft Graph and not for Outlook.",
        who="user",
        role="anyone who can sign in as {mailbox}; where users may not consent: " + roles.APP_ADMIN,
        fix=(
            "sign in again as {mailbox} and allow what is asked (steps: oauthmail login {profile} --copy)",
            f"scopes: {roles.MAIL_SCOPES}",
            "or once for everybody, as an administrator:",
            f"  {roles.PORTAL_APP} > API permissions > Grant admin consent",
            "verify: oauthmail diagnose {profile} --only token",
        ),
        new_refresh_token_helps="yes",
        helps_why="when the sign-in asks for exactly these scopes; an admin's consent makes the old one work again.",
        doc=links.SCOPES,
        evidence="captures of 2017 and later (65001, invalid_grant); suberror consent_required unverified",
        codes=(65001, 650011),
        words=(Words(r"has not consented to use the application with ID"),),
        tells_apart="90094 instead means that users may not consent here at all: only an administrator can.",
        ticket=(
            "Please grant admin consent for app {client_id}: App registrations > API permissions > Grant admin "
            "consent.",
            "Needed (delegated): {scopes}.",
        ),
        wait=roles.ENTRA_WAIT,
    ),
    Diagnosis(
        id="admin-consent-required",
        layer="token",
        title="Only an administrator may consent",
        cause="Users of this tenant may not allow this app themselves, or the permission always needs an "
        "administrator.",
        who="tenant-admin",
        role=roles.APP_ADMIN,
        fix=(
            f"{roles.PORTAL_APP} > API permissions > Grant admin consent",
            "or open, as administrator: https://{login}/{tenant}/adminconsent?client_id={client_id}",
            "undo: Enterprise applications > (the app) > Permissions > Review permissions",
        ),
        new_refresh_token_helps="maybe",
        helps_why="after an administrator consented, if there was none before.",
        doc=links.SCOPES,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(90093, 90094, 90095, 90096, 90097, 90098, 900941, 900942),
        words=(
            Words(r"Admin consent is required for the permissions requested"),
            Words(r"Administrator consent is required\. App is considered risky"),
            Words(r"access resources in your organization that only an admin can grant"),
            Words(r"Need admin approval", 0.9),
        ),
        ticket=(
            "Please grant admin consent for app {client_id}: SMTP.Send, IMAP.AccessAsUser.All and offline_access.",
        ),
    ),
    Diagnosis(
        id="consent-declined",
        layer="token",
        title="Consent was declined",
        cause="Whoever signed in pressed Cancel on the page that asks for permissions.",
        who="user",
        role=roles.SIGNS_IN,
        fix=("sign in once more and press Accept (steps: oauthmail login {profile} --copy)",),
        new_refresh_token_helps="yes",
        helps_why="none was issued yet.",
        doc=links.CODE_FLOW,
        evidence="Microsoft's page on the code flow (access_denied); android-common constants",
        codes=(65004, 650041),
        words=(
            Words(r"User declined to consent to access the app"),
            Words(r"\berror_subcode\W{1,8}cancel\b", 0.9),
        ),
    ),
    Diagnosis(
        id="scope-unknown",
        layer="token",
        title="The permission name does not exist",
        cause="A scope of the request is no permission of the resource: a typing error (IMAP.AccessUser.All), a line "
        "break inside the list, or a name of another resource.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            f"use exactly: {roles.MAIL_SCOPES}",
            "one line, single blanks between the scopes; %0a in the text is a line break that slipped in",
        ),
        new_refresh_token_helps="no",
        helps_why="the scope must be corrected first; then a sign-in with it may be needed.",
        doc=links.MAIL_OAUTH,
        evidence="azure-docs#67211, O365/python-o365#551, WPManageNinja/fluent-smtp#154 (a line feed in the scope)",
        codes=(650053, 65005, 70011),
        words=(Words(r"asked for scope '[^'\n]{1,200}' that doesn't exist"),),
        tells_apart="The sentence: 'doesn't exist on the resource' is a name, 'more than one resource' or 'not "
        "compatible' a mixture.",
        tied_with=("scope-two-resources",),
    ),
    Diagnosis(
        id="scope-two-resources",
        layer="token",
        title="The scopes belong to two resources",
        cause="An access token is for one resource. The request mixes Microsoft Graph and Outlook (a name without "
        "https://outlook.office.com/ means Graph), or .default with single permissions.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            f"ask for Outlook alone: {roles.MAIL_SCOPES}",
            "ask for Graph in a second request; the same refresh token serves both",
        ),
        new_refresh_token_helps="no",
        helps_why="the same token works when the scopes are right.",
        doc=links.SCOPES,
        evidence="Earlybyte/aad_oauth#328 (28000, 2024-07-17), assast/outlookEmail#58 (70011, 2026-07), "
        "msal-python#125 (28003)",
        codes=(28000, 28002, 28003, 70011),
        words=(
            Words(r"it contains more than one resource"),
            Words(r"are not compatible with each other", 0.9, "entra"),
            Words(r"input parameter '?scope'? (?:is not|isn't|cannot be) (?:valid|empty)", 0.6),
            Words(r"\binvalid_scope\b(?![\s\S]{0,400}AADSTS)", 0.5, "entra"),
        ),
        tells_apart="The sentence: 'more than one resource' or 'not compatible' is a mixture, 'doesn't exist' a "
        "mistyped name.",
        tied_with=("scope-unknown",),
    ),
    Diagnosis(
        id="scope-default-required",
        layer="token",
        title="App-only tokens need the scope .default",
        cause="With client_credentials no single permission can be asked for.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("use the scope https://outlook.office365.com/.default and nothing else",),
        new_refresh_token_helps="no",
        helps_why="app-only access knows no refresh token.",
        doc=links.CLIENT_CREDENTIALS,
        evidence="msgraph-sdk-python#181 (1002012)",
        codes=(1002012,),
        words=(Words(r"must have a scope value with /\.default suffixed"),),
    ),
    Diagnosis(
        id="resource-not-in-tenant",
        layer="token",
        title="The resource in the scope is not known or not active in this tenant",
        cause="The address before the permission (https://outlook.office.com/) is mistyped, or the tenant has no "
        "active "
        "Exchange Online.",
        who="app-owner",
        role=roles.APPLICATION + "; " + roles.APP_ADMIN + " if Exchange Online is disabled",
        fix=(
            "write https://outlook.office.com/... (user) or https://outlook.office365.com/.default (app-only)",
            "check that the tenant has Exchange Online licences: Microsoft 365 admin center > Billing > Licenses",
            "look: Enterprise applications > Office 365 Exchange Online > Properties > Enabled",
        ),
        new_refresh_token_helps="no",
        helps_why="the resource must be right first.",
        doc=links.ERROR_CODES,
        evidence="MSAL.NET test body (500011); simonrob/email-oauth2-proxy#389",
        codes=(500011, 500012, 500014, 500015, 50001, 650051, 650052, 650054, 650058, 7000117),
        words=(
            Words(r"resource principal named \S{1,200} was not found in the tenant"),
            Words(r"service principal for resource '[^'\n]{1,120}' is disabled"),
            Words(r"\binvalid_resource\b(?![\s\S]{0,400}AADSTS)", 0.6, "entra"),
        ),
    ),
    Diagnosis(
        id="permission-not-registered",
        layer="app",
        title="The app registration does not list the permission",
        cause="The app asks for a resource that its registration does not name under API permissions, or its list is "
        "broken.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            f"{roles.PORTAL_APP} > API permissions > Add a permission > Microsoft Graph > Delegated:",
            "  SMTP.Send, IMAP.AccessAsUser.All, offline_access, User.Read",
            "then Grant admin consent, or let the user consent by signing in",
            "65006: a permission in the list no longer exists: remove it and add it again",
            "'No applicable permissions' (personal account): name each scope in place of /.default",
        ),
        new_refresh_token_helps="maybe",
        helps_why="after the permission was added and allowed.",
        doc=links.MAIL_OAUTH,
        evidence=f"{_ERROR_CATALOGUE}; redirect with 1003031 of 2023-02-08; 90008: snok/django-auth-adfs#218, "
        "2022-02; 65006: kellylford/QuickMail#511, 2026-08; 90023: ZeroPointSix/outlookEmailPlus#94, 2026-07",
        codes=(65006, 65007, 650055, 650056, 650057, 650061, 90008, 1003031),
        words=(
            Words(r"No applicable permissions were found for this user"),
            Words(r"had no entitlements matching required permissions"),
            Words(r"has not listed any permissions for '[^'\n]{1,120}'"),
            Words(r"not listed in the requested permissions in the client's application registration"),
        ),
    ),
    Diagnosis(
        id="user-not-assigned-to-app",
        layer="app",
        title="The app requires assignment and the user is not assigned",
        cause="The enterprise application accepts only users who were assigned to it, and {mailbox} is not.",
        who="tenant-admin",
        role=roles.APP_ADMIN,
        fix=(
            f"{roles.PORTAL_ENTERPRISE} > Users and groups > Add user: {{mailbox}}",
            "or, for everybody: Properties > Assignment required? = No",
        ),
        new_refresh_token_helps="maybe",
        helps_why="after the assignment, if the old one was never issued.",
        doc=links.ERROR_CODES,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` at the token endpoint is unverified",
        codes=(50105,),
        words=(Words(r"block users unless they are specifically granted"),),
        ticket=("Please assign the user {mailbox} to the enterprise application {client_id}.",),
    ),
    Diagnosis(
        id="first-party-client-id",
        layer="app",
        title="A client id of Microsoft's own is used",
        cause="The settings use the id of one of Microsoft's own applications, which may not ask for this.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("make an app registration of your own and use its id",),
        new_refresh_token_helps="maybe",
        helps_why="one that your own app obtained.",
        doc=links.ERROR_CODES,
        evidence=f"{_ERROR_CATALOGUE}; the value of `error` is unverified",
        codes=(65002,),
        words=(Words(r"Consent between first party application"),),
    ),
)
