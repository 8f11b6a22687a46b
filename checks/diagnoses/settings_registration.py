"""What is wrong in the settings about what is asked for: scopes, app registration, product."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_AGAIN = "verify: oauthmail check {profile}"
_SEED = "Adobe: OAuth2 support for the Microsoft mail server protocols (AEM Forms)"
_TOKEN_UNTOUCHED = "the refresh token has nothing to do with it."
_MICROSOFT_MAIL = "Microsoft: Authenticate an IMAP, POP or SMTP connection using OAuth, 2026-06"

REGISTRATION: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="settings-scopes-resource",
        layer="settings",
        title="The scopes are not of the Outlook resource",
        cause="A token is good for one resource. For mail that is the Outlook host of the cloud; a scope without a "
        "host before it means Microsoft Graph, whose tokens Exchange refuses.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            f"use these in the token request, and no others: {roles.MAIL_SCOPES}",
            "leave https://graph.microsoft.com/... and bare names out",
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why="the same refresh token buys tokens for any resource that was consented to.",
        doc=links.SCOPES,
        evidence="office-developer-exchange-docs#87, MSAL.NET #3234, MailKit#1770; AADSTS28000 for two resources",
    ),
    Diagnosis(
        id="settings-scopes-use",
        layer="settings",
        title="A scope that the use needs is missing",
        cause="Sending needs SMTP.Send, IMAP needs IMAP.AccessAsUser.All, POP3 needs POP.AccessAsUser.All. One of them "
        "is not asked for or is misspelt.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "write it out, with the Outlook host before it, as in https://outlook.office.com/IMAP.AccessAsUser.All",
            "see that the app registration has the permission and that it was consented to",
            "if it was added later, sign in again: oauthmail login {profile} --copy",
        ),
        new_refresh_token_helps="maybe",
        helps_why="only if consent to the missing scope was not given at the last sign-in.",
        doc=links.MAIL_OAUTH,
        evidence=f"{_SEED}, which writes IMAP.AccessUser.All; AADSTS650053 or 65001 otherwise",
    ),
    Diagnosis(
        id="settings-offline-access",
        layer="settings",
        title="The scopes do not ask for a refresh token",
        cause="Without offline_access the answer holds no refresh token, and on refresh no newer one.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "add offline_access to the scopes of both requests",
            "sign in again: oauthmail login {profile} --copy",
        ),
        new_refresh_token_helps="maybe",
        helps_why="only if none was issued at the last sign-in.",
        doc=links.SCOPES,
        evidence="Microsoft: scopes and permissions (offline_access); getmail6/getmail6#145 (2022-11), "
        "pluginsGLPI/oauthimap#8 (2021-01), pdobsan/oama#27",
        words=tuple(
            Words(pattern, 0.7, "entra", named=True)
            # Spelt out: a search for the one word alone meets too many places of a log.
            for name in ("refresh token", "refresh_token", "refresh-token")
            for pattern in (
                rf"\b(?:no|missing|without(?: a)?|nothing as|parameter not passed|KeyError)\W{{1,4}}{name}\b",
                rf"\b{name}\W{{1,5}}(?:is |was )?(?:null|none|empty|not (?:available|found|set)|missing)\b",
            )
        ),
    ),
    Diagnosis(
        id="settings-scopes-least",
        layer="settings",
        title="The application may do more than it needs",
        cause="Scopes or permissions are there that neither sending nor receiving uses. They do no harm to mail, but a "
        "stolen token could do more, and a strict tenant may refuse the whole request.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            f"{roles.PORTAL_APP} > API permissions: remove what is not needed",
            "leave the same scopes out of the token request",
            'or say least_privilege = "allow" in [policy]',
        ),
        new_refresh_token_helps="no",
        helps_why=_TOKEN_UNTOUCHED,
        doc=links.MAIL_OAUTH,
        evidence=f"{_SEED}, which has six permissions ticked where three are used",
    ),
    Diagnosis(
        id="settings-app-only",
        layer="settings",
        title="Access without a user is not complete",
        cause="Client credentials need one named tenant, the scope .default of the Outlook resource, application "
        "permissions of Office 365 Exchange Online, and a service principal in Exchange.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            "tenant: the GUID or a domain, not common, organizations or consumers",
            "scope: https://outlook.office365.com/.default and nothing else",
            f"{roles.PORTAL_APP} > API permissions > APIs my organization uses > Office 365 Exchange Online >",
            "  Application permissions > SMTP.SendAsApp, IMAP.AccessAsApp, POP.AccessAsApp; then admin consent",
            f"object id: {roles.PORTAL_ENTERPRISE} > Properties > Object ID",
            "Connect-ExchangeOnline",
            "New-ServicePrincipal -AppId {client_id} -ObjectId <object id>",
            "Add-MailboxPermission {mailbox} -User <object id> -AccessRights FullAccess",
            "undo: Remove-MailboxPermission with the same arguments",
        ),
        new_refresh_token_helps="no",
        helps_why="this flow has none.",
        doc=links.MAIL_OAUTH,
        evidence=f"{_MICROSOFT_MAIL}; AADSTS1002012 for another scope",
        ticket=("Please complete app-only mail access of app {client_id} to {mailbox}, as Microsoft describes it.",),
    ),
    Diagnosis(
        id="settings-implicit-grant",
        layer="settings",
        title="The app registration hands out tokens in the browser",
        cause="The switches for implicit grant are on. The code flow does not need them; with them a token can be had "
        "without the secret.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(f"{roles.PORTAL_APP} > Authentication: untick Access tokens and ID tokens", "change the profile to match"),
        new_refresh_token_helps="no",
        helps_why=_TOKEN_UNTOUCHED,
        doc=links.CODE_FLOW,
        evidence=f"{_SEED}, which calls the two boxes mandatory; they are not",
    ),
    Diagnosis(
        id="settings-redirect-platform",
        layer="settings",
        title="The redirect URI is not registered where it must be",
        cause="The redirect URI must be registered letter for letter, and under the platform Web where the application "
        "sends a client secret.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            f"{roles.PORTAL_APP} > Authentication > Add a platform > Web",
            "enter the redirect URI exactly as the application sends it, the final slash included",
        ),
        new_refresh_token_helps="no",
        helps_why="a new one cannot even be got before this is right.",
        doc=links.REPLY_URL,
        evidence="AADSTS50011, 9002327, 700025",
        ticket=("Please register the redirect URI of app {client_id} under the platform Web.",),
    ),
    Diagnosis(
        id="settings-legs",
        layer="settings",
        title="Sign-in and token request do not go together",
        cause="A code is bound to the authority and the redirect URI that it was asked for with, and a refresh token "
        "to its tenant. Here the requests name different ones.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "write the same tenant into the URLs of sign-in, token and refresh request",
            "write the same redirect URI into both requests, the final slash included",
            "then sign in again: oauthmail login {profile} --copy",
            _AGAIN,
        ),
        new_refresh_token_helps="maybe",
        helps_why="only one that was got with both requests at the same authority.",
        doc=links.CODE_FLOW,
        evidence=f"{_SEED}: two authorities and two redirect URIs side by side; AADSTS700005, AADSTS50011 otherwise",
    ),
    Diagnosis(
        id="settings-audience-tenant",
        layer="settings",
        title="A single-tenant application signs in at a shared address",
        cause="An application of the audience AzureADMyOrg can be used only at its own tenant, not at common, "
        "organizations or consumers.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("write the tenant's GUID or domain into tenant, in both requests", _AGAIN),
        new_refresh_token_helps="no",
        helps_why="the address is wrong, not the token.",
        doc=links.CODE_FLOW,
        evidence=f"{_SEED} and AADSTS50194",
    ),
    Diagnosis(
        id="settings-audience-personal",
        layer="settings",
        title="An application for personal accounts only cannot be used here",
        cause="Applications of the audience PersonalMicrosoftAccount sign in at consumers and nowhere else. Adobe does "
        "not support them for AEM Forms.",
        who="app-owner",
        role=roles.APP_OWNER,
        fix=(
            f"{roles.PORTAL_APP} > Authentication > Supported account types: choose one with organizations",
            'or, for Outlook.com accounts in another product, say tenant = "consumers"',
        ),
        new_refresh_token_helps="maybe",
        helps_why="once the audience is changed, sign in again with a work account.",
        doc=links.CODE_FLOW,
        evidence=_SEED,
    ),
    Diagnosis(
        id="settings-product-version",
        layer="settings",
        title="This version of the product cannot do OAuth for mail",
        cause="AEM Forms on JEE knows OAuth 2.0 for mail since 6.5.15.0 (November 2022); for 6.5 LTS Adobe withdrew "
        "the page that describes it.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("update to AEM 6.5 Forms service pack 15 or later", "for 6.5 LTS, ask Adobe whether it is supported"),
        new_refresh_token_helps="no",
        helps_why="the product would not use it.",
        doc="https://github.com/AdobeDocs/experience-manager-65.en/blob/main/help/forms/using/oauth2-support-for-mail-service.md",
        evidence="release notes of AEM 6.5.15.0, NPR-35177, 2022-11-24",
    ),
)
