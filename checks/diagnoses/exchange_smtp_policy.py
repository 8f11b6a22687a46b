"""SMTP logins that Exchange refuses by policy and says so: 535 5.7.139 and its reasons, the end of passwords."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_BARE = Words(r"\b535[^\w\n]{1,5}(?:b['\"])?5\.7\.139(?!\d)", 0.5)
_LESS_LIKELY = Words(r"\b535[^\w\n]{1,5}(?:b['\"])?5\.7\.139(?!\d)", 0.4)
_SAME_CODE = (
    "smtp-auth-disabled-tenant",
    "smtp-auth-disabled-mailbox",
    "smtp-security-defaults",
    "smtp-conditional-access",
    "basic-auth-disabled",
    "smtp-password-wrong",
    "smtp-account-issue",
    "smtp-federation-unreachable",
    "smtp-organisation-forbids",
)


def _others(id: str) -> tuple[str, ...]:
    return tuple(other for other in _SAME_CODE if other != id)


SMTP_POLICY: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="smtp-auth-disabled-tenant",
        layer="smtp",
        title="Authenticated SMTP is switched off for the whole tenant",
        cause="Exchange refuses authenticated SMTP here, with OAuth too. Token, app, TLS and settings are good. The "
        "SMTP AUTH switch does not touch receiving.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN + "; nothing to do in the application",
        fix=(
            "for this mailbox alone (it overrides the tenant switch):",
            f"  {roles.CONNECT}",
            "  Get-TransportConfig | fl SmtpClientAuthenticationDisabled                   # True",
            "  Get-CASMailbox {mailbox} | fl SmtpClientAuthenticationDisabled              # not False",
            "  Set-CASMailbox {mailbox} -SmtpClientAuthenticationDisabled $false",
            "undo: Set-CASMailbox {mailbox} -SmtpClientAuthenticationDisabled $null",
            "portal: admin.microsoft.com > Active users > {mailbox} > Mail > Manage email apps > Authenticated SMTP",
            "for all mailboxes (rarely wanted): Set-TransportConfig -SmtpClientAuthenticationDisabled $false",
            "verify: oauthmail diagnose {profile} --only smtp",
        ),
        new_refresh_token_helps="no",
        helps_why="do not sign in again; do not change the secret.",
        doc=links.SMTP_AUTH,
        evidence="simonrob/email-oauth2-proxy#193 (2023-09-12), nodemailer#1484, OfficeDocs-Exchange#3124",
        words=(
            Words(r"SmtpClientAuthentication is disabled for the Tenant"),
            Words(r"aka\.ms/smtp_auth_disabled", 0.7),
            _BARE,
        ),
        tells_apart="Entra security defaults switch SMTP AUTH off as well: Entra > Overview > Properties",
        tied_with=_others("smtp-auth-disabled-tenant"),
        ticket=(
            "Please allow authenticated SMTP (OAuth) for the mailbox {mailbox}:",
            "  Set-CASMailbox {mailbox} -SmtpClientAuthenticationDisabled $false",
            'Exchange answers "535 5.7.139 ... SmtpClientAuthentication is disabled for the Tenant" to a',
            "valid token. No change to the application is needed.",
        ),
        wait=roles.EXCHANGE_WAIT + ": oauthmail watch {profile} --only smtp --for 60m",
    ),
    Diagnosis(
        id="smtp-auth-disabled-mailbox",
        layer="smtp",
        title="Authenticated SMTP is switched off for this mailbox",
        cause="The mailbox itself has authenticated SMTP switched off, with OAuth too, whatever the tenant says. The "
        "token was recognised. On personal accounts no setting of the user changes it.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN + "; nothing to do in the application",
        fix=(
            roles.CONNECT,
            "Get-CASMailbox {mailbox} | fl SmtpClientAuthenticationDisabled              # look: True",
            "Set-CASMailbox {mailbox} -SmtpClientAuthenticationDisabled $false           # change",
            "Set-CASMailbox {mailbox} -SmtpClientAuthenticationDisabled $true            # undo",
            "portal: admin.microsoft.com > Active users > {mailbox} > Mail > Manage email apps > Authenticated SMTP",
            "verify: oauthmail diagnose {profile} --only smtp",
        ),
        new_refresh_token_helps="no",
        helps_why="do not sign in again; do not change the secret.",
        doc=links.SMTP_AUTH,
        evidence="public transcript measured 2026-09-17",
        words=(
            Words(r"SmtpClientAuthentication is disabled for the Mailbox"),
            Words(r"aka\.ms/smtp_auth_disabled", 0.65),
            _LESS_LIKELY,
        ),
        tells_apart="The last word of the reply, Tenant or Mailbox, decides.",
        tied_with=_others("smtp-auth-disabled-mailbox"),
        ticket=(
            "Please allow authenticated SMTP (OAuth) for the mailbox {mailbox}:",
            "  Set-CASMailbox {mailbox} -SmtpClientAuthenticationDisabled $false",
        ),
        wait=roles.EXCHANGE_WAIT + ": oauthmail watch {profile} --only smtp --for 60m",
    ),
    Diagnosis(
        id="smtp-security-defaults",
        layer="smtp",
        title="Security defaults forbid this login",
        cause="Security defaults are on in the tenant; they refuse logins by password.",
        who="tenant-admin",
        role="a Security Administrator of {tenant}; better: whoever can move the application to OAuth",
        fix=(
            "move the application from a password to XOAUTH2",
            "look: Entra admin center > Overview > Properties > Security defaults",
            "switching them off concerns the whole tenant: replace them by Conditional Access first",
        ),
        new_refresh_token_helps="no",
        helps_why="a password was refused; a token of OAuth helps only where the application can send one.",
        doc=links.SECURITY_DEFAULTS,
        evidence="public capture; Microsoft's page on devices that send mail",
        words=(Words(r"locked by your organization's security defaults policy"), _LESS_LIKELY),
        tells_apart="The words behind 5.7.139 decide.",
        tied_with=_others("smtp-security-defaults"),
        ticket=(
            "The application that sends as {mailbox} logs in by password, which security defaults forbid (535 "
            "5.7.139).",
            "Please help to move it to OAuth: an app registration with SMTP.Send.",
        ),
    ),
    Diagnosis(
        id="smtp-conditional-access",
        layer="smtp",
        title="A policy forbids this login",
        cause="The login does not meet a condition of the tenant: a Conditional Access policy against old ways to log "
        "in, an authentication policy, or a missing second factor.",
        who="tenant-admin",
        role=roles.POLICY_ADMIN,
        fix=(
            "look: Entra admin center > Sign-in logs > filter Client app = Authenticated SMTP > Conditional Access",
            "if a password was used, move to XOAUTH2",
            "change: exclude {mailbox} from that policy (Users > Exclude); undo: remove the exclusion",
        ),
        new_refresh_token_helps="maybe",
        helps_why="if a password was used, OAuth is the cure; if a token was used, the policy decides.",
        doc=links.DEVICE_PROBLEMS,
        evidence="freescout#1769, MailKit#1733; Microsoft's page on devices that send mail",
        words=(Words(r"request did not meet the criteria to be authenticated successfully"), _LESS_LIKELY),
        tells_apart="The words behind 5.7.139 decide.",
        tied_with=_others("smtp-conditional-access"),
        ticket=("Please exclude {mailbox} from the policy that blocks its authenticated SMTP (Entra sign-in log).",),
        wait=roles.ENTRA_WAIT,
    ),
    Diagnosis(
        id="basic-auth-disabled",
        layer="smtp",
        title="A password was sent, and passwords are switched off",
        cause="The client logs in by user name and password (AUTH LOGIN, IMAP LOGIN, POP3 USER and PASS). Exchange "
        "refuses that before looking at the account. OAuth is not used, whatever the settings say.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "let the client use XOAUTH2 and nothing else: Java mail.<protocol>.auth.mechanisms=XOAUTH2",
            "look for the switch in the product (AEM: OAuth 2.0 Authentication Settings = True) in every place",
            "if the product cannot do OAuth, put a local proxy in front of it that can",
        ),
        new_refresh_token_helps="no",
        helps_why="it is not used at all.",
        doc=links.BASIC_AUTH,
        evidence="mailR#107, nodemailer#1726, #1485, #1685; IMAP and POP3: public transcripts, measured 2026-09-16; "
        "'Retrying PLAIN authentication' is the text of PHP's imap extension, which knows no OAuth (from memory)",
        words=(
            Words(r"Authentication unsuccessful, basic authentication is disabled"),
            Words(r"\b(?:NO|-ERR|BAD) Basic authentication is disabled"),
            Words(r"Basic authentication is disabled", 0.9, "smtp"),
            Words(r"Basic authentication is disabled", 0.9, "imap"),
            Words(r"Basic authentication is disabled", 0.9, "pop3"),
            Words(r"Login is disabled in current state", 0.8, "imap"),
            Words(r"Retrying \S{2,12} authentication after AUTHENTICATE failed", 0.8),
            _LESS_LIKELY,
        ),
        tells_apart="The word behind AUTH or AUTHENTICATE in the client's log: LOGIN or PLAIN means a password.",
        tied_with=_others("basic-auth-disabled"),
    ),
    Diagnosis(
        id="basic-auth-retired",
        layer="smtp",
        title="Passwords for sending mail have been retired",
        cause="Exchange Online no longer takes passwords for client submission. OAuth (XOAUTH2) goes on working.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "move the application to XOAUTH2",
            "look who still uses passwords: Exchange admin center > Reports > Mail flow > SMTP AUTH clients",
        ),
        new_refresh_token_helps="no",
        helps_why="a password was sent, not a token.",
        doc=links.BASIC_AUTH,
        evidence="Microsoft's announcement of 2024-04 (text); plan of 2026-01-27: off by default from the end of "
        "2026-12",
        words=(
            Words(r"5\.7\.30\b[^\n]{0,4}Basic authentication is not supported"),
            Words(r"Basic authentication is not supported for Client Submission"),
            Words(r"\b550[^\w\n]{1,5}5\.7\.30\b", 0.9),
        ),
    ),
    Diagnosis(
        id="smtp-password-wrong",
        layer="smtp",
        title="A password was sent and is wrong",
        cause="The client logged in by password, and the password is wrong, or a second factor stands in the way.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("let the client use XOAUTH2 and nothing else; passwords end soon anyway",),
        new_refresh_token_helps="no",
        helps_why="it is not used at all.",
        doc=links.BASIC_AUTH,
        evidence="freescout#4930",
        words=(Words(r"Authentication unsuccessful, the user credentials were incorrect"),),
        tells_apart="The words behind 5.7.139 decide.",
        tied_with=_others("smtp-password-wrong"),
    ),
    Diagnosis(
        id="smtp-account-issue",
        layer="smtp",
        title="Exchange says that the account has an issue",
        cause="The account is blocked or not in order; the reply does not say how.",
        who="tenant-admin",
        role=roles.USER_ADMIN,
        fix=(
            "look: admin.microsoft.com > Active users > {mailbox}: blocked? licence? restricted sender?",
            "look: Entra admin center > Users > {mailbox} > Sign-in logs",
        ),
        new_refresh_token_helps="no",
        helps_why="the account must be put in order first.",
        doc=links.DEVICE_PROBLEMS,
        evidence="weakly attested (one secondary text): unverified",
        words=(Words(r"Authentication unsuccessful, account has an issue"),),
        tells_apart="The words behind 5.7.139 decide.",
        tied_with=_others("smtp-account-issue"),
        ticket=("Please look why Exchange says that the account {mailbox} has an issue (535 5.7.139).",),
    ),
    Diagnosis(
        id="smtp-federation-unreachable",
        layer="smtp",
        title="The federated sign-in server cannot be reached or used",
        cause="The domain signs in at a server of its own (AD FS or the like), and Exchange could not reach it.",
        who="tenant-admin",
        role="whoever runs the federation server of {tenant}",
        fix=("check the federation server and its HTTPS address", "move to XOAUTH2, which signs in by browser once"),
        new_refresh_token_helps="maybe",
        helps_why="OAuth avoids the password check that failed here.",
        doc=links.DEVICE_PROBLEMS,
        evidence="Microsoft's page on devices that send mail (newer copy)",
        words=(
            Words(r"federated STS service was unreachable"),
            Words(r"federated STS URL does not support HTTPS"),
        ),
        tells_apart="The words behind 5.7.139 decide.",
        tied_with=_others("smtp-federation-unreachable"),
        ticket=(
            "Exchange Online cannot reach the federation server of {mailbox} (535 5.7.139). Please check its "
            "HTTPS address.",
        ),
    ),
    Diagnosis(
        id="smtp-organisation-forbids",
        layer="smtp",
        title="The organisation's configuration forbids this login",
        cause="Security defaults, or an authentication policy without AllowBasicAuthSmtp, forbid this way to log in. "
        "The text is documented for High Volume Email with a password.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN + ", or a Security Administrator for security defaults",
        fix=(
            "move the application to XOAUTH2 if it sends a password",
            roles.CONNECT,
            "Get-AuthenticationPolicy | fl Name,AllowBasicAuthSmtp                        # look",
            "look: Entra admin center > Overview > Properties > Security defaults",
            "change: Set-AuthenticationPolicy <name> -AllowBasicAuthSmtp      (undo: -AllowBasicAuthSmtp:$false)",
        ),
        new_refresh_token_helps="maybe",
        helps_why="if a password was sent, OAuth is the cure; if a token was sent, the policy decides.",
        doc=links.HIGH_VOLUME,
        evidence="Microsoft: Troubleshoot issues with High Volume Email (535 5.7.139 and 535 5.7.3), 2025",
        words=(Words(r"organization configuration doesn't allow this authentication request"),),
        tells_apart="The words behind 5.7.139 decide.",
        tied_with=_others("smtp-organisation-forbids"),
        ticket=(
            "Please look which authentication policy or security defaults refuse the SMTP login of {mailbox} "
            "(535 5.7.139).",
        ),
        wait=roles.EXCHANGE_WAIT,
    ),
)
