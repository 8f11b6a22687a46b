"""The beginning of a session: EHLO before and inside TLS, STARTTLS, and the commands that change nothing."""

from __future__ import annotations

from ...faults.model import Behave
from ..tls import server_context
from .speaking import Speaking


class Greeting(Speaking):
    """EHLO, HELO, STARTTLS, QUIT and what tells nothing."""

    async def smtp_HELO(self, hostname: str) -> None:
        """HELO: no extensions."""
        assert self.session is not None
        if not await self._badly_named(hostname):
            self.session.host_name, self.session.extended_smtp = hostname or "unknown", False
            await self.write(self.manner.helo)

    async def smtp_EHLO(self, hostname: str) -> None:
        """EHLO: the lines of the manner, in order."""
        assert self.session is not None
        if await self._badly_named(hostname):
            return
        moment = "capabilities-tls" if self.wire().encrypted else "capabilities"
        fault = self.fault(moment)
        if fault is not None and await self.suffer(fault):
            return
        self.session.host_name, self.session.extended_smtp = hostname or "unknown", True
        self._set_rset_state()
        self.changed = fault.effect.how if fault and isinstance(fault.effect, Behave) else ""
        lines = self._offer(self.changed)
        text = "".join(f"250-{line}\r\n" for line in lines[:-1]) + f"250 {lines[-1]}"
        await self.write(text)

    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """STARTTLS: what was pipelined behind it is thrown away (RFC 3207 6)."""
        assert self.session is not None
        if self.session.host_name is None:
            await self.answer("hello-first")
        elif self.wire().encrypted:
            await self.answer("starttls-again")
        elif self.changed == "hide-starttls":
            await self.answer("unknown")
        elif arg:
            await self.answer("arguments")
        elif not await self.suffered("starttls"):
            await self.answer("starttls")
            self._reader._buffer.clear()  # type: ignore[attr-defined]
            try:
                await self.wire().start_tls(server_context(self.tenant, self.certificates, "smtp"))
            except OSError:
                self.wire().close()
                return
            self.session.host_name, self.session.extended_smtp, self.changed = None, False, ""
            self.session.ssl = {}

    async def smtp_QUIT(self, _arg: str | None) -> None:
        """QUIT."""
        if not await self.suffered("quit"):
            await self.answer("quit")
            self.wire().close()

    async def smtp_VRFY(self, _arg: str | None) -> None:
        """VRFY tells nothing."""
        await self.answer("vrfy")

    async def smtp_HELP(self, _arg: str | None) -> None:
        """HELP: the verbs."""
        await self.answer("help")

    async def _badly_named(self, name: str | None) -> bool:
        """Refuse a malformed name; an empty one is accepted (both seen)."""
        if not name or not (".." in name or any(c.isspace() for c in name)):
            return False
        await self.wait_before_refusal()
        await self.refuse(self.tenant.faults.table["smtp-invalid-ehlo-name"])
        return True

    def mechanisms(self) -> list[str]:
        """The mechanisms of AUTH that are offered and taken."""
        hidden = {"XOAUTH2", "OAUTHBEARER"} if self.changed == "hide-xoauth2" else set()
        return [mechanism for mechanism in self.manner.mechanisms if mechanism not in hidden]

    def _offer(self, how: str) -> list[str]:
        """The lines of the reply to EHLO; `how` is the behaviour of a fault, or empty."""
        mechanisms = self.mechanisms()
        auth = [f"AUTH {' '.join(mechanisms)}"] if mechanisms else []
        if self.wire().encrypted:
            changing = ["STARTTLS", *auth] if how == "offer-starttls" else auth
        else:
            changing = [] if how == "hide-starttls" else ["STARTTLS", *(auth if how == "offer-xoauth2" else [])]
        shown: list[str] = []
        for line in self.manner.extensions:
            shown += changing if line == "{tls}" else [line.format(size=self.manner.size)]
        return [self.manner.hello, *([line.swapcase() for line in shown] if how == "odd-case" else shown)]
