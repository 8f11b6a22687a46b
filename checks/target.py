"""What is under diagnosis and what may be done to it: profile, trust, time limits, hosts that credentials may go to."""

from __future__ import annotations

import contextlib
import ssl
import threading
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import truststore

from .config.certificate import CertificateUnusable, Proof, proof_of
from .config.profile import Profile
from .config.references import Secret
from .config.values import ProfileError
from .config.view import SecretView
from .observation import Failure, ProbeFailed
from .redactor import Redactor


@dataclass(slots=True)
class Target:
    """One tenant as a profile describes it.

    `embedded` says that it is the tenant in a box that this run started. `step_seconds` bounds every single wait
    for the network, `whole_seconds` a conversation with a mail server. `send_to` is the address that may get one
    test message, empty for none. `tokens` holds what was issued during the run; nothing else does. `fresh` is the
    answer to a sign-in of this run, or why there is none; it stands for the profile's own grant. `only` are the
    stages that were asked for, none for all. `probe_basic` lets one password login with a wrong password be tried
    for each protocol. `all_copies` lets every copy of the credentials be tried, however many. `kept` holds what one
    probe leaves open for the next.
    """

    profile: Profile
    secrets: SecretView
    redactor: Redactor
    embedded: bool = False
    allowed_hosts: frozenset[str] = frozenset()
    send_to: str = ""
    step_seconds: float = 30.0
    whole_seconds: float = 90.0
    proxies: Mapping[str, str] = field(default_factory=dict)
    tokens: dict[str, Secret] = field(default_factory=dict)
    fresh: Mapping[str, Any] | Failure | None = field(default=None, repr=False)
    only: tuple[str, ...] = ()
    probe_basic: bool = False
    all_copies: bool = False
    kept: dict[str, Any] = field(default_factory=dict, repr=False)
    closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        # A proxy may repeat in its refusal what it was shown.
        for proxy in self.proxies.values():
            with contextlib.suppress(ValueError):
                self.redactor.learn(unquote(urlsplit(proxy).password or ""))

    def __enter__(self) -> Target:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep(self, name: str, opened: Any) -> None:
        """Leave something open for another probe. A probe that is late for that closes it."""
        with self._lock:
            if not self.closed:
                self.kept[name] = opened
                return
        opened.close()

    def share(self, name: str, make: Callable[[], Any]) -> Any:
        """What is kept by this name, made by the first that asks."""
        with self._lock:
            if name not in self.kept:
                self.kept[name] = make()
            return self.kept[name]

    def close(self) -> None:
        """Close what was kept open and not used."""
        with self._lock:
            self.closed = True
            left, self.kept = self.kept, {}
        for opened in left.values():
            opened.close()

    @property
    def hosts(self) -> Mapping[str, str]:
        """The host of each leg, empty where the profile does not use it."""
        used = {one.protocol: one.host for one in self.profile.servers}
        return {"entra": self.profile.authority.host, "smtp": "", "imap": "", "pop3": "", **used}

    def context(self) -> ssl.SSLContext:
        """A client context that verifies chain and name against the one trust store of the run.

        Raises ProbeFailed when the profile's bundle cannot be read.
        """
        try:
            context = trust_store(self.profile)
        except ProfileError as error:
            raise ProbeFailed(Failure("unavailable", str(error), "tls")) from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # A common name is no host name (RFC 9525 2), though OpenSSL would take one where no other name is.
        context.hostname_checks_common_name = False
        return context

    def secret(self, name: str) -> Secret:
        """A secret of the profile. Raises ProbeFailed when it is not at hand."""
        found = self.secrets.get(name)
        if found is None:
            raise ProbeFailed(Failure("unavailable", self.secrets.why_absent(name), "settings"))
        self.redactor.learn(found.reveal())
        return found

    def credential(self) -> str | Mapping[str, str] | None:
        """What the application proves itself with, as MSAL wants it; None for a public one.

        Raises ProbeFailed when it is not at hand.
        """
        grant = self.profile.grant
        if grant.client_auth != "assertion_cert":
            return self.secret("client_secret").reveal() if grant.client_secret is not None else None
        return self.proof().credential()

    def proof(self) -> Proof:
        """The application's certificate with its key. Raises ProbeFailed when it is not at hand."""
        try:
            proof = proof_of(self.profile, self.secrets)
        except CertificateUnusable as error:
            raise ProbeFailed(Failure("unavailable", str(error), "settings")) from None
        for name in ("certificate.key", "certificate.passphrase"):
            if (given := self.secrets.get(name)) is not None:
                self.redactor.learn(given.reveal())
        self.redactor.learn(proof.secret_part)
        return proof

    def allow(self, host: str, protocol: str) -> None:
        """Raise ProbeFailed unless a credential may go to this host."""
        plain = host.lower().rstrip(".")
        if plain not in self.profile.credential_hosts() | self.allowed_hosts:
            words = (
                f"{host} is not a host of the cloud '{self.profile.cloud.name}': no credential is sent to it without "
                f"--allow-host {host}"
            )
            raise ProbeFailed(Failure("forbidden", words, protocol, host))


def trust_store(profile: Profile) -> ssl.SSLContext:
    """The profile's own, or that of the operating system.

    Raises ProfileError when the profile's bundle cannot be read.
    """
    bundle = profile.network.ca_bundle
    if bundle is None:
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return ssl.create_default_context(cafile=str(bundle))
    except ssl.SSLError:
        reason = "it holds no certificate"
    except OSError as error:
        reason = error.strerror or "it cannot be read"
    raise ProfileError(f"{profile.source}: network.ca_bundle {bundle}: {reason}")


def proxies_of(profile: Profile) -> Mapping[str, str]:
    """The way to the login host: the profile's proxy, else the system's, unless it is excepted there."""
    host = profile.authority.host
    proxy = profile.network.https_proxy or urllib.request.getproxies().get("https")
    if not proxy or urllib.request.proxy_bypass(host) or host in {"localhost", "127.0.0.1", "::1"}:
        return {}
    return {"https": proxy}
