"""Every word with which the fake Exchange Online refuses on SMTP."""

from __future__ import annotations

from .model import UNVERIFIED, Behave, Fault, Reply

_SMTP, _IMAP, _POP3 = ("smtp",), ("imap",), ("pop3",)
_STOREDRV = "STOREDRV.Submission.Exception:"


def _smtp(id: str, moment: str, words: str, shows: str, evidence: str, seen: str, diagnosis: str = "") -> Fault:
    return Fault(
        id,
        moment,
        _SMTP,
        Reply(smtp=words, then_close=words.startswith("421")),
        shows,
        evidence,
        seen,
        diagnosis or id,
    )


EXCHANGE_SMTP = (
    # SMTP AUTH
    _smtp(
        "smtp-auth-disabled-tenant",
        "auth",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
        "https://aka.ms/smtp_auth_disabled for more information. {suffix}",
        "the organisation's switch, which stops OAuth too",
        "simonrob/email-oauth2-proxy#193, nodemailer#1484",
        "2023-09-12",
    ),
    _smtp(
        "smtp-auth-disabled-mailbox",
        "auth",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit "
        "https://aka.ms/smtp_auth_disabled for more information. {suffix}",
        "the mailbox's switch, which overrides the organisation's",
        "public transcript",
        "2026-09-17",
    ),
    _smtp(
        "smtp-security-defaults",
        "auth",
        "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. "
        "Contact your administrator. {suffix}",
        "security defaults against older mail protocols",
        "Microsoft: fix issues with printers, scanners and LOB applications",
        "2025",
    ),
    _smtp(
        "smtp-conditional-access",
        "auth",
        "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated "
        "successfully. Contact your administrator. {suffix}",
        "Conditional Access or an authentication policy",
        "freescout-help-desk/freescout#1769",
        "2022",
    ),
    Fault(
        "basic-auth-disabled",
        "basic",
        ("smtp", "imap", "pop3"),
        Reply(
            smtp="535 5.7.139 Authentication unsuccessful, basic authentication is disabled. {suffix}",
            imap="NO Basic authentication is disabled.",
            pop3="-ERR Basic authentication is disabled",
        ),
        "a client that sends a password",
        "mailR#107; nodemailer#1726; public transcripts",
        "2020 to 2026-09-16",
        "basic-auth-disabled",
    ),
    _smtp(
        "smtp-password-wrong",
        "basic",
        "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. {suffix}",
        "a wrong password, where basic authentication is still allowed",
        "freescout-help-desk/freescout#4930",
        "2025",
        "smtp-password-wrong",
    ),
    _smtp(
        "smtp-basic-auth-retired",
        "basic",
        "550 5.7.30 Basic authentication is not supported for Client Submission. {suffix}",
        "a client that still sends a password once basic authentication has ended; OAuth is not touched",
        "Microsoft's announcement, quoted in public",
        "2025",
        "basic-auth-disabled",
    ),
    _smtp(
        "smtp-mailbox-not-accessible",
        "auth",
        "550 5.2.1 Mailbox cannot be accessed {suffix}",
        "an account without a mailbox that can be used, such as one without a licence",
        "nodemailer#949, to AUTH LOGIN; the enhanced code and the reply to XOAUTH2 are assumed",
        "2018",
    ),
    _smtp(
        "smtp-auth-temporary",
        "auth",
        "454 4.7.0 Temporary authentication failure {suffix}",
        "a client that gives up, or asks for a new token, when it should wait",
        "public transcript (weak)",
        "2024",
    ),
    _smtp(
        "smtp-old-tls",
        "auth",
        "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit "
        "https://aka.ms/smtp_auth_tls. {suffix}",
        "an old Java or OpenSSL",
        "zehm/sendEmail#1",
        "2022",
    ),
    # SMTP, out of order
    _smtp(
        "smtp-auth-before-tls",
        "auth",
        "504 5.7.4 Unrecognized authentication type {suffix}",
        "a client that authenticates before STARTTLS, or with a mechanism that is not offered",
        "public transcripts",
        "2025-01-12",
    ),
    _smtp(
        "smtp-starttls-required",
        "mail",
        "451 5.7.3 STARTTLS is required to send mail {suffix}",
        "a client that goes on without STARTTLS",
        "Angus Mail stack trace",
        "2026-03-05",
    ),
    _smtp(
        "smtp-client-not-authenticated",
        "mail",
        "530 5.7.57 Client not authenticated to send mail. {suffix}",
        "a client whose login is switched off or failed unnoticed",
        "simonrob/email-oauth2-proxy#315",
        "2025",
    ),
    # SMTP, the transaction
    _smtp(
        "smtp-too-many-connections",
        "mail",
        "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded {suffix}",
        "more than three connections of one mailbox at once",
        "public transcript",
        "2020",
    ),
    _smtp(
        "smtp-throttled",
        "mail",
        "421 4.4.2 Message submission rate for this client has exceeded the configured limit {suffix}",
        "more than 30 messages a minute",
        "public transcript (weak)",
        "2020",
    ),
    _smtp(
        "smtp-bad-outbound-sender",
        "rcpt",
        "550 5.1.8 Access denied, bad outbound sender {suffix}",
        "a mailbox on the list of restricted senders",
        "Microsoft: non-delivery reports",
        "2025",
        "smtp-sender-blocked",
    ),
    _smtp(
        "smtp-send-as-denied",
        "message",
        "554 5.2.252 SendAsDenied; {user} not allowed to send as {sender}; " + _STOREDRV + "SendAsDeniedException."
        "MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message "
        "[BeginDiagnosticData]Cannot submit message. 1.84300:0A000000 {suffix}",
        "a From address that the mailbox may not use; the refusal comes only after DATA",
        "public transcript, complete",
        "2025",
    ),
    _smtp(
        "smtp-mailbox-logon-failure",
        "message",
        "430 4.2.0 STOREDRV; mailbox logon failure; " + _STOREDRV + "ConnectionFailedTransientException."
        "MapiExceptionLogonFailed; Failed to process message due to a transient exception with message "
        "[BeginDiagnosticData]Cannot open mailbox. {suffix}",
        "an application without a right on the mailbox, or one that has not spread yet",
        "simonrob/email-oauth2-proxy#271",
        "2024",
    ),
    Fault(
        "message-lost",
        "message",
        _SMTP,
        Behave("message", "lose"),
        "a test that believes a 250 and never looks into the mailbox",
        UNVERIFIED,
        "",
        "message-not-found",
    ),
    Fault(
        "message-changed",
        "message",
        _SMTP,
        Behave("message", "change-attachment"),
        "a gateway that rewrites attachments",
        UNVERIFIED,
        "",
        "message-changed",
    ),
)
