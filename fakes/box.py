"""The tenant in a box: every listener on one event loop, its settings, and what can be done to it from outside."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
import tempfile
import traceback
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .control.api import ControlApi
from .entra.errors import Response
from .entra.handle import handle
from .entra.keys import KeyRing
from .entra.tokens import mint
from .exchange.conversation import LINE_LIMIT, Conversation, Front, misbehave
from .exchange.dialect import DIALECTS
from .exchange.imap import serve_imap
from .exchange.pop3 import serve_pop3
from .exchange.smtp import Submission
from .exchange.tls import server_context
from .faults.model import Behave
from .tenant.clock import seconds
from .tenant.example import PORTS, Plan, build
from .tenant.tenant import Tenant
from .wire.certificates import Certificates
from .wire.http import Answer, Handler, Limits, serve_http
from .wire.listening import listen
from .wire.transport import Handshake, Wire

_SCHEME = "https"
_ACCEPT_TURNS = 4
_STOP_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Options:
    """How to start: port by name (0 is a free one), the address to bind, faults that are on from the start.

    `ports`, `delay_scale` and `dialect` win over those of the plan.
    """

    plan: Plan = field(default_factory=Plan)
    ports: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    bind: str = "127.0.0.1"
    delay_scale: float | None = None
    dialect: str | None = None
    http: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a client needs to know: the keys of the `--json` line, in order."""

    tenant_id: str
    authority: str
    token_url: str
    authorize_url: str
    device_code_url: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    mailbox: str
    password: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_token: str = field(repr=False)
    smtp_host: str
    smtp_port: int
    imap_host: str
    imap_port: int
    imap_starttls_port: int
    pop3_host: str
    pop3_port: int
    pop3_starttls_port: int
    ca_file: str
    control_url: str = field(repr=False)

    def as_dict(self) -> dict[str, str | int]:
        """Plain JSON values."""
        return asdict(self)


