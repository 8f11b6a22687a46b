"""The bottom of a submission session: its state, its words in the manner of the dialect, and the faults of a moment."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import logging
import re
import traceback
from collections import defaultdict
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from ...faults.model import Behave, Fault, Reply
from ...tenant.access import Admitted
from ...tenant.tenant import Tenant
from ...wire.certificates import Certificates
from ...wire.transport import Wire
from ..dialect import LINE_LIMIT
from ..line import misbehave
from ..names import new_session
from .stock import GREETING, event_of

# aiosmtpd logs a line that it does not know, and a client that was refused may send its token as one. The transcript
# has the same, redacted.
logging.getLogger("mail.log").disabled = True

REFUSAL_SECONDS = 5.0  # nodemailer#1484; a public transcript
# Parameters make these lines longer than the 512 octets of RFC 5321: RFC 4954 3, RFC 3461 4.
_LONGER = {"MAIL": 500, "RCPT": 500}
_NOT_OURS = re.compile(r"[^!-~]|[{}]")


class Transaction(Envelope):
    """A message that is being submitted. `binary` and BDAT chunks are RFC 3030's."""

    def __init__(self) -> None:
        super().__init__()
        self.binary = False
        self.chunked = False
        self.chunks = bytearray()


class Speaking(SMTP):
    """One connection to the submission port. The tenant's dialect is read once, as it begins.

    `changed` is how a fault changed the last reply to EHLO: what it hides is refused as well.
    """

    line_length_limit = LINE_LIMIT

    def __init__(self, tenant: Tenant, certificates: Certificates, handler: object) -> None:
        self.tenant = tenant
        self.certificates = certificates
        self.dialect = tenant.dialect
        self.manner = self.dialect.smtp
        self.name = new_session()
        self.admitted: Admitted | None = None
        self.last_refusal = ""
        self.changed = ""
        limit = self.dialect.smtp_command_limit
        super().__init__(
            handler,
            hostname="ours",
            ident="unused",
            data_size_limit=self.manner.size,
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
        )
        # An instance's own limits: the dictionary of the class is emptied by every new connection. They are compared
        # without the line end.
        self.command_size_limit = limit - 2
        self.command_size_limits = defaultdict(lambda: limit - 2, {v: limit - 2 + n for v, n in _LONGER.items()})

    @property
    def max_command_size_limit(self) -> int:
        """One limit for what is read at all; a token makes the AUTH line several kilobytes long."""
        return LINE_LIMIT

    def wire(self) -> Wire:
        """The recording transport below; a method, because aiosmtpd reads every property of a new connection."""
        assert isinstance(self.transport, Wire)
        return self.transport

    def peer(self) -> str:
        """The client's address."""
        return str((self.wire().get_extra_info("peername") or ("unknown",))[0])

    async def push(self, status: Any) -> None:
        """What aiosmtpd has to say, in our words; an empty status has been answered already."""
        text = status.decode() if isinstance(status, bytes) else str(status)
        event = event_of(text)
        if text == GREETING:
            await self._greet()
        elif event == "too-large":
            await self.refuse(self.tenant.faults.table["smtp-message-too-large"])
        elif event:
            await self.answer(event)
        elif text:
            await self.write(text)

    async def answer(self, event: str, **values: object) -> None:
        """The words for an event. `values` fill its own places."""
        words = self.manner.said[event]
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", str(value))
        await self.write(words)
        if words.startswith("421"):
            self.wire().close()

    async def refuse(self, fault: Fault, sender: str = "") -> None:
        """The words of a fault; `sender` is the client's text and must add neither lines nor fields to them."""
        user = self.admitted.mailbox.address if self.admitted else ""
        words = self.manner.words(fault).replace("{user}", _NOT_OURS.sub("?", user))
        await self.write(words.replace("{sender}", _NOT_OURS.sub("?", sender)))
        if words.startswith("421") or (isinstance(fault.effect, Reply) and fault.effect.then_close):
            self.wire().close()

    async def write(self, words: str) -> None:
        """A reply; a refusal ends with the suffix of the manner, where it has not another end of its own."""
        words = words.removesuffix(" {suffix}")
        if words[:1] in "45" and not words.endswith("{hostname}") and self.manner.suffix:
            words += f" {self.manner.suffix}"
        await super().push(self.filled(words))

    def filled(self, words: str) -> str:
        """Words with the names of this session in their places."""
        for name, value in self._names().items():
            words = words.replace(name, value)
        return words

    async def suffered(self, moment: str) -> bool:
        """Act out the fault of a moment, if there is one. True when that was all the answer there will be."""
        fault = self.fault(moment)
        return fault is not None and await self.suffer(fault)

    async def suffer(self, fault: Fault, sender: str = "") -> bool:
        """Act out a fault. False when it only bends the answer that follows, or is the asker's to act out."""
        if isinstance(fault.effect, Behave):
            return not await misbehave(self.wire(), fault.effect)
        await self.refuse(fault, sender)
        return True

    def fault(self, moment: str) -> Fault | None:
        """The fault that acts at this moment, if one is on."""
        return self.tenant.faults.take(moment, "smtp")

    async def wait_before_refusal(self) -> None:
        """Exchange refuses late."""
        await asyncio.sleep(REFUSAL_SECONDS * self.tenant.delay_scale)

    def eof_received(self) -> bool | None:
        """A client that has said all it wants to say still hears the answers."""
        return asyncio.StreamReaderProtocol.eof_received(self)

    async def handle_exception(self, error: Exception) -> str:
        """Our own bug must not look like the tenant's doing: it is kept, and the session goes on."""
        if isinstance(error, asyncio.IncompleteReadError):
            # No more is coming; aiosmtpd ends a session by cancelling it.
            self.wire().close()
            raise asyncio.CancelledError
        last = traceback.extract_tb(error.__traceback__)[-1]
        self.tenant.bugs.append(
            f"{type(error).__name__} in {last.name}, line {last.lineno} of {Path(last.filename).name}"
        )
        return "500 Error: ("

    def _create_envelope(self) -> Transaction:
        return Transaction()

    async def _handle_client(self) -> None:
        # A client that resets the connection while we write is no news.
        with contextlib.suppress(ConnectionError):
            await super()._handle_client()

    async def _greet(self) -> None:
        if not await self.suffered("greeting"):
            await self.write(self.manner.greeting)

    def _names(self) -> dict[str, str]:
        session = self.name.session
        return {
            "{hostname}": f"[Hostname={self.name.mail_host}]",
            "{host}": self.name.banner,
            "{server}": self.name.server,
            "{mailhost}": self.name.mail_host,
            "{session}": session,
            "{time}": self.name.time(),
            "{date}": email.utils.formatdate().replace("-0000", "+0000"),
            "{peer}": self.peer(),
            "{id}": f"{session[6:].lower()}sm{int(session[4:], 16) % 10**7}fak.23",
        }
