"""AUTH: the mechanisms of the dialect, inside TLS only; a refusal comes late, and after a challenge if there is one."""

from __future__ import annotations

import asyncio
import secrets

from ...entra.tokens import seconds_left
from ...faults.model import Behave, Fault, Reply
from ...tenant.access import Admitted, opened
from ..bearer import challenge_before, judge_response
from ..dialect import LINE_LIMIT
from ..sasl import DECODERS, BadSasl, decode_plain_text
from .greeting import Greeting

OLD_TLS = {"TLSv1", "TLSv1.1"}


class _Aborted(Exception):
    """The exchange is over and has been answered."""


class Auth(Greeting):
    """AUTH XOAUTH2, OAUTHBEARER, LOGIN and PLAIN, as far as the manner offers them."""

    async def smtp_AUTH(self, arg: str | None) -> None:
        """AUTH, with or without an initial response."""
        assert self.session is not None
        name, _, initial = (arg or "").partition(" ")
        mechanism, table = name.upper(), self.tenant.faults.table
        offered = mechanism in self.mechanisms() and mechanism in _MECHANISMS
        if self.session.host_name is None:
            await self.answer("hello-first")
        elif not self.wire().encrypted:
            await self.refuse(table[self.manner.in_clear])
        elif self.manner.old_tls and self.wire().get_extra_info("ssl_object").version() in OLD_TLS:
            await self.refuse(table["smtp-old-tls"])
        elif self.admitted is not None:
            await self.answer("authenticated-already")
        elif not offered:
            await self.refuse(table["smtp-auth-before-tls"])
        else:
            try:
                await _MECHANISMS[mechanism](self, mechanism, initial.strip())
            except _Aborted:
                return

    async def token(self, mechanism: str, initial: str) -> None:
        """An OAuth mechanism: one response, judged as a token."""
        if initial:
            response = b"" if initial == "=" else initial.encode("utf-8", "surrogateescape")
        else:
            await self.write("334 ")
            response = await self._response()
        if (fault := self.fault("auth")) is not None and await self._meets(fault):
            return
        await self._settle(await self._judged(mechanism, response))

    async def login(self, _mechanism: str, initial: str) -> None:
        """LOGIN: a name and a password, each asked for."""
        try:
            user = decode_plain_text(initial.encode()) if initial else await self._asked("username")
            password = await self._asked("password")
        except BadSasl:
            user = password = ""
        await self._password(user, password)

    async def plain(self, _mechanism: str, initial: str) -> None:
        """PLAIN (RFC 4616): authzid, name and password in one response."""
        if not initial:
            await self.write("334 ")
        try:
            text = decode_plain_text(initial.encode() if initial else await self._response())
            _, user, password = text.split("\0")
        except ValueError:
            user = password = ""
        await self._password(user, password)

    async def _judged(self, mechanism: str, response: bytes) -> Admitted | Fault:
        table = self.tenant.faults.table
        try:
            if self.manner.strict:
                decode_plain_text(response)
        except BadSasl:
            await self.answer("not-base64")
            raise _Aborted from None
        try:
            if self.manner.names_address and "@" not in DECODERS[mechanism](response)[0]:
                return table["smtp-hve-address-not-valid"]
            judged = judge_response(self.tenant, "smtp", mechanism, response)
        except BadSasl:
            # A cancelled exchange (`*`) gets the same words: simonrob/email-oauth2-proxy, comment in the source.
            return table["smtp-hve-address-not-valid" if self.manner.names_address else "token-refused"]
        if isinstance(judged, Admitted) and seconds_left(self.tenant, judged.claims) < self.manner.token_life_s:
            return table["smtp-hve-token-expires-soon"]
        return judged

    async def _password(self, user: str, password: str) -> None:
        if (fault := self.fault("basic")) is not None and await self._meets(fault):
            return
        table, policy = self.tenant.faults.table, self.tenant.policy
        account, mailbox = self.tenant.user(user), self.tenant.mailbox(user)
        if policy.basic_auth_retired:
            await self._settle(table["smtp-basic-auth-retired"])
        elif not policy.basic_auth:
            await self._settle(table["basic-auth-disabled"])
        elif policy.security_defaults:
            await self._settle(table["smtp-security-defaults"])
        elif (
            account is None
            or mailbox is None
            or not account.enabled
            or not secrets.compare_digest(account.password.encode(), password.encode())
        ):
            await self._settle(table["smtp-password-wrong"])
        else:
            await self._settle(opened(self.tenant, "smtp", Admitted(mailbox, account.upn.lower(), None, {})))

    async def _settle(self, outcome: Admitted | Fault) -> None:
        if isinstance(outcome, Admitted):
            self.admitted = outcome
            await self.answer("authenticated")
            return
        await self.wait_before_refusal()
        if challenge := challenge_before(self.tenant, dialect=self.dialect, protocol="smtp", refusal=outcome):
            await self.write(f"334 {challenge.decode()}")
            # An empty line, ^A, a `*` or anything else: the client has read it and hears the refusal.
            await self._response(cancels=False)
        await self._final(outcome)

    async def _final(self, refusal: Fault) -> None:
        if not isinstance(refusal.effect, Reply):
            refusal = self.tenant.faults.table["token-refused"]
        self.last_refusal = self.manner.words(refusal).removesuffix(" {suffix}")
        await self.refuse(refusal)

    async def _meets(self, fault: Fault) -> bool:
        """Act out the fault of AUTH. False when the credential is judged all the same."""
        if isinstance(fault.effect, Behave) and fault.effect.how != "challenge":
            return await self.suffer(fault)
        await self._settle(fault)
        return True

    async def _asked(self, event: str) -> str:
        await self.answer(event)
        return decode_plain_text(await self._response())

    async def _response(self, *, cancels: bool = True) -> bytes:
        """The next line of the exchange. Raises _Aborted for one that is too long, and where `*` has its own reply."""
        limit = self.manner.response_limit or LINE_LIMIT
        line = bytearray()
        too_long = False
        while True:
            try:
                line += await self._reader.readuntil()
                break
            except asyncio.LimitOverrunError as over:
                await self._reader.readexactly(over.consumed)
                too_long = True
        if too_long or len(line) > limit:
            await self.answer("response-too-long")
            raise _Aborted
        response = bytes(line.rstrip(b"\r\n"))
        if response == b"*" and self.manner.strict and cancels:
            await self.answer("cancelled")
            raise _Aborted
        return response


_MECHANISMS = {"XOAUTH2": Auth.token, "OAUTHBEARER": Auth.token, "LOGIN": Auth.login, "PLAIN": Auth.plain}
