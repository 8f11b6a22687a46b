"""The transaction: MAIL, RCPT, DATA and BDAT, the limits of a mailbox, and what becomes of a message at its end."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import Mapping, Sequence

from aiosmtpd.smtp import SMTP, Envelope, Session

from ...faults.model import Behave, Fault
from ...tenant.access import Admitted, has_right
from ...tenant.tenant import Tenant
from ...wire.certificates import Certificates
from ..dialect import LINE_LIMIT
from ..letter import header_sender, with_another_byte
from . import parameters
from .auth import Auth
from .speaking import Transaction

_CHUNK = re.compile(r"([0-9]{1,10})(?: +(LAST))?", re.IGNORECASE)


class Submission(Auth):
    """One connection to the submission port. TLS comes by STARTTLS; AUTH is what the dialect offers."""

    def __init__(self, tenant: Tenant, certificates: Certificates) -> None:
        self._known: Mapping[str, re.Pattern[str]] = {}
        super().__init__(tenant, certificates, _Handler(self))

    async def smtp_MAIL(self, arg: str | None) -> None:
        """MAIL FROM."""
        self._known = parameters.MAIL
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        """RCPT TO; once BDAT has begun it is too late (RFC 3030 2)."""
        self._known = parameters.RCPT
        if self._open().chunked:
            await self.answer("bdat-begun")
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str | None) -> None:
        """DATA; not for a message that has begun with BDAT, nor for one in BINARYMIME (RFC 3030 2 and 3)."""
        envelope = self._open()
        ready = self.admitted is not None and envelope.rcpt_tos and not arg
        if envelope.chunked:
            await self.answer("bdat-begun")
        elif ready and envelope.binary:
            await self.answer("binary-needs-bdat")
        elif not (ready and await self.suffered("data")):
            await super().smtp_DATA(arg)

    async def smtp_BDAT(self, arg: str | None) -> None:
        """BDAT (RFC 3030 2): a chunk of so many octets, LAST ends the message."""
        envelope, found = self._open(), _CHUNK.fullmatch(arg or "")
        if found is None:
            await self.answer("arguments")
            return
        wanted = self.admitted is not None and bool(envelope.rcpt_tos)
        left, held = int(found[1]), envelope.chunks
        while left and not self._reader.at_eof():
            # A chunk that is refused must be read all the same, but not kept.
            piece = await self._reader.read(min(left, LINE_LIMIT))
            left -= len(piece)
            if wanted and len(held) <= self.manner.size:
                held += piece
        if left:
            raise asyncio.IncompleteReadError(b"", left)
        if not wanted:
            if not (await self.check_helo_needed() or await self.check_auth_needed("BDAT")):
                await self.answer("rcpt-first" if envelope.mail_from else "mail-first")
        elif len(held) > self.manner.size:
            self._set_post_data_state()
            await self.refuse(self.tenant.faults.table["smtp-message-too-large"])
        elif envelope.chunked or not await self.suffered("data"):
            envelope.chunked = True
            await self._take_chunk(int(found[1]), last=bool(found[2]))

    async def check_auth_needed(self, _caller: str) -> bool:
        """Whether the command was refused because nobody has signed in."""
        if self.admitted is not None:
            return False
        table = self.tenant.faults.table
        if not self.wire().encrypted:
            await self.refuse(table["smtp-starttls-required"])
        elif self.last_refusal and self.manner.said["refused-before"]:
            await self.answer("refused-before", refusal=self.last_refusal)
        else:
            await self.refuse(table["smtp-client-not-authenticated"])
        return True

    async def take_sender(self, address: str) -> str:
        """Whether a message may begin; an empty status has been answered already."""
        if await self.suffered("mail"):
            return ""
        admitted, limits = self._admitted(), self.tenant.limits
        if not await self._address_is_good(address):
            return ""
        minute = 60.0 * (self.tenant.delay_scale if limits.messages_per_minute is None else 1.0)
        allowed = 30 if limits.messages_per_minute is None else limits.messages_per_minute
        if minute and allowed and admitted.mailbox.sent.messages(self.tenant.clock, minute) >= allowed:
            await self.refuse(self.tenant.faults.table["smtp-throttled"])
            return ""
        admitted.mailbox.sent.begin(self)
        return self.filled(self.manner.said["sender"])

    async def take_recipient(self, envelope: Envelope, address: str) -> str:
        """Whether a message may go there; an empty status has been answered already."""
        limit = self.tenant.limits.recipients
        if limit and len(envelope.rcpt_tos) >= limit:
            await self.answer("too-many-recipients")
            return ""
        if await self.suffered("rcpt") or not await self._address_is_good(address):
            return ""
        envelope.rcpt_tos.append(address)
        return self.filled(self.manner.said["recipient"])

    async def take_message(self, envelope: Envelope) -> str:
        """What becomes of a message after its last octet: accepted, or refused only now, as Exchange does."""
        content = envelope.original_content or b""
        sender = envelope.mail_from or ""
        how, fault = "", self.fault("message")
        if fault is not None and isinstance(fault.effect, Behave) and fault.effect.how == "message":
            how = fault.effect.argument
        elif fault is not None and await self.suffer(fault, sender=sender):
            return ""
        refusal, denied = self._refusal(envelope, content)
        if refusal is not None:
            await self.refuse(refusal, sender=denied)
            return ""
        if how == "change-attachment":
            content = with_another_byte(content)
        if how != "lose":
            self.tenant.submit(sender, envelope.rcpt_tos, content)
        self._admitted().mailbox.sent.note(self.tenant.clock, len(envelope.rcpt_tos))
        await self.answer("accepted", message=secrets.token_hex(8).upper(), seconds=int(time.time()))
        return ""

    def connection_lost(self, error: Exception | None) -> None:
        """The transaction ends with the connection."""
        self._end()
        super().connection_lost(error)

    def _refusal(self, envelope: Envelope, content: bytes) -> tuple[Fault | None, str]:
        """Why the mailbox server refuses a message, and the sender it may not be from."""
        table, limits, admitted = self.tenant.faults.table, self.tenant.limits, self._admitted()
        sent = admitted.mailbox.sent
        if admitted.refusal is not None:
            return admitted.refusal, ""
        if limits.connections and sent.rank(self) >= limits.connections:
            return table[self.manner.too_many], ""
        for sender in dict.fromkeys(((envelope.mail_from or "").lower(), header_sender(content))):
            if not self._may_send_as(admitted, sender):
                return table["smtp-send-as-denied"], sender
        if limits.recipients_per_day:
            today = sent.recipients(self.tenant.clock) + len(envelope.rcpt_tos)
            if today > limits.recipients_per_day:
                return table["smtp-recipient-quota-exceeded"], ""
        return None, ""

    def _may_send_as(self, admitted: Admitted, sender: str) -> bool:
        if sender in {"", "<>", admitted.mailbox.address.lower()}:
            return True
        other = self.tenant.mailbox(sender)
        return other is not None and has_right(self.tenant, other, other.send_as, admitted.principal)

    async def _take_chunk(self, octets: int, *, last: bool) -> None:
        if not last:
            await self.answer("chunk", octets=octets)
            return
        envelope = self._open()
        envelope.original_content = bytes(envelope.chunks)
        await self.take_message(envelope)
        self._set_post_data_state()

    async def _address_is_good(self, address: str) -> bool:
        if address.isascii():
            return True
        if not self._open().smtp_utf8:
            await self.answer("address-needs-utf8")
            return False
        try:
            address.encode()
        except UnicodeEncodeError:
            await self.answer("address")
            return False
        return True

    def _getparams(self, params: Sequence[str]) -> dict[str, str | bool] | None:
        kept = parameters.left_for_aiosmtpd(params, self._known)
        if kept is None:
            return None
        if self._known is parameters.MAIL:
            # aiosmtpd does not know BINARYMIME.
            self._open().binary = "BODY=BINARYMIME" in kept
        kept = [p.replace("BODY=BINARYMIME", "BODY=8BITMIME") for p in kept]
        found: dict[str, str | bool] | None = super()._getparams(kept)
        return found

    def _set_post_data_state(self) -> None:
        self._end()
        super()._set_post_data_state()

    def _end(self) -> None:
        if self.admitted is not None:
            self.admitted.mailbox.sent.end(self)

    def _open(self) -> Transaction:
        assert isinstance(self.envelope, Transaction)
        return self.envelope

    def _admitted(self) -> Admitted:
        assert self.admitted is not None
        return self.admitted


class _Handler:
    """aiosmtpd's hooks."""

    def __init__(self, connection: Submission) -> None:
        self._connection = connection

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        status = await self._connection.take_sender(address)
        if status:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return status

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        return await self._connection.take_recipient(envelope, address)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        return await self._connection.take_message(envelope)
