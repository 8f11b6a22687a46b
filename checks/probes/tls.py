"""What does the server show when it is asked for TLS, and does it stand up to verification?"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import Any

from urllib3.util.ssltransport import SSLTransport

from ..observation import Failure, ProbeFailed
from ..survey import Look, Probe
from ..target import Target
from .dialog import printable_start, shake_hands
from .entra import login_session, openid_url
from .legs import endpoint
from .proxy import refused, tunnel

# How long something that speaks before it is asked may take, in seconds.
_EARLY = 2.0


def entra_tls(target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Shake hands with the login host. Facts: those of `certificate_facts`, `version`, `cipher`."""
    host, port = endpoint(target.profile, "entra")
    proxy = target.proxies.get("https", "")

    def again() -> socket.socket:
        if proxy:
            return tunnel(proxy, host, port, target.step_seconds, target.context)
        return socket.create_connection((host, port), target.step_seconds)

    try:
        wrapped = login_session(target).shake_hands(openid_url(target))
    except ProbeFailed as failed:
        if failed.failure.kind == "tls":
            facts.update(look_unverified(again, host))
        if not facts and (clear := _in_clear(failed.failure, again, proxy)):
            raise ProbeFailed(clear) from None
        raise
    facts.update(version=wrapped.version(), cipher=(wrapped.cipher() or ("",))[0])
    facts.update(certificate_facts(wrapped.getpeercert(binary_form=True)))


def _in_clear(failure: Failure, connect: Callable[[], socket.socket], proxy: str) -> Failure | None:
    """A page of the proxy's where the login host should answer; None where there is no proxy, or no page.

    A server waits for the client to begin TLS (RFC 8446 2): what speaks before, or in clear, is none.
    """
    said = "wrong version number" if failure.words.endswith("wrong version number") else ""
    if proxy and failure.kind in {"closed", "unreachable"}:
        with contextlib.suppress(OSError, ProbeFailed), connect() as raw:
            raw.settimeout(_EARLY)
            said = printable_start(raw.recv(60))
    return refused(proxy, f"it takes CONNECT, and what answers is not TLS: {said}") if proxy and said else None


def look_unverified(connect: Callable[[], socket.socket], host: str) -> dict[str, Any]:
    """The certificate of a server that failed verification: shake hands once more, send nothing, hang up."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with connect() as raw, _wrapped(context, raw, host) as wrapped:
            return certificate_facts(wrapped.getpeercert(binary_form=True))
    except (OSError, ValueError, ProbeFailed):
        return {}


def _wrapped(context: ssl.SSLContext, raw: socket.socket, host: str) -> ssl.SSLSocket | SSLTransport:
    """TLS, inside the TLS of a proxy where there is one, which a socket of Python's cannot do."""
    if isinstance(raw, ssl.SSLSocket):
        return SSLTransport(raw, context, server_hostname=host)
    return shake_hands(context, raw, host)


def certificate_facts(der: bytes | None) -> dict[str, Any]:
    """Names, issuer and end of a certificate, as text; empty when it cannot be read."""
    if not der:
        return {}
    # Nothing needs it before the first handshake is over, and it takes a while to import.
    from cryptography import x509  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    def first(name: x509.Name, *kinds: x509.ObjectIdentifier) -> str:
        return next((str(found[0].value) for kind in kinds if (found := name.get_attributes_for_oid(kind))), "")

    try:
        certificate = x509.load_der_x509_certificate(der)
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        names = [str(name.value) for name in extension.value]
    except x509.ExtensionNotFound:
        names = []
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return {}
    issuer, common, organization = certificate.issuer, NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME
    return {
        "names": names,
        "issuer": first(issuer, common, organization) or issuer.rfc4514_string(),
        "organization": first(issuer, organization),
        "not_before": certificate.not_valid_before_utc.isoformat(),
        "not_after": certificate.not_valid_after_utc.isoformat(),
    }


PROBES = (Probe("entra_tls", entra_tls, "TLS with {entra}"),)
