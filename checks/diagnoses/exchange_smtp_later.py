"""SMTP after the login: sender rights, limits, blocked senders."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_LOGIN_WORKED = "the login worked."

SMTP_LATER: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="smtp-send-as-denied",
        layer="smtp",
        title="The mailbox may not send as this From address",
        cause="The login worked, but From is another address than the mailbox that logged in, without the right Send "
        "As. Exchange takes MAIL FROM and refuses only after DATA.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN + ", or whoever sets From in the application",
        fix=(
            "simplest: send with From = the address that logs in",
            "or grant the right on the From mailbox:",
            f"  {roles.CONNECT}",
            "  Get-RecipientPermission {from}                                                 # look",
            "  Add-RecipientPermission {from} -Trustee {mailbox} -AccessRights SendAs         # change",
            "  Remove-RecipientPermission {from} -Trustee {mailbox} -AccessRights SendAs      # undo",
        ),
        new_refresh_token_helps="no",
        helps_why=_LOGIN_WORKED,
        doc=links.DEVICE_PROBLEMS,
        evidence="complete public transcript (554 5.2.252); Microsoft's page on devices that send mail (5.7.60); the "
        "words of Graph: WPManageNinja/fluent-smtp#117, 2022-08",
        words=(
            Words(r"5\.2\.252\b[^\n]{0,4}SendAsDenied"),
            Words(r"MapiE?xceptionSendAsDenied"),
            Words(r"MapExceptionSendAsDenied"),
            Words(r"SendAsDenied; \S{1,120} not allowed to send as", 1.0),
            Words(r"5\.7\.60\b[^\n]{0,8}Client does not have permissions to send as this sender"),
            Words(r"does not have the right to send mail on behalf of the specified sending account", 0.9),
            Words(r"\b550[^\w\n]{1,5}5\.7\.60(?!\d)", 0.9),
            Words(r"\b554[^\w\n]{1,5}5\.2\.252(?!\d)", 0.9),
        ),
        ticket=(
            "Please let {mailbox} send as the address it uses in From:",
            "  Add-RecipientPermission {from} -Trustee {mailbox} -AccessRights SendAs",
        ),
        wait="minutes to an hour until the right has spread",
    ),
    Diagnosis(
        id="smtp-mailbox-logon-failure",
        layer="smtp",
        title="The login worked, but the mailbox could not be opened",
        cause="An app-only token was accepted, but the app has no Full Access on the mailbox, or the right has not "
        "spread yet, or the service principal was made with the wrong object id. It shows only after DATA.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            roles.CONNECT,
            "Get-MailboxPermission {mailbox} | fl User,AccessRights                                     # look",
            "Get-ServicePrincipal | fl AppId,ObjectId      # ObjectId must be that of the enterprise application",
            "Add-MailboxPermission -Identity {mailbox} -User <object id> -AccessRights FullAccess       # change",
            "Remove-MailboxPermission -Identity {mailbox} -User <object id> -AccessRights FullAccess    # undo",
        ),
        new_refresh_token_helps="no",
        helps_why=_LOGIN_WORKED,
        doc=links.MAIL_OAUTH,
        evidence="simonrob/email-oauth2-proxy#271 (2024-11-09) and three runbooks",
        words=(
            Words(r"STOREDRV; mailbox logon failure"),
            Words(r"MapiExceptionLogonFailed", 0.9),
        ),
        tells_apart="235 before DATA: the token is good and the right on the mailbox is missing; 535 instead: "
        "app-only-not-set-up.",
        tied_with=("app-only-not-set-up", "app-only-without-mailbox-right"),
        ticket=(
            "Please grant app {client_id} FullAccess on {mailbox} (Add-MailboxPermission, object id of the",
            "enterprise application).",
        ),
        wait="flaps for about 30 minutes; up to 1 to 2 hours",
    ),
    Diagnosis(
        id="smtp-too-many-connections",
        layer="smtp",
        title="Too many connections of one mailbox at the same time",
        cause="Exchange allows three SMTP connections per mailbox at a time.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "send over one connection, several messages each; at most 3 at a time over all machines",
            "4xx is for now only: try again later",
        ),
        new_refresh_token_helps="no",
        helps_why=_LOGIN_WORKED,
        doc=links.SMTP_AUTH,
        evidence="public transcript (sender thread limit exceeded); the newer text is unverified",
        words=(
            Words(r"sender thread limit exceeded"),
            Words(r"4\.3\.2\b[^\n]{0,4}Concurrent connections limit exceeded"),
            Words(r"\b432[^\w\n]{1,5}4\.3\.2\b", 0.9),
        ),
    ),
    Diagnosis(
        id="smtp-throttled",
        layer="smtp",
        title="More mail than the mailbox may send",
        cause="A limit of the mailbox is reached: 30 messages a minute or 10,000 recipients a day.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "send more slowly; spread the load over the day",
            "for bulk mail use High Volume Email or Azure Communication Services",
        ),
        new_refresh_token_helps="no",
        helps_why=_LOGIN_WORKED,
        doc=links.SMTP_AUTH,
        evidence="limits: Microsoft's page on devices; SubmissionQuotaExceeded: public transcript; the 421 text is "
        "weakly "
        "attested",
        words=(
            Words(r"SubmissionQuotaExceeded"),
            Words(r"5\.2\.2\b[^\n]{0,4}Submission quota exceeded"),
            Words(r"submission rate for this client has exceeded"),
            Words(r"4\.7\.500\b[^\n]{0,4}Server busy", 0.9),
        ),
    ),
    Diagnosis(
        id="smtp-sender-blocked",
        layer="smtp",
        title="Microsoft has blocked the sender for outbound spam",
        cause="The mailbox sent what looks like spam and is on the list of restricted senders, or ran into the quota "
        "against it.",
        who="tenant-admin",
        role="a Security Administrator of {tenant}",
        fix=(
            "find out first what was sent, and by whom; change the password if it was not you",
            "look and release: security.microsoft.com > Email & collaboration > Review > Restricted entities",
        ),
        new_refresh_token_helps="no",
        helps_why="the sender is blocked, not the login.",
        doc=links.NON_DELIVERY,
        evidence="Microsoft's page on non-delivery reports (5.1.8, 5.7.501); Python traceback (WASCL RefuseQuota)",
        words=(
            Words(r"5\.1\.8\b[^\n]{0,20}bad outbound sender"),
            Words(r"OutboundSpamException"),
            Words(r"5\.7\.50[1-3]\b[^\n]{0,30}Access denied, (?:spam abuse detected|banned sender)"),
        ),
        ticket=("Please release {mailbox} from the restricted entities in Microsoft Defender, after a look at why.",),
    ),
    Diagnosis(
        id="smtp-tenant-limit",
        layer="smtp",
        title="The tenant may not send from here, or no more",
        cause="A limit or block on the whole tenant: too many external recipients in 24 hours, a new or trial "
        "tenant, an "
        "address without good repute, or a domain that is not registered.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN + ", by a ticket with Microsoft",
        fix=(
            "look: Exchange admin center > Reports > Mail flow > Tenant outbound external recipients",
            "5.7.232, 5.7.233: wait until the last 24 hours hold fewer external recipients; spread bulk mail over days",
            "5.7.705, 5.7.708: look for mail that nobody meant to send; then open a case with Microsoft, with "
            "the whole reply",
            "5.7.750: send from a domain that is registered and verified in the tenant",
        ),
        new_refresh_token_helps="no",
        helps_why="the tenant is limited, not the login.",
        doc=links.NON_DELIVERY,
        evidence="Microsoft's page on non-delivery reports (5.7.233: 2026-01); Microsoft Q&A 5835651 (2026-03)",
        words=(
            Words(r"5\.7\.705\b[^\n]{0,30}Access denied, tenant has exceeded threshold"),
            Words(r"\b550[^\w\n]{1,5}5\.7\.7(?:0[58]|50)(?!\d)", 0.9),
            Words(r"5\.7\.708\b[^\n]{0,30}Access denied, traffic not accepted from this IP"),
            Words(r"tenant (?:has )?exceeded its daily limit for sending email to external recipients"),
            Words(r"\(tenant external recipient rate limit\)"),
            Words(r"5\.7\.750\b[^\n]{0,60}unregistered domain"),
            Words(r"blocked from sending from unregistered domain", 0.9),
        ),
        ticket=(
            "The tenant {tenant} may not send (the number stands in the reply). Please look at Exchange admin "
            "center > Reports >",
            "Mail flow, and open a case with Microsoft if it does not end after 24 hours.",
        ),
    ),
    Diagnosis(
        id="smtp-connector-instead-of-login",
        layer="smtp",
        title="Mail went to a connector or MX instead of the submission host",
        cause="The client speaks to a relay on port 25 that knows it by address only. OAuth is not used there.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("send to smtp.office365.com port 587 with STARTTLS and XOAUTH2",),
        new_refresh_token_helps="no",
        helps_why="no login takes place there.",
        doc=links.DEVICES,
        evidence="Microsoft's page on non-delivery reports (5.7.64)",
        words=(
            Words(r"5\.7\.64\b[^\n]{0,4}TenantAttribution"),
            Words(r"TenantAttribution; Relay Access Denied", 0.95),
            Words(r"5\.7\.54\b[^\n]{0,8}Unable to relay recipient in non-accepted domain", 0.95),
        ),
    ),
    Diagnosis(
        id="smtp-mailbox-not-accessible",
        layer="smtp",
        title="The account has no usable mailbox",
        cause="The account may sign in but has no mailbox that can send, mostly because the licence is missing.",
        who="tenant-admin",
        role="a License Administrator of {tenant}",
        fix=(
            "look: admin.microsoft.com > Active users > {mailbox} > Licenses and apps: an Exchange Online plan",
            f"look: {roles.CONNECT}; Get-Mailbox {{mailbox}}",
        ),
        new_refresh_token_helps="no",
        helps_why="the mailbox is missing, not the token.",
        doc=links.DEVICES,
        evidence="nodemailer#949",
        words=(
            Words(r"\bMailbox cannot be accessed", 0.9, "smtp"),
            Words(r"SMTP address has no mailbox associated with it", 0.9),
        ),
        ticket=("Please assign a licence with Exchange Online to {mailbox}.",),
    ),
    Diagnosis(
        id="smtp-message-too-large",
        layer="smtp",
        title="The message is larger than allowed",
        cause="The message exceeds the limit of the mailbox (at most 150 MB, 35 MB by default, encoding included).",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "send links instead of attachments, or",
            f"{roles.CONNECT}; Get-Mailbox {{mailbox}} | fl MaxSendSize      # look",
            "Set-Mailbox {mailbox} -MaxSendSize 100MB      # change; undo: the size that Get-Mailbox showed",
        ),
        new_refresh_token_helps="no",
        helps_why=_LOGIN_WORKED,
        doc=links.SMTP_AUTH,
        evidence="SIZE in the EHLO answer; the 552 text is known from the on-premises product: unverified",
        words=(Words(r"5\.3\.4\b[^\n]{0,4}Message size exceeds fixed maximum message size", 0.8, "smtp"),),
    ),
    Diagnosis(
        id="smtp-service-unavailable",
        layer="smtp",
        title="The SMTP service is not available just now",
        cause="Exchange closes the connection for maintenance or overload.",
        who="microsoft",
        role=roles.MICROSOFT,
        fix=("try again later with growing pauses", "look: Microsoft 365 admin center > Health > Service health"),
        new_refresh_token_helps="no",
        helps_why="nothing was judged.",
        doc=links.NON_DELIVERY,
        evidence="weakly attested (421 4.3.2): unverified; 451 4.4.4 ... ATTR5: bentonow.com (Microsoft's codes)",
        words=(
            Words(r"4\.3\.2\b[^\n]{0,4}Service not (?:active|available)", 0.8, "smtp"),
            Words(r"4\.4\.\d{1,3}\b[^\n]{0,4}Temporary server error", 0.85),
        ),
        tells_apart="Does it come with many messages or connections, and pass without them? Then it is a limit.",
        tied_with=("smtp-throttled",),
    ),
    Diagnosis(
        id="smtp-turned-away",
        layer="smtp",
        title="The SMTP server turns the connection away at once",
        cause="The greeting is a refusal: this host takes no mail, or none from this address. Nobody was asked for a "
        "login.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look: is it the host you meant? Exchange Online is smtp.office365.com port 587",
            "compare with another network: if it is taken there, the address of the first one is refused",
        ),
        new_refresh_token_helps="no",
        helps_why="no token was asked for.",
        doc=links.SMTP_AUTH,
        evidence="RFC 5321 3.1 and RFC 7504 (554 in place of 220); not seen at Exchange Online",
        tells_apart="Nothing was sent before the refusal: this. After a login it is about the login.",
        tied_with=("smtp-service-unavailable",),
    ),
)
