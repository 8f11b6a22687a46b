"""Every word with which the fake Exchange Online refuses a message: its sender, its recipients, its limits."""

from __future__ import annotations

from .model import UNVERIFIED, Behave, Fault
from .smtp_refusal import SMTP, refusal

# `{hostname}` is `[Hostname=...]` of the mailbox server, which ends what the store driver says.
_STOREDRV = "STOREDRV.Submission.Exception:"
_PERMANENT = "Failed to process message due to a permanent exception with message [BeginDiagnosticData]"
_NDR = "Microsoft: non-delivery reports"

EXCHANGE_SMTP_LATER = (
    refusal(
        "smtp-too-many-connections",
        "message",
        "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded {hostname}",
        "more than three connections of one mailbox that send at once",
        "timeoff-management/timeoff-management-application#308; an Appian knowledge base; to the end of DATA",
        "2018-09-24 to 2019-08",
        condition="more than `limits.connections` that send at once",
    ),
    refusal(
        "smtp-concurrent-connections",
        "message",
        "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more "
        "information. {hostname}",
        "the same in other words",
        "sabuhish/fastapi-mail#75, nodemailer#1613; Postfix log, to the end of DATA",
        "2021-07-10 to 2024-01",
        "smtp-too-many-connections",
        condition="the same in the dialect `exchange-2022`",
    ),
    refusal(
        "smtp-throttled",
        "mail",
        "421 4.4.2 Message submission rate for this client has exceeded the configured limit {suffix}",
        "more than 30 messages a minute",
        f"public transcript (weak); Microsoft documents a delay; at MAIL {UNVERIFIED}",
        "2020",
        condition="more than `limits.messages_per_minute`",
    ),
    refusal(
        "smtp-recipient-quota-exceeded",
        "message",
        "554 5.2.0 " + _STOREDRV + "SubmissionQuotaExceededException; {hostname}",
        "more than 10,000 recipients in a day",
        "Microsoft: improvements in SMTP client submission; OfficeDocs-Support#1150; what follows it is cut",
        "2021-03-05",
        "smtp-throttled",
        condition="more than `limits.recipients_per_day`",
    ),
    refusal(
        "smtp-submission-quota-exceeded",
        "message",
        "550 5.2.2 Submission quota exceeded {suffix}",
        "the same, as documented",
        f"{_NDR}; the 550 is assumed",
        "2025",
        "smtp-throttled",
    ),
    refusal(
        "smtp-bad-outbound-sender",
        "rcpt",
        "550 5.1.8 Access denied, bad outbound sender {suffix}",
        "a mailbox on the list of restricted senders",
        _NDR,
        "2025",
        "smtp-sender-blocked",
    ),
    refusal(
        "smtp-outbound-spam",
        "message",
        "554 5.2.0 " + _STOREDRV + "OutboundSpamException; " + _PERMANENT + "WASCL UserAction verdict is not None. "
        "Actual verdict is RefuseQuota. OutboundSpamException: WASCL UserAction verdict is not None. Actual verdict is "
        "RefuseQuota.[EndDiagnosticData] {hostname}",
        "a mailbox that sends what looks like spam",
        "public Python traceback, complete",
        "2022",
        "smtp-sender-blocked",
    ),
    refusal(
        "smtp-spam-abuse",
        "message",
        "550 5.7.501 Access denied, spam abuse detected {suffix}",
        "a sender whom Microsoft has blocked",
        f"{_NDR}; the 550 is assumed",
        "2025",
        "smtp-sender-blocked",
    ),
    refusal(
        "smtp-tenant-threshold",
        "message",
        "550 5.7.705 Access denied, tenant has exceeded threshold {suffix}",
        "a tenant that sends too much",
        f"{_NDR}; the 550 is assumed",
        "2025",
        "smtp-tenant-limit",
    ),
    refusal(
        "smtp-traffic-not-accepted",
        "message",
        "550 5.7.708 Access denied, traffic not accepted from this IP {suffix}",
        "a new or trial tenant, or an address of ill repute",
        f"{_NDR}; the 550 is assumed",
        "2025",
        "smtp-tenant-limit",
    ),
    refusal(
        "smtp-unregistered-domain",
        "message",
        "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains {suffix}",
        "a tenant that sends from domains that are not its own",
        f"{_NDR}, which describes it; the words in front and the 550 are assumed",
        "2025",
        "smtp-tenant-limit",
    ),
    refusal(
        "smtp-relay-access-denied",
        "rcpt",
        "550 5.7.64 TenantAttribution; Relay Access Denied {suffix}",
        "mail sent to a connector on port 25; client submission does not say it",
        f"{_NDR}; the 550 is assumed",
        "2025",
        "smtp-connector-instead-of-login",
    ),
    refusal(
        "smtp-message-too-large",
        "message",
        "552 5.3.4 Message size exceeds fixed maximum message size {suffix}",
        "a client that does not look at SIZE",
        "text of the product on premises (weak)",
        "2020",
        condition="more octets than SIZE says",
    ),
    refusal(
        "smtp-send-as-denied",
        "message",
        "554 5.2.252 SendAsDenied; {user} not allowed to send as {sender}; " + _STOREDRV + "SendAsDeniedException."
        "MapiExceptionSendAsDenied; " + _PERMANENT + "Cannot submit message. 1.84300:0A000000[EndDiagnosticData] "
        "{hostname}",
        "a From address that the mailbox may not use; the refusal comes only after DATA",
        "public transcript, complete; the diagnostics are shortened",
        "2025",
        condition="a sender or From for which the mailbox has no right in `send_as`, or none that has spread",
    ),
    refusal(
        "smtp-send-as-denied-older",
        "message",
        "554 5.2.0 " + _STOREDRV + "SendAsDeniedException.MapiExceptionSendAsDenied; " + _PERMANENT + "Cannot submit "
        "message. 1.84300:0A000000[EndDiagnosticData] {hostname}",
        "the same in older words",
        "public transcript; the diagnostics are shortened",
        "2018",
        "smtp-send-as-denied",
    ),
    refusal(
        "smtp-send-as-not-permitted",
        "message",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender {suffix}",
        "the same, as documented",
        "Microsoft: fix issues with printers, scanners and LOB applications",
        "2025",
        "smtp-send-as-denied",
    ),
    refusal(
        "smtp-mailbox-logon-failure",
        "message",
        "430 4.2.0 STOREDRV; mailbox logon failure; " + _STOREDRV + "ConnectionFailedTransientException."
        "MapiExceptionLogonFailed; Failed to process message due to a transient exception with message "
        "[BeginDiagnosticData]Cannot open mailbox.[EndDiagnosticData] {hostname}",
        "an application without a right on the mailbox, or one that has not spread yet",
        "simonrob/email-oauth2-proxy#271; the diagnostics are shortened",
        "2024",
        condition="an application without a right in `full_access` that has spread",
    ),
    Fault(
        "message-lost",
        "message",
        SMTP,
        Behave("message", "lose"),
        "a test that believes a 250 and never looks into the mailbox",
        UNVERIFIED,
        "",
        "message-not-found",
    ),
    Fault(
        "message-changed",
        "message",
        SMTP,
        Behave("message", "change-attachment"),
        "a gateway that rewrites attachments",
        UNVERIFIED,
        "",
        "message-changed",
    ),
)
