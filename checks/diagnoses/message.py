"""The message itself: sent and not found again, or found changed."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis

MESSAGE: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="message-not-found",
        layer="message",
        title="The message was sent but not found in the mailbox",
        cause="SMTP took the message, but IMAP does not show it in the time allowed: it is still on its way, in Junk "
        "Email or quarantine, moved by a rule, or addressed to another mailbox than the one that was read.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN + " for the message trace",
        fix=(
            "look in Junk Email and at the inbox rules of {mailbox}",
            f"{roles.CONNECT}; Get-MessageTraceV2 -SenderAddress {{mailbox}} | fl Received,Status,RecipientAddress",
            "quarantine: security.microsoft.com > Email & collaboration > Review > Quarantine",
            "sent to another address than {mailbox}? Then read that mailbox.",
        ),
        new_refresh_token_helps="no",
        helps_why="both logins worked.",
        doc=links.NON_DELIVERY,
        evidence="how Exchange Online delivers; the cmdlet name of 2025 is unverified",
        tells_apart="The message trace says Delivered, Quarantined, Pending or Failed.",
        ticket=("Please trace the message of {mailbox} that SMTP accepted (its time is that of the diagnosis).",),
        wait="seconds as a rule, sometimes minutes",
    ),
    Diagnosis(
        id="message-changed",
        layer="message",
        title="The message arrived changed",
        cause="What was read back differs from what was sent: a transport rule, a disclaimer, safe links or an add-in "
        "changed it, or the client broke the encoding of an attachment.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            "look: Exchange admin center > Mail flow > Rules (disclaimers, header changes)",
            "look: security.microsoft.com > Policies > Safe Links and Safe Attachments",
            "if an attachment differs, compare its length: a multiple of lines lost points at the client's encoding",
        ),
        new_refresh_token_helps="no",
        helps_why="both logins worked.",
        doc=links.NON_DELIVERY,
        evidence="how Exchange Online treats mail in transport: unverified for each policy",
        tells_apart="Send the same message between two mailboxes of another tenant, or by Outlook.",
        ticket=("Please look which rule, disclaimer or Safe Links policy changes the messages of {mailbox}.",),
    ),
)