class Box:
    """A running tenant. Use `async with Box(options) as box`."""

    def __init__(self, options: Options, keys: KeyRing | None = None) -> None:
        self._options = options
        self._keys = keys or KeyRing()
        self._ports: dict[str, int] = {}
        self.tenant: Tenant = self._build()
        self._folder = Path(tempfile.mkdtemp(prefix="oauthmail-"))
        self._certificates = Certificates(self._folder)
        self._servers: list[asyncio.Server] = []
        self._wires: set[Wire] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._secret_path = secrets.token_urlsafe(18)
        self.settings: Settings

    async def __aenter__(self) -> Box:
        try:
            for name in PORTS:
                await self._listen(name)
        except BaseException:
            await self._stop()
            raise
        self.tenant.authority = self._authority()
        self.settings = self._describe()
        self.tenant.faults.switch(self._options.faults)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    def set_faults(self, specs: list[str]) -> None:
        """Replace the faults that are on. Raises SpecError and then changes nothing."""
        self.tenant.faults.switch(specs)

    def advance(self, span: str) -> None:
        """Age what exists. Raises ValueError for a span that cannot be read."""
        self.tenant.clock.advance(seconds(span))
        for mailbox in self.tenant.mailboxes.values():
            # An idling session must hear at once that its token is over.
            mailbox.store.wake()

    def hang_up(self) -> None:
        """End every connection but that of the control API."""
        for wire in tuple(self._wires):
            if wire.listener != "control":
                wire.abort()

    def reset(self) -> None:
        """The first state again: mail, the faults of the start, clock, transcript. Credentials stay as handed out."""
        self.hang_up()
        self.tenant = self._build(self.tenant)
        self.tenant.faults.switch(self._options.faults)

    def set_dialect(self, name: str) -> None:
        """Change whose words the mail servers use. Raises KeyError."""
        self.tenant.dialect = DIALECTS[name]

    def issue_access_token(self) -> str:
        """A good access token of the mailbox, for clients that take one."""
        app = self.tenant.apps[self._options.plan.client_id]
        user = self.tenant.user(self._options.plan.people()[0].address)
        return mint(self.tenant, app, user, "https://outlook.office.com", sorted(app.consented))[0]

    def _build(self, before: Tenant | None = None) -> Tenant:
        tenant = build(self._options.plan, self._keys, before)
        tenant.authority = self._authority()
        if self._options.delay_scale is not None:
            tenant.delay_scale = self._options.delay_scale
        if self._options.dialect is not None:
            tenant.dialect = DIALECTS[self._options.dialect]
        return tenant

    async def _listen(self, name: str) -> None:
        port = self._options.ports.get(name, self._options.plan.ports.get(name, 0))
        host = "127.0.0.1" if name == "control" or self._options.bind == "localhost" else self._options.bind
        servers = await listen(self._factories()[name], host, port, name)
        self._servers += servers
        self._ports[name] = servers[0].sockets[0].getsockname()[1]

    def _factories(self) -> dict[str, Callable[[], Wire]]:
        return {
            "token": lambda: self._wire("token", self._http(self._token_request), implicit=True),
            "control": lambda: self._wire("control", self._http(self._control_request), implicit=False),
            "smtp": lambda: self._wire("smtp", Submission(self.tenant, self._certificates), implicit=False),
            "imap": lambda: self._wire("imap", self._lines("imap", serve_imap, implicit=True), implicit=True),
            "imap_starttls": lambda: self._wire(
                "imap", self._lines("imap", serve_imap, implicit=False), implicit=False
            ),
            "pop3": lambda: self._wire("pop3", self._lines("pop3", serve_pop3, implicit=True), implicit=True),
            "pop3_starttls": lambda: self._wire(
                "pop3", self._lines("pop3", serve_pop3, implicit=False), implicit=False
            ),
        }

    def _wire(self, listener: str, application: asyncio.Protocol, *, implicit: bool) -> Wire:
        def context() -> Handshake:
            return server_context(self.tenant, self._certificates, listener)

        def accepted(wire: Wire) -> bool:
            self._wires.add(wire)
            fault = None if listener == "control" else self.tenant.faults.take("accept", listener)
            if fault is None or not isinstance(fault.effect, Behave):
                return True
            self._spawn(self._fall_apart(wire, fault.effect))
            return False

        return Wire(
            application,
            listener,
            self.tenant.transcript if listener != "control" else None,
            context if implicit else None,
            accepted,
            self._wires.discard,
            self.tenant.delay_scale,
        )

    async def _fall_apart(self, wire: Wire, behave: Behave) -> None:
        await misbehave(wire, behave)

    def _http(self, handler: Handler) -> asyncio.Protocol:
        return self._stream(lambda reader, writer: serve_http(reader, writer, handler, self._options.http))

    def _lines(self, listener: str, front: Front, *, implicit: bool) -> asyncio.Protocol:
        return self._stream(
            lambda reader, writer: front(
                Conversation(self.tenant, self._certificates, listener, reader, writer), implicit_tls=implicit
            )
        )

    def _stream(
        self, serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]
    ) -> asyncio.Protocol:
        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._spawn(serve(reader, writer))

        return asyncio.StreamReaderProtocol(asyncio.StreamReader(limit=LINE_LIMIT), connected)

    async def _token_request(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        url = f"{_SCHEME}://{headers.get('host', 'localhost')}{target}"
        try:
            response: Response = handle(self.tenant, method, url, headers, body)
        except Exception as error:  # our own bug, never blamed on the client
            self._own_error(error)
            return 500, {"Content-Type": "text/plain"}, b""
        return response.status, response.headers, response.body

    async def _control_request(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            return ControlApi(self, self._secret_path, self._ports["control"]).answer(method, target, headers, body)
        except Exception as error:  # as above
            self._own_error(error)
            return 500, {"Content-Type": "application/json"}, b'{"error": "an error of the tenant in a box itself"}'

    def _own_error(self, error: BaseException) -> None:
        """What went wrong and where, without the values, which may be credentials."""
        last = traceback.extract_tb(error.__traceback__)[-1]
        self.tenant.bugs.append(
            f"{type(error).__name__} in {last.name}, line {last.lineno} of {Path(last.filename).name}"
        )

    def _spawn(self, coroutine: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._own_error(error)

    async def _stop(self) -> None:
        loop = asyncio.get_running_loop()
        for server in self._servers:
            for listening in server.sockets:
                # Closing the server while asyncio is accepting would lose the connections in between.
                with contextlib.suppress(NotImplementedError):
                    loop.remove_reader(listening.fileno())
        for _ in range(_ACCEPT_TURNS):
            await asyncio.sleep(0)
        wires = tuple(self._wires)
        for wire in wires:
            wire.abort()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await asyncio.gather(*(wire.gone() for wire in wires))
        for server in self._servers:
            server.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _authority(self) -> str:
        return f"{_SCHEME}://localhost:{self._ports['token']}/{self._options.plan.id}" if self._ports else ""

    def _describe(self) -> Settings:
        plan, owner = self._options.plan, self._options.plan.people()[0]
        authority = self._authority()
        return Settings(
            tenant_id=plan.id,
            authority=authority,
            token_url=f"{authority}/oauth2/v2.0/token",
            authorize_url=f"{authority}/oauth2/v2.0/authorize",
            device_code_url=f"{authority}/oauth2/v2.0/devicecode",
            client_id=plan.client_id,
            client_secret=plan.client_secret,
            redirect_uri=plan.redirect_uri,
            mailbox=owner.address.lower(),
            password=owner.password,
            refresh_token=plan.refresh_token,
            access_token=self.issue_access_token(),
            smtp_host="localhost",
            smtp_port=self._ports["smtp"],
            imap_host="localhost",
            imap_port=self._ports["imap"],
            imap_starttls_port=self._ports["imap_starttls"],
            pop3_host="localhost",
            pop3_port=self._ports["pop3"],
            pop3_starttls_port=self._ports["pop3_starttls"],
            ca_file=str(self._certificates.ca_file),
            control_url=f"http://127.0.0.1:{self._ports['control']}/{self._secret_path}/",
        )
