"""Exchange Online's SMTP client submission: aiosmtpd underneath, the words and the order of the real service on top.

Literals: simonrob/email-oauth2-proxy#95, #193, #297, jstedfast/MailKit#1770 and public transcripts of 2022 to 2026.
"""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.utils
import re
import secrets
import traceback
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from ..faults.model import Behave, Fault, Reply
from ..tenant.access import Admitted, admit, has_right, opened
from ..tenant.tenant import Tenant
from ..wire.certificates import Certificates
from ..wire.transport import Wire
from .conversation import misbehave
from .letter import header_sender, with_another_byte
from .names import new_session
from .sasl import BadSasl, decode_plain_text, decode_xoauth2
from .smtp_words import in_exchange_words
from .tls import server_context

SIZE_LIMIT = 157286400
LINE_LIMIT = 65536
RECIPIENT_LIMIT = 500
REFUSAL_SECONDS = 5.0  # nodemailer#1484; a public transcript
_DSN = {"RET", "ENVID", "NOTIFY", "ORCPT", "AUTH"}


class Submission(SMTP):
    """One connection to the submission port. TLS comes by STARTTLS; AUTH is XOAUTH2 and LOGIN."""

    line_length_limit = LINE_LIMIT

    def __init__(self, tenant: Tenant, certificates: Certificates) -> None:
        self.tenant = tenant
        self.certificates = certificates
        self.name = new_session()
        self.admitted: Admitted | None = None
        self.last_refusal = ""
        super().__init__(
            _Handler(self),
            hostname=self.name.banner,
            ident="unused",
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
        )
        # An instance's own limits: the dictionary of the class is emptied by every new connection.
        self.command_size_limits = defaultdict(lambda: LINE_LIMIT)
        self.command_size_limit = LINE_LIMIT

    @property
    def max_command_size_limit(self) -> int:
        """One limit for all commands; a token makes the AUTH line several kilobytes long."""
        return LINE_LIMIT

    def wire(self) -> Wire:
        """The recording transport below; a method, because aiosmtpd reads every property of a new connection."""
        assert isinstance(self.transport, Wire)
        return self.transport

    async def push(self, status: Any) -> None:
        """Say it in Exchange's words; every error ends with server, time and session."""
        text = status.decode() if isinstance(status, bytes) else str(status)
        if not text:
            return
        if text.startswith("220 ") and text.endswith(" unused"):
            await self._greet()
            return
        text = in_exchange_words(text)
        if text[:1] in "45" and "{suffix}" not in text and not text.endswith("]"):
            text += " {suffix}"
        await super().push(text.replace("{suffix}", self.name.suffix()))

    async def smtp_HELO(self, hostname: str) -> None:
        """HELO: no extensions."""
        assert self.session is not None
        if not _good_name(hostname):
            await self.push("501 5.5.4 Invalid domain name")
            return
        self.session.host_name, self.session.extended_smtp = hostname or "unknown", False
        await self.push(f"250 {self.name.banner} Hello [{self._peer()}]")

    async def smtp_EHLO(self, hostname: str) -> None:
        """EHLO: the ten lines of the real service, STARTTLS replaced in place by AUTH once TLS is in force."""
        assert self.session is not None
        if not _good_name(hostname):
            await self.push("501 5.5.4 Invalid domain name")
            return
        self.session.host_name, self.session.extended_smtp = hostname or "unknown", True
        self._set_rset_state()
        fault = self._fault("capabilities-tls" if self.wire().encrypted else "capabilities")
        how = fault.effect.how if fault and isinstance(fault.effect, Behave) else ""
        if self.wire().encrypted:
            offer = "AUTH LOGIN" if how == "hide-xoauth2" else "AUTH LOGIN XOAUTH2"
        else:
            offer = "" if how == "hide-starttls" else "STARTTLS"
        lines = [f"{self.name.banner} Hello [{self._peer()}]", f"SIZE {SIZE_LIMIT}", "PIPELINING", "DSN"]
        lines += ["ENHANCEDSTATUSCODES", offer, "8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8"]
        shown = [line for line in lines if line]
        text = "".join(f"250-{line}\r\n" for line in shown[:-1]) + f"250 {shown[-1]}"
        await super().push(text)

    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """STARTTLS: what was pipelined behind it is thrown away (RFC 3207 6)."""
        assert self.session is not None
        if self.session.host_name is None:
            await self.push("503 5.5.2 Send hello first")
        elif self.wire().encrypted:
            await self.push("503 5.5.2 Only one STARTTLS command can be issued per SMTP session")
        elif arg:
            await self.push("501 5.5.4 Unrecognized parameter")
        elif (fault := self._fault("starttls")) is not None:
            await self._suffer(fault)
        else:
            await self.push("220 2.0.0 SMTP server ready")
            self._reader._buffer.clear()  # type: ignore[attr-defined]
            try:
                await self.wire().start_tls(server_context(self.tenant, self.certificates, "smtp"))
            except OSError:
                self.wire().close()
                return
            self.session.host_name, self.session.extended_smtp = None, False
            self.session.ssl = {}
            self._set_rset_state()

    async def smtp_AUTH(self, arg: str | None) -> None:
        """AUTH XOAUTH2 and LOGIN, only inside TLS; a refusal comes at once, without a challenge."""
        assert self.session is not None
        mechanism, _, initial = (arg or "").partition(" ")
        if self.session.host_name is None:
            await self.push("503 5.5.2 Send hello first")
        elif not self.wire().encrypted or mechanism.upper() not in {"XOAUTH2", "LOGIN"}:
            await self._say(self.tenant.faults.table["smtp-auth-before-tls"])
        elif self.admitted is not None:
            await self.push("503 5.5.2 Already authenticated")
        elif mechanism.upper() == "XOAUTH2":
            await self._xoauth2(initial.strip())
        else:
            await self._login(initial.strip())

    async def smtp_BDAT(self, arg: str | None) -> None:
        """BDAT (RFC 3030): a chunk of so many octets, LAST ends the message."""
        assert self.envelope is not None
        size, _, last = (arg or "").partition(" ")
        if not size.isdecimal() or len(size) > 10 or last.upper() not in {"", "LAST"}:
            await self.push("501 5.5.4 Unrecognized parameter")
            return
        wanted = bool(self.envelope.rcpt_tos)
        left, held = int(size), bytearray(self.envelope.original_content or b"")
        while left and not self._reader.at_eof():
            # A chunk that is refused must be read all the same, but not kept.
            piece = await self._reader.read(min(left, LINE_LIMIT))
            left -= len(piece)
            if wanted and len(held) <= SIZE_LIMIT:
                held += piece
        if not wanted:
            await self.push("503 5.5.2 Need rcpt command")
        elif len(held) > SIZE_LIMIT:
            self._set_post_data_state()
            await self.push("552 5.3.4 Message size exceeds fixed maximum message size")
        elif not last:
            self.envelope.original_content = bytes(held)
            await self.push(f"250 2.0.0 {size} octets received")
        else:
            self.envelope.original_content = bytes(held)
            status = await self.take_message(self.envelope)
            self._set_post_data_state()
            await self.push(status)

    async def smtp_QUIT(self, _arg: str | None) -> None:
        """QUIT."""
        await self.push("221 2.0.0 Service closing transmission channel")
        self.wire().close()

    async def smtp_VRFY(self, _arg: str | None) -> None:
        """VRFY tells nothing."""
        await self.push("252 2.1.5 Cannot VRFY user")

    async def check_auth_needed(self, _caller: str) -> bool:
        """Whether the command was refused because nobody has signed in."""
        if self.admitted is not None:
            return False
        table = self.tenant.faults.table
        if not self.wire().encrypted:
            await self._say(table["smtp-starttls-required"])
            return True
        words = table["smtp-client-not-authenticated"].effect
        assert isinstance(words, Reply)
        repeated = f" Error: {self.last_refusal}" if self.last_refusal else ""
        await self.push(words.smtp.replace(" {suffix}", repeated))
        return True

    async def take_message(self, envelope: Envelope) -> str:
        """What becomes of a message after its last octet: accepted, or refused only now, as Exchange does."""
        admitted = self.admitted
        assert admitted is not None
        content = envelope.original_content or b""
        table = self.tenant.faults.table
        how = ""
        if (fault := self._fault("message")) is not None:
            if isinstance(fault.effect, Reply):
                await self._say(fault, sender=envelope.mail_from or "")
                return ""
            how = fault.effect.argument if isinstance(fault.effect, Behave) else ""
        if admitted.refusal is not None:
            await self._say(admitted.refusal)
            return ""
        for sender in dict.fromkeys(((envelope.mail_from or "").lower(), header_sender(content))):
            if not self._may_send_as(admitted, sender):
                await self._say(table["smtp-send-as-denied"], sender=sender)
                return ""
        if how == "change-attachment":
            content = with_another_byte(content)
        if how != "lose":
            self.tenant.submit(envelope.mail_from or "", envelope.rcpt_tos, content)
        host = self.name.mail_host
        return f"250 2.0.0 OK <{secrets.token_hex(8).upper()}@{host}> [Hostname={host}]"

    def _may_send_as(self, admitted: Admitted, sender: str) -> bool:
        if sender in {"", "<>", admitted.mailbox.address.lower()}:
            return True
        other = self.tenant.mailbox(sender)
        return other is not None and has_right(self.tenant, other, other.send_as, admitted.principal)

    async def say_or_suffer(self, moment: str) -> bool:
        """Act out the fault of a moment; True when there was one."""
        fault = self._fault(moment)
        if fault is None:
            return False
        await self._suffer(fault)
        return True

    async def handle_exception(self, error: Exception) -> str:
        """Our own bug must not look like the tenant's doing: it is said, and the session goes on."""
        last = traceback.extract_tb(error.__traceback__)[-1]
        self.tenant.bugs.append(f"{type(error).__name__} in {last.name}, line {last.lineno}")
        return "451 4.7.0 Temporary server error. Please try again later."

    async def _handle_client(self) -> None:
        # A client that resets the connection while we write is no news.
        with contextlib.suppress(ConnectionError):
            await super()._handle_client()

    async def _greet(self) -> None:
        if await self.say_or_suffer("greeting"):
            return
        date = email.utils.formatdate().replace("-0000", "+0000")
        words = f"{self.name.banner} Microsoft ESMTP MAIL Service ready at {date}"
        await super().push(f"220 {words} [{self.name.session}]")

    async def _xoauth2(self, initial: str) -> None:
        response = initial.encode("utf-8", "surrogateescape")
        if not response:
            await super().push("334 ")
            response = await self._response()
        if (fault := self._fault("auth")) is not None:
            await self._suffer(fault)
            return
        table = self.tenant.faults.table
        outcome: Admitted | Fault
        try:
            user, token = decode_xoauth2(response)
            outcome = admit(self.tenant, "smtp", user, token)
        except BadSasl:
            # A cancelled exchange (`*`) gets the same words: simonrob/email-oauth2-proxy, comment in the source.
            outcome = table["token-refused"]
        await self._outcome(outcome)

    async def _login(self, initial: str) -> None:
        try:
            user = decode_plain_text(initial.encode()) if initial else await self._ask("VXNlcm5hbWU6")
            password = await self._ask("UGFzc3dvcmQ6")
        except BadSasl:
            user = password = ""
        if (fault := self._fault("basic")) is not None:
            await self._suffer(fault)
            return
        table = self.tenant.faults.table
        account = self.tenant.user(user)
        mailbox = self.tenant.mailbox(user)
        if self.tenant.policy.basic_auth_retired:
            await self._outcome(table["smtp-basic-auth-retired"])
        elif not self.tenant.policy.basic_auth:
            await self._outcome(table["basic-auth-disabled"])
        elif self.tenant.policy.security_defaults:
            await self._outcome(table["smtp-security-defaults"])
        elif (
            account is None
            or mailbox is None
            or not account.enabled
            or not secrets.compare_digest(account.password.encode(), password.encode())
        ):
            await self._outcome(table["smtp-password-wrong"])
        else:
            await self._outcome(opened(self.tenant, "smtp", Admitted(mailbox, account.upn.lower(), None, {})))

    async def _ask(self, prompt: str) -> str:
        await super().push(f"334 {prompt}")
        return decode_plain_text(await self._response())

    async def _response(self) -> bytes:
        try:
            return bytes((await self._reader.readuntil()).rstrip(b"\r\n"))
        except asyncio.LimitOverrunError:
            await self.push("500 5.5.2 Command line too long")
            self.wire().close()
            raise asyncio.CancelledError from None

    def _getparams(self, params: Sequence[str]) -> dict[str, str | bool] | None:
        # aiosmtpd refuses what it does not know; Exchange offers DSN and BINARYMIME.
        kept = [p.replace("BODY=BINARYMIME", "BODY=8BITMIME") for p in params if p.partition("=")[0] not in _DSN]
        found: dict[str, str | bool] | None = super()._getparams(kept)
        return found

    async def _outcome(self, outcome: Admitted | Fault) -> None:
        if isinstance(outcome, Fault):
            assert isinstance(outcome.effect, Reply)
            self.last_refusal = outcome.effect.smtp.replace(" {suffix}", "")
            await asyncio.sleep(REFUSAL_SECONDS * self.tenant.delay_scale)
            await self._say(outcome)
            return
        self.admitted = outcome
        await super().push("235 2.7.0 Authentication successful")

    async def _say(self, fault: Fault, sender: str = "") -> None:
        assert isinstance(fault.effect, Reply)
        user = self.admitted.mailbox.address if self.admitted else ""
        # An address is the client's text: it must not add lines to a reply, nor fields to our words.
        shown = re.sub(r"[^!-~]|[{}]", "?", sender)
        await self.push(fault.effect.smtp.replace("{user}", user).replace("{sender}", shown))
        if fault.effect.then_close:
            self.wire().close()

    async def _suffer(self, fault: Fault) -> None:
        if isinstance(fault.effect, Reply):
            if fault.moment == "auth":
                self.last_refusal = fault.effect.smtp.replace(" {suffix}", "")
            await self._say(fault)
        elif isinstance(fault.effect, Behave):
            await misbehave(self.wire(), fault.effect)

    def _fault(self, moment: str) -> Fault | None:
        return self.tenant.faults.take(moment, "smtp")

    def _peer(self) -> str:
        return str((self.wire().get_extra_info("peername") or ("unknown",))[0])


class _Handler:
    """aiosmtpd's hooks: who may send as whom, and where the message goes. An empty status: already answered."""

    def __init__(self, connection: Submission) -> None:
        self._connection = connection

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if await self._connection.say_or_suffer("mail"):
            return ""
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Sender OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENT_LIMIT:
            return "452 4.5.3 Too many recipients"
        if await self._connection.say_or_suffer("rcpt"):
            return ""
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        return await self._connection.take_message(envelope)


def _good_name(name: str | None) -> bool:
    """An empty name is accepted, a malformed one is not (both seen)."""
    return not name or not (".." in name or any(c.isspace() for c in name))
