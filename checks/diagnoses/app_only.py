"""An application that signs in as itself: permissions in its token, its registration in Exchange, its rights."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis

_READ = "oauthmail diagnose {profile} --only token"
_RBAC = "An app that Exchange was told about by RBAC for Applications needs no roles."
_ADD = (
    f"{roles.PORTAL_APP} > API permissions > Add a permission > APIs my organization uses >",
    "  Office 365 Exchange Online > Application permissions",
)
_CONSENT = (
    "then: Grant admin consent; the column Status must say Granted",
    "ask for a new access token afterwards: the one at hand does not change",
)


def _role_missing(id: str, protocol: str, permission: str, refusal: str) -> Diagnosis:
    return Diagnosis(
        id=id,
        layer="token",
        title=f"The app's own token lacks {permission}",
        cause=f"The app signs in as itself, with application permissions, and {permission} is not among them, so "
        f"{protocol} refuses the token. A delegated permission of a similar name does not count. {_RBAC}",
        who="tenant-admin",
        role=roles.APP_ADMIN,
        fix=(*_ADD, f"  add {permission}", *_CONSENT),
        new_refresh_token_helps="no",
        helps_why="app-only access has none.",
        doc=links.MAIL_OAUTH,
        evidence=f"Microsoft's page on OAuth for IMAP, POP and SMTP (permissions); the refusal: {refusal}",
        tells_apart=f"{_READ}: roles must hold {permission}",
        ticket=(
            f"Please add the application permission {permission} of Office 365 Exchange Online to app {{client_id}}",
            "and grant admin consent.",
        ),
        wait=roles.ENTRA_WAIT,
    )


APP_ONLY: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="app-only-without-roles",
        layer="token",
        title="The app's own token holds no permission for mail",
        cause="The app signs in as itself (client credentials), and its token holds none of SMTP.SendAsApp, "
        "IMAP.AccessAsApp and POP.AccessAsApp: no application permission was added, or no admin consented. Delegated "
        f"permissions (SMTP.Send) do not count here. {_RBAC}",
        who="tenant-admin",
        role=roles.APP_ADMIN,
        fix=(*_ADD, "  add SMTP.SendAsApp to send, IMAP.AccessAsApp or POP.AccessAsApp to read", *_CONSENT),
        new_refresh_token_helps="no",
        helps_why="app-only access has none.",
        doc=links.MAIL_OAUTH,
        evidence="Microsoft's page on OAuth for IMAP, POP and SMTP (permissions); that Exchange refuses such a token "
        "with the words for any other is inferred",
        tells_apart=f"{_READ}: roles is not there, or names none of the three",
        ticket=(
            "Please add the application permissions SMTP.SendAsApp and IMAP.AccessAsApp of Office 365 Exchange Online",
            "to app {client_id} and grant admin consent.",
        ),
        wait=roles.ENTRA_WAIT,
    ),
    _role_missing("app-role-smtp-missing", "SMTP", "SMTP.SendAsApp", "535 5.7.3"),
    _role_missing("app-role-imap-missing", "IMAP", "IMAP.AccessAsApp", "NO AUTHENTICATE failed."),
    _role_missing("app-role-pop3-missing", "POP3", "POP.AccessAsApp", "-ERR Authentication failure"),
    Diagnosis(
        id="app-only-not-set-up",
        layer="smtp",
        title="Exchange does not know the app",
        cause="An app-only token proves only that Entra knows the app. Exchange must know its service principal too, "
        "by the object id of the enterprise application. It was not registered there, or with the object id of the app "
        "registration, which looks alike and does not work; or that has not spread yet.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            f"object id: {roles.PORTAL_ENTERPRISE} > Properties > Object ID",
            roles.CONNECT,
            "Get-ServicePrincipal | fl AppId,ObjectId,DisplayName                                      # look",
            "New-ServicePrincipal -AppId {client_id} -ObjectId <object id>",
            "Remove-ServicePrincipal -Identity <object id>                    # undo, and before one with a wrong id",
            "Add-MailboxPermission -Identity {mailbox} -User <object id> -AccessRights FullAccess      # comes next",
        ),
        new_refresh_token_helps="no",
        helps_why="app-only access has none.",
        doc=links.MAIL_OAUTH,
        evidence="Microsoft's page on OAuth for IMAP, POP and SMTP; MailKit#1126",
        tells_apart="Get-ServicePrincipal | fl AppId,ObjectId      must list {client_id} with the object id of the "
        "enterprise application",
        ticket=(
            "Please register app {client_id} in Exchange Online (New-ServicePrincipal with the object id of the",
            "enterprise application) and grant it FullAccess on {mailbox}.",
        ),
        wait="up to 1 to 2 hours until rights have spread (runbooks, 2024 to 2026)",
    ),
    Diagnosis(
        id="app-only-without-mailbox-right",
        layer="smtp",
        title="The app has no right on this mailbox",
        cause="Exchange knows the app and takes its token, but opens {mailbox} only to who has Full Access on it, and "
        "the app has none, or it has not spread yet. IMAP then says that nobody is connected, POP3 that the password "
        "is wrong, and SMTP fails after the message.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            roles.CONNECT,
            "Get-MailboxPermission {mailbox} | fl User,AccessRights                                    # look",
            "Add-MailboxPermission -Identity {mailbox} -User <object id> -AccessRights FullAccess      # change",
            "Remove-MailboxPermission -Identity {mailbox} -User <object id> -AccessRights FullAccess   # undo",
            "  <object id> is what Get-ServicePrincipal lists for {client_id}",
        ),
        new_refresh_token_helps="no",
        helps_why="app-only access has none.",
        doc=links.MAIL_OAUTH,
        evidence="Microsoft's page on OAuth for IMAP, POP and SMTP; simonrob/email-oauth2-proxy#271 (2024-11-09); a "
        "public runbook saw 535 5.7.3 as well",
        tells_apart="Get-MailboxPermission {mailbox} | fl User,AccessRights      must list the app with FullAccess",
        ticket=("Please grant app {client_id} FullAccess on {mailbox} (Add-MailboxPermission).",),
        wait="up to 1 to 2 hours until rights have spread (runbooks, 2024 to 2026)",
    ),
)
