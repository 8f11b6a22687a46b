"""How the service reaches others: one trust store, hosts that credentials may go to, and an end to every wait."""

from __future__ import annotations

import math
import queue
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import truststore

from ..observation import Failure, ProbeFailed
from ..probes.dialog import Dialog
from ..redactor import Redactor
from .settings import Place

Result = TypeVar("Result")
_LEAST = 0.05


@dataclass(slots=True)
class Reach:
    """`hosts` are `host:port` in lower case; nothing secret goes anywhere else. `step_seconds` bounds a single wait.

    `ends` is when everything must be over (time.monotonic()); infinite for a service that runs on.
    """

    hosts: frozenset[str]
    ca_file: Path | None = None
    redactor: Redactor = field(default_factory=Redactor)
    proxies: Mapping[str, str] = field(default_factory=dict)
    step_seconds: float = 30.0
    ends: float = math.inf

    def left(self) -> float:
        """Seconds until everything must be over. Raises ProbeFailed when it is."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise ProbeFailed(Failure("timeout", "the time that was given for this is over", "network"))
        return left

    def step(self) -> float:
        """Seconds that the next wait may take."""
        return max(min(self.step_seconds, self.left()), _LEAST)

    def context(self) -> ssl.SSLContext:
        """A client context that verifies chain and name. Raises ProbeFailed when the CA file cannot be read."""
        context: ssl.SSLContext
        if self.ca_file is None:
            context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        else:
            try:
                context = ssl.create_default_context(cafile=str(self.ca_file))
            except (OSError, ssl.SSLError) as error:
                reason = getattr(error, "strerror", None) or "it holds no certificate"
                raise ProbeFailed(Failure("unavailable", f"the CA file {self.ca_file}: {reason}", "tls")) from None
            # Only the names that a certificate is for (RFC 9525 6.4.4); the common name may say anything.
            context.hostname_checks_common_name = False
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def allow(self, host: str, protocol: str, port: int = 0) -> None:
        """Raise ProbeFailed unless a credential may go there; without a port, to any port there."""
        plain = host.lower().rstrip(".")
        if f"{plain}:{port}" not in self.hosts and (port or all(h.rpartition(":")[0] != plain for h in self.hosts)):
            where = f"{host} port {port}" if port else host
            words = f"{where} is not a server of these settings: no credential is sent to it"
            raise ProbeFailed(Failure("forbidden", words, protocol, host))

    def dial(self, place: Place) -> Dialog:
        """A connection to a mail server, still in clear. Raises ProbeFailed."""
        self.allow(place.host, place.protocol, place.port)
        return Dialog(place.protocol, place.host, place.port, self.step())


def within(seconds: float, call: Callable[[], Result], failure: Failure) -> Result:
    """The result of `call`, or ProbeFailed after so many seconds: for libraries that bound each read, not the whole.

    The call goes on in a thread that does not keep the process alive.
    """
    done: queue.SimpleQueue[tuple[Result | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put((call(), None))
        except BaseException as error:  # handed to the caller
            done.put((None, error))

    threading.Thread(target=run, name="oauthmail-bounded", daemon=True).start()
    try:
        result, error = done.get(timeout=None if math.isinf(seconds) else seconds)
    except queue.Empty:
        raise ProbeFailed(failure) from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value] # either a result or an error was put
